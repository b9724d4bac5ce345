import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// Warns of an `and` whose comparisons of one operand with literals leave no value.
  func warnOfContradiction(
    _ conditions: [Condition], _ parts: [ConditionSyntax], _ scope: Scope
  ) {
    guard muted == 0, conditions.count > 1 else { return }
    var bounds: [Operand: Bounds] = [:]
    for (index, condition) in conditions.enumerated() {
      guard case .comparison(let operand, let comparison, .literal(let value)) = condition else {
        continue
      }
      var known = bounds[operand] ?? Bounds(first: index)
      if !known.narrow(comparison, value) {
        let span = self.span(of: parts[index]) ?? SourceSpan(start: 0, end: 0)
        let earlier = self.span(of: parts[known.first])
        warn(
          .neverTrue, "this can never be true together with what stands before it", at: span,
          in: scope.text,
          secondary: earlier.map {
            [Diagnostic.Label(text: scope.text, span: $0, message: "the same value is tested here")]
          } ?? [],
          help: ["write `or`, or `in […]`, if either is meant"])
        return
      }
      bounds[operand] = known
    }
  }

  /// Warns of a `where` or a requirement that no event decides. A parameter may well make it so.
  func warnIfConstant(
    _ condition: Condition, _ clause: String, at span: SourceSpan?, _ scope: Scope
  ) {
    guard !sawParameter, let span, let value = condition.constantValue else { return }
    warn(
      .constantCondition, "this is always \(value), whatever the event holds", at: span,
      in: scope.text, help: ["name a field in `\(clause)`, or leave it out"])
  }
}

/// The values that comparisons with literals leave of an operand.
private struct Bounds {
  /// The first part that speaks of the operand.
  var first: Int
  private var equal: Value?
  private var lower: (value: Value, isOpen: Bool)?
  private var upper: (value: Value, isOpen: Bool)?

  init(first: Int) { self.first = first }

  /// Takes a further comparison in; false if no value is left.
  mutating func narrow(_ comparison: Comparison, _ value: Value) -> Bool {
    switch comparison {
    case .equal:
      if let equal, equal != value { return false }
      equal = value
    case .less: raise(&upper, value, isOpen: true, keeps: .less)
    case .lessOrEqual: raise(&upper, value, isOpen: false, keeps: .less)
    case .greater: raise(&lower, value, isOpen: true, keeps: .greater)
    case .greaterOrEqual: raise(&lower, value, isOpen: false, keeps: .greater)
    }
    return isPossible
  }

  private func raise(
    _ bound: inout (value: Value, isOpen: Bool)?, _ value: Value, isOpen: Bool, keeps: Order
  ) {
    guard let known = bound, let order = Value.compare(value, known.value) else {
      if bound == nil { bound = (value, isOpen) }
      return
    }
    if order == keeps || (order == .equal && isOpen) { bound = (value, isOpen) }
  }

  private var isPossible: Bool {
    if let equal {
      if let lower, let order = Value.compare(equal, lower.value),
        order == .less || (order == .equal && lower.isOpen)
      {
        return false
      }
      if let upper, let order = Value.compare(equal, upper.value),
        order == .greater || (order == .equal && upper.isOpen)
      {
        return false
      }
    }
    if let lower, let upper, let order = Value.compare(lower.value, upper.value) {
      return order == .less || (order == .equal && !lower.isOpen && !upper.isOpen)
    }
    return true
  }
}

extension Condition {
  /// The truth value that it has for every event, as far as its constants say so.
  var constantValue: Bool? {
    switch self {
    case .constant(let value): return value
    case .not(let inner): return inner.constantValue.map { !$0 }
    case .and(let parts):
      let values = parts.map(\.constantValue)
      if values.contains(false) { return false }
      return values.contains(nil) ? nil : true
    case .or(let parts):
      let values = parts.map(\.constantValue)
      if values.contains(true) { return true }
      return values.contains(nil) ? nil : false
    default: return nil
    }
  }
}
