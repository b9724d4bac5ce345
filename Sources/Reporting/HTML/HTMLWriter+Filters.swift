import Findings

/// The filters, which the script shows: without it they would do nothing.
extension HTMLWriter {
  func filters(_ rules: [RuleResult]) {
    raw(
      """
      <section id="filters" aria-label="Filters" hidden>
      <h2>Rules</h2>
      <div class="search"><label for="search" class="unseen">Search rules and findings</label>\
      <input type="search" id="search" placeholder="Search rules and findings" \
      autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></div>
      <div class="chips" role="group" aria-label="Verdict">
      """)
    for verdict in Totals.verdictOrder {
      chip("verdict", verdict.rawValue, rules.count { $0.verdict == verdict }) {
        badge(verdict)
      }
    }
    raw("</div>\n<div class=\"chips\" role=\"group\" aria-label=\"Severity\">")
    for severity in Totals.severityOrder {
      let count = rules.count { $0.severity == severity }
      guard count > 0 else { continue }
      chip("severity", severity, count) { self.severity(severity) }
    }
    raw("</div>\n<div class=\"row\"><label for=\"framework\">Framework</label> ")
    raw("<select id=\"framework\"><option value=\"\">all</option>")
    for framework in Framework.all(of: rules) {
      raw("<option")
      attribute("value", framework.name)
      raw(">")
      text(framework.name)
      raw("</option>")
    }
    raw("</select> <button type=\"button\" id=\"clear\" disabled>Clear</button>")
    raw(" <p id=\"count\" role=\"status\"></p></div>\n</section>\n")
  }

  private func chip(
    _ name: StaticString, _ value: String, _ count: Int, _ label: () -> Void
  ) {
    raw("<button type=\"button\" class=\"chip\" aria-pressed=\"false\"")
    attribute(name == "verdict" ? "data-verdict" : "data-severity", value)
    raw(">")
    label()
    raw(" ")
    element("span", class: "n", grouped(count))
    raw("</button>")
  }
}

private func == (left: StaticString, right: StaticString) -> Bool {
  left.withUTF8Buffer { a in right.withUTF8Buffer { b in a.elementsEqual(b) } }
}
