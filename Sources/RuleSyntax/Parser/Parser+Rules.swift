import Diagnostics

extension Parser {
  static let ruleClauses = [
    "title", "message", "remedy", "description", "zone", "severity", "status", "tags",
    "references", "controls", "for", "require", "forbid", "unless", "report",
  ]

  /// "rule" NAME "{" { clause } "}"
  func rule() throws(Skip) -> RuleDeclaration {
    var rule = RuleDeclaration(name: try declaredName("the rule's name"))
    try block(of: "the rule", Self.ruleClauses) { word throws(Skip) in
      let clause = try ruleClause(word)
      rule.clauses.append(Spanned(clause, span(from: word.start)))
    }
    return rule
  }

  private func ruleClause(_ word: Token) throws(Skip) -> RuleDeclaration.Clause {
    let keyword = Name(word.text, word.span)
    switch word.text {
    case "severity", "status":
      return .word(keyword: keyword, try name("a \(word.text)"))
    case "tags", "references":
      return .texts(keyword: keyword, try stringLiterals("a string"))
    case "controls":
      return .controls(try controls())
    case "for":
      return .subject(try subject())
    case "require":
      return .judgement(.require(conditionOrDamaged()))
    case "forbid":
      return .judgement(try forbid())
    case "unless":
      return try unless(word)
    case "report":
      try expectWord("per", help: "write `report per trace.id`")
      return .reportPer(try references())
    default:
      return .text(keyword: keyword, try stringLiteral("a string"))
    }
  }

  private func controls() throws(Skip) -> [(framework: Name, clause: StringLiteral)] {
    var result: [(framework: Name, clause: StringLiteral)] = []
    repeat {
      let framework = try name("the name of a framework")
      guard current.kind == .string else {
        throw fail(
          "expected-string",
          "the clause of `\(shortened(framework.content))` is expected in quotes",
          help: "write `controls GDPR \"Art. 32(1)(b)\", SOC2 \"CC6.1\"`")
      }
      result.append((framework, try stringLiteral("the clause of the framework")))
    } while take(",")
    return result
  }

  private func unless(_ word: Token) throws(Skip) -> RuleDeclaration.Clause {
    let condition = conditionOrDamaged()
    guard atWord("because") else {
      report(
        "missing-because", "an exception needs its reason",
        at: SourceSpan(start: word.start, end: max(word.end, previousEnd)),
        help: ["add `because \"…\"` behind the condition; the report shows it"])
      throw Skip()
    }
    advance()
    return .unless(condition, because: try stringLiteral("the reason"))
  }

  private func forbid() throws(Skip) -> JudgementSyntax {
    if atWord("sequence"), peek().isWord("on") { return try forbidSequence() }
    if startsRelation(index) || current.kind != .word || current.isFollowedByDot
      || peek().isComparison
    {
      throw fail(
        "expected-name", "`forbid` takes a kind of event, not a condition",
        help: "write `forbid request where …`, or `require not …`")
    }
    let kind = try name("a kind of event")
    let alias = takeWord("as") ? try name("a name for the event") : nil
    let condition = takeWord("where") ? conditionOrDamaged() : nil
    return .forbid(kind: kind, alias: alias, condition: condition)
  }

  private func forbidSequence() throws(Skip) -> JudgementSyntax {
    advance()
    advance()
    let keys = try references()
    try expectWord("within", help: "write `forbid sequence on user.id within 1h { … }`")
    let length = try duration()
    var steps: [SequenceStepSyntax] = []
    let opening = current
    try block(
      of: "the sequence", [],
      other: { () throws(Skip) in
        guard current.kind == .word, peek().isMark(":") else { return false }
        steps.append(try step())
        return true
      }
    ) { _ throws(Skip) in }
    if steps.isEmpty {
      report(
        "empty-block", "a sequence needs at least one step", at: opening.span,
        help: ["write `a: authentication where …`"])
    }
    return .forbidSequence(on: keys, within: length, steps: steps)
  }

  /// step = NAME ":" NAME [ "where" condition ] [ "at" "least" count "times" ]
  private func step() throws(Skip) -> SequenceStepSyntax {
    let name = try name("the name of a step")
    try expect(":")
    let kind = try self.name("a kind of event")
    let condition = takeWord("where") ? conditionOrDamaged(stoppingAt: "at") : nil
    var count: OperandSyntax?
    if takeWord("at") {
      try expectWord("least", help: "write `at least 5 times`")
      count = try self.count()
      try expectWord("times", help: "write `at least 5 times`")
    }
    return SequenceStepSyntax(name: name, kind: kind, condition: condition, atLeast: count)
  }

