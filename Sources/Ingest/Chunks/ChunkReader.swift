/// Cuts one input into chunks of whole records.
///
/// `next` may be called by several workers in turn, under the caller's lock; chunks are
/// numbered in the input's order.
package final class ChunkReader {
  package let stream: InputStream
  package let framing: Framing
  /// Why the input ended too early; known once `next` has returned false.
  package private(set) var problem: InputError?

  private let chunkBytes: Int
  private let maxRecordBytes: Int
  /// What was read behind the last chunk's end.
  private var carry: [UInt8] = []
  private var carryOffset: UInt64 = 0
  private var isAtEnd = false
  private var nextNumber = 0
  private var framer: ValueFramer
  /// Chunks that `peek` has read and `next` has not handed out.
  private var peeked: [ChunkBuffer] = []
  private var nextPeeked = 0
  /// The first line has a container runtime's prefix, so lines may be partial: a record's bytes are
  /// not those of the input.
  package let hasRuntimePrefix: Bool
  /// Chunks keep the input's own bytes where cutting changes them, and nothing between records is dropped
  /// but what is too long for a record.
  private let keepsOriginal: Bool
  /// Lines that are one value stay in one chunk.
  private let keepsBlocks: Bool

  static let headBytes = 64 << 10
  /// How much of an input without a line end is looked at before its framing is decided.
  static let undecidedHeadBytes = 1 << 20
  /// Places in a chunk are 32-bit numbers.
  static let mostBytes = 1 << 30

  /// Looks at the stream's head. `framing` nil: decided by it.
  package init(
    _ stream: InputStream, framing: Framing? = nil, chunkBytes: Int = 512 << 10,
    maxRecordBytes: Int = 16 << 20, keepsOriginal: Bool = false
  ) {
    self.stream = stream
    self.chunkBytes = min(max(1, chunkBytes), Self.mostBytes)
    self.maxRecordBytes = min(max(1, maxRecordBytes), Self.mostBytes)
    framer = ValueFramer(longest: self.maxRecordBytes, keepsTrailer: keepsOriginal)
    var head: [UInt8] = []
    var problem: InputError?
    var isAtEnd = false
    var holdsLine = false
    var longest = Self.undecidedHeadBytes
    while head.count < Self.headBytes || (!holdsLine && head.count < longest) {
      let known = head.count
      let got = Self.append(stream, to: &head, Self.headBytes, &problem)
      if got == 0 {
        isAtEnd = true
        break
      }
      holdsLine = holdsLine || head[known...].contains(0x0A)
      // Values are told from their beginning; a line is told when all of it is there.
      if known < Self.undecidedHeadBytes, head.count >= Self.undecidedHeadBytes, !holdsLine,
        (framing ?? HeadLayout.framing(of: head, isWhole: false)) == .lines
      {
        longest = self.maxRecordBytes + Self.headBytes
      }
    }
    self.problem = problem
    self.isAtEnd = isAtEnd
    if head.starts(with: [0xEF, 0xBB, 0xBF]) {
      head.removeFirst(3)
      carryOffset = 3
    }
    let decided = framing ?? HeadLayout.framing(of: head, isWhole: isAtEnd)
    self.framing = decided
    let hasRuntimePrefix = decided == .lines && HeadLayout.hasRuntimePrefix(head)
    self.hasRuntimePrefix = hasRuntimePrefix
    // Lines with a prefix each are no block.
    keepsBlocks = keepsOriginal && decided == .lines && !hasRuntimePrefix
    self.keepsOriginal = keepsOriginal && (hasRuntimePrefix || decided == .values)
    carry = head
  }

  /// Looks ahead: the next stretch of whole records, of about 64 KiB or as long as one record takes;
  /// it may hold blanks alone. nil at the end of the input. Records that are too long are passed
  /// over, as in `next`, which hands all of it out again. Only before the first `next`.
  package func peek() -> ChunkBuffer? {
    let buffer = ChunkBuffer(capacity: Self.headBytes)
    guard cut(into: buffer, capacity: Self.headBytes) else { return nil }
    peeked.append(buffer)
    return buffer
  }

  /// How many bytes the reader holds that it has not handed out.
  package var heldBytes: Int { peeked.reduce(carry.count) { $0 + $1.capacity } }

  /// Fills the buffer with the next records; false at the end of the input.
  package func next(into buffer: ChunkBuffer) -> Bool {
    if nextPeeked < peeked.count {
      buffer.take(peeked[nextPeeked])
      nextPeeked += 1
      if nextPeeked == peeked.count { peeked = [] }
      return true
    }
    return cut(into: buffer, capacity: chunkBytes)
  }

  private func cut(into buffer: ChunkBuffer, capacity: Int) -> Bool {
    buffer.reset(standardCapacity: capacity)
    buffer.reserve(max(capacity, carry.count))
    carry.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress {
        buffer.memory.update(from: start, count: bytes.count)
      }
    }
    buffer.count = carry.count
    buffer.baseOffset = carryOffset
    buffer.framing = framing
    carry.removeAll(keepingCapacity: true)
    framer.beginBuffer()
    while true {
      fill(buffer)
      if keepsOriginal { keep(buffer) }
      let cut = framing == .lines ? lineCut(buffer) : framer.scan(buffer)
      if cut > 0, framing == .lines || !isAtEnd {
        finish(buffer, cut)
        return true
      }
      if isAtEnd { break }
      if buffer.count > maxRecordBytes {
        if framing == .values, framer.unwrapTooLong(buffer) { continue }
        passOver(buffer)
      } else {
        buffer.reserve(min(buffer.capacity * 2, max(maxRecordBytes + 1, capacity)))
      }
    }
    if framing == .values {
      if framer.unwrapTooLong(buffer) { _ = framer.scan(buffer) }
      framer.end(buffer)
    }
    guard buffer.count > 0 || !buffer.unreadable.isEmpty else { return false }
    finish(buffer, buffer.count)
    return true
  }

  /// Reads until the buffer is full or the input ends.
  private func fill(_ buffer: ChunkBuffer) {
    while !isAtEnd, buffer.count < buffer.capacity {
      do throws(InputError) {
        let got = try stream.read(
          into: buffer.memory + buffer.count, count: buffer.capacity - buffer.count)
        if got == 0 { isAtEnd = true }
        buffer.count += got
      } catch {
        problem = error
        isAtEnd = true
      }
    }
  }

  /// Takes over the bytes that are new, before anything changes them.
  private func keep(_ buffer: ChunkBuffer) {
    let known = buffer.kept.count
    guard known < buffer.count else { return }
    buffer.kept.append(contentsOf: buffer.bytes[known...])
  }

  /// Where the buffer's last whole line ends; 0 if it holds none.
  private func lineCut(_ buffer: ChunkBuffer) -> Int {
    var cut =
      isAtEnd ? buffer.count : (ByteSearch.last(0x0A, buffer.memory, buffer.count) ?? -1) + 1
    if keepsBlocks, !isAtEnd, let start = KeyBlocks.open(buffer.memory, cut),
      buffer.count - start < min(KeyBlocks.longest, maxRecordBytes)
    {
      cut = start
    }
    if hasRuntimePrefix, cut > 0 {
      cut = PartialLines.join(buffer, upTo: cut, isAtEnd: isAtEnd)
    }
    return cut
  }

  private func finish(_ buffer: ChunkBuffer, _ cut: Int) {
    if keepsOriginal {
      carry.append(contentsOf: buffer.kept[cut...])
      buffer.kept.removeLast(buffer.kept.count - cut)
    } else {
      carry.append(
        contentsOf: UnsafeBufferPointer(start: buffer.memory + cut, count: buffer.count - cut))
    }
    carryOffset = buffer.baseOffset + UInt64(cut)
    buffer.count = cut
    buffer.number = nextNumber
    buffer.seal()
    nextNumber += 1
  }

  /// Drops a record that is too long, without holding it, and starts over behind it.
  private func passOver(_ buffer: ChunkBuffer) {
    buffer.unreadable.append((.tooLong, buffer.baseOffset))
    while true {
      let end =
        framing == .lines
        ? ByteSearch.position(0x0A, buffer.memory, buffer.count).map { $0 + 1 }
        : framer.endOfValue(buffer)
      if let end {
        let rest = buffer.count - end
        buffer.memory.update(from: buffer.memory + end, count: rest)
        if keepsOriginal { buffer.kept.removeFirst(end) }
        buffer.baseOffset += UInt64(end)
        buffer.count = rest
        framer.beginBuffer()
        return
      }
      buffer.baseOffset += UInt64(buffer.count)
      buffer.count = 0
      buffer.kept.removeAll(keepingCapacity: true)
      framer.beginDropped()
      if isAtEnd { return }
      fill(buffer)
      if keepsOriginal { keep(buffer) }
    }
  }

  /// Appends up to `count` bytes of the stream; returns how many came.
  private static func append(
    _ stream: InputStream, to bytes: inout [UInt8], _ count: Int, _ problem: inout InputError?
  ) -> Int {
    var failure: InputError?
    let before = bytes.count
    bytes.reserveCapacity(before + count)
    let more = [UInt8](unsafeUninitializedCapacity: count) { memory, used in
      guard let start = memory.baseAddress else { return }
      do throws(InputError) {
        used = try stream.read(into: start, count: count)
      } catch {
        failure = error
      }
    }
    bytes += more
    if let failure { problem = failure }
    return more.count
  }
}
