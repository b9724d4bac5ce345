import Functions
import RuleModel

extension CheckedRule {
  /// Whether an answer of the rule depends on the offsets of time zones.
  package var usesTimeZones: Bool {
    ZoneUse.isIn(requirement) || condition.map(ZoneUse.isIn) ?? false
      || exceptions.contains { ZoneUse.isIn($0.condition) } || ZoneUse.isIn(form)
      || ZoneUse.isIn(each)
  }
}

enum ZoneUse {
  private static let functions = Set(BuiltInFunctions.all.filter(\.takesZone).map(\.name))

  static func isIn(_ form: SubjectForm) -> Bool {
    switch form {
    case .event, .first: false
    case .group(let group): if case .per = group.span { true } else { false }
    case .sequence(let sequence): isIn(sequence.within)
    }
  }

  static func isIn(_ each: WithEach?) -> Bool {
    switch each {
    case .related(let related): isIn(related)
    case .element(let list, _): isIn(list)
    case nil: false
    }
  }

  static func isIn(_ condition: Condition) -> Bool {
    switch condition {
    case .constant: false
    case .and(let parts), .or(let parts): parts.contains(where: isIn)
    case .not(let part): isIn(part)
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .sensitive(let operand, _):
      isIn(operand)
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      isIn(left) || isIn(right)
    case .membership(let operand, let set):
      isIn(operand)
        || set.items.contains { if case .single(let other) = $0 { isIn(other) } else { false } }
    case .during: true
    case .quantified(_, let list, let body): isIn(list) || isIn(body)
    case .rows(_, _, let body): isIn(body)
    case .relation(let relation): isIn(relation)
    case .state(let use): isIn(use.state.lasts)
    }
  }

  private static func isIn(_ operand: Operand) -> Bool {
    switch operand {
    case .function(let call): functions.contains(call.name) || call.arguments.contains(where: isIn)
    case .lookup(_, let keys, _): keys.contains(where: isIn)
    case .outer(_, let inner): isIn(inner)
    case .aggregate(let aggregate):
      isIn(aggregate.related) || aggregate.value.map(isIn) ?? false
        || aggregate.condition.map(isIn) ?? false
    case .literal, .field, .raw, .element, .cell, .eachElement, .row, .windowStart, .windowEnd:
      false
    }
  }

  private static func isIn(_ relation: Relation) -> Bool {
    switch relation.form {
    case .latest(let has), .first(let has): isIn(has) || isIn(relation.related)
    case .atLeast, .atMost, .exactly: isIn(relation.related)
    }
  }

  private static func isIn(_ related: Related) -> Bool {
    let window =
      switch related.window?.extent {
      case .before(let length), .around(let length), .after(let length, toEndOfDay: false):
        isIn(length)
      case .after(_, toEndOfDay: true): true
      case .betweenBefore(let near, let far), .betweenAfter(let near, let far):
        isIn(near) || isIn(far)
      case .everBefore, .untilEndOfData, nil: false
      }
    return window || related.condition.map(isIn) ?? false
  }

  // Steps of the calendar are taken in a zone.
  private static func isIn(_ length: Length?) -> Bool {
    if case .months = length { true } else { false }
  }
}
