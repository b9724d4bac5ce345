#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that goes back to the system when it is freed, so that what a store says of itself is
/// what the process has.
enum Memory {
  /// From so many bytes on, pages of their own.
  private static let mapped = 64 << 10

  /// `isFilled`: all of it will be written soon, so that its pages may come at once instead of one by one.
  static func allocate(
    _ count: Int, isFilled: Bool = false
  ) throws(ShuffleError) -> UnsafeMutableRawPointer {
    if count >= mapped {
      var flags = MAP_PRIVATE | MAP_ANONYMOUS
      #if os(Linux)
        if isFilled { flags |= MAP_POPULATE }
      #endif
      let pages = mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0)
      guard let pages, Int(bitPattern: pages) != -1 else {
        throw ShuffleError.outOfMemory(bytes: count)
      }
      return pages
    }
    guard let bytes = malloc(max(count, 1)) else { throw ShuffleError.outOfMemory(bytes: count) }
    return bytes
  }

  static func free(_ pointer: UnsafeMutableRawPointer, _ count: Int) {
    if count >= mapped {
      munmap(pointer, count)
    } else {
      #if canImport(Glibc)
        Glibc.free(pointer)
      #elseif canImport(Musl)
        Musl.free(pointer)
      #else
        Darwin.free(pointer)
      #endif
    }
  }
}

/// A piece of memory in which rows stand.
struct Chunk {
  var base: UnsafeMutableRawPointer
  var size: Int

  /// After the last row, so that a row's end may be read and zeroed by whole words, and the line
  /// after a row's first one be asked for.
  static let slack = 64
}

/// A list of rows' places, in pieces that grow.
struct EntryList: BitwiseCopyable {
  /// Stands before the entries of a piece.
  struct Segment: BitwiseCopyable {
    var next: UnsafeMutablePointer<Segment>?
    var capacity: Int

    static func size(capacity: Int) -> Int {
      MemoryLayout<Segment>.stride + capacity * MemoryLayout<Entry>.stride
    }
  }

  var next: UnsafeMutablePointer<Entry>?
  var end: UnsafeMutablePointer<Entry>?
  var first: UnsafeMutablePointer<Segment>?
  var last: UnsafeMutablePointer<Segment>?
  /// Entries that all pieces have room for.
  var capacity = 0

  var count: Int { capacity - (next.map { end! - $0 } ?? 0) }

  private static let leastCapacity = 16
  private static let mostCapacity = 4095

  /// Makes room for a further entry; gives the bytes that it took.
  mutating func grow() throws(ShuffleError) -> Int {
    let added = min(max(Self.leastCapacity, capacity), Self.mostCapacity)
    let size = Segment.size(capacity: added)
    let memory = try Memory.allocate(size, isFilled: true)
    let segment = memory.bindMemory(to: Segment.self, capacity: 1)
    segment.initialize(to: Segment(next: nil, capacity: added))
    let entries = (memory + MemoryLayout<Segment>.stride)
      .bindMemory(to: Entry.self, capacity: added)
    last?.pointee.next = segment
    if first == nil { first = segment }
    last = segment
    next = entries
    end = entries + added
    capacity += added
    return size
  }

  /// Calls with the entries of each piece, then frees the piece if asked to.
  mutating func forEachSegment(
    free: Bool, _ body: (UnsafeMutablePointer<Entry>, Int) -> Void
  ) {
    var segment = first
    while let piece = segment {
      segment = piece.pointee.next
      let entries = (UnsafeMutableRawPointer(piece) + MemoryLayout<Segment>.stride)
        .assumingMemoryBound(to: Entry.self)
      let unused = piece == last ? end! - next! : 0
      body(entries, piece.pointee.capacity - unused)
      if free { Memory.free(piece, Segment.size(capacity: piece.pointee.capacity)) }
    }
    if free { self = EntryList() }
  }

  /// In bytes.
  var size: Int {
    var size = 0
    var segment = first
    while let piece = segment {
      size += Segment.size(capacity: piece.pointee.capacity)
      segment = piece.pointee.next
    }
    return size
  }
}

/// Where a row stands, and what its key is ordered by before its bytes are.
struct Entry: BitwiseCopyable {
  var key: UInt64
  var row: UnsafeRawPointer
}
