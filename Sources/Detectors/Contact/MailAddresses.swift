/// Mail addresses, grown from their `@` both ways.
///
/// Source: RFC 5321 and 6531, without quoted local parts and addresses of machines; the top-level domains
/// that there are tell addresses from versions (`pkg@1.2.3`), pictures (`icon@2x.png`) and hosts
/// (`user@db.internal`).
enum MailAddresses {
  private static let longestLocal = 64
  private static let longestDomain = 255
  private static let longestLabel = 63

  /// The address around `atSign` that begins at `lowerBound` or later. Looks at 64 bytes before the sign and
  /// 255 behind it at most.
  static func match(_ text: Bytes, atSign: Int, after lowerBound: Int) -> Range<Int>? {
    guard let start = localStart(text, atSign, lowerBound), let end = domainEnd(text, atSign + 1)
    else {
      return nil
    }
    if isLogin(text, start, atSign, end) || isTechnical(text, start, atSign, end) { return nil }
    return start..<end
  }

  // MARK: Local part

  private static func localStart(_ text: Bytes, _ atSign: Int, _ lowerBound: Int) -> Int? {
    guard atSign > lowerBound, atSign < text.count, text[atSign - 1] != UInt8(ascii: ".") else {
      return nil
    }
    var index = atSign
    let limit = max(lowerBound, atSign - longestLocal)
    while index > limit {
      let byte = text[index - 1]
      guard ByteClass.isWord(byte) || isLocalSign(byte) else { break }
      if byte == UInt8(ascii: "."), text[index] == byte { break }
      index -= 1
    }
    // Longer than a local part can be.
    if index == limit, limit > lowerBound, ByteClass.isWord(text[limit - 1]) { return nil }
    index = skipSeparators(text, index, atSign)
    guard index < atSign else { return nil }
    // `%s@example.com` is a pattern of a program.
    if atSign - index == 1, index > 0, text[index - 1] == UInt8(ascii: "%") { return nil }
    return index
  }

