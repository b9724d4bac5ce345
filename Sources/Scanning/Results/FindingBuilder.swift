import Crypto
import Detectors
import Engine
import Findings
import Mapping
import RuleModel
import Values

/// Makes findings of captured records: decodes what is shown, masks it, and gives each finding its
/// fingerprint. Not shared between threads.
final class FindingBuilder {
  let rules: [CheckedRule]
  let paths: [String]
  private var readers: [String: SourcePlan.Reader] = [:]
  /// How values of a field are shown, and what some of them are shown as.
  private final class ShownField {
    let masker: Masker
    var texts: [Text: String] = [:]

    init(_ field: String) { masker = Masker(field: field) }
  }

  private static let mostTexts = 256

  private var shownByField: [String: ShownField] = [:]
  private var digests: [ObjectIdentifier: String] = [:]
  /// How often a fingerprint has been given out, by its first half: a collision only costs a number
  /// that was not needed.
  var repeats: [UInt64: UInt32] = [:]
  private var lastTime: (nanoseconds: Int64, text: String)?

  init(rules: [CheckedRule], paths: [String]) {
    self.rules = rules
    self.paths = paths
  }

  /// A finding, in output order: equal records get their running numbers by it.
  func finding(
    rule: Int, waiver: Int32, record: CapturedRecord, number: (CapturedRecord) -> Int,
    run: SourceRun
  ) -> Finding {
    let plan = run.plan
    let states = states(rule, record, plan)
    let values = states.map { shownValue($0.state, plan.columns[$0.column].name) }
    let filling = SourcePlan.Filling(
      known: { column in
        states.firstIndex { $0.column == column }.map { Self.written(values[$0]) }
      },
      show: { [self] state, column in
        Self.written(shownValue(state, column.map { plan.columns[$0].name } ?? ""))
      })
    let reader = reader(plan)
    return Finding(
      rule: rules[rule].id,
      fingerprint: fingerprint(rule, states, record, run),
      verdict: waiver >= 0 ? "waived" : "fail",
      time: time(record.key.time),
      message: plan.message(ofRule: rule, about: record, reader: reader, filling: filling),
      remedy: plan.remedy(ofRule: rule, about: record, reader: reader, filling: filling),
      evidence: [evidence(values, record, number(record), run)]
        + record.others.map { example(rule: rule, record: $0, number: number, run: run) })
  }

  /// A record that an inconclusive subject rests on.
  func example(
    rule: Int, record: CapturedRecord, number: (CapturedRecord) -> Int, run: SourceRun
  ) -> Evidence {
    let values = states(rule, record, run.plan).map {
      shownValue($0.state, run.plan.columns[$0.column].name)
    }
    return evidence(values, record, number(record), run)
  }

  private func states(
    _ rule: Int, _ record: CapturedRecord, _ plan: SourcePlan
  ) -> [(column: Int, state: FieldState)] {
    plan.rules[rule].shownColumns.map { ($0, plan.state(of: $0, in: record)) }
  }

  private func evidence(
    _ values: [Evidence.Shown], _ record: CapturedRecord, _ number: Int, _ run: SourceRun
  ) -> Evidence {
    Evidence(
      file: paths[Int(record.key.file)], source: run.source.name, record: number,
      offset: record.key.offset, time: time(record.key.time), sha256: digest(record),
      values: values)
  }

  func shownValue(_ state: FieldState, _ field: String) -> Evidence.Shown {
    switch state {
    case .value(let value):
      Evidence.Shown(field: field, value: masked(value, field), state: "value")
    case .absent: Evidence.Shown(field: field, value: nil, state: "absent")
    case .unknown: Evidence.Shown(field: field, value: nil, state: "unknown")
    }
  }

  // In a message.
  static func written(_ shown: Evidence.Shown) -> String {
    shown.value ?? "(\(shown.state))"
  }

  private func reader(_ plan: SourcePlan) -> SourcePlan.Reader {
    if let known = readers[plan.source.name] { return known }
    let reader = SourcePlan.Reader(plan)
    readers[plan.source.name] = reader
    return reader
  }

