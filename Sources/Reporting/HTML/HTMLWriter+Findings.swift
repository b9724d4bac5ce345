import Findings

/// Findings, with their evidence and with how related events came to decide.
extension HTMLWriter {
  /// Pending subjects that the page lists; all are in the JSON report.
  static let mostPending = 50

  func findings(_ rule: RuleResult, share: Int, first: Int) {
    guard !rule.findings.isEmpty || rule.findingsNotShown > 0 else { return }
    let total = rule.findings.count + rule.findingsNotShown
    raw("<div class=\"findings\"><h4>")
    text(counted(total, "finding"))
    if rule.findings.count < total { text(", \(grouped(rule.findings.count)) listed") }
    raw("</h4>\n<ol>\n")
    for finding in rule.findings.prefix(min(first, share)) { row(finding) }
    raw("</ol>\n")
    if share > first {
      raw("<p class=\"rest\">")
      text("\(grouped(share - first)) more are in this page, and its script shows them.")
      raw("</p>\n")
    }
    if rule.findings.count > share {
      raw("<p class=\"beyond\">")
      text("\(grouped(rule.findings.count - share)) more are in the JSON report.")
      raw("</p>\n")
    }
    if rule.findingsNotShown > 0 {
      raw("<p class=\"beyond\">")
      text("\(grouped(rule.findingsNotShown)) more were counted and are not listed ")
      raw("(<code>--max-findings</code>, or <code>--format ndjson</code> for all).</p>\n")
    }
    raw("</div>\n")
  }

  private func row(_ finding: Finding) {
    raw("<li><details class=\"finding\"><summary>")
    time(finding.time)
    raw(" ")
    element("span", class: "message", finding.message)
    raw(" ")
    if let place = finding.evidence.first {
      let name = place.file.split(separator: "/").last.map(String.init) ?? place.file
      let others = finding.evidence.count - 1
      element(
        "span", class: "place",
        "\(name):\(place.record)" + (others > 0 ? " and \(grouped(others)) more" : ""))
    }
    if finding.verdict != "fail" { element("span", class: "status", finding.verdict) }
    raw("</summary><div class=\"evidence\">")
    if !finding.subject.isEmpty { values(finding.subject) }
    for evidence in finding.evidence { body(evidence) }
    let trigger = finding.subject.isEmpty ? finding.time : nil
    for judgement in finding.judgements { body(JudgementView(judgement, trigger: trigger)) }
    if !finding.remedy.isEmpty { element("p", class: "fix", finding.remedy) }
    raw("<p class=\"hash\">Fingerprint of the finding ")
    text(finding.fingerprint)
    raw("</p></div></details></li>\n")
  }

  private func body(_ evidence: Evidence) {
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

  // MARK: Judgements

  private func body(_ judgement: JudgementView) {
    raw("<div class=\"judgement\"><p class=\"asked\">")
    element("code", judgement.asked)
    raw(" ")
    element("b", class: "answer", judgement.answer)
    raw("</p>")
    element("p", class: "sentence", judgement.sentence)
    for fact in judgement.facts { element("p", class: "minor", fact) }
    if let timeline = judgement.timeline { svg(timeline) }
    if !judgement.events.isEmpty {
      raw("<ol class=\"related\">")
      for event in judgement.events { item(event) }
      raw("</ol>")
    }
    if judgement.eventsNotShown > 0 {
      element("p", class: "beyond", "\(counted(judgement.eventsNotShown, "more event")) not shown")
    }
    raw("</div>")
  }

  private func item(_ event: JudgementView.Event) {
    raw("<li><details class=\"event\"><summary><span class=\"role ")
    raw(event.style.className)
    raw("\">")
    text(event.role)
    raw("</span> ")
    time(event.evidence.time)
    raw(" ")
    element("span", class: "note", event.note)
    raw("</summary>")
    body(event.evidence)
    raw("</details></li>")
  }

  private func svg(_ timeline: Timeline) {
    raw("<svg class=\"timeline\" role=\"img\" preserveAspectRatio=\"none\"")
    attribute("viewBox", "0 0 \(Timeline.width) \(Timeline.height)")
    attribute("height", String(Timeline.height))
    attribute("aria-label", timeline.description)
    raw(">")
    for mark in timeline.marks {
      let (top, height) = mark.style.extent
      raw("<g><title>")
      text(mark.title)
      raw("</title><rect class=\"")
      raw(mark.style.className)
      raw("\"")
      attribute("x", String(mark.x))
      attribute("y", String(top))
      attribute("width", String(mark.width))
      attribute("height", String(height))
      raw("/></g>")
    }
    raw("</svg><p class=\"axis\"><span>")
    text(HTMLWriter.display(time: timeline.start))
    raw("</span><span>")
    text(HTMLWriter.display(time: timeline.end))
    raw("</span></p>")
  }

  // MARK: Pending subjects

  /// Subjects that later evidence will decide, as plainly as what failed.
  func pending(_ rule: RuleResult) {
    guard rule.counts.pending > 0 else { return }
    raw("<div class=\"findings pending\"><h4>")
    text("\(grouped(rule.counts.pending)) pending")
    if let until = rule.pendingUntil {
      text("; the last is decided by \(HTMLWriter.display(time: until))")
    }
    raw("</h4>\n<ol>\n")
    let shown = rule.pendingSubjects.prefix(Self.mostPending)
    for subject in shown { row(subject) }
    raw("</ol>\n")
    if rule.counts.pending > shown.count, !shown.isEmpty {
      raw("<p class=\"beyond\">")
      let more = rule.counts.pending - shown.count
      text("\(grouped(more)) more \(more == 1 ? "is" : "are") pending.")
      raw("</p>\n")
    }
    raw("</div>\n")
  }
}
