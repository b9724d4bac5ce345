/// Joins the lines that a container runtime has split (CRI's tag `P`), in place.
///
/// The continuation moves up to the partial line's end and blanks fill the gap before the line
/// feed, so every byte keeps its offset from the chunk's start but those of continuations.
enum PartialLines {
  /// Joins in the whole lines `[0, cut)`. Returns where the last line ends that is not waiting
  /// for its continuation; at the input's end nothing waits.
  static func join(_ buffer: ChunkBuffer, upTo cut: Int, isAtEnd: Bool) -> Int {
    let memory = buffer.memory
    var start = 0
    while start < cut {
      let lineEnd = ByteSearch.first(0x0A, memory, start, cut)
      guard let prefix = LinePrefix.find(memory, start, lineEnd), prefix.isPartial else {
        start = lineEnd + 1
        continue
      }
      // Gather the parts first: nothing may move before the last one is there.
      var parts: [Range<Int>] = []
      var end = lineEnd
      var isComplete = false
      while end < cut {
        let next = end + 1
        let nextEnd = ByteSearch.first(0x0A, memory, next, cut)
        guard next < cut, let more = LinePrefix.find(memory, next, nextEnd), more.isRuntime,
          more.stream == prefix.stream
        else {
          // Another stream's line stands between, or no runtime's line: not joined.
          if next >= cut, !isAtEnd { return start }
          break
        }
        parts.append((next + more.length)..<nextEnd)
        end = nextEnd
        if !more.isPartial {
          isComplete = true
          break
        }
      }
      guard isComplete else {
        if !isAtEnd, end >= cut - 1 { return start }
        start = end + 1
        continue
      }
      var to = trimmed(memory, start, lineEnd)
      for part in parts {
        let length = trimmed(memory, part.lowerBound, part.upperBound) - part.lowerBound
        (memory + to).update(from: memory + part.lowerBound, count: length)
        if !buffer.kept.isEmpty {
          buffer.moves.append(JoinedPart(to: to..<to + length, from: part.lowerBound))
        }
        to += length
      }
      (memory + to).update(repeating: 0x20, count: end - to)
      // The tag, so that joining again changes nothing and readers see a whole line.
      let tag = start + prefix.length - 2
      if memory[tag] == 0x50 { memory[tag] = 0x46 }
      start = end + 1
    }
    return cut
  }

  /// The end of a line's text without its carriage return.
  private static func trimmed(_ memory: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int)
    -> Int
  {
    end > start && memory[end - 1] == 0x0D ? end - 1 : end
  }
}
