import RuleModel
import Values

extension CorrelationEvaluator {
  /// Which of some members may be the latest (or first), and what else may be.
  struct Nearest {
    var candidates: [FoundMember] = []
    var mayBeNone = false
    /// An event that the evidence does not hold may be it, for these ends.
    var open = OpenEnds()
    /// Why it is not one event.
    var reasons = ReasonBag()
  }

  func oneOf(
    _ index: Int, _ plan: RelationPlan, _ span: WindowSpan, _ anchor: RowRef, each: RowRef?,
    _ bag: inout ReasonBag
  ) -> Truth {
    guard let has = plan.has else { return .unknown }
    var isLatest = false
    if case .latest = plan.form { isLatest = true }
    if let row = certainNearest(index, plan.related, span, latest: isLatest) {
      let own = RowRef(row: row, layout: layout(of: plan.related))
      return evaluate(has, FormulaRows(own: own, anchor: anchor, each: each), &bag)
    }
    let open = openEnds(index, plan.related, span)
    if plan.hasReadsRowAlone, plan.related.member == nil, let crowd = crowd(latest: isLatest) {
      return oneOf(crowd, index, plan, has, open, latest: isLatest, &bag)
    }
    let one = nearest(
      plan.related, evidence[index], open, latest: isLatest, anchor, each: each)
    var answers = Possibilities()
    var own = one.reasons
    for candidate in one.candidates {
      let rows = FormulaRows(own: candidate.row, anchor: anchor, each: each)
      answers.add(evaluate(has, rows, &own))
    }
    if one.mayBeNone { answers.add(.no) }
    if one.open.isOpen {
      answers.add(.unknown)
      add(one.open, to: &own)
    }
    let truth = answers.common
    if truth == .unknown { bag.formUnion(own) }
    return truth
  }

  /// The usual case: of the segments found one row is certainly the latest (or first), and nothing that the
  /// evidence lacks may be. nil: it is not so simple.
  private func certainNearest(
    _ index: Int, _ related: RelatedPlan, _ span: WindowSpan, latest: Bool
  ) -> UnsafePointer<LaneRow>? {
    guard related.member == nil, segments.count > 0 else { return nil }
    var best: UnsafePointer<LaneRow>?
    for number in 0..<segments.count {
      let segment = segments[number]
      let rows = segment.lane.pointee.rows
      guard segment.doubt == .none else { return nil }
      let row = rows + (latest ? segment.end - 1 : segment.start)
      guard row.pointee.bag < 0 else { return nil }
      // Those of its time are of its file, whose order is known.
      let next = latest ? row - 1 : row + 1
      if segment.end - segment.start > 1, next.pointee.time == row.pointee.time,
        next.pointee.file != row.pointee.file
      {
        return nil
      }
      if let known = best {
        guard known.pointee.source == row.pointee.source,
          known.pointee.time != row.pointee.time
        else { return nil }
        if latest ? row.pointee.time > known.pointee.time : row.pointee.time < known.pointee.time {
          best = UnsafePointer(row)
        }
      } else {
        best = UnsafePointer(row)
      }
    }
    guard let best else { return nil }
    let open = openEnds(index, related, span)
    if !open.isOpen { return best }
    if open.pending != nil, latest || !clocks.isBeforeEnd(best.pointee.point, evidence[index]) {
      return nil
    }
    if open.history != nil,
      !latest || !clocks.isAfterHistory(best.pointee.point, evidence[index])
    {
      return nil
    }
    return best
  }

  /// Of the segments found.
  func nearest(
    _ related: RelatedPlan, _ evidence: KindEvidence, _ open: OpenEnds, latest: Bool,
    _ anchor: RowRef?, each: RowRef?
  ) -> Nearest {
    collectNearest(related, latest: latest, anchor, each: each)
    return nearest(of: found, evidence, open, latest: latest)
  }

  func nearest(
    of members: [FoundMember], _ evidence: KindEvidence, _ open: OpenEnds, latest: Bool
  ) -> Nearest {
    var result = Nearest()
    let best = bestCertain(members, latest: latest)
    for member in members where !isBehind(member.row.point, best, latest: latest) {
      result.candidates.append(member)
      if member.truth == .unknown { result.reasons.formUnion(member.bag) }
    }
    result.mayBeNone = best.isEmpty
    if result.candidates.count > 1, !best.isEmpty {
      result.reasons.insert(reasons.orderUncertain)
    }
    if let history = open.history,
      !latest || !best.contains(where: { clocks.isAfterHistory($0, evidence) })
    {
      result.open.history = history
    }
    if let pending = open.pending,
      latest || !best.contains(where: { clocks.isBeforeEnd($0, evidence) })
    {
      result.open.pending = pending
    }
    return result
  }

  // Of the certain members the last (or first) of each file: whatever is behind another of its file
  // is behind that.
  private func bestCertain(_ members: [FoundMember], latest: Bool) -> [OrderPoint] {
    var best: [OrderPoint] = []
    for member in members where member.truth == .yes {
      let point = member.row.point
      if let index = best.firstIndex(where: { $0.source == point.source && $0.file == point.file })
      {
        let isNearer =
          latest
          ? (best[index].time, best[index].offset) < (point.time, point.offset)
          : (point.time, point.offset) < (best[index].time, best[index].offset)
        if isNearer { best[index] = point }
      } else {
        best.append(point)
      }
    }
    return best
  }

  private func isBehind(_ point: OrderPoint, _ best: [OrderPoint], latest: Bool) -> Bool {
    for other in best {
      let precedes = latest ? clocks.precedes(point, other) : clocks.precedes(other, point)
      if precedes == true, !point.isSame(other) { return true }
    }
    return false
  }

  // Members near enough to the latest (or first) certain one to be it; `found` holds them.
  private func collectNearest(
    _ related: RelatedPlan, latest: Bool, _ anchor: RowRef?, each: RowRef?
  ) {
    found.removeAll(keepingCapacity: true)
    let layout = layout(of: related)
    let slack = coverage.tolerances.max().map { $0.saturating($0) } ?? 0
    var best: Int64?
    for number in 0..<segments.count {
      let segment = segments[number]
      for step in 0..<(segment.end - segment.start) {
        let index = latest ? segment.end - 1 - step : segment.start + step
        let row = segment.lane.pointee.rows + index
        if let best {
          // Nothing further in this lane can be as near.
          if latest, row.pointee.time < best.saturating(-slack) { break }
          if !latest, row.pointee.time > best.saturating(slack) { break }
        }
        guard
          let member = member(
            RowRef(row: row, layout: layout), segment.doubt, related.member, anchor, each: each)
        else { continue }
        found.append(member)
        guard member.truth == .yes else { continue }
        let time = row.pointee.time
        best = best.map { latest ? max($0, time) : min($0, time) } ?? time
      }
    }
  }
}

/// What is true of all possibilities or of none.
struct Possibilities {
  private var seen: UInt8 = 0

  mutating func add(_ truth: Truth) { seen |= 1 << truth.rawValue }

  var common: Truth {
    switch seen {
    case 1 << Truth.yes.rawValue: .yes
    case 1 << Truth.no.rawValue: .no
    default: .unknown
    }
  }
}
