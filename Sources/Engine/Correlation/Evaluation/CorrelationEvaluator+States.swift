import RuleModel
import Values

/// An event that starts or ends a state, or may.
private struct Boundary {
  var member: FoundMember
  /// Whether the state may be on, and whether it may be off, if this was the last.
  var mayBeOn = false
  var mayBeOff = false
  /// Whether it certainly starts, or ends, a state of the key, and why it is not known.
  var starts = Certainty()
  var ends = Certainty()

  struct Certainty {
    var isCertain = false
    var reasons = ReasonBag()
  }

  /// Why it is not known what it does.
  var reasons: ReasonBag {
    var result = starts.isCertain ? ReasonBag() : starts.reasons
    if !ends.isCertain { result.formUnion(ends.reasons) }
    return result
  }
}

extension CorrelationEvaluator {
  /// The state at an event is that after the last start or end strictly before it (semantics C6).
  func ask(
    _ index: Int, _ plan: StatePlan, _ anchor: RowRef, _ bag: inout ReasonBag
  ) -> Truth {
    let evidence = evidence[index]
    if let kind = evidence.missingKind {
      bag.insert(reasons.number(.noSource(kind: kind)))
      return .unknown
    }
    if !anchor.hasKey {
      reasons.addKey(anchor, to: &bag)
      return .unknown
    }
    var span = WindowSpan()
    span.direction = .before
    span.point = anchor.point
    span.hasOrigin = true
    var open = clocks.openEnds(span, evidence)
    // The list of what was on is complete as of the beginning.
    if plan.initial != nil { open.history = nil }
    if let answer = simpleState(plan, span, evidence, open) { return answer }

    let (boundaries, crowds) = boundaries(plan, span, at: anchor.row.pointee.time)
    let one = nearest(of: boundaries.map(\.member), evidence, open, latest: true)
    var effects = Possibilities()
    var own = one.reasons
    for (segment, starts) in crowds {
      addEffects(segment, starts: starts, plan, at: anchor.row.pointee.time, to: &effects)
      segment.lane.pointee.addReasons(segment.start, segment.end, reasons, to: &own)
      if !one.mayBeNone { own.insert(reasons.orderUncertain) }
    }
    for candidate in one.candidates {
      guard
        let boundary = boundaries.first(where: {
          $0.member.row.point.isSame(candidate.row.point)
        })
      else { continue }
      if boundary.mayBeOn { effects.add(.yes) }
      if boundary.mayBeOff { effects.add(.no) }
      own.formUnion(boundary.reasons)
      if boundary.mayBeOn, boundary.mayBeOff, boundary.reasons.isEmpty {
        own.insert(reasons.orderUncertain)
      }
    }
    let time = anchor.row.pointee.time
    if one.mayBeNone { effects.add(Truth(wasOn(plan, at: time))) }
    if let begin = one.open.history {
      effects.add(.no)
      // The last start that may be missing is just before the evidence.
      if isOn(plan, since: begin.saturating(-1), at: time) { effects.add(.yes) }
    }
    if one.open.pending != nil {
      effects.add(.no)
      effects.add(.yes)
    }
    let truth = effects.common
    if truth == .unknown {
      add(one.open, to: &own)
      bag.formUnion(own)
    }
    return truth
  }

  func isOn(_ plan: StatePlan, since start: Int64, at time: Int64) -> Bool {
    guard let lasts = plan.use.state.lasts else { return true }
    return time <= lasts.moved(start, forward: true, zone: plan.zone, later: true)
  }

  func wasOn(_ plan: StatePlan, at time: Int64) -> Bool {
    guard let initial = plan.initial, let since = initial[Array(groupKey)] else { return false }
    if plan.use.state.lasts == nil { return true }
    return since > .min && isOn(plan, since: since, at: time)
  }

