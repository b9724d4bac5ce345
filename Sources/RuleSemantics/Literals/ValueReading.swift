import RuleSyntax
import Values

/// Reads values that stand outside a rule's text: lines of list files, cells of tables, values of
/// `--set`. They are written as a rule writes them, without quotes.
enum ValueReading {
  /// nil: the text is no value of the type.
  static func value(_ text: String, as type: ValueType) -> Value? {
    switch type {
    case .string, .json: return .string(Text(text))
    case .integer:
      guard let number = LiteralReading.number(text), number.isWhole else { return nil }
      return .number(number)
    case .decimal: return LiteralReading.number(text).map { .number($0) }
    case .boolean: return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
    case .timestamp: return LiteralReading.timestamp(text).map { .timestamp($0) }
    case .date: return LiteralReading.date(text).map { .date($0) }
    case .duration:
      guard let (number, unit) = LiteralReading.splitQuantity(text),
        case .time(let length) = LiteralReading.measure(unit: unit),
        let number = LiteralReading.number(number)
      else { return nil }
      return LiteralReading.scaled(number, by: length).map {
        .duration(Duration(nanoseconds: $0))
      }
    case .size:
      guard let (number, unit) = LiteralReading.splitQuantity(text),
        case .size(let factor) = LiteralReading.measure(unit: unit),
        let number = LiteralReading.number(number)
      else { return nil }
      return LiteralReading.scaled(number, by: factor).map { .size($0) }
    case .version: return LiteralReading.version(text).map { .version($0) }
    case .ip: return LiteralReading.address(text).map { .ip($0) }
    case .list(let element):
      if text.isEmpty { return .list([]) }
      var values: [Value] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let value = value(trimmed(part), as: element) else { return nil }
        values.append(value)
      }
      return .list(values)
    }
  }

  /// Without blanks and tabs at its ends.
  static func trimmed(_ text: some StringProtocol) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = text.firstIndex(where: { !isBlank($0) }),
      let last = text.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(text[first...last])
  }
}
