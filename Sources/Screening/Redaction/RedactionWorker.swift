import Detectors
import Ingest

/// A chunk with what was found in it replaced.
struct RedactedChunk {
  var bytes: [UInt8] = []
  var records = 0
  var events = 0
  var eventsChanged = 0
  /// The first record, by its ordinal in the chunk, that could not be made clean.
  var failed: Int?
  /// The first record that was not looked at: what is left of the input can't be written.
  var unreadable: UnreadableRecord?
  /// How many such records there are.
  var unreadableCount = 0
  /// Replaced values by the type's raw value; empty if there are none.
  var counts: [Int] = []
  var wholeValues = 0
}

/// Replaces what is found in chunk after chunk on one thread.
final class RedactionWorker {
  private let redactor: RecordRedactor
  private var counts = [Int](repeating: 0, count: 256)
  private var wholeValues = 0

  private let longest: Int

  init(options: ScreeningOptions, maker: ReplacementMaker) {
    longest = options.maxRecordBytes
    redactor = RecordRedactor(options: options, maker: maker)
  }

  func redact(_ context: ChunkPipeline<RedactedChunk>.Context, _ chunk: ChunkBuffer)
    -> RedactedChunk
  {
    var result = RedactedChunk()
    var edits: [RecordRedactor.Edit] = []
    let account = ExaminedRecords.each(chunk, header: context.header, longest: longest) {
      record, ordinal in
      if !record.isBetween { result.events += 1 }
      switch redactor.redact(record) {
      case .clean: return
      case .failed: result.failed = result.failed ?? ordinal
      case .edited(let changes):
        if !record.isBetween { result.eventsChanged += 1 }
        for change in changes {
          place(change, of: record, in: chunk, into: &edits)
        }
      }
    }
    result.records = account.records
    // A list without an end was looked through to where it breaks off.
    let unreadable = account.unreadable.filter { $0.reason != .cutOff }
    result.unreadable = unreadable.first
    result.unreadableCount = unreadable.count
    note(&result)
    guard result.failed == nil, result.unreadable == nil else { return result }
    result.bytes = chunk.withOriginal { original in
      RecordRedactor.apply(edits, to: original.assumingMemoryBound(to: UInt8.self))
    }
    return result
  }

  /// What this chunk added to the counts.
  private func note(_ result: inout RedactedChunk) {
    if redactor.counts != counts {
      result.counts = zip(redactor.counts, counts).map { $0 - $1 }
      counts = redactor.counts
    }
    result.wholeValues = redactor.wholeValues - wholeValues
    wholeValues = redactor.wholeValues
  }

  /// The edit in the input's own bytes. Of a record whose parts were joined, what stands in one part
  /// takes the replacement, and the others lose what belongs to it.
  private func place(
    _ edit: RecordRedactor.Edit, of record: ExaminedRecord, in chunk: ChunkBuffer,
    into edits: inout [RecordRedactor.Edit]
  ) {
    let range = record.place(edit.range)
    guard !chunk.moves.isEmpty, !record.isBetween else {
      edits.append(RecordRedactor.Edit(range: range, text: edit.text))
      return
    }
    var text = edit.text
    for part in Self.original(range, chunk.moves) {
      edits.append(RecordRedactor.Edit(range: part, text: text))
      text = []
    }
  }

  /// Where the parts of a stretch stood before they were joined, in order.
  private static func original(_ range: Range<Int>, _ moves: [JoinedPart]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var at = range.lowerBound
    for move in moves
    where move.to.upperBound > range.lowerBound && move.to.lowerBound < range.upperBound {
      if at < move.to.lowerBound { parts.append(at..<move.to.lowerBound) }
      let start = max(at, move.to.lowerBound)
      let end = min(range.upperBound, move.to.upperBound)
      let shift = move.from - move.to.lowerBound
      parts.append(start + shift..<end + shift)
      at = end
    }
    if at < range.upperBound || parts.isEmpty { parts.append(at..<range.upperBound) }
    return parts
  }
}
