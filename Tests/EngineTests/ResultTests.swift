import Engine
import RuleModel
import Testing
import Values

@Suite struct ResultTests {
  static let rule = CheckedRule(
    id: "r", title: "", severity: .high, kind: "event", requirement: Sample.isTrue("a"))

  @Test func theFirstFindingsAreKept() {
    let rows = (0..<350).map { _ in ["a": "false"] }
    let counted = Sample.evaluate([Self.rule], rows, maxFindings: 7).rules[0]
    #expect(counted.failed == 350)
    #expect(counted.findings.sorted().map(\.record.key.time) == Array(0..<7))
  }

  @Test func aWaiverCoversUpToItsEndOnly() {
    let waiver = Waiver(
      rule: "r", condition: Sample.isTrue("w"), end: Timestamp(nanoseconds: 3),
      until: CalendarDate(daysSinceEpoch: 0), approvedBy: "", because: "")
    // At 0 and 1 it holds; at 2 its condition is unknown, which waives nothing; 3 is its end.
    let rows = [
      ["a": "false", "w": "true"], ["a": "false", "w": "true"], ["a": "false"],
      ["a": "false", "w": "true"], ["a": "true", "w": "true"],
    ]
    let tally = Sample.evaluate([Self.rule], rows, waivers: [waiver])
    #expect(tally.rules[0].failed == 4)
    #expect(tally.rules[0].waived == 2)
    #expect(tally.waived == [0: 2])
    #expect(tally.rules[0].findings.sorted().map(\.waiver) == [0, 0, -1, -1])
  }

  @Test func aWiderHistogramHoldsTheSameCounts() {
    var narrow = TimeHistogram()
    var wide = TimeHistogram()
    let day: Int64 = 86_400_000_000_000
    var failed = 0
    for rule in 0..<2 {
      let rows = (0..<10).map { _ in ["a": "false"] }
      let counted = Sample.evaluate([Self.rule], rows).rules[0]
      failed += counted.failures.buckets(width: 0).reduce(0) { $0 + $1.count }
      if rule == 0 { narrow.merge(counted.failures) } else { wide.merge(counted.failures) }
    }
    narrow.merge(wide)
    #expect(failed == 20)
    #expect(narrow.buckets(width: 3).map(\.count) == [20])
    #expect(TimeHistogram.width(from: 0, to: day, most: 60) == 4)
  }
}
