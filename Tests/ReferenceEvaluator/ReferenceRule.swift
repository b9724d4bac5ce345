import RuleModel
import Values

/// What a rule says of a log, by the table of subjects (semantics, C3 and C8).
package struct ReferenceResult: Hashable, Sendable {
  package var verdict: String
  package var examined = 0
  package var passed = 0
  package var failed = 0
  package var excepted = 0
  package var inconclusive = 0
  package var undecided = 0
  /// Positions of the failed events.
  package var failures: [Int] = []

  package init(verdict: String) { self.verdict = verdict }
}

/// Judges every event by itself.
package func referenceResult(
  of rule: CheckedRule, over events: [ReferenceEvent], vocabulary: Vocabulary
) -> ReferenceResult {
  var result = ReferenceResult(verdict: "")
  let kinds = vocabulary.kindAndDescendants(of: rule.kind)
  for (position, event) in events.enumerated() {
    let conditions = ReferenceConditions(event: event, vocabulary: vocabulary)
    let kind: Truth =
      !event.kinds.isDisjoint(with: kinds) || rule.kind == "event"
      ? .yes : event.undecidedKinds.isDisjoint(with: kinds) ? .no : .unknown
    if kind == .no { continue }
    result.examined += 1
    let selected = Truth.and([kind, rule.condition.map { conditions.truth($0) } ?? .yes])
    let excepted = Truth.or(rule.exceptions.map { conditions.truth($0.condition) })
    let required = conditions.truth(rule.requirement)
    switch (selected, excepted, required) {
    case (.no, _, _): break
    case (.yes, .yes, _): result.excepted += 1
    case (.yes, .no, .yes), (.yes, .unknown, .yes): result.passed += 1
    case (.yes, .no, .no):
      result.failed += 1
      result.failures.append(position)
    case (.yes, _, _): result.inconclusive += 1
    case (.unknown, .yes, _): result.undecided += 1
    case (.unknown, _, .yes): result.undecided += 1
    case (.unknown, _, _): result.inconclusive += 1
    }
  }
  if result.failed > 0 {
    result.verdict = "fail"
  } else if result.inconclusive > 0 || (result.passed == 0 && result.undecided > 0) {
    result.verdict = "inconclusive"
  } else {
    result.verdict = result.passed > 0 ? "pass" : "not-applicable"
  }
  return result
}
