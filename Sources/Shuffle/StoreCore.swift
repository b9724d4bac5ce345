import Synchronization

/// Sizes that follow from the memory; tests choose their own.
struct ShuffleTuning: Sendable {
  /// Rows stand in chunks of so many bytes.
  var chunkBytes: Int
  /// Runs are read and written in blocks of about so many bytes.
  var blockBytes: Int
  /// So many runs are merged into one before there are more.
  var fanIn: Int
  /// How many bits of the hash order keys.
  var hashBits = KeyHash.bits
  /// What one group may take.
  var groupBytes: Int
  /// Makes the file of a run.
  var makeFile: @Sendable (_ folder: String) throws(ShuffleError) -> TemporaryFile = {
    (folder) throws(ShuffleError) in try TemporaryFile(in: folder)
  }

  /// The blocks of a run that is written for others.
  static let sharedBlockBytes = 64 << 10

  init(memoryLimit: Int) {
    let wanted = memoryLimit / 32
    var chunk = 32 << 10
    while chunk < wanted, chunk < 1 << 20 { chunk <<= 1 }
    chunkBytes = chunk
    blockBytes = min(max(memoryLimit >> 9, 8 << 10), Self.sharedBlockBytes)
    fanIn = 64
    groupBytes = max(memoryLimit.multipliedReportingOverflow(by: 4).partialValue, 64 << 20)
  }
}

/// What a store's buffers and readers share.
final class StoreCore: Sendable {
  struct TieredRun: Sendable {
    var run: RunFile
    /// How often its rows were merged.
    var tier: Int
  }

  private struct Shared: Sendable {
    var runs: [TieredRun] = []
    var failure: ShuffleError?
    /// Addresses of chunks that no buffer uses.
    var freeChunks: [UInt] = []
    var runsWritten = 0
    var bytesWritten: UInt64 = 0
  }

  let memoryLimit: Int
  let temporaryFolder: String
  let tuning: ShuffleTuning
  let hashMask: UInt64

  /// Bytes of rows in memory, with their lists and what sorting those will take.
  let rowBytes = Atomic<Int>(0)
  /// Bytes of everything else: chunks for further rows, blocks of runs, groups.
  let otherBytes = Atomic<Int>(0)
  let bufferCount = Atomic<Int>(0)
  private let shared = Mutex(Shared())

  init(memoryLimit: Int, temporaryFolder: String, tuning: ShuffleTuning) {
    self.memoryLimit = memoryLimit
    self.temporaryFolder = temporaryFolder
    self.tuning = tuning
    hashMask = KeyHash.mask(bits: tuning.hashBits)
  }

  deinit { freeUnusedChunks() }

  // MARK: Memory

  func rowsGrow(by bytes: Int) { rowBytes.add(bytes, ordering: .relaxed) }

  func othersGrow(by bytes: Int) { otherBytes.add(bytes, ordering: .relaxed) }

  /// Whether a buffer that has so many bytes should spill them. One that has little does not: if
  /// the memory is used up, another one has more.
  func mustSpill(having bytes: Int) -> Bool {
    guard rowBytes.load(ordering: .relaxed) >= memoryLimit else { return false }
    return bytes >= memoryLimit / (4 * max(1, bufferCount.load(ordering: .relaxed)))
  }

  var isOverLimit: Bool { rowBytes.load(ordering: .relaxed) > memoryLimit }

  func takeChunk(atLeast needed: Int) throws(ShuffleError) -> Chunk {
    let usual = tuning.chunkBytes
    if needed <= usual {
      if let address = shared.withLock({ $0.freeChunks.popLast() }) {
        othersGrow(by: -usual)
        rowsGrow(by: usual)
        return Chunk(base: UnsafeMutableRawPointer(bitPattern: address)!, size: usual)
      }
    }
    let size = max(needed, usual)
    let base = try Memory.allocate(size, isFilled: size == usual)
    rowsGrow(by: size)
    return Chunk(base: base, size: size)
  }

  func giveBack(_ chunk: Chunk, keep: Bool) {
    rowsGrow(by: -chunk.size)
    guard keep, chunk.size == tuning.chunkBytes else {
      Memory.free(chunk.base, chunk.size)
      return
    }
    othersGrow(by: chunk.size)
    shared.withLock { $0.freeChunks.append(UInt(bitPattern: chunk.base)) }
  }

  func freeUnusedChunks() {
    let addresses = shared.withLock { shared in
      defer { shared.freeChunks = [] }
      return shared.freeChunks
    }
    for address in addresses {
      Memory.free(UnsafeMutableRawPointer(bitPattern: address)!, tuning.chunkBytes)
    }
    othersGrow(by: -addresses.count * tuning.chunkBytes)
  }

  // MARK: Failure

  /// The first error counts; all that follows fails with it.
  func fail(_ error: ShuffleError) -> ShuffleError {
    shared.withLock { shared in
      if shared.failure == nil { shared.failure = error }
      return shared.failure ?? error
    }
  }

  func checkFailure() throws(ShuffleError) {
    if let failure = shared.withLock({ $0.failure }) { throw failure }
  }

  // MARK: Runs

  var runs: [RunFile] { shared.withLock { $0.runs.map(\.run) } }

  var written: (runs: Int, bytes: UInt64) {
    shared.withLock { ($0.runsWritten, $0.bytesWritten) }
  }

  /// Takes a run in, and merges runs as long as there are too many of one tier.
  func add(_ run: RunFile) throws(ShuffleError) {
    var added = TieredRun(run: run, tier: 0)
    while let batch = insert(added) {
      let merged = try merge(batch)
      added = TieredRun(run: merged, tier: added.tier + 1)
    }
  }

  func noteWritten(_ bytes: UInt64) {
    shared.withLock { shared in
      shared.runsWritten += 1
      shared.bytesWritten += bytes
    }
  }

  /// Runs to be merged now, which are taken out.
  private func insert(_ added: TieredRun) -> [RunFile]? {
    shared.withLock { shared in
      shared.runs.append(added)
      let alike = shared.runs.filter { $0.tier == added.tier }
      guard alike.count >= tuning.fanIn else { return nil }
      shared.runs.removeAll { $0.tier == added.tier }
      return alike.map(\.run)
    }
  }

  private func merge(_ runs: [RunFile]) throws(ShuffleError) -> RunFile {
    let writer = try makeRunWriter()
    let reader = try GroupReader(
      core: self, memory: [], runs: runs, bounds: .everything, owner: nil)
    while let group = try reader.next() {
      for row in group.rows { try writer.append(row, group.partition, group.key) }
    }
    let run = try writer.finish()
    noteWritten(run.size)
    return run
  }

  func makeRunWriter() throws(ShuffleError) -> RunWriter {
    try RunWriter(
      file: tuning.makeFile(temporaryFolder), place: .temporary(folder: temporaryFolder),
      blockBytes: tuning.blockBytes, core: self)
  }
}
