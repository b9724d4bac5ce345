import Findings
import Ingest
import RuleModel
import Values

/// What keeps a run from being complete, and the process's exit status.
struct RunProblems {
  let options: ScanOptions
  private(set) var problems: [RunFacts.Problem] = []

  init(options: ScanOptions) { self.options = options }

  private mutating func add(_ id: String, _ message: String, acceptedBy: String? = nil) {
    problems.append(RunFacts.Problem(id: id, message: message, acceptedBy: acceptedBy))
  }

  /// Arguments that stand for nothing that can be read.
  mutating func add(unmatched problems: [RunFacts.Problem]) { self.problems += problems }

  mutating func add(inputs: [InputFacts]) {
    let unopened = inputs.filter { $0.state == .unopened }
    if let first = unopened.first {
      add(
        "unopened-input",
        "\(Self.shown(first.path)) cannot be opened: \(first.detail ?? "unknown reason")"
          + Self.andMore(unopened.count, "input"))
    }
    let cutOff = inputs.filter { $0.state == .cutOff }
    if let first = cutOff.first {
      add(
        "cut-off-input",
        "\(Self.shown(first.path)): \(first.detail ?? "it ends too early")"
          + Self.andMore(cutOff.count, "input"))
    }
    let unrecognised = inputs.filter { $0.state == .unrecognised }
    if let first = unrecognised.first, !options.skipUnrecognised {
      add(
        "unrecognised-format",
        "no source recognises \(Self.shown(first.path))"
          + Self.andMore(unrecognised.count, "input"),
        acceptedBy: "--skip-unrecognised")
    }
    addUnreadable(inputs)
  }

  private mutating func addUnreadable(_ inputs: [InputFacts]) {
    let affected = inputs.filter { !$0.unreadable.isEmpty }
    guard let first = affected.first else { return }
    let count = affected.reduce(0) { $0 + $1.unreadable.reduce(0) { $0 + $1.count } }
    let records = inputs.reduce(0) { $0 + $1.records }
    if !options.strict, options.maxUnreadable.accepts(count, of: records) { return }
    let noun = count == 1 ? "record" : "records"
    add(
      "unreadable-records",
      "\(count) \(noun) can't be read, the first in \(Self.shown(first.path))",
      acceptedBy: options.strict ? nil : "--max-unreadable")
  }

  mutating func add(rules: [RuleResult]) {
    if rules.isEmpty {
      add("no-rules", "no rule was evaluated")
      return
    }
    let failed = rules.filter { $0.verdict == .error }
    if let first = failed.first {
      add(
        "rule-error",
        "rule \(first.id) could not be evaluated: \(first.reason ?? "unknown reason")"
          + Self.andMore(failed.count, "rule"))
    }
    let inconclusive = rules.filter {
      $0.verdict == .inconclusive && severity($0) >= options.failOn && !$0.isOnlyPending
    }
    if let first = inconclusive.first, !options.allowInconclusive {
      add(
        "inconclusive-rules",
        "rule \(first.id) is inconclusive" + Self.andMore(inconclusive.count, "rule"),
        acceptedBy: "--allow-inconclusive")
    }
    if rules.allSatisfy({ $0.verdict == .notApplicable }) {
      add("nothing-judged", "no rule applies to any event of the inputs")
    }
  }

  /// 1 if a rule at or above `--fail-on` has a failed subject that no waiver covers; else 3 if
  /// there is a problem.
  func exitStatus(_ rules: [RuleResult]) -> Int {
    let failed = rules.contains {
      severity($0) >= options.failOn && $0.counts.failed > $0.counts.waived
    }
    return failed ? 1 : problems.isEmpty ? 0 : 3
  }

  private func severity(_ rule: RuleResult) -> Severity {
    Severity.allCases.first { String(describing: $0) == rule.severity } ?? .critical
  }

  /// A path as messages name it.
  static func shown(_ path: String) -> String { path == "-" ? "standard input" : path }

  private static func andMore(_ count: Int, _ noun: String) -> String {
    switch count {
    case ...1: ""
    case 2: ", and 1 more \(noun)"
    default: ", and \(count - 1) more \(noun)s"
    }
  }
}

extension RuleResult {
  /// Nothing is missing: later evidence decides the subjects that are open.
  fileprivate var isOnlyPending: Bool { counts.inconclusive == 0 && counts.pending > 0 }
}

extension ScanOptions.UnreadableLimit {
  /// Whether so many unreadable records are accepted.
  func accepts(_ unreadable: Int, of records: Int) -> Bool {
    switch self {
    case .count(let most): return unreadable <= most
    case .percentage(let most):
      // unreadable / records * 100 <= most, without a division.
      let share = Number(significand: Int128(unreadable) * 100, exponent: 0)
      let (product, overflow) = most.significand.multipliedReportingOverflow(by: Int128(records))
      if overflow { return true }
      return share <= Number(significand: product, exponent: most.exponent)
    }
  }
}
