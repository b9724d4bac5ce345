import Engine
import Findings
import Mapping
import RuleModel
import Values

/// What a finding says in words.
extension CorrelatedFindings {
  /// What a pending subject waits for, and until when:
  /// `open until 2026-04-10T21:59:59Z: some deletion within 1 month after r … (subject.id p-105)`.
  func awaited(_ finding: Finding) -> String {
    let conditions = finding.judgements.filter { $0.answer == "unknown" }
    var text = finding.pendingUntil.map { "open until \($0)" } ?? "open"
    if let first = conditions.first {
      text += ": \(first.text)"
      if let deadline = first.deadline, deadline != finding.pendingUntil {
        text += ", until \(deadline)"
      }
    }
    if conditions.count > 1 {
      let more = conditions.count - 1
      text += ", and \(more) more condition\(more == 1 ? "" : "s")"
    }
    let about = finding.subject.isEmpty ? finding.evidence.first?.values ?? [] : finding.subject
    let named = about.filter { $0.state == "value" }.prefix(3).map {
      "\($0.field) \($0.value ?? "")"
    }
    return named.isEmpty ? text : text + " (\(named.joined(separator: ", ")))"
  }

  func text(_ request: Request, _ template: (Shown) -> TemplateReader) -> String {
    guard let shown = shown[request.rule] else { return "" }
    return template(shown).text(
      state: { self.state(of: $0, request) },
      show: { state, leaf in
        FindingBuilder.written(
          self.findings.shownValue(state, leaf.map { self.name(of: $0, request.rule) } ?? ""))
      })
  }

  private func name(of leaf: Operand, _ rule: Int) -> String {
    if case .eachElement = leaf { return elementName(rule) ?? "" }
    return leaf.shownName
  }

  // What a hole's operand is for the finding's subject.
  private func state(of leaf: Operand, _ request: Request) -> FieldState {
    switch request.finding.subject {
    case .event(let trigger, let each, let element):
      switch leaf {
      case .outer(.each, let inner):
        guard let each, let wanted = inner.request else { return .unknown(.missing) }
        return state(wanted, at: each)
      case .eachElement(let path): return element?.state(at: path) ?? .unknown(.missing)
      default:
        guard let wanted = leaf.request else { return .unknown(.missing) }
        return state(wanted, at: trigger)
      }
    case .group(let keys, let start, let end, let row):
      switch leaf {
      case .windowStart: return start.map { .value(.timestamp(.init(nanoseconds: $0))) } ?? .absent
      case .windowEnd: return end.map { .value(.timestamp(.init(nanoseconds: $0))) } ?? .absent
      case .row(let column): return cell(column, row, request.rule)
      default: return keys.first { $0.name == leaf.shownName }?.state ?? .unknown(.missing)
      }
    }
  }

  func cell(_ column: String, _ row: Int?, _ rule: Int) -> FieldState {
    guard let row, let table = table(rule), table.rows.indices.contains(row),
      let index = table.columns.firstIndex(where: { $0.name == column })
    else { return .unknown(.missing) }
    return table.rows[row][index].map { .value($0) } ?? .absent
  }
}

extension Operand {
  /// The column that a field or raw path of one event is.
  fileprivate var request: ColumnRequest? {
    switch self {
    case .field(let field): .field(field)
    case .raw(let path): .raw(path)
    default: nil
    }
  }
}

extension Value {
  /// What stands at a path in it.
  fileprivate func state(at path: RecordPath) -> FieldState {
    var value = self
    for step in path.steps {
      let found: Value??
      switch (step, value) {
      case (.key(let key), .object(let members)):
        found = members.first { $0.key == key }.map { $0.value }
      case (.index(let index), .list(let elements)):
        found = elements.indices.contains(index) ? .some(elements[index]) : nil
      default: return .unknown(.unreadableValue)
      }
      guard let found else { return .unknown(.missing) }
      guard let found else { return .absent }
      value = found
    }
    return .value(value)
  }
}
