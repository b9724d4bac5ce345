import Findings

/// The table for terminals. All that comes from data has its control characters escaped.
package struct SensitiveText: Sendable {
  private let useColour: Bool
  private static let mostRows = 40
  private static let examplesOfType = 3
  private static let widestField = 56

  package init(useColour: Bool) {
    self.useColour = useColour
  }

  package func write(_ result: SensitiveResult, to sink: some ByteSink) throws(SinkError) {
    let output = Output(sink)
    output.text(summary(of: result))
    try output.flush()
  }

  /// The summary, with a line end at its end.
  package func summary(of result: SensitiveResult) -> String {
    var lines: [String] = []
    if result.fields.count > Self.mostRows { lines += types(result.fields) + [""] }
    lines += table(result.fields)
    if !lines.isEmpty { lines.append("") }
    lines += examples(result)
    lines.append(verdict(result))
    lines += facts(result)
    if !result.problems.isEmpty {
      lines.append("")
      lines += result.problems.map { problem in
        let accepted = problem.acceptedBy.map { " (\(visible($0)) accepts this)" } ?? ""
        return styled(labelled("Problem", visible(problem.message)), "33") + accepted
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Table

  /// Where there are many fields, the types come first.
  private func types(_ fields: [SensitiveResult.Field]) -> [String] {
    var order: [String] = []
    var sums: [String: SensitiveCounts] = [:]
    for field in fields {
      if sums[field.type] == nil { order.append(field.type) }
      sums[field.type, default: SensitiveCounts()].add(field.counts)
    }
    let width = max(4, order.map(\.count).max() ?? 0)
    let head = faint(padded("type", width) + Self.countHeads)
    return [head]
      + order.map { padded($0, width) + counts(sums[$0] ?? SensitiveCounts()) }
  }

  private static let countHeads = "   unmasked  insufficient      weak    masked"

  private func counts(_ counts: SensitiveCounts) -> String {
    number(counts.unmasked, 11, "1;31") + number(counts.insufficientlyMasked, 14, "33")
      + number(counts.weaklyPseudonymised, 10, "33") + number(counts.masked, 10, "32")
  }

  /// By type, field and source; of many, those with the most that is not masked.
  private func table(_ fields: [SensitiveResult.Field]) -> [String] {
    guard !fields.isEmpty else { return [] }
    let isCut = fields.count > Self.mostRows
    let rows = fields.sorted { left, right in
      if isCut, left.counts.leaks != right.counts.leaks {
        return left.counts.leaks > right.counts.leaks
      }
      if (left.counts.leaks > 0) != (right.counts.leaks > 0) { return left.counts.leaks > 0 }
      return (left.type, left.field, left.source) < (right.type, right.field, right.source)
    }
    let shown = rows.prefix(Self.mostRows)
    let names = shown.map { shortened(visible($0.field.isEmpty ? "(text)" : $0.field)) }
    let typeWidth = max(4, shown.map(\.type.count).max() ?? 0)
    let fieldWidth = max(5, names.map(\.unicodeScalars.count).max() ?? 0)
    let sourceWidth = max(6, shown.map { visible($0.source).unicodeScalars.count }.max() ?? 0)
    var lines = [
      faint(
        padded("type", typeWidth) + "  " + padded("field", fieldWidth) + "  "
          + padded("source", sourceWidth) + Self.countHeads)
    ]
    for (row, name) in zip(shown, names) {
      lines.append(
        padded(row.type, typeWidth) + "  " + padded(name, fieldWidth) + "  "
          + padded(visible(row.source), sourceWidth) + counts(row.counts))
    }
    if isCut {
      let more = counted(rows.count - shown.count, "more field")
      lines.append(faint("and \(more) with fewer findings; --format json has them all"))
    }
    return lines
  }

  /// The end of a long pointer says more than its beginning.
  private func shortened(_ field: String) -> String {
    let scalars = field.unicodeScalars
    guard scalars.count > Self.widestField else { return field }
    return "…" + String(String.UnicodeScalarView(scalars.suffix(Self.widestField - 1)))
  }

  private func number(_ value: Int, _ width: Int, _ code: String) -> String {
    let text = value == 0 ? "–" : grouped(value)
    let blanks = String(repeating: " ", count: max(1, width - text.count))
    return blanks + (value == 0 ? faint(text) : styled(text, code))
  }

  // MARK: Examples

  private func examples(_ result: SensitiveResult) -> [String] {
    var lines: [String] = []
    var counts: [String: Int] = [:]
    for finding in result.findings {
      let count = counts[finding.type, default: 0]
      counts[finding.type] = count + 1
      guard count < Self.examplesOfType else { continue }
      lines.append(
        "  " + padded(finding.type, 18) + visible(finding.excerpt) + "  "
          + faint(
            "\(visible(finding.file)) record \(grouped(finding.record)), byte \(grouped(finding.offset)), "
              + "\(counted(finding.length, "byte")); \(finding.category), \(finding.confidence) confidence, by \(finding.context)"
              + (finding.state == "unmasked" ? "" : ", \(finding.state)")
              + (finding.isInKey ? ", in a name" : "")))
    }
    guard !lines.isEmpty else { return [] }
    return ["Examples, as much of them as may be seen:"] + lines + [""]
  }

  // MARK: Facts

  private func verdict(_ result: SensitiveResult) -> String {
    let total = result.total
    if total.leaks == 0 {
      let text =
        result.eventsExamined == 0
        ? "Nothing was looked through" : "No unmasked sensitive data was found"
      return result.eventsExamined == 0 || !result.problems.isEmpty
        ? styled(text, "33") : styled(text, "32")
    }
    var parts = ["\(grouped(total.unmasked)) unmasked"]
    if total.insufficientlyMasked > 0 {
      parts.append("\(grouped(total.insufficientlyMasked)) insufficiently masked")
    }
    if total.weaklyPseudonymised > 0 {
      parts.append("\(grouped(total.weaklyPseudonymised)) weakly pseudonymised")
    }
    return styled("Sensitive data: " + parts.joined(separator: ", "), "1;31")
  }

  private func facts(_ result: SensitiveResult) -> [String] {
    let bytes = result.inputs.reduce(0) { $0 &+ $1.bytes }
    var lines = [
      labelled(
        "Examined",
        "\(counted(result.inputs.count, "input")), \(size(bytes)), "
          + "\(counted(result.eventsExamined, "event")), \(grouped(result.eventsWithFindings)) with findings"
      ),
      labelled("Masked", "\(counted(result.total.masked, "value")), as it should be"),
    ]
    for input in result.inputs where input.state != .read {
      let detail = input.detail.map { ": " + visible($0) } ?? ""
      lines.append(
        styled(
          labelled(
            "Not whole", "\(visible(input.path)) (\(input.state.rawValue.replacingDashes)\(detail))"
          ),
          "33"))
    }
    for input in result.inputs {
      for unreadable in input.unreadable {
        let place = unreadable.places.first.map {
          ", the first is record \(grouped($0.record)) (byte \($0.offset))"
        }
        lines.append(
          styled(
            labelled(
              "Not seen",
              "\(visible(input.path)): \(grouped(unreadable.count)) \(visible(unreadable.reason))\(place ?? "")"
            ),
            "33"))
      }
    }
    if result.findingsNotShown > 0 {
      lines.append(
        labelled(
          "Findings",
          "\(grouped(result.findings.count)) shown, \(grouped(result.findingsNotShown)) more counted (--max-findings, or --format ndjson for all)"
        ))
    }
    let notes = result.notes
    lines += notes.prefix(10).map { labelled("Note", visible($0)) }
    if notes.count > 10 {
      lines.append(labelled("", "and \(counted(notes.count - 10, "more note"))"))
    }
    return lines
  }

  // MARK: Layout

  private func labelled(_ label: String, _ text: String) -> String { padded(label, 12) + text }

  private func padded(_ text: String, _ width: Int) -> String {
    let missing = width - text.unicodeScalars.count
    return missing > 0 ? text + String(repeating: " ", count: missing) : text
  }

  private func faint(_ text: String) -> String { styled(text, "2") }

  private func styled(_ text: String, _ code: String) -> String {
    useColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
