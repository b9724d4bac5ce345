/// Whether the value of a key that names a secret is one, and how far it reaches in running text.
enum SecretValue {
  /// What the value is, of the key's types; nil: a placeholder, a word, a date, nothing that is secret.
  static func judge(_ value: Bytes, key: TypeSet, inText: Bool) -> SensitiveType? {
    guard !value.isEmpty, value.count <= 16384, !isPlaceholder(value) else { return nil }
    if key.contains(.password) { return isPassword(value, inText: inText) ? .password : nil }
    if key.contains(.awsSecretKey), value.count == 40, isBase64(value) { return .awsSecretKey }
    guard isOpaque(value) else { return nil }
    if key.contains(.awsSecretKey) { return .awsSecretKey }
    // The sessions of databases have numbers, too; only longer ones are tickets.
    if key.contains(.sessionToken) {
      return value.count >= (inText ? 16 : 24) && !isUUID(value) ? .sessionToken : nil
    }
    if key.contains(.bearerToken) { return value.count >= 16 ? .bearerToken : nil }
    if key.contains(.apiSecret) || key.contains(.vendorToken) { return .apiSecret }
    return nil
  }

  // MARK: Passwords

  private static func isPassword(_ value: Bytes, inText: Bool) -> Bool {
    guard (4...256).contains(value.count) else { return false }
    var flags: UInt8 = 0
    var signs = 0
    var blanks = 0
    for byte in value {
      let kind = ByteClass.of(byte)
      flags |= kind & ByteClass.word
      if byte == 0x20 || byte == 0x09 || byte == 0x0A { blanks += 1 }
      if kind & ByteClass.word == 0 { signs += 1 }
    }
    let hasLetters = flags & (ByteClass.lower | ByteClass.upper | ByteClass.high) != 0
    let hasDigits = flags & ByteClass.digit != 0
    if blanks > 0 {
      // Sentences are no passwords, phrases with digits or signs may be.
      return !inText && blanks < 6 && (hasDigits || signs > blanks) && !isSentence(value)
    }
    if isDate(value) || isFlag(value) { return false }
    // Words alone: `letmein` is one, `required` and `client_secret_post` are settings.
    if !hasDigits, flags & ByteClass.upper == 0, signs == 0 || isWords(value) {
      return !inText && flags & ByteClass.underscore == 0 && signs == 0 && value.count >= 5
        && !isState(value)
    }
    if !hasLetters, !hasDigits { return signs >= 6 }
    return !isState(value) && !isPathOrURL(value)
  }

  /// A password that stands in a sentence: letters with digits or signs, as no word has them.
  static func isSpokenPassword(_ value: Bytes) -> Bool {
    guard (6...64).contains(value.count), !isPlaceholder(value), isPassword(value, inText: true)
    else { return false }
    var flags: UInt8 = 0
    var signs = 0
    for byte in value {
      let kind = ByteClass.of(byte)
      flags |= kind & ByteClass.word
      if kind & ByteClass.word == 0 { signs += 1 }
    }
    let letters = flags & (ByteClass.lower | ByteClass.upper) != 0
    let isMixed = flags & ByteClass.lower != 0 && flags & ByteClass.upper != 0
    return letters && (flags & ByteClass.digit != 0 || isMixed && signs > 0) && !isDate(value)
  }

  private static func isSentence(_ value: Bytes) -> Bool {
    let words = value.split(separator: 0x20)
    let plain = words.filter { word in
      word.allSatisfy {
        ByteClass.of($0) & (ByteClass.lower | ByteClass.upper | ByteClass.high) != 0
      }
    }
    return plain.count * 3 >= words.count * 2
  }

  // MARK: Opaque values

  /// Letters and digits mixed as no word and no setting has them.
  private static func isOpaque(_ value: Bytes) -> Bool {
    guard value.count >= 12 else { return false }
    var flags: UInt8 = 0
    var digits = 0
    for byte in value {
      let kind = ByteClass.of(byte)
      if byte <= 0x20 || kind == ByteClass.high { return false }
      flags |= kind & ByteClass.word
      if kind == ByteClass.digit { digits += 1 }
    }
    if isPathOrURL(value) || isDate(value) { return false }
    if digits == value.count { return false }
    if digits == 0, flags & ByteClass.upper == 0 || flags & ByteClass.lower == 0 { return false }
    if digits == 0, isWords(value) || !hasCaseChanges(value) { return false }
    return Randomness.isRandom(value, least: 2.8)
  }