  /// The beginning of the local part behind signs that are none of it, behind separators beyond ASCII, and
  /// behind text of a script that is written without blanks.
  private static func skipSeparators(_ text: Bytes, _ first: Int, _ atSign: Int) -> Int {
    var start = first
    var index = first
    var wasIdeographic = false
    while index < atSign {
      let width = Separators.width(text, index)
      if width > 0 {
        index += width
        start = index
      } else if text[index] >= 0xE3 {
        wasIdeographic = true
        index += 1
        while index < atSign, text[index] & 0xC0 == 0x80 { index += 1 }
      } else {
        if wasIdeographic, text[index] < 0x80 { start = index }
        wasIdeographic = false
        index += 1
      }
    }
    while start < atSign, !ByteClass.isWord(text[start]) || text[start] & 0xC0 == 0x80 {
      start += 1
    }
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

  // MARK: Domain

  private static func domainEnd(_ text: Bytes, _ start: Int) -> Int? {
    // `icon@2x.png`
    if start + 1 < text.count, text[start] &- UInt8(ascii: "1") < 9,
      text[start + 1] == UInt8(ascii: "x"),
      start + 2 < text.count, text[start + 2] == UInt8(ascii: ".")
    {
      return nil
    }
    var index = start
    var labels = 0
    let limit = min(text.count, start + longestDomain)
    var best: Int?
    while true {
      let labelStart = index
      while index < limit, isLabel(text, index) { index += 1 }
      guard index > labelStart, index - labelStart <= longestLabel,
        text[labelStart] != UInt8(ascii: "-")
      else { break }
      labels += 1
      var labelEnd = index
      while labelEnd > labelStart, text[labelEnd - 1] == UInt8(ascii: "-") { labelEnd -= 1 }
      let begins = ByteClass.of(text[labelStart]) == ByteClass.upper
      if labels >= 2 {
        let isTop = isTop(text, labelStart..<labelEnd)
        // `…@example.org.The next sentence`: the blank is missing.
        let isSentence =
          begins && best != nil && ByteClass.of(text[labelStart - 2]) == ByteClass.lower
        if !isSentence { best = isTop ? labelEnd : nil }
        if isSentence { break }
      }
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

  /// Whether a label is a top-level domain. Of those beyond ASCII, which the list has in their other form,
  /// every one without ASCII in it is taken.
  private static func isTop(_ text: Bytes, _ label: Range<Int>) -> Bool {
    guard label.count >= 2 else { return false }
    if ByteClass.of(text[label.lowerBound]) == ByteClass.high {
      return label.allSatisfy { ByteClass.of(text[$0]) == ByteClass.high }
    }
    return TopLevelDomainTable.shared.contains(text, label)
  }

  // MARK: What is none

  /// `git@host:path` and URLs with a user (and a password) are logins of machines.
  private static func isLogin(_ text: Bytes, _ start: Int, _ atSign: Int, _ end: Int) -> Bool {
    if text[start..<atSign].elementsEqual("git".utf8) { return true }
    if end + 1 < text.count, text[end] == UInt8(ascii: ":"), !isBlankOrDigit(text[end + 1]),
      text[(end + 1)...].prefix(64).prefix(while: { $0 > 0x20 }).contains(UInt8(ascii: "/"))
    {
      return true
    }
    // scheme://user@host
    return start >= 3 && text[start - 1] == UInt8(ascii: "/")
      && text[start - 2] == UInt8(ascii: "/")
      && text[start - 3] == UInt8(ascii: ":")
  }

  private static func isBlankOrDigit(_ byte: UInt8) -> Bool {
    byte <= 0x20 || ByteClass.of(byte) == ByteClass.digit
  }

  /// Names of accounts of programs and of algorithms, which have the form of addresses, and nobody behind them.
  private static func isTechnical(_ text: Bytes, _ start: Int, _ atSign: Int, _ end: Int) -> Bool {
    // Names of algorithms, which SSH extends with the domain of whoever defined them (RFC 4251, section 6).
    ends(text, atSign, end, with: "@openssh.com") || ends(text, atSign, end, with: "@libssh.org")
      || ends(text, atSign, end, with: "@lysator.liu.se")
      || ends(text, atSign, end, with: ".gserviceaccount.com")
  }

  private static func ends(_ text: Bytes, _ start: Int, _ end: Int, with suffix: StaticString)
    -> Bool
  {
    let count = suffix.utf8CodeUnitCount
    guard end - start >= count else { return false }
    return (0..<count).allSatisfy {
      let byte = text[end - count + $0]
      return (ByteClass.of(byte) == ByteClass.upper ? byte | 0x20 : byte) == suffix.utf8Start[$0]
    }
  }
}

/// The names of `TopLevelDomains`, to be asked for without an allocation: their hashes in a table of places.
struct TopLevelDomainTable: Sendable {
  static let shared = TopLevelDomainTable()

  private static let size = 4096
  private let places: [UInt64]

  /// Endings that are domains, but of files far more often.
  private static let files = ["zip", "mov", "java"]

  private init() {
    var places = [UInt64](repeating: 0, count: Self.size)
    for name in TopLevelDomains.names.split(whereSeparator: { $0 == " " || $0 == "\n" })
    where !Self.files.contains(String(name)) {
      var hash = Self.start
      for byte in name.utf8 { hash = Self.mixed(hash, byte) }
      var place = Int(truncatingIfNeeded: hash >> 40) & (Self.size - 1)
      while places[place] != 0 { place = (place + 1) & (Self.size - 1) }
      places[place] = hash
    }
    self.places = places
  }

  // FNV-1a with 64 bits.
  private static let start: UInt64 = 0xCBF2_9CE4_8422_2325
  @inline(__always)
  private static func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// Whether the label is in the table, in capital or small letters.
  func contains(_ text: Bytes, _ label: Range<Int>) -> Bool {
    var hash = Self.start
    for index in label {
      let byte = text[index]
      hash = Self.mixed(hash, ByteClass.of(byte) == ByteClass.upper ? byte | 0x20 : byte)
    }
    var place = Int(truncatingIfNeeded: hash >> 40) & (Self.size - 1)
    while places[place] != 0 {
      if places[place] == hash { return true }
      place = (place + 1) & (Self.size - 1)
    }
    return false
  }
}
