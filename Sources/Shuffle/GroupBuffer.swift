/// The rows of the group that is being read: their headers, and what of them stood in runs.
final class GroupBuffer {
  // Behind a pointer, so that it costs no checks of exclusive access.
  private struct State: BitwiseCopyable {
    var rows: UnsafeMutablePointer<Row>
    var capacity = 0
    var count = 0
    /// Where further bytes of runs go, and how many of the group stand there.
    var next: UnsafeMutableRawPointer
    var end: UnsafeMutableRawPointer
    var bytes = 0
    var chunkCount = 0
    /// The first chunk, which stays.
    var first: UnsafeMutableRawPointer
    var firstEnd: UnsafeMutableRawPointer
  }

  private let state: UnsafeMutablePointer<State>
  private let core: StoreCore
  /// A group's bytes don't move once they stand, for rows point to them.
  private var chunks: [Chunk] = []

  init(core: StoreCore) {
    self.core = core
    state = .allocate(capacity: 1)
    let nothing = UnsafeMutableRawPointer(state)
    state.initialize(
      to: State(
        rows: nothing.assumingMemoryBound(to: Row.self), next: nothing, end: nothing,
        first: nothing, firstEnd: nothing))
  }

  deinit {
    free(chunks[...])
    freeRows()
    state.deallocate()
  }

  @inline(__always)
  var rows: UnsafeBufferPointer<Row> {
    UnsafeBufferPointer(start: state.pointee.rows, count: state.pointee.count)
  }

  func removeAll() {
    state.pointee.count = 0
    state.pointee.bytes = 0
    if state.pointee.chunkCount > 1 {
      free(chunks[1...])
      chunks.removeSubrange(1...)
      state.pointee.chunkCount = 1
    }
    state.pointee.next = state.pointee.first
    state.pointee.end = state.pointee.firstEnd
  }

  /// Rows that stay where they stand.
  @inline(__always)
  func append(_ entries: UnsafeMutableBufferPointer<Entry>) throws(ShuffleError) {
    let count = state.pointee.count
    let needed = count &+ entries.count
    if needed > state.pointee.capacity { try growRows(needed) }
    let target = state.pointee.rows + count
    for place in 0..<entries.count {
      (target + place).initialize(to: Row(at: entries[place].row))
    }
    state.pointee.count = needed
  }

  /// A row whose bytes will not stay; false if the group becomes too large.
  @inline(__always)
  func append(copying row: UnsafeRawPointer) throws(ShuffleError) -> Bool {
    var copy = Row(at: row)
    let size = Int(copy.payloadCount)
    let place = try room(size)
    place.copyMemory(from: copy.payload, byteCount: size)
    copy.payload = UnsafeRawPointer(place)
    let count = state.pointee.count
    if count == state.pointee.capacity { try growRows(count + 1) }
    (state.pointee.rows + count).initialize(to: copy)
    state.pointee.count = count &+ 1
    return state.pointee.bytes &+ count &* MemoryLayout<Row>.stride <= core.tuning.groupBytes
  }

  /// Copies the group's key.
  func keep(_ key: UnsafeRawBufferPointer) throws(ShuffleError) -> UnsafeRawBufferPointer {
    let place = try room(max(key.count, 1))
    if let base = key.baseAddress { place.copyMemory(from: base, byteCount: key.count) }
    return UnsafeRawBufferPointer(start: place, count: key.count)
  }

  func sort() {
    let rows = state.pointee.rows
    let count = state.pointee.count
    var place = 1
    while place < count, !rows[place].precedes(rows[place &- 1]) { place += 1 }
    guard place < count else { return }
    var all = UnsafeMutableBufferPointer(start: rows, count: count)
    all.sort { $0.precedes($1) }
  }

  @inline(__always)
  private func room(_ count: Int) throws(ShuffleError) -> UnsafeMutableRawPointer {
    if state.pointee.end - state.pointee.next < count { try addChunk(count) }
    let place = state.pointee.next
    state.pointee.next = place + count
    state.pointee.bytes &+= count
    return place
  }

  @inline(never)
  private func addChunk(_ count: Int) throws(ShuffleError) {
    let size = max(core.tuning.chunkBytes, count)
    let base = try Memory.allocate(size)
    core.othersGrow(by: size)
    chunks.append(Chunk(base: base, size: size))
    state.pointee.chunkCount = chunks.count
    state.pointee.next = base
    state.pointee.end = base + size
    if chunks.count == 1 {
      state.pointee.first = base
      state.pointee.firstEnd = base + size
    }
  }

  @inline(never)
  private func growRows(_ needed: Int) throws(ShuffleError) {
    let capacity = max(needed, state.pointee.capacity * 2, 64)
    let stride = MemoryLayout<Row>.stride
    let grown = try Memory.allocate(capacity * stride)
      .bindMemory(to: Row.self, capacity: capacity)
    grown.update(from: state.pointee.rows, count: state.pointee.count)
    freeRows()
    core.othersGrow(by: capacity * stride)
    state.pointee.rows = grown
    state.pointee.capacity = capacity
  }

  private func freeRows() {
    let size = state.pointee.capacity * MemoryLayout<Row>.stride
    guard size > 0 else { return }
    Memory.free(state.pointee.rows, size)
    core.othersGrow(by: -size)
  }

  private func free(_ chunks: ArraySlice<Chunk>) {
    for chunk in chunks {
      Memory.free(chunk.base, chunk.size)
      core.othersGrow(by: -chunk.size)
    }
  }
}
