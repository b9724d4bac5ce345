import Functions
import RuleModel

extension CheckedRule {
  /// Whether an answer of the rule depends on the offsets of time zones.
  package var usesTimeZones: Bool {
    ZoneUse.isIn(requirement) || condition.map(ZoneUse.isIn) ?? false
      || exceptions.contains { ZoneUse.isIn($0.condition) }
  }
}

enum ZoneUse {
  private static let functions = Set(BuiltInFunctions.all.filter(\.takesZone).map(\.name))

  static func isIn(_ condition: Condition) -> Bool {
    switch condition {
    case .constant: false
    case .and(let parts), .or(let parts): parts.contains(where: isIn)
    case .not(let part): isIn(part)
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _): isIn(operand)
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      isIn(left) || isIn(right)
    case .membership(let operand, let set):
      isIn(operand)
        || set.items.contains { if case .single(let other) = $0 { isIn(other) } else { false } }
    case .during: true
    case .quantified(_, let list, let body): isIn(list) || isIn(body)
    case .rows(_, _, let body): isIn(body)
    }
  }

  private static func isIn(_ operand: Operand) -> Bool {
    switch operand {
    case .function(let call): functions.contains(call.name) || call.arguments.contains(where: isIn)
    case .lookup(_, let keys, _): keys.contains(where: isIn)
    case .literal, .field, .raw, .element, .cell: false
    }
  }
}
