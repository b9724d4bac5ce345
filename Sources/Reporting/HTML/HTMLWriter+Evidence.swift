import Findings

/// What was read, and the facts of the run.
extension HTMLWriter {
  func inputs(_ inputs: [InputFacts], _ totals: Totals) {
    raw("<section id=\"inputs\" aria-labelledby=\"inputs-h\"><h2 id=\"inputs-h\">Evidence</h2>\n")
    guard !inputs.isEmpty else {
      raw("<p class=\"empty\">No input was read.</p></section>\n")
      return
    }
    raw("<p class=\"lead\">")
    text(
      "\(counted(inputs.count, "input")), \(size(totals.bytes)), "
        + "\(counted(totals.records, "record")), \(counted(totals.events, "event")), "
        + "\(counted(totals.unreadableRecords, "unreadable record")).")
    raw("</p>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Inputs\">")
    raw(
      "<table class=\"data inputs\"><thead><tr><th scope=\"col\">Input</th><th scope=\"col\">Source</th>"
    )
    raw("<th scope=\"col\" class=\"num\">Size</th><th scope=\"col\" class=\"num\">Records</th>")
    raw("<th scope=\"col\" class=\"num\">Events</th><th scope=\"col\">First and last event</th>")
    raw("<th scope=\"col\" class=\"num\">Unreadable</th></tr></thead><tbody>\n")
    for input in inputs { row(input) }
    raw("</tbody></table></div></section>\n")
  }

  private func row(_ input: InputFacts) {
    raw("<tr><th scope=\"row\">")
    element("span", class: "path", input.path)
    raw("</th><td data-label=\"Source\">")
    text(input.source ?? "–")
    raw("</td><td class=\"num\" data-label=\"Size\">")
    text(size(input.bytes))
    if let compression = input.compression { element("span", class: "minor", compression) }
    raw("</td><td class=\"num\" data-label=\"Records\">")
    text(grouped(input.records))
    raw("</td><td class=\"num\" data-label=\"Events\">")
    text(grouped(input.events))
    for (kind, count) in input.eventsByKind {
      element("span", class: "minor", "\(grouped(count)) \(kind)")
    }
    raw("</td><td class=\"when\" data-label=\"Events from\">")
    if let first = input.firstEvent, let last = input.lastEvent {
      time(first)
      raw("<br> ")
      time(last)
    } else {
      raw("–")
    }
    raw("</td><td class=\"num\" data-label=\"Unreadable\">")
    let unreadableCount = input.unreadable.reduce(0) { $0 + $1.count }
    if unreadableCount == 0 {
      raw("<span class=\"zero\">none</span>")
    } else {
      element("span", class: "flag", grouped(unreadableCount))
    }
    raw("</td></tr>\n")
    guard
      input.state != .read || input.detail != nil || input.sha256 != nil
        || !input.unreadable.isEmpty
    else { return }
    // Across the whole table: what could not be read must not need scrolling.
    raw("<tr class=\"digest\"><td colspan=\"7\">")
    unreadable(input.unreadable)
    if input.state != .read {
      raw("<span class=\"flag\">")
      text(input.state.rawValue.replacingDashes)
      if let detail = input.detail { text(": " + detail) }
      raw("</span>")
    } else if let detail = input.detail {
      element("span", class: "flag", detail)
    }
    if let digest = input.sha256 { element("span", class: "hash", "SHA-256 " + digest) }
    raw("</td></tr>\n")
  }

  private func unreadable(_ entries: [InputFacts.Unreadable]) {
    guard !entries.isEmpty else { return }
    raw("<ul class=\"plain\">")
    for entry in entries {
      raw("<li><span class=\"flag\">")
      text("\(grouped(entry.count)) \(entry.reason.replacingDashes)")
      raw("</span><span class=\"minor\">")
      let places = entry.places.prefix(3).map { "record \(grouped($0.record)), byte \($0.offset)" }
      text(places.joined(separator: "; ") + (entry.count > 3 ? "; …" : ""))
      raw("</span></li>")
    }
    raw("</ul>")
  }

  func run(_ result: ScanResult) {
    let run = result.run
    raw(
      "<section id=\"run\" aria-labelledby=\"run-h\"><h2 id=\"run-h\">Run</h2>\n<dl class=\"facts\">"
    )
    fact("Tool", "Writ \(run.toolVersion)")
    fact("As of", HTMLWriter.display(time: run.asOf))
    if let horizon = run.horizon {
      let (start, end) = (horizon.start, horizon.end)
      fact("Horizon", "\(HTMLWriter.display(time: start)) to \(HTMLWriter.display(time: end))")
    } else {
      fact("Horizon", "none: no event was read")
    }
    if let period = run.period { fact("Period", "\(period.start) to \(period.end)") }
    for parameter in run.parameters {
      fact("Parameter", "\(parameter.name) = \(parameter.value), set for this run")
    }
    if let version = run.zoneDataVersion { fact("Time-zone data", version) }
    if let seconds = run.durationSeconds {
      fact("Duration", "\((seconds * 100).rounded() / 100) s")
    }
    fact("Exit status", "\(run.exitStatus)")
    raw("</dl>\n")
    if !run.ruleFiles.isEmpty {
      raw("<details><summary>")
      text("\(counted(run.ruleFiles.count, "rule file")) with SHA-256")
      raw("</summary><table class=\"data\"><tbody>")
      for file in run.ruleFiles {
        raw("<tr><th scope=\"row\">")
        element("span", class: "path", file.path)
        raw("</th><td>")
        element("span", class: "hash", file.sha256)
        raw("</td></tr>\n")
      }
      raw("</tbody></table></details>\n")
    }
    if !run.notes.isEmpty {
      raw("<h3>Remarks</h3><ul class=\"notes\">")
      for note in run.notes { element("li", note) }
      raw("</ul>\n")
    }
    raw("</section>\n")
  }

  func fact(_ name: StaticString, _ value: String) {
    raw("<div><dt>")
    raw(name)
    raw("</dt><dd>")
    text(value)
    raw("</dd></div>\n")
  }
}
