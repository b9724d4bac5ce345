/// What words may be.
extension ValueScanner {
  /// A word without digits: the scheme of a credential, the beginning of a token or a block, a mask.
  func letters(_ start: Int, _ end: Int, _ flags: UInt8) {
    let count = bytes.count
    let next = end < count ? bytes[end] : 0
    let first = bytes[start] | 0x20
    switch first {
    case UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "d"),
      UInt8(ascii: "n"):
      if next == 0x20 || next == UInt8(ascii: "="), scheme(start, end) { return }
      if bytes[start] == UInt8(ascii: "B"), start > 0, bytes[start - 1] == UInt8(ascii: "-"),
        let block = PrivateKeys.match(bytes, at: start)
      {
        claimBlock(block)
        return
      }
    case UInt8(ascii: "x"):
      if end - start >= 3, mask(start) { return }
    case UInt8(ascii: "v"): if end - start == 6 { seen |= Seen.values }
    case UInt8(ascii: "r"), UInt8(ascii: "m"), UInt8(ascii: "f"), UInt8(ascii: "h"),
      UInt8(ascii: "s"):
      if end - start >= 6,
        flags & ByteClass.upper != 0 || first == UInt8(ascii: "r") && end - start == 8,
        Masks.mayBeWord(bytes, start, end), mask(start)
      {
        return
      }
    default: break
    }
    if next == 0x20, end - start >= 3 {
      if spokenPassword(start, end) { return }
      if end + 1 < count, Self.isDigit(bytes[end + 1]), monthFirst(start) { return }
    }
    let isLong = flags & ByteClass.underscore != 0 || end - start >= 20
    if isLong || Self.continuesToken(next), token(start) { return }
    if end - start == 2, next == 0x20 || next == UInt8(ascii: "-") || next == UInt8(ascii: "+"),
      end + 1 < count,
      Self.isDigit(bytes[end + 1])
    {
      if !identifier(start, UKNationalInsurance.match(bytes, at: start), .ukNINO) {
        _ = hexAddress(start, end)
      }
    } else if end - start == 1, next == UInt8(ascii: "-"), end + 1 < count,
      Self.isDigit(bytes[end + 1])
    {
      _ = identifier(start, SpanishForeignerID.match(bytes, at: start), .esNIE)
    } else if next == UInt8(ascii: ":") || next == UInt8(ascii: "-"), end - start <= 4 {
      _ = hexAddress(start, end)
    } else if next == UInt8(ascii: "."), end - start == 4 {
      _ = hexAddress(start, end)
    } else if next == 0x20,
      end - start == 6
        || end - start == 3 && end + 5 < count && bytes[end + 4] == 0x20
          && Self.isDigit(bytes[end + 5])
    {
      _ = identifier(start, ItalianTaxCode.match(bytes, at: start), .itCodiceFiscale)
    }
  }

  /// A word that begins with a letter and has digits.
  func mixed(_ start: Int, _ end: Int, _ flags: UInt8) {
    if bytes[start] == UInt8(ascii: "e"), end - start > 8, jwt(start) || blob(start) { return }
    if token(start) { return }
    let length = end - start
    if bytes[start] | 0x20 == UInt8(ascii: "x"), length >= 3, mask(start) { return }
    guard flags & (ByteClass.underscore | ByteClass.high) == 0 else { return }
    if length >= 4, !Self.isDigit(bytes[start + 1]), Self.isDigit(bytes[start + 2]),
      Self.isDigit(bytes[start + 3])
    {
      if identifier(start, IBAN.match(bytes, at: start), .iban) { return }
      if identifier(start, UKNationalInsurance.match(bytes, at: start), .ukNINO) { return }
    }
    if length >= 6 {
      if identifier(start, ItalianTaxCode.match(bytes, at: start), .itCodiceFiscale) { return }
      if identifier(start, SpanishForeignerID.match(bytes, at: start), .esNIE) { return }
    }
    if length <= 4 { _ = hexAddress(start, end) }
  }

  /// A word that begins with a digit.
  func digits(_ start: Int, _ end: Int, _ flags: UInt8) {
    if start < digitsDone { return }
    let count = bytes.count
    let next = end < count ? bytes[end] : 0
    if flags == ByteClass.digit {
      switch next {
      case UInt8(ascii: "."):
        if address(start) { return }
        if end - start == 2, identifier(start, SpanishID.match(bytes, at: start), .esDNI) { return }
      case UInt8(ascii: ":"):
        if hexAddress(start, end) || token(start) { return }
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        if end - start == 6, identifier(start, FinnishHETU.match(bytes, at: start), .fiHETU) {
          return
        }
        if end - start == 8, identifier(start, SpanishID.match(bytes, at: start), .esDNI) { return }
        if end - start <= 4, hexAddress(start, end) { return }
      case UInt8(ascii: "*"):
        // The seen part of a mask; the sign that follows is asked.
        return
      default: break
      }
      if end - start == 1, bytes[start] == UInt8(ascii: "1") || bytes[start] == UInt8(ascii: "2"),
        next == 0x20,
        identifier(start, FrenchNIR.match(bytes, at: start), .frNIR)
      {
        return
      }
      if date(start) { return }
      number(start)
      return
    }
    if token(start) { return }
    if identifier(start, FinnishHETU.match(bytes, at: start), .fiHETU)
      || identifier(start, SpanishID.match(bytes, at: start), .esDNI)
      || identifier(start, FrenchNIR.match(bytes, at: start), .frNIR)
    {
      return
    }
    if end - start <= 4 {
      // `1st`, `1er`.
      if next == 0x20, date(start) { return }
      _ = hexAddress(start, end)
    }
  }

  /// `password X`, `mot de passe : X`, `hasło X` in a sentence: a word that names a password, and a value
  /// that no sentence has there.
  private func spokenPassword(_ start: Int, _ end: Int) -> Bool {
    switch bytes[start] | 0x20 {
    case UInt8(ascii: "p"), UInt8(ascii: "k"), UInt8(ascii: "c"), UInt8(ascii: "m"),
      UInt8(ascii: "h"),
      UInt8(ascii: "w"), UInt8(ascii: "s"):
      break
    default: return false
    }
    let meaning = keys.facts(of: Bytes(rebasing: bytes[start..<end])).meaning
    guard meaning.role == .sensitive, meaning.types.contains(.password) else { return false }
    var value = end + 1
    for word in [": ", "is ", "= ", "ist ", "lautet ", "was ", "war ", "est ", "es ", "e ", "to "]
      as [StaticString]
    where value + word.utf8CodeUnitCount < bytes.count {
      let matches = (0..<word.utf8CodeUnitCount).allSatisfy {
        bytes[value + $0] == word.utf8Start[$0]
      }
      if matches {
        value += word.utf8CodeUnitCount
        break
      }
    }
    var quote: UInt8?
    if value < bytes.count, bytes[value] == UInt8(ascii: "\"") || bytes[value] == UInt8(ascii: "'")
    {
      quote = bytes[value]
      value += 1
    }
    guard value < bytes.count, value >= done else { return false }
    let range = SecretValue.extent(bytes, from: value, quote: quote, in: text)
    guard !range.isEmpty else { return false }
    if claimMask(of: range, key: meaning, context: .words) {
      done = range.upperBound
      return true
    }
    guard SecretValue.isSpokenPassword(Bytes(rebasing: bytes[range])) else { return false }
    add(range, .password, context: .words, strength: .keyed)
    return true
  }

  // MARK: Anchored by what they begin with

  private func token(_ start: Int) -> Bool {
    guard start >= tokensDone, tokens.mayBegin(bytes, start) else { return false }
    guard let (range, index) = TokenTable.match(bytes, at: start) else {
      tokensDone = TokenTable.endOfRun(bytes, at: start)
      return false
    }
    add(
      range, TokenTable.type(of: index), detector: Catalogue.firstToken + UInt16(index),
      strength: .anchored)
    done = range.upperBound
    return true
  }

  private func jwt(_ start: Int) -> Bool {
    guard let range = JSONWebTokens.match(bytes, at: start) else { return false }
    add(range, .jwt, strength: .anchored)
    done = range.upperBound
    return true
  }

  /// Base64 of JSON that holds something sensitive: the whole of it is.
  private func blob(_ start: Int) -> Bool {
    guard isOutermost,
      bytes[start + 1] == UInt8(ascii: "y") || bytes[start + 1] == UInt8(ascii: "w")
    else {
      return false
    }
    var end = start
    while end < bytes.count, Base64.value(bytes[end]) != nil || bytes[end] == UInt8(ascii: "=") {
      end += 1
    }
    guard end - start >= 24,
      let json = Base64.decode(Bytes(rebasing: bytes[start..<end]), limit: 16384),
      json.first == UInt8(ascii: "{")
    else { return false }
    let inner = inner ?? RecordScanner(isOutermost: false)
    self.inner = inner
    json.withUnsafeBufferPointer { inner.scan($0) }
    guard let found = inner.findings.first(where: { $0.state.isLeak }) else {
      // What is in it was looked at.
      done = end
      return true
    }
    add(
      start..<end, found.type, detector: found.detector, state: found.state,
      confidence: min(found.confidence, .medium), context: found.context, strength: .anchored)
    done = end
    return true
  }

  private func claimBlock(_ block: PrivateKeys.Match) {
    add(
      block.range, .privateKey, state: block.isMasked ? .masked : .unmasked,
      strength: block.isMasked ? .mask : .anchored)
    done = block.range.upperBound
  }

  /// `Bearer x`, `Basic x` and their like.
  private func scheme(_ start: Int, _ end: Int) -> Bool {
    guard let found = AuthorizationSchemes.match(bytes, at: start) else { return false }
    let range = found.range
    if claimMask(
      of: range, key: KeyMeaning(role: .sensitive, types: TypeSet(found.type)), context: .form)
    {
      done = range.upperBound
      return true
    }
    // A token that is known by its form says more than its scheme.
    if JSONWebTokens.match(bytes, at: range.lowerBound) != nil
      || TokenTable.match(bytes, at: range.lowerBound) != nil
    {
      return false
    }
    guard found.isCredential else { return false }
    add(range, found.type, strength: .anchored)
    done = range.upperBound
    return true
  }

  private func mask(_ start: Int) -> Bool {
    guard let match = Masks.match(bytes, at: start), match.isMask, match.range.lowerBound >= done
    else { return false }
    claim(match)
    return true
  }

  func claim(_ match: MaskMatch) {
    var types = match.types
    var context = Finding.Context.form
    if types.isEmpty {
      let found = self.context(of: match.range)
      if found.meaning.role == .sensitive {
        types = found.meaning.types
        context = found.source
      }
    }
    add(
      match.range, types.types.first ?? .apiSecret, state: .masked, context: context,
      strength: .mask)
    done = max(done, match.range.upperBound)
  }

  /// Claims what an identifier's scanner found; types that are too weak by themselves need context.
  private func identifier(_ start: Int, _ found: Range<Int>?, _ type: SensitiveType) -> Bool {
    guard let range = found else { return false }
    switch judge(range, TypeSet(type), strong: TypeSet(type).intersection(.strongIdentifiers)) {
    case .claimed, .vetoed: break
    case .unknown: return false
    }
    done = range.upperBound
    digitsDone = range.upperBound
    return true
  }

  static func continuesToken(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: "=")
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}

extension TypeSet {
  /// Identifiers with letters whose form and check say enough.
  static let strongIdentifiers = TypeSet([
    .iban, .ukNINO, .itCodiceFiscale, .esNIE, .fiHETU, .frNIR,
  ])

  /// Types that a value is because its key says so.
  static let secrets = TypeSet([
    .apiSecret, .awsSecretKey, .basicAuth, .bearerToken, .gcpKey, .githubToken, .jwt, .password,
    .sessionToken, .slackToken, .stripeKey, .vendorToken, .awsAccessKey, .privateKey, .urlPassword,
  ])

  var hasSecrets: Bool { !isDisjoint(with: .secrets) }
}
