import Diagnostics
import RuleModel
import RuleSemantics
import Testing
import Values

/// What the checker makes of relations.
struct RelationTests {
  @Test func takesEveryExample() throws {
    let text =
      JudgementExamples.declarations + "\n"
      + JudgementExamples.all.map(JudgementExamples.rule).joined(separator: "\n")
    let program = try Checked.program(text, data: JudgementExamples.files)
    #expect(program.rules.count == JudgementExamples.all.count)
  }

  @Test func takesThePatternsOfTheOracle() throws {
    var text = JudgementExamples.oracleDeclarations + "\n"
    for (index, pattern) in JudgementExamples.oracle.enumerated() {
      text += JudgementExamples.rule(.init(name: "pattern-\(index)", text: pattern)) + "\n"
    }
    let (program, diagnostics) = Checked.check([("rules/test.writ", text)])
    #expect(diagnostics.filter { $0.severity == .error }.map(\.message) == [])
    #expect(program.rules.count == JudgementExamples.oracle.count)
  }
}

/// The models of the examples of the language's design.
struct RelationModelTests {
  private static let second: Int64 = 1_000_000_000

  private static func length(seconds: Int64) -> Length {
    .exact(Duration(nanoseconds: seconds * second))
  }

  private static func same(_ names: String...) -> [Related.Key] {
    names.map { Related.Key(related: .field($0), anchor: .field($0)) }
  }

  private static func equal(_ field: String, _ text: String) -> Condition {
    .comparison(.field(field), .equal, .text(text))
  }

