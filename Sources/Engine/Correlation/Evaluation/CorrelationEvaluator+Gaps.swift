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
    let isSession = site.anchor == nil && group?.window.isSession == true
    if isSession, let window = group?.window {
      start = window.start
      end = window.end
      // Where it begins and ends is not known for the events that may belong to it, members or not.
      if window.first != window.certainFirst || window.last != window.certainLast {
        bag.formUnion(window.doubts)
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
