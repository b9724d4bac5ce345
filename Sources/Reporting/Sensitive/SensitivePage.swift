import Findings

/// The report of `writ sensitive` for people: one self-contained page without any request to anywhere, in
/// the style of the compliance report and under the same Content-Security-Policy.
enum SensitivePage {
  /// Findings that the page holds at most; what is left out is said.
  static let mostFindings = 5000

  static func write(_ result: SensitiveResult, to sink: some ByteSink) throws(SinkError) {
    let output = Output(sink)
    let writer = HTMLWriter(output: output)
    let script = PackageResources.sensitive_js
    HTMLReporter.head(
      writer, title: "Writ sensitive data report", style: PackageResources.report_css,
      script: script)
    writer.sensitiveHeader(result)
    writer.sensitiveNavigation(result)
    writer.raw("<main id=\"main\" tabindex=\"-1\">\n")
    writer.sensitiveResult(result)
    writer.sensitiveTypes(result)
    if !result.fields.isEmpty { writer.sensitiveFilter() }
    writer.sensitiveFields(result.fields)
    try output.relieve()
    try writer.sensitiveFindings(result, most: mostFindings)
    writer.screenedInputs(result.inputs)
    writer.sensitiveRun(result)
    writer.raw("</main>\n<footer><p>Written by Writ ")
    writer.text(result.toolVersion)
    writer.raw(
      """
      . The page holds no value of the data: places, lengths, and as much of a value as its type allows \
      to be seen. What was not looked at is said above, and is never a pass.</p></footer>

      """)
    writer.raw("<script>")
    output.bytes(script)
    writer.raw("</script>\n</body>\n</html>\n")
    try output.flush()
  }
}

extension HTMLWriter {
  fileprivate func sensitiveHeader(_ result: SensitiveResult) {
    raw("<header class=\"top\">\n<div class=\"brand\"><p class=\"mark\" aria-hidden=\"true\">§</p>")
    raw("<div><h1>Sensitive data</h1>\n<p class=\"sub\">")
    text(
      "\(counted(result.eventsExamined, "event")) of \(counted(result.inputs.count, "input")), "
        + "\(grouped(result.eventsWithFindings)) with findings")
    raw("</p></div></div>\n<button type=\"button\" id=\"theme\" hidden>Dark</button>\n</header>\n")
  }

  fileprivate func sensitiveNavigation(_ result: SensitiveResult) {
    raw(
      """
      <nav aria-label="Sections of the report">
      <ul class="parts">
      <li><a href="#result">Result</a></li>
      <li><a href="#types">Types</a></li>
      <li><a href="#fields">Fields</a></li>
      <li><a href="#findings">Findings</a></li>
      <li><a href="#inputs">Inputs</a></li>
      <li><a href="#run">Run</a></li>
      </ul>
      </nav>

      """)
  }

  // MARK: Result

  fileprivate func sensitiveResult(_ result: SensitiveResult) {
    let total = result.total
    raw("<section id=\"result\" aria-labelledby=\"result-h\"><h2 id=\"result-h\">Result</h2>\n")
    element("p", class: "lead", lead(result))
    raw("<ul class=\"tiles\">\n")
    tile("v-fail", total.unmasked, "unmasked", "Sensitive data in the clear.")
    tile(
      "v-inconclusive", total.insufficientlyMasked, "insufficiently masked",
      "A mask that leaves more to be seen than the type allows.")
    tile(
      "v-error", total.weaklyPseudonymised, "weakly pseudonymised",
      "A digest without a key of something that can be tried out.")
    tile("v-pass", total.masked, "masked", "As it should be.")
    tile(
      "v-not-applicable", result.eventsWithFindings, "events",
      "Events with something that is not masked.")
    raw("</ul>\n")
    if result.exitStatus != 0 || !result.problems.isEmpty {
      raw("<div class=\"problems\" role=\"note\"><h3>")
      text("Exit status \(result.exitStatus), because")
      raw("</h3><ul>\n")
      if result.exitStatus == 1 {
        element("li", "there are findings of \(result.failOn) confidence or above")
      }
      for problem in result.problems {
        raw("<li>")
        text(problem.message)
        if let option = problem.acceptedBy {
          raw(" <span class=\"accept\">(")
          element("code", option)
          raw(" accepts this)</span>")
        }
        raw("</li>\n")
      }
      raw("</ul></div>\n")
    }
    raw("</section>\n")
  }

  private func lead(_ result: SensitiveResult) -> String {
    if result.eventsExamined == 0 { return "Nothing was looked through." }
    let leaks = result.total.leaks
    let places = counted(leaks, "place")
    let sentence =
      leaks == 0
      ? "No unmasked sensitive data was found in \(counted(result.eventsExamined, "event"))."
      : "\(places) in \(counted(result.eventsWithFindings, "event")) of \(grouped(result.eventsExamined)) hold data that should be masked."
    return sentence + " Findings of less than \(result.minConfidence) confidence are left out."
  }

