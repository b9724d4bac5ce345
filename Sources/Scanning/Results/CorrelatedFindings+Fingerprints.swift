import Engine
import Findings
import Mapping
import RuleModel
import Values

extension CorrelatedFindings {
  /// Over the rule and what identifies the subject; never over files or their order.
  func fingerprint(_ request: Request) -> String {
    let findings = findings
    var content: [UInt8] = []
    FindingBuilder.append(Array(rules[request.rule].id.utf8), to: &content)
    switch request.finding.subject {
    case .event(let trigger, let each, let element):
      content.append(2)
      append(trigger, shown[request.rule]?.fields.trigger ?? [], to: &content)
      if let each {
        content.append(3)
        append(each, shown[request.rule]?.fields.each ?? [], to: &content)
      }
      if let element {
        content.append(4)
        FindingBuilder.append(.value(element), to: &content)
      }
    case .group(let keys, let start, let end, let row):
      content.append(5)
      for key in keys {
        FindingBuilder.append(Array(key.name.utf8), to: &content)
        FindingBuilder.append(key.state, to: &content)
      }
      for edge in [start, end] {
        content.append(edge == nil ? 0 : 1)
        withUnsafeBytes(of: (edge ?? 0).littleEndian) { content += $0 }
      }
      if let row, let table = table(request.rule), table.rows.indices.contains(row) {
        for column in table.keyColumns {
          FindingBuilder.append(cell(column, row, request.rule), to: &content)
        }
      }
    }
    return findings.numbered(content)
  }

  private func append(
    _ place: EventPlace, _ requests: [ColumnRequest], to content: inout [UInt8]
  ) {
    FindingBuilder.append(Array(name(of: place).utf8), to: &content)
    if let record = records.record(at: place), let plan = records.plan(of: place),
      let identity = findings.identity(of: record, plan)
    {
      content.append(1)
      for part in identity { FindingBuilder.append(part, to: &content) }
      return
    }
    content.append(0)
    withUnsafeBytes(of: place.key.time.littleEndian) { content += $0 }
    for request in requests {
      FindingBuilder.append(Array(PlannedColumn.name(of: request).utf8), to: &content)
      FindingBuilder.append(state(request, at: place), to: &content)
    }
  }
}
