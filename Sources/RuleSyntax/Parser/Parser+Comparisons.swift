import Diagnostics

extension Parser {
  /// comparison = operand [ operator … ]
  func comparison() throws(Skip) -> ConditionSyntax {
    if current.kind == .end || at(")") || at("}") || at("{") || startsAnotherClause {
      throw fail(
        "expected-condition", "a condition is expected, not \(description(of: current))",
        help: "write a comparison such as `user.id is present` or `http.duration > 2s`")
    }
    let start = index
    let left = try operand()
    operandStart = start
    let result = try comparison(of: left)
    if comparisonOperator(at: index) != nil || at("=") {
      let operandText = snippet(from: start, to: index)
      throw fail(
        "chained-comparison", "a comparison has two sides", at: current.span,
        label: "this would be a second comparison",
        also: [
          .init(
            text: text, span: SourceSpan(start: tokens[start].start, end: previousEnd),
            message: "the comparison")
        ],
        help: "write two: `\(operandText) and … \(current.text) …`")
    }
    return result
  }

  private var startsAnotherClause: Bool {
    isReserved(current) && clauseWords.contains(current.text)
      && !Words.everywhere.contains(current.text) && !isClauseWordUsedAsField
  }

  private func comparison(of left: OperandSyntax) throws(Skip) -> ConditionSyntax {
    let token = current
    if let compare = comparisonOperator(at: index) {
      advance()
      try expectNoNull(compare)
      return .comparison(left, Spanned(compare, token.span), try operand())
    }
    switch token.kind {
    case .mark where token.text == "=":
      report(
        "single-equals", "`=` compares nothing", help: ["write `==` to compare"])
      advance()
      return .comparison(left, Spanned(.equal, token.span), try operand())
    case .mark where token.text == "<-" && peek().kind == .number:
      throw fail(
        "unexpected-text", "`<-` is the arrow of a source's mapping",
        help: "to compare with a negative number put a blank between: `< -\(peek().text)`")
    case .word where !token.isFollowedByDot:
      return try wordComparison(of: left, token)
    default:
      try expectNoLiteral(after: left)
      return .operand(left)
    }
  }

  /// `== null`
  private func expectNoNull(_ compare: ComparisonOperator) throws(Skip) {
    let token = current
    guard token.kind == .word, !token.isFollowedByDot, !peek().isMark("("),
      ["null", "nil", "none", "undefined"].contains(token.text.lowercased())
    else { return }
    throw fail(
      "expected-value", "`\(token.text)` is no value",
      help: "write `\(compare == .notEqual ? "is present" : "is absent")`")
  }

  private func wordComparison(
    of left: OperandSyntax, _ token: Token
  ) throws(Skip) -> ConditionSyntax {
    switch token.text {
    case "in":
      advance()
      return .membership(left, negated: false, try set())
    case "not":
      return try negatedComparison(of: left)
    case "matches":
      advance()
      return try matching(left)
    case "starts", "ends":
      // `starts` may also begin a state's clause; there the line before has ended.
      guard peek().isWord("with") || !clauseWords.contains(token.text) else {
        return .operand(left)
      }
      advance()
      try expectWord("with", help: "write `\(token.text) with \"…\"`")
      let word: TextOperator = token.text == "starts" ? .startsWith : .endsWith
      return try textTest(left, Spanned(word, span(from: token.start)))
    case "contains":
      advance()
      return try textTest(left, Spanned(.contains, token.span))
    case "during":
      advance()
      return .during(left, try name("the name of a calendar"))
    case "is":
      advance()
      return try presence(of: left)
    default:
      try expectNoLiteral(after: left)
      return .operand(left)
    }
  }

  private func negatedComparison(of left: OperandSyntax) throws(Skip) -> ConditionSyntax {
    let token = advance()
    if takeWord("in") { return .membership(left, negated: true, try set()) }
    let left = snippet(from: operandStart, to: index - 1)
    let next = current.kind == .word ? current.text : "…"
    let message = "`not` stands before the whole comparison, except in `not in` and `is not`"
    throw fail(
      "misplaced-not", message, at: token.span,
      help: "write `not \(left) \(next) …`")
  }

  private func matching(_ left: OperandSyntax) throws(Skip) -> ConditionSyntax {
    let token = current
    switch token.kind {
    case .string:
      advance()
      if at(",") || atWord("or"), peek().kind == .string {
        throw fail(
          "expected-word", "several patterns stand in a list",
          help: "write `matches any [\"…\", \"…\"]`")
      }
      return .matchesGlob(left, StringLiteral(token.text, token.span))
    case .regex:
      advance()
      return .matchesRegex(
        left, Spanned(RegexLiteral(pattern: token.text, flags: token.suffix), token.span))
    case .word where token.isWord("any"):
      advance()
      return .matchesAnyOf(left, try namedSet())
    case .word where !isReserved(token) && !token.isFollowedByDot:
      throw fail(
        "expected-value", "`matches` takes a pattern in quotes, `/…/`, or `any` and a list",
        help: "for a list of patterns write `matches any \(shortened(token.text))`")
    case .mark where token.text == "[":
      throw fail(
        "expected-word", "`any` is missing before the list", help: "write `matches any [ … ]`")
    default:
      throw fail(
        "expected-value", "a pattern is expected, not \(description(of: token))",
        help: "write `matches \"/admin/**\"`, `matches /^a.*z$/`, or `matches any` and a list")
    }
  }

