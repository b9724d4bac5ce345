import RuleModel
import Values

/// How a source reads, for `writ sources NAME` and `writ inspect`.
enum SourceDescription {
  static func text(of source: CheckedSource) -> String {
    var lines = ["\(source.name): \(source.title)", ""]
    func add(_ label: String, _ value: String) {
      if !value.isEmpty { lines.append(padded(label, 15) + value) }
    }
    add("file", source.file)
    add("format", source.format.rawValue)
    add(
      "recognised by",
      source.detect.isEmpty
        ? "--source \(source.name) only" : source.detect.map(text(of:)).joined(separator: ", "))
    add("time", source.time.map(text(of:)).joined(separator: "; else "))
    if let identity = source.identity {
      add("identity", identity.fields.map(\.name).joined(separator: ", "))
    }
    let kinds = source.kinds.map { $0.condition == nil ? $0.name : "\($0.name) (some records)" }
    add(
      "kinds",
      (kinds + (source.kindPath.map { ["as the record's \(text(of: $0)) says"] } ?? []))
        .joined(separator: ", "))
    add(
      "supplies",
      source.supplies.isEmpty
        ? "the kinds that occur in the input" : source.supplies.joined(separator: ", "))
    add("whole", source.whole.map(text(of:)).joined(separator: ", "))
    if source.fieldsByName { add("fields", "every field of the vocabulary, from its own name") }
    if !source.mappings.isEmpty {
      lines += ["", "Fields, and the keys they are read from (the first that is there):", ""]
      lines += mappings(of: source)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func mappings(of source: CheckedSource) -> [String] {
    let fields = source.mappings.keys.sorted { $0.name < $1.name }
    let width = fields.map(\.name.count).max() ?? 0
    return fields.flatMap { field in
      (source.mappings[field] ?? []).enumerated().map { index, mapping in
        padded(index == 0 ? field.name : "", width) + "  " + text(of: mapping)
      }
    }
  }

  /// `path | path absent when "-"`
  static func text(of mapping: CheckedSource.Mapping) -> String {
    var text = text(of: mapping.path)
    for conversion in mapping.conversions {
      text += " | " + conversion.name
      if !conversion.arguments.isEmpty {
        text += "(" + conversion.arguments.map(\.quotedDescription).joined(separator: ", ") + ")"
      }
    }
    if !mapping.absentWhen.isEmpty {
      text += " absent when " + mapping.absentWhen.map(\.quotedDescription).joined(separator: ", ")
    }
    if mapping.missing == .absent { text += " missing means absent" }
    return text
  }

  /// `responseStatus.code`, `annotations."acme.io/ticket"`, `items[0]`
  static func text(of path: RecordPath) -> String {
    var result = ""
    for step in path.steps {
      switch step {
      case .index(let index): result += "[\(index)]"
      case .key(let key):
        let name = key.description
        let isPlain =
          !name.isEmpty
          && name.utf8.allSatisfy {
            ($0 | 0x20) >= 97 && ($0 | 0x20) <= 122 || $0 >= 48 && $0 <= 57 || $0 == 95
          }
        if !result.isEmpty { result += "." }
        result += isPlain ? name : Value.string(key).quotedDescription
      }
    }
    return result
  }
}
