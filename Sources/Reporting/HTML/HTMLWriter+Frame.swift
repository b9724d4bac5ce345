import Findings

/// What stands around the report's contents.
extension HTMLWriter {
  func header(_ result: ScanResult) {
    raw("<header class=\"top\">\n<div class=\"brand\"><p class=\"mark\" aria-hidden=\"true\">§</p>")
    raw("<div><h1>Compliance report</h1>\n<p class=\"sub\">")
    if let horizon = result.run.horizon {
      raw("Evidence from ")
      time(horizon.start)
      raw(" to ")
      time(horizon.end)
    } else {
      raw("No event was read")
    }
    raw("</p></div></div>\n")
    raw("<button type=\"button\" id=\"theme\" hidden>Dark</button>\n</header>\n")
  }

  func navigation(_ rules: [RuleResult]) {
    raw(
      """
      <nav aria-label="Sections of the report">
      <ul class="parts">
      <li><a href="#result">Result</a></li>
      <li><a href="#severity">Severity</a></li>
      <li><a href="#frameworks">Frameworks</a></li>
      <li><a href="#time">Time</a></li>
      <li><a href="#inputs">Evidence</a></li>
      <li><a href="#run">Run</a></li>
      <li><a href="#rules">Rules</a></li>
      </ul>
      <ol class="index">

      """)
    for rule in rules {
      raw("<li")
      attribute("data-rule", HTMLWriter.anchor(rule.id))
      raw("><a")
      attribute("href", "#" + HTMLWriter.anchor(rule.id))
      raw(">")
      sign(rule.verdict)
      element("span", class: "name", rule.id)
      raw("</a></li>\n")
    }
    raw("</ol>\n</nav>\n")
  }

  func footer(_ result: ScanResult) {
    raw("<footer><p>Written by Writ ")
    text(result.run.toolVersion)
    raw(
      """
      . A pass or a fail holds whatever the evidence does not show; what the evidence does not \
      decide is inconclusive, never a pass. Values that may be secret are masked.</p>
      <p id="keys" hidden>Keys: <kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> or \
      <kbd>↓</kbd> <kbd>↑</kbd> next and previous, <kbd>→</kbd> <kbd>←</kbd> open and close, \
      <kbd>n</kbd> <kbd>p</kbd> next and previous rule, <kbd>Esc</kbd> clear.</p>
      </footer>

      """)
  }

  /// The verdict's sign; its name for who can't see it.
  func sign(_ verdict: Verdict) {
    raw("<span class=\"sign ")
    raw(verdict.style)
    raw("\" aria-hidden=\"true\">")
    text(verdict.sign)
    raw("</span><span class=\"unseen\">")
    text(verdict.rawValue)
    raw(": </span>")
  }

  /// The verdict's sign and name.
  func badge(_ verdict: Verdict) {
    raw("<span class=\"badge ")
    raw(verdict.style)
    raw("\"><span class=\"glyph\" aria-hidden=\"true\">")
    text(verdict.sign)
    raw("</span>")
    text(verdict.rawValue.replacingDashes)
    raw("</span>")
  }

  func severity(_ severity: String) {
    raw("<span class=\"sev ")
    switch severity {
    case "critical": raw("s-critical")
    case "high": raw("s-high")
    case "medium": raw("s-medium")
    case "low": raw("s-low")
    default: raw("s-info")
    }
    raw("\">")
    text(severity)
    raw("</span>")
  }
}

extension Verdict {
  /// Its class in the style sheet.
  var style: StaticString {
    switch self {
    case .fail: "v-fail"
    case .error: "v-error"
    case .inconclusive: "v-inconclusive"
    case .notApplicable: "v-not-applicable"
    case .pass: "v-pass"
    }
  }
}
