import RuleModel
import Values

extension CorrelationEvaluator {
  /// The longest stretch without a member, to and from the window's edges too. What the evidence does
  /// not cover counts for the longest possible stretch only.
  func gap(_ site: AggregateSite) -> Quantity {
    var bag = ReasonBag()
    collect(site, &bag)
    let evidence = evidence[site.index]
    var start = site.start
    var end = site.end
    let isSession = site.anchor == nil && group != nil && window.isSession
    if isSession {
      start = window.start
      end = window.end
      // Where it begins and ends is not known for the events that may belong to it, members or not.
      if window.first != window.certainFirst || window.last != window.certainLast {
        bag.formUnion(windowDoubts)
      }
    }
    if evidence.begin > .min { start = max(start ?? .min, evidence.begin) }
    if evidence.end < .max { end = min(end ?? .max, evidence.end) }
    let all = found.map(\.row.row.pointee.time)
    let certain = found.filter { $0.truth == .yes }.map(\.row.row.pointee.time)
    let low = Endpoint.value(.duration(Duration(nanoseconds: Self.longest(start, end, all))))
    var high: Endpoint?
    if site.start != nil, site.end != nil, !(isSession && site.isOpen) {
      high = .value(
        .duration(Duration(nanoseconds: Self.longest(site.start, site.end, certain))))
    }
    return Quantity([.range(low, high)], bag)
  }

  /// Shows where the longest silence began and ended: the events beside it, in the window or next to it.
  func addSilence(
    _ site: AggregateSite, _ members: [FoundMember], to judgement: inout CorrelatedJudgement
  ) {
    let certain = members.filter { $0.truth == .yes }
    var place = 0
    var longest: UInt64 = 0
    var last = site.start
    for (index, time) in (certain.map(\.row.row.pointee.time) + [site.end]).enumerated() {
      guard let time, let before = last else { continue }
      let (length, overflow) = time.subtractingReportingOverflow(before)
      if overflow || (length > 0 && UInt64(length) > longest) {
        longest = overflow ? .max : UInt64(length)
        place = index
      }
      last = time
    }
    let layout = layout(of: site.plan.related)
    if place > 0 {
      judgement.events.append(
        CorrelatedJudgement.Event(
          role: .decided, note: "the last before the silence", place: certain[place - 1].row.place))
    } else if let start = site.start, let row = neighbour(site, of: start, isBefore: true) {
      judgement.events.append(
        CorrelatedJudgement.Event(
          role: .candidate, note: "the last before the window",
          place: RowRef(row: row, layout: layout).place))
    }
    if place < certain.count {
      judgement.events.append(
        CorrelatedJudgement.Event(
          role: .decided, note: "the first after the silence", place: certain[place].row.place))
    } else if let end = site.end, let row = neighbour(site, of: end, isBefore: false) {
      judgement.events.append(
        CorrelatedJudgement.Event(
          role: .candidate, note: "the first after the window",
          place: RowRef(row: row, layout: layout).place))
    }
    let shown = judgement.events.count { $0.role == .decided }
    judgement.eventsNotShown = members.count - shown
  }

  // The last certain row before a time, or the first from it on, of those with the group's keys.
  private func neighbour(
    _ site: AggregateSite, of time: Int64, isBefore: Bool
  ) -> UnsafeMutablePointer<LaneRow>? {
    guard site.plan.related.member == nil else { return nil }
    var best: UnsafeMutablePointer<LaneRow>?
    for lane in lanes[site.plan.related.candidates].active {
      let index = lane.pointee.lower(time) - (isBefore ? 1 : 0)
      guard index >= 0, index < lane.pointee.count else { continue }
      let row = lane.pointee.rows + index
      guard row.pointee.bag < 0 else { continue }
      if let known = best?.pointee.point {
        let isNearer =
          isBefore
          ? known.isShownBefore(row.pointee.point) : row.pointee.point.isShownBefore(known)
        if !isNearer { continue }
      }
      best = row
    }
    return best
  }

  // Without an edge it never ends.
  private static func longest(_ start: Int64?, _ end: Int64?, _ times: [Int64]) -> Int64 {
    guard let start, let end else { return .max }
    if start > end { return 0 }
    var longest: Int64 = 0
    var last = start
    for time in times.sorted() + [end] {
      let time = min(max(time, start), end)
      let (length, overflow) = time.subtractingReportingOverflow(last)
      longest = max(longest, overflow ? .max : length)
      last = time
    }
    return longest
  }
}
