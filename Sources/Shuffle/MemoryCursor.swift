/// Which part of the keys a reader gives.
struct KeyBounds: Sendable {
  var firstPartition: UInt16
  var lastPartition: UInt16
  /// Of the hash's upper 48 bits, both inclusive.
  var firstHash: UInt64
  var lastHash: UInt64

  static let mostHash: UInt64 = 1 << 48 - 1

  static let everything = KeyBounds(
    firstPartition: 0, lastPartition: .max, firstHash: 0, lastHash: mostHash)
}

/// Goes through the groups of sorted partitions in memory.
final class MemoryCursor {
  // Behind a pointer, so that it is read without checks of exclusive access.
  private struct State: BitwiseCopyable {
    var base: UnsafeMutablePointer<Entry>
    var starts: UnsafeMutablePointer<UInt32>
    var isSorted: UnsafeMutablePointer<Bool>
    var bits = 0
    var range = 0
    var lastRange = -1
    /// The group's entries, and where those of its range end.
    var start = 0
    var end = 0
    var rangeEnd = 0
    /// Up to here entries with equal hashes are sorted by the bytes of their keys.
    var sortedByBytes = 0
    /// Keeps the loads that only fetch lines.
    var fetched: UInt64 = 0
    var mask: UInt64
  }

  private let partitions: [SortedRows]
  private let bounds: KeyBounds
  private let state: UnsafeMutablePointer<State>
  private var partition = -1
  private var sorter = EntrySorter()

  init(_ partitions: [SortedRows], bounds: KeyBounds, core: StoreCore) {
    self.partitions = partitions
    self.bounds = bounds
    state = .allocate(capacity: 1)
    let nothing = UnsafeMutableRawPointer(state)
    state.initialize(
      to: State(
        base: nothing.assumingMemoryBound(to: Entry.self),
        starts: nothing.assumingMemoryBound(to: UInt32.self),
        isSorted: nothing.assumingMemoryBound(to: Bool.self), mask: core.hashMask))
  }

  deinit { state.deallocate() }

  /// By what the group stands in order.
  @inline(__always)
  var sortKey: UInt64 { state.pointee.base[state.pointee.start].key }

  @inline(__always)
  var partitionNumber: UInt16 { UInt16(truncatingIfNeeded: sortKey >> 48) }

  @inline(__always)
  var key: UnsafeRawBufferPointer {
    let row = state.pointee.base[state.pointee.start].row
    let header = row.assumingMemoryBound(to: RowHeader.self)
    return UnsafeRawBufferPointer(
      start: row + RowHeader.size, count: Int(header.pointee.keyCount))
  }

  @inline(__always)
  var entries: UnsafeMutableBufferPointer<Entry> {
    UnsafeMutableBufferPointer(
      start: state.pointee.base + state.pointee.start,
      count: state.pointee.end &- state.pointee.start)
  }

  /// Goes to the next group; false if there is none.
  func advance() -> Bool {
    let state = state
    let start = state.pointee.end
    if start == state.pointee.rangeEnd { return enterNextRange() }
    state.pointee.start = start
    findEnd()
    return true
  }

  @inline(never)
  private func enterNextRange() -> Bool {
    let state = state
    while true {
      while state.pointee.range <= state.pointee.lastRange {
        let range = state.pointee.range
        state.pointee.range = range + 1
        let start = Int(state.pointee.starts[range])
        let end = Int(state.pointee.starts[range + 1])
        guard start < end else { continue }
        prepare(range, start, end)
        state.pointee.start = start
        state.pointee.rangeEnd = end
        state.pointee.sortedByBytes = start
        findEnd()
        return true
      }
      guard partition + 1 < partitions.count else { return false }
      partition += 1
      enter(partitions[partition])
    }
  }

  private func enter(_ rows: SortedRows) {
    let shift = UInt64(48 - rows.bits)
    state.pointee.base = rows.entries
    state.pointee.starts = rows.starts
    state.pointee.isSorted = rows.isSorted
    state.pointee.bits = rows.bits
    state.pointee.range = Int(bounds.firstHash >> shift)
    state.pointee.lastRange = Int(bounds.lastHash >> shift)
    state.pointee.start = 0
    state.pointee.end = 0
    state.pointee.rangeEnd = 0
  }

