import Glibc
import Ingest

/// Chunks of inputs that can be read only once, put aside for a second look: in memory while they are
/// few, then in a temporary file that has no name any more and so goes with the process.
final class StreamSpool: @unchecked Sendable {
  // INVARIANT: used with the queue's monitor held, or while no worker runs.

  private enum Place {
    case held([UInt8])
    case written(at: Int64)
  }

  private struct Entry {
    let chunk: SpooledChunk
    let place: Place
  }

  private let folder: String
  private let mostHeldBytes: Int
  private var entries: [Int: [Entry]] = [:]
  private var heldBytes = 0
  private var descriptor: Int32 = -1
  private var end: Int64 = 0

  /// `folder`: where the temporary file is made, if more than `mostHeldBytes` are put aside.
  init(folder: String, mostHeldBytes: Int = 32 << 20) {
    self.folder = folder
    self.mostHeldBytes = mostHeldBytes
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// How many chunks of an input there are.
  func count(of file: Int) -> Int { entries[file]?.count ?? 0 }

  func append(_ chunk: ChunkBuffer, of file: Int) throws(ScanError) {
    let place: Place
    if descriptor < 0, heldBytes + chunk.count <= mostHeldBytes {
      heldBytes += chunk.count
      place = .held(Array(chunk.bytes))
    } else {
      if descriptor < 0 { descriptor = try TemporaryFile.open(in: folder) }
      place = .written(at: end)
      try write(chunk.bytes)
    }
    entries[file, default: []].append(Entry(chunk: chunk.spooled, place: place))
  }

  /// Takes a chunk up again.
  func load(_ index: Int, of file: Int, into buffer: ChunkBuffer) throws(ScanError) {
    guard let entry = entries[file]?[index] else { return }
    let isRead = buffer.restore(entry.chunk) { memory in
      read(entry.place, from: 0, into: memory)
    }
    if !isRead { throw TemporaryFile.failure("it can't be read back", in: folder) }
  }

  /// Bytes of a chunk, at a place of its input; nil if they are not there.
  func bytes(of file: Int, offset: UInt64, count: Int) -> [UInt8]? {
    guard let chunks = entries[file] else { return nil }
    var low = 0
    var high = chunks.count
    while low < high {
      let middle = (low + high) / 2
      if chunks[middle].chunk.baseOffset <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let entry = chunks[low - 1]
    let start = offset - entry.chunk.baseOffset
    guard start <= UInt64(entry.chunk.count), UInt64(count) <= UInt64(entry.chunk.count) - start
    else { return nil }
    var isRead = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { memory, used in
      isRead = read(entry.place, from: Int(start), into: UnsafeMutableRawBufferPointer(memory))
      used = isRead ? count : 0
    }
    return isRead ? bytes : nil
  }

  private func read(
    _ place: Place, from start: Int, into memory: UnsafeMutableRawBufferPointer
  ) -> Bool {
    switch place {
    case .held(let bytes):
      memory.copyBytes(from: bytes[start..<start + memory.count])
      return true
    case .written(let offset):
      return TemporaryFile.read(descriptor, at: offset + Int64(start), into: memory)
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(ScanError) {
    var done = 0
    while done < bytes.count {
      let written = pwrite(
        descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(end))
      if written < 0 {
        if errno == EINTR { continue }
        throw TemporaryFile.failure(String(cString: strerror(errno)).lowercased(), in: folder)
      }
      done += written
      end += Int64(written)
    }
  }
}

/// Files without a name.
enum TemporaryFile {
  static func open(in folder: String) throws(ScanError) -> Int32 {
    var path = Array((folder + "/writ-" + String(repeating: "X", count: 6)).utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else {
      throw failure(String(cString: strerror(errno)).lowercased(), in: folder)
    }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  /// Whether all bytes could be read.
  static func read(
    _ descriptor: Int32, at offset: Int64, into memory: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var done = 0
    while done < memory.count {
      let got = pread(
        descriptor, memory.baseAddress.map { $0 + done }, memory.count - done,
        off_t(offset + Int64(done)))
      if got < 0, errno == EINTR { continue }
      if got <= 0 { return false }
      done += got
    }
    return true
  }

  static func failure(_ reason: String, in folder: String) -> ScanError {
    .temporaryStorage(
      "a temporary file in \(folder): \(reason); name another folder with --temp, or make room there"
    )
  }
}
