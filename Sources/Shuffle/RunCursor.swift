/// Goes through the rows of a run that lie in the bounds. Nothing in a run's bytes is believed: each
/// length is checked before it is used.
final class RunCursor {
  private struct State: BitwiseCopyable {
    var block: UnsafeMutableRawPointer
    var capacity = 0
    /// The row, and where its block's rows end.
    var row: UnsafeRawPointer
    var end: UnsafeRawPointer
    var sortKey: UInt64 = 0
    var rowsLeft: UInt32 = 0
    /// The block's number; -1 before the first.
    var number = -1
    var mask: UInt64
  }

  private let run: RunFile
  private let bounds: KeyBounds
  private let core: StoreCore
  private let state: UnsafeMutablePointer<State>

  init(_ run: RunFile, bounds: KeyBounds, core: StoreCore) {
    self.run = run
    self.bounds = bounds
    self.core = core
    state = .allocate(capacity: 1)
    let nothing = UnsafeMutableRawPointer(state)
    state.initialize(
      to: State(block: nothing, row: nothing, end: nothing, mask: core.hashMask))
  }

  deinit {
    if state.pointee.capacity > 0 { Memory.free(state.pointee.block, state.pointee.capacity) }
    core.othersGrow(by: -state.pointee.capacity)
    state.deallocate()
  }

  @inline(__always)
  var sortKey: UInt64 { state.pointee.sortKey }

  /// The row as it stands in the block, whole.
  @inline(__always)
  var row: UnsafeRawPointer { state.pointee.row }

  @inline(__always)
  private var header: UnsafePointer<RowHeader> {
    state.pointee.row.assumingMemoryBound(to: RowHeader.self)
  }

