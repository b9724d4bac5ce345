/// A stretch of an input that holds whole records. Owned and refilled by one worker.
package final class ChunkBuffer {
  /// Bytes that may be read behind the text, so that whole words can be loaded at its end.
  static let padding = 128

  private(set) var memory: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  package internal(set) var count = 0
  /// Where the bytes begin in the (decompressed) input.
  package internal(set) var baseOffset: UInt64 = 0
  /// The chunk's place in its input, counted from 0.
  package internal(set) var number = 0
  package internal(set) var framing = Framing.lines
  /// Records that the reader itself had to give up (too long, out of place). They stand before
  /// those in `bytes`.
  var unreadable: [(reason: UnreadableReason, offset: UInt64)] = []
  /// The same, behind those in `bytes`.
  var unreadableAfter: [(reason: UnreadableReason, offset: UInt64)] = []
  /// With `Framing.values`: where each value ends, ascending. Behind the last there is only
  /// whitespace.
  var valueEnds: [Int] = []
  /// The bytes as the input has them, where the reader keeps them and `bytes` may differ; else empty.
  var kept: [UInt8] = []
  /// What was moved to join partial lines, ascending; only with `kept`.
  package internal(set) var moves: [JoinedPart] = []

  package init(capacity: Int = 512 << 10) {
    self.capacity = max(capacity, 1)
    memory = .allocate(capacity: self.capacity + Self.padding)
    seal()
  }

  deinit { memory.deallocate() }

  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: memory, count: count)
  }

  /// A buffer with a copy of `bytes`, as the only chunk of an input, in which they begin at
  /// `baseOffset`.
  package convenience init(
    copying bytes: some Collection<UInt8>, framing: Framing = .lines, baseOffset: UInt64 = 0
  ) {
    self.init(capacity: bytes.count)
    count = UnsafeMutableBufferPointer(start: memory, count: bytes.count).initialize(from: bytes).1
    self.framing = framing
    self.baseOffset = baseOffset
    seal()
  }

  /// The input's own bytes, of the same count as `bytes`: with what a list's elements stand between, and
  /// with partial lines as they are. The same as `bytes` unless the reader `keepsOriginal`.
  package func withOriginal<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    guard !kept.isEmpty else { return try body(bytes) }
    return try kept.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
  }

  /// Makes room for `wanted` bytes, keeping the first `count` ones.
  func reserve(_ wanted: Int) {
    if wanted > capacity { resize(wanted) }
  }

  /// Empties the buffer, and gives memory back after an unusually long record.
  func reset(standardCapacity: Int) {
    count = 0
    unreadable = []
    unreadableAfter = []
    valueEnds = []
    kept.removeAll(keepingCapacity: kept.capacity <= 4 * standardCapacity)
    moves = []
    if capacity > 4 * standardCapacity { resize(standardCapacity) }
  }

  /// Takes over what another buffer holds, which is then empty.
  func take(_ other: ChunkBuffer) {
    swap(&memory, &other.memory)
    swap(&capacity, &other.capacity)
    count = other.count
    baseOffset = other.baseOffset
    number = other.number
    framing = other.framing
    unreadable = other.unreadable
    unreadableAfter = other.unreadableAfter
    valueEnds = other.valueEnds
    swap(&kept, &other.kept)
    moves = other.moves
    other.count = 0
  }

  private func resize(_ wanted: Int) {
    let other = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + Self.padding)
    other.update(from: memory, count: count)
    memory.deallocate()
    memory = other
    capacity = wanted
    seal()
  }

  /// With `Framing.values`: where the value ends that holds `place`.
  func valueEnd(after place: Int) -> Int {
    var low = 0
    var high = valueEnds.count
    while low < high {
      let middle = (low + high) / 2
      if valueEnds[middle] <= place { low = middle + 1 } else { high = middle }
    }
    return low < valueEnds.count ? valueEnds[low] : count
  }

  /// Zeroes the bytes behind the text; to be called whenever `count` is final.
  func seal() {
    (memory + count).update(repeating: 0, count: Self.padding)
  }
}

/// A part of a record that was moved up to the part before it.
package struct JoinedPart: Sendable, Equatable {
  /// Where it stands in the chunk's bytes.
  package var to: Range<Int>
  /// Where it begins in the original.
  package var from: Int
}
