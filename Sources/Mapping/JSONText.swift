import Values

/// Reads whole JSON texts into values: what rules reach below `raw`, and lists.
package enum JSONText {
  /// How deep objects and arrays may stand in each other.
  package static let depthLimit = 256

  /// The value of one JSON text.
  ///
  /// Nil if the text is not JSON, is nested deeper than the limit, has a number that `Number`
  /// can't hold, a string with a lone surrogate, a key that stands twice with different values, or
  /// a null in an array (a list has no place for it). Nil also for `null` itself; a member that is
  /// null is kept. Of a key that stands twice with equal values the first place is kept.
  /// The bytes must be valid UTF-8. Cost: linear.
  package static func value(of bytes: UnsafeRawBufferPointer) -> Value? {
    guard case .value(let value)? = parse(bytes) else { return nil }
    return value
  }

  enum Parsed {
    case null
    case value(Value)
  }

  static func parse(_ bytes: UnsafeRawBufferPointer) -> Parsed? {
    var parser = JSONParser(bytes: bytes)
    parser.skipBlanks()
    guard let parsed = parser.readValue(depth: 0) else { return nil }
    parser.skipBlanks()
    return parser.index == bytes.count ? parsed : nil
  }
}

private struct JSONParser {
  let bytes: UnsafeRawBufferPointer
  var index = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func skipBlanks() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0a, 0x0d, 0x09: index &+= 1
      default: return
      }
    }
  }

  /// Steps over the byte if it stands next.
  private mutating func skip(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index &+= 1
    return true
  }

  /// Reads the value that begins at `index`; nil if there is none.
  mutating func readValue(depth: Int) -> JSONText.Parsed? {
    guard index < bytes.count else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "{"): return readObject(depth: depth).map { .value(.object($0)) }
    case UInt8(ascii: "["): return readArray(depth: depth).map { .value(.list($0)) }
    case UInt8(ascii: "\""): return readString().map { .value(.string(Text(bytes: $0))) }
    case UInt8(ascii: "t"): return readWord("true") ? .value(.boolean(true)) : nil
    case UInt8(ascii: "f"): return readWord("false") ? .value(.boolean(false)) : nil
    case UInt8(ascii: "n"): return readWord("null") ? .null : nil
    default: return readNumber().map { .value(.number($0)) }
    }
  }

  private mutating func readWord(_ word: StaticString) -> Bool {
    let end = index + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes.slice(index, end).equals(word) else { return false }
    index = end
    return true
  }

  private mutating func readNumber() -> Number? {
    let start = index
    loop: while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        index &+= 1
      default: break loop
      }
    }
    return Number(json: bytes.slice(start, index))
  }

  private mutating func readString() -> [UInt8]? {
    guard skip(UInt8(ascii: "\"")) else { return nil }
    let start = index
    var isEscaped = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        let inner = bytes.slice(start, index)
        index &+= 1
        return isEscaped ? JSONString.unescaped(inner) : Array(inner)
      }
      guard byte >= 0x20 else { return nil }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        index &+= 1
      }
      index &+= 1
    }
    return nil
  }

  private mutating func readArray(depth: Int) -> [Value]? {
    guard depth < JSONText.depthLimit, skip(UInt8(ascii: "[")) else { return nil }
    var elements: [Value] = []
    skipBlanks()
    if skip(UInt8(ascii: "]")) { return elements }
    while true {
      skipBlanks()
      guard case .value(let element)? = readValue(depth: depth + 1) else { return nil }
      elements.append(element)
      skipBlanks()
      if skip(UInt8(ascii: "]")) { return elements }
      guard skip(UInt8(ascii: ",")) else { return nil }
    }
  }

  private mutating func readObject(depth: Int) -> [Value.Member]? {
    guard depth < JSONText.depthLimit, skip(UInt8(ascii: "{")) else { return nil }
    var members: [Value.Member] = []
    // Where each key stands, once there are too many to look through.
    var places: [Text: Int] = [:]
    skipBlanks()
    if skip(UInt8(ascii: "}")) { return members }
    while true {
      skipBlanks()
      guard let key = readString().map(Text.init(bytes:)) else { return nil }
      skipBlanks()
      guard skip(UInt8(ascii: ":")) else { return nil }
      skipBlanks()
      guard let parsed = readValue(depth: depth + 1) else { return nil }
      var value: Value?
      if case .value(let some) = parsed { value = some }
      if members.count == 16 {
        for (place, member) in members.enumerated() { places[member.key] = place }
      }
      let place =
        members.count < 16 ? members.firstIndex { $0.key == key } : places[key]
      if let place {
        guard members[place].value == value else { return nil }
      } else {
        if members.count >= 16 { places[key] = members.count }
        members.append(Value.Member(key: key, value: value))
      }
      skipBlanks()
      if skip(UInt8(ascii: "}")) { return members }
      guard skip(UInt8(ascii: ",")) else { return nil }
    }
  }
}
