import Findings

/// Sums over a scan, the same in every report.
struct Totals {
  var verdicts: [Verdict: Int] = [:]
  var counts = RuleCounts()
  var findings = 0
  var findingsNotShown = 0
  /// Rules with pending subjects, and when the last of them is decided.
  var pendingRules = 0
  var pendingUntil: String?
  var bytes: UInt64 = 0
  var records = 0
  var events = 0
  /// By reason, the most frequent first.
  var unreadable: [(reason: String, count: Int)] = []
  var unreadableRecords = 0

  /// How the reports sort verdicts.
  static let verdictOrder: [Verdict] = [.fail, .error, .inconclusive, .notApplicable, .pass]
  /// How the reports sort severities.
  static let severityOrder = ["critical", "high", "medium", "low", "info"]

  init(_ result: ScanResult) {
    for rule in result.rules {
      verdicts[rule.verdict, default: 0] += 1
      counts.add(rule.counts)
      findings += rule.findings.count
      findingsNotShown += rule.findingsNotShown
      if rule.counts.pending > 0 { pendingRules += 1 }
    }
    pendingUntil = Moment.latest(result.rules.compactMap(\.pendingUntil))
    var reasons: [String: Int] = [:]
    for input in result.inputs {
      bytes &+= input.bytes
      records += input.records
      events += input.events
      for unreadable in input.unreadable {
        reasons[unreadable.reason, default: 0] += unreadable.count
        unreadableRecords += unreadable.count
      }
    }
    unreadable = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { (reason: $0.key, count: $0.value) }
  }

  func rules(_ verdict: Verdict) -> Int { verdicts[verdict] ?? 0 }

  /// The place of a severity in the order, unknown ones last.
  static func rank(severity: String) -> Int {
    severityOrder.firstIndex(of: severity) ?? severityOrder.count
  }

  static func rank(_ verdict: Verdict) -> Int {
    verdictOrder.firstIndex(of: verdict) ?? verdictOrder.count
  }

  /// Rules as people want to read them: by verdict, then severity, then id.
  static func reading(_ rules: [RuleResult]) -> [RuleResult] {
    rules.sorted { left, right in
      (rank(left.verdict), rank(severity: left.severity), left.id)
        < (rank(right.verdict), rank(severity: right.severity), right.id)
    }
  }
}

extension RuleCounts {
  mutating func add(_ other: RuleCounts) {
    examined += other.examined
    subjects += other.subjects
    passed += other.passed
    failed += other.failed
    excepted += other.excepted
    pending += other.pending
    inconclusive += other.inconclusive
    undecided += other.undecided
    waived += other.waived
  }

  /// Names as in the JSON report, with the numbers.
  var named: [(name: StaticString, count: Int)] {
    [
      ("examined", examined), ("subjects", subjects), ("passed", passed), ("failed", failed),
      ("excepted", excepted), ("pending", pending), ("inconclusive", inconclusive),
      ("undecided", undecided), ("waived", waived),
    ]
  }
}
