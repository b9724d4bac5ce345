/// Reads single characters of a text that may not be valid UTF-8.
package enum UTF8Scalar {
  /// The character that begins at `index` and its length in bytes; nil where the bytes are not
  /// UTF-8 (overlong forms and surrogates included).
  package static func decode(
    _ bytes: [UInt8], at index: Int
  ) -> (scalar: Unicode.Scalar, length: Int)? {
    let first = bytes[index]
    let length: Int
    var value: UInt32
    switch first {
    case 0..<0x80: return (Unicode.Scalar(first), 1)
    case 0xC2..<0xE0: (length, value) = (2, UInt32(first & 0x1F))
    case 0xE0..<0xF0: (length, value) = (3, UInt32(first & 0x0F))
    case 0xF0..<0xF5: (length, value) = (4, UInt32(first & 0x07))
    default: return nil
    }
    guard index + length <= bytes.count else { return nil }
    for next in bytes[(index + 1)..<(index + length)] {
      guard next & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(next & 0x3F)
    }
    if (length == 3 && value < 0x800) || (length == 4 && value < 0x10000) { return nil }
    return Unicode.Scalar(value).map { ($0, length) }
  }
}