  private static func isUUID(_ value: Bytes) -> Bool {
    value.count == 36 && [8, 13, 18, 23].allSatisfy { value[$0] == UInt8(ascii: "-") }
  }

  /// More capitals inside than `CamelCase` words have.
  private static func hasCaseChanges(_ value: Bytes) -> Bool {
    var changes = 0
    for index in value.indices.dropFirst()
    where ByteClass.of(value[index]) != ByteClass.of(value[index - 1]) { changes += 1 }
    return changes * 3 >= value.count
  }

  private static func isBase64(_ value: Bytes) -> Bool {
    value.allSatisfy { Base64.value($0) != nil || $0 == UInt8(ascii: "=") }
      && Randomness.isRandom(value, least: 3.5)
      && !value.allSatisfy { IPAddresses.hex($0) != nil }
  }

  // MARK: What is no secret

  private static let placeholders: Set<[UInt8]> = Set(
    """
    null nil none undefined true false yes no on off n/a na nan unknown empty missing default test example
    password passwd pwd secret token changeme change_me changeit placeholder dummy todo tbd string text value required optional
    redacted masked hidden filtered removed sanitized scrubbed encrypted obfuscated anonymized
    enabled disabled invalid expired failed your_password yourpassword your-password my-secret mysecret
    your_api_key your-api-key api_key apikey xxx -
    """.split { $0 == " " || $0 == "\n" }.map { Array($0.utf8) })

  private static let states: Set<[UInt8]> = Set(
    """
    invalid expired reset changed failed incorrect missing wrong updated supplied declined required optional
    mobile email bearer basic digest oauth oauth2 strict lax weak strong medium high low normal plain
    plaintext hashed encrypted rotated revoked accepted rejected denied verified unverified pending active
    inactive locked unlocked temporary permanent protected prompt stdin manual automatic rotation policy
    strength minimum maximum length history present absent matches mismatch authentication authorization
    """.split { $0 == " " || $0 == "\n" }.map { Array($0.utf8) })

  /// What stands where a secret would: nothing, a variable, an example.
  static func isPlaceholder(_ value: Bytes) -> Bool {
    guard let first = value.first else { return true }
    if value.count <= 24, placeholders.contains(folded(value)) { return true }
    let last = value[value.count - 1]
    switch first {
    case UInt8(ascii: "$"):
      // `${X}`, `$(x)`, `$X`; `$Winter75` is none.
      guard value.count > 1 else { return true }
      if value[1] == UInt8(ascii: "{") || value[1] == UInt8(ascii: "(") { return true }
      return value.dropFirst().allSatisfy {
        ByteClass.of($0) & (ByteClass.upper | ByteClass.underscore) != 0
      }
    case UInt8(ascii: "{"):
      return value.count > 1 && value[1] == UInt8(ascii: "{") || last == UInt8(ascii: "}")
    case UInt8(ascii: "<"): return last == UInt8(ascii: ">")
    case UInt8(ascii: "["): return last == UInt8(ascii: "]")
    case UInt8(ascii: "%"):
      return value.count == 2
        || value.count > 2 && (value[1] == UInt8(ascii: "(") || last == UInt8(ascii: "%"))
    case UInt8(ascii: "@"): return value.count > 1 && value[1] == UInt8(ascii: "@")
    default: break
    }
    if value.allSatisfy({ $0 == first }) { return true }
    return startsWith(value, "process.env") || startsWith(value, "os.environ")
      || startsWith(value, "env:")
      || startsWith(value, "arn:aws") || startsWith(value, "vault:")
      || startsWith(value, "secretref:")
      || startsWith(value, "your_") || startsWith(value, "your-") || startsWith(value, "projects/")
      || startsWith(value, "file:") || startsWith(value, "ref+") || startsWith(value, "op://")
      || startsWith(value, "data:")
  }

  private static func folded(_ value: Bytes) -> [UInt8] {
    value.map { ByteClass.of($0) == ByteClass.upper ? $0 | 0x20 : $0 }
  }

  private static func startsWith(_ value: Bytes, _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard value.count >= count else { return false }
    for offset in 0..<count {
      let byte =
        ByteClass.of(value[offset]) == ByteClass.upper ? value[offset] | 0x20 : value[offset]
      if byte != word.utf8Start[offset] { return false }
    }
    return true
  }

  private static func isState(_ value: Bytes) -> Bool {
    value.count <= 20 && states.contains(folded(value))
  }

