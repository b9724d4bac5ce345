import Findings
import Ingest
import Reporting
import RuleModel
import Values

/// What `writ inspect` prints.
struct InspectionText {
  private var lines: [String] = []

  /// Nothing that a record holds reaches the terminal as anything but text.
  var text: String { lines.map(visible).joined(separator: "\n") + "\n" }

  /// - Parameters:
  ///   - facts: the whole file, as a scan counts it.
  init(_ facts: InputFacts, _ inspection: Inspection) {
    head(facts, inspection.source)
    fields(inspection)
    keys(inspection)
    events(inspection)
  }

  private mutating func head(_ facts: InputFacts, _ source: CheckedSource) {
    lines.append(facts.path)
    func add(_ label: String, _ value: String?) {
      if let value, !value.isEmpty { lines.append("  " + padded(label, 12) + value) }
    }
    add("source", "\(source.name), \(source.title) (\(source.file))")
    add("compression", facts.compression)
    add("size", "\(grouped(Int(clamping: facts.bytes))) bytes")
    add("records", grouped(facts.records))
    add("events", grouped(facts.events))
    add(
      "kinds", facts.eventsByKind.map { "\($0.kind) \(grouped($0.count))" }.joined(separator: ", "))
    if let first = facts.firstEvent, let last = facts.lastEvent {
      add("from", "\(first) to \(last)")
    }
    for unreadable in facts.unreadable {
      let places = unreadable.places.prefix(3)
        .map { "record \(grouped($0.record)) (byte \(grouped(Int(clamping: $0.offset))))" }
      add(
        "unreadable",
        "\(grouped(unreadable.count)) \(unreadable.reason): \(places.joined(separator: ", "))"
          + (unreadable.count > places.count ? ", …" : ""))
    }
    add("", facts.detail)
  }

  private mutating func fields(_ inspection: Inspection) {
    let seen = inspection.fields.filter { $0.missing < inspection.events }
    lines += [
      "",
      inspection.isPartial
        ? "Fields, in the first \(grouped(inspection.events)) events:"
        : "Fields, in \(counted(inspection.events, "event")):",
      "",
    ]
    let width = max(5, seen.map(\.field.name.count).max() ?? 0)
    lines.append("  " + padded("field", width) + "    filled    absent   unknown  from")
    for use in seen {
      let filled = use.filled.reduce(0, +)
      let from = zip(use.mappings, use.filled).filter { filled == 0 || $0.1 > 0 }
        .map { mapping, count in
          SourceDescription.text(of: mapping) + (count < filled ? " (\(grouped(count)))" : "")
        }
      lines.append(
        "  " + padded(use.field.name, width) + number(filled) + number(use.absent)
          + number(use.missing + use.unusable) + "  " + from.joined(separator: "; ")
          + (use.unusable > 0 ? "; \(grouped(use.unusable)) values can't be used" : ""))
    }
    let never = inspection.fields.filter { $0.missing == inspection.events }.map(\.field.name)
    if !never.isEmpty, !inspection.source.fieldsByName {
      lines += ["", "Mapped, and not in these records (unknown to rules):", ""]
      lines += wrapped(never)
    }
  }

  private mutating func keys(_ inspection: Inspection) {
    let unmapped = inspection.unmappedKeys
    guard !unmapped.isEmpty else {
      lines += ["", "Every key is mapped to a field."]
      return
    }
    lines += ["", "Keys that nothing maps (rules reach them as raw.…):", ""]
    for (key, count) in unmapped.prefix(50) { lines.append(number(count) + "  " + key) }
    if unmapped.count > 50 {
      lines.append("  and \(counted(unmapped.count - 50, "more key"))")
    }
    if inspection.survey.isIncomplete {
      lines.append("  and others: there are more than \(grouped(Survey.maximumPaths)) keys")
    }
  }

  private mutating func events(_ inspection: Inspection) {
    for event in inspection.firstEvents {
      lines += ["", "Record \(grouped(event.record)), \(event.time.rfc3339)", ""]
      let width = event.fields.map(\.name.count).max() ?? 0
      for (name, value) in event.fields {
        lines.append("  " + padded(name, width) + "  " + value)
      }
    }
  }

  private func number(_ count: Int) -> String {
    let text = grouped(count)
    return String(repeating: " ", count: max(0, 10 - text.count)) + text
  }

  /// Names in lines of at most 80 columns.
  private func wrapped(_ names: [String]) -> [String] {
    var result: [String] = []
    var line = " "
    for name in names {
      if line.count + name.count + 2 > 80 {
        result.append(line)
        line = " "
      }
      line += " " + name
    }
    return result + [line]
  }
}
