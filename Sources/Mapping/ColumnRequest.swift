import Columns
import RuleModel
import Values

/// A column that the plan asks a source's reader for.
package enum ColumnRequest: Hashable, Sendable {
  /// A vocabulary field, by the source's mappings (or by its name, where the source says so).
  case field(Field)
  /// The record's own key.
  case raw(RecordPath)
}

/// Why a field's value is not known.
package enum UnknownReason: UInt8, Hashable, Sendable {
  /// The source does not record the field, or the record has no such key.
  case missing
  /// The record holds something that can't be converted to the field's type.
  case unreadableValue
  case recordsDisagree
  /// A match or depth limit was reached.
  case limit
}

extension UnknownReason {
  /// The `==` that comes with a raw type is generic, and slow when another module calls it.
  @inlinable
  package static func == (left: UnknownReason, right: UnknownReason) -> Bool {
    unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
  }
}

/// What a slot says once it is decoded.
package enum FieldState: Hashable, Sendable {
  case value(Value)
  case absent
  case unknown(UnknownReason)
}
