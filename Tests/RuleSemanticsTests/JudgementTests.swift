import Diagnostics
import RuleModel
import RuleSemantics
import Testing
import Values

/// What names mean in relations, and what else the checker makes of a rule's clauses.
struct JudgementTests {
  private static func relation(
    _ judgement: String, after declarations: String = "",
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws -> Relation {
    let rule = try Checked.rule(judgement, after: declarations, location)
    guard case .relation(let relation) = rule.requirement else {
      throw Checked.NoSuchFile()
    }
    return relation
  }

  @Test func aDefinitionIsAboutTheEventItIsUsedFor() throws {
    let relation = try Self.relation(
      """
      for each change as c
      require some approval within 7d before c with same change.id where named
      """, after: "define named = actor.id is present")
    #expect(relation.related.condition == .presence(.field("actor.id"), .present))
  }

  @Test func anInnerRelationStandsOnTheEventAroundIt() throws {
    let relation = try Self.relation(
      """
      for each request as c
      require some data_access as b between 1s and 7s after c with same user.id
              where purpose != c.source.workload
              and (some deletion as d within 5s after b with same user.id as b.actor.id
                   where subject.id == b.subject.id)
      """)
    guard case .and(let parts) = relation.related.condition, case .relation(let inner) = parts[1]
    else {
      Issue.record("no inner relation")
      return
    }
    #expect(
      parts[0]
        == .not(
          .comparison(.field("purpose"), .equal, .outer(.anchor, .field("source.workload")))))
    #expect(inner.related.window?.origin == .event)
    #expect(
      inner.related.same == [
        Related.Key(related: .field("user.id"), anchor: .field("actor.id"))
      ])
    #expect(
      inner.related.condition
        == .comparison(.field("subject.id"), .equal, .outer(.anchor, .field("subject.id"))))
  }

  @Test func windowsStartFromTimesOfTheEvent() throws {
    let relation = try Self.relation(
      """
      for each breach as b
      require some notification within 72h after b.breach.aware_at with same breach.id
      """)
    #expect(
      relation.related.window?.origin == .timestamp(.field("breach.aware_at", .timestamp)))
  }

  @Test func windowsStartFromTheEventOfThePair() throws {
    let relation = try Self.relation(
      """
      for each data_request as r with each breach as d before r with same subject.id
      require some notification within 72h after d with same breach.id as d.breach.id
      """)
    #expect(relation.related.window?.origin == .eachEvent)
    #expect(
      relation.related.same == [
        Related.Key(related: .field("breach.id"), anchor: .outer(.each, .field("breach.id")))
      ])
    let time = try Self.relation(
      """
      for each data_request as r with each breach as d before r with same subject.id
      require some notification within 72h after d.breach.aware_at with same subject.id
      """)
    #expect(
      time.related.window?.origin
        == .timestamp(.outer(.each, .field("breach.aware_at", .timestamp))))
  }

  @Test func hasOfSomeIsWhere() throws {
    let relation = try Self.relation(
      "for each change as c\nrequire no approval before c with same change.id has actor.id is absent"
    )
    #expect(relation.form == .atMost(0))
    #expect(relation.related.condition == .presence(.field("actor.id"), .absent))
  }

  @Test func countsAndLengthsMayBeParameters() throws {
    let judgement =
      "for each change as c\nrequire at least least approval within most before c with same change.id"
    let declarations = "param least: int = 2\nparam most: duration = 7d"
    let relation = try Self.relation(judgement, after: declarations)
    #expect(relation.form == .atLeast(2))
    let changed = try Checked.rule(
      judgement, after: declarations, set: [("least", "1"), ("most", "1h")])
    guard case .relation(let other) = changed.requirement else {
      Issue.record("no relation")
      return
    }
    // As a parameter `at least 1` stays a form that counts: half-open, with the event itself.
    #expect(other.form == .atLeast(1))
    #expect(
      other.related.window
        == Window(
          extent: .before(.exact(Duration(nanoseconds: 3_600_000_000_000))), origin: .event,
          countsAnchor: true))
  }

  @Test(arguments: [
    ("72h", Length.exact(Duration(nanoseconds: 259_200_000_000_000))),
    ("30 days", .exact(Duration(nanoseconds: 2_592_000_000_000_000))),
    ("1 month", .months(1)), ("2 years", .months(24)),
  ])
  func readsLengths(written: String, length: Length) throws {
    let relation = try Self.relation(
      "for each breach as b\nrequire some notification within \(written) after b with same breach.id"
    )
    #expect(relation.related.window?.extent == .after(length, toEndOfDay: false))
  }

  @Test func zonesComeFromRulePackAndDataSet() throws {
    func zone(rule: String, pack: String, dataset: String) throws -> String? {
      let text = """
        \(dataset)
        rule example {
          title "An example"
          severity high
          \(rule)
          for each breach as b
          require some notification within 1 month after b with same breach.id
        }
        """
      var files = [(name: "rules/test.writ", text: text)]
      if !pack.isEmpty { files.append((name: "rules/pack.writ", text: pack)) }
      let (program, diagnostics) = Checked.check(files)
      #expect(diagnostics.map(\.message) == [])
      guard case .relation(let relation) = program.rules.first?.requirement else { return nil }
      return relation.related.window?.zone
    }
    let dataset = "dataset d {\n  zone \"Europe/Paris\"\n  input \"a\"\n}"
    let pack = "pack p {\n  title \"P\"\n  zone \"Europe/Berlin\"\n}"
    #expect(try zone(rule: "", pack: "", dataset: "") == "UTC")
    #expect(try zone(rule: "", pack: "", dataset: dataset) == "Europe/Paris")
    #expect(try zone(rule: "", pack: pack, dataset: dataset) == "Europe/Berlin")
    #expect(
      try zone(rule: "zone \"Europe/Rome\"", pack: pack, dataset: dataset) == "Europe/Rome")
  }

  @Test func endsMayNameFewerKeys() throws {
    let rule = try Checked.rule(
      "for each data_access as use\nrequire consented for use with same user.id, purpose",
      after: """
        state consented by subject.id, purpose {
          starts consent
          ends deletion by subject.id
          ends consent by purpose, subject.id where event.action == "withdrawn"
          ends data_request by user.id, purpose
        }
        """)
    guard case .state(let use) = rule.requirement else {
      Issue.record("no state")
      return
    }
    #expect(
      use.state.boundaries.map(\.keys) == [
        [.field("subject.id"), .field("purpose")], [.field("subject.id"), nil],
        [.field("subject.id"), .field("purpose")], [.field("user.id"), .field("purpose")],
      ])
    #expect(use.keys == [.field("user.id"), .field("purpose")])
  }

  @Test func stateOfThePairsElement() throws {
    let rule = try Checked.rule(
      """
      for each data_access as use with each element of use.subject.ids as person
      require consented for use with same person, purpose
      """, after: "state consented by subject.id, purpose {\n  starts consent\n}")
    guard case .state(let use) = rule.requirement else {
      Issue.record("no state")
      return
    }
    #expect(use.keys == [.eachElement(RecordPath([])), .field("purpose")])
  }

  @Test func messagesNameWhatIsJudged() throws {
    let pair = try Checked.rule(
      """
      for each data_request as r with each disclosure as d before r with same subject.id
      require some notification within 30d after r with same subject.id
              where recipient.name == d.recipient.name
      message "{r.subject.id}: {d.recipient.name} was not told"
      report per d.recipient.name
      """)
    #expect(
      pair.message.parts.contains(
        .operand(.outer(.each, .field("recipient.name")), written: "d.recipient.name")))
    #expect(pair.reportPer == [.outer(.each, .field("recipient.name"))])
    let group = try Checked.rule(
      """
      for each row s of services per 1h
      require count(request with same destination.service as s.name) >= 1
      message "{s.name} was silent from {window.start} to {window.end}"
      """, after: "table services from \"services.csv\" keyed by name",
      data: ["rules/services.csv": "name\na\n"])
    #expect(group.message.parts.contains(.operand(.row(column: "name"), written: "s.name")))
    #expect(group.message.parts.contains(.operand(.windowStart, written: "window.start")))
    #expect(group.message.parts.contains(.operand(.windowEnd, written: "window.end")))
  }

  @Test func typesOfAggregates() throws {
    func type(_ aggregate: String, _ literal: String) throws -> ValueType? {
      let rule = try Checked.rule(
        "for each user.id per 1d\nrequire \(aggregate) <= \(literal)")
      guard case .comparison(.aggregate(let aggregate), _, _) = rule.requirement else {
        return nil
      }
      return aggregate.type
    }
    #expect(try type("count(request)", "5") == .integer)
    #expect(try type("distinct(url.path of request)", "5") == .integer)
    #expect(try type("sum(source.port of request)", "5") == .integer)
    #expect(try type("sum(http.duration of request)", "5s") == .duration)
    #expect(try type("avg(source.port of request) else 0", "0.5") == .decimal)
    #expect(try type("max(http.response.body.size of request) else 0B", "1MB") == .size)
    #expect(try type("p95(http.duration of request) else 0s", "300ms") == .duration)
    #expect(try type("share(user.id is absent of request) else 0", "0.01") == .decimal)
    #expect(try type("gap(request)", "1h") == .duration)
    #expect(
      try type("latest(time of request) else 2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z")
        == .timestamp)
  }

  @Test func limitsStandOnEitherSide() throws {
    let rule = try Checked.rule(
      "for each user.id in any 5m\nrequire 5 >= count(request) and not (count(change) > 3)")
    guard case .and(let parts) = rule.requirement else {
      Issue.record("no limits")
      return
    }
    guard case .comparison(.aggregate, .lessOrEqual, _) = parts[0] else {
      Issue.record("\(parts[0])")
      return
    }
  }

  @Test func testsGiveEvidenceWithEnds() throws {
    let program = try Checked.program(
      """
      rule four-eyes {
        title "Four eyes"
        severity high
        zone "Europe/Berlin"
        for each change as c
        require at least needed approval within 7d before c with same change.id
        unless teams[resource.name].exempt because "exempt"
      }
      param needed: int = 2
      table teams from "teams.csv" keyed by name (exempt: bool)
      test four-eyes {
        with param needed = 1
        with table teams from "few.csv"
        given "an approval" [
          approval { time: 2026-01-01T10:00:00Z, change.id: "C1", actor.id: "bob" }
          change   { time: 2026-01-02T10:00:00Z, change.id: "C1", actor.id: "ann" }
        ] from 2026-01-01 until 2026-02-01 passes
        given [
          change   { time: 2026-01-02T10:00:00Z, change.id: "C1" }
          change   { time: 2026-01-02T10:00:00Z, change.id: "C2" }
        ] until 2026-01-02T11:00:00Z fails 2
        given [ change { time: 2026-01-02T10:00:00Z } ] pending
        given [ change { resource.name: "a" } ] excepted
        given [ approval { change.id: "C1" } ] not-applicable
      }
      """,
      data: ["rules/teams.csv": "name,exempt\nb,false\n", "rules/few.csv": "name,exempt\na,true\n"])
    let test = try #require(program.tests.first)
    #expect(
      test.cases.map(\.outcome) == [.passes, .fails(2), .pending, .excepted, .notApplicable])
    #expect(test.cases[0].records.map(\.kind) == ["approval", "change"])
    // 2025-12-31T23:00:00Z, 2026-02-01T23:00:00Z: whole days in the rule's zone.
    #expect(test.cases[0].from?.nanoseconds == 1_767_222_000_000_000_000)
    #expect(test.cases[0].until?.nanoseconds == 1_769_986_800_000_000_000)
    #expect(test.cases[1].from == nil)
    #expect(test.cases[1].until?.nanoseconds == 1_767_351_600_000_000_000)
    guard case .relation(let relation) = test.rule.requirement else {
      Issue.record("no relation")
      return
    }
    #expect(relation.form == .atLeast(1))
  }

  @Test func waiversOfGroupsNameTheirKeys() throws {
    let program = try Checked.program(
      """
      rule export {
        title "Mass export"
        severity high
        for each user.id per 1d
        require count(data_access) <= 100
      }
      waive export where user.id == "backup" {
        until 2027-03-31
        approved by "dpo"
        because "backups"
      }
      """)
    #expect(
      program.waivers.first?.condition
        == .comparison(.field("user.id"), .equal, .text("backup")))
  }

  @Test(arguments: [
    // An equality, one inequality, one order: looked up at once.
    (
      "where actor.id == c.actor.id and user.id == c.user.id and resource.name != c.resource.name",
      0
    ),
    ("where time < c.breach.aware_at", 0),
    ("where actor.id != c.actor.id and user.id != c.user.id", 1),
    ("where actor.id == c.actor.id or user.id == c.user.id", 1),
    ("where lower(actor.id) == lower(c.actor.id)", 0),
    // What is computed of further events is no key.
    ("as a where count(span within 1h before a with same trace.id) == length(c.trace.id)", 1),
  ])
  func saysWhatLooksAtEveryCandidate(filter: String, notes: Int) {
    let alias = filter.hasPrefix("as a ") ? "as a" : ""
    var filter = alias.isEmpty ? filter : String(filter.dropFirst(5))
    if filter.contains(" or ") { filter = "where (\(filter.dropFirst(6)))" }
    let (_, diagnostics) = Checked.check([
      (
        "rules/test.writ",
        """
        rule example {
          title "An example"
          severity high
          for each change as c
          require some approval \(alias) within 7d before c with same change.id \(filter)
        }
        """
      )
    ])
    #expect(diagnostics.map(\.id) == Array(repeating: "every-candidate", count: notes))
    #expect(diagnostics.allSatisfy { $0.severity == .note })
  }
}
