import Detectors
import Mapping
import RuleModel
import Values

extension ScalarContext {
  /// Whether a field holds what a question asks for: of what is absent nothing, of what is unknown that is not
  /// known.
  func sensitive(
    _ operand: ScalarOperand, _ question: SensitiveQuestion, _ field: SearchedField
  ) -> Truth {
    switch self.operand(operand) {
    case .unknown: return .unknown
    case .absent: return .no
    case .value(let value):
      var result = Truth.no
      field.forEachText(of: value) { text, names in
        guard result != .yes else { return }
        text.bytes.withUnsafeBufferPointer { screen.look(at: $0, of: names) }
        if screen.finds(question) {
          result = .yes
        } else if screen.isCutShort(question) {
          result = .unknown
        }
      }
      if result == .unknown { note(mainColumn(of: operand), .limit) }
      return result
    }
  }
}

extension SearchedField {
  /// Calls `body` with each text in a value, and the names on the way to it: of an object and a list with those
  /// of all its members, their names too.
  package func forEachText(of value: Value, _ body: (Text, FieldNames) -> Void) {
    forEachText(of: value, names, body)
  }

  private func forEachText(
    of value: Value, _ names: FieldNames, _ body: (Text, FieldNames) -> Void
  ) {
    switch value {
    case .boolean: break
    case .string(let text): body(text, names)
    case .number, .timestamp, .date, .duration, .size, .version, .ip, .network:
      body(Text(value.description), names)
    case .list(let elements): for element in elements { forEachText(of: element, names, body) }
    case .object(let members):
      for member in members {
        body(member.key, Self.noNames)
        if let value = member.value {
          forEachText(of: value, names.adding(member.key.description), body)
        }
      }
    }
  }

  private static let noNames = FieldNames([])
}
