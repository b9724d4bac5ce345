/// Looks through fields and records for rules. An instance serves one thread.
///
/// Cost: what the detectors take, once for each text, however many questions are asked of it.
package final class SensitiveScreen {
  /// What the last look found that is not masked, in order.
  package private(set) var leaks: [Finding] = []
  /// What is less sure is no violation.
  private static let leastConfidence = Confidence.medium

  private let own: OwnDetectors?
  private let records: RecordScanner
  private let values: ValueScanner
  private let pointerMasker = Masker(field: "")
  private var isOfRecord = false
  private var text = Bytes(start: nil, count: 0)

  package init(own: OwnDetectors? = nil) {
    self.own = own.flatMap { $0.isEmpty ? nil : $0 }
    records = RecordScanner(own: self.own)
    values = ValueScanner(keys: KeyCache(bits: 6))
  }

  /// Looks through a field's value. `text` must stay as it is while `places` is asked.
  package func look(at text: Bytes, of field: FieldNames) {
    begin(text)
    isOfRecord = false
    values.scan(text, path: field.path, isText: true, mayBeEscaped: true)
    if let own {
      values.names = field.names
      values.addOwn(own, in: text, mayBeEscaped: true)
    }
    for claim in values.claims
    where claim.state.isLeak && claim.confidence >= Self.leastConfidence {
      leaks.append(
        Finding(
          type: claim.type, detector: claim.detector, state: claim.state,
          confidence: claim.confidence, context: claim.context,
          range: values.text.original(claim.range), value: 0..<text.count, isInKey: false,
          path: 0..<0))
    }
  }

  /// Looks through a record. `record` must stay as it is while `places` is asked.
  package func look(atRecord record: Bytes) {
    begin(record)
    isOfRecord = true
    records.scan(record)
    for finding in records.findings
    where finding.state.isLeak && finding.confidence >= Self.leastConfidence {
      leaks.append(finding)
    }
  }

  private func begin(_ text: Bytes) {
    leaks.removeAll(keepingCapacity: true)
    own?.cutShort.removeAll()
    self.text = text
  }

  /// Whether the last look found what the question asks for.
  package func finds(_ question: SensitiveQuestion) -> Bool {
    leaks.contains { question.asks($0.type, detector: $0.detector) }
  }

  /// Whether a limit was reached, so that there may be more than the last look found of what the question
  /// asks for.
  package func isCutShort(_ question: SensitiveQuestion) -> Bool {
    guard let own else { return false }
    return own.cutShort.contains { question.own.contains($0) }
  }

  /// What may be shown of a finding of the last look; `field` is the name of what was looked at, where that
  /// was a field.
  package func place(of finding: Finding, field: String = "") -> SensitivePlace {
    let raw = Bytes(rebasing: text[finding.range])
    let known = finding.type == .custom ? own?.detectors[Int(finding.detector)] : nil
    let builtIn = finding.type == .custom ? nil : Catalogue.detectors[Int(finding.detector)]
    let visible = known?.visible ?? builtIn?.visible ?? Detector.VisiblePart(first: 0, last: 0)
    return SensitivePlace(
      place: isOfRecord ? pointer(finding) : field, isInName: finding.isInKey,
      type: known?.name ?? finding.type.name, detector: known?.name ?? builtIn?.id ?? "",
      category: (known?.category ?? Catalogue.category(of: finding.type)).name,
      state: finding.state.name, confidence: finding.confidence.name,
      context: finding.context.name, length: finding.range.count,
      excerpt: SensitiveExcerpt.text(of: raw, type: finding.type, visible: visible))
  }

  // Member names may be data themselves.
  private func pointer(_ finding: Finding) -> String {
    let path = String(decoding: records.paths[finding.path], as: UTF8.self)
    return path.split(separator: "/", omittingEmptySubsequences: false).map { step in
      let own = own.map { isOwn(String(step), $0) } ?? false
      return own ? "•••" : pointerMasker.mask(String(step))
    }.joined(separator: "/")
  }

  private func isOwn(_ name: String, _ own: OwnDetectors) -> Bool {
    var name = name
    return name.withUTF8 { bytes in own.detectors.contains { $0.mayStand(in: bytes) } }
  }
}

/// What may be seen of a value that was found.
package enum SensitiveExcerpt {
  /// In place of what is not shown.
  private static let mask = "•••"

  /// `j•••@e•••.com`, `•••1111`, or nothing but dots: never more than the detector lets be seen, nor
  /// more than a third of the value, and nothing of what is encoded.
  package static func text(
    of raw: Bytes, type: SensitiveType, visible: Detector.VisiblePart
  ) -> String {
    guard raw.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\\%&<>\"'".utf8.contains($0) }) else {
      return mask
    }
    if type == .email { return email(raw) ?? mask }
    for part in [visible, Detector.VisiblePart(first: 0, last: visible.last)] {
      let count = part.first + part.last
      guard count > 0, count * 3 <= raw.count else { continue }
      let first = raw.prefix(part.first)
      let last = raw.suffix(part.last)
      guard first.allSatisfy(isLetterOrDigit), last.allSatisfy(isLetterOrDigit) else { continue }
      return String(decoding: first, as: UTF8.self) + mask + String(decoding: last, as: UTF8.self)
    }
    return mask
  }

  // The first letter, the first of the domain, and what stands behind its last dot.
  private static func email(_ raw: Bytes) -> String? {
    guard let at = raw.lastIndex(of: UInt8(ascii: "@")), at >= 2,
      let dot = raw.lastIndex(of: UInt8(ascii: ".")), dot > at + 2, raw.count - dot <= 8,
      isLetterOrDigit(raw[0]), isLetterOrDigit(raw[at + 1]),
      raw[(dot + 1)...].allSatisfy(isLetterOrDigit)
    else { return nil }
    return String(decoding: raw[..<1], as: UTF8.self) + mask + "@"
      + String(decoding: raw[(at + 1)..<(at + 2)], as: UTF8.self) + mask
      + String(decoding: raw[dot...], as: UTF8.self)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || byte < 0x80 && (byte | 0x20) &- UInt8(ascii: "a") < 26
  }
}
