import Findings

/// The section of one rule.
extension HTMLWriter {
  /// - Parameters:
  ///   - bucketSeconds: the width of the rule's `failuresByTime`.
  ///   - share: findings and pending subjects that the page holds.
  ///   - first: of each, those that stand in the section without the script.
  func section(_ rule: RuleResult, bucketSeconds: Int, share: RuleShare, first: Int) {
    raw("<section class=\"rule ")
    raw(rule.verdict.style)
    raw("\"")
    attribute("id", HTMLWriter.anchor(rule.id))
    // Not by its heading: browsers find no name in contents that they did not lay out yet.
    attribute("aria-label", rule.title)
    raw(" tabindex=\"-1\">\n")
    heading(rule)
    population(rule)
    sparkline(rule, bucketSeconds: bucketSeconds)
    windowChart(rule)
    reasons(rule)
    texts(rule)
    findings(rule, share: share.findings, first: first)
    pending(rule, share: share.pending, first: first)
    raw("</section>\n")
  }

  private func heading(_ rule: RuleResult) {
    raw("<header><p class=\"badges\">")
    badge(rule.verdict)
    severity(rule.severity)
    element("code", class: "id", rule.id)
    if !rule.status.isEmpty && rule.status != "stable" {
      element("span", class: "status", rule.status)
    }
    raw("</p>\n<h3>")
    text(rule.title)
    raw("</h3>\n<p class=\"outcome\">")
    text(rule.outcome)
    if let reason = rule.reason, rule.counts.subjects > 0, rule.verdict != .error {
      text(" – " + reason)
    }
    raw("</p>\n")
    if !rule.description.isEmpty { element("p", class: "description", rule.description) }
    if !rule.controls.isEmpty {
      raw("<ul class=\"controls\" aria-label=\"Controls\">")
      for control in rule.controls {
        raw("<li>")
        element("b", control.framework)
        raw(" ")
        text(control.clause)
        raw("</li>")
      }
      raw("</ul>\n")
    }
    raw("</header>\n")
  }

  private func population(_ rule: RuleResult) {
    let counts = rule.counts
    let parts: [(name: StaticString, style: StaticString, count: Int)] = [
      ("passed", "p-passed", counts.passed), ("failed", "p-failed", counts.failed),
      ("excepted", "p-excepted", counts.excepted),
      ("inconclusive", "p-inconclusive", counts.inconclusive),
      ("pending", "p-pending", counts.pending),
    ]
    raw("<div class=\"population\">")
    populationBar(parts.map { ($0.style, $0.count) })
    raw("<dl class=\"counts\">")
    count("examined", nil, counts.examined)
    count("subjects", nil, counts.subjects)
    for part in parts { count(part.name, part.style, part.count) }
    count("undecided", "p-undecided", counts.undecided)
    if counts.waived > 0 { count("waived", nil, counts.waived) }
    raw("</dl></div>\n")
  }

  private func populationBar(_ parts: [(style: StaticString, count: Int)]) {
    raw(
      "<svg class=\"bar\" viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
    )
    raw("<rect class=\"p-none\" x=\"0\" y=\"0\" width=\"1000\" height=\"8\"/>")
    let present = parts.filter { $0.count > 0 }
    let total = present.reduce(0) { $0 + $1.count }
    // Each part is wide enough to be seen.
    let least = 6
    let room = 1000 - least * present.count
    var x = 0
    for (position, part) in present.enumerated() {
      let share = Int(Double(room) * Double(part.count) / Double(total))
      let width = position == present.count - 1 ? 1000 - x : least + share
      raw("<rect class=\"")
      raw(part.style)
      raw("\"")
      attribute("x", String(x))
      raw(" y=\"0\"")
      attribute("width", String(width))
      raw(" height=\"8\"/>")
      x += width
    }
    raw("</svg>")
  }

  private func count(_ name: StaticString, _ style: StaticString?, _ count: Int) {
    raw(count == 0 ? "<div class=\"zero\"><dt>" : "<div><dt>")
    if let style {
      raw("<span class=\"dot ")
      raw(style)
      raw("\"></span>")
    }
    raw(name)
    raw("</dt><dd>")
    text(grouped(count))
    raw("</dd></div>")
  }

