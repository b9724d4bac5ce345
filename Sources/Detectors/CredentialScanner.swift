/// Finds credentials by what stands before them: the user part of a URL, a credential-like name
/// with its value, the scheme of an `Authorization` header, the header of a private key.
enum CredentialScanner {
  /// - Parameter isAddress: whether the field holds hosts with ports, where `auth:8080` is one.
  static func scan(_ text: DecodedText, isAddress: Bool, into spans: inout [MaskSpan]) {
    let bytes = text.bytes
    var index = 0
    while index < bytes.count {
      let found: Range<Int>?
      switch bytes[index] {
      case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ">"):
        found = namedValue(text, separator: index, isAddress: isAddress)
      case UInt8(ascii: "/"): found = userPart(bytes, slash: index)
      case UInt8(ascii: "-"): found = privateKey(bytes, at: index) ?? option(bytes, at: index)
      case UInt8(ascii: " "): found = schemeValue(bytes, blank: index)
      case UInt8(ascii: "@"): found = password(bytes, at: index)
      default: found = nil
      }
      guard let found, !found.isEmpty else {
        index += 1
        continue
      }
      spans.add(found, of: text, .secret)
      // INVARIANT: what was found is not looked at again, so all looks ahead are linear together.
      index = max(index + 1, found.upperBound)
    }
  }

  /// Whether the bytes are a scheme like `Bearer`.
  static func isAuthorizationScheme(_ bytes: some Sequence<UInt8>) -> Bool {
    let word = String(decoding: bytes.prefix(17).map(\.lowercased), as: UTF8.self)
    return ["apikey", "basic", "bearer", "digest", "dpop", "hawk", "negotiate", "ntlm", "token"]
      .contains(word)
  }

  // MARK: URLs

  /// `//user:password@`, from the slashes' end to the `@`.
  private static func userPart(_ bytes: [UInt8], slash: Int) -> Range<Int>? {
    guard slash + 1 < bytes.count, bytes[slash + 1] == UInt8(ascii: "/") else { return nil }
    let start = slash + 2
    let hasScheme = slash > 0 && bytes[slash - 1] == UInt8(ascii: ":")
    var at: Int?
    var colon: Int?
    var index = start
    while index < bytes.count, isAuthorityByte(bytes[index]) {
      if bytes[index] == UInt8(ascii: "@") { at = index }
      if bytes[index] == UInt8(ascii: ":"), colon == nil { colon = index }
      index += 1
    }
    if let at { return hasScheme || (colon ?? at) < at ? start..<at : nil }
    // A password with a `/`, `?` or `#` in it.
    guard let colon, colon + 1 < bytes.count, !bytes[colon + 1].isDigit else { return nil }
    let limit = min(bytes.count, colon + 256)
    while index < limit, !bytes[index].isBlank, !bytes[index].isQuote {
      if bytes[index] == UInt8(ascii: "@") { return start..<index }
      index += 1
    }
    return nil
  }

  private static func isAuthorityByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "<"),
      UInt8(ascii: ">"), UInt8(ascii: "\\"):
      false
    default: !byte.isBlank && !byte.isQuote
    }
  }

  /// `user:password@host` without a scheme: the password.
  private static func password(_ bytes: [UInt8], at: Int) -> Range<Int>? {
    guard at + 1 < bytes.count, bytes[at + 1].isAlphanumeric else { return nil }
    let limit = max(0, at - 256)
    var start = at
    while start > limit, bytes[start - 1] != UInt8(ascii: ":") {
      guard isAuthorityByte(bytes[start - 1]), bytes[start - 1] != UInt8(ascii: "@") else {
        return nil
      }
      start -= 1
    }
    guard start > limit, start >= 2, bytes[start - 2].isAlphanumeric else { return nil }
    return start..<at
  }

  // MARK: Names and values

  private static func namedValue(
    _ text: DecodedText, separator: Int, isAddress: Bool
  ) -> Range<Int>? {
    let bytes = text.bytes
    let name = nameBefore(bytes, separator)
    let strength = SensitiveName.strength(of: bytes[name])
    guard strength != .none, !endsServiceAccount(bytes[..<name.lowerBound]) else { return nil }
    if isAddress && isPort(bytes[(separator + 1)...]) { return nil }
    if bytes[separator] == UInt8(ascii: ">") {
      guard name.lowerBound > 0, bytes[name.lowerBound - 1] == UInt8(ascii: "<") else { return nil }
      return element(bytes, from: separator + 1)
    }
    var start = separator + 1
    // `:=` and `=>`.
    while start < bytes.count, bytes[start] == UInt8(ascii: "=") || bytes[start] == 0x3E {
      start += 1
    }
    let blanksEnd = skipBlanks(bytes, from: start)
    let header = bytes[separator] == UInt8(ascii: ":") && blanksEnd > start
    let range = value(text, from: blanksEnd, toEndOfLine: header && strength == .strong)
    return isHarmless(bytes[range], strength) ? nil : range
  }

  /// In `system:serviceaccount:external-secrets:reader` a namespace stands before the last colon.
  private static func endsServiceAccount(_ before: ArraySlice<UInt8>) -> Bool {
    let prefix = "system:serviceaccount:".utf8
    return before.suffix(prefix.count).elementsEqual(prefix)
  }

  private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
    let digits = bytes.prefix(6).prefix { $0.isDigit }
    return (1...5).contains(digits.count) && digits.count == bytes.count
  }

  /// A constant, or a small number under a name that also means harmless things.
  private static func isHarmless(
    _ value: ArraySlice<UInt8>, _ strength: SensitiveName.Strength
  ) -> Bool {
    if strength == .weak && value.count <= 3 && value.allSatisfy(\.isDigit) { return true }
    let word = value.prefix { $0.isLetter }
    let rest = value.dropFirst(word.count)
    guard rest.allSatisfy({ $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }) else {
      return false
    }
    return ["", "true", "false", "null"].contains { word.elementsEqual($0.utf8) }
  }

  private static func nameBefore(_ bytes: [UInt8], _ separator: Int) -> Range<Int> {
    var end = separator
    let blanksLimit = max(0, separator - 8)
    while end > blanksLimit, isBetween(bytes[end - 1]) { end -= 1 }
    var start = end
    let limit = max(0, end - 128)
    while start > limit, isNameByte(bytes[start - 1]) { start -= 1 }
    return start..<end
  }

  /// What may stand between a name and its `=` or `:`.
  private static func isBetween(_ byte: UInt8) -> Bool {
    byte.isBlank || byte.isQuote || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "]")
      || byte == UInt8(ascii: ":")
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "$")
  }

  private static func skipBlanks(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start
    while index < bytes.count, index < start + 8, bytes[index].isBlank { index += 1 }
    return index
  }

  /// Where the value that begins at `start` ends.
  private static func value(
    _ text: DecodedText, from start: Int, toEndOfLine: Bool
  ) -> Range<Int> {
    let bytes = text.bytes
    var index = start
    while index < bytes.count, bytes[index] == UInt8(ascii: "\\") { index += 1 }
    guard index < bytes.count else { return start..<bytes.count }
    switch bytes[index] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      // An escaped quote is one in the next layer, and its value is found there.
      if index > start { return start..<start }
      return index + 1..<endOfQuoted(bytes, from: index + 1, quote: bytes[index])
    case UInt8(ascii: "{"), UInt8(ascii: "["): return start..<endOfNested(bytes, from: index)
    default: break
    }
    if toEndOfLine {
      while index < bytes.count, bytes[index] != 0x0A, bytes[index] != 0x0D { index += 1 }
      return start..<index
    }
    index = endOfWord(text, from: start)
    if isAuthorizationScheme(bytes[start..<index]), index < bytes.count, bytes[index].isBlank {
      index = endOfWord(text, from: skipBlanks(bytes, from: index))
    }
    return start..<index
  }

  /// To the next `&`, blank, `"`, `<` or `>`; blanks and quotes that were escaped belong to the
  /// value.
  private static func endOfWord(_ text: DecodedText, from start: Int) -> Int {
    var index = start
    while index < text.bytes.count {
      let byte = text.bytes[index]
      if byte == UInt8(ascii: "&") { break }
      let ends = byte.isBlank || byte == UInt8(ascii: "\"") || byte == 0x3C || byte == 0x3E
      if ends && !text.isEscaped(index) { break }
      index += 1
    }
    return index
  }

  private static func endOfQuoted(_ bytes: [UInt8], from start: Int, quote: UInt8) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != quote {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(index, bytes.count)
  }

  private static func endOfNested(_ bytes: [UInt8], from start: Int) -> Int {
    var depth = 0
    var index = start
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return index + 1 }
      case UInt8(ascii: "\""):
        index = endOfQuoted(bytes, from: index + 1, quote: UInt8(ascii: "\""))
      default: break
      }
      index += 1
    }
    return bytes.count
  }

  /// The text of an XML element.
  private static func element(_ bytes: [UInt8], from start: Int) -> Range<Int> {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "<") { end += 1 }
    return start..<end
  }

  // MARK: Others

  /// The value after `--password `.
  private static func option(_ bytes: [UInt8], at dash: Int) -> Range<Int>? {
    guard dash + 2 < bytes.count, bytes[dash + 1] == UInt8(ascii: "-"),
      bytes[dash + 2].isLetter, dash == 0 || !isNameByte(bytes[dash - 1])
    else { return nil }
    var nameEnd = dash + 2
    while nameEnd < bytes.count, nameEnd < dash + 128, isNameByte(bytes[nameEnd]) { nameEnd += 1 }
    guard nameEnd < bytes.count, bytes[nameEnd].isBlank,
      SensitiveName.strength(of: bytes[dash + 2..<nameEnd]) == .strong
    else { return nil }
    var start = skipBlanks(bytes, from: nameEnd)
    if start < bytes.count, bytes[start].isQuote {
      start += 1
      return start..<endOfQuoted(bytes, from: start, quote: bytes[start - 1])
    }
    var end = start
    while end < bytes.count, !bytes[end].isBlank { end += 1 }
    return start..<end
  }

  /// The credential after `Bearer ` or `Basic `.
  private static func schemeValue(_ bytes: [UInt8], blank: Int) -> Range<Int>? {
    let limit = max(0, blank - 16)
    var wordStart = blank
    while wordStart > limit, bytes[wordStart - 1].isLetter { wordStart -= 1 }
    guard wordStart < blank, isAuthorizationScheme(bytes[wordStart..<blank]) else { return nil }
    let start = skipBlanks(bytes, from: blank)
    var end = start
    while end < bytes.count, !bytes[end].isBlank, !bytes[end].isQuote { end += 1 }
    let credential = bytes[start..<end]
    guard credential.count >= 8, credential.contains(where: { !$0.isLower }) else { return nil }
    return start..<end
  }

  private static func privateKey(_ bytes: [UInt8], at dash: Int) -> Range<Int>? {
    let begin = "-----BEGIN ".utf8
    guard bytes[dash...].starts(with: begin) else { return nil }
    let label = bytes[(dash + begin.count)...].prefix(48)
    let text = String(decoding: label, as: UTF8.self)
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "-")),
      text[..<mark].hasSuffix("PRIVATE KEY")
    else { return nil }
    let start = dash + begin.count + text.utf8.distance(from: text.startIndex, to: mark) + 5
    guard start < bytes.count else { return nil }
    var index = start
    while index < bytes.count, !bytes[index...].starts(with: "-----END".utf8) { index += 1 }
    return start..<index
  }
}
