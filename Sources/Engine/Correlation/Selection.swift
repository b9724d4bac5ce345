import RuleModel

/// Events that the correlation needs: those of a kind that satisfy a condition on themselves alone, with
/// what it will ask of each. Equal selections are one, whichever rules they are for.
///
/// The conditions share the scan's masks with all other rules.
package struct Selection: Hashable, Sendable {
  package var kind: String
  /// Conditions on the event alone. An event for which kind or condition is unknown is selected as
  /// undecided.
  package var condition: Condition?
  /// Conditions on the event alone whose answers are kept: the parts of `require` and `unless` that are
  /// no relations.
  package var answers: [Condition]
  /// What is kept of the event: keys, timestamps that windows start from, what is compared and summed.
  package var values: [Operand]
  /// The events of `with each element of`: one for each element of this list, whose value is kept
  /// behind `values`.
  package var elements: Operand?

  package init(
    kind: String, condition: Condition? = nil, answers: [Condition] = [], values: [Operand] = [],
    elements: Operand? = nil
  ) {
    self.kind = kind
    self.condition = condition
    self.answers = answers
    self.values = values
    self.elements = elements
  }
}
