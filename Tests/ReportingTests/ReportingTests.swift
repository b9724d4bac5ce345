import Findings
import Testing

@testable import Reporting

@Suite struct GoldenTests {
  @Test(arguments: ReportFormat.allCases)
  func matchesItsGoldenFile(format: ReportFormat) throws {
    let sink = MemorySink()
    try format.write(Fixture.sample(findings: 6), to: sink)
    try Files.expectGolden(format.fileName, withoutResources(sink.text))
  }

  /// Rules about related events, groups and states.
  @Test(arguments: ReportFormat.allCases)
  func relatedEventsMatchTheirGoldenFile(format: ReportFormat) throws {
    let sink = MemorySink()
    try format.write(Fixture.related(), to: sink)
    try Files.expectGolden("related-" + format.fileName, withoutResources(sink.text))
  }

  /// The style sheet and the script have files of their own, and their hashes follow from them.
  private func withoutResources(_ page: String) -> String {
    var page = page
    for resource in [PackageResources.report_css, PackageResources.report_js] {
      page = page.replacing(String(decoding: resource, as: UTF8.self), with: "…")
    }
    let policy = HTMLReporter.policy(
      style: PackageResources.report_css, script: PackageResources.report_js)
    return page.replacing(policy.replacing("'", with: "&#39;"), with: "…")
  }

  @Test(arguments: ReportFormat.allCases)
  func sameResultSameBytes(format: ReportFormat) throws {
    let (one, two) = (MemorySink(), MemorySink())
    try format.write(Fixture.sample(), to: one)
    try format.write(Fixture.sample(), to: two)
    #expect(one.bytes == two.bytes)
    #expect(one.bytes.count > 100)
  }

  /// Pages for the scripts under Tests/Tools.
  @Test func writesPages() throws {
    for (name, findings) in [("sample.html", 42), ("large.html", 10_000)] {
      let sink = MemorySink()
      try HTMLReporter().write(Fixture.sample(findings: findings), to: sink)
      try Files.writePage(name, sink.bytes)
    }
    for (name, erasures) in [("related.html", 30), ("related-large.html", 10_000)] {
      let sink = MemorySink()
      try HTMLReporter().write(Fixture.related(erasures: erasures, pending: 14), to: sink)
      try Files.writePage(name, sink.bytes)
    }
    for (name, result) in [("sample.json", Fixture.sample()), ("related.json", Fixture.related())] {
      let sink = MemorySink()
      try JSONReporter.write(result, to: sink)
      try Files.writePage(name, sink.bytes)
    }
  }
}
