import RuleModel
import Shuffle

extension CorrelationRun {
  /// Judges all rules of the plan, once every writer has finished. `examined` is left to the caller, who
  /// counts events by kind.
  ///
  /// - Parameters:
  ///   - period: `[start, end)`: which subjects are judged by their time.
  ///   - maxFindings: how many findings and pending subjects of a rule are kept, the first in output
  ///     order.
  package func evaluate(
    coverage: Coverage, period: (start: Int64, end: Int64)?, maxFindings: Int,
    isCancelled: () -> Bool = { false }
  ) throws(ShuffleError) -> [CorrelatedRule] {
    try evaluate(
      coverage: coverage, period: period, maxFindings: maxFindings,
      mostCandidates: CorrelationEvaluator.mostCandidates, isCancelled: isCancelled)
  }

  /// `mostCandidates`: more rows that may be the latest (or first) are not looked at one by one. It decides
  /// what an answer costs, never what it is.
  func evaluate(
    coverage: Coverage, period: (start: Int64, end: Int64)?, maxFindings: Int, mostCandidates: Int,
    isCancelled: () -> Bool = { false }
  ) throws(ShuffleError) -> [CorrelatedRule] {
    let evaluator = CorrelationEvaluator(
      run: self, coverage: coverage, period: period, maxFindings: maxFindings,
      mostCandidates: mostCandidates)
    return try evaluator.evaluate(isCancelled: isCancelled)
  }
}

extension CorrelationEvaluator {
  func finish() -> [CorrelatedRule] {
    let withoutKey = run.counted.withoutKey
    return tallies.map { tally in
      var result = tally.finish()
      result.withoutKey = self.withoutKey(tally.plan, withoutKey)
      return result
    }
  }

  /// Events that the rule looks at and that lack a key, by kind and field.
  private func withoutKey(
    _ rule: CorrelatedRulePlan, _ counts: [Int]
  ) -> [(kind: String, field: String, count: Int)] {
    let tables = plan.writerTables
    var result: [(kind: String, field: String, count: Int)] = []
    for (stream, kind) in rule.counted {
      for part in tables.streamOfPart.indices
      where tables.streamOfPart[part] == stream && counts[part] > 0 {
        let field = tables.names[part]
        if let index = result.firstIndex(where: { $0.kind == kind && $0.field == field }) {
          // Streams of one kind may hold the same events.
          result[index].count = max(result[index].count, counts[part])
        } else {
          result.append((kind, field, counts[part]))
        }
      }
    }
    return result.sorted { ($0.kind, $0.field) < ($1.kind, $1.field) }
  }
}
