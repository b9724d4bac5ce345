import RuleModel
import Values

/// What a rule says of one of its subjects.
package struct ReferenceSubject: Hashable, Sendable {
  package enum Identity: Hashable, Sendable {
    case event(Int)
    case pair(Int, each: Int)
    case element(Int, number: Int, Value)
    /// A trigger whose `with each` window is open: there may be more.
    case more(Int)
    /// `start` is that of the window; of `in any` there is none, the key is the subject.
    case group(keys: [Value], row: Int?, start: Int64?)
  }

  package enum Outcome: Hashable, Sendable {
    case passed, failed, excepted, inconclusive, pending, undecided
  }

  package var identity: Identity
  package var outcome: Outcome
  package var reasons: Set<ReferenceReason>
  /// Of a pending subject: the latest time that it waits for.
  package var pendingUntil: Int64?
  /// Of a group: its window, from its first to its last time.
  package var window: ClosedRange<Int64>?

  init(_ identity: Identity, _ outcome: Outcome, reasons: Set<ReferenceReason> = []) {
    self.identity = identity
    self.outcome = outcome
    self.reasons = reasons
    guard outcome == .inconclusive, !reasons.isEmpty else { return }
    // Pending if every reason is.
    var latest = Int64.min
    for reason in reasons {
      guard case .pending(let until) = reason else { return }
      latest = max(latest, until)
    }
    self.outcome = .pending
    pendingUntil = latest
  }

  /// The table of subjects (semantics C3). nil: the event is not a subject.
  init?(
    _ identity: Identity, selected: ReferenceAnswer, excepted: ReferenceAnswer,
    required: ReferenceAnswer
  ) {
    let reasons = ReferenceAnswer.reasons(of: [selected, excepted, required])
    switch (selected.truth, excepted.truth, required.truth) {
    case (.no, _, _): return nil
    case (.yes, .yes, _): self.init(identity, .excepted)
    case (.yes, .no, .yes), (.yes, .unknown, .yes): self.init(identity, .passed)
    case (.yes, .no, .no): self.init(identity, .failed)
    case (.unknown, .yes, _), (.unknown, _, .yes): self.init(identity, .undecided)
    default: self.init(identity, .inconclusive, reasons: reasons)
    }
  }
}

/// A rule's subjects, counts and verdict.
package struct ReferenceJudgement: Sendable {
  package var subjects: [ReferenceSubject]

  package func count(_ outcome: ReferenceSubject.Outcome) -> Int {
    subjects.count { $0.outcome == outcome }
  }

  /// The first that applies (semantics C8).
  package var verdict: String {
    if count(.failed) > 0 { return "fail" }
    if count(.inconclusive) > 0 { return "inconclusive" }
    if count(.passed) > 0 { return "pass" }
    return count(.pending) > 0 || count(.undecided) > 0 ? "inconclusive" : "not-applicable"
  }
}

package func referenceJudgement(
  of rule: CheckedRule, in world: ReferenceWorld
) -> ReferenceJudgement {
  ReferenceJudgement(subjects: ReferenceSubjects(rule: rule, world: world).all())
}

private struct ReferenceSubjects {
  var rule: CheckedRule
  var world: ReferenceWorld

  func all() -> [ReferenceSubject] {
    if case .group(let subject) = rule.form { return groups(subject) }
    return world.events.indices.flatMap { event -> [ReferenceSubject] in
      let time = world.time(event)
      if let period = world.period, time < period.start || time >= period.end { return [] }
      let selected = self.selected(event)
      return selected.truth == .no ? [] : subjects(event, selected)
    }
  }

  private func judge(
    _ identity: ReferenceSubject.Identity, _ scope: ReferenceScope, selected: ReferenceAnswer
  ) -> ReferenceSubject? {
    let conditions = scope.conditions
    var required = conditions.answer(rule.requirement)
    if case .sequence(let sequence) = rule.form { required = scope.completes(sequence).negated }
    return ReferenceSubject(
      identity, selected: selected,
      excepted: .or(rule.exceptions.map { conditions.answer($0.condition) }), required: required)
  }

  // MARK: Triggers

  /// Kind and `where`.
  private func satisfies(_ event: Int) -> ReferenceAnswer {
    let kind = ReferenceAnswer(world.isOfKind(event, rule.kind), ifUnknown: [.field])
    guard kind.truth != .no, let condition = rule.condition else { return kind }
    return .and([kind, ReferenceScope(world: world, event: event).conditions.answer(condition)])
  }