  // MARK: Subjects

  /// What follows `for`.
  private func subject() throws(Skip) -> SubjectSyntax {
    if takeWord("all") { return try subjectRest(SubjectSyntax(form: .all), allowsWindow: true) }
    try expectWord("each", help: "write `for each request …`")
    if atWord("row") { return try rows() }
    if atWord("first") { return try firstOfEach() }
    let first = try reference("a kind of event or a field")
    let isWindowNext =
      atWord("per") || atWord("in") || (atWord("with") && peek().isWord("gap"))
    if !first.steps.isEmpty || at(",") || isWindowNext { return try groups(first) }
    return try events(kind: first.base, isFirst: false)
  }

  private func rows() throws(Skip) -> SubjectSyntax {
    advance()
    let alias = try name("a name for the row")
    try expectWord("of", help: "write `for each row s of services`")
    let table = try name("the name of a table")
    return try subjectRest(
      SubjectSyntax(form: .rows(alias: alias, table: table)), allowsWindow: true)
  }

  private func firstOfEach() throws(Skip) -> SubjectSyntax {
    advance()
    return try events(kind: try name("a kind of event"), isFirst: true)
  }

  private func events(kind: Name, isFirst: Bool) throws(Skip) -> SubjectSyntax {
    let alias = takeWord("as") ? try name("a name for the event") : nil
    var per: [ReferenceSyntax] = []
    if isFirst {
      try expectWord("per", help: "say of what the first is meant: `for each first K per user.id`")
      per = try references()
    }
    let form = SubjectSyntax.Form.events(first: isFirst, kind: kind, alias: alias, per: per)
    return try subjectRest(SubjectSyntax(form: form), allowsWindow: false)
  }

  private func groups(_ first: ReferenceSyntax) throws(Skip) -> SubjectSyntax {
    var fields = [first]
    while take(",") { fields.append(try reference("a field")) }
    let subject = try subjectRest(SubjectSyntax(form: .groups(fields)), allowsWindow: true)
    if subject.window == nil {
      report(
        "missing-window", "a group of events needs its window",
        at: first.span.joined(with: fields[fields.count - 1].span),
        help: [
          "write `per 1d`, `in any 5m` or `with gap 10m` behind the field",
          "for each event write its kind: `for each request`",
        ])
      throw Skip()
    }
    return subject
  }

  private func subjectRest(
    _ form: SubjectSyntax, allowsWindow: Bool
  ) throws(Skip) -> SubjectSyntax {
    var subject = form
    if allowsWindow { subject.window = try groupWindow() }
    if takeWord("where") { subject.condition = conditionOrDamaged(stoppingAt: "with") }
    if !allowsWindow, atWord("with"), peek().isWord("each") {
      advance()
      advance()
      subject.each = try related()
      if atWord("with"), peek().isWord("each") {
        throw fail(
          "unexpected-text", "a rule has one `with each`",
          help: "ask for the other in `require`: `some …`, `no …`")
      }
    }
    return subject
  }

  /// "per" duration [ "in" STRING ] | "in" "any" duration | "with" "gap" duration
  private func groupWindow() throws(Skip) -> SubjectSyntax.GroupWindow? {
    if takeWord("per") {
      let length = try duration()
      return .per(length, zone: takeWord("in") ? try stringLiteral("a time zone") : nil)
    }
    if takeWord("in") {
      try expectWord("any", help: "write `in any 5m`")
      return .inAny(try duration())
    }
    if atWord("with"), peek().isWord("gap") {
      advance()
      advance()
      return .withGap(try duration())
    }
    return nil
  }

  /// related = "element" "of" ref "as" NAME | NAME tail
  private func related() throws(Skip) -> SubjectSyntax.Each {
    let first = index
    if atWord("element"), peek().isWord("of") {
      advance()
      advance()
      let list = try reference("a list")
      try expectWord("as", help: "give the element a name: `with each element of f as e`")
      return .element(of: list, alias: try name("a name for the element"))
    }
    let kind = try reference("a kind of event")
    return .related(kind: kind, try tail(relationFrom: first))
  }
}

extension Token {
  /// An operator: what stands before it is a value.
  fileprivate var isComparison: Bool {
    (kind == .mark && ComparisonOperator(rawValue: text) != nil) || isWord("is") || isWord("in")
  }
}
