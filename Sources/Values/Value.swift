/// A value as the language sees it: decoded, typed, comparable by content.
///
/// Equality and hashing are by content and exact: `1` and `1.0` are one number, texts are equal
/// by bytes, and nothing depends on how a log spelt the value.
package enum Value: Hashable, Sendable {
  case string(Text)
  case number(Number)
  case boolean(Bool)
  case timestamp(Timestamp)
  case date(CalendarDate)
  case duration(Duration)
  /// A number of bytes.
  case size(Int64)
  case version(Version)
  case ip(IPAddress)
  case network(IPNetwork)
  case list([Value])
  /// A JSON object below `raw`, members in the order of the record.
  case object([Member])

  package struct Member: Hashable, Sendable {
    package var key: Text
    package var value: Value?  // nil is JSON null

    package init(key: Text, value: Value?) {
      self.key = key
      self.value = value
    }
  }
}

/// The type of a field, parameter, table column or literal.
package indirect enum ValueType: Hashable, Sendable, CustomStringConvertible {
  case string, integer, decimal, boolean, timestamp, date, duration, size, version, ip
  case list(of: ValueType)
  /// What a record holds below `raw`: any JSON value, typed when it is compared.
  case json

  /// The name as a rule writes it: `string`, `int`, `list of string`.
  package var description: String {
    switch self {
    case .string: "string"
    case .integer: "int"
    case .decimal: "decimal"
    case .boolean: "bool"
    case .timestamp: "timestamp"
    case .date: "date"
    case .duration: "duration"
    case .size: "size"
    case .version: "version"
    case .ip: "ip"
    case .list(let element): "list of \(element)"
    case .json: "any"
    }
  }
}
