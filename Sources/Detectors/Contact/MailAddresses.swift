/// Mail addresses, grown from their `@` both ways.
enum MailAddresses {
  private static let longestLocal = 64
  private static let longestDomain = 255

  private static let domains: Set<[UInt8]> = Set(
    TopLevelDomains.names.split { $0 == " " || $0 == "\n" }.map { Array($0.utf8) })
  private static let longestTop = 24

  /// Endings that are domains, but of files and hosts far more often.
  private static let files: Set<[UInt8]> = Set(
    ["zip", "mov", "java"].map { Array($0.utf8) })

  /// The address around `atSign` that begins at `lowerBound` or later.
  static func match(_ text: Bytes, atSign: Int, after lowerBound: Int) -> Range<Int>? {
    guard let start = localStart(text, atSign, lowerBound), let end = domainEnd(text, atSign + 1)
    else {
      return nil
    }
    // `git@host:path` and URLs with a user and no password are logins of machines.
    if isLogin(text, start, atSign, end) || isAlgorithm(text, atSign + 1, end) { return nil }
    return start..<end
  }

  private static func localStart(_ text: Bytes, _ atSign: Int, _ lowerBound: Int) -> Int? {
    var index = atSign
    let limit = max(lowerBound, atSign - longestLocal)
    while index > limit {
      let byte = text[index - 1]
      if ByteClass.isWord(byte) {
        index -= 1
        continue
      }
      guard isLocalSign(byte) else { break }
      index -= 1
    }
    // Longer than a local part can be.
    if index == limit, limit > lowerBound, ByteClass.isWord(text[limit - 1]) { return nil }
    index = skipSeparators(text, index, atSign)
    guard index < atSign, text[atSign - 1] != UInt8(ascii: ".") else { return nil }
    return index
  }

  /// The beginning of the local part behind signs that are none of it, and behind separators beyond ASCII.
  private static func skipSeparators(_ text: Bytes, _ first: Int, _ atSign: Int) -> Int {
    var start = first
    var index = first
    while index < atSign {
      let width = Separators.width(text, index)
      if width > 0 {
        index += width
        start = index
      } else {
        index += 1
      }
    }
    while start < atSign, !ByteClass.isWord(text[start]) { start += 1 }
    return start
  }

  private static func isLocalSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "'"),
      UInt8(ascii: "~"),
      UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "^"):
      true
    default: false
    }
  }

  private static func domainEnd(_ text: Bytes, _ start: Int) -> Int? {
    var index = start
    var labels = 0
    var labelStart = start
    let limit = min(text.count, start + longestDomain)
    var best: Int?
    while true {
      labelStart = index
      while index < limit, isLabel(text, index) { index += 1 }
      guard index > labelStart, index - labelStart <= 63, text[labelStart] != UInt8(ascii: "-")
      else { break }
      labels += 1
      var labelEnd = index
      while labelEnd > labelStart, text[labelEnd - 1] == UInt8(ascii: "-") { labelEnd -= 1 }
      best = labels >= 2 && isTop(text, labelStart..<labelEnd) ? labelEnd : nil
      guard labelEnd == index, index + 1 < limit, text[index] == UInt8(ascii: "."),
        isLabel(text, index + 1)
      else { break }
      index += 1
    }
    return best
  }

  private static func isLabel(_ text: Bytes, _ index: Int) -> Bool {
    let kind = ByteClass.of(text[index])
    if kind == ByteClass.high { return Separators.width(text, index) == 0 }
    return kind & (ByteClass.lower | ByteClass.upper | ByteClass.digit) != 0
      || text[index] == UInt8(ascii: "-")
  }

  private static func isTop(_ text: Bytes, _ range: Range<Int>) -> Bool {
    guard (2...longestTop).contains(range.count) else { return false }
    var label: [UInt8] = []
    label.reserveCapacity(range.count)
    for index in range {
      let byte = text[index]
      if ByteClass.of(byte) == ByteClass.high { return true }
      label.append(ByteClass.of(byte) == ByteClass.upper ? byte | 0x20 : byte)
    }
    return domains.contains(label) && !files.contains(label)
  }

  private static func isLogin(_ text: Bytes, _ start: Int, _ atSign: Int, _ end: Int) -> Bool {
    let isGit = text[start..<atSign].elementsEqual("git".utf8)
    if end + 1 < text.count, text[end] == UInt8(ascii: ":"), !isBlankOrDigit(text[end + 1]) {
      if isGit
        || text[(end + 1)...].prefix(64).prefix(while: { $0 > 0x20 }).contains(UInt8(ascii: "/"))
      {
        return true
      }
    }
    // scheme://user@host
    if start >= 3, text[start - 1] == UInt8(ascii: "/"), text[start - 2] == UInt8(ascii: "/"),
      text[start - 3] == UInt8(ascii: ":")
    {
      return true
    }
    return isGit && end < text.count && text[end] == UInt8(ascii: ":")
  }

  /// Names of algorithms, which SSH extends with the domain of whoever defined them (RFC 4251, section 6).
  private static func isAlgorithm(_ text: Bytes, _ start: Int, _ end: Int) -> Bool {
    let domain = text[start..<end]
    return domain.elementsEqual("openssh.com".utf8) || domain.elementsEqual("libssh.org".utf8)
      || domain.elementsEqual("lysator.liu.se".utf8)
  }

  private static func isBlankOrDigit(_ byte: UInt8) -> Bool {
    byte <= 0x20 || ByteClass.of(byte) == ByteClass.digit
  }
}
