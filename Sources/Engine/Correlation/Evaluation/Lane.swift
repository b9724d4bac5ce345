/// Rows of one source in the order of time, file and offset, with counts of those before each.
struct Lane {
  var source: Int32
  private(set) var count = 0
  private var capacity: Int
  private(set) var rows: UnsafeMutablePointer<LaneRow>
  /// How many of the rows are undecided.
  private(set) var undecided = 0
  /// All undecided rows have this bag; -1: there are none, -2: they differ.
  private(set) var commonBag: Int32 = -1
  /// All rows are of one file.
  private(set) var isOneFile = true
  /// How many undecided rows stand before each; made when first asked for.
  private var before: UnsafeMutablePointer<Int32>?
  private var beforeCapacity = 0
  private var hasBefore = false
  private var tree: ReasonTree?
  /// Where the range ends that was asked for last.
  private var hint = 0
  /// What conditions of questions say of the rows, by question; made when very many may be the latest.
  var answers: [Int: LaneAnswers] = [:]

  init(source: Int32) {
    self.source = source
    capacity = 8
    rows = .allocate(capacity: capacity)
  }

  func deallocate() {
    rows.deallocate()
    before?.deallocate()
  }

  mutating func removeAll(source: Int32) {
    self.source = source
    count = 0
    undecided = 0
    commonBag = -1
    isOneFile = true
    hasBefore = false
    hint = 0
    if tree != nil { tree = nil }
    if !answers.isEmpty { answers.removeAll() }
  }

  @inline(__always)
  mutating func append(_ row: LaneRow) {
    if count == capacity { grow() }
    rows[count] = row
    if row.file != rows[0].file { isOneFile = false }
    count &+= 1
    if row.bag >= 0 {
      undecided &+= 1
      commonBag = commonBag == -1 || commonBag == row.bag ? row.bag : -2
    }
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<LaneRow>.allocate(capacity: capacity * 2)
    larger.update(from: rows, count: count)
    rows.deallocate()
    rows = larger
    capacity *= 2
  }

  /// Undecided rows in a range.
  @inline(__always)
  mutating func undecided(_ start: Int, _ end: Int) -> Int {
    if undecided == 0 { return 0 }
    if undecided == count { return end &- start }
    if !hasBefore { countBefore() }
    guard let before else { return 0 }
    return Int(before[end] &- before[start])
  }

  private mutating func countBefore() {
    if beforeCapacity < count + 1 {
      before?.deallocate()
      beforeCapacity = max(count + 1, 2 * beforeCapacity)
      before = .allocate(capacity: beforeCapacity)
    }
    guard let before else { return }
    var sum: Int32 = 0
    for index in 0..<count {
      before[index] = sum
      if rows[index].bag >= 0 { sum &+= 1 }
    }
    before[count] = sum
    hasBefore = true
  }

  /// Adds the reasons of the undecided rows in a range.
  mutating func addReasons(
    _ start: Int, _ end: Int, _ reasons: ReasonTable, to bag: inout ReasonBag
  ) {
    guard undecided(start, end) > 0 else { return }
    if commonBag >= 0 {
      bag.formUnion(reasons.bags[Int(commonBag)])
    } else if end - start <= 32 {
      for index in start..<end where rows[index].bag >= 0 {
        bag.formUnion(reasons.bags[Int(rows[index].bag)])
      }
    } else {
      if tree == nil {
        tree = ReasonTree(count) { rows[$0].bag >= 0 ? reasons.bags[Int(rows[$0].bag)] : nil }
      }
      tree?.add(start, end, to: &bag)
    }
  }

  // MARK: Search

  /// The first row at that time or later.
  @inline(__always)
  func lower(_ time: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) >> 1
      if rows[middle].time < time { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// The first row later than that.
  @inline(__always)
  func upper(_ time: Int64) -> Int { time == .max ? count : lower(time &+ 1) }

  /// The rows from one time to another, both included. What follows the range that was asked for last is
  /// found in as many steps as it is long.
  @inline(__always)
  mutating func range(_ first: Int64, _ last: Int64) -> (start: Int, end: Int) {
    let isBehind = hint == 0 || rows[hint &- 1].time < first
    let start = first == .min ? 0 : isBehind ? lower(first, from: hint) : lower(first)
    hint = last == .max ? count : lower(last &+ 1, from: start)
    return (start, hint)
  }

  // As `lower`; the rows before `low` are earlier.
  @inline(__always)
  private func lower(_ time: Int64, from low: Int) -> Int {
    var low = low
    var step = 1
    while low < count, rows[low].time < time {
      let next = low &+ step
      if next < count, rows[next].time < time {
        low = next
        step &+= step
      } else if step == 1 {
        return low &+ 1
      } else {
        // Not further than the last step: again in small ones.
        low &+= 1
        step = 1
      }
    }
    return low
  }

  /// How many rows stand before a place in the file that all are of.
  func countBefore(_ point: OrderPoint) -> Int {
    var low = lower(point.time)
    while low < count, rows[low].time == point.time, rows[low].offset < point.offset { low += 1 }
    return low
  }

  /// Of the rows from `start` to `end`, which are of one time: those of a file, and of them those of one
  /// place.
  func block(
    _ start: Int, _ end: Int, _ point: OrderPoint
  ) -> (file: Range<Int>, same: Range<Int>) {
    func first(_ isAtLeast: (LaneRow) -> Bool, _ start: Int, _ end: Int) -> Int {
      var low = start
      var high = end
      while low < high {
        let middle = (low &+ high) >> 1
        if isAtLeast(rows[middle]) { high = middle } else { low = middle &+ 1 }
      }
      return low
    }
    let fileStart = first({ $0.file >= point.file }, start, end)
    let fileEnd = first({ $0.file > point.file }, fileStart, end)
    let sameStart = first({ $0.offset >= point.offset }, fileStart, fileEnd)
    let sameEnd = first({ $0.offset > point.offset }, sameStart, fileEnd)
    return (fileStart..<fileEnd, sameStart..<sameEnd)
  }
}

/// Unions of reasons over ranges of rows, in logarithmic time.
struct ReasonTree {
  private var nodes: [ReasonBag]
  private let leaves: Int

