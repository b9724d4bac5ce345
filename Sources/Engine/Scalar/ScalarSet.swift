import RuleModel
import Values

/// A set of values made ready for look-up: single values by hash and full equality, networks by
/// prefix length, ranges and other operands one by one.
struct ScalarSet {
  /// Single values, by the type of value that they are compared as.
  private(set) var singles: [ValueKind: Set<Value>] = [:]
  private(set) var ranges: [(low: Value, high: Value)] = []
  /// First addresses of networks by family and prefix length.
  private(set) var networks: [NetworkClass: Set<IPAddress>] = [:]
  /// Fields that the rule names as members.
  let operands: [ScalarOperand]

  struct NetworkClass: Hashable {
    var isIPv6: Bool
    var prefixLength: UInt8
  }

  init(literals: [Value], ranges: [(low: Value, high: Value)], operands: [ScalarOperand]) {
    self.ranges = ranges
    self.operands = operands
    for literal in literals {
      if case .network(let network) = literal {
        let key = NetworkClass(isIPv6: network.base.isIPv6, prefixLength: network.prefixLength)
        networks[key, default: []].insert(network.base)
      } else {
        singles[ValueKind(literal), default: []].insert(literal)
      }
    }
  }

  /// Whether the value is one of the literals, in a range or in a network; unknown if the value
  /// is not of a set member's type and can't be read as one.
  func contains(_ value: Value) -> Truth {
    var unreadable = false
    for (kind, values) in singles {
      if let converted = Coercion.convert(value, to: kind) {
        if values.contains(converted) { return .yes }
      } else {
        unreadable = true
      }
    }
    for range in ranges {
      guard let converted = Coercion.convert(value, to: ValueKind(range.low)),
        let low = Value.compare(range.low, converted),
        let high = Value.compare(converted, range.high)
      else {
        unreadable = true
        continue
      }
      if low != .greater, high != .greater { return .yes }
    }
    if !networks.isEmpty {
      if case .ip(let address)? = Coercion.convert(value, to: .ip) {
        if networksContain(address) { return .yes }
      } else {
        unreadable = true
      }
    }
    return unreadable ? .unknown : .no
  }

  private func networksContain(_ address: IPAddress) -> Bool {
    for (key, bases) in networks where key.isIPv6 == address.isIPv6 {
      let base = IPNetwork(address: address, prefixLength: key.prefixLength).base
      if bases.contains(base) { return true }
    }
    return false
  }
}
