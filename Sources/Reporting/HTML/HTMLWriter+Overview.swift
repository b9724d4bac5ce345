import Findings

/// The overview: what an auditor reads first.
extension HTMLWriter {
  func overview(_ result: ScanResult, _ totals: Totals, _ rules: [RuleResult]) {
    raw("<section id=\"result\" aria-labelledby=\"result-h\"><h2 id=\"result-h\">Result</h2>\n")
    raw("<p class=\"lead\">")
    text(lead(result, totals))
    raw("</p>\n")
    tiles(totals)
    problems(result.run, rules)
    raw("</section>\n<div class=\"columns\">\n")
    severities(rules)
    timeline(result, rules)
    raw("</div>\n")
    frameworks(rules)
    inputs(result.inputs, totals)
    run(result)
  }

  private func lead(_ result: ScanResult, _ totals: Totals) -> String {
    let counts = totals.counts
    let rules = counted(result.rules.count, "rule")
    if result.rules.isEmpty { return "No rule was selected, so nothing was judged." }
    var sentence = "\(rules) over \(counted(totals.events, "event")) from "
    sentence += "\(counted(result.inputs.count, "input")): "
    sentence += "\(counted(counts.subjects, "judgement")), \(grouped(counts.passed)) passed, "
    sentence += "\(grouped(counts.failed)) failed, \(grouped(counts.inconclusive)) inconclusive, "
    sentence += "\(grouped(counts.excepted)) excepted"
    if counts.pending > 0 {
      sentence += ", \(grouped(counts.pending)) pending"
      if let last = totals.pendingUntil {
        sentence += " (the last is decided by \(HTMLWriter.display(time: last)))"
      }
    }
    if totals.unreadableRecords > 0 {
      sentence += ". \(counted(totals.unreadableRecords, "record")) could not be read"
    }
    return sentence + "."
  }

  private func tiles(_ totals: Totals) {
    raw("<ul class=\"tiles\">\n")
    for verdict in Totals.verdictOrder {
      let count = totals.rules(verdict)
      raw("<li class=\"tile ")
      raw(verdict.style)
      if count == 0 { raw(" none") }
      raw("\"")
      attribute("data-verdict", verdict.rawValue)
      raw("><span class=\"number\">")
      text(grouped(count))
      raw("</span> <span class=\"name\"><span class=\"glyph\" aria-hidden=\"true\">")
      text(verdict.sign)
      raw("</span>")
      text(verdict.rawValue.replacingDashes)
      raw("</span> ")
      element("span", class: "meaning", verdict.meaning)
      raw("</li>\n")
    }
    raw("</ul>\n")
  }

  private func problems(_ run: RunFacts, _ rules: [RuleResult]) {
    guard !run.problems.isEmpty || run.exitStatus != 0 else { return }
    raw("<div class=\"problems\" role=\"note\"><h3>")
    text("Exit status \(run.exitStatus), because")
    raw("</h3><ul>\n")
    if run.exitStatus == 1 {
      let failed = rules.filter { $0.verdict == .fail }.map(\.id)
      let more = failed.count > 5 ? ", and \(grouped(failed.count - 5)) more" : ""
      element(
        "li",
        "\(counted(failed.count, "rule")) failed: \(failed.prefix(5).joined(separator: ", "))\(more)"
      )
    }
    for problem in run.problems {
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

  private func severities(_ rules: [RuleResult]) {
    raw("<section id=\"severity\" aria-labelledby=\"severity-h\"><h2 id=\"severity-h\">")
    raw("By severity</h2>\n<table class=\"matrix\"><thead><tr><th scope=\"col\">Severity</th>")
    for verdict in Totals.verdictOrder {
      raw("<th scope=\"col\" class=\"num\">")
      badge(verdict)
      raw("</th>")
    }
    raw("</tr></thead><tbody>\n")
    var names = Totals.severityOrder
    for rule in rules where !names.contains(rule.severity) { names.append(rule.severity) }
    for name in names {
      raw("<tr><th scope=\"row\">")
      severity(name)
      raw("</th>")
      for verdict in Totals.verdictOrder {
        let count = rules.count { $0.severity == name && $0.verdict == verdict }
        raw(count == 0 ? "<td class=\"num zero\">" : "<td class=\"num\">")
        text(grouped(count))
        raw("</td>")
      }
      raw("</tr>\n")
    }
    raw("</tbody></table></section>\n")
  }

  private func frameworks(_ rules: [RuleResult]) {
    raw("<section id=\"frameworks\" aria-labelledby=\"frameworks-h\">")
    raw("<h2 id=\"frameworks-h\">By control framework</h2>\n")
    let frameworks = Framework.all(of: rules)
    if frameworks.isEmpty { raw("<p class=\"empty\">No rule names a control.</p>\n") }
    // Long lists would hide what comes after them.
    let isShort = frameworks.reduce(0) { $0 + $1.clauses.count } <= 16
    for framework in frameworks {
      raw(isShort ? "<details class=\"framework\" open>" : "<details class=\"framework\">")
      raw("<summary><h3>")
      text(framework.name)
      raw("</h3><span class=\"tally\">")
      for verdict in Totals.verdictOrder {
        let count = framework.rules.count { $0.verdict == verdict }
        guard count > 0 else { continue }
        raw("<span class=\"count\">")
        badge(verdict)
        raw(" ")
        text(grouped(count))
        raw("</span>")
      }
      raw("</span><span class=\"minor\">")
      text(counted(framework.clauses.count, "clause"))
      raw("</span></summary>\n<table class=\"clauses\"><thead class=\"unseen\"><tr>")
      raw("<th scope=\"col\">Clause</th><th scope=\"col\">Rules</th></tr></thead><tbody>\n")
      for clause in framework.clauses {
        raw("<tr><th scope=\"row\">")
        text(clause.name)
        raw("</th><td><ul class=\"links\">")
        for rule in clause.rules {
          raw("<li><a")
          attribute("href", "#" + HTMLWriter.anchor(rule.id))
          attribute("title", rule.title)
          raw(">")
          sign(rule.verdict)
          text(rule.id)
          raw("</a></li>")
        }
        raw("</ul></td></tr>\n")
      }
      raw("</tbody></table></details>\n")
    }
    raw("</section>\n")
  }
}
