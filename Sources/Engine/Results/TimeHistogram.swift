/// Counts by time, in buckets that grow as the span of time does: at most some thousand of them.
package struct TimeHistogram: Sendable {
  /// Widths in nanoseconds; each divides the next.
  package static let widths: [Int64] = [
    1, 10, 60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400, 28 * 86_400, 364 * 86_400,
  ].map { $0 * 1_000_000_000 }
  private static let mostBuckets = 4096

  private var width = 0
  /// Ascending, each with at least one event.
  private var counts: [(start: Int64, count: Int)] = []
  // The bucket of the event before, counted in one go.
  private var runStart: Int64 = 0
  private var runEnd: Int64 = 0
  private var runCount = 0

  package init() {}

  @inline(__always)
  mutating func add(_ time: Int64) {
    if time >= runStart, time < runEnd {
      runCount &+= 1
    } else {
      begin(time)
    }
  }

  @inline(never)
  private mutating func begin(_ time: Int64) {
    flush()
    let bucket = Self.start(of: time, Self.widths[width])
    runStart = bucket
    let (end, overflow) = bucket.addingReportingOverflow(Self.widths[width])
    runEnd = overflow ? .max : end
    runCount = 1
    if counts.count > Self.mostBuckets { widen(to: width + 1) }
  }

  private mutating func flush() {
    guard runCount > 0 else { return }
    add(runCount, at: runStart)
    runCount = 0
    runEnd = runStart
  }

  // Events come mostly in the order of time, so that a bucket is mostly new and the last.
  private mutating func add(_ count: Int, at start: Int64) {
    guard let last = counts.last, last.start >= start else {
      counts.append((start, count))
      return
    }
    var low = 0
    var high = counts.count - 1
    while low < high {
      let middle = (low + high) / 2
      if counts[middle].start < start { low = middle + 1 } else { high = middle }
    }
    if counts[low].start == start {
      counts[low].count += count
    } else {
      counts.insert((start, count), at: low)
    }
  }

  // The bucket that a time is in; widths that are no divisors of a week start at 1970.
  private static func start(of time: Int64, _ width: Int64) -> Int64 {
    let remainder = time % width
    let start = remainder < 0 ? time &- remainder &- width : time &- remainder
    return start > time ? .min : start
  }

  private mutating func widen(to newWidth: Int) {
    flush()
    guard newWidth > width, newWidth < Self.widths.count else { return }
    width = newWidth
    let narrower = counts
    counts = []
    for (start, count) in narrower { add(count, at: Self.start(of: start, Self.widths[width])) }
  }

  package mutating func merge(_ other: TimeHistogram) {
    var other = other
    other.flush()
    flush()
    let common = max(width, other.width)
    widen(to: common)
    other.widen(to: common)
    for (start, count) in other.counts { add(count, at: start) }
    if counts.count > Self.mostBuckets { widen(to: width + 1) }
  }

  /// Buckets of that width (or of a wider one where the histogram is already coarser), ascending.
  package func buckets(width index: Int) -> [(start: Int64, count: Int)] {
    var copy = self
    copy.flush()
    copy.widen(to: index)
    return copy.counts
  }

  /// The narrowest width with at most `most` buckets from the first time to the last.
  package static func width(from first: Int64, to last: Int64, most: Int) -> Int {
    let span = last.subtractingReportingOverflow(first)
    guard !span.overflow else { return widths.count - 1 }
    return widths.firstIndex { span.partialValue / $0 < Int64(most) } ?? widths.count - 1
  }
}
