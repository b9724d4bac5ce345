import Findings

/// A control framework with the rules that name it.
struct Framework {
  struct Clause {
    var name: String
    /// In reading order.
    var rules: [RuleResult]
  }

  var name: String
  /// In reading order, each once.
  var rules: [RuleResult]
  var clauses: [Clause]

  /// By name; clauses in the order that people count in (`Art. 5` before `Art. 25`).
  static func all(of rules: [RuleResult]) -> [Framework] {
    var byName: [String: [String: [RuleResult]]] = [:]
    var rulesByName: [String: [RuleResult]] = [:]
    for rule in rules {
      for control in rule.controls {
        byName[control.framework, default: [:]][control.clause, default: []].append(rule)
      }
      for name in Set(rule.controls.map(\.framework)) {
        rulesByName[name, default: []].append(rule)
      }
    }
    return byName.keys.sorted().map { name in
      let clauses = (byName[name] ?? [:]).sorted { countsBefore($0.key, $1.key) }
      return Framework(
        name: name, rules: rulesByName[name] ?? [],
        clauses: clauses.map { Clause(name: $0.key, rules: $0.value) })
    }
  }

  /// Compares runs of digits as numbers and the rest by its bytes.
  static func countsBefore(_ left: String, _ right: String) -> Bool {
    let (a, b) = (Array(left.utf8), Array(right.utf8))
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let (x, y) = (digits(a, &i), digits(b, &j))
        if x.count != y.count { return x.count < y.count }
        if x != y { return x.lexicographicallyPrecedes(y) }
      } else {
        if a[i] != b[j] { return a[i] < b[j] }
        i += 1
        j += 1
      }
    }
    if a.count - i != b.count - j { return a.count - i < b.count - j }
    return a.lexicographicallyPrecedes(b)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// The digits at `index`, without leading zeros.
  private static func digits(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
    let start = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    return bytes[start..<index].drop { $0 == 0x30 }
  }
}
