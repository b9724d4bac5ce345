import Columns
import Engine
import Findings
import Ingest
import Mapping
import RuleModel
import Shuffle
import Values

/// What became of one case of a `test` declaration.
package struct TestOutcome: Sendable {
  package var rule: String
  package var title: String?
  package var file: String
  package var line: Int
  package var passed: Bool
  /// `fails`, `fails 2`, `passes`, `inconclusive`, `excepted`, `not-applicable`, `pending`.
  package var expected: String
  package var actual: String
  /// Why it came out so, one sentence each; for cases that differ.
  package var details: [String]
}

/// Runs `test` declarations: writes their events as native records and evaluates these like those
/// of any log. Evidence is of all kinds, and complete at both ends unless a case says otherwise.
package enum TestRunner {
  /// In the order of the tests and their cases.
  package static func run(_ tests: [CheckedTest], vocabulary: Vocabulary) -> [TestOutcome] {
    tests.flatMap { test in
      let correlation = CorrelationPlan(rules: [test.rule], waivers: [], vocabulary: vocabulary)
      let plan = SourcePlan(
        source: source, rules: [test.rule], waivers: [], vocabulary: vocabulary,
        selections: correlation.selections)
      return test.cases.map { run($0, test.rule, plan, correlation, vocabulary) }
    }
  }

  /// The native format, without an identity: each event of a test is its own.
  private static let source = CheckedSource(
    name: "native", detect: [],
    time: [CheckedSource.Mapping(path: RecordPath([.key("time")]))],
    kindPath: RecordPath([.key("kind")]), fieldsByName: true)

  private static func run(
    _ testCase: CheckedTest.Case, _ rule: CheckedRule, _ plan: SourcePlan,
    _ correlation: CorrelationPlan, _ vocabulary: Vocabulary
  ) -> TestOutcome {
    let judgement = judge(testCase, plan, correlation, vocabulary)
    let actual = verdict(judgement, rule)
    let passed = matches(testCase.outcome, judgement.counts, actual)
    return TestOutcome(
      rule: rule.id, title: testCase.title, file: testCase.file, line: testCase.line,
      passed: passed, expected: name(testCase.outcome), actual: actual,
      details: passed ? [] : details(judgement, plan))
  }

  private struct Judgement {
    var counts = RuleCounts()
    var missing: [Tally.Missing] = []
    var unreadable: [UnreadableRecord] = []
    /// Of a rule about related events.
    var correlated: CorrelatedRule?
    /// Why it could not be evaluated.
    var error: String?
  }

  private static func judge(
    _ testCase: CheckedTest.Case, _ plan: SourcePlan, _ correlation: CorrelationPlan,
    _ vocabulary: Vocabulary
  ) -> Judgement {
    let chunk = ChunkBuffer(copying: TestRecordWriter.lines(testCase.records))
    let extractor = RecordExtractor(
      source: source, columns: plan.requests,
      limits: ExtractionLimits(
        knownKinds: Set(vocabulary.kindParents.keys.map { Text($0) })))
    let capacity = max(1, testCase.records.count)
    let batch = RecordBatch(columnCount: plan.requests.count, capacity: capacity)
    let run =
      correlation.isEmpty
      ? nil
      : CorrelationRun(
        plan: correlation, memoryLimit: memoryLimit,
        temporaryFolder: ScanOptions.standardTemporaryFolder)
    let writer = run?.makeWriter()
    let evaluator = Evaluator(plan: plan, capacity: capacity, writer: writer)
    let tally = Tally(plan: plan, maxFindings: 0)
    extractor.begin(chunk)
    while extractor.fill(batch) {
      evaluator.evaluate(
        batch, origin: BatchOrigin(file: 0, chunk: 0, source: 0), into: tally)
    }
    writer?.finish()
    var judgement = Judgement()
    judgement.unreadable = extractor.unreadable
    judgement.counts.examined = tally.rules[0].examined
    if let run {
      correlate(run, coverage(of: testCase, vocabulary), &judgement)
    } else {
      take(tally.rules[0], &judgement)
    }
    return judgement
  }

  private static func take(_ counted: Tally.Rule, _ judgement: inout Judgement) {
    judgement.missing = counted.missing
    judgement.counts.passed = counted.passed
    judgement.counts.failed = counted.failed
    judgement.counts.excepted = counted.excepted
    judgement.counts.inconclusive = counted.inconclusive
    judgement.counts.undecided = counted.undecided
  }

  // MARK: Related events

  /// No test needs more.
  private static let memoryLimit = 64 << 20

  // Every kind is supplied: what a test does not give did not happen.
  private static func coverage(
    of testCase: CheckedTest.Case, _ vocabulary: Vocabulary
  ) -> Coverage {
    let supplier = Coverage.Supplier(
      source: 0, begin: testCase.from?.nanoseconds ?? .min,
      end: testCase.until?.nanoseconds ?? .max)
    return Coverage(
      suppliers: vocabulary.kindParents.mapValues { _ in [supplier] }, tolerances: [0],
      sourceNames: [source.name])
  }

  private static func correlate(
    _ run: CorrelationRun, _ coverage: Coverage, _ judgement: inout Judgement
  ) {
    do throws(ShuffleError) {
      let rules = try run.evaluate(coverage: coverage, period: nil, maxFindings: 5)
      guard let rule = rules.first else { return }
      judgement.correlated = rule
      judgement.counts = CorrelatedResults.counts(rule, examined: judgement.counts.examined)
      judgement.error = rule.error
    } catch {
      judgement.error = error.description
    }
  }

  // MARK: Verdicts

  private static func matches(
    _ outcome: CheckedTest.Outcome, _ counts: RuleCounts, _ actual: String
  ) -> Bool {
    switch outcome {
    case .fails(let number?): counts.failed == number && number > 0
    case .fails(nil): actual == "fails" || actual.hasPrefix("fails ")
    case .passes: actual == "passes"
    case .inconclusive: actual == "inconclusive"
    case .pending: actual == "pending"
    case .excepted: actual == "excepted"
    case .notApplicable: actual == "not-applicable"
    }
  }

  private static func verdict(_ judgement: Judgement, _ rule: CheckedRule) -> String {
    let counts = judgement.counts
    if !judgement.unreadable.isEmpty { return "unreadable" }
    if judgement.error != nil { return "error" }
    let verdict =
      judgement.correlated.map { CorrelatedResults.verdict($0, counts, rule).0 }
      ?? RuleResultBuilder.verdict(counts, rule).0
    switch verdict {
    case .error: return "error"
    case .fail: return counts.failed == 1 ? "fails" : "fails \(counts.failed)"
    case .inconclusive:
      return counts.inconclusive == 0 && counts.pending > 0 ? "pending" : "inconclusive"
    case .pass: return "passes"
    case .notApplicable: return counts.excepted > 0 ? "excepted" : "not-applicable"
    }
  }

  private static func name(_ outcome: CheckedTest.Outcome) -> String {
    switch outcome {
    case .fails(let number?) where number != 1: "fails \(number)"
    case .fails: "fails"
    case .passes: "passes"
    case .inconclusive: "inconclusive"
    case .pending: "pending"
    case .excepted: "excepted"
    case .notApplicable: "not-applicable"
    }
  }

  private static func details(_ judgement: Judgement, _ plan: SourcePlan) -> [String] {
    var details: [String] = []
    for record in judgement.unreadable {
      details.append("event \(record.ordinal + 1) can't be read: \(record.reason.rawValue)")
    }
    let counts = judgement.counts
    if counts.examined == 0, judgement.unreadable.isEmpty {
      details.append("no event is of the rule's kind")
    }
    for missing in judgement.missing {
      let field = missing.column.map { plan.columns[$0].name } ?? "a value"
      switch missing.reason {
      case .missing: details.append("\(field) is unknown: the event does not give it")
      case .unreadableValue: details.append("\(field) can't be read as what it is compared with")
      case .recordsDisagree: details.append("\(field) differs between records of the event")
      case .limit: details.append("a limit was reached while \(field) was matched")
      }
    }
    if let error = judgement.error { details.append(error) }
    details += reasons(judgement)
    if counts.excepted > 0 { details.append("\(counts.excepted) excepted") }
    if counts.failed > 0, counts.passed > 0 {
      details.append("\(counts.failed) failed, \(counts.passed) passed")
    }
    if counts.undecided > 0 {
      details.append("\(counts.undecided) may be subjects, and do no harm if they are")
    }
    return details
  }

  // Why answers about related events came out so.
  private static func reasons(_ judgement: Judgement) -> [String] {
    guard let correlated = judgement.correlated else { return [] }
    var details = correlated.reasons.map { reason in
      switch reason.reason {
      case .noSource(let kind): "nothing can hold \(kind) events"
      case .field(.missing, _, let name): "\(name) is unknown: an event does not give it"
      case .field(.unreadableValue, _, let name):
        "\(name) can't be read as what it is compared with"
      case .field(.recordsDisagree, _, let name): "\(name) differs between records of an event"
      case .field(.limit, _, let name): "a limit was reached while \(name) was matched"
      case .orderUncertain: "which of two events came first is not known"
      case .history(let from):
        "what decides may lie before \(Timestamp(nanoseconds: from).rfc3339), where the evidence begins"
      case .pending(let until):
        "what decides may come until \(Timestamp(nanoseconds: until).rfc3339)"
      case .moreMayFollow: "further subjects may follow the end of the evidence"
      }
    }
    // What decided the subjects that failed.
    for finding in correlated.findings.prefix(5) {
      for judgement in finding.judgements where !judgement.sentence.isEmpty {
        details.append("\(judgement.text): \(judgement.sentence)")
      }
    }
    if judgement.counts.pending > 0 {
      let until = correlated.pendingUntil.map { " until \(Timestamp(nanoseconds: $0).rfc3339)" }
      details.append("\(judgement.counts.pending) pending\(until ?? "")")
    }
    return details
  }
}
