import Columns

extension EventPlace {
  package init(_ record: CapturedRecord) {
    self.init(
      key: record.key, chunk: record.chunk, ordinal: record.ordinal,
      length: UInt32(clamping: record.wholeLength))
  }

  /// The place of a row's record.
  package init(_ batch: RecordBatch, row: Int, origin: BatchOrigin) {
    self.init(
      key: RecordKey(
        time: batch.times[row], source: origin.source, file: origin.file,
        offset: batch.baseOffset &+ UInt64(batch.recordOffsets[row])),
      chunk: origin.chunk, ordinal: batch.ordinals[row], length: batch.recordLengths[row])
  }
}
