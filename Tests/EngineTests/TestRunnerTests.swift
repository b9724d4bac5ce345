import RuleModel
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
