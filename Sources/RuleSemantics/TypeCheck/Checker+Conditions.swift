import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// Checks a condition; nil after saying what is wrong. All parts are checked, also after an
  /// error in one.
  func condition(_ syntax: ConditionSyntax, _ scope: Scope) -> Condition? {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else {
      report(
        .definitionTooLarge, "conditions nest more than \(Self.depthLimit) deep here",
        at: span(of: syntax) ?? SourceSpan(start: 0, end: 0), in: scope.text,
        help: ["let definitions need fewer others"])
      return nil
    }
    return checked(syntax, scope)
  }

  private func checked(_ syntax: ConditionSyntax, _ scope: Scope) -> Condition? {
    switch syntax {
    case .and(let parts):
      guard let checked = conditions(parts, scope) else { return nil }
      warnOfContradiction(checked, parts, scope)
      return .and(checked)
    case .or(let parts): return conditions(parts, scope).map { .or($0) }
    case .not(let inner, _):
      var negated = scope
      negated.isNegated.toggle()
      return condition(inner, negated).map { .not($0) }
    case .parenthesised(let inner, _): return condition(inner, scope)
    case .operand(let operand): return truth(of: operand, scope)
    case .comparison(let left, let comparison, let right):
      return self.comparison(left, comparison, right, scope)
    case .membership(let left, let negated, let set):
      return membership(left, set, scope).map { negated ? .not($0) : $0 }
    case .matchesGlob(let left, let pattern): return glob(left, pattern, scope)
    case .matchesRegex(let left, let regex): return self.regex(left, regex, scope)
    case .matchesAnyOf(let left, let set): return globs(left, set, scope)
    case .text(let left, let test, let right, let ignoringCase):
      return self.text(left, test, right, ignoringCase, scope)
    case .during(let left, let calendar): return during(left, calendar, scope)
    case .presence(let left, let negated, let word):
      return presence(left, word, scope).map { negated ? .not($0) : $0 }
    case .rowTest(let quantifier, let table, let alias, let has):
      return rows(quantifier, table, alias, has, scope)
    case .relation(let relation): return quantified(relation, scope)
    case .stateUse(let state, let event, let same): return stateUse(state, event, same, scope)
    case .dataTest(let test): return noUnmasked(test, scope)
    case .damaged: return nil
    }
  }

  private func conditions(_ parts: [ConditionSyntax], _ scope: Scope) -> [Condition]? {
    var checked: [Condition] = []
    checked.reserveCapacity(parts.count)
    for part in parts {
      if let condition = condition(part, scope) { checked.append(condition) }
    }
    return checked.count == parts.count ? checked : nil
  }

  // MARK: An operand alone

  /// A boolean field, a definition, or `true` and `false`.
  private func truth(of syntax: OperandSyntax, _ scope: Scope) -> Condition? {
    if case .reference(let reference) = syntax, reference.steps.isEmpty,
      let definition = definition(reference.base, scope)
    {
      return expand(definition.name, definition.body, at: reference.base.span, scope)
    }
    switch operand(syntax, scope) {
    case nil: return nil
    case .literal(let literal):
      if case .boolean(let value) = literal.content { return .constant(value) }
      report(
        .notACondition, "\(literal.phrase) is no condition", at: literal.span, in: scope.text,
        help: ["compare it with a field"])
      return nil
    case .typed(let operand):
      if case .literal(.boolean(let value)) = operand.operand {
        return .constant(value)
      }
      if !operand.isRow, operand.type == .boolean || operand.type == .json {
        return .comparison(operand.operand, .equal, .literal(.boolean(true)))
      }
      let written = scope.written(operand.span)
      var help = ["compare it: `\(written) == \(operand.type.example)`"]
      if case .list = operand.type { help = ["ask: `any \(written) as x has x == …`"] }
      if operand.isRow { help = [] }
      if canBeAbsent(operand.operand) { help.append("or ask: `\(written) is present`") }
      report(
        .notACondition,
        "`\(written)` is \(operand.isRow ? "a row" : operand.type.phrase), not a condition",
        at: operand.span, in: scope.text, help: help)
      return nil
    }
  }

  private func canBeAbsent(_ operand: Operand) -> Bool {
    switch operand {
    case .field, .raw, .lookup, .element, .cell, .outer, .eachElement, .row: true
    case .literal, .function, .aggregate, .windowStart, .windowEnd: false
    }
  }

  // MARK: Comparisons

  private func comparison(
    _ left: OperandSyntax, _ written: Spanned<ComparisonOperator>, _ right: OperandSyntax,
    _ scope: Scope
  ) -> Condition? {
    let leftOperand = side(left, scope)
    let rightOperand = side(right, scope)
    guard let leftOperand, let rightOperand,
      isUpperLimit(leftOperand, written, rightOperand, scope)
    else { return nil }
    let condition: Condition?
    switch (leftOperand, rightOperand) {
    case (.literal, .literal):
      report(
        .literalComparison, "both sides are literals, so no event decides this",
        at: leftOperand.span.joined(with: rightOperand.span), in: scope.text,
        help: ["put a field on one side"])
      return nil
    case (.typed(let operand), .literal(let literal)):
      condition = compare(operand, written, literal, flipped: false, scope)
    case (.literal(let literal), .typed(let operand)):
      condition = compare(operand, written, literal, flipped: true, scope)
    case (.typed(let first), .typed(let second)):
      condition = compare(first, written, second, scope)
    }
    guard let condition else { return nil }
    return written.content == .notEqual ? .not(condition) : condition
  }

  private func compare(
    _ operand: TypedOperand, _ written: Spanned<ComparisonOperator>, _ literal: LiteralSyntax,
    flipped: Bool, _ scope: Scope
  ) -> Condition? {
    guard !isWholeRow(operand, scope), isNoList(operand, scope) else { return nil }
    let name = scope.written(operand.span)
    guard let value = value(of: literal, as: operand.type, beside: name, in: scope.text),
      hasOrder(operand.type, value, written, name, scope),
      isOfClosedSet(value, operand, at: literal.span, scope)
    else { return nil }
    if case .network = value {
      report(
        .typeMismatch, "a network is compared with `in`", at: written.span, in: scope.text,
        help: ["write `\(name) in \(scope.written(literal.span))`"])
      return nil
    }
    if operand.isConstant {
      return constant(operand.operand, written.content, value, flipped: flipped)
    }
    return .comparison(
      operand.operand, written.content.comparison(flipped: flipped), .literal(value))
  }

  private func compare(
    _ left: TypedOperand, _ written: Spanned<ComparisonOperator>, _ right: TypedOperand,
    _ scope: Scope
  ) -> Condition? {
    guard !isWholeRow(left, scope), !isWholeRow(right, scope), isNoList(left, scope),
      isNoList(right, scope)
    else { return nil }
    guard left.type.isComparable(with: right.type) else {
      reportIncomparable(left, right, scope)
      return nil
    }
    let ordered = left.type == .json ? right.type : left.type
    guard hasOrder(ordered, nil, written, scope.written(left.span), scope) else { return nil }
    let comparison = written.content
    switch (left.isConstant, right.isConstant) {
    case (false, false):
      return .comparison(left.operand, comparison.comparison(flipped: false), right.operand)
    case (false, true):
      if case .literal(let value) = right.operand,
        !isOfClosedSet(value, left, at: right.span, scope)
      {
        return nil
      }
      return .comparison(left.operand, comparison.comparison(flipped: false), right.operand)
    case (true, false):
      if case .literal(let value) = left.operand,
        !isOfClosedSet(value, right, at: left.span, scope)
      {
        return nil
      }
      return .comparison(right.operand, comparison.comparison(flipped: true), left.operand)
    case (true, true):
      guard case .literal(let value) = right.operand else { return nil }
      return constant(left.operand, comparison, value, flipped: false)
    }
  }

  private func constant(
    _ operand: Operand, _ comparison: ComparisonOperator, _ value: Value, flipped: Bool
  ) -> Condition? {
    guard case .literal(let own) = operand else { return nil }
    let comparison = comparison.comparison(flipped: flipped)
    if comparison == .equal { return .constant(own == value) }
    guard let order = Value.compare(own, value) else { return .constant(false) }
    switch comparison {
    case .equal: return .constant(order == .equal)
    case .less: return .constant(order == .less)
    case .lessOrEqual: return .constant(order != .greater)
    case .greater: return .constant(order == .greater)
    case .greaterOrEqual: return .constant(order != .less)
    }
  }

  private func reportIncomparable(_ left: TypedOperand, _ right: TypedOperand, _ scope: Scope) {
    let a = scope.written(left.span)
    let b = scope.written(right.span)
    var help: [String] = []
    switch (left.type, right.type) {
    case (.timestamp, .date): help = ["take the day of the time: `date(\(a))`"]
    case (.date, .timestamp): help = ["take the day of the time: `date(\(b))`"]
    default: help = ["compare fields of one type"]
    }
    report(
      .typeMismatch, "`\(a)` is \(left.type.phrase), `\(b)` is \(right.type.phrase)",
      at: right.span, in: scope.text, label: "this is \(right.type.phrase)",
      secondary: [
        Diagnostic.Label(
          text: scope.text, span: left.span, message: "this is \(left.type.phrase)")
      ], help: help)
  }

  private func hasOrder(
    _ type: ValueType, _ value: Value?, _ written: Spanned<ComparisonOperator>, _ name: String,
    _ scope: Scope
  ) -> Bool {
    if written.content == .equal || written.content == .notEqual { return true }
    var phrase = type.phrase
    var isOrdered = type.isOrdered
    if type == .json, let value {
      switch value {
      case .string: (isOrdered, phrase) = (false, "compared with a string")
      case .boolean: (isOrdered, phrase) = (false, "compared with true or false")
      case .ip, .network, .list, .object: (isOrdered, phrase) = (false, "compared with an address")
      default: isOrdered = true
      }
    }
    if isOrdered { return true }
    var help = ["write `==`, `!=` or `in […]`"]
    if type == .ip { help = ["ask whether it lies in a range: `\(name) in 10.0.0.1..10.0.0.99`"] }
    report(
      .noOrder, "`\(name)` is \(phrase), which has no order", at: written.span, in: scope.text,
      help: help)
    return false
  }

  /// A list can't be compared: says how to ask for its elements.
  func isNoList(_ operand: TypedOperand, _ scope: Scope) -> Bool {
    guard case .list = operand.type else { return true }
    let name = scope.written(operand.span)
    report(
      .listNeedsQuantifier, "`\(name)` is \(operand.type.phrase)", at: operand.span,
      in: scope.text,
      help: [
        "say which elements: `any \(name) as x has x == …`", "or `every …`, or `no … as x has …`",
      ])
    return false
  }

  /// Checks a value against the field's closed set.
  func isOfClosedSet(
    _ value: Value, _ operand: TypedOperand, at span: SourceSpan, _ scope: Scope,
    in text: SourceText? = nil
  ) -> Bool {
    guard !operand.values.isEmpty, case .string(let string) = value else { return true }
    let written = string.description
    if operand.values.contains(written) { return true }
    let name = scope.written(operand.span)
    var help = didYouMeanOrOneOf(written, operand.values)
    if written == "unknown" { help = ["that is a state of the field: `\(name) is unknown`"] }
    report(
      .unknownValue, "`\(name)` is never \"\(written)\"", at: span, in: text ?? scope.text,
      help: help)
    return false
  }

  // MARK: Presence, calendars

  private func presence(_ left: OperandSyntax, _ word: Name, _ scope: Scope) -> Condition? {
    guard let left = operand(left, scope) else { return nil }
    let presence: Presence
    switch word.content {
    case "present": presence = .present
    case "absent": presence = .absent
    default: presence = .unknown
    }
    guard case .typed(let operand) = left, canBeAbsent(operand.operand) else {
      let written = scope.written(left.span)
      report(
        .presenceOfValue, "`\(written)` is not a field, so it is always there", at: left.span,
        in: scope.text, help: ["ask it of a field: `user.id is \(word.content)`"])
      return nil
    }
    return .presence(operand.operand, presence)
  }

  private func during(_ left: OperandSyntax, _ name: Name, _ scope: Scope) -> Condition? {
    let left = operand(left, scope)
    guard let symbol = symbols[name.content] else {
      let calendars = symbols.values.filter {
        if case .calendar = $0.content { true } else { false }
      }
      report(
        .unknownName, "there is no calendar `\(name.content)`", at: name.span, in: scope.text,
        help: didYouMeanOrOneOf(name.content, calendars.map(\.name.content).sorted()))
      return nil
    }
    symbol.isUsed = true
    guard case .calendar(let calendar) = symbol.content else {
      if case .broken = symbol.content { return nil }
      report(
        .notAValue, "`\(name.content)` is \(symbol.noun), not a calendar", at: name.span,
        in: scope.text, secondary: [declared(symbol)])
      return nil
    }
    guard let left else { return nil }
    guard case .typed(let operand) = left, operand.type == .timestamp, !operand.isRow,
      !operand.isConstant
    else {
      report(
        .typeMismatch, "only a time lies during a calendar's hours", at: left.span,
        in: scope.text, help: ["write `time during \(name.content)`"])
      return nil
    }
    return .during(operand.operand, calendar)
  }
}

extension ComparisonOperator {
  /// The model's comparison; `flipped` for operands that change sides. `!=` is `equal` here: the
  /// caller negates.
  func comparison(flipped: Bool) -> Comparison {
    switch self {
    case .equal, .notEqual: .equal
    case .less: flipped ? .greater : .less
    case .lessOrEqual: flipped ? .greaterOrEqual : .lessOrEqual
    case .greater: flipped ? .less : .greater
    case .greaterOrEqual: flipped ? .lessOrEqual : .greaterOrEqual
    }
  }
}
