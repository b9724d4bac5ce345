/// A set of types of sensitive data.
package struct TypeSet: OptionSet, Sendable, Hashable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  package init(_ type: SensitiveType) {
    rawValue = 1 << UInt64(type.rawValue)
  }

  package init(_ types: [SensitiveType]) {
    rawValue = types.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  package func contains(_ type: SensitiveType) -> Bool {
    rawValue & 1 << UInt64(type.rawValue) != 0
  }

  /// Its types in the order of their declaration.
  package var types: [SensitiveType] {
    SensitiveType.allCases.filter { contains($0) }
  }
}

/// What a key, a column's header or a word nearby says about the value that it stands with.
package struct KeyMeaning: Sendable, Equatable {
  package enum Role: UInt8, Sendable {
    /// Nothing that is known: `customer`, `data_42`.
    case unknown
    /// Nothing by itself, but what the next outer key says holds for it: `value`, `raw`, `old`, `0`.
    case neutral
    /// Something else than sensitive data: `order_id`, `trace_id`, `email_count`, `password_policy`,
    /// `pesel_batch_no`. It vetoes types that need context, and numbers whose check digits only
    /// happen to be right.
    case other
    /// One of `types`.
    case sensitive
  }

  package var role: Role
  /// What the value may be; empty unless `role` is `sensitive`. More than one where a word names
  /// several: `tax_id`, `nif`.
  package var types: TypeSet
  /// The value is a digest of such a value: `email_sha256`, `password_hash`.
  package var isHashed: Bool

  package init(role: Role, types: TypeSet = [], isHashed: Bool = false) {
    self.role = role
    self.types = types
    self.isHashed = isHashed
  }

  package static let unknown = KeyMeaning(role: .unknown)
  package static let neutral = KeyMeaning(role: .neutral)
  package static let other = KeyMeaning(role: .other)
}