  /// Sorts the range, and has the lines of its rows fetched side by side.
  private func prepare(_ range: Int, _ start: Int, _ end: Int) {
    let base = state.pointee.base + start
    let count = end - start
    var sum: UInt64 = 0
    for place in 0..<min(count, 4096) {
      let row = base[place].row
      sum &+= row.load(as: UInt64.self) &+ (row + 56).load(as: UInt64.self)
    }
    state.pointee.fetched &+= sum
    if state.pointee.isSorted[range] { return }
    sorter.sort(base, count, below: state.pointee.bits)
    state.pointee.isSorted[range] = true
  }

  /// The group's end: equal hashes, then equal bytes.
  @inline(__always)
  private func findEnd() {
    let state = state
    let base = state.pointee.base
    let start = state.pointee.start
    if start < state.pointee.sortedByBytes {
      state.pointee.end = endOfKey(start, before: state.pointee.sortedByBytes)
      return
    }
    let rangeEnd = state.pointee.rangeEnd
    let key = base[start].key
    var end = start &+ 1
    while end < rangeEnd, base[end].key == key { end &+= 1 }
    if end &- start > 1, !haveEqualKeys(start, end) { end = separate(start, end) }
    state.pointee.end = end
  }

  @inline(__always)
  private func haveEqualKeys(_ start: Int, _ end: Int) -> Bool {
    let base = state.pointee.base
    let first = base[start].row
    let count = first.assumingMemoryBound(to: RowHeader.self).pointee.keyCount
    for place in (start &+ 1)..<end {
      let row = base[place].row
      guard row.assumingMemoryBound(to: RowHeader.self).pointee.keyCount == count,
        equalBytes(first + RowHeader.size, row + RowHeader.size, Int(count))
      else { return false }
    }
    return true
  }

  /// Different keys with one hash: sorts them by their bytes and gives the first one's end.
  @inline(never)
  private func separate(_ start: Int, _ end: Int) -> Int {
    var entries = UnsafeMutableBufferPointer(
      start: state.pointee.base + start, count: end - start)
    entries.sort { Self.compareKeys($0.row, $1.row) < 0 }
    state.pointee.sortedByBytes = end
    return endOfKey(start, before: end)
  }

  @inline(never)
  private func endOfKey(_ start: Int, before end: Int) -> Int {
    let base = state.pointee.base
    var place = start + 1
    while place < end, Self.compareKeys(base[start].row, base[place].row) == 0 { place += 1 }
    return place
  }

  private static func compareKeys(_ first: UnsafeRawPointer, _ second: UnsafeRawPointer) -> Int {
    compareBytes(
      first + RowHeader.size, Int(first.assumingMemoryBound(to: RowHeader.self).pointee.keyCount),
      second + RowHeader.size,
      Int(second.assumingMemoryBound(to: RowHeader.self).pointee.keyCount))
  }

  /// Puts the group's rows in their order, for good.
  @inline(__always)
  func sortGroup() {
    if state.pointee.end &- state.pointee.start > 1 { sortEntries() }
  }

  private func sortEntries() {
    let entries = entries
    var place = 1
    var last = Row(at: entries[0].row)
    while place < entries.count {
      let row = Row(at: entries[place].row)
      if row.precedes(last) { break }
      last = row
      place += 1
    }
    if place == entries.count { return }
    if entries.count <= 16 {
      Self.insertionSort(entries)
    } else {
      Self.sortByTime(entries)
    }
  }

  private static func insertionSort(_ entries: UnsafeMutableBufferPointer<Entry>) {
    for place in 1..<entries.count {
      let entry = entries[place]
      let row = Row(at: entry.row)
      var gap = place
      while gap > 0, row.precedes(Row(at: entries[gap - 1].row)) {
        entries[gap] = entries[gap - 1]
        gap -= 1
      }
      entries[gap] = entry
    }
  }

  /// With the time in the hash's place, which is the same for all of them, so that most
  /// comparisons don't look at the rows.
  private static func sortByTime(_ entries: UnsafeMutableBufferPointer<Entry>) {
    var entries = entries
    let key = entries[0].key
    for place in entries.indices {
      let time = entries[place].row.assumingMemoryBound(to: RowHeader.self).pointee.time
      entries[place].key = UInt64(bitPattern: time) ^ 1 << 63
    }
    entries.sort {
      $0.key != $1.key ? $0.key < $1.key : Row(at: $0.row).precedes(Row(at: $1.row))
    }
    for place in entries.indices { entries[place].key = key }
  }
}
