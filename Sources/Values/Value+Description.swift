extension Value: CustomStringConvertible {
  /// The value as a person reads it in a message: texts as they are, lists in brackets with their
  /// texts quoted, times in UTC.
  package var description: String {
    if case .string(let text) = self { return text.description }
    return quotedDescription
  }

  /// As `description`, but a text stands in quotes with JSON's escapes.
  package var quotedDescription: String {
    switch self {
    case .string(let text): Self.quote(text)
    case .number(let number): number.description
    case .boolean(let value): value ? "true" : "false"
    case .timestamp(let time): time.rfc3339
    case .date(let date): date.description
    case .duration(let duration): duration.description
    case .size(let bytes): ByteSize.description(bytes)
    case .version(let version): version.description
    case .ip(let address): address.description
    case .network(let network): network.description
    case .list(let elements):
      "[" + elements.map(\.quotedDescription).joined(separator: ", ") + "]"
    case .object(let members):
      "{"
        + members.map { "\(Self.quote($0.key)): \($0.value?.quotedDescription ?? "null")" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func quote(_ text: Text) -> String {
    var result = "\""
    for scalar in text.description.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