  /// `bag`: the reasons of one row, nil for none.
  init(_ count: Int, _ bag: (Int) -> ReasonBag?) {
    leaves = count
    nodes = Array(repeating: ReasonBag(), count: 2 * count)
    for index in 0..<count { if let bag = bag(index) { nodes[count + index] = bag } }
    for index in stride(from: count - 1, to: 0, by: -1) {
      nodes[index] = nodes[2 * index]
      nodes[index].formUnion(nodes[2 * index + 1])
    }
  }

  func add(_ start: Int, _ end: Int, to bag: inout ReasonBag) {
    var low = start + leaves
    var high = end + leaves
    while low < high {
      if low & 1 != 0 {
        bag.formUnion(nodes[low])
        low += 1
      }
      if high & 1 != 0 {
        high -= 1
        bag.formUnion(nodes[high])
      }
      low >>= 1
      high >>= 1
    }
  }
}

/// The rows of a candidate set that the group at hand looks at: its own, and those that agree with it.
final class CandidateLanes {
  private var own: UnsafeMutablePointer<Lane>
  private var ownCount = 0
  private var ownMade = 0
  private var ownCapacity = 4
  /// All lanes that have rows.
  private(set) var active: [UnsafeMutablePointer<Lane>] = []
  /// Of one source: the usual case.
  private var last: UnsafeMutablePointer<Lane>?

  init() { own = .allocate(capacity: ownCapacity) }

  deinit {
    for index in 0..<ownMade { own[index].deallocate() }
    own.deinitialize(count: ownMade)
    own.deallocate()
  }

  @inline(__always)
  func removeAll() {
    ownCount = 0
    last = nil
    if !active.isEmpty { active.removeAll(keepingCapacity: true) }
  }

  @inline(__always)
  func append(_ row: LaneRow) {
    if let last, last.pointee.source == row.source {
      last.pointee.append(row)
    } else {
      lane(row.source).pointee.append(row)
    }
  }

  @inline(never)
  private func lane(_ source: Int32) -> UnsafeMutablePointer<Lane> {
    for index in 0..<ownCount where own[index].source == source {
      last = own + index
      return own + index
    }
    if ownCount == ownCapacity { growLanes() }
    if ownCount == ownMade {
      (own + ownCount).initialize(to: Lane(source: source))
      ownMade += 1
    } else {
      own[ownCount].removeAll(source: source)
    }
    ownCount += 1
    last = own + (ownCount - 1)
    // Pointers into `own` may have moved.
    return own + (ownCount - 1)
  }

  private func growLanes() {
    let larger = UnsafeMutablePointer<Lane>.allocate(capacity: ownCapacity * 2)
    larger.moveInitialize(from: own, count: ownMade)
    own.deallocate()
    own = larger
    ownCapacity *= 2
  }

  /// After all rows of the group are in.
  @inline(__always)
  func finish() {
    for index in 0..<ownCount { active.append(own + index) }
  }

  /// The rows that are its own.
  func forEachOwn(_ body: (LaneRow) -> Void) {
    for index in 0..<ownCount {
      for row in 0..<own[index].count { body(own[index].rows[row]) }
    }
  }

  func add(agreeing lanes: CandidateLanes) {
    active += lanes.active
  }

  /// How many rows lie between two times, both included: certain ones, and all.
  @inline(__always)
  func counts(_ first: Int64, _ last: Int64) -> (certain: Int, possible: Int) {
    var certain = 0
    var possible = 0
    for index in 0..<active.count {
      let lane = active[index]
      let (start, end) = lane.pointee.range(first, last)
      let all = max(0, end &- start)
      possible &+= all
      certain &+= all == 0 ? 0 : all &- lane.pointee.undecided(start, end)
    }
    return (certain, possible)
  }

  var isEmpty: Bool { active.isEmpty }

  var count: Int { active.reduce(0) { $0 + $1.pointee.count } }

  var undecided: Int { active.reduce(0) { $0 + $1.pointee.undecided } }
}
