import Findings
import Foundation
import RuleModel
import Scanning
import Testing

/// The verdict of every trigger of every case of the oracle, by a scan: rules as text, events as lines.
@Suite struct OracleEngineTests {
  private static let parts = 20

  @Test(arguments: 0..<parts)
  func scanAgrees(_ part: Int) throws {
    #expect(OracleCase.all.count == 600)
    for (number, oracle) in OracleCase.all.enumerated() where number % Self.parts == part {
      var rules = oracle.rules
      for index in rules.indices { rules[index].id = "r\(index)" }
      var run = try EngineRun(rules: TimeSources.declaration(1) + RuleText.text(rules))
      defer { run.cleanUp() }
      try #require(run.errors.isEmpty, "\(oracle.id): \(run.errors.map(\.message))")
      try run.add(body: "log", ["events.jsonl": oracle.lines])
      var options = run.options
      options.historyComplete = true
      options.jobs = 1 + number % 3
      options.chunkBytes = number % 2 == 0 ? 100 : 1 << 19
      let result = try run.scan(options)
      #expect(result.inputs.map(\.events) == [oracle.events.count], "\(oracle.id)")
      #expect(result.rules.count == rules.count)
      for rule in result.rules {
        compare(rule, oracle, run)
      }
    }
  }

  private func compare(_ rule: RuleResult, _ oracle: OracleCase, _ run: EngineRun) {
    let expected = OracleTests.Found(expected: oracle)
    let text = "\(oracle.id)\n\(rule.text)"
    #expect(Set(rows(rule.findings, oracle, run)) == expected.fail, "\(text)")
    #expect(Set(rows(rule.pendingSubjects, oracle, run)) == expected.pending, "\(text)")
    // Pairs may be alike; triggers are not.
    if oracle.pattern != "join_past" {
      #expect(rule.counts.passed == expected.passed.count, "\(text)")
      #expect(rule.counts.failed == expected.fail.count, "\(text)")
      #expect(rule.counts.pending == expected.pending.count, "\(text)")
    }
    #expect(rule.counts.inconclusive == 0 && rule.counts.undecided == 0, "\(text)")
    let verdict: Verdict =
      if !expected.fail.isEmpty {
        .fail
      } else if rule.counts.passed > 0 {
        .pass
      } else {
        expected.pending.isEmpty ? .notApplicable : .inconclusive
      }
    #expect(rule.verdict == verdict, "\(text)")
  }

  /// The triggers, of pairs with the value of the second event.
  private func rows(
    _ findings: [Finding], _ oracle: OracleCase, _ run: EngineRun
  ) -> [OracleCase.Row] {
    findings.compactMap { finding in
      guard let trigger = event(finding.evidence[0], oracle, run) else { return nil }
      if oracle.pattern != "join_past" { return OracleCase.Row(position: trigger.position) }
      guard let each = finding.each.flatMap({ event($0, oracle, run) }) else {
        Issue.record("\(oracle.id): a pair without its second event")
        return nil
      }
      return OracleCase.Row(position: trigger.position, w: each.v)
    }
  }

  private func event(
    _ evidence: Evidence, _ oracle: OracleCase, _ run: EngineRun
  ) -> OracleCase.Event? {
    guard let line = Int(run.place(evidence).split(separator: ":").last ?? "") else { return nil }
    return oracle.events[line]
  }
}
