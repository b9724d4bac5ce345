#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a run is, for what is said when it can't be written or read.
enum RunPlace: Sendable {
  case temporary(folder: String)
  case file(path: String)

  var name: String {
    switch self {
    case .temporary(let folder): "a run in \(folder)"
    case .file(let path): path
    }
  }

  func writeError(_ code: Int32) -> ShuffleError {
    switch self {
    case .temporary(let folder): .spill(folder: folder, code: code)
    case .file(let path): .write(path: path, code: code)
    }
  }

  func readError(_ code: Int32) -> ShuffleError {
    switch self {
    case .temporary(let folder): .readBack(folder: folder, code: code)
    case .file(let path): .open(path: path, code: code)
    }
  }
}

/// The fixed parts of a run's layout (docs/shuffle.md).
enum RunLayout {
  static let magic: UInt64 = 0x6e75_722d_7469_7277  // "writ-run"
  static let endMagic: UInt64 = 0x646e_652d_7469_7277  // "writ-end"
  static let version: UInt32 = 1
  static let headerSize = 16
  static let blockHeaderSize = 16
  static let indexEntrySize = 16
  static let footerSize = 40
  /// A block holds one row at least, and that may be long.
  static let mostBlockBytes = RowHeader.rowSize(content: RowHeader.mostContent)
}

/// A sorted run of rows, written and not changed any more.
final class RunFile: Sendable {
  struct Block: Sendable {
    /// By what the block's first row stands in order.
    var firstKey: UInt64
    /// Where the block's header is.
    var offset: UInt64
    var bytes: UInt32
    var rows: UInt32
  }

  let file: TemporaryFile
  let place: RunPlace
  let blocks: [Block]
  let size: UInt64

  /// Just written.
  init(file: TemporaryFile, place: RunPlace, blocks: [Block], size: UInt64) {
    self.file = file
    self.place = place
    self.blocks = blocks
    self.size = size
  }

  /// Written by any store. What is wrong with its ends is found now, with its blocks when they
  /// are read.
  convenience init(path: String, hashBits: Int) throws(ShuffleError) {
    // Not blocking, so that a pipe without a writer is an error and no hang.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw ShuffleError.open(path: path, code: errno) }
    try self.init(
      file: TemporaryFile(descriptor: descriptor), place: .file(path: path), hashBits: hashBits)
  }

