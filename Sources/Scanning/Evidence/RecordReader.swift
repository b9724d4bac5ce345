import Engine
import Glibc
import Ingest

/// Reads the bytes of records again whose places are known: from the file itself where it holds them as
/// they are, from its stream where it is compressed or its lines were joined, from the spool where it
/// could be read only once. Used on one thread.
final class RecordReader {
  /// Where the bytes of an input are.
  enum Storage {
    case file(InputFile)
    /// Chunks come out of the file as they did at first.
    case stream(InputFile, framing: Framing?)
    case spool
  }

  private let storages: [Storage]
  private let spool: StreamSpool
  private let chunkBytes: Int
  private let maxRecordBytes: Int
  private let isCancelled: () -> Bool

  init(
    storages: [Storage], spool: StreamSpool, chunkBytes: Int, maxRecordBytes: Int,
    isCancelled: @escaping () -> Bool
  ) {
    self.storages = storages
    self.spool = spool
    self.chunkBytes = chunkBytes
    self.maxRecordBytes = maxRecordBytes
    self.isCancelled = isCancelled
  }

  /// Calls `body` with each place and its bytes, in the order of files and offsets; nil where they can
  /// no longer be read.
  func read(_ places: [EventPlace], _ body: (EventPlace, [UInt8]?) -> Void) throws {
    let sorted = places.sorted {
      ($0.key.file, $0.key.offset) < ($1.key.file, $1.key.offset)
    }
    var start = 0
    while start < sorted.count {
      let file = sorted[start].key.file
      var end = start
      while end < sorted.count, sorted[end].key.file == file { end += 1 }
      try read(sorted[start..<end], of: Int(file), body)
      start = end
    }
  }

  private func read(
    _ places: ArraySlice<EventPlace>, of file: Int, _ body: (EventPlace, [UInt8]?) -> Void
  ) throws {
    switch storages[file] {
    case .file(let input): try readFile(places, input, body)
    case .stream(let input, let framing): try readStream(places, input, framing, body)
    case .spool:
      for place in places {
        if isCancelled() { throw ScanError.cancelled }
        body(place, spool.bytes(of: file, offset: place.key.offset, count: Int(place.length)))
      }
    }
  }

  private func readFile(
    _ places: ArraySlice<EventPlace>, _ input: InputFile,
    _ body: (EventPlace, [UInt8]?) -> Void
  ) throws {
    // What has become a pipe meanwhile must not be waited for.
    let descriptor = open(input.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    defer { if descriptor >= 0 { close(descriptor) } }
    for place in places {
      if isCancelled() { throw ScanError.cancelled }
      guard descriptor >= 0, let offset = Int64(exactly: place.key.offset),
        Int(place.length) <= maxRecordBytes
      else {
        body(place, nil)
        continue
      }
      var isRead = false
      let bytes = [UInt8](unsafeUninitializedCapacity: Int(place.length)) { memory, used in
        isRead = TemporaryFile.read(
          descriptor, at: offset, into: UnsafeMutableRawBufferPointer(memory))
        used = isRead ? memory.count : 0
      }
      body(place, isRead ? bytes : nil)
    }
  }

  // Chunks are cut where they were cut before, so that no record lies in two of them.
  private func readStream(
    _ places: ArraySlice<EventPlace>, _ input: InputFile, _ framing: Framing?,
    _ body: (EventPlace, [UInt8]?) -> Void
  ) throws {
    var rest = places
    var status = stat()
    let isFile = stat(input.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    if isFile, let stream = try? InputStream(input) {
      let reader = ChunkReader(
        stream, framing: framing, chunkBytes: chunkBytes, maxRecordBytes: maxRecordBytes)
      let buffer = ChunkBuffer(capacity: chunkBytes)
      while !rest.isEmpty, reader.next(into: buffer) {
        if isCancelled() { throw ScanError.cancelled }
        while let place = rest.first,
          place.key.offset < buffer.baseOffset + UInt64(buffer.bytes.count)
        {
          rest = rest.dropFirst()
          body(place, Self.bytes(of: place, in: buffer))
        }
      }
    }
    for place in rest { body(place, nil) }
  }

  private static func bytes(of place: EventPlace, in buffer: ChunkBuffer) -> [UInt8]? {
    guard place.key.offset >= buffer.baseOffset else { return nil }
    let start = Int(place.key.offset - buffer.baseOffset)
    guard buffer.bytes.count - start >= Int(place.length) else { return nil }
    return Array(buffer.bytes[start..<start + Int(place.length)])
  }
}
