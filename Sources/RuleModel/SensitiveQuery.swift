/// What `no unmasked …` forbids.
package struct SensitiveQuery: Hashable, Sendable {
  /// What an exception takes out: these types in a field, and in all that the field's value holds.
  package struct Pardon: Hashable, Sendable {
    package var types: UInt64
    /// A field or a path of the record.
    package var field: Operand

    package init(types: UInt64, field: Operand) {
      self.types = types
      self.field = field
    }
  }

  /// A bit for each type of sensitive data, numbered as module `Detectors` does.
  package var types: UInt64
  /// As the rule names them: `email, payment card`.
  package var names: String
  /// Of `any field` only.
  package var pardons: [Pardon]

  package init(types: UInt64, names: String, pardons: [Pardon] = []) {
    self.types = types
    self.names = names
    self.pardons = pardons
  }
}

extension Operand {
  /// The whole record: what `any field` means.
  package static var record: Operand { .raw(RecordPath([])) }

  package var isRecord: Bool { self == .record }
}
