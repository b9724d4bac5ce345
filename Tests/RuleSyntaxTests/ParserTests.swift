import Diagnostics
import RuleSyntax
import Testing

struct ParserTests {
  struct Unexpected: Error {}

  static func declarations(_ text: String) throws -> [Declaration] {
    let (file, diagnostics) = parse(SourceText(name: "test.writ", bytes: Array(text.utf8)))
    try #require(diagnostics.isEmpty, "\(diagnostics.map { "\($0.id): \($0.message)" })")
    return file.declarations
  }

  static func diagnostics(_ text: String) -> [Diagnostic] {
    parse(SourceText(name: "test.writ", bytes: Array(text.utf8))).diagnostics
  }

  @Test(arguments: Examples.all.map(\.name))
  func readsEveryExample(name: String) throws {
    let example = try #require(Examples.all.first { $0.name == name })
    let declarations = try Self.declarations(example.text)
    #expect(!declarations.isEmpty)
    #expect(!declarations.contains { $0.isDamaged })
  }

  @Test func readsARule() throws {
    let declarations = try Self.declarations(
      """
      # before
      rule admin-access {   # beside
        title "Access"  severity high
        controls GDPR "Art. 32", SOC2 "CC6.1"
        for each request as r where url.path matches any admin_paths
        require authenticated
        unless source.ip in [10.0.0.0/8, 1..5] because "scanner"
      }
      """)
    guard declarations.count == 1, case .rule(let rule) = declarations[0].content else {
      throw Unexpected()
    }
    #expect(rule.name.content == "admin-access")
    let clauses = rule.clauses.map(\.content)
    #expect(clauses.count == 6)
    guard case .text(let keyword, let title) = clauses[0],
      case .controls(let controls) = clauses[2],
      case .subject(let subject) = clauses[3],
      case .events(first: false, let kind, let alias, let per) = subject.form,
      case .unless(.membership(_, negated: false, let set), let reason) = clauses[5]
    else { throw Unexpected() }
    #expect(keyword.content == "title" && title.content == "Access")
    #expect(controls.map(\.framework.content) == ["GDPR", "SOC2"])
    #expect(controls.map(\.clause.content) == ["Art. 32", "CC6.1"])
    #expect(kind.content == "request" && alias?.content == "r" && per.isEmpty)
    #expect(set.isBracketed && set.items.count == 2 && set.items[1].last != nil)
    #expect(reason.content == "scanner")
  }

  @Test func keepsComments() throws {
    let text = SourceText(
      name: "test.writ", bytes: Array("# a\nlist x = [1] # b\r\n  # c".utf8))
    let file = parse(text).file
    let comments = file.comments.map { comment in
      String(
        decoding: text.bytes[Int(comment.span.start)..<Int(comment.span.end)], as: UTF8.self)
    }
    #expect(comments == ["# a", "# b", "# c"])
    #expect(file.comments.map(\.ownLine) == [true, false, true])
  }

  @Test(arguments: [
    ("source.ip == a", "source"), ("state.x == a", "state"), ("first.x == a", "first"),
  ])
  func readsFieldsThatBeginWithAReservedWord(text: String, base: String) throws {
    guard
      case .comparison(.reference(let reference), _, _) = try PrinterTests.condition(text)
    else { throw Unexpected() }
    #expect(reference.base.content == base && reference.steps.count == 1)
  }

