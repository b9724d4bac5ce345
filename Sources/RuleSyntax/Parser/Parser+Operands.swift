import Diagnostics

extension Parser {
  /// operand = literal | aggregate [ "else" operand ] | NAME "(" … ")" | ref
  func operand() throws(Skip) -> OperandSyntax {
    try nested { () throws(Skip) in
      if let literal = literalIfNext() {
        return isRight(literal) ? .literal(literal) : .damaged(literal.span)
      }
      let token = current
      guard token.kind == .word else { throw expectedValue() }
      if peek().isMark("("), !token.isFollowedByDot {
        if Words.aggregates.contains(token.text) { return .aggregate(try aggregate()) }
        if !isReserved(token) || isClauseWordUsedAsField { return try call() }
      }
      return .reference(try reference("a value"))
    }
  }

  /// Whether nothing was said about how a number, unit, time or network is written; the checker
  /// need not say it again.
  private func isRight(_ literal: LiteralSyntax) -> Bool {
    switch literal.content {
    case .string, .boolean: true
    case .quantity(_, let unit):
      (Units.gluedSet.contains(unit) || Units.wordSet.contains(unit))
        && !hasLexicalError(in: literal.span)
    case .number, .time, .network: !hasLexicalError(in: literal.span)
    }
  }

  private func expectedValue() -> Skip {
    let token = current
    switch token.kind {
    case .regex:
      return fail(
        "misplaced-regex", "a regular expression stands only after `matches`",
        help: "write `field matches /…/`")
    case .clock:
      return fail(
        "expected-value", "a time of day stands only in a calendar",
        help: "declare a `calendar` with `hours`, and write `time during` its name")
    case .mark where token.text == "[":
      return fail(
        "expected-value", "a list stands only after `in` and `matches any`",
        help: "write `field in [ … ]`")
    case .mark where token.text == "(":
      return fail(
        "misplaced-parentheses", "parentheses group conditions, not values",
        help: "remove the parentheses round the value")
    case .mark where token.text == "." && peek().kind == .number:
      return fail(
        "invalid-number", "a number begins with a digit",
        help: "write `0.\(shortened(peek().text))`")
    default:
      return fail(
        "expected-value", "a value is expected, not \(description(of: token))",
        help: "write a field such as `user.id`, a string in double quotes, or a number")
    }
  }

  /// A literal, if one is next; a number takes the unit word behind it.
  func literalIfNext() -> LiteralSyntax? {
    let token = current
    switch token.kind {
    case .string: advance(); return LiteralSyntax(.string(token.text), token.span)
    case .time: advance(); return LiteralSyntax(.time(.init(written: token.text)), token.span)
    case .network: advance(); return LiteralSyntax(.network(token.text), token.span)
    case .quantity:
      advance()
      return LiteralSyntax(.quantity(number: token.text, unit: token.suffix), token.span)
    case .number:
      advance()
      return literal(of: token)
    case .word where token.isWord("true") || token.isWord("false"):
      advance()
      return LiteralSyntax(.boolean(token.text == "true"), token.span)
    default: return nil
    }
  }

  private func literal(of number: Token) -> LiteralSyntax {
    let unit = current
    let isUnit =
      unit.kind == .word && Units.wordSet.contains(unit.text) && !unit.isFollowedByDot
      && !peek().isMark("<-") && !peek().isMark(":")
    guard isUnit || isMeantAsUnit(unit) else {
      return LiteralSyntax(.number(number.text), number.span)
    }
    guard case .quantity(let number, let written, let span) = unitWord(after: number) else {
      return LiteralSyntax(.number(number.text), number.span)
    }
    return LiteralSyntax(.quantity(number: number, unit: written), span)
  }

  /// A word on the line of a number that is nearly a unit.
  private func isMeantAsUnit(_ word: Token) -> Bool {
    guard word.kind == .word, !word.startsLine, !word.isFollowedByDot, !isReserved(word) else {
      return false
    }
    return !Units.meant(by: word.text).isEmpty
  }

  func literal() throws(Skip) -> LiteralSyntax {
    if let literal = literalIfNext() { return literal }
    throw fail(
      "expected-value", "a value is expected, not \(description(of: current))",
      help: "write a string in double quotes, a number, `true` or `false`")
  }