  @inline(__always)
  var key: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: state.pointee.row + RowHeader.size, count: Int(header.pointee.keyCount))
  }

  /// Goes to the first row; false if none lies in the bounds.
  func begin() throws(ShuffleError) -> Bool {
    let first = UInt64(bounds.firstPartition) << 48 | bounds.firstHash
    guard try load(blockBefore(first)) else { return false }
    state.pointee.sortKey = measured()
    return try enterBounds()
  }

  /// Goes to the next row; false if none lies in the bounds. The key that the last one had is
  /// asked for to see that keys ascend.
  @inline(__always)
  func advance(past key: UnsafeRawBufferPointer) throws(ShuffleError) -> Bool {
    guard try step() else { return false }
    if header.pointee.keyCount == UInt32(truncatingIfNeeded: key.count),
      header.pointee.partition == UInt16(truncatingIfNeeded: state.pointee.sortKey >> 48),
      key.count == 0
        || equalBytes(state.pointee.row + RowHeader.size, key.baseAddress!, key.count)
    {
      return true
    }
    return try enterNextKey(key)
  }

  private func enterNextKey(_ last: UnsafeRawBufferPointer) throws(ShuffleError) -> Bool {
    let before = state.pointee.sortKey
    state.pointee.sortKey = measured()
    if state.pointee.sortKey <= before {
      let nothing = UnsafeRawPointer(state)
      guard state.pointee.sortKey == before,
        compareBytes(key.baseAddress!, key.count, last.baseAddress ?? nothing, last.count) > 0
      else { throw damage(.order) }
    }
    return try enterBounds()
  }

  @inline(__always)
  private func measured() -> UInt64 {
    KeyHash.sortKey(
      header.pointee.partition, state.pointee.row + RowHeader.size,
      Int(header.pointee.keyCount), mask: state.pointee.mask)
  }

  /// To the next row, which is checked, whatever its key.
  @inline(__always)
  private func step() throws(ShuffleError) -> Bool {
    state.pointee.row += header.pointee.rowSize
    if state.pointee.rowsLeft == 0 { return try load(state.pointee.number + 1) }
    try checkRow()
    return true
  }

  /// The row must lie in its block, and the last one end with it.
  @inline(__always)
  private func checkRow() throws(ShuffleError) {
    let left = state.pointee.end - state.pointee.row
    guard left >= RowHeader.size else { throw damage(.row) }
    let size = header.pointee.rowSize
    state.pointee.rowsLeft &-= 1
    guard state.pointee.rowsLeft == 0 ? size == left : size < left else { throw damage(.row) }
  }

  /// From a row that may lie outside of the bounds to the first that doesn't.
  private func enterBounds() throws(ShuffleError) -> Bool {
    while true {
      let sortKey = state.pointee.sortKey
      let partition = sortKey >> 48
      let hash = sortKey & KeyBounds.mostHash
      if partition > UInt64(bounds.lastPartition) { return false }
      let target: UInt64
      if partition < UInt64(bounds.firstPartition) {
        target = UInt64(bounds.firstPartition) << 48 | bounds.firstHash
      } else if hash < bounds.firstHash {
        target = partition << 48 | bounds.firstHash
      } else if hash > bounds.lastHash {
        if partition == UInt64(bounds.lastPartition) { return false }
        target = (partition + 1) << 48 | bounds.firstHash
      } else {
        return true
      }
      guard try skip(to: target) else { return false }
    }
  }

  private func skip(to target: UInt64) throws(ShuffleError) -> Bool {
    let number = blockBefore(target)
    if number > state.pointee.number {
      guard try load(number) else { return false }
      state.pointee.sortKey = measured()
    }
    while state.pointee.sortKey < target {
      let before = state.pointee.sortKey
      guard try step() else { return false }
      state.pointee.sortKey = measured()
      if state.pointee.sortKey < before { throw damage(.order) }
    }
    return true
  }

  /// The last block that may hold the first row of a key: that before the first block which
  /// begins with the key or later.
  private func blockBefore(_ target: UInt64) -> Int {
    var low = 0
    var high = run.blocks.count
    while low < high {
      let middle = (low + high) / 2
      if run.blocks[middle].firstKey < target { low = middle + 1 } else { high = middle }
    }
    return max(0, low - 1)
  }

  /// Reads a block and goes to its first row, which is not measured; false behind the last block.
  @inline(never)
  private func load(_ number: Int) throws(ShuffleError) -> Bool {
    guard number < run.blocks.count else { return false }
    let block = run.blocks[number]
    let size = RunLayout.blockHeaderSize + Int(block.bytes)
    try makeRoom(size)
    try run.read(state.pointee.block, size, at: block.offset)
    state.pointee.number = number
    let rows = state.pointee.block + RunLayout.blockHeaderSize
    state.pointee.row = UnsafeRawPointer(rows)
    state.pointee.end = UnsafeRawPointer(rows + Int(block.bytes))
    state.pointee.rowsLeft = block.rows
    let header = state.pointee.block.load(as: BlockHeader.self)
    guard header.bytes == block.bytes, header.rows == block.rows,
      header.checksum == KeyHash.checksum(rows, Int(block.bytes), seed: block.offset)
    else { throw damage(.checksum) }
    try checkRow()
    guard measured() == block.firstKey else { throw damage(.index) }
    return true
  }

  private func makeRoom(_ size: Int) throws(ShuffleError) {
    let capacity = state.pointee.capacity
    // What a long row took is given back after it.
    guard size > capacity || capacity > 4 * max(size, core.tuning.blockBytes) else { return }
    let wanted = max(size, core.tuning.blockBytes + RunLayout.blockHeaderSize)
    let block = try Memory.allocate(wanted)
    if capacity > 0 { Memory.free(state.pointee.block, capacity) }
    core.othersGrow(by: wanted - capacity)
    state.pointee.block = block
    state.pointee.capacity = wanted
  }

  private func damage(_ damage: ShuffleError.Damage) -> ShuffleError {
    .damaged(run: run.place.name, offset: run.blocks[state.pointee.number].offset, damage)
  }
}
