import RuleModel
import Values

/// An event that one of a sequence's steps may take.
private struct StepEvent {
  var point: OrderPoint
  var isCertain: Bool
}

extension CorrelationEvaluator {
  /// Whether a sequence completes with an event as its last step (semantics C7): each step, from the
  /// last, takes the latest events before those already taken.
  func ask(
    _ index: Int, _ plan: SequencePlan, _ anchor: RowRef, _ bag: inout ReasonBag
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
    let span = sequenceSpan(plan, anchor)
    let open = clocks.openEnds(span, evidence)
    if let completes = simpleSequence(plan, span) {
      if completes { return .yes }
      if !open.isOpen { return .no }
      add(open, to: &bag)
      return .unknown
    }
    var own = ReasonBag()
    let steps = stepEvents(plan, span, &own)
    let needed = Self.needed(plan.sequence)
    let isOrdered =
      Set((steps.joined().map(\.point) + [anchor.point]).map { [$0.source, $0.file] })
      .count == 1
    var search = SequenceSearch(clocks: clocks, needed: needed, isOrdered: isOrdered)
    search.steps = steps.map { $0.filter(\.isCertain).map(\.point) }
    if search.fits(isCertain: true) { return .yes }
    search.steps = steps.map { $0.map(\.point) }
    if !open.isOpen, !search.fits(isCertain: false) { return .no }
    add(open, to: &own)
    if own.isEmpty { own.insert(reasons.orderUncertain) }
    bag.formUnion(own)
    return .unknown
  }

  // The usual case: all events are certain and of the anchor's file. Each step takes the last so many rows
  // before those already taken. nil: it is not so.
  private func simpleSequence(_ plan: SequencePlan, _ span: WindowSpan) -> Bool? {
    let needed = Self.needed(plan.sequence)
    for candidates in plan.candidates {
      let active = lanes[candidates].active
      if active.count > 1 { return nil }
      guard let lane = active.first, lane.pointee.count > 0 else { continue }
      guard lane.pointee.undecided == 0, lane.pointee.isOneFile,
        lane.pointee.source == span.point.source, lane.pointee.rows[0].file == span.point.file
      else { return nil }
    }
    var limit = span.point
    for step in needed.indices.reversed() where needed[step] > 0 {
      guard let lane = lanes[plan.candidates[step]].active.first else { return false }
      let index = lane.pointee.countBefore(limit) - needed[step]
      guard index >= 0, lane.pointee.rows[index].time >= span.first else { return false }
      limit = lane.pointee.rows[index].point
    }
    return true
  }

  func sequenceSpan(_ plan: SequencePlan, _ anchor: RowRef) -> WindowSpan {
    var span = WindowSpan()
    span.first = plan.sequence.within.moved(
      anchor.row.pointee.time, forward: false, zone: plan.zone, later: false)
    span.direction = .before
    span.point = anchor.point
    span.hasOrigin = true
    return span
  }

  /// How many events each step takes beside the one that the sequence ends with.
  private static func needed(_ sequence: EventSequence) -> [Int] {
    var needed = sequence.steps.map(\.count)
    needed[needed.count - 1] -= 1
    return needed
  }

  // In the order of time, by step.
  private func stepEvents(
    _ plan: SequencePlan, _ span: WindowSpan, _ bag: inout ReasonBag
  ) -> [[StepEvent]] {
    plan.candidates.map { candidates in
      segments.removeAll()
      for lane in lanes[candidates].active {
        segments.add(lane, span, anchor: nil, clocks: clocks)
      }
      var events: [StepEvent] = []
      for number in 0..<segments.count {
        let segment = segments[number]
        segment.lane.pointee.addReasons(segment.start, segment.end, reasons, to: &bag)
        if segment.doubt != .none { bag.insert(reasons.orderUncertain) }
        for index in segment.start..<segment.end {
          let row = segment.lane.pointee.rows[index]
          events.append(
            StepEvent(point: row.point, isCertain: row.bag < 0 && segment.doubt == .none))
        }
      }
      return events.sorted { $0.point.isShownBefore($1.point) }
    }
  }
}

extension OrderPoint {
  /// The order in which events are shown.
  func isShownBefore(_ other: OrderPoint) -> Bool {
    if time != other.time { return time < other.time }
    if source != other.source { return source < other.source }
    if file != other.file { return file < other.file }
    return offset < other.offset
  }
}

/// Looks for events that fit a sequence's steps.
private struct SequenceSearch {
  let clocks: Clocks
  let needed: [Int]
  /// All events are of one file: their order is theirs in time and place.
  let isOrdered: Bool
  var steps: [[OrderPoint]] = []
  /// How many more choices are tried.
  private var budget = 0

  init(clocks: Clocks, needed: [Int], isOrdered: Bool) {
    self.clocks = clocks
    self.needed = needed
    self.isOrdered = isOrdered
  }

  /// Whether there are events for all steps, each step's certainly (or possibly) before the next one's.
  /// Where that takes too long to find out, what is not certain is possible.
  mutating func fits(isCertain: Bool) -> Bool {
    if isOrdered { return fitsInOrder() }
    budget = 200_000
    let found = fits(step: needed.count - 1, before: [], isCertain: isCertain)
    return found || (budget <= 0 && !isCertain)
  }

  // Taking the latest of each step leaves the most for those before it.
  private func fitsInOrder() -> Bool {
    var limit: OrderPoint?
    for step in needed.indices.reversed() where needed[step] > 0 {
      var left = needed[step]
      var taken: OrderPoint?
      for point in steps[step].reversed() {
        if let limit, !point.isShownBefore(limit) { continue }
        taken = point
        left -= 1
        if left == 0 { break }
      }
      if left > 0 { return false }
      limit = taken
    }
    return true
  }

  private mutating func fits(step: Int, before later: [OrderPoint], isCertain: Bool) -> Bool {
    if step < 0 { return true }
    budget -= 1 + steps[step].count
    if budget <= 0 { return false }
    let able = steps[step].filter { one in
      later.allSatisfy { other in
        let precedes = clocks.precedes(one, other)
        return !one.isSame(other) && (isCertain ? precedes == true : precedes != false)
      }
    }
    if needed[step] == 0 { return fits(step: step - 1, before: later, isCertain: isCertain) }
    return choose(able, able.count, needed[step], [], step: step, isCertain: isCertain)
  }

  // Tries all choices of so many of the first `end` events, the latest first.
  private mutating func choose(
    _ able: [OrderPoint], _ end: Int, _ count: Int, _ chosen: [OrderPoint], step: Int,
    isCertain: Bool
  ) -> Bool {
    if count == 0 { return fits(step: step - 1, before: chosen, isCertain: isCertain) }
    guard end >= count else { return false }
    for index in stride(from: end - 1, through: count - 1, by: -1) {
      if budget <= 0 { return false }
      if choose(
        able, index, count - 1, chosen + [able[index]], step: step, isCertain: isCertain)
      {
        return true
      }
    }
    return false
  }
}
