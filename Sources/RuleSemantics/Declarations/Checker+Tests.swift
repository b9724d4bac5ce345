import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  func checkTests() {
    forEachDeclaration { declaration, place in
      guard case .test(let test) = declaration.content else { return }
      if let checked = self.test(test, place) { program.tests.append(checked) }
    }
  }

  private func test(_ test: TestDeclaration, _ place: DeclarationPlace) -> CheckedTest? {
    let text = place.text
    var isComplete = !place.isDamaged
    let surroundings = self.surroundings(of: test, in: text)
    var cases: [CheckedTest.Case] = []
    for syntax in test.cases {
      if let checked = testCase(syntax, of: test.rule, in: text) {
        cases.append(checked)
      } else {
        isComplete = false
      }
    }
    if test.cases.isEmpty, !place.isDamaged {
      report(
        .missingClause, "the test has no case", at: test.rule.span, in: text,
        help: ["write `passes request { user.id: \"alice\" }`"])
      isComplete = false
    }
    guard let (declaration, rulePlace) = ruleDeclarations[test.rule.content] else {
      reportUnknownRule(test.rule, in: text)
      return nil
    }
    guard isComplete, let surroundings, !brokenRules.contains(test.rule.content) else {
      return nil
    }
    let rule: CheckedRule?
    if surroundings.isEmpty {
      rule = rulesByID[test.rule.content]
    } else {
      rule = withSurroundings(surroundings) { self.rule(declaration, rulePlace) }
    }
    return rule.map { CheckedTest(rule: $0, cases: cases) }
  }

  // MARK: A test's own parameters and tables

  private func surroundings(
    of test: TestDeclaration, in text: SourceText
  ) -> Surroundings? {
    var result = Surroundings()
    var isComplete = true
    for surrounding in test.surroundings {
      switch surrounding.content {
      case .param(let name, let syntax):
        guard let symbol = symbol(name, "parameter", in: text) else {
          isComplete = false
          continue
        }
        guard case .param(let type, _, _) = symbol.content,
          let value = value(of: syntax, as: type, parameter: name, in: text)
        else {
          if case .param = symbol.content {} else { reportNot("a parameter", name, symbol, text) }
          isComplete = false
          continue
        }
        result.parameters[name.content] = value
      case .table(let name, let file):
        guard let symbol = symbol(name, "table", in: text) else {
          isComplete = false
          continue
        }
        guard case .table = symbol.content, let declaration = tableDeclarations[name.content],
          let table = readTable(declaration, file: file, in: text)
        else {
          if case .table = symbol.content {} else { reportNot("a table", name, symbol, text) }
          isComplete = false
          continue
        }
        result.tables[name.content] = table
      }
    }
    return isComplete ? result : nil
  }

  private func symbol(_ name: Name, _ noun: String, in text: SourceText) -> Symbol? {
    if let symbol = symbols[name.content] { return symbol }
    let names = symbols.values.filter { $0.noun == "a \(noun)" }.map(\.name.content).sorted()
    report(
      .unknownName, "there is no \(noun) `\(name.content)`", at: name.span, in: text,
      help: didYouMeanOrOneOf(name.content, names))
    return nil
  }

  private func reportNot(_ noun: String, _ name: Name, _ symbol: Symbol, _ text: SourceText) {
    if case .broken = symbol.content { return }
    report(
      .notAValue, "`\(name.content)` is \(symbol.noun), not \(noun)", at: name.span, in: text,
      secondary: [declared(symbol)])
  }

  /// Checks something with a test's own parameters and tables in place.
  private func withSurroundings<Result>(
    _ surroundings: Surroundings, _ body: () -> Result
  ) -> Result {
    let saved = (self.surroundings, definitionCache, globListCache, stateCache)
    self.surroundings = surroundings
    definitionCache = [:]
    stateCache = [:]
    globListCache = [:]
    // A parameter of a test can make a condition constant, which is no mistake; what is an error
    // there has been reported for the rule itself.
    let warnings = diagnostics.count
    defer {
      (self.surroundings, definitionCache, globListCache, stateCache) = saved
      var kept = Array(diagnostics[..<warnings])
      kept += diagnostics[warnings...].filter { $0.severity == .error }
      diagnostics = kept
    }
    return body()
  }

  // MARK: Cases

  private func testCase(
    _ syntax: TestDeclaration.Case, of rule: Name, in text: SourceText
  ) -> CheckedTest.Case? {
    let (bounds, areBounds) = evidence(of: syntax, rule, in: text)
    var isComplete = areBounds
    var records: [CheckedTest.Record] = []
    for record in syntax.records {
      if let checked = self.record(record, in: text) {
        records.append(checked)
      } else {
        isComplete = false
      }
    }
    if records.isEmpty, isComplete {
      report(
        .missingClause, "this case gives no event", at: syntax.span, in: text,
        help: ["write `request { user.id: \"alice\" }`"])
      return nil
    }
    guard let outcome = outcome(syntax, in: text), isComplete else { return nil }
    return CheckedTest.Case(
      title: syntax.title?.content, records: records, from: bounds.from, until: bounds.until,
      outcome: outcome, file: text.name, line: text.line(of: syntax.span.start))
  }

  /// What the evidence of a case covers; days are those of the rule's zone, `until` includes its day.
  private func evidence(
    of syntax: TestDeclaration.Case, _ rule: Name, in text: SourceText
  ) -> (bounds: (from: Timestamp?, until: Timestamp?), isRight: Bool) {
    let name = ruleDeclarations[rule.content].map { zone(of: $0.declaration, in: $0.place.text) }
    let days = Zone(identifier: name ?? defaultZone) ?? .utc
    let from = syntax.from.map { instant($0, days, endOfDay: false, in: text) }
    let until = syntax.until.map { instant($0, days, endOfDay: true, in: text) }
    let bounds = (from: from ?? nil, until: until ?? nil)
    if from != nil, bounds.from == nil { return (bounds, false) }
    if until != nil, bounds.until == nil { return (bounds, false) }
    if let start = bounds.from, let end = bounds.until, start >= end, let written = syntax.until {
      report(
        .badPeriod, "the evidence ends before it begins", at: written.span, in: text,
        help: ["write `from 2026-01-01 until 2026-02-01`"])
      return (bounds, false)
    }
    return (bounds, true)
  }

  /// The zone of a rule's dates: its own, else that of its pack.
  private func zone(of rule: RuleDeclaration, in text: SourceText) -> String {
    for clause in rule.clauses {
      if case .text(let keyword, let value) = clause.content, keyword.content == "zone",
        isZone(value.content)
      {
        return value.content
      }
    }
    return zone(around: text)
  }

  private func outcome(
    _ syntax: TestDeclaration.Case, in text: SourceText
  ) -> CheckedTest.Outcome? {
    var count: Int?
    if let written = syntax.count {
      guard let number = Int(written.content), number > 0 else {
        report(
          .badNumber, "a number of failures is a whole number from 1", at: written.span, in: text)
        return nil
      }
      count = number
    }
    switch syntax.outcome.content {
    case "fails": return .fails(count)
    case "passes": return .passes
    case "inconclusive": return .inconclusive
    case "pending": return .pending
    case "excepted": return .excepted
    case "not-applicable": return .notApplicable
    default:
      report(
        .unknownWord, "there is no outcome `\(syntax.outcome.content)`", at: syntax.outcome.span,
        in: text,
        help: didYouMeanOrOneOf(
          syntax.outcome.content,
          ["fails", "passes", "inconclusive", "pending", "excepted", "not-applicable"]))
      return nil
    }
  }

  private func record(
    _ syntax: TestDeclaration.Record, in text: SourceText
  ) -> CheckedTest.Record? {
    var result = CheckedTest.Record(kind: syntax.kind.content, fields: [])
    var isComplete = true
    if vocabulary.kindParents[syntax.kind.content] == nil {
      reportUnknownKind(syntax.kind, in: text)
      isComplete = false
    }
    let scope = Scope(text: text, zone: defaultZone)
    var seen: Set<Operand> = []
    for (reference, given) in syntax.fields {
      guard let operand = resolve(reference, scope) else {
        isComplete = false
        continue
      }
      let name = scope.written(reference.span)
      guard seen.insert(operand.operand).inserted else {
        report(
          .duplicateName, "`\(name)` is given twice", at: reference.span, in: text)
        isComplete = false
        continue
      }
      switch operand.operand {
      case .field(let field):
        let value = self.given(given, as: field.type, operand, name, scope)
        if let value { result.fields.append((field, value)) } else { isComplete = false }
      case .raw(let path):
        let value = self.given(given, as: .json, operand, name, scope)
        if let value { result.raw.append((path, value)) } else { isComplete = false }
      default:
        report(
          .badTestValue, "an event holds fields and `raw` keys", at: reference.span, in: text)
        isComplete = false
      }
    }
    return isComplete ? result : nil
  }

  private func given(
    _ given: TestDeclaration.Given, as type: ValueType, _ operand: TypedOperand, _ name: String,
    _ scope: Scope
  ) -> CheckedTest.Given? {
    switch given {
    case .absent, .unknown:
      if case .field(let field) = operand.operand, field.name == "time" {
        report(
          .badTestValue, "every event has a time", at: span(of: given), in: scope.text,
          help: ["leave it out, or write `time: 2026-01-31T08:00:00Z`"])
        return nil
      }
    default: break
    }
    switch given {
    case .absent: return .absent
    case .unknown: return .unknown
    default:
      guard let value = testValue(given, as: type, name, scope.text) else { return nil }
      guard isOfClosedSet(value, operand, at: span(of: given), scope) else { return nil }
      return .value(value)
    }
  }

  private func span(of given: TestDeclaration.Given) -> SourceSpan {
    switch given {
    case .literal(let literal): literal.span
    case .absent(let span), .unknown(let span), .list(_, let span), .object(_, let span): span
    }
  }

  private func testValue(
    _ given: TestDeclaration.Given, as type: ValueType, _ name: String, _ text: SourceText
  ) -> Value? {
    switch (given, type) {
    case (.literal(let literal), .json): return jsonValue(literal, name, text)
    case (.literal(let literal), .list(let element)):
      report(
        .badTestValue, "`\(name)` is \(type.phrase)", at: literal.span, in: text,
        label: "this is \(literal.phrase)", help: ["write `[\(element.example)]`"])
      return nil
    case (.literal(let literal), _):
      return value(of: literal, as: type, beside: name, in: text)
    case (.list(let items, _), .json), (.list(let items, _), .list):
      var element = ValueType.json
      if case .list(let of) = type { element = of }
      var values: [Value] = []
      for item in items {
        guard let value = testValue(item, as: element, name, text) else { return nil }
        values.append(value)
      }
      return .list(values)
    case (.object(let members, _), .json):
      var result: [Value.Member] = []
      for member in members {
        if case .absent = member.value {
          result.append(Value.Member(key: Text(member.key.content), value: nil))
          continue
        }
        guard let value = testValue(member.value, as: .json, name, text) else { return nil }
        result.append(Value.Member(key: Text(member.key.content), value: value))
      }
      return .object(result)
    default:
      var help: [String] = ["write \(type.example)"]
      if case .unknown = given { help = ["`unknown` stands for a whole field: leave the key out"] }
      if case .absent = given { help = ["a list has no absent elements"] }
      report(
        .badTestValue, "`\(name)` is \(type.phrase)", at: span(of: given), in: text, help: help)
      return nil
    }
  }

  /// A literal as JSON holds it: what JSON has no type for is a string.
  private func jsonValue(
    _ literal: LiteralSyntax, _ name: String, _ text: SourceText
  ) -> Value? {
    switch literal.content {
    case .string, .boolean: return value(of: literal, as: .json, beside: name, in: text)
    case .number: return value(of: literal, as: .decimal, beside: name, in: text)
    case .quantity, .time, .network:
      report(
        .badTestValue, "JSON has no such value", at: literal.span, in: text,
        help: ["write it as the record does, in quotes: `\"\(text.slice(literal.span))\"`"])
      return nil
    }
  }
}
