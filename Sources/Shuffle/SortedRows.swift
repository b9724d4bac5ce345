/// The rows of one partition that stand in memory, by ranges of their keys' hashes. A range is
/// sorted when it is first read.
// INVARIANT: readers at one time have different ranges, so that no two sort one.
final class SortedRows: @unchecked Sendable {
  let partition: UInt16
  let count: Int
  let entries: UnsafeMutablePointer<Entry>
  /// By range, and the end of the last one.
  let starts: UnsafeMutablePointer<UInt32>
  let isSorted: UnsafeMutablePointer<Bool>
  /// There are 2^bits ranges.
  let bits: Int
  private let core: StoreCore

  /// No fewer, so that readers can divide them.
  static let leastBits = 8
  private static let mostBits = 13
  private static let rowsPerRange = 256

  var rangeCount: Int { 1 << bits }

  private var size: Int { count * MemoryLayout<Entry>.stride }

  /// Takes the rows out of the lists and frees those.
  init(
    partition: UInt16, lists: UnsafeMutablePointer<EntryList>, count listCount: Int,
    core: StoreCore
  ) throws(ShuffleError) {
    var total = 0
    for index in 0..<listCount { total += lists[index].count }
    let size = total * MemoryLayout<Entry>.stride
    guard UInt32(exactly: total) != nil else { throw ShuffleError.outOfMemory(bytes: size) }
    var bits = Self.leastBits
    while bits < Self.mostBits, total >> bits > Self.rowsPerRange { bits += 1 }

    self.partition = partition
    self.bits = bits
    self.core = core
    count = total
    entries = try Memory.allocate(size, isFilled: true).bindMemory(to: Entry.self, capacity: total)
    starts = .allocate(capacity: 1 << bits + 1)
    starts.initialize(repeating: 0, count: 1 << bits + 1)
    isSorted = .allocate(capacity: 1 << bits)
    isSorted.initialize(repeating: false, count: 1 << bits)
    core.rowsGrow(by: size)
    distribute(lists, listCount)
  }

  deinit {
    Memory.free(entries, size)
    starts.deallocate()
    isSorted.deallocate()
    core.rowsGrow(by: -size)
  }

  private func distribute(_ lists: UnsafeMutablePointer<EntryList>, _ listCount: Int) {
    let starts = starts
    let target = entries
    let shift = UInt64(64 - bits)
    for index in 0..<listCount {
      lists[index].forEachSegment(free: false) { piece, count in
        for place in 0..<count {
          starts[Int(truncatingIfNeeded: (piece[place].key << 16) >> shift)] &+= 1
        }
      }
    }
    var start: UInt32 = 0
    for range in 0..<rangeCount {
      let count = starts[range]
      starts[range] = start
      start += count
    }
    // Each start becomes its range's end, which is the next one's start.
    for index in 0..<listCount {
      let freed = lists[index].size
      lists[index].forEachSegment(free: true) { piece, count in
        for place in 0..<count {
          let entry = piece[place]
          let range = Int(truncatingIfNeeded: (entry.key << 16) >> shift)
          target[Int(starts[range])] = entry
          starts[range] &+= 1
        }
      }
      core.rowsGrow(by: -2 * freed)
    }
    var range = rangeCount
    while range > 0 {
      starts[range] = starts[range - 1]
      range -= 1
    }
    starts[0] = 0
  }
}

/// Sorts the entries of a range by their keys' hashes.
struct EntrySorter: ~Copyable {
  private let counts: UnsafeMutablePointer<UInt32>
  private var scratch: UnsafeMutablePointer<Entry>
  private var capacity = 0

  private static let mostBits = 12
  private static let fewEntries = 24
  /// More are sorted in place.
  private static let mostEntries = 1 << 16

  init() {
    counts = .allocate(capacity: 1 << Self.mostBits + 1)
    scratch = .allocate(capacity: 1)
  }

  deinit {
    counts.deallocate()
    scratch.deallocate()
  }

  mutating func sort(_ base: UnsafeMutablePointer<Entry>, _ count: Int, below bits: Int) {
    if count <= Self.fewEntries { return Self.insertionSort(base, count) }
    if count > Self.mostEntries { return Self.sortInPlace(base, count) }
    if count > capacity {
      scratch.deallocate()
      scratch = .allocate(capacity: count)
      capacity = count
    }
    distribute(base, count, below: bits)
  }

  /// By as many further bits of the hash as there are entries, so that few have the same.
  private func distribute(
    _ base: UnsafeMutablePointer<Entry>, _ count: Int, below bits: Int
  ) {
    let counts = counts
    let scratch = scratch
    let used = min(Int.bitWidth - (count - 1).leadingZeroBitCount, Self.mostBits)
    let left = UInt64(16 + bits)
    let right = UInt64(64 - used)
    counts.update(repeating: 0, count: 1 << used + 1)
    for place in 0..<count {
      counts[Int(truncatingIfNeeded: (base[place].key << left) >> right) &+ 1] &+= 1
    }
    for part in 0..<(1 << used) { counts[part &+ 1] &+= counts[part] }
    for place in 0..<count {
      let entry = base[place]
      let part = Int(truncatingIfNeeded: (entry.key << left) >> right)
      scratch[Int(counts[part])] = entry
      counts[part] &+= 1
    }
    base.update(from: scratch, count: count)
    var start = 0
    for part in 0..<(1 << used) {
      let end = Int(counts[part])
      let size = end &- start
      if size > Self.fewEntries {
        Self.sortInPlace(base + start, size)
      } else if size > 1 {
        Self.insertionSort(base + start, size)
      }
      start = end
    }
  }

  private static func insertionSort(_ base: UnsafeMutablePointer<Entry>, _ count: Int) {
    guard count > 1 else { return }
    for place in 1..<count {
      let entry = base[place]
      var gap = place
      while gap > 0, base[gap &- 1].key > entry.key {
        base[gap] = base[gap &- 1]
        gap &-= 1
      }
      base[gap] = entry
    }
  }

  private static func sortInPlace(_ base: UnsafeMutablePointer<Entry>, _ count: Int) {
    var place = 1
    while place < count, base[place &- 1].key <= base[place].key { place += 1 }
    guard place < count else { return }
    var entries = UnsafeMutableBufferPointer(start: base, count: count)
    entries.sort { $0.key < $1.key }
  }
}
