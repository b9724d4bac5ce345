import Values

/// A `source` declaration, checked: how the records of one format fill the vocabulary.
package struct CheckedSource: Sendable {
  /// How a log's bytes become records with named parts.
  package enum Format: String, Sendable, CaseIterable {
    /// JSON lines, concatenated JSON objects, or a JSON array.
    case json
    /// The default Envoy and Istio text formats; parts are named like the JSON format's keys.
    case envoyText = "envoy-text"
    /// OpenTelemetry's logs and traces as JSON: a record is a span or a log record, with what its
    /// export says of its resource and scope beside it.
    case otlpJSON = "otlp-json"
    /// ztunnel's `key=value` access lines; parts are named by their keys.
    case ztunnelText = "ztunnel-text"

    /// Whether records are lines of text, and no JSON.
    package var isText: Bool {
      switch self {
      case .json, .otlpJSON: false
      case .envoyText, .ztunnelText: true
      }
    }

    /// Whether a record's bytes alone hold all that its fields are read from. Otherwise what stands
    /// around it counts too, up to the beginning and end of its line or value.
    package var standsAlone: Bool { self != .otlpJSON }
  }

  /// What a key that the record does not have means.
  package enum Missing: Hashable, Sendable { case absent, unknown }

  /// `gw_route | path absent when "-"`: one way to fill a field.
  package struct Mapping: Hashable, Sendable {
    package var path: RecordPath
    package var conversions: [Conversion]
    /// Values (after the conversions) that say that there is none.
    package var absentWhen: [Value]
    package var missing: Missing

    package init(
      path: RecordPath, conversions: [Conversion] = [], absentWhen: [Value] = [],
      missing: Missing = .unknown
    ) {
      self.path = path
      self.conversions = conversions
      self.absentWhen = absentWhen
      self.missing = missing
    }
  }

  /// A named step of a mapping: `| int`, `| spiffe("namespace")`. The `Mapping` module knows
  /// the names.
  package struct Conversion: Hashable, Sendable {
    package var name: String
    package var arguments: [Value]

    package init(name: String, arguments: [Value] = []) {
      self.name = name
      self.arguments = arguments
    }
  }

  package struct Kind: Hashable, Sendable {
    package var name: String
    /// Over the record's own keys (`Operand.raw`); nil for every record.
    package var condition: Condition?

    package init(name: String, condition: Condition? = nil) {
      self.name = name
      self.condition = condition
    }
  }

  /// Records with equal identity, not further apart than `within` from the first of them, are
  /// one event.
  package struct Identity: Sendable {
    package var fields: [Field]
    package var within: Duration?

    package init(fields: [Field], within: Duration?) {
      self.fields = fields
      self.within = within
    }
  }

  package var name: String
  package var title: String
  package var format: Format
  /// Paths that a record of this source has; all of them. Empty: only by `--source`.
  package var detect: [RecordPath]
  /// The event's time; the first mapping that holds a value decides.
  package var time: [Mapping]
  package var identity: Identity?
  package var clockTolerance: Duration
  package var kinds: [Kind]
  /// `kind from PATH`: the record itself names its kinds (a string or a list).
  package var kindPath: RecordPath?
  /// Of which kinds it is evidence, also where none occurs; empty: of those that occur.
  package var supplies: [String]
  /// `fields by name`: every vocabulary field is read from the key of its own name, nested or
  /// dotted, null meaning absent.
  package var fieldsByName: Bool
  /// The mappings of each field, in order: the first that is recorded wins.
  package var mappings: [Field: [Mapping]]
  /// Objects that the format never writes in part.
  package var whole: [RecordPath]
  package var file: String

  package init(
    name: String, title: String = "", format: Format = .json, detect: [RecordPath] = [],
    time: [Mapping], identity: Identity? = nil,
    clockTolerance: Duration = Duration(nanoseconds: 0), kinds: [Kind] = [],
    kindPath: RecordPath? = nil, supplies: [String] = [], fieldsByName: Bool = false,
    mappings: [Field: [Mapping]] = [:], whole: [RecordPath] = [], file: String = ""
  ) {
    self.name = name
    self.title = title
    self.format = format
    self.detect = detect
    self.time = time
    self.identity = identity
    self.clockTolerance = clockTolerance
    self.kinds = kinds
    self.kindPath = kindPath
    self.supplies = supplies
    self.fieldsByName = fieldsByName
    self.mappings = mappings
    self.whole = whole
    self.file = file
  }
}
