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

  /// Calls `body` with each chunk of an input that holds some of the places, and with these: for records
  /// that say only in their surroundings what they are.
  func readChunks(
    _ places: [EventPlace], of file: Int, _ body: (ChunkBuffer, ArraySlice<EventPlace>) -> Void
  ) throws {
    var rest = places.sorted { $0.key.offset < $1.key.offset }[...]
    func take(_ buffer: ChunkBuffer) throws {
      if isCancelled() { throw ScanError.cancelled }
      let end = buffer.baseOffset + UInt64(buffer.bytes.count)
      let here = rest.prefix { $0.key.offset < end }
      rest = rest.dropFirst(here.count)
      if !here.isEmpty { body(buffer, here) }
    }
    let buffer = ChunkBuffer(capacity: chunkBytes)
    switch storages[file] {
    case .file(let input):
      let chunks = Self.chunks(of: input, nil, chunkBytes, maxRecordBytes)
      while !rest.isEmpty, chunks?.next(into: buffer) ?? false { try take(buffer) }
    case .stream(let input, let framing):
      let chunks = Self.chunks(of: input, framing, chunkBytes, maxRecordBytes)
      while !rest.isEmpty, chunks?.next(into: buffer) ?? false { try take(buffer) }
    case .spool:
      for index in 0..<spool.count(of: file) where !rest.isEmpty {
        try spool.load(index, of: file, into: buffer)
        try take(buffer)
      }
    }
  }

  // nil for what is no file any more: a pipe must not be waited for.
  private static func chunks(
    of input: InputFile, _ framing: Framing?, _ chunkBytes: Int, _ maxRecordBytes: Int
  ) -> ChunkReader? {
    var status = stat()
    guard stat(input.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let stream = try? InputStream(input)
    else { return nil }
    return ChunkReader(
      stream, framing: framing, chunkBytes: chunkBytes, maxRecordBytes: maxRecordBytes)
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

  // Chunks are cut between records, if not where they were cut before: what was looked at to recognise
  // the source came in smaller ones.
  private func readStream(
    _ places: ArraySlice<EventPlace>, _ input: InputFile, _ framing: Framing?,
    _ body: (EventPlace, [UInt8]?) -> Void
  ) throws {
    var rest = places
    if let reader = Self.chunks(of: input, framing, chunkBytes, maxRecordBytes) {
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
