import RuleModel

extension Condition {
  /// Holds a relation, a state or an aggregate.
  var relatesEvents: Bool {
    switch self {
    case .relation, .state: true
    case .constant: false
    case .and(let parts), .or(let parts): parts.contains { $0.relatesEvents }
    case .not(let part): part.relatesEvents
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _), .sensitive(let operand, _):
      operand.holdsAggregate
    case .membership(let operand, let set):
      operand.holdsAggregate || set.operands.contains { $0.holdsAggregate }
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      left.holdsAggregate || right.holdsAggregate
    case .quantified(_, let list, let body): list.holdsAggregate || body.relatesEvents
    case .rows(_, _, let body): body.relatesEvents
    }
  }

  /// Reads nothing but the event that it filters.
  var isLocal: Bool {
    switch self {
    case .relation, .state: false
    case .constant: true
    case .and(let parts), .or(let parts): parts.allSatisfy { $0.isLocal }
    case .not(let part): part.isLocal
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _), .sensitive(let operand, _):
      operand.isLocal
    case .membership(let operand, let set):
      operand.isLocal && set.operands.allSatisfy { $0.isLocal }
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      left.isLocal && right.isLocal
    case .quantified(_, let list, let body): list.isLocal && body.isLocal
    case .rows(_, _, let body): body.isLocal
    }
  }
}

extension ValueSet {
  /// The members that are not literals' ranges.
  var operands: [Operand] {
    items.compactMap { if case .single(let operand) = $0 { operand } else { nil } }
  }
}

extension Operand {
  var holdsAggregate: Bool {
    switch self {
    case .aggregate: true
    case .function(let call): call.arguments.contains { $0.holdsAggregate }
    case .lookup(_, let keys, _): keys.contains { $0.holdsAggregate }
    case .outer(_, let operand): operand.holdsAggregate
    default: false
    }
  }

  /// Reads the event at hand (or the elements and rows that a quantifier is at), and no other.
  var isLocal: Bool {
    switch self {
    case .outer, .eachElement, .aggregate, .row, .windowStart, .windowEnd: false
    case .function(let call): call.arguments.allSatisfy { $0.isLocal }
    case .lookup(_, let keys, _): keys.allSatisfy { $0.isLocal }
    case .literal, .field, .raw, .element, .cell: true
    }
  }

  /// Stands inside a quantifier: reads the element or row that it is at.
  var readsFrame: Bool {
    switch self {
    case .element, .cell: true
    case .function(let call): call.arguments.contains { $0.readsFrame }
    case .lookup(_, let keys, _): keys.contains { $0.readsFrame }
    case .outer(_, let operand): operand.readsFrame
    default: false
    }
  }
}
