import RuleModel
import Values

/// Writes a test's events as native records: JSON lines with Writ's own field names.
///
/// A field that is not given has no key, which makes it unknown; an absent one is null.
struct TestRecordWriter {
  private indirect enum Node {
    case object([(key: Text, node: Node)])
    case list([Node])
    case text(String)
  }

  /// One line for each record, with its line end. Records without a time follow each other by a
  /// second.
  static func lines(_ records: [CheckedTest.Record]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, record) in records.enumerated() {
      bytes += Array(line(record, index).utf8)
      bytes.append(0x0a)
    }
    return bytes
  }

  // 2026-01-01T00:00:00Z
  private static let firstTime: Int64 = 1_767_225_600 * 1_000_000_000

  private static func line(_ record: CheckedTest.Record, _ index: Int) -> String {
    var root = Node.object([("kind", .text(string(Text(record.kind))))])
    var hasTime = false
    for (field, given) in record.fields {
      guard let text = text(given) else { continue }
      if field.name == "time" { hasTime = true }
      insert(.text(text), at: [.key(Text(field.name))], into: &root)
    }
    if !hasTime {
      let time = Timestamp(nanoseconds: firstTime + Int64(index) * 1_000_000_000)
      insert(.text(string(Text(time.rfc3339))), at: [.key("time")], into: &root)
    }
    for (path, given) in record.raw {
      guard let text = text(given) else { continue }
      insert(.text(text), at: path.steps[...], into: &root)
    }
    return written(root)
  }

  private static func insert(
    _ leaf: Node, at path: ArraySlice<RecordPath.Step>, into node: inout Node
  ) {
    guard let step = path.first else {
      node = leaf
      return
    }
    let rest = path.dropFirst()
    switch step {
    case .key(let key):
      var members: [(key: Text, node: Node)] = []
      if case .object(let known) = node { members = known }
      let place = members.firstIndex { $0.key == key } ?? members.count
      if place == members.count { members.append((key, .object([]))) }
      insert(leaf, at: rest, into: &members[place].node)
      node = .object(members)
    case .index(let index):
      var elements: [Node] = []
      if case .list(let known) = node { elements = known }
      while elements.count <= min(index, 10_000) { elements.append(.text("null")) }
      if elements.indices.contains(index) { insert(leaf, at: rest, into: &elements[index]) }
      node = .list(elements)
    }
  }

  private static func written(_ node: Node) -> String {
    switch node {
    case .text(let text): text
    case .list(let elements): "[" + elements.map(written).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { string($0.key) + ":" + written($0.node) }.joined(separator: ",") + "}"
    }
  }

  // nil: the key is left out.
  private static func text(_ given: CheckedTest.Given) -> String? {
    switch given {
    case .unknown: nil
    case .absent: "null"
    case .value(let value): text(value)
    }
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .string(let text): string(text)
    case .number(let number): number.description
    case .boolean(let value): value ? "true" : "false"
    case .size(let bytes): String(bytes)
    case .duration(let duration): "\"\(duration.nanoseconds)ns\""
    case .timestamp, .date, .version, .ip, .network: string(Text(value.description))
    case .list(let elements): "[" + elements.map(text).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.map { string($0.key) + ":" + ($0.value.map(text) ?? "null") }
        .joined(separator: ",") + "}"
    }
  }

  private static func string(_ text: Text) -> String {
    var result = "\""
    for scalar in text.description.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