  private static func rule(
    _ name: String, _ location: Testing.SourceLocation = #_sourceLocation
  ) throws -> CheckedRule {
    let example = try #require(
      JudgementExamples.all.first { $0.name == name }, sourceLocation: location)
    let (program, diagnostics) = Checked.check(
      [("rules/test.writ", JudgementExamples.declarations + JudgementExamples.rule(example))],
      data: JudgementExamples.files)
    #expect(
      diagnostics.filter { $0.severity == .error }.map(\.message) == [], sourceLocation: location)
    return try #require(program.rules.first, sourceLocation: location)
  }

  @Test func erasureWithinLegalDeadlines() throws {
    let rule = try Self.rule("erasure")
    func window(_ months: Int) -> Window {
      Window(extent: .after(.months(months), toEndOfDay: true), origin: .event)
    }
    func deletion(_ months: Int) -> Condition {
      .relation(
        Relation(
          form: .atLeast(1),
          related: Related(kind: "deletion", window: window(months), same: Self.same("subject.id")))
      )
    }
    #expect(rule.form == .event)
    #expect(rule.condition == Self.equal("event.action", "erasure"))
    #expect(
      rule.requirement
        == .or([
          deletion(1),
          .and([
            deletion(3),
            .relation(
              Relation(
                form: .atLeast(1),
                related: Related(
                  kind: "notification", window: window(1), same: Self.same("request.id"),
                  condition: Self.equal("event.action", "extension")))),
          ]),
        ]))
    guard case .or(let parts) = rule.requirement, case .relation(let first) = parts[0] else {
      Issue.record("no relation")
      return
    }
    #expect(
      first.text == "some deletion within 1 month after r to end of day with same subject.id")
  }

  @Test func useUnderAConsent() throws {
    let rule = try Self.rule("consent-state")
    guard case .state(let use) = rule.requirement else {
      Issue.record("no state")
      return
    }
    #expect(use.keys == [.field("subject.id"), .field("purpose")])
    #expect(use.state.keys.map(\.name) == ["subject.id", "purpose"])
    #expect(
      use.state.boundaries == [
        EventState.Boundary(
          starts: true, kind: "consent", keys: [.field("subject.id"), .field("purpose")],
          condition: Self.equal("event.action", "granted")),
        EventState.Boundary(
          starts: false, kind: "consent", keys: [.field("subject.id"), .field("purpose")],
          condition: Self.equal("event.action", "withdrawn")),
      ])
    #expect(use.state.lasts == .months(24))
    let entries = try #require(use.state.initial?.entries)
    #expect(
      entries.map(\.keys) == [
        [.string(Text("S1")), .string(Text("marketing"))],
        [.string(Text("S2")), .string(Text("research"))],
      ])
    #expect(entries.allSatisfy { $0.since != nil })
  }

  @Test func latestConsent() throws {
    let rule = try Self.rule("latest-consent")
    #expect(
      rule.requirement
        == .relation(
          Relation(
            form: .latest(has: Self.equal("event.action", "granted")),
            related: Related(
              kind: "consent", window: Window(extent: .everBefore, origin: .event),
              same: Self.same("subject.id", "purpose")))))
  }

  @Test func firstOfEachBreach() throws {
    let rule = try Self.rule("authority")
    #expect(rule.form == .first(per: [.field("breach.id")]))
    #expect(
      rule.requirement
        == .relation(
          Relation(
            form: .atLeast(1),
            related: Related(
              kind: "notification",
              window: Window(
                extent: .after(Self.length(seconds: 72 * 3600), toEndOfDay: false), origin: .event),
              same: Self.same("breach.id"),
              condition: Self.equal("recipient.name", "supervisory-authority")))))
  }

  @Test func everyPersonIsTold() throws {
    let rule = try Self.rule("persons")
    #expect(
      rule.each
        == .element(of: .field("subject.ids", .list(of: .string)), type: .string))
    #expect(
      rule.requirement
        == .relation(
          Relation(
            form: .atLeast(1),
            related: Related(
              kind: "notification",
              window: Window(
                extent: .after(Self.length(seconds: 7 * 86400), toEndOfDay: false), origin: .event),
              condition: .comparison(
                .field("subject.id"), .equal, .eachElement(RecordPath([])))))))
  }

  @Test func everyRecipientIsTold() throws {
    let rule = try Self.rule("recipients")
    #expect(
      rule.each
        == .related(
          Related(
            kind: "disclosure", window: Window(extent: .everBefore, origin: .event),
            same: Self.same("subject.id"))))
    guard case .relation(let relation) = rule.requirement else {
      Issue.record("no relation")
      return
    }
    #expect(
      relation.related.condition
        == .comparison(
          .field("recipient.name"), .equal, .outer(.each, .field("recipient.name"))))
  }

  @Test func fourEyes() throws {
    let rule = try Self.rule("four-eyes")
    guard case .relation(let relation) = rule.requirement else {
      Issue.record("no relation")
      return
    }
    #expect(
      relation.related.window
        == Window(extent: .before(Self.length(seconds: 7 * 86400)), origin: .event))
    #expect(
      relation.related.condition
        == .not(.comparison(.field("actor.id"), .equal, .outer(.anchor, .field("actor.id")))))
  }

  @Test func limitsCountTheEventItself() throws {
    let rule = try Self.rule("brute-force")
    guard case .relation(let relation) = rule.requirement else {
      Issue.record("no relation")
      return
    }
    #expect(relation.form == .atMost(4))
    #expect(
      relation.related.window
        == Window(
          extent: .before(Self.length(seconds: 600)), origin: .event, countsAnchor: true))
  }

  @Test func groupsAndTheirWindows() throws {
    let rate = try Self.rule("rate")
    #expect(
      rate.form
        == .group(
          GroupSubject(
            population: .keys([.field("source.workload")]),
            span: .inAny(Duration(nanoseconds: 300 * Self.second)))))
    #expect(rate.kind == "")
    let export = try Self.rule("export")
    #expect(
      export.form
        == .group(
          GroupSubject(
            population: .keys([.field("user.id")]),
            span: .per(Self.length(seconds: 86400), zone: "Europe/Berlin"))))
    let size = Field(name: "http.response.body.size", type: .size)
    #expect(
      export.requirement
        == .and([
          .comparison(
            .aggregate(
              Aggregate(
                function: .sum, value: .field(size), related: Related(kind: "data_access"),
                type: .size)), .lessOrEqual, .literal(.size(1_000_000_000))),
          .comparison(
            .aggregate(
              Aggregate(
                function: .distinct, value: .field("subject.id"),
                related: Related(kind: "data_access"), type: .integer)), .lessOrEqual,
            .number(200)),
        ]))
    let trace = try Self.rule("trace")
    guard case .group(let group) = trace.form else {
      Issue.record("no group")
      return
    }
    #expect(group.span == .withGap(Duration(nanoseconds: 600 * Self.second)))
    #expect(trace.condition != nil)
  }

  @Test func rowsOfATable() throws {
    let rule = try Self.rule("hourly")
    guard case .group(let group) = rule.form, case .rows(let table) = group.population,
      case .comparison(.aggregate(let aggregate), .greaterOrEqual, _) = rule.requirement,
      case .comparison(.function(let call), .greaterOrEqual, let cell) = rule.condition
    else {
      Issue.record("no rows")
      return
    }
    #expect(table.name == "services")
    #expect(
      aggregate.related.same == [
        Related.Key(related: .field("destination.service"), anchor: .row(column: "name"))
      ])
    #expect(call.name == "date" && call.arguments.first == .windowStart)
    #expect(cell == .row(column: "live_from"))
    let silence = try Self.rule("silence")
    guard case .group(let whole) = silence.form else {
      Issue.record("no group")
      return
    }
    #expect(whole.span == .period)
  }

  @Test func sequences() throws {
    let rule = try Self.rule("sequence")
    guard case .sequence(let sequence) = rule.form else {
      Issue.record("no sequence")
      return
    }
    #expect(sequence.keys == [.field("user.id")])
    #expect(sequence.within == Self.length(seconds: 3600))
    #expect(sequence.steps.map(\.count) == [5, 1, 1])
    #expect(sequence.steps.map(\.name) == ["a", "b", "c"])
    #expect(rule.kind == "change")
    #expect(rule.condition == Self.equal("resource.type", "rolebindings"))
    #expect(rule.requirement == .constant(false))
  }
}