  private func tile(_ style: StaticString, _ count: Int, _ name: String, _ meaning: String) {
    raw("<li class=\"tile ")
    raw(style)
    if count == 0 { raw(" none") }
    raw("\"><span class=\"number\">")
    text(grouped(count))
    raw("</span> ")
    element("span", class: "name", name)
    raw(" ")
    element("span", class: "meaning", meaning)
    raw("</li>\n")
  }

  // MARK: Tables

  fileprivate func sensitiveTypes(_ result: SensitiveResult) {
    raw("<section id=\"types\" aria-labelledby=\"types-h\"><h2 id=\"types-h\">Types</h2>\n")
    guard !result.fields.isEmpty else {
      raw("<p class=\"empty\">Nothing was found, masked or not.</p></section>\n")
      return
    }
    var order: [String] = []
    var sums: [String: (category: String, counts: SensitiveCounts, fields: Int)] = [:]
    for field in result.fields {
      if sums[field.type] == nil { order.append(field.type) }
      var sum = sums[field.type] ?? (field.category, SensitiveCounts(), 0)
      sum.counts.add(field.counts)
      sum.fields += 1
      sums[field.type] = sum
    }
    tableHead(["Type", "Category"], label: "Types", last: "Fields")
    for type in order {
      guard let sum = sums[type] else { continue }
      raw("<tr><th scope=\"row\">")
      element("code", type)
      raw("</th><td>")
      text(sum.category)
      raw("</td>")
      cells(sum.counts)
      number(sum.fields)
      raw("</tr>\n")
    }
    raw("</tbody></table></div></section>\n")
  }

  fileprivate func sensitiveFilter() {
    raw(
      """
      <section id="filters" aria-labelledby="filters-h" hidden><h2 id="filters-h">Filter</h2>
      <div class="row"><label class="search"><span class="unseen">Filter fields and findings</span>\
      <input type="search" id="search" placeholder="Filter fields and findings" autocomplete="off" \
      spellcheck="false"><kbd>/</kbd></label><span id="count" role="status"></span></div></section>

      """)
  }

  fileprivate func sensitiveFields(_ fields: [SensitiveResult.Field]) {
    raw("<section id=\"fields\" aria-labelledby=\"fields-h\"><h2 id=\"fields-h\">Fields</h2>\n")
    guard !fields.isEmpty else {
      raw("<p class=\"empty\">Nothing was found, masked or not.</p></section>\n")
      return
    }
    tableHead(["Field", "Type", "Source"], label: "Fields", last: "Events")
    for field in fields {
      raw("<tr class=\"entry\"><th scope=\"row\">")
      element("span", class: "path", field.field.isEmpty ? "(text)" : field.field)
      raw("</th><td>")
      element("code", field.type)
      raw("</td><td class=\"when\">")
      text(field.source)
      raw("</td>")
      cells(field.counts)
      number(field.counts.events)
      raw("</tr>\n")
    }
    raw("</tbody></table></div></section>\n")
  }

