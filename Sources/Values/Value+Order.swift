/// How one value stands to another.
package enum Order: Hashable, Sendable {
  case less, equal, greater
}

extension Value {
  /// The order of two values of one type; nil if their types differ, or if the type has no order
  /// (objects, networks and lists that differ).
  package static func compare(_ left: Value, _ right: Value) -> Order? {
    switch (left, right) {
    case (.string(let a), .string(let b)): order(a, b)
    case (.number(let a), .number(let b)): order(a, b)
    case (.boolean(let a), .boolean(let b)): order(a ? 1 : 0, b ? 1 : 0)
    case (.timestamp(let a), .timestamp(let b)): order(a, b)
    case (.date(let a), .date(let b)): order(a, b)
    case (.duration(let a), .duration(let b)): order(a, b)
    case (.size(let a), .size(let b)): order(a, b)
    case (.version(let a), .version(let b)): order(a, b)
    case (.ip(let a), .ip(let b)): order(a, b)
    case (.network, .network), (.list, .list), (.object, .object):
      left == right ? .equal : nil
    default: nil
    }
  }

  private static func order<Part: Comparable>(_ left: Part, _ right: Part) -> Order {
    left == right ? .equal : left < right ? .less : .greater
  }

  /// The value's type; `json` for objects, and for lists whose elements differ in type or that are
  /// empty `list of any`.
  package var type: ValueType {
    switch self {
    case .string: .string
    case .number(let number): number.isWhole ? .integer : .decimal
    case .boolean: .boolean
    case .timestamp: .timestamp
    case .date: .date
    case .duration: .duration
    case .size: .size
    case .version: .version
    case .ip, .network: .ip
    case .object: .json
    case .list(let elements):
      .list(
        of: elements.dropFirst().reduce(elements.first?.type ?? .json) {
          $0 == $1.type ? $0 : .json
        })
    }
  }
}
