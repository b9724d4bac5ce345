import Findings
import Testing

@testable import Reporting

/// What the reports for people say of results about related events, groups and pending subjects.
@Suite struct RelatedReportTests {
  private func page(_ result: ScanResult) throws -> String {
    let sink = MemorySink()
    try HTMLReporter().write(result, to: sink)
    return sink.text
  }

  private func rules(in page: String) throws -> [JSONValue] {
    let start = try #require(page.firstRange(of: "id=\"findings\">"))
    let end = try #require(page[start.upperBound...].firstRange(of: "</script>"))
    let island = try JSONValue(parsing: Array(page[start.upperBound..<end.lowerBound].utf8))
    return island["rules"]?.elements ?? []
  }

  @Test func theDrawingIsToldInWords() throws {
    let page = try page(Fixture.related())
    #expect(
      page.contains(
        #"aria-label="trigger, 2026-01-10 09:00:00Z; window, from 2026-01-10 09:00:00Z to 2026-02-09 09:00:00Z, both included; another scale beyond this mark; candidate, 2024-06-01 00:00:00Z, long before; nearest miss, 2026-02-12 09:30:00.250Z, 33 d later""#
      ))
    #expect(page.contains("to 2026-02-14 16:05:00Z (not included)"))
    #expect(page.contains("<use class=\"t-excluded-end\""))
  }

  @Test func pendingSubjectsSayUntilWhen() throws {
    let page = try page(Fixture.related())
    #expect(page.contains(#"<span class="status">pending until 2026-05-10 09:00:00Z</span>"#))
    #expect(page.contains("2 pending, 1 listed; the last is decided by 2026-05-10 09:00:00Z"))
    let pending = try rules(in: page).compactMap { $0["pending"] }
    #expect(pending.map(\.elements.count) == [1])
  }

  /// Pending subjects don't take the findings' room, and what is left out is said.
  @Test func pendingHasALimitOfItsOwn() throws {
    let sink = MemorySink()
    var reporter = HTMLReporter()
    reporter.findingLimit = 2
    reporter.pendingLimit = 30
    try reporter.write(Fixture.related(pending: 100), to: sink)
    let rules = try rules(in: sink.text)
    #expect(rules.reduce(0) { $0 + ($1["findings"]?.elements.count ?? 0) } == 2)
    #expect(rules.reduce(0) { $0 + ($1["pending"]?.elements.count ?? 0) } == 30)
    #expect(sink.text.contains("101 pending, 100 listed"))
    #expect(sink.text.contains("70 more are in the JSON report."))
    #expect(sink.text.contains("20 more are in this page, and its script shows them."))
  }

  /// Reports of rules that judge each event on its own carry nothing of this.
  @Test func otherPagesAreNotHeavier() throws {
    let page = try page(Fixture.sample())
    #expect(!page.contains("<defs>") && !page.contains("class=\"judgement\""))
  }

  @Test func aLongJudgementIsCutInThePageOnly() throws {
    var result = Fixture.related()
    let index = try #require(result.rules.firstIndex { $0.id == "rate-limited" })
    let events = result.rules[index].findings[0].judgements[0].events
    result.rules[index].findings[0].judgements[0].events = Array(
      repeating: events, count: 40
    ).flatMap { $0 }
    #expect(try page(result).contains("204 more events not shown"))
  }

  @Test func theSummaryTellsOfPending() throws {
    let lines = TextReporter(useColour: false).summary(of: Fixture.related())
      .split(separator: "\n")
    #expect(
      lines.contains(
        "Pending     2 subjects of 1 rule, the last until 2026-05-10 09:00:00Z: later evidence decides"
      ))
    let none = TextReporter(useColour: false).summary(
      of: ScanResult(run: Fixture.related().run, inputs: [], rules: []))
    #expect(!none.contains("Pending"))
  }
}