  private func selected(_ event: Int) -> ReferenceAnswer {
    let own = satisfies(event)
    guard case .first(let operands) = rule.form, own.truth != .no else { return own }
    return .and([own, isFirst(event, per: operands)])
  }

  /// Of the events with equal, present keys the first that satisfies the condition.
  private func isFirst(_ event: Int, per operands: [Operand]) -> ReferenceAnswer {
    let scope = ReferenceScope(world: world, event: event)
    let keys = operands.map { scope.conditions.state($0) }
    if keys.contains(.absent) { return .no }
    var answers: [ReferenceAnswer] = []
    if keys.contains(.unknown) { answers.append(.unknown([.field])) }
    for other in world.events.indices where other != event {
      let others = ReferenceScope(world: world, event: other).conditions
      var parts = [
        satisfies(other),
        ReferenceAnswer(world.precedes(other, event), ifUnknown: [.orderUncertain]),
      ]
      for (operand, key) in zip(operands, keys) {
        switch (others.state(operand), key) {
        case (.absent, _): parts.append(.no)
        case (.value(let a), .value(let b)): parts.append(a == b ? .yes : .no)
        default: parts.append(.unknown([.field]))
        }
      }
      answers.append(ReferenceAnswer.and(parts).negated)
    }
    // What the evidence does not hold may come before it.
    if case .evidence(let evidence) = world.supply(of: [rule.kind]) {
      var span = ReferenceSpan()
      span.direction = .before(.event(event))
      let open = scope.openEnds(span, evidence)
      if open.isOpen { answers.append(.unknown(open.reasons)) }
    }
    return .and(answers)
  }

  private func subjects(_ event: Int, _ selected: ReferenceAnswer) -> [ReferenceSubject] {
    let scope = ReferenceScope(world: world, event: event)
    func more(_ reasons: Set<ReferenceReason>) -> ReferenceSubject {
      ReferenceSubject(.more(event), .inconclusive, reasons: reasons)
    }
    switch rule.each {
    case nil:
      return [judge(.event(event), scope, selected: selected)].compactMap { $0 }
    case .element(let list, _):
      switch scope.conditions.state(list) {
      case .absent: return []
      case .value(.list(let elements)):
        return elements.enumerated().compactMap { number, element in
          var pair = scope
          pair.each = .element(element)
          return judge(.element(event, number: number, element), pair, selected: selected)
        }
      case .value, .unknown: return [more([.field])]
      }
    case .related(let related):
      switch scope.find(related) {
      case .unknown(let reasons): return [more(reasons.union([.moreMayFollow]))]
      case .members(let found):
        let pairs = found.all.compactMap { one -> ReferenceSubject? in
          var pair = scope
          pair.each = .event(one.event)
          return judge(
            .pair(event, each: one.event), pair, selected: .and([selected, one.answer]))
        }
        return pairs + (found.open.isOpen ? [more([.moreMayFollow])] : [])
      }
    }
  }

  // MARK: Groups

  private func groups(_ subject: GroupSubject) -> [ReferenceSubject] {
    let groups = ReferenceGrouping(subject, of: rule, in: world).groups()
    return groups.enumerated().flatMap { number, windows -> [ReferenceSubject] in
      let judged = windows.compactMap { group -> ReferenceSubject? in
        let scope = ReferenceScope(world: world, group: group)
        var judged = judge(
          .group(keys: group.keys, row: group.row == nil ? nil : number, start: group.start),
          scope,
          selected: .and([
            group.exists, rule.condition.map { scope.conditions.answer($0) } ?? .yes,
          ]))
        judged?.window = (group.start ?? .min)...(group.end ?? .max)
        return judged
      }
      if case .inAny = subject.span { return together(judged) }
      return judged
    }
  }

  /// Of `in any` the key is the subject: it fails if one window does.
  private func together(_ windows: [ReferenceSubject]) -> [ReferenceSubject] {
    guard let first = windows.first, case .group(let keys, let row, _) = first.identity else {
      return []
    }
    let identity = ReferenceSubject.Identity.group(keys: keys, row: row, start: nil)
    let outcomes = Set(windows.map(\.outcome))
    if !outcomes.contains(.failed), outcomes.contains(.inconclusive) || outcomes.contains(.pending)
    {
      let reasons = windows.reduce(into: Set<ReferenceReason>()) { $0.formUnion($1.reasons) }
      return [ReferenceSubject(identity, .inconclusive, reasons: reasons)]
    }
    let order: [ReferenceSubject.Outcome] = [.failed, .passed, .excepted, .undecided]
    return order.first { outcomes.contains($0) }.map { [ReferenceSubject(identity, $0)] } ?? []
  }
}