  private func masked(_ value: Value, _ field: String) -> String {
    if case .timestamp(let time) = value { return time.rfc3339 }
    let known = shown(field)
    guard case .string(let text) = value else { return known.masker.mask(value.description) }
    if let shown = known.texts[text] { return shown }
    let shown = text.bytes.withUnsafeBytes { known.masker.mask($0) }
    // Names repeat, paths and ids do not.
    if known.texts.count < Self.mostTexts, text.bytes.count <= 80 { known.texts[text] = shown }
    return shown
  }

  private func shown(_ field: String) -> ShownField {
    if let known = shownByField[field] { return known }
    let new = ShownField(field)
    shownByField[field] = new
    return new
  }

  // Findings come in the order of time, often several about one record.
  func time(_ nanoseconds: Int64) -> String {
    if let lastTime, lastTime.nanoseconds == nanoseconds { return lastTime.text }
    let text = Timestamp(nanoseconds: nanoseconds).rfc3339
    lastTime = (nanoseconds, text)
    return text
  }

  func digest(_ record: CapturedRecord) -> String {
    if let known = digests[ObjectIdentifier(record)] { return known }
    let text =
      record.digest.map { Hexadecimal.text($0) }
      ?? record.withRecord { Hexadecimal.text(RecordDigest.sha256($0)) }
    digests[ObjectIdentifier(record)] = text
    return text
  }

  /// Forgets which records it has seen; they may be released now.
  func forgetRecords() { digests.removeAll(keepingCapacity: true) }

  // MARK: Fingerprints

  // Over the rule, the source, and the record's identity, or if it has none its time and what
  // decided; never over where it stands. Equal ones are numbered.
  private func fingerprint(
    _ rule: Int, _ states: [(column: Int, state: FieldState)], _ record: CapturedRecord,
    _ run: SourceRun
  ) -> String {
    var content: [UInt8] = []
    content.reserveCapacity(256)
    append(rules[rule].id, to: &content)
    append(run.source.name, to: &content)
    if let identity = identity(of: record, run.plan) {
      content.append(1)
      for part in identity { append(part, to: &content) }
    } else {
      content.append(0)
      withUnsafeBytes(of: record.key.time.littleEndian) { content += $0 }
      for (column, state) in states {
        append(run.plan.columns[column].name, to: &content)
        append(state, to: &content)
      }
    }
    return numbered(content)
  }

  /// The fingerprint of a content; equal ones are numbered in the order in which they are asked for.
  func numbered(_ content: [UInt8]) -> String {
    var content = content
    let digest = SHA256.hash(data: content)
    let half = digest.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    let earlier = repeats[half, default: 0]
    repeats[half] = earlier &+ 1
    if earlier == 0 { return Hexadecimal.text(digest.prefix(16)) }
    withUnsafeBytes(of: earlier.littleEndian) { content += $0 }
    return Hexadecimal.text(SHA256.hash(data: content).prefix(16))
  }

  func identity(of record: CapturedRecord, _ plan: SourcePlan) -> [[UInt8]]? {
    guard !plan.identityColumns.isEmpty else { return nil }
    var parts: [[UInt8]] = []
    for column in plan.identityColumns {
      guard case .value(let value) = plan.state(of: column, in: record) else { return nil }
      parts.append(bytes(of: value))
    }
    return parts
  }

  private func append(_ part: String, to content: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: part.utf8.count).littleEndian) { content += $0 }
    content.append(contentsOf: part.utf8)
  }

  func append(_ part: [UInt8], to content: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: part.count).littleEndian) { content += $0 }
    content += part
  }

  func append(_ state: FieldState, to content: inout [UInt8]) {
    switch state {
    case .value(let value):
      content.append(0)
      append(bytes(of: value), to: &content)
    case .absent: content.append(1)
    case .unknown: content.append(2)
    }
  }

  func bytes(of value: Value) -> [UInt8] {
    if case .string(let text) = value { return text.bytes }
    return Array(value.description.utf8)
  }
}

/// The digest of a record that its evidence shows.
enum RecordDigest {
  static let sha256: @Sendable (UnsafeRawBufferPointer) -> [UInt8] = { bytes in
    SHA256.hash(data: bytes).withUnsafeBytes { Array($0) }
  }
}

enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  static func text(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    return String(unsafeUninitializedCapacity: 2 * bytes.count) { characters in
      var count = 0
      for byte in bytes {
        characters[count] = digits[Int(byte >> 4)]
        characters[count + 1] = digits[Int(byte & 15)]
        count += 2
      }
      return count
    }
  }
}
