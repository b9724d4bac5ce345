import RuleModel
import Values

/// The rules that need several events, made ready for evaluation: what the scan selects for them, where
/// its rows go, and what is asked of whom.
package final class CorrelationPlan: Sendable {
  /// The places of its rules among all checked rules, ascending.
  package let rules: [Int]
  /// What the scan looks for. A writer takes events by their place in this list.
  package let selections: [Selection]

  /// By set: the selections, then the pairs of `with each`.
  let sets: [EventSet]
  let isNumbered: [Bool]
  let writerTables: WriterTables

  /// Takes all checked rules of a run, and plans those that need several events.
  package init(rules: [CheckedRule], waivers: [Waiver], vocabulary: Vocabulary) {
    self.rules = rules.indices.filter { Self.needsCorrelation(rules[$0]) }
    selections = []
    sets = []
    isNumbered = []
    writerTables = WriterTables(selections: [], sets: 0, streams: [], numbers: [])
  }

  /// Whether a rule is about several events: all others are judged as they are read.
  package static func needsCorrelation(_ rule: CheckedRule) -> Bool {
    if rule.form != .event || rule.each != nil { return true }
    return rule.requirement.relatesEvents || rule.exceptions.contains { $0.condition.relatesEvents }
  }

  package var isEmpty: Bool { rules.isEmpty }

  /// How many values an event of the selection has: those asked for, and its element.
  func valueCount(ofSelection index: Int) -> Int {
    selections[index].values.count + (selections[index].elements == nil ? 0 : 1)
  }
}

/// Where rows come from.
enum EventSet {
  case selection(Int)
  /// Pairs of a trigger and its `with each` event.
  case pairs
}
