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

  /// From so many on, large pages where the system has them: a fault for each, instead of for 4 KiB.
  static let largePage = 2 << 20

  static func allocate(_ count: Int) throws(ShuffleError) -> UnsafeMutableRawPointer {
    if count >= mapped {
      let size = mappedSize(count)
      let pages = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let pages, Int(bitPattern: pages) != -1 else {
        throw ShuffleError.outOfMemory(bytes: count)
      }
      #if os(Linux)
        if count >= largePage { madvise(pages, size, MADV_HUGEPAGE) }
      #endif
      return pages
    }
    guard let bytes = malloc(max(count, 1)) else { throw ShuffleError.outOfMemory(bytes: count) }
    return bytes
  }

  // Whole large pages are put where they can be used. What is beyond the count is never touched.
  private static func mappedSize(_ count: Int) -> Int {
    count >= largePage ? (count + largePage - 1) & ~(largePage - 1) : count
  }

  static func free(_ pointer: UnsafeMutableRawPointer, _ count: Int) {
    if count >= mapped {
      munmap(pointer, mappedSize(count))
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
    let memory = try Memory.allocate(size)
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
