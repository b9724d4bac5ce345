import Foundation

/// Any JSON, for looking at what the reporters write.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(parsing bytes: [UInt8]) throws {
    self.init(try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed))
  }

  private init(_ object: Any) {
    switch object {
    case let value as String: self = .string(value)
    case let value as [Any]: self = .array(value.map(JSONValue.init))
    case let value as [String: Any]: self = .object(value.mapValues(JSONValue.init))
    case let value as NSNumber: self = Self.number(value)
    default: self = .null
    }
  }

  private static func number(_ value: NSNumber) -> JSONValue {
    let type = String(cString: value.objCType)
    if type == "c" || type == "B" { return .bool(value.boolValue) }
    if type == "d" || type == "f" { return .number(value.doubleValue) }
    return .integer(value.int64Value)
  }

  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  var elements: [JSONValue] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// Every string in it, names of members too.
  var allStrings: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(\.allStrings)
    case .object(let members): members.keys + members.values.flatMap(\.allStrings)
    default: []
    }
  }
}
