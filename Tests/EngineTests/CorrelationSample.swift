import Diagnostics
import Mapping
import RuleModel
import RuleSemantics
import Values

@testable import Engine

/// An event as a test makes it.
struct SampleEvent {
  var kinds: Set<String>
  /// Kinds that it may have or not.
  var undecidedKinds: Set<String> = []
  /// In nanoseconds.
  var time: Int64
  /// A field that is not here is unknown.
  var fields: [String: FieldState]
  var source: Int32 = 0
  var file: Int32 = 0
  /// Its place in the file; given by `CorrelationSample.evaluate` where it is nil.
  var position: UInt64?

  static let second: Int64 = 1_000_000_000

  /// Fields as texts; `"-"` is absent, `"?"` unknown, a whole number a number.
  init(
    _ kind: String, _ seconds: Double, _ fields: [String: String] = [:], source: Int32 = 0,
    file: Int32 = 0, maybe: Bool = false
  ) {
    kinds = maybe ? [] : [kind]
    undecidedKinds = maybe ? [kind] : []
    time = Int64((seconds * 1_000_000_000).rounded())
    self.source = source
    self.file = file
    self.fields = [:]
    for (name, text) in fields {
      switch text {
      case "?": break
      case "-": self.fields[name] = .absent
      default:
        let number = Number(text: text)
        self.fields[name] = .value(number.map(Value.number) ?? .string(Text(text)))
      }
    }
  }

  func with(_ name: String, _ value: Value) -> SampleEvent {
    var event = self
    event.fields[name] = .value(value)
    return event
  }
}

/// Rules over hand-made events: what the scan does for the correlation, the slow way.
struct CorrelationSample {
  var rules: [CheckedRule]
  var waivers: [Waiver] = []
  var vocabulary: Vocabulary
  var begin = Int64.min
  var end = Int64.max
  /// By source, in nanoseconds; as many sources as tolerances.
  var tolerances: [Int64] = [0]
  /// By kind the sources that can record it; nil: all.
  var sources: [String: [Int32]]?
  var period: (start: Int64, end: Int64)?
  var maxFindings = 1000
  /// More rows that may be the latest are judged by counts.
  var mostCandidates = CorrelationEvaluator.mostCandidates

  /// Rules in their language, of which the ids are in order.
  init(_ text: String) {
    let (program, diagnostics) = check(
      [SourceText(name: "sample.writ", bytes: Array(text.utf8))], options: CheckOptions())
    let errors = diagnostics.filter { $0.severity == .error }
    precondition(errors.isEmpty, "\(errors.map { "\($0.id): \($0.message)" })")
    rules = program.rules
    waivers = program.waivers
    vocabulary = program.vocabulary
  }

  init(rules: [CheckedRule], vocabulary: Vocabulary) {
    self.rules = rules
    self.vocabulary = vocabulary
  }

  /// From one second to another, `[begin, end)`.
  func covering(_ begin: Double?, _ end: Double?) -> CorrelationSample {
    var sample = self
    sample.begin = begin.map { Int64($0 * 1_000_000_000) } ?? .min
    sample.end = end.map { Int64($0 * 1_000_000_000) } ?? .max
    return sample
  }

  var coverage: Coverage {
    var suppliers: [String: [Coverage.Supplier]] = [:]
    for kind in vocabulary.kindParents.keys {
      let able = sources.map { $0[kind] ?? [] } ?? tolerances.indices.map { Int32($0) }
      if !able.isEmpty {
        suppliers[kind] = able.map { Coverage.Supplier(source: $0, begin: begin, end: end) }
      }
    }
    return Coverage(
      suppliers: suppliers, tolerances: tolerances,
      sourceNames: tolerances.indices.map { "s\($0)" })
  }

  func evaluate(
    _ events: [SampleEvent], writers: Int = 1, memory: Int = 1 << 30, coverage: Coverage? = nil
  ) throws -> [CorrelatedRule] {
    var positioned = events
    var next: [[Int32]: UInt64] = [:]
    for index in positioned.indices {
      let file = [positioned[index].source, positioned[index].file]
      positioned[index].position = positioned[index].position ?? next[file, default: 0]
      next[file, default: 0] += 100
    }
    return try evaluate(placed: positioned, writers: writers, memory: memory, coverage: coverage)
  }

  func evaluate(
    placed events: [SampleEvent], writers count: Int, memory: Int, coverage: Coverage?
  ) throws -> [CorrelatedRule] {
    let plan = CorrelationPlan(rules: rules, waivers: waivers, vocabulary: vocabulary)
    let run = CorrelationRun(plan: plan, memoryLimit: memory, temporaryFolder: "/tmp")
    let writers = (0..<count).map { _ in run.makeWriter() }
    let matchers = plan.selections.map { SelectionMatcher($0, vocabulary) }
    for (index, event) in events.enumerated() {
      for (number, matcher) in matchers.enumerated() {
        matcher.write(event, selection: number, to: writers[index % count])
      }
    }
    for writer in writers { writer.finish() }
    return try run.evaluate(
      coverage: coverage ?? self.coverage, period: period, maxFindings: maxFindings,
      mostCandidates: mostCandidates)
  }

