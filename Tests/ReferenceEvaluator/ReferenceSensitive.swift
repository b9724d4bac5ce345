import Detectors
import RuleModel
import Values

/// `no unmasked …` by its definition: what the detectors say of a text is taken from them, what becomes of their
/// answers is not.
extension ReferenceConditions {
  /// Whether the operand, or the whole record, holds what the query names in the clear.
  func sensitive(_ operand: Operand, _ query: SensitiveQuery, _ bindings: [Binding]) -> Truth {
    guard !operand.isRecord else { return Truth(recordHolds(query)) }
    switch state(operand, bindings) {
    case .absent: return .no
    case .unknown: return .unknown
    case .value(let value): return Truth(holds(value, Self.names(of: operand), query.types))
    }
  }

  // Every string and number of the record, but for the fields that are excepted.
  private func recordHolds(_ query: SensitiveQuery) -> Bool {
    for (name, state) in event.fields {
      guard case .value(let value) = state else { continue }
      for type in Self.types(in: value, [name]) where query.types.names(type) {
        let isPardoned = query.pardons.contains { pardon in
          guard case .field(let field) = pardon.field, field.name == name else { return false }
          return pardon.types?.names(type) ?? true
        }
        if !isPardoned { return true }
      }
    }
    return event.record.map { holds($0, [], query.types) } ?? false
  }

  private func holds(_ value: Value, _ names: [String], _ types: SensitiveTypes) -> Bool {
    Self.types(in: value, names).contains { types.names($0) }
  }

  private static func names(of operand: Operand) -> [String] {
    switch operand {
    case .field(let field): [field.name]
    case .raw(let path), .element(_, let path):
      path.steps.compactMap { if case .key(let key) = $0 { key.description } else { nil } }
    default: []
    }
  }

  private static func types(in value: Value, _ names: [String]) -> Set<SensitiveType> {
    switch value {
    case .boolean: return []
    case .list(let elements):
      return elements.reduce(into: []) { $0.formUnion(types(in: $1, names)) }
    case .object(let members):
      return members.reduce(into: []) { found, member in
        if let value = member.value {
          found.formUnion(types(in: value, names + [member.key.description]))
        }
      }
    case .string(let text): return types(in: text, names)
    default: return types(in: Text(value.description), names)
    }
  }

  private static func types(in text: Text, _ names: [String]) -> Set<SensitiveType> {
    let screen = SensitiveScreen()
    text.bytes.withUnsafeBufferPointer { screen.look(at: $0, of: FieldNames(names)) }
    return Set(screen.leaks.map(\.type))
  }
}

extension SensitiveTypes {
  fileprivate func names(_ type: SensitiveType) -> Bool {
    types >> UInt64(type.rawValue) & 1 == 1
  }
}
