/// Rows of a lane that are, or may be, in a window.
struct Segment: BitwiseCopyable {
  /// Why membership is not known, beside what each row says for itself.
  enum Doubt: UInt8, BitwiseCopyable {
    case none
    /// Their order with the anchor is not known.
    case order
    /// They may belong to another session.
    case session
    /// Whether the anchor's key is theirs is not known.
    case key
    case orderAndKey
  }

  var lane: UnsafeMutablePointer<Lane>
  var start: Int
  var end: Int
  var doubt: Doubt
}

/// The segments of one window, over all lanes of a candidate set.
struct SegmentList: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Segment>
  private(set) var count = 0
  private var capacity = 16

  init() { base = .allocate(capacity: capacity) }

  deinit { base.deallocate() }

  @inline(__always)
  mutating func removeAll() { count = 0 }

  @inline(__always)
  subscript(index: Int) -> Segment { base[index] }

  @inline(__always)
  mutating func append(_ segment: Segment) {
    guard segment.start < segment.end else { return }
    if count == capacity { grow() }
    base[count] = segment
    count &+= 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Segment>.allocate(capacity: capacity * 2)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  /// Of no row it is known whether it has the anchor's key.
  mutating func doubtKeys() {
    for index in 0..<count {
      base[index].doubt = base[index].doubt == .none ? .key : .orderAndKey
    }
  }

  /// How many rows are certain members, and how many may be.
  var counts: (certain: Int, possible: Int) {
    var certain = 0
    var possible = 0
    for index in 0..<count {
      let segment = base[index]
      let all = segment.end &- segment.start
      possible &+= all
      if segment.doubt == .none {
        certain &+= all &- segment.lane.pointee.undecided(segment.start, segment.end)
      }
    }
    return (certain, possible)
  }

  // MARK: Filling

  /// Finds the rows of a lane in a window. `anchor`: never a member, unless it is the window's origin.
  mutating func add(
    _ lane: UnsafeMutablePointer<Lane>, _ span: WindowSpan, anchor: OrderPoint?, clocks: Clocks
  ) {
    let low = span.first == .min ? 0 : lane.pointee.lower(span.first)
    let high = span.last == .max ? lane.pointee.count : lane.pointee.upper(span.last)
    var cut = 0..<0
    if let anchor, anchor.source == lane.pointee.source {
      cut = Self.same(lane, anchor)
    }
    let part = Part(lane: lane, low: low, high: high, cut: cut)
    switch span.direction {
    case .any:
      guard span.hasOrigin, span.point.source == lane.pointee.source else {
        append(part, 0, lane.pointee.count, .none)
        return
      }
      let origin = Self.same(lane, span.point)
      append(part, 0, origin.lowerBound, .none)
      if span.holdsOrigin {
        append(Segment(lane: lane, start: origin.lowerBound, end: origin.upperBound, doubt: .none))
      }
      append(part, origin.upperBound, lane.pointee.count, .none)
    case .before, .after: addOrdered(part, span, clocks)
    case .beforeInstant:
      let equal = lane.pointee.lower(span.point.time)
      append(part, 0, equal, .none)
      append(part, equal, lane.pointee.upper(span.point.time), .order)
    case .afterInstant:
      let equal = lane.pointee.lower(span.point.time)
      let later = lane.pointee.upper(span.point.time)
      append(part, equal, later, .order)
      append(part, later, lane.pointee.count, .none)
    }
  }

  private struct Part {
    var lane: UnsafeMutablePointer<Lane>
    var low: Int
    var high: Int
    var cut: Range<Int>
  }

  @inline(__always)
  private mutating func append(_ part: Part, _ start: Int, _ end: Int, _ doubt: Segment.Doubt) {
    let start = max(start, part.low)
    let end = min(end, part.high)
    guard start < end else { return }
    if part.cut.isEmpty || part.cut.upperBound <= start || part.cut.lowerBound >= end {
      append(Segment(lane: part.lane, start: start, end: end, doubt: doubt))
    } else {
      append(Segment(lane: part.lane, start: start, end: part.cut.lowerBound, doubt: doubt))
      append(Segment(lane: part.lane, start: part.cut.upperBound, end: end, doubt: doubt))
    }
  }

  /// The rows of one record.
  private static func same(_ lane: UnsafeMutablePointer<Lane>, _ point: OrderPoint) -> Range<Int> {
    let start = lane.pointee.lower(point.time)
    let end = lane.pointee.upper(point.time)
    return start == end ? start..<start : lane.pointee.block(start, end, point).same
  }

  private mutating func addOrdered(_ part: Part, _ span: WindowSpan, _ clocks: Clocks) {
    let lane = part.lane
    let point = span.point
    let isBefore = span.direction == .before
    guard lane.pointee.source == point.source else {
      let tolerance = clocks.between(lane.pointee.source, point.source)
      let nearStart = lane.pointee.lower(point.time.saturating(-tolerance))
      let nearEnd = lane.pointee.upper(point.time.saturating(tolerance))
      if isBefore { append(part, 0, nearStart, .none) }
      append(part, nearStart, nearEnd, .order)
      if !isBefore { append(part, nearEnd, lane.pointee.count, .none) }
      return
    }
    let equalStart = lane.pointee.lower(point.time)
    // The usual case: nothing else at that time.
    let equalEnd =
      equalStart < lane.pointee.count && lane.pointee.rows[equalStart].time == point.time
      ? lane.pointee.upper(point.time) : equalStart
    if isBefore { append(part, 0, equalStart, .none) }
    if equalStart < equalEnd {
      let (file, same) = lane.pointee.block(equalStart, equalEnd, point)
      append(part, equalStart, file.lowerBound, .order)
      if isBefore {
        append(part, file.lowerBound, same.lowerBound, .none)
      } else {
        append(part, same.upperBound, file.upperBound, .none)
      }
      if span.hasOrigin, span.holdsOrigin {
        append(
          Segment(lane: lane, start: same.lowerBound, end: same.upperBound, doubt: .none))
      }
      append(part, file.upperBound, equalEnd, .order)
    }
    if !isBefore { append(part, equalEnd, lane.pointee.count, .none) }
  }

  /// Finds the rows of a lane in a group's window, of a session those that it certainly holds and those
  /// that it may hold.
  mutating func add(_ lane: UnsafeMutablePointer<Lane>, _ group: GroupContext) {
    let first = group.window.first
    let last = group.window.last
    let low = first == .min ? 0 : lane.pointee.lower(first)
    let high = last == .max ? lane.pointee.count : lane.pointee.upper(last)
    guard group.window.isSession else {
      append(Segment(lane: lane, start: low, end: high, doubt: .none))
      return
    }
    let certainLow = lane.pointee.lower(group.window.certainFirst)
    let certainHigh = lane.pointee.upper(group.window.certainLast)
    append(Segment(lane: lane, start: low, end: certainLow, doubt: .session))
    append(Segment(lane: lane, start: certainLow, end: certainHigh, doubt: .none))
    append(Segment(lane: lane, start: certainHigh, end: high, doubt: .session))
  }
}

/// The window in which a group is judged.
struct GroupWindow {
  /// As recorded, both ends included; without ends `Int64.min`, `.max`.
  var first = Int64.min
  var last = Int64.max
  /// As the rule sees it, `window.start` and `window.end`.
  var start: Int64?
  var end: Int64?
  var isSession = false
  /// Of a session: what it certainly holds lies in there.
  var certainFirst = Int64.min
  var certainLast = Int64.max
  /// Its open ends and the reasons of events that may belong to it or not.
  var open = OpenEnds()
  var doubts = ReasonBag()
  /// No event at its time is certainly a member: it may not be a window at all.
  var isDoubtful = false
}
