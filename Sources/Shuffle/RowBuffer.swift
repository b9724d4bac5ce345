/// Where a worker puts its rows. One thread at a time may use it.
///
/// A row is written straight into the buffer, its key first:
///
///     try buffer.write(userID)
///     buffer.endKey()
///     try buffer.write(answers)
///     try buffer.endRow(partition: 3, order: order, stream: 1)
///
/// An error leaves the store failed: nothing can be read from it any more.
///
/// Public, as all that is used for each row: only what is public is inlined into other modules.
// INVARIANT: a buffer is handed from thread to thread, never used by two at once, and its store
// looks at it only when no one writes.
public final class RowBuffer: @unchecked Sendable {
  /// Behind a pointer, so that writing a row costs no checks of exclusive access.
  @usableFromInline
  struct State: BitwiseCopyable {
    /// Where the open row's header will stand.
    @usableFromInline var row: UnsafeMutableRawPointer
    /// Where its next byte goes.
    @usableFromInline var next: UnsafeMutableRawPointer
    @usableFromInline var end: UnsafeMutableRawPointer
    /// -1 as long as the key is being written.
    @usableFromInline var keyCount = -1
    var hashMask: UInt64
    var lists: UnsafeMutablePointer<EntryList>
    var listCount = 0
    /// Of lower partitions the rows are read already.
    var lowestPartition = 0
    /// Bytes of chunks and lists, as the store counts them.
    var bytes = 0
    var mustSpill = false
  }

  @usableFromInline let state: UnsafeMutablePointer<State>
  private let core: StoreCore
  private var chunks: [Chunk] = []

  init(core: StoreCore, lowestPartition: Int) {
    self.core = core
    state = .allocate(capacity: 1)
    // No chunk yet: the end before the next byte sends the first row to `makeRoom`.
    let nowhere = UnsafeMutableRawPointer(state)
    state.initialize(
      to: State(
        row: nowhere, next: nowhere + RowHeader.size, end: nowhere, hashMask: core.hashMask,
        lists: .allocate(capacity: 1), lowestPartition: lowestPartition))
    core.bufferCount.add(1, ordering: .relaxed)
  }

  deinit {
    let state = state
    for chunk in chunks { core.giveBack(chunk, keep: false) }
    for index in 0..<state.pointee.listCount {
      core.rowsGrow(by: -2 * state.pointee.lists[index].size)
      state.pointee.lists[index].forEachSegment(free: true) { _, _ in }
    }
    state.pointee.lists.deallocate()
    state.deallocate()
    core.bufferCount.subtract(1, ordering: .relaxed)
  }

  // MARK: Writing

  /// Room for so many bytes at the end of the open row; say with `advance` how many were written.
  @inlinable @inline(__always)
  public func room(_ count: Int) throws(ShuffleError) -> UnsafeMutableRawPointer {
    if state.pointee.end - state.pointee.next < count { try makeRoom(count) }
    return state.pointee.next
  }

  /// At most what `room` was asked for.
  @inlinable @inline(__always)
  public func advance(_ count: Int) {
    state.pointee.next += count
  }

  @inlinable @inline(__always)
  public func write(_ bytes: UnsafeRawPointer, _ count: Int) throws(ShuffleError) {
    let place = try room(count)
    place.copyMemory(from: bytes, byteCount: count)
    state.pointee.next = place + count
  }

  @inlinable @inline(__always)
  public func write(_ bytes: UnsafeRawBufferPointer) throws(ShuffleError) {
    if let base = bytes.baseAddress { try write(base, bytes.count) }
  }

  /// Little-endian, as every machine that this is built for.
  @inlinable @inline(__always)
  public func write<Value: FixedWidthInteger & BitwiseCopyable>(
    _ value: Value
  ) throws(ShuffleError) {
    let size = MemoryLayout<Value>.size
    let place = try room(size)
    place.storeBytes(of: value, as: Value.self)
    state.pointee.next = place + size
  }

  /// What was written of the open row; valid until more is.
  @inlinable @inline(__always)
  public var written: UnsafeMutableRawBufferPointer {
    let content = state.pointee.row + RowHeader.size
    return UnsafeMutableRawBufferPointer(start: content, count: state.pointee.next - content)
  }

  /// What was written so far is the row's key, what follows its payload.
  @inlinable @inline(__always)
  public func endKey() {
    state.pointee.keyCount = state.pointee.next - state.pointee.row - RowHeader.size
  }

  /// Forgets what was written since the last row.
  @inlinable @inline(__always)
  public func cancelRow() {
    state.pointee.next = state.pointee.row + RowHeader.size
    state.pointee.keyCount = -1
  }

  /// Adds the row. Its partition must not be one that is being read or was.
  public func endRow(
    partition: UInt16, order: RowOrder, stream: UInt16
  ) throws(ShuffleError) {
    let state = state
    if state.pointee.next > state.pointee.end { try makeRoom(0) }
    let row = state.pointee.row
    let next = state.pointee.next
    let content = row + RowHeader.size
    let keyCount = state.pointee.keyCount
    precondition(keyCount >= 0, "the row has no key")
    let number = Int(partition)
    precondition(number >= state.pointee.lowestPartition, "the partition is read already")

    if number >= state.pointee.listCount { growLists(to: number + 1) }
    let list = state.pointee.lists + number
    if list.pointee.next == list.pointee.end { try grow(list) }

    next.storeBytes(of: 0, as: UInt64.self)
    row.storeBytes(
      of: RowHeader(
        time: order.time, offset: order.offset, source: order.source, file: order.file,
        sequence: order.sequence, keyCount: UInt32(truncatingIfNeeded: keyCount),
        payloadCount: UInt32(truncatingIfNeeded: next - content - keyCount),
        partition: partition, stream: stream),
      as: RowHeader.self)
    let place = list.pointee.next.unsafelyUnwrapped
    place.initialize(
      to: Entry(
        key: KeyHash.sortKey(partition, content, keyCount, mask: state.pointee.hashMask),
        row: row))
    list.pointee.next = place + 1

    let following = row + RowHeader.rowSize(content: next - content)
    state.pointee.row = following
    state.pointee.next = following + RowHeader.size
    state.pointee.keyCount = -1
    if state.pointee.mustSpill { try spill() }
  }