  // The usual case: all boundaries are of one source and file's order, certain, and none is of the
  // last one's time. nil: it is not so.
  private func simpleState(
    _ plan: StatePlan, _ span: WindowSpan, _ evidence: KindEvidence, _ open: OpenEnds
  ) -> Truth? {
    guard open.pending == nil else { return nil }
    var lastTime = Int64.min
    var lastStarts = false
    var isTie = false
    for boundary in plan.boundaries {
      for lane in lanes[boundary.candidates].active {
        guard lane.pointee.source == span.point.source, lane.pointee.undecided == 0 else {
          return nil
        }
        var index = lane.pointee.lower(span.point.time)
        if index < lane.pointee.count, lane.pointee.rows[index].time == span.point.time {
          return nil
        }
        if index == 0 { continue }
        index -= 1
        let time = lane.pointee.rows[index].time
        if index > 0, lane.pointee.rows[index - 1].time == time { return nil }
        if time == lastTime { isTie = true }
        if time > lastTime {
          lastTime = time
          lastStarts = boundary.starts
          isTie = false
        }
      }
    }
    guard lastTime > .min, !isTie else { return nil }
    if open.history != nil, evidence.sources != [span.point.source] || lastTime < evidence.begin {
      return nil
    }
    return Truth(lastStarts && isOn(plan, since: lastTime, at: span.point.time))
  }

  // Those that may be the last: each by itself, and crowds of rows after the last certain one.
  private func boundaries(
    _ plan: StatePlan, _ span: WindowSpan, at time: Int64
  ) -> (single: [Boundary], crowds: [(segment: Segment, starts: Bool)]) {
    var all: [(segment: Segment, boundary: StatePlan.Boundary)] = []
    for boundary in plan.boundaries {
      segments.removeAll()
      for lane in lanes[boundary.candidates].active {
        segments.add(lane, span, anchor: nil, clocks: clocks)
      }
      for number in 0..<segments.count { all.append((segments[number], boundary)) }
    }
    let best = bestTime(all.map(\.segment), latest: true)
    let parts = all.map { split($0.segment, best, latest: true) }
    var beyond = 0
    for part in parts where part.beyond.doubt == .none {
      beyond += part.beyond.end - part.beyond.start
    }
    var single: [Boundary] = []
    var crowds: [(segment: Segment, starts: Bool)] = []
    var places: [OrderPoint: Int] = [:]
    for ((segment, boundary), part) in zip(all, parts) {
      // Those in doubt are few; each may be certain for another boundary.
      let isCrowded = beyond > mostCandidates && segment.doubt == .none
      if isCrowded, part.beyond.start < part.beyond.end {
        crowds.append((part.beyond, boundary.starts))
      }
      let layout = UnsafePointer(layouts + self.plan.candidates[boundary.candidates].stream)
      for index in part.near.start..<(isCrowded ? part.near.end : segment.end) {
        let row = RowRef(row: segment.lane.pointee.rows + index, layout: layout)
        guard let member = member(row, segment.doubt, nil, nil, each: nil) else { continue }
        add(
          member, starts: boundary.starts, isOn: isOn(plan, since: row.point.time, at: time),
          to: &single, &places)
      }
    }
    return (single, crowds)
  }

  private func add(
    _ member: FoundMember, starts: Bool, isOn: Bool, to result: inout [Boundary],
    _ places: inout [OrderPoint: Int]
  ) {
    let point = member.row.point
    let bag = member.row.row.pointee.bag
    let index: Int
    if let known = places[point] {
      index = known
      // A boundary twice over: it certainly is one if it certainly is one of them, and what is not known
      // of the other is no reason then.
      if !result[index].starts.isCertain, !result[index].ends.isCertain {
        if bag < 0 {
          result[index].member = member
        } else {
          result[index].member.bag.formUnion(member.bag)
        }
      }
    } else {
      index = result.count
      places[point] = index
      result.append(Boundary(member: member))
    }
    if starts {
      if isOn { result[index].mayBeOn = true } else { result[index].mayBeOff = true }
    } else {
      result[index].mayBeOff = true
    }
    var certainty = starts ? result[index].starts : result[index].ends
    if bag < 0 {
      certainty.isCertain = true
    } else {
      certainty.reasons.formUnion(reasons.bags[Int(bag)])
    }
    if starts { result[index].starts = certainty } else { result[index].ends = certainty }
  }
}
