import Diagnostics

extension Parser {
  /// relation = quant ref tail [ "has" inner ]
  func relation() throws(Skip) -> ConditionSyntax {
    let first = index
    let start = current.start
    let quantifier = try quantifier()
    var count: OperandSyntax?
    if [.atLeast, .atMost, .exactly].contains(quantifier.content) { count = try self.count() }
    if atWord("of") {
      throw fail(
        "expected-name", "no `of` stands after `\(quantifier.content.rawValue)`",
        help: "write `\(quantifier.content.rawValue) approval …`")
    }
    let kind = try reference("a kind of event, or a list")
    var tail = try tail(relationFrom: first)
    let has = try has(relationFrom: first)
    if has == nil { try reportMisordered(&tail) }
    return .relation(
      RelationSyntax(
        quantifier: quantifier, count: count, kind: kind, tail: tail, has: has,
        span: span(from: start)))
  }

  private func has(relationFrom first: Int) throws(Skip) -> ConditionSyntax? {
    guard atWord("has") else { return nil }
    advance()
    return try inner(relationFrom: first, word: "has")
  }

  func quantifier() throws(Skip) -> Spanned<QuantifierWord> {
    let token = advance()
    switch token.text {
    case "at":
      if atWord("most") {
        advance()
        return Spanned(.atMost, span(from: token.start))
      }
      try expectWord("least", help: "write `at least 2` or `at most 2`")
      return Spanned(.atLeast, span(from: token.start))
    default:
      return Spanned(QuantifierWord(rawValue: token.text) ?? .some, token.span)
    }
  }

  /// tail = [ "as" NAME ] [ window ] [ "with" "same" key { "," key } ] [ "where" … ]
  ///
  /// `relationFrom` is the token that begins the relation; nil in an aggregate, whose `where`
  /// takes a whole condition.
  func tail(relationFrom first: Int?) throws(Skip) -> TailSyntax {
    var tail = TailSyntax()
    if takeWord("as") { tail.alias = try name("a name for the event") }
    tail.window = try window()
    if atWord("with"), peek().isWord("same") {
      advance()
      advance()
      repeat {
        let field = try reference("a field")
        let anchor = takeWord("as") ? try reference("a field") : nil
        tail.same.append((field, anchor))
      } while take(",")
    }
    if takeWord("where") {
      if let first {
        tail.condition = try inner(relationFrom: first, word: "where")
      } else {
        tail.condition = try condition()
      }
    }
    return tail
  }

  /// What stands too late in a relation is said, and read to go on.
  private func reportMisordered(_ tail: inout TailSyntax) throws(Skip) {
    let isWindow =
      atWord("within") || atWord("before") || atWord("around") || atWord("between")
      || (atWord("after") && tail.window == nil)
    let isSame = atWord("with") && peek().isWord("same")
    guard isWindow || isSame || atWord("where") else { return }
    let word = isSame ? "with same" : current.text
    report(
      "misordered-relation", "`\(word)` stands at another place of the relation",
      help: ["the order is: `some kind as x within 7d before y with same f, g where … has …`"])
    throw Skip()
  }

  /// The window of a relation, if one is next.
  func window() throws(Skip) -> WindowSyntax? {
    let start = current.start
    if takeWord("within") { return try within(from: start) }
    if takeWord("between") {
      let nearest = try duration()
      try expectWord("and", help: "write `between 1h and 2h after x`")
      let farthest = try duration()
      let isBefore = atWord("before")
      if !isBefore, !atWord("after") {
        throw fail(
          "expected-word", "`before` or `after` is expected, not \(description(of: current))",
          help: "write `between 1h and 2h after x`")
      }
      advance()
      let anchor = try reference("the name of an event")
      return WindowSyntax(
        form: .between(nearest, farthest, before: isBefore), anchor: anchor,
        span: span(from: start))
    }
    if takeWord("before") {
      let anchor = try reference("the name of an event")
      return WindowSyntax(form: .before, anchor: anchor, span: span(from: start))
    }
    if takeWord("after") {
      let anchor = try reference("the name of an event")
      guard takeWord("by") else {
        throw fail(
          "unbounded-window", "`after` needs a deadline", at: span(from: start),
          help: "write `within 7d after \(anchor.base.content)`, or `after "
            + "\(anchor.base.content) by end of data`")
      }
      try expectWord("end", help: "write `by end of data`")
      try expectWord("of", help: "write `by end of data`")
      try expectWord("data", help: "write `by end of data`")
      return WindowSyntax(form: .afterByEndOfData, anchor: anchor, span: span(from: start))
    }
    return nil
  }

