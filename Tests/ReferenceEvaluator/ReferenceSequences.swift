import RuleModel
import Values

extension ReferenceScope {
  /// Whether the sequence completes with the event as its last step (semantics C7, *Sequences*).
  ///
  /// Choosing each step's latest events before those already chosen, and asking how far back the first
  /// is, finds a completion exactly if there are any events that fit: that is what is tried here.
  func completes(_ sequence: EventSequence) -> ReferenceAnswer {
    guard let event else { return .unknown([.field]) }
    let evidence: ReferenceWorld.Evidence
    switch world.supply(of: sequence.steps.map(\.kind)) {
    case .noSource(let kind): return .unknown([.noSource(kind: kind)])
    case .evidence(let found): evidence = found
    }
    var keys: [Value] = []
    for operand in sequence.keys {
      guard case .value(let key) = conditions.state(operand) else { return .unknown([.field]) }
      keys.append(key)
    }
    var span = ReferenceSpan()
    span.first = referenceShift(
      world.time(event), by: sequence.within, sign: -1, zone: sequence.zone, later: false)
    span.direction = .before(.event(event))
    span.origin = event
    let open = openEnds(span, evidence)

    let candidates = sequence.steps.map { step in
      world.events.indices.compactMap { other -> ReferenceMembers.Member? in
        let conditions = member(other).conditions
        var parts = [
          ReferenceAnswer(world.isOfKind(other, step.kind), ifUnknown: [.field]),
          contains(span, other),
        ]
        for (operand, key) in zip(sequence.keys, keys) {
          parts.append(matches(conditions.state(operand), key))
        }
        if let condition = step.condition { parts.append(conditions.answer(condition)) }
        let answer = ReferenceAnswer.and(parts)
        return answer.truth == .no ? nil : ReferenceMembers.Member(event: other, answer: answer)
      }
    }
    // The event itself is one of the last step's.
    var needed = sequence.steps.map(\.count)
    needed[needed.count - 1] -= 1
    let certain = candidates.map { $0.filter { $0.answer.truth == .yes }.map(\.event) }
    let possible = candidates.map { $0.map(\.event) }
    if fits(certain, needed, step: needed.count - 1, after: [], isCertain: true) { return .yes }
    if !open.isOpen, !fits(possible, needed, step: needed.count - 1, after: [], isCertain: false) {
      return .no
    }
    var reasons = ReferenceAnswer.reasons(of: candidates.joined().map(\.answer))
    reasons.formUnion(open.reasons)
    if reasons.isEmpty { reasons.insert(.orderUncertain) }
    return .unknown(reasons)
  }

  /// Whether each step up to this one can have its events, all of them before `later`.
  private func fits(
    _ candidates: [[Int]], _ needed: [Int], step: Int, after later: [Int], isCertain: Bool
  ) -> Bool {
    if step < 0 { return true }
    let able = candidates[step].filter { one in
      later.allSatisfy {
        one != $0 && (isCertain ? world.precedes(one, $0) == .yes : world.precedes(one, $0) != .no)
      }
    }
    return choices(of: needed[step], from: able[...]).contains {
      fits(
        candidates, needed, step: step - 1, after: $0.isEmpty ? later : $0, isCertain: isCertain)
    }
  }

  private func choices(of count: Int, from events: ArraySlice<Int>) -> [[Int]] {
    if count <= 0 { return [[]] }
    guard let first = events.first, events.count >= count else { return [] }
    let rest = events.dropFirst()
    return choices(of: count - 1, from: rest).map { [first] + $0 } + choices(of: count, from: rest)
  }
}
