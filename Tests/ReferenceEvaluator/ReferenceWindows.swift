import RuleModel
import Values

/// Where related events may lie.
struct ReferenceSpan {
  enum Point {
    case event(Int)
    /// A time that an event tells of.
    case instant(Int64)
  }

  enum Direction {
    case any
    case before(Point)
    case after(Point)
  }

  /// As recorded, both ends included.
  var first = Int64.min
  var last = Int64.max
  var direction = Direction.any
  /// The event that the window starts from: it is in the counting windows, in no other.
  var origin: Int?
  var holdsOrigin = false
  /// `by end of data`: nothing is awaited.
  var closesAtEnd = false
}

extension ReferenceScope {
  /// The window seen from the scope's event; nil if the time that it starts from is not known.
  func span(of window: Window) -> ReferenceSpan? {
    let point: ReferenceSpan.Point
    let time: Int64
    var span = ReferenceSpan()
    switch window.origin {
    case .event:
      guard let event else { return nil }
      point = .event(event)
      time = world.time(event)
      span.origin = event
    case .eachEvent:
      guard case .event(let each)? = each else { return nil }
      point = .event(each)
      time = world.time(each)
      span.origin = each
    case .timestamp(let operand):
      guard case .value(.timestamp(let instant)) = conditions.state(operand) else { return nil }
      point = .instant(instant.nanoseconds)
      time = instant.nanoseconds
    }
    span.holdsOrigin = window.countsAnchor
    // Of a local time that occurs twice the one that makes the window longer.
    func earlier(_ length: Length, longerIfLater: Bool) -> Int64 {
      referenceShift(time, by: length, sign: -1, zone: window.zone, later: longerIfLater)
    }
    func later(_ length: Length, longerIfLater: Bool) -> Int64 {
      referenceShift(time, by: length, sign: 1, zone: window.zone, later: longerIfLater)
    }
    switch window.extent {
    case .before(let length):
      span.first = earlier(length, longerIfLater: false)
      if window.countsAnchor { span.first += 1 }
      span.direction = .before(point)
    case .after(let length, let toEndOfDay):
      span.last = later(length, longerIfLater: true)
      if toEndOfDay { span.last = referenceDay(of: span.last, zone: window.zone).end - 1 }
      span.direction = .after(point)
    case .around(let length):
      span.first = earlier(length, longerIfLater: false)
      span.last = later(length, longerIfLater: true)
    case .betweenBefore(let near, let far):
      span.first = earlier(far, longerIfLater: false)
      span.last = earlier(near, longerIfLater: true)
      span.direction = .before(point)
    case .betweenAfter(let near, let far):
      span.first = later(near, longerIfLater: false)
      span.last = later(far, longerIfLater: true)
      span.direction = .after(point)
    case .everBefore:
      span.direction = .before(point)
    case .untilEndOfData:
      span.direction = .after(point)
      span.closesAtEnd = true
    }
    return span
  }

  /// Whether an event lies in the window, seen from the scope's event.
  func contains(_ span: ReferenceSpan, _ other: Int) -> ReferenceAnswer {
    if other == span.origin { return span.holdsOrigin ? .yes : .no }
    // An event is never related to itself.
    if other == event { return .no }
    let time = world.time(other)
    guard span.first <= time && time <= span.last else { return .no }
    let order: Truth
    switch span.direction {
    case .any: order = .yes
    case .before(.event(let x)): order = world.precedes(other, x)
    case .after(.event(let x)): order = world.precedes(x, other)
    case .before(.instant(let instant)): order = world.precedes(other, instant: instant)
    case .after(.instant(let instant)): order = world.precedes(other, instant: instant).negated
    }
    return ReferenceAnswer(order, ifUnknown: [.orderUncertain])
  }

  /// At which ends a window is open: whether an event that the evidence does not cover could lie in
  /// it. `pending` is the time from which on none can.
  struct OpenEnds {
    var history: Int64?
    var pending: Int64?

    var isOpen: Bool { history != nil || pending != nil }

    var reasons: Set<ReferenceReason> {
      var result: Set<ReferenceReason> = []
      if let history { result.insert(.history(from: history)) }
      if let pending { result.insert(.pending(until: pending)) }
      return result
    }
  }

  func openEnds(_ span: ReferenceSpan, _ evidence: ReferenceWorld.Evidence) -> OpenEnds {
    var result = OpenEnds()
    for source in evidence.sources {
      // The times at which a missing event of this source could be in the window.
      var (lowest, highest) = (span.first, span.last)
      switch span.direction {
      case .any:
        break
      case .before(.event(let x)):
        let own = world.events[x].source
        // What its own source has yet to record stands behind it.
        let bound =
          source == own
          ? world.time(x) - 1 : world.time(x) + world.tolerance(source) + world.tolerance(own)
        highest = min(highest, bound)
      case .after(.event(let x)):
        let own = world.events[x].source
        let bound =
          source == own
          ? world.time(x) : world.time(x) - world.tolerance(source) - world.tolerance(own)
        lowest = max(lowest, bound)
      case .before(.instant(let instant)):
        highest = min(highest, instant)
      case .after(.instant(let instant)):
        lowest = max(lowest, instant)
      }
      guard lowest <= highest else { continue }
      if evidence.begin > .min, lowest < evidence.begin { result.history = evidence.begin }
      if evidence.end < .max, highest >= evidence.end, !span.closesAtEnd {
        result.pending = max(result.pending ?? .min, highest)
      }
    }
    return result
  }

  /// What a relation awaits when a related event comes as late as it can: the windows of relations
  /// nested in its clauses add up.
  func deadline(_ time: Int64, nested condition: Condition?) -> Int64 {
    guard let condition, time < .max else { return time }
    var result = time
    for related in condition.nestedRelated {
      guard let window = related.window else { continue }
      var edge = time
      switch window.extent {
      case .after(let length, let toEndOfDay):
        edge = referenceShift(time, by: length, sign: 1, zone: window.zone, later: true)
        if toEndOfDay { edge = referenceDay(of: edge, zone: window.zone).end - 1 }
      case .around(let length), .betweenAfter(_, let length):
        edge = referenceShift(time, by: length, sign: 1, zone: window.zone, later: true)
      case .before, .betweenBefore, .everBefore, .untilEndOfData:
        break
      }
      result = max(result, deadline(edge, nested: related.condition))
    }
    return result
  }
}

extension Condition {
  /// What the relations and aggregates directly in the condition are about.
  var nestedRelated: [Related] {
    switch self {
    case .and(let parts), .or(let parts): parts.flatMap(\.nestedRelated)
    case .not(let part), .quantified(_, _, let part), .rows(_, _, let part): part.nestedRelated
    case .relation(let relation):
      switch relation.form {
      case .latest(let has), .first(let has):
        [relation.related] + has.nestedRelated
      case .atLeast, .atMost, .exactly: [relation.related]
      }
    case .comparison(let left, _, let right):
      left.aggregates.map(\.related) + right.aggregates.map(\.related)
    default: []
    }
  }

  /// The aggregates directly in the condition.
  var aggregates: [Aggregate] {
    switch self {
    case .and(let parts), .or(let parts): parts.flatMap(\.aggregates)
    case .not(let part), .quantified(_, _, let part), .rows(_, _, let part): part.aggregates
    case .comparison(let left, _, let right): left.aggregates + right.aggregates
    default: []
    }
  }
}

extension Operand {
  var aggregates: [Aggregate] {
    if case .aggregate(let aggregate) = self { return [aggregate] }
    return []
  }
}
