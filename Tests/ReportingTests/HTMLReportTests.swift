import Findings
import Testing

@testable import Reporting

@Suite struct HTMLReportTests {
  private func page(_ result: ScanResult, limit: Int = 20_000) throws -> String {
    let sink = MemorySink()
    var reporter = HTMLReporter()
    reporter.findingLimit = limit
    try reporter.write(result, to: sink)
    return sink.text
  }

  /// The page with the style sheet, the script and the island cut out, and the island.
  private func parts(of page: String) throws -> (markup: String, island: String) {
    let style = String(decoding: PackageResources.report_css, as: UTF8.self)
    let script = String(decoding: PackageResources.report_js, as: UTF8.self)
    let start = "<script type=\"application/json\" id=\"findings\">"
    let pieces = page.split(separator: start)
    try #require(pieces.count == 2)
    let end = try #require(pieces[1].firstRange(of: "</script>"))
    let island = String(pieces[1][..<end.lowerBound])
    let rest = String(pieces[0]) + pieces[1][end.upperBound...]
    try #require(rest.contains(style) && rest.contains(script))
    return (rest.replacing(style, with: "").replacing(script, with: ""), island)
  }

  private static let harmless: [String] = {
    let tests = HTMLReportTests()
    guard let page = try? tests.page(Fixture.hostile("harmless")),
      let parts = try? tests.parts(of: page)
    else { return [] }
    return tests.skeleton(parts.markup)
  }()

  /// The elements' and attributes' names in order: all that markup is besides text.
  private func skeleton(_ markup: String) -> [String] {
    var names: [String] = []
    for piece in markup.utf8.split(separator: UInt8(ascii: "<")).dropFirst() {
      let tag = piece.prefix { $0 != UInt8(ascii: ">") }
      // Outside of the quotes are the names.
      let quote = UInt8(ascii: "\"")
      let outside = tag.split(separator: quote, omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset.isMultiple(of: 2) }.map { String(decoding: $0.element, as: UTF8.self) }
      names.append(outside.joined(separator: "\"\""))
    }
    return names
  }

  /// Data changes no element and no attribute: the skeleton is that of harmless data.
  @Test(arguments: Hostile.texts)
  func dataIsNeverMarkup(text: String) throws {
    let (markup, island) = try parts(of: page(Fixture.hostile(text)))
    #expect(!island.contains("<") && !island.contains(">") && !island.contains("&"))
    // Empty texts leave out what would be empty; the highlighting follows the text.
    guard !text.isEmpty else { return }
    let isColour: (String) -> Bool = { $0.hasPrefix("span class=\"\"") || $0 == "/span" }
    #expect(
      skeleton(markup).filter { !isColour($0) } == Self.harmless.filter { !isColour($0) })
    #expect(!markup.contains("pwned'</") && !markup.contains("\u{1B}"))
    #expect(skeleton(markup).count > 500)
  }

  @Test(arguments: Hostile.texts)
  func theIslandHoldsEveryTextVisibly(text: String) throws {
    let (_, island) = try parts(of: page(Fixture.hostile(text)))
    let value = try JSONValue(parsing: Array(island.utf8))
    let shown = visible(text)
    #expect(value.allStrings.contains { $0.utf8.elementsEqual(shown.utf8) })
    #expect(value["rules"]?.elements.count == 5)
    for scalar in value.allStrings.joined().unicodeScalars {
      #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
      #expect(!(0x202A...0x202E).contains(scalar.value))
    }
  }

  /// No handler, no inline style, no request: what the policy forbids is not even there.
  @Test func hasNothingThatThePolicyForbids() throws {
    let page = try page(Fixture.sample(findings: 500))
    let (markup, _) = try parts(of: page)
    for tag in skeleton(markup) {
      #expect(!tag.contains(" style=") && !tag.contains(" src="))
      #expect(!tag.contains(" on"))
    }
    #expect(!page.contains("innerHTML") && !page.contains("eval("))
    #expect(!markup.contains("http-equiv=\"refresh\""))
    #expect(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"))
    #expect(!page.contains("unsafe-inline"))
  }

  @Test func showsEveryVerdictAsPlainly() throws {
    let (markup, _) = try parts(of: page(Fixture.sample()))
    for verdict in Verdict.allCases {
      #expect(markup.contains("<li class=\"tile v-\(verdict.rawValue)\""))
      #expect(markup.contains("<section class=\"rule v-\(verdict.rawValue)\""))
    }
  }

  @Test func readsWithoutItsScript() throws {
    let (markup, _) = try parts(of: page(Fixture.sample(findings: 100)))
    #expect(markup.split(separator: "<details class=\"finding\">").count - 1 == 20)
    #expect(markup.contains("40 more are in this page"))
    #expect(markup.contains("1,000 more were counted and are not listed"))
    #expect(markup.contains("1,050 findings, 50 listed"))
  }

  @Test func saysWhatThePageLeavesOut() throws {
    let (markup, island) = try parts(of: page(Fixture.sample(findings: 100), limit: 30))
    let value = try JSONValue(parsing: Array(island.utf8))
    let counts = value["rules"]?.elements.map { $0["findings"]?.elements.count ?? -1 }
    #expect(counts?.reduce(0, +) == 30)
    #expect(markup.contains("35 more are in the JSON report."))
  }

  /// Also in what the script writes: a waived finding says so, and several records are no single one.
  @Test func findingsSayWhetherTheyAreWaivedAndHowManyRecordsTheyHave() throws {
    let result = Fixture.sample(findings: 100)
    let (markup, island) = try parts(of: page(result, limit: 60))
    let rules = try JSONValue(parsing: Array(island.utf8))["rules"]?.elements ?? []
    let verdicts = rules.flatMap { $0["findings"]?.elements ?? [] }.map(\.elements.last)
    #expect(verdicts.count == 60)
    #expect(verdicts.contains(.string("waived")))
    #expect(verdicts.allSatisfy { $0 == .string("") || $0 == .string("waived") })
    #expect(markup.contains(#"<span class="status">waived</span>"#))
    #expect(markup.contains(/<span class="place">[^<]*:\d+ and 2 more<\/span>/))
  }

  @Test func sharesAreFair() {
    let rules = [0, 3, 50, 500].map { count in
      var rule = Fixture.sample(findings: 0).rules[0]
      rule.findings = Fixture.sample(findings: count * 2).rules[0].findings
      return rule
    }
    #expect(FindingShares(rules, limit: 1000).counts == [0, 3, 50, 500])
    #expect(FindingShares(rules, limit: 103).counts == [0, 3, 50, 50])
    #expect(FindingShares(rules, limit: 23).counts == [0, 3, 10, 10])
    #expect(FindingShares(rules, limit: 0).counts == [0, 0, 0, 0])
    #expect(FindingShares([], limit: 5).counts == [])
  }

  @Test func anchorsAreDistinctAndPlain() {
    #expect(HTMLWriter.anchor("tls-1-2") == "rule-tls-1-2")
    #expect(HTMLWriter.anchor("a b") == "rule-a_20_b")
    #expect(HTMLWriter.anchor("a_20_b") == "rule-a_5f_20_5f_b")
  }

  @Test func clausesAreSortedAsPeopleCount() {
    let clauses = ["Art. 32", "Art. 5(1)(f)", "Art. 5", "Art. 25", "A.8.24", "A.8.5", "A.08.5"]
    #expect(
      clauses.sorted(by: Framework.countsBefore)
        == ["A.08.5", "A.8.5", "A.8.24", "Art. 5", "Art. 5(1)(f)", "Art. 25", "Art. 32"])
  }

  @Test func anEmptyResultIsAPage() throws {
    let run = RunFacts(toolVersion: "0", asOf: "2026-01-01T00:00:00Z")
    let page = try page(ScanResult(run: run, inputs: [], rules: []))
    #expect(page.contains("No rule was selected"))
    #expect(page.contains("No input was read."))
  }

  /// Pages for the scripts that open them in a browser.
  @Test func writesPagesWithTheCorpus() throws {
    for (index, text) in Hostile.texts.enumerated() {
      let sink = MemorySink()
      try HTMLReporter().write(Fixture.hostile(text), to: sink)
      try Files.writePage("hostile-\(index < 10 ? "0" : "")\(index).html", sink.bytes)
    }
  }
}