  private func within(from start: UInt32) throws(Skip) -> WindowSyntax {
    let length = try duration()
    let word = current
    guard word.isWord("before") || word.isWord("after") || word.isWord("around") else {
      throw fail(
        "expected-word",
        "`before`, `after` or `around` is expected, not \(description(of: word))",
        help: "write `within 7d before x`, with the name that the event got by `as`")
    }
    advance()
    let anchor = try reference("the name of an event")
    var form = WindowSyntax.Form.withinBefore(length)
    if word.text == "around" { form = .withinAround(length) }
    if word.text == "after" { form = .withinAfter(length, toEndOfDay: try toEndOfDay()) }
    return WindowSyntax(form: form, anchor: anchor, span: span(from: start))
  }

  private func toEndOfDay() throws(Skip) -> Bool {
    guard takeWord("to") else { return false }
    try expectWord("end", help: "write `to end of day`")
    try expectWord("of", help: "write `to end of day`")
    try expectWord("day", help: "write `to end of day`")
    return true
  }

  /// inner = iunary { "and" iunary }: the condition of a relation's `where` or `has`, where what
  /// could as well belong to the condition around the relation needs parentheses.
  func inner(relationFrom first: Int, word: String) throws(Skip) -> ConditionSyntax {
    let from = index
    if startsRelation(index) { reportBareRelation(word) }
    var operands = [try unary(.inner)]
    while atWord("and") {
      let joint = index
      advance()
      let isRelation = startsRelation(index)
      let operandFrom = index
      operands.append(try unary(.inner))
      if isRelation {
        reportAmbiguous(
          relation: first, word: word, left: (from, joint), joint: "and",
          right: (operandFrom, index))
      }
    }
    let left = operands.count == 1 ? operands[0] : ConditionSyntax.and(operands)
    guard atWord("or") else { return left }
    let joint = index
    let chain = try chain(first: (left, from: from)) { () throws(Skip) in try unary(.inner) }
    reportAmbiguous(
      relation: first, word: word, left: (from, joint), joint: "or", right: (joint + 1, index))
    return .or(chain.operands)
  }

  private func reportBareRelation(_ word: String) {
    report(
      "ambiguous-relation", "a relation inside `\(word)` needs parentheses",
      help: ["write `\(word) (\(current.text) …)`"])
  }

  private func reportAmbiguous(
    relation: Int, word: String, left: (from: Int, to: Int), joint: String,
    right: (from: Int, to: Int)
  ) {
    let head = snippet(from: relation, to: left.from, limit: 64)
    let leftText = snippet(from: left.from, to: left.to)
    let rightText = snippet(from: right.from, to: right.to)
    let inside =
      joint == "or"
      ? "\(head) (\(leftText) or \(rightText))" : "\(head) \(leftText) and (\(rightText))"
    let what = joint == "or" ? "`or` after" : "a relation in"
    report(
      "ambiguous-relation", "\(what) the `\(word)` of a relation needs parentheses",
      at: SourceSpan(start: tokens[relation].start, end: previousEnd),
      label: "this can be read in two ways",
      help: ["write `\(inside)`", "or    `(\(head) \(leftText)) \(joint) \(rightText)`"])
  }
}
