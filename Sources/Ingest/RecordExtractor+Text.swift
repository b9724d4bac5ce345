import Columns
import Values

extension RecordExtractor {
  /// Fills the batch from lines of a text format.
  func fillText(_ batch: RecordBatch, _ chunk: ChunkBuffer, _ cutter: any TextFormat) {
    let base = UnsafePointer(chunk.memory)
    walker.pointee.base = base
    walker.pointee.slotBase = 0
    var row = 0
    while row < batch.capacity, nextLine < chunk.count {
      let start = nextLine
      let lineEnd = ByteSearch.first(0x0A, base, start, chunk.count)
      nextLine = lineEnd + 1
      var end = lineEnd
      while end > start, JSONScalar.isWhitespace(base[end - 1]) { end -= 1 }
      var first = start
      while first < end, JSONScalar.isWhitespace(base[first]) { first += 1 }
      guard first < end else { continue }
      walker.pointee.row = row
      if row == clearedRows { clearRows(from: row, count: min(256, batch.capacity - row)) }
      if readLine(base, first, end, cutter), keep(batch, row, first: first, end: end) {
        row += 1
      } else {
        clear(row)
      }
    }
    batch.count = row
    if row < batch.capacity { finishChunk(chunk) }
  }

  /// Cuts a line and writes its parts to the row; refuses what is no record.
  private func readLine(
    _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ cutter: any TextFormat
  ) -> Bool {
    guard end - start <= limits.maxRecordBytes else {
      refuse(.tooLong, at: start)
      return false
    }
    guard UTF8Check.isValid(base, start, end) else {
      refuse(.invalidUTF8, at: start)
      return false
    }
    lineStart = start
    textParts.removeAll()
    if !cutter.cut(base, start, end, into: &textParts) {
      guard let prefix = LinePrefix.find(base, start, end) else {
        refuse(.otherFormat, at: start)
        return false
      }
      lineStart = start + prefix.length
      textParts.removeAll()
      guard cutter.cut(base, lineStart, end, into: &textParts) else {
        refuse(prefix.isPartial ? .partialLine : .otherFormat, at: start)
        return false
      }
    }
    walker.pointee.record &+= 1
    for part in textParts.parts {
      if part.key >= 0 {
        walker.pointee.writePart(partNodes[part.key], part.start, part.end, isEscaped: false)
      } else {
        walker.pointee.writePart(
          walker.pointee.node(ofDottedKey: part.keyStart, part.keyEnd), part.start, part.end,
          isEscaped: part.isEscaped)
      }
    }
    walker.pointee.chooseAll(choices)
    applyMissingRules(row: walker.pointee.row)
    return true
  }

  private func keep(_ batch: RecordBatch, _ row: Int, first: Int, end: Int) -> Bool {
    consumed = end
    return finish(batch, row, lineStart, end, isDetected: true)
  }
}
