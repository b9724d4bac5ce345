import Columns
import Values

extension RecordExtractor {
  /// No record is left: what the reader gave up behind them is counted.
  func finishChunk(_ chunk: ChunkBuffer) {
    segment = .done
    for record in chunk.unreadableAfter { refuse(record.reason, inInput: record.offset) }
  }

  /// Takes up the chunk's next line, if lines are indexed one by one; false if nothing is left.
  func nextSegment(_ chunk: ChunkBuffer) -> Bool {
    guard segment == .line else { return false }
    while nextLine < chunk.count {
      let start = nextLine
      let end =
        framing == .lines
        ? ByteSearch.first(0x0A, chunk.memory, start, chunk.count)
        : chunk.valueEnd(after: start)
      nextLine = framing == .lines ? end + 1 : end
      switch open(start, end) {
      case .found: return true
      case .empty: continue
      case .invalidUTF8: refuse(.invalidUTF8, at: firstByte(chunk, start, end))
      case .unclosedString:
        let prefix = LinePrefix.find(chunk.memory, start, end)
        refuse(
          prefix?.isPartial == true ? .partialLine : .cutOff, at: firstByte(chunk, start, end))
      case .controlCharacter: refuse(.invalidJSON, at: firstByte(chunk, start, end))
      }
    }
    return false
  }

  /// Where a line's record begins, for its place in reports: behind blanks and prefix.
  private func firstByte(_ chunk: ChunkBuffer, _ start: Int, _ end: Int) -> Int {
    let prefix = LinePrefix.find(chunk.memory, start, end)?.length ?? 0
    var at = start + prefix
    while at < end, JSONScalar.isWhitespace(chunk.memory[at]) { at += 1 }
    return at < end ? at : start
  }

  /// Whether the record's own kinds (`kind from`) are all in the vocabulary.
  func kindIsKnown(_ row: Int) -> Bool {
    guard let number = plan.kindColumn, let known = limits.knownKinds else { return true }
    let column = walker.pointee.columns[number]
    let start =
      walker.pointee.base + (Int(column.offsets[row]) &- walker.pointee.slotBase)
    let length = Int(column.lengths[row])
    if knownKinds.contains(start, length, slot: column.kinds[row]) { return true }
    guard let slot = SlotKind(rawValue: column.kinds[row]),
      let names = Self.kindNames(slot, start, length), !names.isEmpty,
      names.allSatisfy({ known.contains(Text(bytes: $0)) })
    else { return false }
    knownKinds.insert(start, length, slot: column.kinds[row])
    return true
  }

  /// The kinds that a slot names, a string or a list of strings; nil if it names none.
  static func kindNames(
    _ slot: SlotKind, _ start: UnsafePointer<UInt8>, _ length: Int
  ) -> [[UInt8]]? {
    switch slot {
    case .string, .escapedString:
      return JSONScalar.unescaped(start, 0, length).map { [$0] }
    case .array:
      // The array has been checked, so strings alternate with commas.
      var names: [[UInt8]] = []
      var at = 1
      while at < length - 1 {
        if JSONScalar.isWhitespace(start[at]) || start[at] == 0x2C {
          at += 1
          continue
        }
        guard start[at] == 0x22 else { return nil }
        var end = at + 1
        while start[end] != 0x22 { end += start[end] == 0x5C ? 2 : 1 }
        guard let name = JSONScalar.unescaped(start, at + 1, end) else { return nil }
        names.append(name)
        at = end + 1
      }
      return names
    default: return nil
    }
  }
}