  private func call() throws(Skip) -> OperandSyntax {
    let function = advance()
    let opening = advance()
    var arguments: [OperandSyntax] = []
    try bracketed(")", of: opening) { () throws(Skip) in arguments.append(try operand()) }
    return .call(
      name: Name(function.text, function.span), arguments: arguments, span(from: function.start))
  }

  private func aggregate() throws(Skip) -> AggregateSyntax {
    let function = advance()
    let opening = advance()
    var operand: OperandSyntax?
    var condition: ConditionSyntax?
    switch function.text {
    case "count", "gap": break
    case "share":
      condition = try self.condition()
      try expectWord("of", help: "write `share(condition of kind …)`")
    default:
      operand = try self.operand()
      try expectWord("of", help: "write `\(function.text)(field of kind …)`")
    }
    let kind = try name("a kind of event")
    let tail = try tail(relationFrom: nil)
    try close(")", of: opening)
    let otherwise = takeWord("else") ? try self.operand() : nil
    return AggregateSyntax(
      function: Name(function.text, function.span), operand: operand, condition: condition,
      kind: kind, tail: tail, otherwise: otherwise, span: span(from: function.start))
  }

  /// A word that begins a clause of this block, at a place where only a value can stand, with an
  /// operator behind it: a field after all.
  var isClauseWordUsedAsField: Bool {
    let token = current
    guard token.kind == .word, !Words.everywhere.contains(token.text) else { return false }
    let next = peek()
    return comparisonOperator(at: min(index + 1, tokens.count - 1)) != nil || next.isMark("=")
      || (next.kind == .word && !next.isFollowedByDot
        && ["in", "is", "matches", "contains", "during", "not"].contains(next.text))
  }

  /// ref = NAME { "." ( KEY | STRING ) | "[" operand "]" }
  func reference(_ what: String) throws(Skip) -> ReferenceSyntax {
    let token = current
    guard token.kind == .word else {
      throw fail("expected-name", "\(what) is expected, not \(description(of: token))")
    }
    if isReserved(token), !isClauseWordUsedAsField { throw reservedField(token, what) }
    advance()
    let base = Name(token.text, token.span)
    var steps: [Spanned<ReferenceSyntax.Step>] = []
    while true {
      let start = current.start
      if take(".") {
        let key = try key()
        steps.append(
          Spanned(.key(key.content, isQuoted: key.isQuoted), span(from: start)))
      } else if at("["), current.start == previousEnd {
        let opening = advance()
        var keys: [OperandSyntax] = []
        try bracketed("]", of: opening) { () throws(Skip) in keys.append(try operand()) }
        if keys.isEmpty {
          throw fail(
            "expected-value", "a key is expected in the brackets",
            at: SourceSpan(start: opening.start, end: previousEnd))
        }
        steps.append(Spanned(.subscripted(keys), span(from: start)))
      } else {
        return ReferenceSyntax(base: base, steps: steps, span: span(from: token.start))
      }
    }
  }

  /// What stands after a `.`: any word, or a string.
  func key() throws(Skip) -> (content: String, isQuoted: Bool) {
    let token = current
    if token.kind == .word || token.kind == .string {
      advance()
      return (token.text, token.kind == .string)
    }
    throw fail(
      "expected-name", "a key is expected after the dot, not \(description(of: token))",
      help: "a key that is no word stands in quotes: `raw.\"2xx\"`; an item of a list in brackets: "
        + "`raw.items[0]`")
  }

  func references() throws(Skip) -> [ReferenceSyntax] {
    var result = [try reference("a field")]
    while take(",") { result.append(try reference("a field")) }
    return result
  }

  /// The value of a parameter: an operand, or a list in brackets.
  func parameterValue() throws(Skip) -> OperandSyntax {
    at("[") ? .list(try bracketedSet()) : try operand()
  }

  /// One value and nothing behind it.
  func standaloneValue() -> OperandSyntax? {
    do throws(Skip) {
      let value = try parameterValue()
      guard isAtEnd else {
        throw fail("unexpected-text", "\(description(of: current)) is not expected here")
      }
      return value
    } catch {
      return nil
    }
  }
}