@Suite struct HistogramTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2000-03-01T00:00:00Z", 951_868_800),
      ("2024-02-29T12:34:56.789Z", 1_709_210_096), ("2026-12-31T23:59:59Z", 1_798_761_599),
      ("1969-12-31T23:59:59Z", -1),
    ] as [(String, Int64)])
  func readsTimes(time: String, seconds: Int64) {
    #expect(Histogram.seconds(time) == seconds)
  }

  @Test(
    arguments: [
      (0, "1970-01-01 00:00"), (951_868_800, "2000-03-01 00:00"),
      (1_709_210_096, "2024-02-29 12:34:56"), (-1, "1969-12-31 23:59:59"),
      (253_402_300_799, "9999-12-31 23:59:59"), (-62_135_596_800, "1-01-01 00:00"),
    ] as [(Int64, String)])
  func writesTimes(seconds: Int64, text: String) {
    #expect(Histogram.text(seconds) == text)
  }

  @Test(arguments: ["", "2026", "now", "2026-01-01Txx:00:00Z", "٢٠٢٦-01-01T00:00:00Z"])
  func refusesWhatIsNoTime(time: String) {
    #expect(Histogram.seconds(time) == nil)
  }

  @Test(arguments: [1, 10, 600, 3600, 21_600, 86_400, 604_800, 2_419_200])
  func barsAreWholeBuckets(bucketSeconds: Int) {
    var rule = Fixture.sample(findings: 0).rules[0]
    rule.findings = []
    rule.findingsNotShown = 4
    rule.failuresByTime = [
      ("2026-01-01T00:00:00Z", 1), ("2026-01-01T00:10:00Z", 2), ("2026-02-01T00:00:00Z", 1),
    ]
    let histogram = Histogram([rule], bucketSeconds: bucketSeconds, horizon: nil)
    #expect(histogram.width % Int64(bucketSeconds) == 0)
    #expect(histogram.bars.reduce(0) { $0 + $1.total } == 4)
    #expect(histogram.bars.count <= Histogram.maximumBars + 1)
  }

  @Test func countsEveryFailureOnce() {
    for findings in [1, 2, 7, 5000] {
      let result = Fixture.sample(findings: findings)
      let histogram = Histogram(
        result.rules, bucketSeconds: 86_400, horizon: result.run.horizon)
      let expected = result.rules.flatMap(\.failuresByTime).reduce(0) { $0 + $1.count }
      #expect(histogram.bars.reduce(0) { $0 + $1.total } == expected)
      #expect((1...Histogram.maximumBars + 1).contains(histogram.bars.count))
    }
  }
}