  /// What the only rule comes to: passed, failed, excepted, pending, inconclusive, undecided.
  func outcome(_ events: [SampleEvent]) throws -> String {
    try evaluate(events)[0].summary
  }
}

extension CorrelatedRule {
  /// The counts that are not 0: `failed 2, pending 1`.
  var summary: String {
    [
      ("passed", passed), ("failed", failed), ("excepted", excepted), ("pending", pending),
      ("inconclusive", inconclusive), ("undecided", undecided), ("waived", waived),
    ].filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
      + (error.map { " error: \($0)" } ?? "")
  }
}

extension CorrelatedRule {
  /// All that is shown of it, in its order.
  var everything: String {
    var lines = [summary, "\(findingCount) \(exceptions) \(waivedBy.sorted { $0.key < $1.key })"]
    lines += reasons.map { "\($0.reason) \($0.count) \($0.examples)" }
    lines += findings.map { "\($0)" } + pendingSubjects.map { "\($0)" }
    lines += failures.buckets(width: 0).map { "\($0)" } + withoutKey.map { "\($0)" }
    lines += chart.map { "\($0)" }
    return lines.joined(separator: "\n")
  }
}

/// Does for one selection what the scan's masks do.
private final class SelectionMatcher {
  let selection: Selection
  private let kinds: Set<String>
  private let context: ScalarContext
  private let condition: ScalarTest?
  private let answers: [ScalarTest]
  private let values: [ScalarOperand]
  private let elements: ScalarOperand?
  private let names: [String]

  init(_ selection: Selection, _ vocabulary: Vocabulary) {
    self.selection = selection
    kinds = vocabulary.kindAndDescendants(of: selection.kind)
    final class Names { var all: [String] = [] }
    let names = Names()
    var compiler = ScalarCompiler(source: CheckedSource(name: "", time: []), zone: nil)
    compiler.resolver = { operand in
      guard case .field(let field) = operand else { return nil }
      if !names.all.contains(field.name) { names.all.append(field.name) }
      return .column(names.all.firstIndex(of: field.name) ?? 0)
    }
    condition = selection.condition.map { compiler.compile($0) }
    var answers: [ScalarTest] = []
    for answer in selection.answers { answers.append(compiler.compile(answer)) }
    self.answers = answers
    var values: [ScalarOperand] = []
    for value in selection.values { values.append(compiler.compile(value)) }
    self.values = values
    elements = selection.elements.map { compiler.compile($0) }
    self.names = names.all
    context = ScalarContext(columnCount: max(1, names.all.count))
  }

  func write(_ event: SampleEvent, selection number: Int, to writer: CorrelationWriter) {
    for (index, name) in names.enumerated() {
      context.states[index] =
        name == "time"
        ? .value(.timestamp(Timestamp(nanoseconds: event.time)))
        : event.fields[name] ?? .unknown(.missing)
    }
    var kind = Truth.no
    if selection.kind == "event" || !event.kinds.isDisjoint(with: kinds) {
      kind = .yes
    } else if !event.undecidedKinds.isDisjoint(with: kinds) {
      kind = .unknown
    }
    if kind == .no { return }
    let answer = condition.map { context.answer($0) } ?? Answer(.yes)
    if answer.truth == .no { return }
    var reasons = answer.reasons.map { ($0.reason, names[$0.column]) }
    if kind == .unknown { reasons.append((.missing, "kind")) }
    let isCertain = kind == .yes && answer.truth == .yes
    switch elements.map({ context.state(of: $0) }) {
    case nil: write(event, number, isCertain, reasons, element: nil, 0, to: writer)
    case .value(.list(let list))?:
      for (index, element) in list.enumerated() {
        write(event, number, isCertain, reasons, element: .value(element), index, to: writer)
      }
    case .absent?: break
    case .value?, .unknown?:
      write(event, number, isCertain, reasons, element: .unknown(.missing), 0, to: writer)
    }
  }

  private func write(
    _ event: SampleEvent, _ number: Int, _ isCertain: Bool,
    _ reasons: [(UnknownReason, String)], element: FieldState?, _ index: Int,
    to writer: CorrelationWriter
  ) {
    let key = RecordKey(
      time: event.time, source: event.source, file: event.file, offset: event.position ?? 0)
    writer.begin(
      selection: number, place: EventPlace(key: key, chunk: 0, ordinal: 0, length: 10),
      element: UInt32(index), isCertain: isCertain)
    if !isCertain { for (reason, field) in reasons { writer.reason(reason, field: field) } }
    for test in answers {
      let answer = context.answer(test)
      writer.answer(answer.truth)
      for reason in answer.reasons { writer.reason(reason.reason, field: names[reason.column]) }
    }
    for value in values {
      let state = context.state(of: value)
      if case .value(.string(let text)) = state {
        text.bytes.withUnsafeBytes { writer.value(stringBytes: $0) }
      } else {
        writer.value(state)
      }
    }
    if let element { writer.value(element) }
    writer.end()
  }
}
