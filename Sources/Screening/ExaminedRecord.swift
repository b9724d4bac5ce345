import Detectors
import Ingest

/// A record as the detectors see it, and the way back to the bytes of its chunk.
struct ExaminedRecord {
  enum Shape { case json, text, table }

  var bytes: Bytes
  var shape: Shape
  /// Where `bytes` begin in the chunk; for a table's row, where its line begins.
  var start: Int
  /// For a table's row: the place in the line of each byte.
  var row: TableRow?
  /// It stands between records.
  var isBetween = false

  /// Where a part stands in the chunk.
  func place(_ range: Range<Int>) -> Range<Int> {
    let range = row?.place(range) ?? range
    return start + range.lowerBound..<start + range.upperBound
  }

  /// A part as code points of the value that holds it: of a JSON string without its escapes, of a
  /// text as it stands.
  func codePoints(_ range: Range<Int>, in value: Range<Int>) -> Range<Int> {
    if shape != .text { return CodePoints.range(range, in: value, of: bytes) }
    let before = Self.characters(bytes[value.lowerBound..<max(value.lowerBound, range.lowerBound)])
    return before..<before + Self.characters(bytes[range])
  }

  private static func characters(_ bytes: Bytes.SubSequence) -> Int {
    bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }

  static func isJSON(_ bytes: Bytes) -> Bool {
    bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "[")
  }
}

/// The records of a chunk, one after the other, as the detectors see them.
struct ExaminedRecords {
  /// Calls `body` for each record of the chunk, and for what stands between records.
  ///
  /// - Parameter ordinal: the record's place in the chunk, counted from 0; what stands between records has
  ///   the one of the record that follows.
  static func each(
    _ chunk: ChunkBuffer, header: TableHeader?, first: Int,
    _ body: (_ record: ExaminedRecord, _ ordinal: Int) -> Void
  ) -> Int {
    var cutter = RecordCutter(chunk)
    var ordinal = first
    let bytes = chunk.bytes.assumingMemoryBound(to: UInt8.self)
    while let piece = cutter.next() {
      if piece.isBetween {
        chunk.withOriginal { original in
          let part = Bytes(
            rebasing: original.assumingMemoryBound(to: UInt8.self)[piece.range])
          body(
            ExaminedRecord(
              bytes: part, shape: ExaminedRecord.isJSON(part) ? .json : .text,
              start: piece.range.lowerBound, isBetween: true), ordinal)
        }
        continue
      }
      let part = Bytes(rebasing: bytes[piece.range])
      if let header, let row = header.row(part) {
        row.json.withUnsafeBufferPointer { json in
          body(
            ExaminedRecord(bytes: json, shape: .table, start: piece.range.lowerBound, row: row),
            ordinal)
        }
      } else {
        body(
          ExaminedRecord(
            bytes: part, shape: ExaminedRecord.isJSON(part) ? .json : .text,
            start: piece.range.lowerBound), ordinal)
      }
      ordinal += 1
    }
    return ordinal - first
  }
}
