/// A value after some layers of encoding were taken off, with the way back to the original.
///
/// A layer is everything that is escaped at once: `%40`, `\u0040`, `\x40`, `\"`, `&#64;`, `&#x40;`
/// and the named HTML entities of ASCII punctuation.
struct DecodedText {
  let bytes: [UInt8]
  /// For each byte the offset in the original that it comes from, and the original's length at the
  /// end; empty if this is the original.
  private let origins: [Int]

  init(original: UnsafeRawBufferPointer) {
    bytes = Array(original)
    origins = []
  }

  private init(bytes: [UInt8], origins: [Int]) {
    self.bytes = bytes
    self.origins = origins
  }

  /// Where `range` stands in the original; parts of an escape become the whole escape.
  func originalRange(_ range: Range<Int>) -> Range<Int> {
    guard !origins.isEmpty else { return range }
    var end = range.upperBound
    while end < bytes.count, origins[end] == origins[end - 1] { end += 1 }
    return origins[range.lowerBound]..<origins[end]
  }

  /// Whether the byte stands in the original as an escape.
  func isEscaped(_ index: Int) -> Bool {
    !origins.isEmpty && origins[index + 1] - origins[index] != 1
  }

  /// The text with one more layer taken off; nil if there is none.
  func decoded() -> DecodedText? {
    var output: [UInt8] = []
    var newOrigins: [Int] = []
    output.reserveCapacity(bytes.count)
    newOrigins.reserveCapacity(bytes.count + 1)
    var changed = false
    var index = 0
    while index < bytes.count {
      let origin = origins.isEmpty ? index : origins[index]
      if let escape = escape(at: index) {
        changed = true
        for byte in String(escape.scalar).utf8 {
          output.append(byte)
          newOrigins.append(origin)
        }
        index += escape.length
      } else if let byte = percentByte(at: index) {
        changed = true
        output.append(byte)
        newOrigins.append(origin)
        index += 3
      } else {
        output.append(bytes[index])
        newOrigins.append(origin)
        index += 1
      }
    }
    guard changed else { return nil }
    newOrigins.append(origins.last ?? bytes.count)
    return DecodedText(bytes: output, origins: newOrigins)
  }

  private func percentByte(at index: Int) -> UInt8? {
    guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
      let high = bytes[index + 1].hexDigit, let low = bytes[index + 2].hexDigit
    else { return nil }
    return UInt8(high << 4 | low)
  }

  private func escape(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    guard index + 1 < bytes.count else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "\\"): return backslashEscape(at: index)
    case UInt8(ascii: "&"): return entity(at: index)
    default: return nil
    }
  }

  private func backslashEscape(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    switch bytes[index + 1] {
    case UInt8(ascii: "u"): return hexScalar(at: index + 2, digits: 4).map { ($0, 6) }
    case UInt8(ascii: "x"): return hexScalar(at: index + 2, digits: 2).map { ($0, 4) }
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return (" ", 2)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "'"):
      return (Unicode.Scalar(bytes[index + 1]), 2)
    default: return nil
    }
  }

  private func hexScalar(at start: Int, digits: Int) -> Unicode.Scalar? {
    guard start + digits <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<start + digits] {
      guard let digit = byte.hexDigit else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return Unicode.Scalar(value)
  }

  private func entity(at index: Int) -> (scalar: Unicode.Scalar, length: Int)? {
    let window = bytes[index + 1..<min(bytes.count, index + 10)]
    guard let end = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = bytes[index + 1..<end]
    let length = end + 1 - index
    if name.first == UInt8(ascii: "#") {
      return numericEntity(name.dropFirst()).map { ($0, length) }
    }
    return Self.namedEntities[String(decoding: name, as: UTF8.self)].map { ($0, length) }
  }

  private func numericEntity(_ name: ArraySlice<UInt8>) -> Unicode.Scalar? {
    let isHex = name.first == UInt8(ascii: "x") || name.first == UInt8(ascii: "X")
    let digits = isHex ? name.dropFirst() : name
    let text = String(decoding: digits, as: UTF8.self)
    return UInt32(text, radix: isHex ? 16 : 10).flatMap(Unicode.Scalar.init)
  }

  private static let namedEntities: [String: Unicode.Scalar] = [
    "amp": "&", "apos": "'", "colon": ":", "commat": "@", "equals": "=", "gt": ">", "lt": "<",
    "nbsp": " ", "percnt": "%", "period": ".", "quot": "\"", "sol": "/",
  ]
}
