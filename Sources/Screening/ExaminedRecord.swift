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
enum ExaminedRecords {
  /// How many there are, and those that are not looked at.
  struct Account {
    var records = 0
    /// Their ordinals are places in the chunk, counted from 0.
    var unreadable: [UnreadableRecord] = []
  }

  /// Calls `body` for each record of the chunk, and for what stands between records.
  ///
  /// - Parameters:
  ///   - longest: a longer record is not looked at.
  ///   - body: takes the record and its place in the chunk, counted from 0; what stands between records has
  ///     the one of the record that follows.
  static func each(
    _ chunk: ChunkBuffer, header: TableHeader?, longest: Int,
    _ body: (_ record: ExaminedRecord, _ ordinal: Int) -> Void
  ) -> Account {
    var account = Account()
    // What the reader says of commas and brackets is left out: all that stands there is looked at.
    let givenUp = chunk.givenUp.filter { $0.reason == .tooLong || $0.reason == .cutOff }
    for (reason, offset) in givenUp where offset <= chunk.baseOffset {
      account.giveUp(reason, at: offset)
    }
    var cutter = RecordCutter(chunk)
    while let piece = cutter.next() {
      guard piece.range.count <= longest else {
        account.giveUp(.tooLong, at: chunk.baseOffset + UInt64(piece.range.lowerBound))
        continue
      }
      with(piece, of: chunk, header) { body($0, account.records) }
      if !piece.isBetween { account.records += 1 }
    }
    for (reason, offset) in givenUp where offset > chunk.baseOffset {
      account.giveUp(reason, at: offset)
    }
    return account
  }

  private static func with(
    _ piece: RecordCutter.Piece, of chunk: ChunkBuffer, _ header: TableHeader?,
    _ body: (ExaminedRecord) -> Void
  ) {
    if piece.isBetween {
      chunk.withOriginal { original in
        let part = Bytes(rebasing: original.assumingMemoryBound(to: UInt8.self)[piece.range])
        body(
          ExaminedRecord(
            bytes: part, shape: ExaminedRecord.isJSON(part) ? .json : .text,
            start: piece.range.lowerBound, isBetween: true))
      }
      return
    }
    let bytes = chunk.bytes.assumingMemoryBound(to: UInt8.self)
    let part = Bytes(rebasing: bytes[piece.range])
    // Blanks at a row's ends are cells, or belong to them.
    let line = header == nil ? piece.range : whole(piece.range, in: bytes)
    if let row = header?.row(Bytes(rebasing: bytes[line])) {
      row.json.withUnsafeBufferPointer { json in
        body(ExaminedRecord(bytes: json, shape: .table, start: line.lowerBound, row: row))
      }
    } else {
      body(
        ExaminedRecord(
          bytes: part, shape: ExaminedRecord.isJSON(part) ? .json : .text,
          start: piece.range.lowerBound))
    }
  }
}

extension ExaminedRecords {
  /// The line with the blanks around it, without its end.
  private static func whole(_ range: Range<Int>, in bytes: Bytes) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
    while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
    return start..<end
  }
}

extension ExaminedRecords.Account {
  fileprivate mutating func giveUp(_ reason: UnreadableReason, at offset: UInt64) {
    unreadable.append(
      UnreadableRecord(reason: reason, ordinal: UInt32(clamping: records), offset: offset))
    records += 1
  }
}
