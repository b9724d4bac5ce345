import Values

/// The kinds of value that a comparison can be about.
enum ValueKind: Hashable {
  case string, number, boolean, timestamp, date, duration, size, version, ip, network, list, object

  init(_ value: Value) {
    switch value {
    case .string: self = .string
    case .number: self = .number
    case .boolean: self = .boolean
    case .timestamp: self = .timestamp
    case .date: self = .date
    case .duration: self = .duration
    case .size: self = .size
    case .version: self = .version
    case .ip: self = .ip
    case .network: self = .network
    case .list: self = .list
    case .object: self = .object
    }
  }
}

extension ValueKind {
  /// nil for `any`.
  init?(_ type: ValueType) {
    switch type {
    case .string: self = .string
    case .integer, .decimal: self = .number
    case .boolean: self = .boolean
    case .timestamp: self = .timestamp
    case .date: self = .date
    case .duration: self = .duration
    case .size: self = .size
    case .version: self = .version
    case .ip: self = .ip
    case .list: self = .list
    case .json: return nil
    }
  }
}

/// How an untyped value (of `raw`, or of a list's element) is read when it is compared with a
/// typed one. Typed fields arrive with the type that they are compared as.
enum Coercion {
  /// The value as one of that kind; nil if it can't be read so: an unreadable value.
  ///
  /// Strings are read as timestamps (RFC 3339), dates, durations, versions and addresses, whole
  /// numbers as sizes. A string is never read as a number or a boolean, nor the reverse: what
  /// the log's writer meant by such a value is not known.
  static func convert(_ value: Value, to kind: ValueKind) -> Value? {
    if ValueKind(value) == kind { return value }
    switch (value, kind) {
    case (.string(let text), .timestamp):
      return text.bytes.withUnsafeBytes { Timestamp(rfc3339: $0) }.map(Value.timestamp)
    case (.string(let text), .date):
      return text.bytes.withUnsafeBytes { CalendarDate($0) }.map(Value.date)
    case (.string(let text), .duration):
      return text.bytes.withUnsafeBytes { Duration($0) }.map(Value.duration)
    case (.string(let text), .version):
      return text.bytes.withUnsafeBytes { Version(tls: $0) ?? Version($0) }.map(Value.version)
    case (.string(let text), .ip):
      return text.bytes.withUnsafeBytes { IPAddress($0) }.map(Value.ip)
    case (.number(let number), .size):
      return number.integer.map(Value.size)
    default: return nil
    }
  }
}
