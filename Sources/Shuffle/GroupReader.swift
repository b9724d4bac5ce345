/// Gives the groups of a store in ascending order of partition, key's hash and key. One thread at a
/// time may use it.
///
///     while let group = try reader.next() {
///       for row in group.rows { … row.payloadBytes … }
///     }
// INVARIANT: readers of one store have different parts of its keys, and a reader has one user.
package final class GroupReader: @unchecked Sendable {
  private let core: StoreCore
  /// Keeps the memory in which rows stand.
  private let owner: AnyObject?
  private let memory: MemoryCursor
  private let hasMemory: Bool
  private let group: GroupBuffer
  private let cursors: [RunCursor]
  /// Numbers of cursors, the one that stands first in order at the top.
  private var heap: [Int] = []
  /// Whether the memory's group was not given yet.
  private var isMemoryReady = false

  init(
    core: StoreCore, memory: [SortedRows], runs: [RunFile], bounds: KeyBounds, owner: AnyObject?
  ) throws(ShuffleError) {
    self.core = core
    self.owner = owner
    self.memory = MemoryCursor(memory, bounds: bounds, core: core)
    hasMemory = !memory.isEmpty
    group = GroupBuffer(core: core)
    cursors = runs.map { RunCursor($0, bounds: bounds, core: core) }
    do {
      for number in cursors.indices where try cursors[number].begin() { push(number) }
    } catch {
      throw core.fail(error)
    }
    if !heap.isEmpty { isMemoryReady = self.memory.advance() }
  }

  /// The next group; nil after the last.
  package func next() throws(ShuffleError) -> RowGroup? {
    try next { _, _ in true }
  }

  /// The next group that is wanted. Of the others nothing but the key is looked at.
  package func next(
    where isWanted: (_ partition: UInt16, _ key: UnsafeRawBufferPointer) -> Bool
  ) throws(ShuffleError) -> RowGroup? {
    if !cursors.isEmpty { return try nextMerged(isWanted) }
    while memory.advance() {
      if isWanted(memory.partitionNumber, memory.key) { return try memoryGroup() }
    }
    return nil
  }

  /// The memory's group as it stands.
  private func memoryGroup() throws(ShuffleError) -> RowGroup {
    memory.sortGroup()
    group.removeAll()
    try group.append(memory.entries)
    return RowGroup(partition: memory.partitionNumber, key: memory.key, rows: group.rows)
  }

  // MARK: Merging

  private func nextMerged(
    _ isWanted: (UInt16, UnsafeRawBufferPointer) -> Bool
  ) throws(ShuffleError) -> RowGroup? {
    try core.checkFailure()
    do {
      while true {
        let order = compareHeads()
        if order == nil { return nil }
        if order == .memory {
          if isWanted(memory.partitionNumber, memory.key) {
            let group = try memoryGroup()
            isMemoryReady = false
            return group
          }
          isMemoryReady = false
        } else if let group = try mergeTop(withMemory: order == .both, isWanted) {
          return group
        }
      }
    } catch {
      throw core.fail(error)
    }
  }

  private enum Heads { case memory, runs, both }

  /// Where the next group's rows are.
  private func compareHeads() -> Heads? {
    if !isMemoryReady, hasMemory { isMemoryReady = memory.advance() }
    guard let top = heap.first else { return isMemoryReady ? .memory : nil }
    guard isMemoryReady else { return .runs }
    let cursor = cursors[top]
    if memory.sortKey != cursor.sortKey {
      return memory.sortKey < cursor.sortKey ? .memory : .runs
    }
    let order = compareBytes(
      memory.key.baseAddress!, memory.key.count, cursor.key.baseAddress!, cursor.key.count)
    return order == 0 ? .both : order < 0 ? .memory : .runs
  }

  /// Takes all rows with the key of the heap's top; nil if they are not wanted.
  private func mergeTop(
    withMemory: Bool, _ isWanted: (UInt16, UnsafeRawBufferPointer) -> Bool
  ) throws(ShuffleError) -> RowGroup? {
    group.removeAll()
    let first = cursors[heap[0]]
    let sortKey = first.sortKey
    let partition = UInt16(truncatingIfNeeded: sortKey >> 48)
    let key = try group.keep(first.key)
    let wanted = isWanted(partition, key)
    while let top = heap.first {
      let cursor = cursors[top]
      guard cursor.sortKey == sortKey, isEqual(cursor.key, key) else { break }
      if try drain(cursor, key, sortKey, wanted) { siftDown() } else { pop() }
    }
    if withMemory {
      isMemoryReady = false
      if wanted { try group.append(memory.entries) }
    }
    guard wanted else { return nil }
    group.sort()
    return RowGroup(partition: partition, key: key, rows: group.rows)
  }

  /// Takes the cursor's rows with the key; false if it has no others.
  @inline(__always)
  private func drain(
    _ cursor: RunCursor, _ key: UnsafeRawBufferPointer, _ sortKey: UInt64, _ wanted: Bool
  ) throws(ShuffleError) -> Bool {
    repeat {
      if wanted, !(try group.append(copying: cursor.row)) {
        throw ShuffleError.groupTooLarge(
          partition: UInt16(truncatingIfNeeded: sortKey >> 48), limit: core.tuning.groupBytes)
      }
      guard try cursor.advance(past: key) else { return false }
    } while cursor.sortKey == sortKey && isEqual(cursor.key, key)
    return true
  }

  @inline(__always)
  private func isEqual(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> Bool {
    first.count == second.count
      && equalBytes(first.baseAddress!, second.baseAddress!, first.count)
  }

  // MARK: The heap

  private func precedes(_ first: Int, _ second: Int) -> Bool {
    let one = cursors[first]
    let other = cursors[second]
    if one.sortKey != other.sortKey { return one.sortKey < other.sortKey }
    return compareBytes(
      one.key.baseAddress!, one.key.count, other.key.baseAddress!, other.key.count) < 0
  }

  private func push(_ number: Int) {
    heap.append(number)
    var place = heap.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard precedes(heap[place], heap[parent]) else { return }
      heap.swapAt(place, parent)
      place = parent
    }
  }

  private func pop() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    siftDown()
  }

  private func siftDown() {
    var place = 0
    while true {
      var least = 2 * place + 1
      guard least < heap.count else { return }
      if least + 1 < heap.count, precedes(heap[least + 1], heap[least]) { least += 1 }
      guard precedes(heap[least], heap[place]) else { return }
      heap.swapAt(place, least)
      place = least
    }
  }
}