  /// The name of a list, or a list in brackets.
  private func namedSet() throws(Skip) -> SetSyntax {
    if at("[") { return try bracketedSet() }
    let name = try name("the name of a list")
    let reference = ReferenceSyntax(base: name, steps: [], span: name.span)
    return SetSyntax(
      items: [SetItemSyntax(first: .reference(reference))], isBracketed: false, span: name.span)
  }

  private func textTest(
    _ left: OperandSyntax, _ word: Spanned<TextOperator>
  ) throws(Skip) -> ConditionSyntax {
    let right = try operand()
    var ignoresCase = false
    if takeWord("ignoring") {
      try expectWord("case", help: "write `ignoring case`")
      ignoresCase = true
    }
    return .text(left, word, right, ignoringCase: ignoresCase)
  }

  private func presence(of left: OperandSyntax) throws(Skip) -> ConditionSyntax {
    let isNegated = takeWord("not")
    let token = current
    if token.kind == .word, ["present", "absent", "unknown"].contains(token.text) {
      advance()
      return .presence(left, negated: isNegated, Name(token.text, token.span))
    }
    let instead: String
    switch token.text.lowercased() {
    case "null", "nil", "none", "missing", "empty", "undefined":
      instead = isNegated ? "write `is present`" : "write `is absent`"
    case "true": instead = "write the field alone, without `is true`"
    case "false": instead = "write `not` before the field, without `is false`"
    case "in": instead = isNegated ? "write `not in`" : "write `in`"
    default:
      instead =
        token.kind == .word && !isReserved(token)
        ? "write `is present`, `is absent` or `is unknown`"
        : "to compare values write `\(isNegated ? "!=" : "==")`"
    }
    throw fail(
      "expected-word",
      "`present`, `absent` or `unknown` is expected after `is`, not \(description(of: token))",
      help: instead)
  }

  /// set = listlit | item
  func set() throws(Skip) -> SetSyntax {
    if at("[") { return try bracketedSet() }
    if atWord("any") {
      throw fail(
        "expected-value", "no `any` stands after `in`",
        help: "write `in \(shortened(peek().text))`; patterns are asked with `matches any`")
    }
    let start = current.start
    let item = try setItem()
    return SetSyntax(items: [item], isBracketed: false, span: span(from: start))
  }

  func bracketedSet() throws(Skip) -> SetSyntax {
    var items: [SetItemSyntax] = []
    return try bracketedSet(into: &items)
  }

  /// `items` keeps what was read before an error.
  func bracketedSet(into items: inout [SetItemSyntax]) throws(Skip) -> SetSyntax {
    let opening = try expect("[", help: "a list stands in brackets: `[1, 2]`")
    try bracketed("]", of: opening) { () throws(Skip) in items.append(try setItem()) }
    return SetSyntax(items: items, isBracketed: true, span: span(from: opening.start))
  }

  private func setItem() throws(Skip) -> SetItemSyntax {
    let first = try operand()
    guard take("..") else { return SetItemSyntax(first: first) }
    return SetItemSyntax(first: first, last: try operand())
  }

  /// Foreign spellings of operators, and what stands for them here.
  private static let foreignWords = [
    "equals": "==", "equal": "==", "eq": "==", "ne": "!=", "lt": "<", "lte": "<=", "gt": ">",
    "gte": ">=", "like": "matches", "ilike": "matches", "glob": "matches", "regex": "matches /…/",
    "startswith": "starts with", "endswith": "ends with", "includes": "contains",
    "contain": "contains", "exists": "is present", "isnt": "!=", "match": "matches",
    "beginswith": "starts with", "begins": "starts with", "null": "is absent",
  ]

  /// After an operand that stands alone: a literal, or a word that was meant as an operator.
  private func expectNoLiteral(after left: OperandSyntax) throws(Skip) {
    let token = current
    switch token.kind {
    case .string, .number, .quantity, .time, .network, .regex, .clock:
      throw fail(
        "missing-operator", "an operator is missing before \(description(of: token))",
        help: "write `==`, `in`, `matches` or another operator between")
    case .word where !isReserved(token) && !token.startsLine && !token.isFollowedByDot:
      let next = peek()
      if next.isMark("<-") || next.isMark(":") { return }
      let known = Self.foreignWords[token.text.lowercased()]
      let near = known.map { [$0] } ?? suggestions(for: token.text, among: Self.operatorWords)
      guard !near.isEmpty || next.kind == .string || next.kind == .number else { return }
      throw fail(
        "unknown-operator", "`\(shortened(token.text))` is no operator",
        help: near.isEmpty
          ? "operators are \(listed(Words.operators))" : "did you mean \(listed(near))?")
    default:
      return
    }
  }

  private static let operatorWords = [
    "and", "or", "in", "is", "matches", "starts", "ends", "contains", "during", "ignoring",
    "because", "where", "with", "within",
  ]
}
