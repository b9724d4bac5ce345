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
  private let hasRuns: Bool
  private let heap: RunHeap
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
    hasRuns = !runs.isEmpty
    do {
      heap = try RunHeap(runs.map { RunCursor($0, bounds: bounds, core: core) })
    } catch {
      throw core.fail(error)
    }
  }

  /// The next group; nil after the last.
  package func next() throws(ShuffleError) -> RowGroup? {
    try next { _, _ in true }
  }

  /// The next group that is wanted. Of the others nothing but the key is looked at.
  package func next(
    where isWanted: (_ partition: UInt16, _ key: UnsafeRawBufferPointer) -> Bool
  ) throws(ShuffleError) -> RowGroup? {
    if hasRuns { return try nextMerged(isWanted) }
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
    guard !heap.isEmpty else { return isMemoryReady ? .memory : nil }
    guard isMemoryReady else { return .runs }
    if memory.sortKey != heap.sortKey { return memory.sortKey < heap.sortKey ? .memory : .runs }
    let key = heap.top.key
    let order = compareBytes(
      memory.key.baseAddress!, memory.key.count, key.baseAddress!, key.count)
    return order == 0 ? .both : order < 0 ? .memory : .runs
  }

  /// Takes all rows with the key of the heap's top; nil if they are not wanted.
  private func mergeTop(
    withMemory: Bool, _ isWanted: (UInt16, UnsafeRawBufferPointer) -> Bool
  ) throws(ShuffleError) -> RowGroup? {
    group.removeAll()
    let sortKey = heap.sortKey
    let partition = UInt16(truncatingIfNeeded: sortKey >> 48)
    let key = try group.keep(heap.top.key)
    let wanted = isWanted(partition, key)
    while !heap.isEmpty, heap.sortKey == sortKey {
      let cursor = heap.top
      guard isEqual(cursor.key, key) else { break }
      if try drain(cursor, key, sortKey, wanted) { heap.topAdvanced() } else { heap.removeTop() }
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
}
