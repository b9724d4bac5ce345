import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Rows with partitions and keys, from any number of buffers, given back by key.
///
/// The same rows are given in the same order, in whatever order and buffers they came and however
/// much of them was written to the temporary folder.
package final class ShuffleStore: Sendable {
  // INVARIANT: what stands behind the addresses is changed under the lock only, but for what
  // readers of different keys sort.
  private struct Contents: @unchecked Sendable {
    var buffers: [RowBuffer] = []
    /// Of what was taken out of buffers.
    var chunks: [Chunk] = []
    /// By partition: not sorted yet.
    var pending: [Int: [EntryList]] = [:]
    var sorted: [Int: SortedRows] = [:]
    var lowestPartition = 0
  }

  let core: StoreCore
  private let contents = Mutex(Contents())

  /// Rows in memory take at most about `memoryLimit` bytes, of which less than 256 KiB is taken as
  /// 256 KiB; those beyond are written to files in the temporary folder, which must be there once
  /// it is needed.
  package convenience init(memoryLimit: Int, temporaryFolder: String) {
    let limit = max(memoryLimit, 256 << 10)
    self.init(
      memoryLimit: limit, temporaryFolder: temporaryFolder,
      tuning: ShuffleTuning(memoryLimit: limit))
  }

  init(memoryLimit: Int, temporaryFolder: String, tuning: ShuffleTuning) {
    core = StoreCore(memoryLimit: memoryLimit, temporaryFolder: temporaryFolder, tuning: tuning)
  }

  deinit {
    contents.withLock { contents in
      for chunk in contents.chunks { core.giveBack(chunk, keep: false) }
      for var list in contents.pending.values.joined() {
        core.rowsGrow(by: -2 * list.size)
        list.forEachSegment(free: true) { _, _ in }
      }
    }
  }

  // MARK: Filling

  /// A further buffer, for one thread at a time. The store keeps it.
  package func makeBuffer() -> RowBuffer {
    contents.withLock { contents in
      let buffer = RowBuffer(core: core, lowestPartition: contents.lowestPartition)
      contents.buffers.append(buffer)
      return buffer
    }
  }

  /// Takes in a run that any store wrote with `write`, also one of another process. Its file must
  /// stay as it is until the store is gone.
  package func add(runAt path: String) throws(ShuffleError) {
    do {
      try core.add(RunFile(path: path, hashBits: core.tuning.hashBits))
    } catch {
      throw core.fail(error)
    }
  }

  // MARK: Reading

  /// The groups of these partitions, with all rows that the buffers have of them by now. Only rows
  /// of later partitions may be added from here on.
  ///
  /// No one may write rows or read groups of these partitions while this is called. Partitions can
  /// be read again, also after later ones.
  package func read(_ partitions: Range<Int>) throws(ShuffleError) -> GroupReader {
    try readers(partitions, count: 1)[0]
  }

  /// As `read`, with the keys dealt to so many readers (at most 256), that different threads may
  /// use at one time. Each has its groups in order.
  package func readers(
    _ partitions: Range<Int>, count: Int
  ) throws(ShuffleError) -> [GroupReader] {
    precondition(partitions.lowerBound >= 0 && partitions.upperBound <= 1 << 16)
    precondition(count >= 1 && count <= 1 << SortedRows.leastBits)
    try core.checkFailure()
    guard !partitions.isEmpty else {
      return try (0..<count).map { (_) throws(ShuffleError) in
        try GroupReader(core: core, memory: [], runs: [], bounds: .everything, owner: self)
      }
    }
    do {
      let memory = try prepare(partitions)
      core.freeUnusedChunks()
      let runs = core.runs
      return try (0..<count).map { (slice) throws(ShuffleError) in
        try GroupReader(
          core: core, memory: memory, runs: runs,
          bounds: Self.bounds(partitions, slice: slice, of: count), owner: self)
      }
    } catch {
      throw core.fail(error)
    }
  }

  /// By whole ranges of `SortedRows`.
  private static func bounds(_ partitions: Range<Int>, slice: Int, of count: Int) -> KeyBounds {
    let ranges = 1 << SortedRows.leastBits
    let shift = UInt64(48 - SortedRows.leastBits)
    return KeyBounds(
      firstPartition: UInt16(partitions.lowerBound),
      lastPartition: UInt16(partitions.upperBound - 1),
      firstHash: UInt64(ranges * slice / count) << shift,
      lastHash: UInt64(ranges * (slice + 1) / count) << shift - 1)
  }

  /// Takes what the buffers have, and gives the partitions' rows that are in memory.
  private func prepare(_ partitions: Range<Int>) throws(ShuffleError) -> [SortedRows] {
    let result = contents.withLock { contents -> Result<[SortedRows], ShuffleError> in
      Result { () throws(ShuffleError) in
        contents.lowestPartition = max(contents.lowestPartition, partitions.upperBound)
        for buffer in contents.buffers {
          if core.isOverLimit, buffer.hasRows { try buffer.spill() }
          contents.chunks += buffer.giveUp(lowestPartition: contents.lowestPartition) {
            contents.pending[$0, default: []].append($1)
          }
        }
        for partition in contents.pending.keys.sorted() where partitions.contains(partition) {
          try sort(partition, &contents)
        }
        return contents.sorted.keys.filter { partitions.contains($0) }.sorted()
          .compactMap { contents.sorted[$0] }
      }
    }
    return try result.get()
  }

  private func sort(_ partition: Int, _ contents: inout Contents) throws(ShuffleError) {
    // A partition that was read gets no rows any more, so it has none from before.
    var lists = contents.pending.removeValue(forKey: partition) ?? []
    let count = lists.count
    contents.sorted[partition] = try lists.withUnsafeMutableBufferPointer {
      (lists) throws(ShuffleError) in
      try SortedRows(
        partition: UInt16(partition), lists: lists.baseAddress!, count: count, core: core)
    }
  }

  /// Writes all rows as one run to a new file, for other stores. The bytes depend on the rows alone.
  /// Only buffers' rows that are in by now are in it, and none may be added after.
  package func write(runTo path: String) throws(ShuffleError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw ShuffleError.write(path: path, code: errno) }
    do {
      let writer = try RunWriter(
        file: TemporaryFile(descriptor: descriptor), place: .file(path: path),
        blockBytes: ShuffleTuning.sharedBlockBytes, core: core)
      let reader = try read(0..<1 << 16)
      while let group = try reader.next() {
        for row in group.rows { try writer.append(row, group.partition, group.key) }
      }
      _ = try writer.finish()
    } catch {
      unlink(path)
      throw error
    }
  }

  // MARK: What it takes

  /// Bytes of memory that rows, their order and their readers have.
  package var residentBytes: Int {
    core.rowBytes.load(ordering: .relaxed) + core.otherBytes.load(ordering: .relaxed)
  }

  /// How often rows were written to the temporary folder, and how many bytes in all.
  package var spilled: (runs: Int, bytes: UInt64) { core.written }
}
