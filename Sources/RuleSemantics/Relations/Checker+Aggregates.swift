import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// A side of a comparison, where alone an aggregate can stand.
  func side(_ syntax: OperandSyntax, _ scope: Scope) -> CheckedOperand? {
    guard case .aggregate(let aggregate) = syntax else { return operand(syntax, scope) }
    return self.aggregate(aggregate, scope).map { .typed($0) }
  }

  func reportMisplaced(_ syntax: AggregateSyntax, _ scope: Scope) {
    let name = syntax.function.content
    let compared = ["latest", "first"].contains(name) ? "else … == …" : "<= 5"
    report(
      .misplacedAggregate, "`\(name)(…)` of events stands on a side of a comparison",
      at: syntax.span,
      in: scope.text, help: ["write `\(name)(…) \(compared)`; for a range two comparisons"])
  }

  /// `count(K …)`, `sum(F of K …) else V`: nil after saying what is wrong.
  private func aggregate(_ syntax: AggregateSyntax, _ scope: Scope) -> TypedOperand? {
    guard let function = Aggregate.Function(rawValue: syntax.function.content),
      allowsAggregate(syntax, scope)
    else { return nil }
    let use = RelatedUse(
      word: syntax.function.content, counts: true, isOrdered: [.latest, .first].contains(function),
      needsAll: [.distinct, .p50, .p95, .p99, .gap].contains(function), isAggregate: true)
    guard
      let (related, inner) = related(
        syntax.kind, syntax.tail, filter: syntax.tail.condition, use, scope)
    else { return nil }
    var value: TypedOperand?
    if let operand = syntax.operand {
      value = self.value(operand, of: function, inner)
      if value == nil { return nil }
    }
    var condition: Condition?
    if let share = syntax.condition {
      condition = self.share(share, inner)
      if condition == nil { return nil }
    }
    let type = resultType(of: function, value?.type)
    guard let otherwise = otherwise(syntax, function, type, scope),
      hasItsKeys(related, syntax, scope)
    else { return nil }
    if case .group = scope.root { aggregatesOfGroup += 1 }
    checkCost(of: related, use, syntax.kind, syntax.tail, at: syntax.span, scope)
    let aggregate = Aggregate(
      function: function, value: value?.operand, condition: condition, related: related,
      otherwise: otherwise.value, type: type, text: Printer.text(of: syntax))
    let keepsValues = [.latest, .first].contains(function)
    return TypedOperand(
      operand: .aggregate(aggregate), type: type, span: syntax.span,
      values: keepsValues ? value?.values ?? [] : [])
  }

  private func allowsAggregate(_ syntax: AggregateSyntax, _ scope: Scope) -> Bool {
    let what = "`\(syntax.function.content)(…)` of events"
    switch scope.relations {
    case .aggregates: return true
    case .allowed: return isShallow(what, at: syntax.span, scope)
    case .refused: return allowsRelation(what, at: syntax.span, scope)
    }
  }

  // MARK: What is computed

  /// What is summed, compared or counted: a value of the event.
  private func value(
    _ syntax: OperandSyntax, of function: Aggregate.Function, _ inner: Scope
  ) -> TypedOperand? {
    let place = span(of: syntax)
    guard let operand = operand(syntax, inner) else { return nil }
    guard case .typed(let value) = operand, !value.isConstant, value.operand.readsOwnEvent,
      !value.operand.readsOthers
    else {
      report(
        .badAggregate, "`\(inner.written(place))` is not a value of the events", at: place,
        in: inner.text,
        help: [
          function == .sum && operand.isLiteral
            ? "to count events, write `count(…)`" : "name a field of the events before `of`"
        ])
      return nil
    }
    guard !isWholeRow(value, inner), isNoList(value, inner) else { return nil }
    let name = function.rawValue
    switch (function, value.type) {
    case (.distinct, _), (.latest, _), (.first, _), (.count, _), (.gap, _), (.share, _):
      return value
    case (_, .json):
      report(
        .untypedValue, "`\(inner.written(place))` has no type, so `\(name)` can't compute with it",
        at: place, in: inner.text,
        help: ["declare a field in a source: `acme.size: int <- size`"])
      return nil
    case (.sum, .integer), (.sum, .decimal), (.sum, .duration), (.sum, .size),
      (.avg, .integer), (.avg, .decimal), (.avg, .duration), (.avg, .size):
      return value
    case (.min, _), (.max, _), (.p50, _), (.p95, _), (.p99, _):
      if value.type.isOrdered { return value }
    default: break
    }
    report(
      .badAggregate, "`\(inner.written(place))` is \(value.type.phrase)", at: place, in: inner.text,
      label:
        "`\(name)` needs \([.sum, .avg].contains(function) ? "a number, a duration or a size" : "values that have an order")",
      help: ["to count different values, write `distinct(\(inner.written(place)) of …)`"])
    return nil
  }

  private func share(_ syntax: ConditionSyntax, _ inner: Scope) -> Condition? {
    guard let condition = condition(syntax, inner) else { return nil }
    guard condition.readsOwnEvent else {
      report(
        .readsAnotherEvent, "this says nothing about the events",
        at: span(of: syntax)
          ?? SourceSpan(start: 0, end: 0), in: inner.text,
        help: ["before `of` stands a condition on each event"])
      return nil
    }
    return condition
  }

  private func resultType(of function: Aggregate.Function, _ value: ValueType?) -> ValueType {
    switch function {
    case .count, .distinct: .integer
    case .share: .decimal
    case .gap: .duration
    case .avg: value == .integer ? .decimal : value ?? .decimal
    case .sum, .min, .max, .p50, .p95, .p99, .latest, .first: value ?? .json
    }
  }

  // MARK: Nothing to compute with

  /// `else V`, needed where nothing could be computed of no event; nil after saying what is wrong.
  private func otherwise(
    _ syntax: AggregateSyntax, _ function: Aggregate.Function, _ type: ValueType, _ scope: Scope
  ) -> (value: Operand?, Void)? {
    let name = syntax.function.content
    let isDefined = [.count, .distinct, .sum, .gap].contains(function)
    guard let written = syntax.otherwise else {
      if isDefined { return (nil, ()) }
      report(
        .missingElse, "without an event `\(name)(…)` has no value", at: syntax.span, in: scope.text,
        help: ["say what counts then: `\(name)(…) else \(type.nothing)`"])
      return nil
    }
    let place = span(of: written)
    if isDefined {
      report(
        .missingElse,
        "without an event `\(name)(…)` is \(function == .gap ? "the window's length" : "0")",
        at: place, in: scope.text, label: "never used", help: ["leave `else` out"])
      return nil
    }
    switch operand(written, scope) {
    case nil: return nil
    case .literal(let literal):
      return value(of: literal, as: type, beside: "\(name)(…)", in: scope.text).map {
        (.literal($0), ())
      }
    case .typed(let operand):
      guard !isWholeRow(operand, scope), isNoList(operand, scope) else { return nil }
      if operand.type.isComparable(with: type) { return (operand.operand, ()) }
      report(
        .typeMismatch, "`\(name)(…)` is \(type.phrase)", at: place, in: scope.text,
        label: "this is \(operand.type.phrase)")
      return nil
    }
  }

  // MARK: Groups

  /// Of the rows of a table each has its events, by a key.
  private func hasItsKeys(_ related: Related, _ syntax: AggregateSyntax, _ scope: Scope) -> Bool {
    guard case .group = scope.root, let row = scope.group?.row else { return true }
    let isOfRow = related.same.contains { key in
      if case .row = key.anchor { true } else { false }
    }
    if isOfRow { return true }
    report(
      .missingKey, "this does not say which events belong to the row `\(row.alias)`",
      at: syntax.span, in: scope.text,
      help: [
        "write `\(syntax.function.content)(… \(syntax.kind.content) with same destination.service as "
          + "\(row.alias).\(row.table.keyColumns.first ?? "…"))`"
      ])
    return false
  }
}

extension CheckedOperand {
  fileprivate var isLiteral: Bool { if case .literal = self { true } else { false } }
}

extension ValueType {
  /// An example of what may stand for no value at all.
  fileprivate var nothing: String {
    switch self {
    case .integer, .decimal: "0"
    case .duration: "0s"
    case .size: "0B"
    case .string, .json: "\"\""
    case .boolean, .timestamp, .date, .version, .ip, .list: example
    }
  }
}
