/// Writes rows that come in order as a run.
final class RunWriter {
  private struct State: BitwiseCopyable {
    /// The block that is being filled, behind room for its header.
    var block: UnsafeMutableRawPointer
    var capacity: Int
    var bytes = 0
    var rows: UInt32 = 0
    var firstKey: UInt64 = 0
  }

  private let state: UnsafeMutablePointer<State>
  private let file: TemporaryFile
  private let place: RunPlace
  private let blockBytes: Int
  private let core: StoreCore
  private var blocks: [RunFile.Block] = []
  private var offset = UInt64(RunLayout.headerSize)
  private var rows: UInt64 = 0

  init(
    file: TemporaryFile, place: RunPlace, blockBytes: Int, core: StoreCore
  ) throws(ShuffleError) {
    self.file = file
    self.place = place
    self.blockBytes = blockBytes
    self.core = core
    let block = try Memory.allocate(blockBytes + RunLayout.blockHeaderSize)
    state = .allocate(capacity: 1)
    state.initialize(to: State(block: block, capacity: blockBytes))
    core.othersGrow(by: blockBytes)
    var header = RunHeader(
      magic: RunLayout.magic, version: RunLayout.version,
      hashBits: UInt32(core.tuning.hashBits))
    try withBytes(of: &header) { (bytes) throws(ShuffleError) in
      try write(bytes, RunLayout.headerSize, at: 0)
    }
  }

  deinit {
    let capacity = state.pointee.capacity
    Memory.free(state.pointee.block, capacity + RunLayout.blockHeaderSize)
    state.deallocate()
    core.othersGrow(by: -capacity)
  }

  /// A row as it stands in a buffer.
  func append(_ row: UnsafeRawPointer) throws(ShuffleError) {
    let header = row.assumingMemoryBound(to: RowHeader.self)
    let size = header.pointee.rowSize
    let target = try room(size)
    target.copyMemory(from: row, byteCount: size)
    note(target, size)
  }

  /// A row of a group.
  func append(
    _ row: Row, _ partition: UInt16, _ key: UnsafeRawBufferPointer
  ) throws(ShuffleError) {
    let content = key.count + Int(row.payloadCount)
    let size = RowHeader.rowSize(content: content)
    let target = try room(size)
    // The end first: it is zero behind the payload.
    (target + size - 8).storeBytes(of: 0, as: UInt64.self)
    target.storeBytes(
      of: RowHeader(
        time: row.time, offset: row.offset, source: row.source, file: row.file,
        sequence: row.sequence, keyCount: UInt32(key.count), payloadCount: row.payloadCount,
        partition: partition, stream: row.stream),
      as: RowHeader.self)
    let keyPlace = target + RowHeader.size
    if let base = key.baseAddress { keyPlace.copyMemory(from: base, byteCount: key.count) }
    (keyPlace + key.count).copyMemory(from: row.payload, byteCount: Int(row.payloadCount))
    note(target, size)
  }

  @inline(__always)
  private func room(_ size: Int) throws(ShuffleError) -> UnsafeMutableRawPointer {
    if state.pointee.bytes &+ size > state.pointee.capacity || state.pointee.bytes >= blockBytes {
      try makeRoom(size)
    }
    return state.pointee.block + RunLayout.blockHeaderSize + state.pointee.bytes
  }

  @inline(__always)
  private func note(_ row: UnsafeMutableRawPointer, _ size: Int) {
    if state.pointee.rows == 0 {
      let header = row.assumingMemoryBound(to: RowHeader.self)
      state.pointee.firstKey = KeyHash.sortKey(
        header.pointee.partition, row + RowHeader.size, Int(header.pointee.keyCount),
        mask: core.hashMask)
    }
    state.pointee.bytes &+= size
    state.pointee.rows &+= 1
  }

  @inline(never)
  private func makeRoom(_ size: Int) throws(ShuffleError) {
    try flush()
    let wanted = max(size, blockBytes)
    // What a long row took is given back after it.
    guard wanted != state.pointee.capacity else { return }
    let block = try Memory.allocate(wanted + RunLayout.blockHeaderSize)
    Memory.free(state.pointee.block, state.pointee.capacity + RunLayout.blockHeaderSize)
    core.othersGrow(by: wanted - state.pointee.capacity)
    state.pointee.block = block
    state.pointee.capacity = wanted
  }

  private func flush() throws(ShuffleError) {
    let bytes = state.pointee.bytes
    guard bytes > 0 else { return }
    let block = state.pointee.block
    let checksum = KeyHash.checksum(block + RunLayout.blockHeaderSize, bytes, seed: offset)
    block.storeBytes(
      of: BlockHeader(bytes: UInt32(bytes), rows: state.pointee.rows, checksum: checksum),
      as: BlockHeader.self)
    try write(block, RunLayout.blockHeaderSize + bytes, at: offset)
    blocks.append(
      RunFile.Block(
        firstKey: state.pointee.firstKey, offset: offset, bytes: UInt32(bytes),
        rows: state.pointee.rows))
    offset += UInt64(RunLayout.blockHeaderSize + bytes)
    rows += UInt64(state.pointee.rows)
    state.pointee.bytes = 0
    state.pointee.rows = 0
  }

  /// Writes the index and what tells that the run is whole.
  func finish() throws(ShuffleError) -> RunFile {
    try flush()
    let indexBytes = blocks.count * RunLayout.indexEntrySize
    let index = try Memory.allocate(indexBytes)
    defer { Memory.free(index, indexBytes) }
    for (number, block) in blocks.enumerated() {
      (index + number * RunLayout.indexEntrySize).storeBytes(
        of: IndexEntry(firstKey: block.firstKey, bytes: block.bytes, rows: block.rows),
        as: IndexEntry.self)
    }
    try write(index, indexBytes, at: offset)
    var footer = RunFooter(
      indexOffset: offset, blocks: UInt64(blocks.count), rows: rows,
      checksum: KeyHash.checksum(index, indexBytes, seed: offset ^ rows),
      magic: RunLayout.endMagic)
    let footerOffset = offset + UInt64(indexBytes)
    try withBytes(of: &footer) { (bytes) throws(ShuffleError) in
      try write(bytes, RunLayout.footerSize, at: footerOffset)
    }
    return RunFile(
      file: file, place: place, blocks: blocks,
      size: footerOffset + UInt64(RunLayout.footerSize))
  }

  private func write(
    _ bytes: UnsafeRawPointer, _ count: Int, at offset: UInt64
  ) throws(ShuffleError) {
    let code = file.write(bytes, count, at: offset)
    if code != 0 { throw place.writeError(code) }
  }
}
