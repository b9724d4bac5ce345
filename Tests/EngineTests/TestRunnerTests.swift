import Diagnostics
import RuleModel
import RuleSemantics
import Scanning
import Testing
import Values

@Suite struct TestRunnerTests {
  static let rule = CheckedRule(
    id: "r", title: "", severity: .high, kind: "request",
    condition: .comparison(
      .field(Field(name: "url.path", type: .string)), .equal, .literal(.string("/\"a\"\n"))),
    requirement: .comparison(
      .field(Field(name: "http.duration", type: .duration)), .less,
      .literal(.duration(Duration(nanoseconds: 2_000_000_000)))))

  static let vocabulary = Vocabulary(
    fields: [:], kindParents: ["event": nil, "traffic": "event", "request": "traffic"])

  static func run(
    _ outcome: CheckedTest.Outcome, _ events: [(String, CheckedTest.Given)]
  ) -> TestOutcome? {
    let records = events.map { path, duration in
      CheckedTest.Record(
        kind: "request",
        fields: [
          (Field(name: "url.path", type: .string), .value(.string(Text(path)))),
          (Field(name: "http.duration", type: .duration), duration),
        ])
    }
    let test = CheckedTest(
      rule: rule,
      cases: [
        CheckedTest.Case(title: nil, records: records, outcome: outcome, file: "f", line: 1)
      ])
    return TestRunner.run([test], vocabulary: vocabulary).first
  }

  static func lasting(_ milliseconds: Int64) -> CheckedTest.Given {
    .value(.duration(Duration(nanoseconds: milliseconds * 1_000_000)))
  }

  @Test func verdictsComeFromTheWholePipeline() throws {
    let path = "/\"a\"\n"
    #expect(try #require(Self.run(.passes, [(path, Self.lasting(1999))])).passed)
    #expect(try #require(Self.run(.fails(nil), [(path, Self.lasting(2000))])).passed)
    #expect(try #require(Self.run(.inconclusive, [(path, .unknown)])).passed)
    #expect(try #require(Self.run(.fails(nil), [(path, .absent)])).passed)
    #expect(try #require(Self.run(.notApplicable, [("/b", Self.lasting(1))])).passed)
    let two = [(path, Self.lasting(3000)), (path, Self.lasting(1)), (path, Self.lasting(4000))]
    #expect(try #require(Self.run(.fails(2), two)).passed)
  }

  @Test func aDifferenceIsExplained() throws {
    let outcome = try #require(Self.run(.passes, [("/\"a\"\n", .unknown)]))
    #expect(!outcome.passed)
    #expect(outcome.expected == "passes" && outcome.actual == "inconclusive")
    #expect(outcome.details == ["http.duration is unknown: the event does not give it"])
  }
}

/// Tests with several events, of rules that relate them.
@Suite struct RelatedTestRunnerTests {
  static let rules = """
    rule four-eyes {
      title "Four eyes" severity high
      for each change as c
      unless   resource.type == "secrets" because "emergency"
      require  some approval within 7d before c with same change.id where actor.id != c.actor.id
    }

    rule erased {
      title "Erased" severity high
      for each data_request as r
      require  some deletion within 30d after r with same subject.id
    }

    test four-eyes {
      given "an approval by somebody else" [
        approval { time: 2026-01-01T10:00:00Z, change.id: "C1", actor.id: "bob" }
        change   { time: 2026-01-02T10:00:00Z, change.id: "C1", actor.id: "ann",
                   resource.type: "roles" }
      ] passes
      given "their own approval, and one too early" [
        approval { time: 2026-01-01T10:00:00Z, change.id: "C1", actor.id: "ann" }
        approval { time: 2025-01-01T10:00:00Z, change.id: "C1", actor.id: "bob" }
        change   { time: 2026-01-02T10:00:00Z, change.id: "C1", actor.id: "ann",
                   resource.type: "roles" }
        change   { time: 2026-01-03T10:00:00Z, change.id: "C1", actor.id: "ann",
                   resource.type: "roles" }
      ] fails 2
      given "what lies before is not known" [
        change   { time: 2026-01-02T10:00:00Z, change.id: "C1", actor.id: "ann",
                   resource.type: "roles" }
      ] from 2026-01-01 inconclusive
      given "an emergency" [
        change   { time: 2026-01-02T10:00:00Z, change.id: "C1", resource.type: "secrets" }
      ] excepted
      given "no change" [
        approval { time: 2026-01-01T10:00:00Z, change.id: "C1", actor.id: "ann" }
      ] not-applicable
    }

    test erased {
      given [
        data_request { time: 2026-01-02T00:00:00Z, subject.id: "s" }
      ] until 2026-01-20 pending
      given [
        data_request { time: 2026-01-02T00:00:00Z, subject.id: "s" }
      ] until 2026-02-20 fails
      given [
        data_request { time: 2026-01-02T00:00:00Z, subject.id: "s" }
        deletion     { time: 2026-02-01T00:00:00Z, subject.id: "s" }
      ] until 2026-01-20 passes
      given [
        data_request { time: 2026-01-02T00:00:00Z, subject.id: "s" }
        deletion     { time: 2026-01-12T00:00:00Z }
      ] inconclusive
    }
    """

  private func outcomes(_ text: String) throws -> [TestOutcome] {
    let (program, diagnostics) = check(
      [SourceText(name: "t.writ", bytes: Array(text.utf8))], options: CheckOptions())
    let errors = diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors.map(\.message))")
    return TestRunner.run(program.tests, vocabulary: program.vocabulary)
  }

  @Test func casesOfSeveralEventsGoThroughTheWholePipeline() throws {
    let outcomes = try outcomes(Self.rules)
    #expect(outcomes.count == 9)
    for outcome in outcomes {
      #expect(outcome.passed, "\(outcome.line): \(outcome.actual): \(outcome.details)")
    }
  }

  @Test func aDifferenceSaysWhatDecided() throws {
    let wrong = try outcomes(Self.rules.replacing("] until 2026-01-20 pending", with: "] passes"))
    let outcome = try #require(wrong.first { !$0.passed })
    #expect(outcome.expected == "passes" && outcome.actual == "fails")
    #expect(outcome.details.contains { $0.hasPrefix("some deletion within 30d after r") })
    let open = try outcomes(Self.rules.replacing("until 2026-02-20 fails", with: "passes"))
    #expect(try #require(open.first { !$0.passed }).actual == "fails")
  }
}
