/// Credentials behind the word for their scheme: `Bearer …` (RFC 6750), `Basic …` (RFC 7617).
enum AuthorizationSchemes {
  struct Match {
    /// The credential, without the scheme.
    var range: Range<Int>
    var type: SensitiveType
    /// It has the form of one; otherwise it may still be a mask.
    var isCredential: Bool
  }

  /// - Parameter start: a word's start.
  static func match(_ text: Bytes, at start: Int) -> Match? {
    let isBearer = has(text, start, "bearer")
    guard isBearer || has(text, start, "basic") else { return nil }
    var index = start + (isBearer ? 6 : 5)
    guard index < text.count, isBlank(text[index]) || text[index] == UInt8(ascii: "=") else {
      return nil
    }
    while index < text.count, isBlank(text[index]) { index += 1 }
    let first = index
    if text.count > index, text[index] == UInt8(ascii: "<") || text[index] == UInt8(ascii: "[") {
      while index < text.count, index - first < 48, text[index] > 0x20 { index += 1 }
      return Match(
        range: first..<index, type: isBearer ? .bearerToken : .basicAuth, isCredential: false)
    }
    while index < text.count, isToken(text[index]) { index += 1 }
    while index > first, text[index - 1] == UInt8(ascii: ".") { index -= 1 }
    guard index > first else { return nil }
    let value = Bytes(rebasing: text[first..<index])
    let isCredential = isBearer ? isBearerToken(value) : isBasic(value)
    return Match(
      range: first..<index, type: isBearer ? .bearerToken : .basicAuth, isCredential: isCredential)
  }

  private static func has(_ text: Bytes, _ start: Int, _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard start + count < text.count else { return false }
    for offset in 0..<count where text[start + offset] | 0x20 != word.utf8Start[offset] {
      return false
    }
    return true
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isToken(_ byte: UInt8) -> Bool {
    Base64.value(byte) != nil || "=.~*".utf8.contains(byte)
  }

  private static func isBearerToken(_ value: Bytes) -> Bool {
    guard value.count >= 12 else { return false }
    let digits = value.reduce(0) { $0 + (ByteClass.of($1) == ByteClass.digit ? 1 : 0) }
    return digits > 0 && Randomness.isRandom(value, least: 2.5)
  }

  private static func isBasic(_ value: Bytes) -> Bool {
    guard value.count >= 4, let decoded = Base64.decode(value, limit: 512),
      let colon = decoded.firstIndex(of: UInt8(ascii: ":")),
      colon + 1 < decoded.count || decoded.count > 8
    else { return false }
    return decoded.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}
