import RuleModel
import Values

/// The rules that need several events, made ready for evaluation: what the scan selects for them, where
/// its rows go, and what is asked of whom.
package final class CorrelationPlan: @unchecked Sendable {
  // INVARIANT: nothing changes after `init`; compiled patterns may be used by one thread at a time, and
  // evaluation is one thread.
  /// The places of its rules among all checked rules, ascending.
  package let rules: [Int]
  /// What the scan looks for. A writer takes events by their place in this list.
  package let selections: [Selection]

  /// By set: the selections, then the pairs of `with each`.
  let sets: [EventSet]
  let isNumbered: [Bool]
  let streams: [StreamPlan]
  let partitions: [PartitionPlan]
  let candidates: [CandidatePlan]
  let questions: [QuestionPlan]
  let comparisons: [ComparisonPlan]
  let tests: [RelatedTest]
  let rulePlans: [CorrelatedRulePlan]
  /// Of a test or operand.
  let mostColumns: Int
  let writerTables: WriterTables

  /// Takes all checked rules of a run, and plans those that need several events.
  package init(rules: [CheckedRule], waivers: [Waiver], vocabulary: Vocabulary) {
    let needed = rules.indices.filter { Self.needsCorrelation(rules[$0]) }
    let lowering = Lowering(waivers: waivers)
    for index in needed { lowering.add(rules[index], number: index) }
    let result = lowering.finish()
    self.rules = needed
    selections = result.selections
    sets = result.sets
    isNumbered = result.isNumbered
    streams = result.streams
    partitions = result.partitions
    candidates = lowering.candidates
    questions = result.questions
    comparisons = lowering.comparisons
    tests = lowering.tests
    rulePlans = result.rules
    mostColumns = lowering.mostColumns
    writerTables = WriterTables(
      selections: result.selections, isNumbered: result.isNumbered, streams: result.streams,
      partitions: result.partitions)
  }

  /// Whether a rule is about several events: all others are judged as they are read.
  package static func needsCorrelation(_ rule: CheckedRule) -> Bool {
    if rule.form != .event || rule.each != nil { return true }
    return rule.requirement.relatesEvents || rule.exceptions.contains { $0.condition.relatesEvents }
  }

  package var isEmpty: Bool { rules.isEmpty }
}
