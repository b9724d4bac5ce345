import RuleModel
import Values

/// The related events of one relation, as far as they are known.
struct ReferenceMembers {
  struct Member {
    var event: Int
    /// True for a certain member, unknown for an undecided one.
    var answer: ReferenceAnswer
  }

  var all: [Member]
  var span: ReferenceSpan
  var open: ReferenceScope.OpenEnds
  var evidence: ReferenceWorld.Evidence

  var certain: [Member] { all.filter { $0.answer.truth == .yes } }
  var undecided: [Member] { all.filter { $0.answer.truth == .unknown } }

  /// Of a relation: those of its undecided members and of its open ends.
  var reasons: Set<ReferenceReason> {
    ReferenceAnswer.reasons(of: all.map(\.answer)).union(open.reasons)
  }
}

extension ReferenceScope {
  enum Found {
    /// The relation itself is unknown.
    case unknown(Set<ReferenceReason>)
    case members(ReferenceMembers)
  }

  /// Kind, window, keys and `where`, joined by `and`.
  func find(_ related: Related, has: Condition? = nil) -> Found {
    let evidence: ReferenceWorld.Evidence
    switch world.supply(of: [related.kind]) {
    case .noSource(let kind): return .unknown([.noSource(kind: kind)])
    case .evidence(let found): evidence = found
    }
    var span = ReferenceSpan()
    if event == nil, let group {
      span = group.span
    } else if let window = related.window {
      guard let found = self.span(of: window) else { return .unknown([.field]) }
      span = found
    }
    // The anchor's key absent or unknown: the relation is unknown.
    var keys: [(operand: Operand, value: Value)] = []
    for key in related.same {
      guard case .value(let value) = conditions.state(key.anchor) else { return .unknown([.field]) }
      keys.append((key.related, value))
    }
    var members: [ReferenceMembers.Member] = []
    for other in world.events.indices {
      var answer = ReferenceAnswer(world.isOfKind(other, related.kind), ifUnknown: [.field])
      func join(_ next: @autoclosure () -> ReferenceAnswer) {
        if answer.truth != .no { answer = .and([answer, next()]) }
      }
      join(contains(span, other))
      if event == nil, let group { join(group.membership(of: other, in: world)) }
      for key in keys {
        join(matches(member(other).conditions.state(key.operand), key.value))
      }
      if let condition = related.condition { join(member(other).conditions.answer(condition)) }
      if answer.truth != .no {
        members.append(ReferenceMembers.Member(event: other, answer: answer))
      }
    }
    var open = event == nil ? group?.open : nil
    if open == nil {
      var ends = openEnds(span, evidence)
      let nested = [related.condition, has].compactMap { $0 }
      // A group's window is over at its end.
      if event == nil, let end = group?.end, ends.pending != nil { ends.pending = end }
      ends.pending = ends.pending.map { deadline($0, nested: .and(nested)) }
      open = ends
    }
    return .members(
      ReferenceMembers(all: members, span: span, open: open ?? OpenEnds(), evidence: evidence))
  }

  /// Equal, present values: absent is not equal, unknown is unknown.
  func matches(_ state: ReferenceState, _ key: Value) -> ReferenceAnswer {
    switch state {
    case .value(let value): value == key ? .yes : .no
    case .absent: .no
    case .unknown: .unknown([.field])
    }
  }

  // MARK: Forms

  func answer(_ relation: Relation) -> ReferenceAnswer {
    let has: Condition?
    switch relation.form {
    case .latest(let condition), .first(let condition): has = condition
    case .atLeast, .atMost, .exactly: has = nil
    }
    let found: ReferenceMembers
    switch find(relation.related, has: has) {
    case .unknown(let reasons): return .unknown(reasons)
    case .members(let members): found = members
    }
    let certain = found.certain.count
    let possible = found.all.count
    let isOpen = found.open.isOpen
    func decide(_ isTrue: Bool, _ isFalse: Bool) -> ReferenceAnswer {
      isTrue ? .yes : isFalse ? .no : .unknown(found.reasons)
    }
    switch relation.form {
    case .atLeast(let number):
      return decide(certain >= number, possible < number && !isOpen)
    case .atMost(let number):
      return decide(possible <= number && !isOpen, certain > number)
    case .exactly(let number):
      return decide(
        certain == number && possible == certain && !isOpen,
        certain > number || (possible < number && !isOpen))
    case .latest(let condition):
      return oneOf(found, latest: true, has: condition)
    case .first(let condition):
      return oneOf(found, latest: false, has: condition)
    }
  }

  private func oneOf(
    _ found: ReferenceMembers, latest: Bool, has condition: Condition
  ) -> ReferenceAnswer {
    let one = nearest(found, latest: latest)
    var possibilities = one.candidates.map { member($0.event).conditions.answer(condition) }
    // None makes `has` false.
    if one.mayBeNone { possibilities.append(.no) }
    // What the evidence does not hold may have anything.
    if !one.openReasons.isEmpty { possibilities.append(.unknown(one.openReasons)) }
    return .common(possibilities, reasons: one.reasons)
  }

  // MARK: Latest and first

  /// Which event may be the latest (or first) one.
  struct Nearest {
    var candidates: [ReferenceMembers.Member]
    var mayBeNone: Bool
    /// Why an event that the evidence does not cover may be it.
    var openReasons: Set<ReferenceReason>
    /// Why it is not one event.
    var reasons: Set<ReferenceReason>
  }

  func nearest(_ found: ReferenceMembers, latest: Bool) -> Nearest {
    let certain = found.certain
    func isNearer(_ a: Int, _ b: Int) -> Bool {
      (latest ? world.precedes(b, a) : world.precedes(a, b)) == .yes
    }
    // All but those that a certain member is certainly nearer than.
    let candidates = found.all.filter { one in
      !certain.contains { isNearer($0.event, one.event) }
    }
    var reasons = ReferenceAnswer.reasons(of: candidates.map(\.answer))
    if candidates.count > 1 && !certain.isEmpty { reasons.insert(.orderUncertain) }
    var open: Set<ReferenceReason> = []
    if let history = found.open.history,
      !latest || !certain.contains(where: { isAfterHistory($0.event, found.evidence) })
    {
      open.insert(.history(from: history))
    }
    if let pending = found.open.pending,
      latest || !certain.contains(where: { isBeforeEnd($0.event, found.evidence) })
    {
      open.insert(.pending(until: pending))
    }
    return Nearest(
      candidates: candidates, mayBeNone: certain.isEmpty, openReasons: open, reasons: reasons)
  }

  /// Whether an event certainly comes after everything that is missing before the evidence.
  func isAfterHistory(_ event: Int, _ evidence: ReferenceWorld.Evidence) -> Bool {
    let own = world.events[event].source
    return world.time(event) >= evidence.begin
      && evidence.sources.allSatisfy { source in
        source == own
          || world.time(event) - world.tolerance(own) - world.tolerance(source) >= evidence.begin
      }
  }

  /// Whether an event certainly comes before everything that is yet to come.
  func isBeforeEnd(_ event: Int, _ evidence: ReferenceWorld.Evidence) -> Bool {
    let own = world.events[event].source
    return world.time(event) <= evidence.end
      && evidence.sources.allSatisfy { source in
        source == own
          || world.time(event) + world.tolerance(own) + world.tolerance(source) < evidence.end
      }
  }
}
