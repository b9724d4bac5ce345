extension Masks {
  /// Whether a whole value, whose key says what it is, is masked.
  static func wholeValue(_ value: Bytes, key: KeyMeaning) -> Judgement {
    guard mayBeMasked(value, key) else { return .notMasked }
    let value = withoutScheme(value)
    guard value.count >= 2, value.count <= 4096 else { return .notMasked }
    if isAllSigns(value) { return .masked }
    if let match = match(value), match.range == value.startIndex..<value.count, match.isWhole {
      return .masked
    }
    if let digest = digest(value, key) { return digest }
    return partial(value, key.types)
  }

  /// A look before the work: most values have no sign of a mask, and are no digest.
  @inline(__always)
  private static func mayBeMasked(_ value: Bytes, _ key: KeyMeaning) -> Bool {
    guard let first = value.first else { return false }
    switch first {
    case UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: "{"),
      UInt8(ascii: "%"),
      UInt8(ascii: "$"):
      return true
    default: break
    }
    if key.isHashed || [32, 40, 56, 64, 96, 128].contains(value.count) { return true }
    if value.count >= 10, mayBegin(first) { return true }
    for byte in value {
      if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#") || byte | 0x20 == UInt8(ascii: "x")
        || byte == 0xE2
      {
        return true
      }
    }
    // REDACTED, HIDDEN, MASKED, FILTERED, SCRUBBED, SANITIZED; and schemes before a mask.
    return value.count >= 6 && "RrHMFS".utf8.contains(first)
  }

  /// The first letters of the prefixes of digests, surrogates and schemes.
  @inline(__always)
  private static func mayBegin(_ byte: UInt8) -> Bool {
    let place = byte | 0x20 &- UInt8(ascii: "a")
    // a b e f h j m p s t v; and the capitals of surrogates.
    let letters: UInt32 = 0b0010_1100_1001_0010_1011_0011
    return place < 26 && (letters >> UInt32(place) & 1 != 0 || byte < UInt8(ascii: "a"))
  }

  private static func withoutScheme(_ value: Bytes) -> Bytes {
    for scheme in ["bearer ", "basic ", "token ", "digest "] {
      let count = scheme.utf8.count
      if value.count > count, zip(value, scheme.utf8).allSatisfy({ $0 | 0x20 == $1 }) {
        return Bytes(rebasing: value[count...])
      }
    }
    return value
  }

  private static func match(_ value: Bytes) -> (range: Range<Int>, isWhole: Bool)? {
    switch value[0] {
    case UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: "("), UInt8(ascii: "{"),
      UInt8(ascii: "%"):
      return match(value, at: 0).flatMap { $0.isMask ? ($0.range, true) : nil }
    default:
      return mayBeWord(value, 0, value.count) ? (0..<value.count, true) : nil
    }
  }

  /// Nothing but masking signs and what separates groups.
  private static func isAllSigns(_ value: Bytes) -> Bool {
    var signs = 0
    var index = 0
    while index < value.count {
      if isSign(value, index) {
        signs += 1
        index += 3
        continue
      }
      let byte = value[index]
      if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "#") || byte | 0x20 == UInt8(ascii: "x")
      {
        signs += 1
      } else if !"-./ @()+:".utf8.contains(byte) {
        return false
      }
      index += 1
    }
    return signs >= 3
  }

  // MARK: Digests

  private static let prefixes = [
    "sha256:", "sha1:", "sha512:", "sha384:", "md5:", "sha256$", "sha1$", "hmac-", "hmac:", "hmac_",
    "hash:", "vault:v",
    "$2a$", "$2b$", "$2y$", "$argon2", "$6$", "$5$", "$1$", "$pbkdf2", "{ssha}", "{sha}", "{crypt}",
    "pbkdf2", "scrypt:", "blake2",
    "blake3:", "enc:", "enc[", "tok_", "token:", "fpe:", "aes:", "encrypted:", "{cipher}", "jwe:",
    "tkn_", "pseudo:",
  ].map { Array($0.utf8) }

  private static func digest(_ value: Bytes, _ key: KeyMeaning) -> Judgement? {
    let isSecret = key.types.isSubset(of: .secrets)
    for prefix in prefixes where value.count > prefix.count + 3 {
      guard
        zip(value, prefix).allSatisfy({
          (ByteClass.of($0) == ByteClass.upper ? $0 | 0x20 : $0) == $1
        })
      else {
        continue
      }
      let isUnsalted =
        prefix.starts(with: "sha".utf8) || prefix.starts(with: "md5".utf8)
        || prefix.starts(with: "hash".utf8)
      // A token's own prefix is no mask of a token.
      if isSecret, prefix.starts(with: "tok".utf8) || prefix.starts(with: "tkn".utf8) { continue }
      return isUnsalted ? unsalted(key) : .hashed
    }
    if isSurrogate(value) { return .masked }
    let isHex = value.allSatisfy { IPAddresses.hex($0) != nil }
    if isHex, [32, 40, 56, 64, 96, 128].contains(value.count), key.isHashed || !isSecret {
      return unsalted(key)
    }
    if key.isHashed, value.count >= 16,
      value.allSatisfy({ Base64.value($0) != nil || $0 == UInt8(ascii: "=") })
    {
      return unsalted(key)
    }
    return nil
  }

  /// Of what can be counted through, a digest without a key is a pseudonym that whoever wants can undo.
  private static func unsalted(_ key: KeyMeaning) -> Judgement {
    key.types.isDisjoint(with: .enumerable) ? .hashed : .weak
  }

  /// `EMAIL(44):AbC…`, as a de-identification service writes.
  private static func isSurrogate(_ value: Bytes) -> Bool {
    guard let open = value.prefix(40).firstIndex(of: UInt8(ascii: "(")), open >= 3,
      let close = value.prefix(48).firstIndex(of: UInt8(ascii: ")")), close > open + 1,
      close + 2 < value.count,
      value[close + 1] == UInt8(ascii: ":")
    else { return false }
    return value[..<open].allSatisfy {
      ByteClass.of($0) & (ByteClass.upper | ByteClass.underscore) != 0
    }
      && value[(open + 1)..<close].allSatisfy { ByteClass.of($0) == ByteClass.digit }
  }

  // MARK: Partial masks

  private static func partial(_ value: Bytes, _ types: TypeSet) -> Judgement {
    // A sentence with something masked in it is not masked as a whole.
    guard value.count <= 96, value.reduce(0, { $0 + ($1 <= 0x20 ? 1 : 0) }) <= 4 else {
      return .notMasked
    }
    var signs = 0
    var run = 0
    var longest = 0
    var visible = 0
    var beforeAt = 0
    var hasAt = false
    var index = 0
    let crosses = hasCrosses(value, types)
    while index < value.count {
      let byte = value[index]
      let isMask =
        byte == UInt8(ascii: "*") || isSign(value, index)
        || crosses && byte | 0x20 == UInt8(ascii: "x")
        || byte == UInt8(ascii: "#")
      if isMask {
        signs += 1
        run += 1
        longest = max(longest, run)
        index += isSign(value, index) ? 3 : 1
        continue
      }
      run = 0
      if byte == UInt8(ascii: "@") {
        hasAt = true
        beforeAt = visible
      }
      if ByteClass.isWord(byte) { visible += 1 }
      index += 1
    }
    let isAddress = types.contains(.ipAddress)
    guard longest >= 3 || isAddress && signs >= 1 || signs >= 2 && !types.isSubset(of: .secrets)
    else {
      return .notMasked
    }
    // A password may hold stars.
    if types.contains(.password), longest < 3 || longest * 2 < value.count { return .notMasked }
    return visible <= allowed(types, hasAt: hasAt, beforeAt: beforeAt, visible: visible)
      ? .masked : .insufficient
  }

  private static func hasCrosses(_ value: Bytes, _ types: TypeSet) -> Bool {
    guard !types.isSubset(of: .secrets) else { return false }
    return value.allSatisfy {
      ByteClass.of($0) == ByteClass.digit || $0 | 0x20 == UInt8(ascii: "x")
        || "-. /:".utf8.contains($0)
    }
  }

  /// How much may be seen of a value of these types.
  private static func allowed(_ types: TypeSet, hasAt: Bool, beforeAt: Int, visible: Int) -> Int {
    if types.contains(.email) { return hasAt ? (beforeAt <= 3 ? visible : 0) : 3 }
    if types.contains(.paymentCard) { return 10 }
    if types.contains(.iban) { return 8 }
    if types.contains(.ipAddress) { return 9 }
    if types.contains(.dateOfBirth) { return 4 }
    if types.contains(.phone) { return 6 }
    if types.isSubset(of: .secrets) { return 8 }
    return 5
  }
}

extension TypeSet {
  /// So few values that all of them can be hashed.
  static let enumerable = TypeSet([
    .phone, .dateOfBirth, .paymentCard, .iban, .beNRN, .brCPF, .caSIN, .chAHV, .deSteuerID, .esDNI,
    .esNIE, .fiHETU,
    .frNIR, .inAadhaar, .itCodiceFiscale, .nlBSN, .plPESEL, .sePersonnummer, .ukNHS, .ukNINO,
    .usSSN, .ipAddress,
    .macAddress,
  ])
}
