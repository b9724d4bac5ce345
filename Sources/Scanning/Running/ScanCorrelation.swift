import Engine
import Findings
import Ingest
import Mapping
import RuleModel
import Shuffle
import Values

/// The part of a run that relates events to each other: what its workers write for it, what the evidence
/// covers, the judgement when all is read, and the findings that come of it. Used on the scan's thread;
/// workers have writers of their own.
final class ScanCorrelation {
  let run: CorrelationRun
  /// Which further records events have that were made of several.
  let merged = MergedPlaces()
  private let program: ScanProgram
  private let options: ScanOptions
  private let bodies: [EvidenceBody]
  private let limits: ExtractionLimits
  private let sources: [CheckedSource]
  private let fields: [Int: ShownFields]
  private(set) var rules: [CorrelatedRule] = []

  /// nil where no rule relates events.
  init?(
    program: ScanProgram, options: ScanOptions, bodies: [EvidenceBody], limits: ExtractionLimits
  ) {
    let plan = CorrelationPlan(
      rules: program.rules, waivers: program.waivers, vocabulary: program.vocabulary)
    guard !plan.isEmpty else { return nil }
    run = CorrelationRun(
      plan: plan, memoryLimit: options.memoryBytes, temporaryFolder: options.temporaryFolder)
    self.program = program
    self.options = options
    self.bodies = bodies
    self.limits = limits
    sources = CoverageBuilder.ordered(program.sources)
    var fields: [Int: ShownFields] = [:]
    for index in plan.rules { fields[index] = ShownFields(program.rules[index]) }
    self.fields = fields
  }

  var selections: [Selection] { run.plan.selections }

  /// The correlated rule of that place among the program's rules; nil if it is none.
  func outcome(of rule: Int) -> CorrelatedRule? { rules.first { $0.rule == rule } }

  /// The raw keys that rules read of related events, with the rule's place; in its order.
  var rawKeys: [(rule: Int, request: ColumnRequest)] {
    fields.sorted { $0.key < $1.key }.flatMap { rule, fields in
      fields.all.compactMap { if case .raw = $0 { (rule, $0) } else { nil } }
    }
  }

  // MARK: Evidence

  /// What the inputs cover, by what was counted of each.
  func coverage(_ states: [ScanQueue.FileState], _ tallies: [FileTally]) -> Coverage {
    let builder = CoverageBuilder(
      vocabulary: program.vocabulary, sources: sources, options: options)
    let files = zip(states, tallies).map { state, tally in
      let names = state.source?.plan.kindNames ?? []
      return CoverageBuilder.File(
        source: state.source?.source, first: tally.firstTime, last: tally.lastTime,
        kinds: Set(zip(names, tally.kinds).filter { $0.1 > 0 }.map(\.0)))
    }
    var coverage = builder.coverage(bodies, files)
    let first = tallies.map(\.firstTime).min() ?? .max
    let last = tallies.map(\.lastTime).max() ?? .min
    if first <= last { coverage.horizon = first...last }
    return coverage
  }

  /// What makes findings of records that are read again.
  func findings(
    _ queue: ScanQueue, _ numbers: [RecordNumbers], isCancelled: @escaping () -> Bool
  ) -> CorrelatedFindings {
    var evidence: [Int32: EvidenceSource] = [:]
    for (number, source) in sources.enumerated()
    where queue.states.contains(where: { $0.source?.source.name == source.name }) {
      evidence[Int32(number)] = EvidenceSource(
        source, number: Int32(number), fields: fields.sorted { $0.key < $1.key }.map(\.value),
        vocabulary: program.vocabulary, limits: limits)
    }
    let reader = RecordReader(
      storages: zip(queue.inputs, queue.states).map(Self.storage), spool: queue.spool,
      chunkBytes: max(1, options.chunkBytes), maxRecordBytes: max(1, options.maxRecordBytes),
      isCancelled: isCancelled)
    return CorrelatedFindings(
      rules: program.rules, fields: fields,
      findings: FindingBuilder(program: program, paths: queue.inputs.map(\.shownPath)),
      numbers: numbers,
      records: EvidenceRecords(reader: reader, sources: evidence, others: merged),
      sourceNames: sources.map(\.name))
  }

  private static func storage(
    _ input: ScanInput, _ state: ScanQueue.FileState
  ) -> RecordReader.Storage {
    if state.isStream { return .spool }
    guard state.compression != nil || state.isJoined else { return .file(input.file) }
    let isText = input.source?.format.isText ?? false
    return .stream(input.file, framing: isText ? .lines : nil)
  }

  // MARK: Judging

  /// Judges all rules, now that every event is written.
  func evaluate(
    _ coverage: Coverage, period: (start: Timestamp, end: Timestamp)?, findsAll: Bool,
    isCancelled: @escaping () -> Bool
  ) throws {
    do throws(ShuffleError) {
      rules = try run.evaluate(
        coverage: coverage, period: period.map { ($0.start.nanoseconds, $0.end.nanoseconds) },
        maxFindings: findsAll ? .max : options.maxFindings, isCancelled: isCancelled)
    } catch {
      throw ScanError.temporaryStorage(error.description)
    }
    // What was judged until then is not all.
    if isCancelled() { throw ScanError.cancelled }
  }

  /// Calls `sink` with every failed subject, in output order.
  func emit(_ findings: CorrelatedFindings, sink: (Finding) throws -> Void) throws {
    var requests: [CorrelatedFindings.Request] = []
    for rule in rules {
      requests += rule.findings.map {
        CorrelatedFindings.Request(rule: rule.rule, finding: $0, verdict: "fail")
      }
    }
    requests.sort {
      $0.finding.key != $1.finding.key
        ? $0.finding.key < $1.finding.key : $0.rule < $1.rule
    }
    try findings.make(requests, sink: sink)
  }
}
