import Diagnostics

extension Parser {
  static let outcomes = [
    "fails", "passes", "inconclusive", "pending", "excepted", "not-applicable",
  ]

  /// "test" NAME "{" { "with" … } { case } "}"
  func test() throws(Skip) -> TestDeclaration {
    var test = TestDeclaration(rule: try name("the name of a rule"))
    try block(of: "the test", ["with", "given"] + Self.outcomes) { word throws(Skip) in
      if word.text == "with" {
        let surrounding = try surrounding()
        test.surroundings.append(Spanned(surrounding, span(from: word.start)))
      } else {
        test.cases.append(try testCase(word))
      }
    }
    return test
  }

  private func surrounding() throws(Skip) -> TestDeclaration.Surrounding {
    if takeWord("param") {
      let name = try name("the name of a parameter")
      try expect("=", help: "write `with param \(shortened(name.content)) = 5`")
      return .param(name, try parameterValue())
    }
    if takeWord("table") {
      let name = try name("the name of a table")
      try expectWord("from", help: "write `with table services from \"small.csv\"`")
      return .table(name, try stringLiteral("the path of a CSV file"))
    }
    throw fail(
      "expected-word", "`param` or `table` is expected, not \(description(of: current))",
      help: "write `with param limit = 5` or `with table services from \"small.csv\"`")
  }

  private func testCase(_ word: Token) throws(Skip) -> TestDeclaration.Case {
    guard word.text == "given" else {
      let count = optionalCount(of: word)
      let record = try record()
      var result = TestDeclaration.Case(
        outcome: Name(word.text, word.span), isGiven: false, records: [record],
        span: span(from: word.start))
      result.count = count
      return result
    }
    return try given(word)
  }

  private func optionalCount(of outcome: Token) -> Spanned<String>? {
    guard outcome.text == "fails", current.kind == .number else { return nil }
    let token = advance()
    return Spanned(token.text, token.span)
  }

  /// "given" [ STRING ] "[" { record } "]" { ( "from" | "until" ) TIME } outcome
  private func given(_ word: Token) throws(Skip) -> TestDeclaration.Case {
    var result = TestDeclaration.Case(
      outcome: Name("", word.span), isGiven: true, records: [], span: word.span)
    if current.kind == .string { result.title = try stringLiteral("a title") }
    let opening = try expect("[", help: "write `given \"…\" [ … ] passes`")
    while !at("]") {
      if isAtEnd || at("}") || startsDeclaration(index) { try close("]", of: opening) }
      result.records.append(try record())
      _ = take(",")
    }
    advance()
    while true {
      if takeWord("from") {
        result.from = try timeLiteral()
      } else if takeWord("until") {
        result.until = try timeLiteral()
      } else {
        break
      }
    }
    guard current.kind == .word, Self.outcomes.contains(current.text) else {
      throw fail(
        "expected-word", "the verdict is expected, not \(description(of: current))",
        help: "write `given [ … ]` and \(listed(Self.outcomes))")
    }
    let outcome = advance()
    result.outcome = Name(outcome.text, outcome.span)
    result.count = optionalCount(of: outcome)
    result.span = span(from: word.start)
    return result
  }

  /// record = NAME "{" [ ref ":" value { "," ref ":" value } ] "}"
  private func record() throws(Skip) -> TestDeclaration.Record {
    let kind = try name("a kind of event")
    let opening = try openRecord(kind)
    var fields: [(field: ReferenceSyntax, value: TestDeclaration.Given)] = []
    try bracketed("}", of: opening) { () throws(Skip) in
      let field = try reference("a field")
      if at("=") {
        report("expected-word", "`:` is expected, not `=`", help: ["write `field: value`"])
        advance()
      } else {
        try expect(":", help: "write `field: value`")
      }
      fields.append((field, try value()))
    }
    return TestDeclaration.Record(kind: kind, fields: fields, span: span(from: kind.span.start))
  }

  /// The `{` of a record; where a field stands in its place it is said and taken as there.
  private func openRecord(_ kind: Name) throws(Skip) -> Token {
    if at("{") { return advance() }
    report(
      "expected-word", "`{` is expected, not \(description(of: current))",
      help: [
        "write `\(shortened(kind.content)) { url.path: \"/admin\", user.id: absent }`"
      ])
    guard current.kind == .word, current.isFollowedByDot || peek().isMark(":") else {
      throw Skip()
    }
    openBraces += 1
    return current
  }

  /// value = literal | "absent" | "unknown" | "[" … "]" | "{" … "}"
  private func value() throws(Skip) -> TestDeclaration.Given {
    try nested { () throws(Skip) in
      let token = current
      if takeWord("absent") { return .absent(token.span) }
      if takeWord("unknown") { return .unknown(token.span) }
      if take("[") {
        var items: [TestDeclaration.Given] = []
        try bracketed("]", of: token) { () throws(Skip) in items.append(try value()) }
        return .list(items, span(from: token.start))
      }
      if take("{") {
        var members: [(key: Name, value: TestDeclaration.Given)] = []
        try bracketed("}", of: token) { () throws(Skip) in
          let key = try memberKey()
          try expect(":", help: "write `\"key\": value`")
          members.append((key, try value()))
        }
        return .object(members, span(from: token.start))
      }
      if token.kind == .word, ["null", "nil", "none"].contains(token.text.lowercased()) {
        throw fail(
          "expected-value", "`\(token.text)` is no value",
          help: "write `absent` for what the record says is not there, `unknown` for what it does "
            + "not record")
      }
      return .literal(try literal())
    }
  }

  private func memberKey() throws(Skip) -> Name {
    let token = current
    guard token.kind == .word || token.kind == .string else {
      throw fail("expected-name", "a key is expected, not \(description(of: token))")
    }
    advance()
    return Name(token.text, token.span)
  }
}
