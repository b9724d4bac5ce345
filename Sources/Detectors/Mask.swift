/// Masks what may be secret or personal in a value, before the value becomes part of a finding.
///
/// Masked is what `RecordScanner` finds, but for addresses of the network, which findings are about. And
/// more, so that too much is masked rather than too little: credentials in URLs, the values of credential-like names (`password=…`, `"api_key": "…"`),
/// all values of credential-like fields, `Bearer` and `Basic` credentials, private keys, long
/// random-looking tokens, the local parts of e-mail addresses (but for their first character) and
/// card-like numbers (but for their last four digits), percent-encoded or escaped ones too.
/// SPIFFE identities, UUIDs, paths, addresses and trace ids stay readable.
///
/// A result is at most `Masker.lengthLimit` bytes long; what is cut is said. The time is linear
/// in the length of the value. Bytes that are not UTF-8 become U+FFFD.
package func mask(field: String, value: UnsafeRawBufferPointer) -> String {
  Masker(field: field).mask(value)
}

/// `mask(field:value:)` for a value that is a string already.
package func mask(field: String, value: String) -> String {
  Masker(field: field).mask(value)
}

/// The masking of one field's values; cheaper than `mask(field:value:)` where a field has many. An
/// instance serves one thread.
package final class Masker {
  /// Bytes of a masked value that are kept.
  package static let lengthLimit = 1024

  private let field: FieldClass
  /// What the field's name says of its values.
  private let path: PathContext
  private let scanner = ValueScanner(keys: KeyCache(bits: 6))
  private let own: OwnDetectors?

  /// `own` are the detectors that rule files declare: what they find is masked, too.
  package init(field: String, own: OwnDetectors? = nil) {
    self.own = own.flatMap { $0.isEmpty ? nil : $0 }
    scanner.names = Array(field.utf8)
    self.field = FieldClass(field: field)
    let meaning = Array(field.utf8).withUnsafeBufferPointer { KeyClassifier.meaning(of: $0) }
    path = PathContext(meaning: meaning, isDistant: false, key: 0..<0)
  }

  /// Whether the name says that values are sensitive, other than as addresses of the network.
  private var isSensitive: Bool {
    path.meaning.role == .sensitive && !path.meaning.types.subtracting(Self.shown).isEmpty
  }

  /// Types that findings show.
  private static let shown = TypeSet([.ipAddress, .macAddress])

  package func mask(_ value: String) -> String {
    var value = value
    return value.withUTF8 { mask(UnsafeRawBufferPointer($0)) }
  }

  package func mask(_ value: UnsafeRawBufferPointer) -> String {
    if field.hidesAllValues(value) { return hideAll(value) }
    guard isSensitive || own != nil || Suspicion.mayNeedMasking(value) else {
      return shortened(value)
    }
    return masked(value)
  }

  /// The value as it is shown if nothing in it can need masking, which is cheap to say of most; nil
  /// if `mask` has to look at it.
  package func plain(_ value: UnsafeRawBufferPointer) -> String? {
    if isSensitive || own != nil || field.hidesAllValues(value)
      || Suspicion.mayNeedMasking(value)
    {
      return nil
    }
    return shortened(value)
  }

  /// What the scanners make of a value.
  func masked(_ value: UnsafeRawBufferPointer) -> String {
    var spans: [MaskSpan] = []
    var level: DecodedText? = DecodedText(original: value)
    var depth = 0
    while let text = level {
      // More layers of encoding than anything honest has.
      if depth == 6 { return MaskSpan.Kind.secret.replacement }
      scan(text, into: &spans)
      level = text.decoded()
      depth += 1
    }
    addDetected(in: value, to: &spans)
    // What is not known to be harmless is not shown.
    if let own, !own.cutShort.isEmpty { return MaskSpan.Kind.secret.replacement }
    return MaskSpan.apply(spans, to: value).withUnsafeBytes { shortened($0) }
  }

  /// What the detectors find beside what the other scanners have found.
  private func addDetected(in value: UnsafeRawBufferPointer, to spans: inout [MaskSpan]) {
    let text = value.bindMemory(to: UInt8.self)
    scanner.claims.removeAll(keepingCapacity: true)
    if field != .identifier {
      scanner.scan(text, path: path, isText: true, mayBeEscaped: true)
    }
    if let own {
      own.cutShort.removeAll()
      scanner.addOwn(own, in: text, mayBeEscaped: true)
    }
    for claim in scanner.claims where claim.state.isLeak && !Self.shown.contains(claim.type) {
      let range = scanner.text.original(claim.range)
      let isCovered = spans.contains { $0.start < range.upperBound && range.lowerBound < $0.end }
      switch claim.type {
      // Of these a part is shown, which the other scanners know.
      case .email, .paymentCard: if isCovered { continue }
      default: break
      }
      let isToken = TypeSet(claim.type).isSubset(of: .tokens)
      spans.append(
        MaskSpan(start: range.lowerBound, end: range.upperBound, kind: isToken ? .token : .secret))
    }
  }

  private func scan(_ text: DecodedText, into spans: inout [MaskSpan]) {
    CredentialScanner.scan(text, isAddress: field == .address, into: &spans)
    AddressScanner.scan(text, into: &spans)
    let readable = ReadableSpans(text.bytes)
    TokenScanner.scan(text, readable: readable, isIdentifier: field == .identifier, into: &spans)
    if field != .identifier { CardScanner.scan(text, readable: readable, into: &spans) }
  }

  /// The mask of a value that is secret as a whole; the scheme of an `Authorization` header stays.
  private func hideAll(_ value: UnsafeRawBufferPointer) -> String {
    let masked = MaskSpan.Kind.secret.replacement
    guard let blank = value.firstIndex(of: UInt8(ascii: " ")), blank <= 16 else { return masked }
    let scheme = UnsafeRawBufferPointer(rebasing: value[..<blank])
    guard CredentialScanner.isAuthorizationScheme(scheme) else { return masked }
    return String(decoding: scheme, as: UTF8.self) + " " + masked
  }

  private func shortened(_ bytes: UnsafeRawBufferPointer) -> String {
    guard bytes.count > Self.lengthLimit else { return String(decoding: bytes, as: UTF8.self) }
    var end = Self.lengthLimit
    // A UTF-8 sequence has at most three continuation bytes.
    while end > Self.lengthLimit - 4, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: bytes[..<end], as: UTF8.self) + "… (\(bytes.count - end) bytes more)"
  }
}

extension TypeSet {
  /// Known by their form.
  static let tokens = TypeSet([
    .awsAccessKey, .gcpKey, .githubToken, .jwt, .slackToken, .stripeKey, .vendorToken,
  ])
}