  // MARK: Reasons

  private func reasons(_ rule: RuleResult) {
    guard
      !(rule.missing.isEmpty && rule.decidedByAbsence.isEmpty && rule.exceptions.isEmpty
        && rule.withoutKey.isEmpty)
    else { return }
    raw("<div class=\"reasons\">\n")
    missing(rule.missing)
    pairs("Decided by absence", rule.decidedByAbsence.map { ($0.field, $0.count) }, isField: true)
    pairs("Exceptions used", rule.exceptions.map { ($0.because, $0.count) }, isField: false)
    pairs(
      "Not related: they have no such key",
      rule.withoutKey.map { ("\($0.kind): \($0.field)", $0.count) }, isField: true)
    raw("</div>\n")
  }

  private func missing(_ missing: [RuleResult.Missing]) {
    guard !missing.isEmpty else { return }
    raw("<table class=\"data missing\"><caption>Why it is not decided</caption><thead><tr>")
    raw("<th scope=\"col\">Field</th><th scope=\"col\">Source</th><th scope=\"col\">Reason</th>")
    raw("<th scope=\"col\" class=\"num\">Events</th></tr></thead><tbody>\n")
    for entry in missing {
      raw("<tr><th scope=\"row\">")
      if let field = entry.field {
        element("code", field)
      } else if let words = entry.text {
        text(words)
      } else {
        raw("–")
      }
      if let example = entry.examples.first {
        element("span", class: "minor", "e.g. \(example.file), record \(grouped(example.record))")
      }
      raw("</th><td>")
      text(entry.source)
      raw("</td><td>")
      text(entry.reason.replacingDashes)
      if let words = entry.explanation { element("span", class: "minor", words) }
      raw("</td><td class=\"num\">")
      text(grouped(entry.count))
      raw("</td></tr>\n")
    }
    raw("</tbody></table>\n")
  }

  private func pairs(_ title: StaticString, _ entries: [(String, Int)], isField: Bool) {
    guard !entries.isEmpty else { return }
    raw("<table class=\"data\"><caption>")
    raw(title)
    raw("</caption><tbody>")
    for (name, count) in entries {
      raw("<tr><th scope=\"row\">")
      if isField { element("code", name) } else { text(name) }
      raw("</th><td class=\"num\">")
      text(grouped(count))
      raw("</td></tr>\n")
    }
    raw("</tbody></table>\n")
  }

  // MARK: Texts

  private func texts(_ rule: RuleResult) {
    if !rule.remedy.isEmpty {
      raw("<p class=\"remedy\"><b>Remedy</b> ")
      text(rule.remedy)
      raw("</p>\n")
    }
    if !rule.references.isEmpty {
      raw("<ul class=\"references\" aria-label=\"References\">")
      for reference in rule.references { element("li", reference) }
      raw("</ul>\n")
    }
    if !rule.windows.isEmpty {
      raw(
        "<details class=\"source\"><summary>What its windows include</summary><ul class=\"windows\">"
      )
      for sentence in rule.windows { element("li", sentence) }
      raw("</ul></details>\n")
    }
    raw("<details class=\"source\"><summary>Rule text <span class=\"minor\">")
    text("\(rule.file):\(rule.line)")
    raw("</span></summary><pre tabindex=\"0\"><code>")
    highlighted(rule.text)
    raw("</code></pre><p class=\"minor\">")
    text(origin(of: rule))
    raw("</p><p class=\"hash\">SHA-256 ")
    text(rule.sha256)
    raw("</p></details>\n")
  }

  private func origin(of rule: RuleResult) -> String {
    var parts = [rule.kind.isEmpty ? "judges groups of events" : "judges \(rule.kind) events"]
    if !rule.pack.isEmpty { parts.append("pack \(rule.pack)") }
    if !rule.tags.isEmpty { parts.append("tags " + rule.tags.joined(separator: ", ")) }
    return parts.joined(separator: "; ")
  }
}