  @Test(arguments: [
    ("5", "number 5"), ("-5", "number -5"), ("1_000", "number 1_000"), ("1.2.1", "number 1.2.1"),
    ("72h", "quantity 72 h"), ("1 month", "quantity 1 month"), ("1.5GiB", "quantity 1.5 GiB"),
    ("10.0.0.1", "network 10.0.0.1"), ("10.0.0.0/8", "network 10.0.0.0/8"),
    ("2026-01-31", "time 2026-01-31"),
    ("2026-01-31T10:00:00.5+01:00", "time 2026-01-31T10:00:00.5+01:00"),
    ("2026-01-31t10:00:00z", "time 2026-01-31t10:00:00z"),
    ("true", "boolean true"), (#""a\u00e9\ud83d\ude00\/""#, "string aé😀/"),
  ])
  func readsLiterals(text: String, content: String) throws {
    guard
      case .comparison(_, _, .literal(let literal)) = try PrinterTests.condition("x == \(text)")
    else { throw Unexpected() }
    let read =
      switch literal.content {
      case .string(let text): "string \(text)"
      case .number(let text): "number \(text)"
      case .quantity(let number, let unit): "quantity \(number) \(unit)"
      case .time(let time): "time \(time.written)"
      case .network(let text): "network \(text)"
      case .boolean(let value): "boolean \(value)"
      }
    #expect(read == content)
    #expect(literal.span.start == 16 && Int(literal.span.end) == 16 + text.utf8.count)
  }

  @Test func readsNamesWithMinus() throws {
    guard
      case .comparison(.reference(let reference), _, _) = try PrinterTests.condition("a-b-1 < c")
    else { throw Unexpected() }
    #expect(reference.base.content == "a-b-1")
  }

  @Test func readsASource() throws {
    let declarations = try Self.declarations(
      """
      source a {
        format envoy-text
        kind from record.kinds
        fields by name
        tls.version <- a."b.c"[2] | before("x") | int absent when "-", 5 missing means absent
        time x.y as before
      }
      """)
    guard declarations.count == 1, case .source(let source) = declarations[0].content,
      source.clauses.count == 5, case .format(let format) = source.clauses[0].content,
      case .kindFrom(let path) = source.clauses[1].content,
      case .fieldsByName = source.clauses[2].content,
      case .mapping(let mapping) = source.clauses[3].content,
      case .time(_, let conversion) = source.clauses[4].content
    else { throw Unexpected() }
    #expect(format.content == "envoy-text" && conversion.content == "before")
    #expect(Printer.text(of: path) == "record.kinds")
    #expect(Printer.text(of: mapping.path) == "a.\"b.c\"[2]")
    #expect(mapping.conversions.map(\.name.content) == ["before", "int"])
    #expect(mapping.absentWhen.count == 2 && mapping.missing?.content == "absent")
  }

  @Test func readsATest() throws {
    let declarations = try Self.declarations(
      """
      test a {
        with param n = [1, 2]
        fails 2 request { x: absent, y.z: [1, unknown, { "k": true }] }
        given "t" [ change { } approval { a: 1 } ] from 2026-01-01 until 2026-02-01 not-applicable
      }
      """)
    guard declarations.count == 1, case .test(let test) = declarations[0].content,
      test.cases.count == 2
    else { throw Unexpected() }
    #expect(test.surroundings.count == 1)
    #expect(test.cases[0].outcome.content == "fails" && test.cases[0].count?.content == "2")
    #expect(!test.cases[0].isGiven && test.cases[0].records[0].fields.count == 2)
    #expect(test.cases[1].outcome.content == "not-applicable" && test.cases[1].isGiven)
    #expect(test.cases[1].title?.content == "t" && test.cases[1].records.count == 2)
    #expect(test.cases[1].from?.content.written == "2026-01-01")
    #expect(test.cases[1].until?.content.written == "2026-02-01")
  }

  /// Every mistake of a file is said, each in its own declaration; the others are whole.
  @Test func goesOnAfterErrors() throws {
    let (file, diagnostics) = parse(
      SourceText(
        name: "test.writ",
        bytes: Array(
          """
          list a = ["x" "y"]
          define b = c ==
          rule d {
            title 5
            severity high
            for each request where
            require x.y == "z"
          }
          list e = ["ok"]
          param f: = 5
          calendar g { hours Mon 08:00 18:00 }
          test d {
            fails request { a: }
            passes request { a: 5 }
          }
          """.utf8)))
    #expect(diagnostics.count == 7, "\(diagnostics.map(\.message))")
    #expect(diagnostics.allSatisfy { $0.severity == .error })
    let whole = file.declarations.filter { !$0.isDamaged }
    guard whole.count == 1, case .list(let name, let items) = whole[0].content else {
      throw Unexpected()
    }
    #expect(name.content == "e" && items.count == 1)
    // What could be read is in the tree: the names, the clauses behind the errors.
    let rules = file.declarations.compactMap { declaration -> RuleDeclaration? in
      if case .rule(let rule) = declaration.content { rule } else { nil }
    }
    try #require(rules.count == 1)
    #expect(rules[0].clauses.count == 3)
    let defined = file.declarations.contains { declaration in
      if case .define(let name, .damaged) = declaration.content {
        name.content == "b"
      } else {
        false
      }
    }
    #expect(defined)
  }

  /// What the parser has said about a value the checker need not say again.
  @Test(arguments: ["5parsecs", "5 dayz", "10.0.0.300", "2026-1-1", "1__0"])
  func marksWrongValuesAsDamaged(value: String) throws {
    let (file, diagnostics) = parse(
      SourceText(name: "test.writ", bytes: Array("define a = x < \(value) and y".utf8)))
    #expect(diagnostics.count == 1)
    try #require(file.declarations.count == 1)
    guard case .define(_, .and(let parts)) = file.declarations[0].content,
      case .comparison(_, _, .damaged(let span)) = parts[0]
    else { throw Unexpected() }
    #expect(span == SourceSpan(start: 15, end: 15 + UInt32(value.utf8.count)))
  }

  @Test func acceptsTabsCarriageReturnsAndAByteOrderMark() throws {
    let text = "\u{FEFF}rule a {\r\n\ttitle\t\"x\"\r\n}\r\n"
    #expect(try Self.declarations(text).count == 1)
    #expect(try Self.declarations("list a = [1]\rlist b = [2]\r").count == 2)
  }

  @Test func boundsNesting() throws {
    func nested(_ count: Int, _ open: String, _ close: String) -> String {
      "define a = " + String(repeating: open, count: count) + "x"
        + String(repeating: close, count: count)
    }
    for (open, close) in [
      ("(", ")"), ("not ", ""), ("f(", ")"), ("some k where (", ")"), ("a[", "]"),
    ] {
      #expect(Self.diagnostics(nested(60, open, close)).isEmpty, "\(open)")
      let ids = Self.diagnostics(nested(500, open, close)).map(\.id)
      #expect(ids == ["nested-too-deep"], "\(open) \(ids)")
    }
  }

  @Test func marksTheOpeningBrace() throws {
    let found = Self.diagnostics("rule a {\n  title \"x\"\n\nrule b {\n}\n")
    try #require(found.map(\.id) == ["unclosed-brace"])
    #expect(found[0].primary.span == SourceSpan(start: 7, end: 8))
    #expect(found[0].secondary.map(\.span.start) == [22])
  }

  @Test(arguments: [
    ("a and b or c", ["(a and b) or c", "a and (b or c)"]),
    ("a or b and c and d or e", ["a or (b and c and d) or e", "(a or b) and c and (d or e)"]),
  ])
  func showsBothReadings(text: String, readings: [String]) throws {
    let found = Self.diagnostics("define x = \(text)")
    try #require(found.map(\.id) == ["mixed-and-or"])
    #expect(found[0].help == ["write `\(readings[0])`", "or    `\(readings[1])`"])
    // Each reading is right, and says itself.
    for reading in readings {
      #expect(try Printer.text(of: PrinterTests.condition(reading)) == reading)
    }
  }

  @Test(arguments: [
    (
      "some a where b or c", ["some a where (b or c)", "(some a where b) or c"]
    ),
    (
      "some a where b and no c", ["some a where b and (no c)", "(some a where b) and no c"]
    ),
    (
      "latest a before x has b or c and d",
      ["latest a before x has (b or c and d)", "(latest a before x has b) or c and d"]
    ),
  ])
  func showsBothReadingsOfARelation(text: String, readings: [String]) throws {
    let found = Self.diagnostics("define x = \(text)")
    try #require(found.map(\.id) == ["ambiguous-relation"])
    #expect(found[0].help == ["write `\(readings[0])`", "or    `\(readings[1])`"])
  }

  @Test func readsAStandaloneValue() throws {
    func read(_ text: String) -> String? {
      parseValue(SourceText(name: "--set", bytes: Array(text.utf8))).value.map(Printer.text)
    }
    #expect(read("5") == "5")
    #expect(read(" [\"a\", 1..5] ") == "[\"a\", 1..5]")
    #expect(read("1 month") == "1 month")
    #expect(read("5 6") == nil)
    #expect(read("") == nil)
    #expect(read("\"a") != nil)
    #expect(!parseValue(SourceText(name: "--set", bytes: Array("\"a".utf8))).diagnostics.isEmpty)
  }
}