  /// Adds a row whose key and payload stand elsewhere.
  @inlinable @inline(__always)
  public func append(
    partition: UInt16, key: UnsafeRawBufferPointer, order: RowOrder, stream: UInt16,
    payload: UnsafeRawBufferPointer
  ) throws(ShuffleError) {
    try write(key)
    endKey()
    try write(payload)
    try endRow(partition: partition, order: order, stream: stream)
  }

  // MARK: Growing

  @inline(never)
  @usableFromInline
  func makeRoom(_ count: Int) throws(ShuffleError) {
    try core.checkFailure()
    let begun = max(0, state.pointee.next - state.pointee.row - RowHeader.size)
    guard count <= RowHeader.mostContent, begun + count <= RowHeader.mostContent else {
      cancelRow()
      throw core.fail(.rowTooLarge(bytes: begun + count, limit: RowHeader.mostContent))
    }
    // Twice what a long row has by now, so that writing it in pieces copies it but few times.
    let needed = RowHeader.size + (begun + count) * (begun > 0 ? 2 : 1) + Chunk.slack + 8
    let chunk = try failing { () throws(ShuffleError) in try core.takeChunk(atLeast: needed) }
    chunks.append(chunk)
    (chunk.base + RowHeader.size).copyMemory(
      from: state.pointee.row + RowHeader.size, byteCount: begun)
    state.pointee.row = chunk.base
    state.pointee.next = chunk.base + RowHeader.size + begun
    state.pointee.end = chunk.base + chunk.size - Chunk.slack
    note(chunk.size)
  }

  @inline(never)
  private func growLists(to count: Int) {
    let grown = UnsafeMutablePointer<EntryList>.allocate(capacity: count)
    grown.update(from: state.pointee.lists, count: state.pointee.listCount)
    (grown + state.pointee.listCount).initialize(
      repeating: EntryList(), count: count - state.pointee.listCount)
    state.pointee.lists.deallocate()
    state.pointee.lists = grown
    state.pointee.listCount = count
  }

  @inline(never)
  private func grow(_ list: UnsafeMutablePointer<EntryList>) throws(ShuffleError) {
    let size = try failing { () throws(ShuffleError) in try list.pointee.grow() }
    // Once more for sorting it.
    core.rowsGrow(by: 2 * size)
    note(2 * size)
  }

  private func note(_ bytes: Int) {
    state.pointee.bytes += bytes
    if core.mustSpill(having: state.pointee.bytes) { state.pointee.mustSpill = true }
  }

  private func failing<Result>(
    _ body: () throws(ShuffleError) -> Result
  ) throws(ShuffleError) -> Result {
    do { return try body() } catch { throw core.fail(error) }
  }

  // MARK: Giving rows away

  var hasRows: Bool {
    (0..<state.pointee.listCount).contains { state.pointee.lists[$0].count > 0 }
  }

  /// Writes all rows as a run and forgets them.
  @inline(never)
  func spill() throws(ShuffleError) {
    try core.checkFailure()
    try failing { () throws(ShuffleError) in
      let writer = try core.makeRunWriter()
      for index in 0..<state.pointee.listCount where state.pointee.lists[index].count > 0 {
        let sorted = try SortedRows(
          partition: UInt16(index), lists: state.pointee.lists + index, count: 1, core: core)
        let cursor = MemoryCursor([sorted], bounds: .everything, core: core)
        while cursor.advance() {
          cursor.sortGroup()
          for entry in cursor.entries { try writer.append(entry.row) }
        }
      }
      let run = try writer.finish()
      core.noteWritten(run.size)
      forgetRows(keepChunks: true)
      try core.add(run)
    }
  }

  private func forgetRows(keepChunks: Bool) {
    for chunk in chunks { core.giveBack(chunk, keep: keepChunks) }
    startAnew()
  }

  private func startAnew() {
    chunks = []
    let nowhere = UnsafeMutableRawPointer(state)
    state.pointee.row = nowhere
    state.pointee.next = nowhere + RowHeader.size
    state.pointee.end = nowhere
    state.pointee.keyCount = -1
    state.pointee.bytes = 0
    state.pointee.mustSpill = false
  }

  /// Gives the rows to the store, which keeps them where they stand. No row may be open.
  func giveUp(lowestPartition: Int, to take: (Int, EntryList) -> Void) -> [Chunk] {
    for index in 0..<state.pointee.listCount where state.pointee.lists[index].count > 0 {
      take(index, state.pointee.lists[index])
      state.pointee.lists[index] = EntryList()
    }
    defer { startAnew() }
    state.pointee.lowestPartition = max(state.pointee.lowestPartition, lowestPartition)
    return chunks
  }
}
