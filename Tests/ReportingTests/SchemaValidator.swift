/// Validates JSON against a schema that uses the keywords below, and reports keywords that it does
/// not know, so that none is passed over.
struct SchemaValidator {
  let schema: JSONValue

  private static let known: Set<String> = [
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "required",
    "additionalProperties", "items", "enum", "const", "pattern", "minimum", "anyOf",
  ]

  /// What is wrong, with where; empty if nothing is.
  func problems(_ value: JSONValue) -> [String] {
    check(value, schema, at: "$")
  }

  private func check(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
    guard case .object(let keywords) = schema else {
      return schema == .bool(false) ? ["\(path) may not be"] : []
    }
    var problems = keywords.keys.filter { !Self.known.contains($0) }.map { "unknown keyword \($0)" }
    if case .string(let reference)? = keywords["$ref"] {
      let name = String(reference.dropFirst("#/$defs/".count))
      if let target = self.schema["$defs"]?[name] {
        problems += check(value, target, at: path)
      } else {
        problems.append("no definition \(reference)")
      }
    }
    if let type = keywords["type"], !matches(value, type) { problems.append("\(path): type") }
    if let allowed = keywords["enum"], !allowed.elements.contains(value) {
      problems.append("\(path): enum")
    }
    if let constant = keywords["const"], constant != value { problems.append("\(path): const") }
    if let alternatives = keywords["anyOf"],
      !alternatives.elements.contains(where: { check(value, $0, at: path).isEmpty })
    {
      problems.append("\(path): anyOf")
    }
    switch value {
    case .string(let text): problems += check(text, keywords, at: path)
    case .integer(let number):
      if case .integer(let minimum)? = keywords["minimum"], number < minimum {
        problems.append("\(path): minimum")
      }
    case .array(let elements):
      guard let items = keywords["items"] else { break }
      for (index, element) in elements.enumerated() {
        problems += check(element, items, at: "\(path)[\(index)]")
      }
    case .object(let members): problems += check(members, keywords, at: path)
    default: break
    }
    return problems
  }

  private func check(
    _ text: String, _ keywords: [String: JSONValue], at path: String
  ) -> [String] {
    guard case .string(let pattern)? = keywords["pattern"] else { return [] }
    guard let regex = try? Regex(pattern) else { return ["\(pattern) is no pattern"] }
    return text.firstMatch(of: regex) == nil ? ["\(path): \(text) does not match \(pattern)"] : []
  }

  private func check(
    _ members: [String: JSONValue], _ keywords: [String: JSONValue], at path: String
  ) -> [String] {
    var problems: [String] = []
    for name in keywords["required"]?.elements ?? [] {
      if case .string(let name) = name, members[name] == nil {
        problems.append("\(path): no \(name)")
      }
    }
    for (name, member) in members {
      if let schema = keywords["properties"]?[name] ?? keywords["additionalProperties"] {
        problems += check(member, schema, at: "\(path).\(name)")
      }
    }
    return problems
  }

  private func matches(_ value: JSONValue, _ type: JSONValue) -> Bool {
    switch type {
    case .array(let types): return types.contains { matches(value, $0) }
    case .string(let name):
      switch (name, value) {
      case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer),
        ("number", .number), ("string", .string), ("array", .array), ("object", .object):
        return true
      default: return false
      }
    default: return false
    }
  }
}