  convenience init(file: TemporaryFile, place: RunPlace, hashBits: Int) throws(ShuffleError) {
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { throw place.readError(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ShuffleError.damaged(run: place.name, offset: 0, .notRun)
    }
    let size = UInt64(clamping: status.st_size)
    let blocks = try Self.readIndex(file, place, size: size, hashBits: hashBits)
    self.init(file: file, place: place, blocks: blocks, size: size)
  }

  /// Reads exactly so many bytes.
  func read(
    _ bytes: UnsafeMutableRawPointer, _ count: Int, at offset: UInt64
  ) throws(ShuffleError) {
    try Self.read(file, place, bytes, count, at: offset)
  }

  private static func read(
    _ file: TemporaryFile, _ place: RunPlace, _ bytes: UnsafeMutableRawPointer, _ count: Int,
    at offset: UInt64
  ) throws(ShuffleError) {
    guard let done = file.read(bytes, count, at: offset) else { throw place.readError(errno) }
    guard done == count else {
      throw ShuffleError.damaged(run: place.name, offset: offset + UInt64(done), .cutOff)
    }
  }

  private static func readIndex(
    _ file: TemporaryFile, _ place: RunPlace, size: UInt64, hashBits: Int
  ) throws(ShuffleError) -> [Block] {
    let headerSize = UInt64(RunLayout.headerSize)
    let footerSize = UInt64(RunLayout.footerSize)
    func damage(_ offset: UInt64, _ damage: ShuffleError.Damage) -> ShuffleError {
      .damaged(run: place.name, offset: offset, damage)
    }
    guard size >= headerSize else { throw damage(size, .notRun) }
    var header = RunHeader()
    try withBytes(of: &header) { (bytes) throws(ShuffleError) in
      try read(file, place, bytes, RunLayout.headerSize, at: 0)
    }
    guard header.magic == RunLayout.magic else { throw damage(0, .notRun) }
    guard header.version == RunLayout.version, header.hashBits == UInt32(hashBits) else {
      throw ShuffleError.otherLayout(
        run: place.name, version: header.version, hashBits: header.hashBits)
    }
    guard size >= headerSize + footerSize else { throw damage(size, .cutOff) }
    var footer = RunFooter()
    try withBytes(of: &footer) { (bytes) throws(ShuffleError) in
      try read(file, place, bytes, RunLayout.footerSize, at: size - footerSize)
    }
    guard footer.magic == RunLayout.endMagic else { throw damage(size, .cutOff) }
    let indexEnd = size - footerSize
    let entrySize = UInt64(RunLayout.indexEntrySize)
    guard footer.indexOffset >= headerSize, footer.indexOffset <= indexEnd,
      footer.blocks <= (indexEnd - footer.indexOffset) / entrySize,
      footer.indexOffset + footer.blocks * entrySize == indexEnd
    else { throw damage(indexEnd, .index) }
    // INVARIANT: no more than the file's size, so that a hostile one can't ask for more memory.
    let indexBytes = Int(footer.blocks * entrySize)
    let index = try Memory.allocate(indexBytes)
    defer { Memory.free(index, indexBytes) }
    try read(file, place, index, indexBytes, at: footer.indexOffset)
    let checksum = KeyHash.checksum(index, indexBytes, seed: footer.indexOffset ^ footer.rows)
    guard checksum == footer.checksum,
      let blocks = blocks(index, count: Int(footer.blocks), footer: footer)
    else { throw damage(footer.indexOffset, .index) }
    return blocks
  }

  /// The blocks follow each other from the header to the index, with ascending keys and as many
  /// rows as the footer says; else nil.
  private static func blocks(
    _ index: UnsafeRawPointer, count: Int, footer: RunFooter
  ) -> [Block]? {
    var blocks: [Block] = []
    blocks.reserveCapacity(count)
    var offset = UInt64(RunLayout.headerSize)
    var rows: UInt64 = 0
    for number in 0..<count {
      let entry = (index + number * RunLayout.indexEntrySize).loadUnaligned(as: IndexEntry.self)
      guard entry.rows > 0, entry.bytes & 7 == 0, Int(entry.bytes) <= RunLayout.mostBlockBytes,
        UInt64(entry.rows) * UInt64(RowHeader.size) <= UInt64(entry.bytes),
        blocks.last.map({ $0.firstKey <= entry.firstKey }) ?? true
      else { return nil }
      blocks.append(
        Block(firstKey: entry.firstKey, offset: offset, bytes: entry.bytes, rows: entry.rows))
      offset += UInt64(RunLayout.blockHeaderSize) + UInt64(entry.bytes)
      rows += UInt64(entry.rows)
      guard offset <= footer.indexOffset else { return nil }
    }
    guard offset == footer.indexOffset, rows == footer.rows else { return nil }
    return blocks
  }
}

struct RunHeader: BitwiseCopyable {
  var magic: UInt64 = 0
  var version: UInt32 = 0
  var hashBits: UInt32 = 0
}

struct BlockHeader: BitwiseCopyable {
  var bytes: UInt32 = 0
  var rows: UInt32 = 0
  /// Of the rows, seeded with where the block begins.
  var checksum: UInt64 = 0
}

struct IndexEntry: BitwiseCopyable {
  var firstKey: UInt64
  var bytes: UInt32
  var rows: UInt32
}

struct RunFooter: BitwiseCopyable {
  var indexOffset: UInt64 = 0
  var blocks: UInt64 = 0
  var rows: UInt64 = 0
  /// Of the index, seeded with the index's place and the rows.
  var checksum: UInt64 = 0
  var magic: UInt64 = 0
}

func withBytes<Value: BitwiseCopyable, Result>(
  of value: inout Value, _ body: (UnsafeMutableRawPointer) throws(ShuffleError) -> Result
) throws(ShuffleError) -> Result {
  try withUnsafeMutablePointer(to: &value) { (pointer) throws(ShuffleError) in
    try body(UnsafeMutableRawPointer(pointer))
  }
}
