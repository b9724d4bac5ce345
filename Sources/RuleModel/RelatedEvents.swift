extension CheckedRule {
  /// Whether an answer of the rule needs more than one event: the correlation judges it. All other
  /// rules are judged while the records are read.
  package var isCorrelated: Bool {
    if case .event = form {
      return each != nil || condition?.relatesEvents ?? false || requirement.relatesEvents
        || exceptions.contains { $0.condition.relatesEvents }
    }
    return true
  }
}

extension CheckedRule {
  /// The kinds of the events that it is about: its subjects', or the members' of its groups.
  package var examinedKinds: Set<String> {
    if !kind.isEmpty { return [kind] }
    var kinds: Set<String> = []
    condition?.collectMembers(into: &kinds)
    requirement.collectMembers(into: &kinds)
    for exception in exceptions { exception.condition.collectMembers(into: &kinds) }
    return kinds
  }
}

extension Condition {
  // The kinds that aggregates name.
  fileprivate func collectMembers(into kinds: inout Set<String>) {
    switch self {
    case .and(let parts), .or(let parts):
      for part in parts { part.collectMembers(into: &kinds) }
    case .not(let part): part.collectMembers(into: &kinds)
    case .comparison(let left, _, let right):
      for case .aggregate(let aggregate) in [left, right] { kinds.insert(aggregate.related.kind) }
    case .membership(.aggregate(let aggregate), _), .presence(.aggregate(let aggregate), _):
      kinds.insert(aggregate.related.kind)
    case .relation(let relation): kinds.insert(relation.related.kind)
    default: break
    }
  }

  /// Whether a relation, a state or an aggregate stands in it.
  fileprivate var relatesEvents: Bool {
    switch self {
    case .constant: false
    case .and(let parts), .or(let parts): parts.contains(where: \.relatesEvents)
    case .not(let part): part.relatesEvents
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _), .sensitive(let operand, _):
      operand.relatesEvents
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      left.relatesEvents || right.relatesEvents
    case .membership(let operand, let set):
      operand.relatesEvents
        || set.items.contains {
          if case .single(let item) = $0 { item.relatesEvents } else { false }
        }
    case .quantified(_, let list, let body): list.relatesEvents || body.relatesEvents
    case .rows(_, _, let body): body.relatesEvents
    case .relation, .state: true
    }
  }
}

extension Operand {
  /// Whether it reads other events, or what a group or `with each` names.
  fileprivate var relatesEvents: Bool {
    switch self {
    case .literal, .field, .raw, .element, .cell: false
    case .function(let call): call.arguments.contains(where: \.relatesEvents)
    case .lookup(_, let keys, _): keys.contains(where: \.relatesEvents)
    case .outer, .eachElement, .aggregate, .row, .windowStart, .windowEnd: true
    }
  }
}
