import Columns

/// Rows of batches, copied out of their chunks: the records of one identity wait here for each
/// other. About 40 bytes a row, 10 a column, and the values' own bytes.
package struct HeldRows {
  package struct Slot: Sendable, Equatable {
    package var kind: UInt8
    package var mapping: UInt8
    /// Into `bytes`.
    package var offset: Int
    package var length: UInt32
  }

  package let columnCount: Int
  /// The values' bytes, one after the other.
  package private(set) var bytes: [UInt8] = []
  /// `columnCount` for each row.
  package private(set) var slots: [Slot] = []
  /// Nanoseconds since 1970.
  package private(set) var times: [Int64] = []
  /// The place in the input of each record, and its length.
  package private(set) var recordOffsets: [UInt64] = []
  package private(set) var recordLengths: [UInt32] = []
  package var count: Int { times.count }

  package init(columnCount: Int) { self.columnCount = columnCount }

  /// Copies a row; returns its number here.
  @discardableResult
  package mutating func append(_ batch: RecordBatch, row: Int) -> Int {
    precondition(batch.columns.count == columnCount, "the batch has other columns")
    for column in batch.columns {
      let start = Int(column.offsets[row])
      let length = column.lengths[row]
      slots.append(
        Slot(
          kind: column.kinds[row], mapping: column.mappings[row], offset: bytes.count,
          length: length))
      bytes.append(contentsOf: batch.bytes[start..<(start + Int(length))])
    }
    times.append(batch.times[row])
    recordOffsets.append(batch.baseOffset + UInt64(batch.recordOffsets[row]))
    recordLengths.append(batch.recordLengths[row])
    return times.count - 1
  }

  /// The slot of a column in a held row.
  package func slot(_ row: Int, _ column: Int) -> Slot { slots[row * columnCount + column] }
}
