import RuleModel
import Values

extension ReferenceScope {
  /// A start or end that is, or may be, before the event.
  private struct Boundary {
    var member: ReferenceMembers.Member
    /// Whether the state may be on at the event if this was the last: both where it may be a start and
    /// an end.
    var effects: Set<Bool>
    var reasons: Set<ReferenceReason>
  }

  /// The state at the event is that after the last start or end strictly before it (semantics C6).
  func answer(_ use: StateUse) -> ReferenceAnswer {
    guard let event else { return .unknown([.field]) }
    let state = use.state
    let evidence: ReferenceWorld.Evidence
    switch world.supply(of: state.boundaries.map(\.kind)) {
    case .noSource(let kind): return .unknown([.noSource(kind: kind)])
    case .evidence(let found): evidence = found
    }
    var keys: [Value] = []
    for operand in use.keys {
      guard case .value(let key) = conditions.state(operand) else { return .unknown([.field]) }
      keys.append(key)
    }
    var span = ReferenceSpan()
    span.direction = .before(.event(event))
    span.origin = event
    var open = openEnds(span, evidence)
    // The list of what was on is complete as of the beginning.
    if state.initial != nil { open.history = nil }

    let boundaries = world.events.indices.compactMap {
      boundary($0, of: state, keys: keys, in: span)
    }
    let found = ReferenceMembers(
      all: boundaries.map(\.member), span: span, open: open, evidence: evidence)
    let one = nearest(found, latest: true)
    let candidates = Set(one.candidates.map(\.event))
    var effects: Set<Bool> = []
    var reasons = one.reasons
    for boundary in boundaries where candidates.contains(boundary.member.event) {
      effects.formUnion(boundary.effects)
      reasons.formUnion(boundary.reasons)
    }
    if one.mayBeNone { effects.insert(wasOn(state, keys: keys)) }
    for reason in one.openReasons {
      reasons.insert(reason)
      effects.insert(false)
      switch reason {
      // The last start that may be missing is just before the evidence.
      case .history(let begin): if isOn(state, since: begin - 1) { effects.insert(true) }
      default: effects.insert(true)
      }
    }
    if effects.count == 1, let only = effects.first { return ReferenceAnswer(Truth(only)) }
    return .unknown(reasons)
  }

  private func isOn(_ state: EventState, since start: Int64) -> Bool {
    guard let event, let lasts = state.lasts else { return true }
    return world.time(event)
      <= referenceShift(start, by: lasts, sign: 1, zone: state.zone, later: true)
  }

  private func wasOn(_ state: EventState, keys: [Value]) -> Bool {
    (state.initial?.entries ?? []).contains { entry in
      entry.keys == keys
        && (state.lasts == nil || entry.since.map { isOn(state, since: $0.nanoseconds) } ?? false)
    }
  }

  private func boundary(
    _ other: Int, of state: EventState, keys: [Value], in span: ReferenceSpan
  ) -> Boundary? {
    let order = contains(span, other)
    if order.truth == .no { return nil }
    func answer(starts: Bool) -> ReferenceAnswer {
      .or(
        state.boundaries.filter { $0.starts == starts }.map { boundary in
          var parts = [ReferenceAnswer(world.isOfKind(other, boundary.kind), ifUnknown: [.field])]
          let conditions = member(other).conditions
          for (operand, key) in zip(boundary.keys, keys) {
            guard let operand else { continue }
            // Also an absent key may be any.
            if case .value(let value) = conditions.state(operand) {
              parts.append(value == key ? .yes : .no)
            } else {
              parts.append(.unknown([.field]))
            }
          }
          if let condition = boundary.condition { parts.append(conditions.answer(condition)) }
          return .and(parts)
        })
    }
    let starts = answer(starts: true)
    let ends = answer(starts: false)
    let isBoundary = ReferenceAnswer.and([order, .or([starts, ends])])
    if isBoundary.truth == .no { return nil }
    var effects: Set<Bool> = []
    if starts.truth != .no { effects.insert(isOn(state, since: world.time(other))) }
    if ends.truth != .no { effects.insert(false) }
    var reasons = ReferenceAnswer.reasons(of: [starts, ends])
    if effects.count > 1 && reasons.isEmpty { reasons.insert(.orderUncertain) }
    return Boundary(
      member: ReferenceMembers.Member(event: other, answer: isBoundary), effects: effects,
      reasons: reasons)
  }
}
