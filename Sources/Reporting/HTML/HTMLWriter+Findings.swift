import Findings

/// The lists of a rule: its findings, and the subjects that later evidence decides.
extension HTMLWriter {
  func findings(_ rule: RuleResult, share: Int, first: Int) {
    guard !rule.findings.isEmpty || rule.findingsNotShown > 0 else { return }
    let total = rule.findings.count + rule.findingsNotShown
    raw("<div class=\"findings\"><h4>")
    text(counted(total, "finding"))
    if rule.findings.count < total { text(", \(grouped(rule.findings.count)) listed") }
    raw("</h4>\n")
    list(rule.findings, share: share, first: first)
    if rule.findingsNotShown > 0 {
      raw("<p class=\"beyond\">")
      text("\(grouped(rule.findingsNotShown)) more were counted and are not listed ")
      raw("(<code>--max-findings</code>, or <code>--format ndjson</code> for all).</p>\n")
    }
    raw("</div>\n")
  }

  /// Subjects that later evidence will decide, as plainly as what failed.
  func pending(_ rule: RuleResult, share: Int, first: Int) {
    guard rule.counts.pending > 0 || !rule.pendingSubjects.isEmpty else { return }
    let listed = rule.pendingSubjects.count
    let total = max(rule.counts.pending, listed)
    raw("<div class=\"findings pending\"><h4>")
    text("\(grouped(total)) pending")
    if listed < total { text(", \(grouped(listed)) listed") }
    if let last = rule.pendingUntil {
      text("; the last is decided by \(HTMLWriter.display(time: last))")
    }
    raw("</h4>\n")
    list(rule.pendingSubjects, share: share, first: first)
    raw("</div>\n")
  }

  private func list(_ entries: [Finding], share: Int, first: Int) {
    guard !entries.isEmpty else { return }
    raw("<ol>\n")
    for entry in entries.prefix(min(first, share)) { row(entry) }
    raw("</ol>\n")
    if share > first {
      raw("<p class=\"rest\">")
      text("\(grouped(share - first)) more are in this page, and its script shows them.")
      raw("</p>\n")
    }
    if entries.count > share {
      raw("<p class=\"beyond\">")
      text("\(grouped(entries.count - share)) more are in the JSON report.")
      raw("</p>\n")
    }
  }

  private func row(_ finding: Finding) {
    raw("<li><details class=\"finding\"><summary>")
    time(finding.time)
    raw(" ")
    element("span", class: "message", finding.message)
    raw(" ")
    if let place = finding.evidence.first {
      let others = finding.evidence.count - 1
      element(
        "span", class: "place",
        name(of: place) + (others > 0 ? " and \(grouped(others)) more" : ""))
    }
    let status = finding.status
    if !status.isEmpty { element("span", class: "status", status) }
    raw("</summary><div class=\"evidence\">")
    if !finding.subject.isEmpty { values(finding.subject) }
    for judgement in finding.judgements { body(JudgementView(judgement, of: finding)) }
    for evidence in finding.evidence { body(evidence) }
    if !finding.remedy.isEmpty { element("p", class: "fix", finding.remedy) }
    raw("<p class=\"hash\">Fingerprint of the finding ")
    text(finding.fingerprint)
    raw("</p></div></details></li>\n")
  }

  /// `audit.jsonl:17`.
  func name(of place: Evidence) -> String {
    let name = place.file.split(separator: "/").last.map(String.init) ?? place.file
    return "\(name):\(place.record)"
  }

  /// One record, with what is shown of it.
  func body(_ evidence: Evidence) {
    raw("<p class=\"origin\">")
    element("span", class: "path", evidence.file)
    text(" record \(grouped(evidence.record)), byte \(grouped(evidence.offset)), ")
    text("\(evidence.source), \(HTMLWriter.display(time: evidence.time))")
    raw("</p>")
    if let note = evidence.note { element("p", class: "flag", note) }
    values(evidence.shown)
    raw("<p class=\"hash\">SHA-256 of the record ")
    text(evidence.sha256)
    raw("</p>")
  }

  private func values(_ values: [Evidence.Shown]) {
    raw("<table class=\"values\"><tbody>")
    for value in values {
      raw("<tr><th scope=\"row\">")
      text(value.field)
      raw("</th><td>")
      switch value.state {
      case "absent": raw("<i>absent</i>")
      case "unknown": raw("<i>unknown</i>")
      default: text(value.value ?? "")
      }
      raw("</td></tr>")
    }
    raw("</tbody></table>")
  }
}
