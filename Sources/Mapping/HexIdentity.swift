import Values

/// Identities of 8 or 16 bytes, such as those of spans and traces, however they are written.
enum HexIdentity {
  static func read(_ text: [UInt8]) -> Converted {
    if text.isEmpty { return .absent }
    guard let bytes = hexadecimal(text) ?? base64(text) else { return .unreadable }
    if bytes.allSatisfy({ $0 == 0 }) { return .absent }
    let digits = Array("0123456789abcdef".utf8)
    return .value(
      .string(Text(bytes: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })))
  }

  private static func hexadecimal(_ text: [UInt8]) -> [UInt8]? {
    guard text.count == 16 || text.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: text.count, by: 2) {
      guard let high = digit(text[place]), let low = digit(text[place + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  /// RFC 4648, standard alphabet, padded: of 8 bytes 12 characters, of 16 bytes 24. No bits may be left.
  private static func base64(_ text: [UInt8]) -> [UInt8]? {
    let length = text.count == 12 ? 8 : text.count == 24 ? 16 : 0
    let padding = text.count == 12 ? 1 : 2
    guard length > 0, text.suffix(padding).allSatisfy({ $0 == 0x3D }) else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for character in text.dropLast(padding) {
      guard let value = sextet(character) else { return nil }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        bits &= (1 << UInt32(count)) - 1
      }
    }
    return bytes.count == length && bits == 0 ? bytes : nil
  }

  private static func sextet(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte) - 0x41
    case 0x61...0x7A: UInt32(byte) - 0x61 + 26
    case 0x30...0x39: UInt32(byte) - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}
