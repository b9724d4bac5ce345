import Findings
import RuleModel
import Scanning
import Testing

/// Small cases in which a scan and the reference evaluator once differed, or a scan ended.
@Suite struct EngineCaseTests {
  /// Logs by source: its files' lines. A source without files is only declared.
  private func scan(
    _ rules: String, tolerances: [Int] = [0, 0], kinds: [[String]] = [],
    _ logs: [[[String]]], _ change: (inout ScanOptions) -> Void = { _ in }
  ) throws -> RuleResult {
    let declarations = logs.indices.map {
      TimeSources.declaration(
        $0, kinds: kinds.isEmpty ? TimeSources.kinds : kinds[$0], toleranceSeconds: tolerances[$0])
    }
    var run = try EngineRun(rules: declarations.joined() + rules)
    defer { run.cleanUp() }
    try #require(run.errors.isEmpty, "\(run.errors.map(\.message))")
    for (source, files) in logs.enumerated() where !files.isEmpty {
      let named = files.enumerated().map { ("f\($0).jsonl", $1) }
      try run.add(body: "s\(source)", Dictionary(uniqueKeysWithValues: named))
    }
    var options = run.options
    change(&options)
    let result = try run.scan(options)
    #expect(result.inputs.allSatisfy { $0.unreadable.isEmpty })
    return try #require(result.rules.first)
  }

  private func line(_ kind: String, _ time: Int, _ members: String = "", source: Int = 0) -> String
  {
    let parts = ["\"source\(source)\":1", "\"kind\":\"\(kind)\"", "\"t\":\(time)", members]
    return "{\(parts.filter { !$0.isEmpty }.joined(separator: ","))}"
  }

  /// The scan ended where the exceptions of such a rule were added up.
  @Test func exceptionsOfARuleAboutTime() throws {
    let result = try scan(
      """
      rule r {
        title "r" severity high
        for each a as x
        require some b within 5s before x with same k
        unless v == 1 because "one"
        unless v == 2 because "two"
      }
      """,
      [
        [
          [
            line("b", 8, #""k":"x""#), line("a", 10, #""k":"y","v":1"#),
            line("a", 11, #""k":"x","v":3"#), line("a", 12, #""k":"y","v":2"#),
            line("a", 13, #""k":"y","v":1"#), line("a", 14, #""k":"y","v":3"#),
          ]
        ]
      ]
    ) { $0.historyComplete = true }
    #expect(result.verdict == .fail)
    #expect(result.counts.failed == 1 && result.counts.passed == 1 && result.counts.excepted == 3)
    #expect(result.exceptions.map(\.because) == ["one", "two"])
    #expect(result.exceptions.map(\.count) == [2, 1])
  }

  /// Of a trigger that may have further pairs no clause can be shown: they read the pair's second event.
  @Test func clausesOfPairsThatMayFollow() throws {
    let result = try scan(
      """
      rule r {
        title "r" severity high
        for each a as x
          with each b as e within 5s after x with same k
        require no c within 3s before e.due with same k
      }
      """, [[[line("a", 10, #""k":"x""#), line("tick", 11)]]])
    #expect(result.verdict == .inconclusive)
    #expect(result.missing.map(\.reason) == ["more-may-follow"])
    #expect(result.missing.map(\.count) == [1])
  }

  /// An event that ends a state twice over, once for certain: that it is not known whether it does so
  /// the second time is no reason for anything.
  @Test func aCertainEndThatMayBeOneTwice() throws {
    let result = try scan(
      """
      state on by k, v {
        starts c
        ends a by k
        ends a where w >= 2
      }
      rule r {
        title "r" severity high
        for each c as x
        require on for x
      }
      """, tolerances: [1, 2],
      [
        [[line("c", 20, #""k":"x","v":3,"w":1"#)]],
        [[line("a", 18, #""k":"x","v":null,"w":2"#, source: 1)]],
      ]
    ) { $0.historyComplete = true }
    #expect(result.counts.inconclusive == 1)
    #expect(result.missing.map(\.reason) == ["order-uncertain"])
  }

  /// Of several reasons the first counts, and that no source can record a kind is the first of all.
  @Test(arguments: ["require not (on for x)", "require some c within 3s before x with same k, v"])
  func noSourceComesBeforeAMissingKey(_ requirement: String) throws {
    let result = try scan(
      """
      state on by k, v {
        starts c
        ends a
      }
      rule r {
        title "r" severity high
        for each b as x
        \(requirement)
      }
      """, kinds: [["a", "b"], ["c"]], [[[line("b", 10, #""k":"x""#)]], []])
    #expect(result.missing.map(\.reason) == ["no-source"])
  }

  /// How far a session reaches may hang on an event that is no member of the gap's aggregate: it is the
  /// reason all the same.
  @Test func aGapInASessionThatMayReachFurther() throws {
    let undecided = #"{"source0":1,"t":21,"k":"x","v":1}"#
    let result = try scan(
      """
      rule r {
        title "r" severity high
        for each k with gap 4s
        require gap(a where v >= 2) > 3s
      }
      """,
      [
        [
          [
            line("a", 18, #""k":"x","v":2"#), undecided, line("a", 24, #""k":"x","v":null"#),
            line("tick", 50),
          ]
        ]
      ]
    ) { $0.historyComplete = true }
    #expect(result.counts.inconclusive == 2)
    #expect(result.missing.map(\.reason) == ["missing"])
    #expect(result.missing.map(\.count) == [2])
  }
}
