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

    init(_ field: String, _ own: OwnDetectors) { masker = Masker(field: field, own: own) }
  }

  private static let mostTexts = 256

  /// A column whose value findings show. An object, so that nothing of it is copied for a finding.
  private final class ShownColumn {
    let planned: PlannedColumn
    let name: String
    let shown: ShownField

    init(_ planned: PlannedColumn, _ shown: ShownField) {
      self.planned = planned
      name = planned.name
      self.shown = shown
    }
  }

  /// What is the same of all findings of one rule in one source.
  private final class RuleContext {
    let plan: SourcePlan
    let reader: SourcePlan.Reader
    /// What is shown, in that order, and the columns' numbers.
    let columns: [ShownColumn]
    let numbers: [Int]
    /// By place in `columns`: what is asked of the column's values, where that is what they hold in the clear.
    let questions: [[FieldQuestion]]
    let recordQuestions: [Int]
    /// The rule is about what should not be there.
    var asksForData: Bool { !recordQuestions.isEmpty || questions.contains { !$0.isEmpty } }
    let screen: SensitiveScreen
    /// What the content of every fingerprint begins with.
    let beginning: [UInt8]
    /// The columns' names as the content has them.
    let names: [[UInt8]]

    init(
      plan: SourcePlan, reader: SourcePlan.Reader, beginning: [UInt8],
      columns: [ShownColumn], numbers: [Int], names: [[UInt8]], rule: RulePlan,
      screen: SensitiveScreen
    ) {
      questions = numbers.map { column in rule.fieldQuestions.filter { $0.column == column } }
      recordQuestions = rule.recordQuestions
      self.screen = screen
      self.plan = plan
      self.reader = reader
      self.beginning = beginning
      self.columns = columns
      self.numbers = numbers
      self.names = names
    }
  }

  private var shownByField: [String: ShownField] = [:]
  /// The detectors of the rule files, whether a rule asks for them or not.
  private let own: OwnDetectors
  /// By source.
  private var screens: [String: SensitiveScreen] = [:]
  /// By rule, the one that was used last.
  private var contexts: [RuleContext?]
  /// The content of the fingerprint that is made.
  private var content: [UInt8] = []
  private var digests: [ObjectIdentifier: String] = [:]
  /// How often a fingerprint has been given out, by its first half: a collision only costs a number
  /// that was not needed.
  var repeats: [UInt64: UInt32] = [:]
  private var lastTime: (nanoseconds: Int64, text: String)?

  init(program: ScanProgram, paths: [String]) {
    rules = program.rules
    own = OwnDetectors(program.detectors)
    self.paths = paths
    contexts = Array(repeating: nil, count: program.rules.count)
    content.reserveCapacity(1024)
  }

  private func context(_ rule: Int, _ run: SourceRun) -> RuleContext {
    if let known = contexts[rule], known.plan === run.plan { return known }
    let plan = run.plan
    var beginning: [UInt8] = []
    Self.append(rules[rule].id, to: &beginning)
    Self.append(run.source.name, to: &beginning)
    let shown = plan.rules[rule].shownColumns
    let context = RuleContext(
      plan: plan, reader: reader(plan), beginning: beginning,
      columns: shown.map { ShownColumn(plan.columns[$0], self.shown(plan.columns[$0].name)) },
      numbers: shown,
      names: shown.map { column in
        var name: [UInt8] = []
        Self.append(plan.columns[column].name, to: &name)
        return name
      }, rule: plan.rules[rule], screen: screen(plan))
    contexts[rule] = context
    return context
  }

  /// A finding, in output order: equal records get their running numbers by it.
  func finding(
    rule: Int, waiver: Int32, record: CapturedRecord, number: (CapturedRecord) -> Int,
    run: SourceRun
  ) -> Findings.Finding {
    let plan = run.plan
    let context = context(rule, run)
    let states = states(context, record)
    let (values, sensitive) = values(of: states, context, record)
    let filling = SourcePlan.Filling(
      known: { column in
        context.numbers.firstIndex(of: column).map { Self.written(values[$0]) }
      },
      show: { [self] state, column in
        Self.written(shownValue(state, column.map { plan.columns[$0].name } ?? ""))
      })
    let reader = context.reader
    return Findings.Finding(
      rule: rules[rule].id,
      fingerprint: fingerprint(states, values, sensitive, record, context),
      verdict: waiver >= 0 ? "waived" : "fail",
      time: time(record.key.time),
      message: plan.message(ofRule: rule, about: record, reader: reader, filling: filling),
      remedy: plan.remedy(ofRule: rule, about: record, reader: reader, filling: filling),
      evidence: [evidence(values, sensitive, record, number(record), run)]
        + record.others.map { example(rule: rule, record: $0, number: number, run: run) })
  }

  /// A record that an inconclusive subject rests on.
  func example(
    rule: Int, record: CapturedRecord, number: (CapturedRecord) -> Int, run: SourceRun
  ) -> Evidence {
    let context = context(rule, run)
    let (values, sensitive) = values(of: states(context, record), context, record)
    return evidence(values, sensitive, record, number(record), run)
  }

  private func states(_ context: RuleContext, _ record: CapturedRecord) -> [FieldState] {
    context.columns.map { record.state(of: $0.planned) }
  }

  private func values(
    of states: [FieldState], _ context: RuleContext, _ record: CapturedRecord
  ) -> (values: [Evidence.Shown], sensitive: [Evidence.Sensitive]) {
    var sensitive: [Evidence.Sensitive] = []
    let values = context.columns.indices.map { index in
      let column = context.columns[index]
      if case .value(let value) = states[index], let first = context.questions[index].first {
        let places = context.screen.places(of: value, context.questions[index], column.name)
        sensitive += places
        return Evidence.Shown(
          field: column.name, value: Self.summary(places, of: value, first), state: "value")
      }
      return shownValue(states[index], column.name, column.shown)
    }
    for question in context.recordQuestions {
      guard let examination = record.examination else { continue }
      for place in examination.places[question].map({ Evidence.Sensitive($0) })
      where !sensitive.contains(place) {
        sensitive.append(place)
      }
    }
    return (values, Array(sensitive.prefix(RecordExamination.mostPlaces)))
  }

  // Of a value that is looked through nothing is shown but what was found, masked.
  private static func summary(
    _ places: [Evidence.Sensitive], of value: Value, _ question: FieldQuestion
  ) -> String {
    if places.isEmpty { return "(\(bytes(of: value).count) bytes, none of it found)" }
    return places.map(\.words).joined(separator: "; ")
  }

  private func screen(_ plan: SourcePlan) -> SensitiveScreen {
    if let known = screens[plan.source.name] { return known }
    let screen = SensitiveScreen(declared: plan.ownDetectors)
    screens[plan.source.name] = screen
    return screen
  }

  private func evidence(
    _ values: [Evidence.Shown], _ sensitive: [Evidence.Sensitive], _ record: CapturedRecord,
    _ number: Int, _ run: SourceRun
  ) -> Evidence {
    var evidence = Evidence(
      file: paths[Int(record.key.file)], source: run.source.name, record: number,
      offset: record.key.offset, time: time(record.key.time), sha256: digest(record),
      values: values)
    evidence.sensitive = sensitive
    return evidence
  }

  func shownValue(_ state: FieldState, _ field: String) -> Evidence.Shown {
    shownValue(state, field, shown(field))
  }

  private func shownValue(
    _ state: FieldState, _ field: String, _ shown: ShownField
  ) -> Evidence.Shown {
    switch state {
    case .value(let value):
      Evidence.Shown(field: field, value: masked(value, shown), state: "value")
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

  private func masked(_ value: Value, _ known: ShownField) -> String {
    if case .timestamp(let time) = value { return time.rfc3339 }
    guard case .string(let text) = value else { return known.masker.mask(value.description) }
    if let plain = text.bytes.withUnsafeBytes({ known.masker.plain($0) }) { return plain }
    if let shown = known.texts[text] { return shown }
    let shown = text.bytes.withUnsafeBytes { known.masker.mask($0) }
    // Names repeat, paths and ids do not.
    if known.texts.count < Self.mostTexts, text.bytes.count <= 80 { known.texts[text] = shown }
    return shown
  }

  private func shown(_ field: String) -> ShownField {
    if let known = shownByField[field] { return known }
    let new = ShownField(field, own)
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
      record.digest.map { $0.withUnsafeBytes { Hexadecimal.text($0) } }
      ?? record.withRecord {
        RecordDigest.hash($0).withUnsafeBytes { Hexadecimal.text($0) }
      }
    digests[ObjectIdentifier(record)] = text
    return text
  }

  /// Forgets which records it has seen; they may be released now.
  func forgetRecords() { digests.removeAll(keepingCapacity: true) }

  // MARK: Fingerprints

  // Over the rule, the source, and the record's identity, or if it has none its time and what
  // decided; never over where it stands. Equal ones are numbered.
  private func fingerprint(
    _ states: [FieldState], _ values: [Evidence.Shown], _ sensitive: [Evidence.Sensitive],
    _ record: CapturedRecord, _ context: RuleContext
  ) -> String {
    content.removeAll(keepingCapacity: true)
    content += context.beginning
    if let identity = identity(of: record, context.plan) {
      content.append(1)
      for part in identity { Self.append(part, to: &content) }
    } else {
      content.append(0)
      withUnsafeBytes(of: record.key.time.littleEndian) { content += $0 }
      for (index, state) in states.enumerated() {
        content += context.names[index]
        // A digest of what can be counted through would give it away: what is shown is taken.
        if case .value = state, context.asksForData {
          content.append(0)
          Self.append(values[index].value ?? "", to: &content)
        } else {
          Self.append(state, to: &content)
        }
      }
      for place in sensitive {
        Self.append(place.place, to: &content)
        Self.append(place.words, to: &content)
      }
    }
    return numbered(content)
  }

  /// The fingerprint of a content; equal ones are numbered in the order in which they are asked for.
  func numbered(_ content: [UInt8]) -> String {
    var content = content
    let digest = Self.digest(content)
    let earlier = repeats.updateValue(0, forKey: digest.half).map { $0 &+ 1 } ?? 0
    if earlier == 0 { return digest.text }
    repeats[digest.half] = earlier
    withUnsafeBytes(of: earlier.littleEndian) { content += $0 }
    return Self.digest(content).text
  }

  // The first half of the digest that is shown, and all of that as text.
  private static func digest(_ content: [UInt8]) -> (half: UInt64, text: String) {
    let digest = content.withUnsafeBytes { RecordDigest.hash($0) }
    return digest.withUnsafeBytes {
      (
        $0.loadUnaligned(as: UInt64.self),
        Hexadecimal.text(UnsafeRawBufferPointer(rebasing: $0[..<16]))
      )
    }
  }

  func identity(of record: CapturedRecord, _ plan: SourcePlan) -> [[UInt8]]? {
    guard !plan.identityColumns.isEmpty else { return nil }
    var parts: [[UInt8]] = []
    for column in plan.identityColumns {
      guard case .value(let value) = plan.state(of: column, in: record) else { return nil }
      parts.append(Self.bytes(of: value))
    }
    return parts
  }

  private static func append(_ part: String, to content: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: part.utf8.count).littleEndian) { content += $0 }
    content.append(contentsOf: part.utf8)
  }

  static func append(_ part: [UInt8], to content: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: part.count).littleEndian) { content += $0 }
    content += part
  }

  static func append(_ state: FieldState, to content: inout [UInt8]) {
    switch state {
    case .value(let value):
      content.append(0)
      append(bytes(of: value), to: &content)
    case .absent: content.append(1)
    case .unknown: content.append(2)
    }
  }

  static func bytes(of value: Value) -> [UInt8] {
    if case .string(let text) = value { return text.bytes }
    return Array(value.description.utf8)
  }
}
