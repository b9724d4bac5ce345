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

/// What a slot says once it is decoded.
package enum FieldState: Hashable, Sendable {
  case value(Value)
  case absent
  case unknown(UnknownReason)
}

/// Decodes the slots of one column of one source: conversions, `absent when`, what a missing key
/// means. Deterministic in the slot's kind, mapping and bytes, so its results can be cached by
/// them.
package struct SlotDecoder: Sendable {
  /// One for each mapping that the slot's `mappings` byte can name.
  package let mappings: [CheckedSource.Mapping]
  package let type: ValueType

  package init(mappings: [CheckedSource.Mapping], type: ValueType) {
    self.mappings = mappings
    self.type = type
  }

  /// The decoder of a column; nil if the source has no mapping for the field, which makes it
  /// unknown in every record.
  package init?(_ request: ColumnRequest, source: CheckedSource) {
    switch request {
    case .raw(let path):
      self.init(mappings: [CheckedSource.Mapping(path: path)], type: .json)
    case .field(let field):
      let declared = source.mappings[field] ?? []
      if source.fieldsByName {
        let byName = CheckedSource.Mapping(
          path: RecordPath(field.name.split(separator: ".").map { .key(Text(String($0))) }))
        self.init(mappings: declared + [byName], type: field.type)
      } else if declared.isEmpty {
        return nil
      } else {
        self.init(mappings: declared, type: field.type)
      }
    }
  }
}