  private static func isFlag(_ value: Bytes) -> Bool {
    value.count <= 5 && (startsWith(value, "true") || startsWith(value, "false"))
  }

  /// Words of small letters joined by signs.
  private static func isWords(_ value: Bytes) -> Bool {
    value.allSatisfy { byte in
      ByteClass.of(byte) & (ByteClass.lower | ByteClass.underscore) != 0
        || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }
  }

  private static func isDate(_ value: Bytes) -> Bool {
    guard value.count >= 8, ByteClass.of(value[0]) == ByteClass.digit,
      let range = DateOfBirth.match(value, at: 0)
    else { return false }
    return range.upperBound == value.count || value[range.upperBound] == UInt8(ascii: "T")
  }

  private static func isPathOrURL(_ value: Bytes) -> Bool {
    if startsWith(value, "http://") || startsWith(value, "https://") { return true }
    guard value[0] == UInt8(ascii: "/") || startsWith(value, "./") || startsWith(value, "~/") else {
      return false
    }
    let slashes = value.reduce(0) { $0 + ($1 == UInt8(ascii: "/") ? 1 : 0) }
    return slashes >= 2 && value.count < 40 * slashes && !Randomness.isRandom(value, least: 4.3)
  }

  // MARK: Extent

  /// The value that begins at `start` in running text: up to its quote, or to what separates it from the
  /// next. What is encoded more often than the sign
  /// before it separates nothing.
  static func extent(
    _ text: Bytes, from start: Int, quote: UInt8?, in layers: LayeredText
  ) -> Range<Int> {
    var index = start
    let limit = min(text.count, start + 16384)
    let depth = start > 0 ? layers.depth(start - 1) : 0
    if let quote {
      while index < limit, text[index] != quote || layers.depth(index) > depth { index += 1 }
      return start..<index
    }
    // A placeholder in brackets may hold blanks.
    if index < limit, text[index] == UInt8(ascii: "<") || text[index] == UInt8(ascii: "[") {
      let close = text[index] == UInt8(ascii: "<") ? UInt8(ascii: ">") : UInt8(ascii: "]")
      let end = text[index..<min(limit, index + 48)].firstIndex(of: close)
      if let end, !text[index..<end].contains(0x0A) { return start..<(end + 1) }
    }
    var open = 0
    scan: while index < limit {
      let byte = text[index]
      if layers.depth(index) > depth {
        index += 1
        continue
      }
      switch byte {
      case 0x00...0x20, UInt8(ascii: "\""), UInt8(ascii: "`"): break scan
      case UInt8(ascii: "'"):
        if index + 1 >= limit || !ByteClass.isWord(text[index + 1]) { break scan }
      case UInt8(ascii: "&"): if isKeyNext(text, index + 1) { break scan }
      case UInt8(ascii: ";"), UInt8(ascii: ","):
        if index + 1 >= limit || text[index + 1] <= 0x20 || text[index + 1] == UInt8(ascii: "\"")
          || text[index + 1] == byte
          || isKeyNext(text, index + 1)
        {
          break scan
        }
      case UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
      case UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"):
        // Closes what stands before the value, if nothing more of the value follows.
        if open == 0,
          index + 1 >= limit || !ByteClass.isWord(text[index + 1]) && text[index + 1] < 0x80,
          byte != UInt8(ascii: ")") || index + 1 >= limit || text[index + 1] <= 0x2F
        {
          break scan
        }
        open = max(0, open - 1)
      case UInt8(ascii: "<"):
        if index + 1 < limit, text[index + 1] == UInt8(ascii: "/") { break scan }
      case 0xC2, 0xE2, 0xE3:
        if Separators.width(text, index) > 0, !Masks.isSign(text, index) { break scan }
      default: break
      }
      index += 1
    }
    // The sentence's sign is none of it.
    while index > start + 4,
      text[index - 1] == UInt8(ascii: ".") || text[index - 1] == UInt8(ascii: ",")
    { index -= 1 }
    return start..<index
  }

  /// Whether `key=` or `key:` follows.
  private static func isKeyNext(_ text: Bytes, _ start: Int) -> Bool {
    var index = start
    let limit = min(text.count, start + 48)
    while index < limit,
      ByteClass.isWord(text[index]) || text[index] == UInt8(ascii: "-")
        || text[index] == UInt8(ascii: ".") || text[index] == 0x20 && index == start
    {
      index += 1
    }
    return index > start && index < limit && text[index] == UInt8(ascii: "=")
  }
}
