/// Cuts a chunk into records, whatever is in them: nothing is parsed, and no byte but blanks is left out.
///
/// With `Framing.lines` a record is a line that is not blank, without the blanks around it, or a private key's
/// lines; what a container runtime put before JSON is left out. With `Framing.values` it is a value, and what stands
/// between values (the brackets of a list, a wrapper's own members) comes as pieces of its own.
package struct RecordCutter {
  package struct Piece: Equatable {
    /// Places in the chunk. Of what stands between records they are places in the original bytes.
    package var range: Range<Int>
    /// The piece stands between records; it belongs to the one that follows.
    package var isBetween = false
  }

  private let chunk: ChunkBuffer
  private let framing: Framing
  private var at = 0
  private var value = 0
  /// A value that was found behind something that stands before it.
  private var waiting: Piece?

  package init(_ chunk: ChunkBuffer) {
    self.chunk = chunk
    framing = chunk.framing
  }

  /// The next piece; nil at the chunk's end.
  package mutating func next() -> Piece? {
    framing == .lines ? nextLine() : nextValue()
  }

  private mutating func nextLine() -> Piece? {
    let base = UnsafePointer(chunk.memory)
    while at < chunk.count {
      var start = at
      let lineEnd = ByteSearch.first(0x0A, base, start, chunk.count)
      at = lineEnd + 1
      var end = lineEnd
      while end > start, JSONScalar.isWhitespace(base[end - 1]) { end -= 1 }
      while start < end, JSONScalar.isWhitespace(base[start]) { start += 1 }
      if start == end { continue }
      if base[start] != 0x7B, base[start] != 0x5B, chunk.kept.isEmpty,
        let last = KeyBlocks.end(base, line: start, end, limit: chunk.count)
      {
        at = min(last + 1, chunk.count)
        return Piece(range: start..<trimmed(start, last))
      }
      if base[start] != 0x7B { start += Self.prefix(base, start, end) }
      return Piece(range: start..<end)
    }
    return nil
  }

  private func trimmed(_ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, JSONScalar.isWhitespace(chunk.memory[end - 1]) { end -= 1 }
    return end
  }

  /// The length of a runtime's prefix before JSON; 0 if there is none. A tag of more than one
  /// letter is not left out: nobody knows what it says.
  private static func prefix(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    guard let prefix = LinePrefix.find(base, start, end), start + prefix.length < end else {
      return 0
    }
    let first = base[start + prefix.length]
    guard first == 0x7B || first == 0x5B else { return 0 }
    return !prefix.isRuntime || base[start + prefix.length - 3] == 0x20 ? prefix.length : 0
  }

  private mutating func nextValue() -> Piece? {
    if let piece = waiting {
      waiting = nil
      return piece
    }
    while value <= chunk.valueEnds.count {
      let end = value < chunk.valueEnds.count ? chunk.valueEnds[value] : chunk.count
      let isLast = value == chunk.valueEnds.count
      value += 1
      let before = at
      var start = before
      while start < end, JSONScalar.isWhitespace(chunk.memory[start]) { start += 1 }
      at = end
      let piece = start < end && !isLast ? Piece(range: start..<end) : nil
      if let between = content(before..<(piece == nil ? end : start)) {
        waiting = piece
        return Piece(range: between, isBetween: true)
      }
      if let piece { return piece }
    }
    return nil
  }

  /// What the original has there, without the blanks around it; nil if it is no more than brackets and
  /// commas.
  private func content(_ range: Range<Int>) -> Range<Int>? {
    guard !range.isEmpty else { return nil }
    return chunk.withOriginal { bytes in
      var start = range.lowerBound
      var end = range.upperBound
      while start < end, JSONScalar.isWhitespace(bytes[start]) { start += 1 }
      while end > start, JSONScalar.isWhitespace(bytes[end - 1]) { end -= 1 }
      let isOnlySigns = bytes[start..<end].allSatisfy { byte in
        JSONScalar.isWhitespace(byte) || [0x2C, 0x5B, 0x5D, 0x7B, 0x7D].contains(byte)
      }
      return isOnlySigns ? nil : start..<end
    }
  }
}

extension ChunkBuffer {
  /// Records that the reader gave up in this chunk, with why.
  package var givenUp: [(reason: UnreadableReason, offset: UInt64)] { unreadable + unreadableAfter }
}
