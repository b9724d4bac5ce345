import RuleModel
import Values

/// What the evidence of some kinds covers: `[begin, end)`, from the sources that can record them.
///
/// An object, so that asking it copies nothing.
final class KindEvidence {
  /// The kind that no source can record.
  let missingKind: String?
  let begin: Int64
  let end: Int64
  let sources: [Int32]

  init(_ kinds: [String], _ coverage: Coverage) {
    var missingKind: String?
    var begin = Int64.min
    var end = Int64.max
    var sources: [Int32] = []
    for kind in kinds {
      guard let suppliers = coverage.suppliers[kind], !suppliers.isEmpty else {
        missingKind = missingKind ?? kind
        continue
      }
      for supplier in suppliers {
        begin = max(begin, supplier.begin)
        end = min(end, supplier.end)
        if !sources.contains(supplier.source) { sources.append(supplier.source) }
      }
    }
    self.missingKind = missingKind
    self.begin = begin
    self.end = end
    self.sources = sources.sorted()
  }
}

/// Where related events count, seen from an anchor.
struct WindowSpan {
  enum Direction { case any, before, after, beforeInstant, afterInstant }

  /// As recorded, both ends included.
  var first = Int64.min
  var last = Int64.max
  var direction = Direction.any
  /// What `before` and `after` are seen from; of an instant only the time counts.
  var point = OrderPoint(time: 0, offset: 0, source: 0, file: 0)
  /// The window starts from the event at `point`: which is in counting windows, in no others.
  var hasOrigin = false
  var holdsOrigin = false
  /// `by end of data`: nothing is awaited.
  var closesAtEnd = false
}

/// At which ends a window is open: where an event that the evidence does not cover could lie in it.
struct OpenEnds {
  var history: Int64?
  /// The time from which on none can.
  var pending: Int64?

  var isOpen: Bool { history != nil || pending != nil }
}

/// The sources' clocks.
struct Clocks {
  let tolerances: [Int64]

  /// How far two events of different sources must be apart for their order to be known.
  @inline(__always)
  func between(_ first: Int32, _ second: Int32) -> Int64 {
    if first == second { return 0 }
    return of(first).addingReportingOverflow(of(second)).partialValue
  }

  private func of(_ source: Int32) -> Int64 {
    tolerances.indices.contains(Int(source)) ? min(tolerances[Int(source)], .max / 4) : 0
  }

  /// Whether the first comes before the second; nil if no order is known.
  func precedes(_ first: OrderPoint, _ second: OrderPoint) -> Bool? {
    if first.source == second.source {
      if first.time != second.time { return first.time < second.time }
      if first.file != second.file { return nil }
      return first.offset < second.offset
    }
    let tolerance = between(first.source, second.source)
    let (difference, overflow) = second.time.subtractingReportingOverflow(first.time)
    if overflow { return first.time < second.time }
    if difference.magnitude <= UInt64(tolerance) { return nil }
    return difference > 0
  }

  func openEnds(_ span: WindowSpan, _ evidence: KindEvidence) -> OpenEnds {
    var result = OpenEnds()
    for source in evidence.sources {
      // The times at which a missing event of this source could be in the window.
      var lowest = span.first
      var highest = span.last
      switch span.direction {
      case .any: break
      case .before:
        // What its own source has yet to record stands behind it.
        let bound =
          source == span.point.source
          ? span.point.time.saturating(-1)
          : span.point.time.saturating(between(source, span.point.source))
        highest = min(highest, bound)
      case .after:
        let bound =
          source == span.point.source
          ? span.point.time : span.point.time.saturating(-between(source, span.point.source))
        lowest = max(lowest, bound)
      case .beforeInstant: highest = min(highest, span.point.time)
      case .afterInstant: lowest = max(lowest, span.point.time)
      }
      guard lowest <= highest else { continue }
      if evidence.begin > .min, lowest < evidence.begin { result.history = evidence.begin }
      if evidence.end < .max, highest >= evidence.end, !span.closesAtEnd {
        result.pending = max(result.pending ?? .min, highest)
      }
    }
    return result
  }

  /// Whether an event certainly comes after everything that is missing before the evidence.
  func isAfterHistory(_ point: OrderPoint, _ evidence: KindEvidence) -> Bool {
    guard point.time >= evidence.begin else { return false }
    for source in evidence.sources where source != point.source {
      if point.time.saturating(-between(source, point.source)) < evidence.begin { return false }
    }
    return true
  }

  /// Whether an event certainly comes before everything that is yet to come.
  func isBeforeEnd(_ point: OrderPoint, _ evidence: KindEvidence) -> Bool {
    guard point.time <= evidence.end else { return false }
    for source in evidence.sources where source != point.source {
      if point.time.saturating(between(source, point.source)) >= evidence.end { return false }
    }
    return true
  }
}

extension Int64 {
  @inline(__always)
  func saturating(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}

extension WindowPlan {
  /// What the window comes to, seen from a point; `isInstant`: a time that an event only tells of.
  func span(from point: OrderPoint, isInstant: Bool) -> WindowSpan {
    var span = WindowSpan()
    let time = point.time
    span.point = point
    span.hasOrigin = !isInstant
    span.holdsOrigin = countsAnchor
    // Of a local time that occurs twice the one that makes the window longer.
    switch extent {
    case .before(let length):
      span.first = length.moved(time, forward: false, zone: zone, later: false)
      if countsAnchor { span.first = span.first.saturating(1) }
    case .after(let length, let toEndOfDay):
      span.last = Self.edge(time, length, toEndOfDay, zone)
    case .around(let length):
      span.first = length.moved(time, forward: false, zone: zone, later: false)
      span.last = length.moved(time, forward: true, zone: zone, later: true)
    case .betweenBefore(let near, let far):
      span.first = far.moved(time, forward: false, zone: zone, later: false)
      span.last = near.moved(time, forward: false, zone: zone, later: true)
    case .betweenAfter(let near, let far):
      span.first = near.moved(time, forward: true, zone: zone, later: false)
      span.last = far.moved(time, forward: true, zone: zone, later: true)
    case .everBefore: break
    case .untilEndOfData: span.closesAtEnd = true
    }
    switch extent {
    case .before, .betweenBefore, .everBefore: span.direction = isInstant ? .beforeInstant : .before
    case .after, .betweenAfter, .untilEndOfData:
      span.direction = isInstant ? .afterInstant : .after
    case .around: span.direction = .any
    }
    return span
  }

  static func edge(_ time: Int64, _ length: Length, _ toEndOfDay: Bool, _ zone: Zone) -> Int64 {
    let edge = length.moved(time, forward: true, zone: zone, later: true)
    guard toEndOfDay, edge < .max else { return edge }
    let end = zone.day(of: edge).end
    return end == .max ? end : end - 1
  }
}

extension [Related] {
  /// When all that is nested is decided, if a related event comes as late as `time`: windows add up.
  func deadline(_ time: Int64) -> Int64 {
    guard time < .max else { return time }
    var result = time
    for related in self {
      guard let window = related.window else { continue }
      let zone = Zone(identifier: window.zone) ?? .utc
      var edge = time
      switch window.extent {
      case .after(let length, let toEndOfDay):
        edge = WindowPlan.edge(time, length, toEndOfDay, zone)
      case .around(let length), .betweenAfter(_, let length):
        edge = length.moved(time, forward: true, zone: zone, later: true)
      case .before, .betweenBefore, .everBefore, .untilEndOfData: break
      }
      result = Swift.max(result, (related.condition?.nestedRelated ?? []).deadline(edge))
    }
    return result
  }
}
