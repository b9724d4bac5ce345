import Engine
import Findings
import Mapping
import RuleModel
import Values

/// Builds the results of rules that the correlation judged.
struct CorrelatedResults {
  let rules: [CheckedRule]
  let findings: CorrelatedFindings
  let maxFindings: Int
  /// The width of the histogram's buckets.
  let histogramWidth: Int

  /// Puts what the correlation found into a rule's result.
  func fill(_ result: inout RuleResult, _ correlated: CorrelatedRule) throws {
    let rule = rules[correlated.rule]
    result.counts = Self.counts(correlated, examined: result.counts.examined)
    (result.verdict, result.reason) = Self.verdict(correlated, result.counts, rule)
    result.exceptions = zip(rule.exceptions, correlated.exceptions).compactMap {
      $1 > 0 ? (because: $0.because, count: $1) : nil
    }
    result.missing = try missing(correlated)
    result.failuresByTime = correlated.failures.buckets(width: histogramWidth).map {
      (start: Timestamp(nanoseconds: $0.start).rfc3339, count: $0.count)
    }
    result.findings = try made(correlated.rule, correlated.findings, "fail")
    let all = correlated.findingCount > 0 ? correlated.findingCount : correlated.failed
    result.findingsNotShown = max(0, all - result.findings.count)
    result.pendingSubjects = try made(correlated.rule, correlated.pendingSubjects, "pending")
    result.pendingUntil = Self.pendingUntil(correlated)
    result.withoutKey = correlated.withoutKey
    if !correlated.chart.isEmpty || correlated.chartLimit != nil {
      result.chart = WindowChart(
        label: correlated.chartLabel, unit: correlated.chartUnit, limit: correlated.chartLimit,
        limitIsUpper: correlated.chartLimitIsUpper,
        buckets: correlated.chart.map {
          (start: Timestamp(nanoseconds: $0.start).rfc3339, value: $0.value)
        })
    }
  }

  /// nil too where a pending subject's window has no end.
  private static func pendingUntil(_ correlated: CorrelatedRule) -> String? {
    correlated.pendingUntil.flatMap {
      $0 == .max ? nil : Timestamp(nanoseconds: $0).rfc3339
    }
  }

  /// `examined`: how many events of the rule's kinds the scan has counted.
  static func counts(_ correlated: CorrelatedRule, examined: Int) -> RuleCounts {
    var counts = RuleCounts()
    counts.examined = examined
    counts.passed = correlated.passed
    counts.failed = correlated.failed
    counts.excepted = correlated.excepted
    counts.pending = correlated.pending
    counts.inconclusive = correlated.inconclusive
    counts.undecided = correlated.undecided
    counts.waived = correlated.waived
    counts.subjects =
      counts.passed + counts.failed + counts.excepted + counts.pending + counts.inconclusive
    return counts
  }

  /// The verdict by C8, and where it needs one, a sentence that says why.
  static func verdict(
    _ correlated: CorrelatedRule, _ counts: RuleCounts, _ rule: CheckedRule
  ) -> (Verdict, String?) {
    if let error = correlated.error { return (.error, error) }
    let until = pendingUntil(correlated)
    var (verdict, reason) = RuleResultBuilder.verdict(counts, rule)
    if counts.pending > 0 {
      let pending =
        counted(counts.pending, "subject") + (counts.pending == 1 ? " is" : " are") + " pending"
        + (until.map { ", the last until \($0)" } ?? "")
      switch verdict {
      case .pass: reason = pending
      case .inconclusive where counts.inconclusive == 0:
        reason = "no subject is decided: \(pending)"
      default: break
      }
    }
    if verdict == .notApplicable, case .group = rule.form {
      verdict = .notApplicable
      reason =
        counts.excepted > 0
        ? reason : "no group has an event in the evidence, or none was selected"
    }
    return (verdict, reason)
  }

  private func made(
    _ rule: Int, _ subjects: [CorrelatedFinding], _ verdict: String
  ) throws -> [Finding] {
    var result: [Finding] = []
    let requests = subjects.prefix(maxFindings).map {
      CorrelatedFindings.Request(rule: rule, finding: $0, verdict: verdict)
    }
    try findings.make(Array(requests)) { result.append($0) }
    return result
  }

  // MARK: Reasons

  /// What a reason is counted under: reasons that differ in their times alone are one.
  private struct Group {
    var missing: RuleResult.Missing
    var order: Int
    var examples: [CorrelatedFinding]
  }

  private func missing(_ correlated: CorrelatedRule) throws -> [RuleResult.Missing] {
    var groups: [Group] = []
    for one in correlated.reasons where one.count > 0 {
      let (missing, order) = missing(one.reason, one.count)
      if let index = groups.firstIndex(where: {
        $0.order == order && $0.missing.source == missing.source
          && $0.missing.field == missing.field && $0.missing.text == missing.text
      }) {
        groups[index].missing.count += one.count
        groups[index].examples += one.examples
      } else {
        groups.append(Group(missing: missing, order: order, examples: one.examples))
      }
    }
    // In the order of reasons (C5), then by source and field.
    groups.sort { left, right in
      if left.order != right.order { return left.order < right.order }
      if left.missing.source != right.missing.source {
        return Text(left.missing.source) < Text(right.missing.source)
      }
      return Text(left.missing.field ?? left.missing.text ?? "")
        < Text(right.missing.field ?? right.missing.text ?? "")
    }
    return try groups.map { group in
      var missing = group.missing
      let first = group.examples.sorted { $0.key < $1.key }.prefix(5)
      missing.examples = try findings.examples(correlated.rule, Array(first))
      return missing
    }
  }

  private func missing(
    _ reason: CorrelationReason, _ count: Int
  ) -> (RuleResult.Missing, order: Int) {
    func plain(_ id: String, _ text: String, _ order: Int) -> (RuleResult.Missing, order: Int) {
      var missing = RuleResult.Missing(source: "", field: nil, reason: id, count: count)
      missing.text = text
      return (missing, order)
    }
    switch reason {
    case .noSource(let kind): return plain("no-source", "no input can hold \(kind) events", 0)
    case .field(let reason, let source, let name):
      let names = findings.sourceNames
      return (
        RuleResult.Missing(
          source: names.indices.contains(Int(source)) ? names[Int(source)] : "", field: name,
          reason: reason.id, count: count), 1 + Int(reason.rawValue)
      )
    case .orderUncertain:
      return plain("order-uncertain", "which of two events came first is not known", 5)
    case .history(let from):
      let time = Timestamp(nanoseconds: from).rfc3339
      return plain("history", "what decides may lie before \(time), where the evidence begins", 6)
    case .pending: return plain("pending", "what decides may still come", 7)
    case .moreMayFollow:
      return plain("more-may-follow", "further subjects may follow the end of the evidence", 8)
    }
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }
}
