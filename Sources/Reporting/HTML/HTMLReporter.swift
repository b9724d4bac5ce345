import Crypto
import Findings

/// The report for people: one self-contained page without any request to anywhere.
///
/// The page works without its script, which adds filters, search, the findings past the first
/// ones, the keyboard and the choice of light or dark. The Content-Security-Policy admits that one
/// style sheet and that one script by their hashes and nothing else.
package struct HTMLReporter: Sendable {
  /// Findings that the page holds at most; each rule gets its fair share, and what is left out is
  /// said. The JSON report holds them all.
  package var findingLimit = 20_000
  /// Pending subjects that the page holds at most, shared likewise.
  package var pendingLimit = 5_000
  /// Findings of a rule that the page shows without its script.
  package var firstFindings = 10

  package init() {}

  /// Writes the page piece by piece: memory doesn't grow with the number of findings.
  package func write(_ result: ScanResult, to sink: some ByteSink) throws(SinkError) {
    let output = Output(sink)
    let writer = HTMLWriter(output: output)
    let rules = Totals.reading(result.rules)
    let shares = FindingShares.each(rules, findings: findingLimit, pending: pendingLimit)
    let lists = rules.count { !$0.findings.isEmpty } + rules.count { !$0.pendingSubjects.isEmpty }
    let first = max(1, min(firstFindings, 600 / max(1, lists)))
    let style = PackageResources.report_css
    let script = PackageResources.report_js

    Self.head(writer, title: "Writ compliance report", style: style, script: script)
    writer.glyphs(of: rules)
    writer.header(result)
    writer.navigation(rules)
    writer.raw("<main id=\"main\" tabindex=\"-1\">\n")
    writer.overview(result, Totals(result), rules)
    try output.relieve()
    writer.filters(rules)
    writer.raw("<div id=\"rules\">\n")
    if rules.isEmpty {
      writer.raw("<p class=\"empty\">No rule was selected, so nothing was judged.</p>\n")
    }
    for (index, rule) in rules.enumerated() {
      writer.section(
        rule, bucketSeconds: result.run.bucketSeconds, share: shares[index], first: first)
      try output.relieve()
    }
    writer.raw(
      "</div>\n<p id=\"no-match\" class=\"empty\" hidden>Nothing matches the filters.</p>\n")
    writer.raw("</main>\n")
    writer.footer(result)
    try FindingIsland(output).write(rules, shares: shares, first: first)
    writer.raw("<script>")
    output.bytes(script)
    writer.raw("</script>\n</body>\n</html>\n")
    try output.flush()
  }

  /// Everything up to the page's contents.
  static func head(_ writer: HTMLWriter, title: StaticString, style: [UInt8], script: [UInt8]) {
    writer.raw(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy"
      """)
    writer.attribute("content", policy(style: style, script: script))
    writer.raw(
      """
      >
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">
      <title>
      """)
    writer.raw(title)
    writer.raw("</title>\n<style>")
    writer.output.bytes(style)
    writer.raw(
      "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n")
  }

  /// The Content-Security-Policy of a page with this style sheet and this script.
  static func policy(style: [UInt8], script: [UInt8]) -> String {
    "default-src 'none'; style-src 'sha256-\(digest(style))'; script-src 'sha256-\(digest(script))'; "
      + "base-uri 'none'; form-action 'none'"
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    base64(Array(SHA256.hash(data: bytes)))
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
      }
      for offset in 0..<4 {
        let digit = alphabet[Int(group >> UInt32(18 - 6 * offset) & 63)]
        result.append(offset <= count ? digit : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