  private func tableHead(_ heads: [String], label: String, last: String) {
    raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\"")
    attribute("aria-label", label)
    raw("><table class=\"data\"><thead><tr>")
    for head in heads {
      raw("<th scope=\"col\">")
      text(head)
      raw("</th>")
    }
    for head in ["Unmasked", "Insufficient", "Weak", "Masked", last] {
      raw("<th scope=\"col\" class=\"num\">")
      text(head)
      raw("</th>")
    }
    raw("</tr></thead><tbody>\n")
  }

  private func cells(_ counts: SensitiveCounts) {
    raw("<td class=\"num\">")
    if counts.unmasked > 0 {
      element("b", grouped(counts.unmasked))
    } else {
      raw("<span class=\"zero\">0</span>")
    }
    raw("</td>")
    number(counts.insufficientlyMasked)
    number(counts.weaklyPseudonymised)
    number(counts.masked)
  }

  private func number(_ value: Int) {
    raw("<td class=\"num\">")
    if value == 0 { raw("<span class=\"zero\">0</span>") } else { text(grouped(value)) }
    raw("</td>")
  }

  // MARK: Findings

  fileprivate func sensitiveFindings(_ result: SensitiveResult, most: Int) throws(SinkError) {
    raw(
      "<section id=\"findings\" aria-labelledby=\"findings-h\"><h2 id=\"findings-h\">Findings</h2>\n"
    )
    if result.findings.isEmpty {
      raw("<p class=\"empty\">There is none to show.</p>\n")
    }
    var shown = 0
    for type in Set(result.findings.map(\.type)).sorted() {
      let findings = result.findings.filter { $0.type == type }
      // Each type its share, and what others leave of theirs is not given on: the page says so.
      let part = findings.prefix(max(10, most / max(1, Set(result.findings.map(\.type)).count)))
      shown += part.count
      raw("<details class=\"source\"><summary>")
      text("\(type), \(counted(findings.count, "finding"))")
      raw("</summary><div class=\"scroll\" role=\"region\" tabindex=\"0\"")
      attribute("aria-label", "Findings of \(type)")
      raw(
        "><table class=\"data\"><thead><tr><th scope=\"col\">Seen</th><th scope=\"col\">Place</th>")
      raw("<th scope=\"col\">Field</th><th scope=\"col\">Decided by</th></tr></thead><tbody>\n")
      for finding in part {
        row(finding)
        try output.relieve()
      }
      raw("</tbody></table></div></details>\n")
    }
    let hidden = result.findings.count - shown + result.findingsNotShown
    if hidden > 0 {
      element(
        "p", class: "beyond",
        "\(counted(hidden, "more finding")) not shown here; --format ndjson has them all")
    }
    raw("</section>\n")
  }

  private func row(_ finding: SensitiveFinding) {
    raw("<tr class=\"entry\"><th scope=\"row\">")
    element("code", finding.excerpt)
    if finding.state != "unmasked" { element("span", class: "flag", finding.state) }
    raw("</th><td>")
    element("span", class: "path", finding.file)
    element(
      "span", class: "minor",
      "record \(grouped(finding.record)), byte \(grouped(finding.offset)), \(counted(finding.length, "byte"))"
    )
    raw("</td><td>")
    element("span", class: "path", finding.pointer.isEmpty ? "(text)" : finding.pointer)
    if finding.isInKey { element("span", class: "minor", "in the name") }
    raw("</td><td>")
    text(finding.context)
    element("span", class: "minor", "\(finding.confidence) confidence, \(finding.detector)")
    raw("</td></tr>\n")
  }

  // MARK: Inputs and run

  fileprivate func screenedInputs(_ inputs: [InputFacts]) {
    raw("<section id=\"inputs\" aria-labelledby=\"inputs-h\"><h2 id=\"inputs-h\">Inputs</h2>\n")
    guard !inputs.isEmpty else {
      raw("<p class=\"empty\">No input was read.</p></section>\n")
      return
    }
    raw(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Inputs\"><table class=\"data\">"
    )
    raw("<thead><tr><th scope=\"col\">Input</th><th scope=\"col\">Source</th>")
    raw("<th scope=\"col\" class=\"num\">Size</th><th scope=\"col\" class=\"num\">Events</th>")
    raw("<th scope=\"col\">State</th></tr></thead><tbody>\n")
    for input in inputs {
      raw("<tr><th scope=\"row\">")
      element("span", class: "path", input.path)
      if let digest = input.sha256 { element("span", class: "hash", "SHA-256 " + digest) }
      raw("</th><td>")
      text(input.source ?? "–")
      raw("</td><td class=\"num\">")
      text(size(input.bytes))
      if let compression = input.compression { element("span", class: "minor", compression) }
      raw("</td>")
      number(input.events)
      raw("<td>")
      state(of: input)
      raw("</td></tr>\n")
    }
    raw("</tbody></table></div></section>\n")
  }

  private func state(of input: InputFacts) {
    if input.state == .read, input.unreadable.isEmpty {
      text("looked through")
      return
    }
    if input.state != .read {
      element(
        "span", class: "flag",
        input.state.rawValue.replacingDashes + (input.detail.map { ": " + $0 } ?? ""))
    }
    for unreadable in input.unreadable {
      raw("<span class=\"flag\">")
      text("\(counted(unreadable.count, "record")) not looked at (\(unreadable.reason))")
      raw("</span>")
      let places = unreadable.places.prefix(3).map {
        "record \(grouped($0.record)), byte \($0.offset)"
      }
      element("span", class: "minor", places.joined(separator: "; "))
    }
  }

  fileprivate func sensitiveRun(_ result: SensitiveResult) {
    raw(
      "<section id=\"run\" aria-labelledby=\"run-h\"><h2 id=\"run-h\">Run</h2>\n<dl class=\"facts\">"
    )
    fact("Tool", "Writ \(result.toolVersion)")
    fact("Least confidence", result.minConfidence)
    fact("Fails on", result.failOn)
    fact("Types", result.types.isEmpty ? "all" : result.types.joined(separator: ", "))
    fact("Exit status", "\(result.exitStatus)")
    raw("</dl>\n")
    if !result.notes.isEmpty {
      raw("<h3>Remarks</h3><ul class=\"notes\">")
      for note in result.notes { element("li", note) }
      raw("</ul>\n")
    }
    raw("</section>\n")
  }
}
