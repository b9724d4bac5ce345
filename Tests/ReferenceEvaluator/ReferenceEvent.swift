import RuleModel
import Values

/// Kleene's third value beside `Bool`.
package enum Truth: Hashable, Sendable {
  case yes, no, unknown

  package init(_ bool: Bool) { self = bool ? .yes : .no }

  package var negated: Truth {
    switch self {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }

  /// True if all are, false if one is, else unknown.
  package static func and(_ parts: [Truth]) -> Truth {
    if parts.contains(.no) { return .no }
    return parts.contains(.unknown) ? .unknown : .yes
  }

  /// True if one is, false if all are, else unknown.
  package static func or(_ parts: [Truth]) -> Truth {
    if parts.contains(.yes) { return .yes }
    return parts.contains(.unknown) ? .unknown : .no
  }
}

/// The state of a field as semantics defines it: a value, absent, or unknown.
package enum ReferenceState: Hashable, Sendable {
  case value(Value)
  case absent
  case unknown
}

/// An event with its fields already typed: no reader, no mapping, no column.
package struct ReferenceEvent: Sendable {
  package var kinds: Set<String>
  /// Kinds that the event may or may not have.
  package var undecidedKinds: Set<String>
  package var time: Timestamp
  /// By name; a field that is not here is unknown.
  package var fields: [String: ReferenceState]
  /// The record itself, for `raw`.
  package var record: Value?
  /// Paths of objects that are held whole.
  package var whole: [RecordPath]
  /// The number of its source, of its file inside the source, and its place in the file.
  package var source: Int
  package var file: Int
  package var position: Int

  package init(
    kinds: Set<String>, undecidedKinds: Set<String> = [], time: Timestamp,
    fields: [String: ReferenceState], record: Value? = nil, whole: [RecordPath] = [],
    source: Int = 0, file: Int = 0, position: Int = 0
  ) {
    self.kinds = kinds
    self.undecidedKinds = undecidedKinds
    self.time = time
    self.fields = fields
    self.record = record
    self.whole = whole
    self.source = source
    self.file = file
    self.position = position
  }
}
