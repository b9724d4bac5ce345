import Values

/// The escapes of JSON strings.
package enum JSONString {
  /// Writes the text that a string's bytes (those between the quotes) stand for; returns its
  /// length, nil for an escape that JSON does not have or a surrogate without its partner.
  ///
  /// `output` has room for `bytes.count` bytes and may be where `bytes` begin.
  package static func unescape(
    _ bytes: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>
  ) -> Int? {
    var read = 0
    var written = 0
    let count = bytes.count
    while read < count {
      let byte = bytes[read]
      read &+= 1
      guard byte == UInt8(ascii: "\\") else {
        output[written] = byte
        written &+= 1
        continue
      }
      guard read < count else { return nil }
      let escape = bytes[read]
      read &+= 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output[written] = escape
      case UInt8(ascii: "n"): output[written] = 0x0a
      case UInt8(ascii: "t"): output[written] = 0x09
      case UInt8(ascii: "r"): output[written] = 0x0d
      case UInt8(ascii: "b"): output[written] = 0x08
      case UInt8(ascii: "f"): output[written] = 0x0c
      case UInt8(ascii: "u"):
        guard let scalar = readScalar(bytes, at: &read) else { return nil }
        written = write(scalar, to: output, at: written)
        continue
      default: return nil
      }
      written &+= 1
    }
    return written
  }

  /// The text that a string's bytes stand for.
  package static func unescaped(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    var isValid = true
    let result = [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      if let length = unescape(bytes, into: base) { count = length } else { isValid = false }
    }
    return isValid ? result : nil
  }

  /// Reads the digits after `\u`, and the second half of a pair with its own `\u`.
  private static func readScalar(
    _ bytes: UnsafeRawBufferPointer, at read: inout Int
  ) -> UInt32? {
    guard let first = readUnit(bytes, at: &read) else { return nil }
    guard first & 0xf800 == 0xd800 else { return first }
    guard first < 0xdc00, read &+ 1 < bytes.count, bytes[read] == UInt8(ascii: "\\"),
      bytes[read &+ 1] == UInt8(ascii: "u")
    else { return nil }
    read &+= 2
    guard let second = readUnit(bytes, at: &read), second & 0xfc00 == 0xdc00 else { return nil }
    return 0x1_0000 &+ (first & 0x3ff) << 10 &+ (second & 0x3ff)
  }

  private static func readUnit(_ bytes: UnsafeRawBufferPointer, at read: inout Int) -> UInt32? {
    guard read &+ 4 <= bytes.count else { return nil }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = bytes[read].hexDigit else { return nil }
      unit = unit << 4 | UInt32(digit)
      read &+= 1
    }
    return unit
  }

  /// Writes a scalar as UTF-8: at most 3 bytes for 6 read, or 4 for 12.
  private static func write(
    _ scalar: UInt32, to output: UnsafeMutablePointer<UInt8>, at start: Int
  ) -> Int {
    var index = start
    func put(_ value: UInt32) {
      output[index] = UInt8(truncatingIfNeeded: value)
      index &+= 1
    }
    switch scalar {
    case 0..<0x80: put(scalar)
    case 0x80..<0x800:
      put(0xc0 | scalar >> 6)
      put(0x80 | scalar & 0x3f)
    case 0x800..<0x1_0000:
      put(0xe0 | scalar >> 12)
      put(0x80 | scalar >> 6 & 0x3f)
      put(0x80 | scalar & 0x3f)
    default:
      put(0xf0 | scalar >> 18)
      put(0x80 | scalar >> 12 & 0x3f)
      put(0x80 | scalar >> 6 & 0x3f)
      put(0x80 | scalar & 0x3f)
    }
    return index
  }
}
