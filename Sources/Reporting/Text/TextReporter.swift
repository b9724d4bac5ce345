import Findings

/// The short summary for terminals. All that comes from data has its control characters escaped.
package struct TextReporter: Sendable {
  private let useColour: Bool

  package init(useColour: Bool) {
    self.useColour = useColour
  }

  package func write(_ result: ScanResult, to sink: some ByteSink) throws(SinkError) {
    let output = Output(sink)
    output.text(summary(of: result))
    try output.flush()
  }

  /// The summary, with a line end at its end.
  package func summary(of result: ScanResult) -> String {
    let totals = Totals(result)
    var lines = table(Totals.reading(result.rules))
    if !lines.isEmpty { lines.append("") }
    lines.append(verdictLine(totals, rules: result.rules.count))
    lines += facts(result, totals)
    let problems = result.run.problems
    if !problems.isEmpty {
      lines.append("")
      lines += problems.map(problemLine)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Rules

  private func table(_ rules: [RuleResult]) -> [String] {
    let idWidth = min(48, rules.map { visible($0.id).unicodeScalars.count }.max() ?? 0)
    return rules.map { rule in
      let verdict = padded("\(rule.verdict.sign) \(rule.verdict.rawValue)", 16)
      let severity = padded(visible(rule.severity), 8)
      var line = paint(verdict, rule.verdict)
      line += "  " + (Totals.rank(severity: rule.severity) < 2 ? severity : faint(severity))
      line += "  " + padded(visible(rule.id), idWidth) + "  " + outcome(of: rule)
      return line
    }
  }

  private func outcome(of rule: RuleResult) -> String {
    guard rule.verdict == .inconclusive, let missing = rule.mainMissing else { return rule.outcome }
    return rule.outcome + ": " + missing
  }

  private func verdictLine(_ totals: Totals, rules: Int) -> String {
    let parts = Totals.verdictOrder.map { verdict in
      let count = totals.rules(verdict)
      let text = "\(grouped(count)) \(verdict.rawValue)"
      return count > 0 ? paint(text, verdict) : faint(text)
    }
    return "\(counted(rules, "rule")): " + parts.joined(separator: ", ")
  }

  // MARK: Evidence

  private func facts(_ result: ScanResult, _ totals: Totals) -> [String] {
    var lines = [
      labelled(
        "Evidence",
        "\(counted(result.inputs.count, "input")), \(size(totals.bytes)), "
          + "\(counted(totals.records, "record")), \(counted(totals.events, "event"))")
    ]
    if let horizon = result.run.horizon {
      lines.append(labelled("Horizon", "\(visible(horizon.start)) to \(visible(horizon.end))"))
    } else {
      lines.append(labelled("Horizon", "none: no event was read"))
    }
    if let period = result.run.period {
      lines.append(labelled("Period", "\(visible(period.start)) to \(visible(period.end))"))
    }
    let counts = totals.counts
    lines.append(
      labelled(
        "Judged",
        "\(counted(counts.subjects, "subject")) of \(counted(counts.examined, "examined event"))"
          + " over all rules"))
    lines += pending(totals)
    lines += unreadable(result, totals)
    for input in result.inputs where input.state != .read {
      let detail = input.detail.map { ": " + visible($0) } ?? ""
      let state = input.state.rawValue.replacingDashes
      lines.append(warning(labelled("Not whole", "\(visible(input.path)) (\(state)\(detail))")))
    }
    if totals.findingsNotShown > 0 {
      let shown =
        "\(grouped(totals.findings)) shown, \(grouped(totals.findingsNotShown)) more counted"
      lines.append(labelled("Findings", "\(shown) (--max-findings, or --format ndjson for all)"))
    }
    let notes = result.run.notes
    lines += notes.prefix(10).map { labelled("Note", visible($0)) }
    if notes.count > 10 {
      lines.append(labelled("", "and \(counted(notes.count - 10, "more note"))"))
    }
    return lines
  }

  private func pending(_ totals: Totals) -> [String] {
    guard totals.counts.pending > 0 else { return [] }
    let last =
      totals.pendingUntil.map { ", the last until \(visible(HTMLWriter.display(time: $0)))" } ?? ""
    let subjects = counted(totals.counts.pending, "subject")
    let rules = counted(totals.pendingRules, "rule")
    return [labelled("Pending", "\(subjects) of \(rules)\(last): later evidence decides")]
  }

  private func unreadable(_ result: ScanResult, _ totals: Totals) -> [String] {
    guard totals.unreadableRecords > 0 else { return [] }
    let reasons = totals.unreadable.map { "\(grouped($0.count)) \(visible($0.reason))" }
    let counts = counted(totals.unreadableRecords, "record")
    var lines = [warning(labelled("Unreadable", counts + ": " + reasons.joined(separator: ", ")))]
    var first: [(path: String, place: (record: Int, offset: UInt64), reason: String)] = []
    for input in result.inputs {
      for entry in input.unreadable {
        if let place = entry.places.first { first.append((input.path, place, entry.reason)) }
      }
    }
    for (path, place, reason) in first.prefix(3) {
      let text =
        "\(visible(path)) record \(grouped(place.record)) (byte \(place.offset)): \(visible(reason))"
      lines.append(labelled("", text))
    }
    if first.count > 3 { lines.append(labelled("", "… the reports name the others")) }
    return lines
  }

  private func problemLine(_ problem: RunFacts.Problem) -> String {
    let accepted = problem.acceptedBy.map { " (\(visible($0)) accepts this)" } ?? ""
    return warning(labelled("Problem", visible(problem.message))) + accepted
  }

  // MARK: Layout

  private func labelled(_ label: String, _ text: String) -> String {
    padded(label, 12) + text
  }

  private func padded(_ text: String, _ width: Int) -> String {
    let missing = width - text.unicodeScalars.count
    return missing > 0 ? text + String(repeating: " ", count: missing) : text
  }

  private func paint(_ text: String, _ verdict: Verdict) -> String {
    switch verdict {
    case .fail: styled(text, "1;31")
    case .error: styled(text, "1;35")
    case .inconclusive: styled(text, "33")
    case .notApplicable: styled(text, "36")
    case .pass: styled(text, "32")
    }
  }

  private func warning(_ text: String) -> String { styled(text, "33") }

  private func faint(_ text: String) -> String { styled(text, "2") }

  private func styled(_ text: String, _ code: String) -> String {
    useColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
