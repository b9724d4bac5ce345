/// What a record holds at one place that the plan asked for.
package enum SlotKind: UInt8, Sendable {
  /// The record has no such key, and that says nothing.
  case missing = 0
  /// The record has no such key, and one of its ancestors is an object that the source declares
  /// whole and the record holds: there is none.
  case missingInWhole
  /// JSON null (also of an ancestor). In a text format, nothing between the quotes is a string.
  case null
  /// A string without escapes: the bytes between the quotes.
  case string
  /// A string with at least one backslash: the bytes between the quotes.
  case escapedString
  /// The number's text, already checked against JSON's grammar.
  case number
  case `true`
  case `false`
  /// The text of an object or array, brackets included.
  case object
  case array
  /// An ancestor is there but is no object (or list): the value can't be read.
  case mismatch
  /// The key stands twice with different values, or records of one identity disagree.
  case disagree
}

/// The places of one column of a batch: for each record, what is there and where.
///
/// The memory belongs to the batch. Cost: 10 bytes a record.
package struct SlotColumn {
  /// `SlotKind` raw values.
  package let kinds: UnsafeMutablePointer<UInt8>
  /// Which of the column's mappings supplied the value, counted from 0.
  package let mappings: UnsafeMutablePointer<UInt8>
  /// Where the value's bytes begin in the batch's bytes.
  package let offsets: UnsafeMutablePointer<UInt32>
  /// How many bytes they are.
  package let lengths: UnsafeMutablePointer<UInt32>

  package init(capacity: Int) {
    kinds = .allocate(capacity: capacity)
    mappings = .allocate(capacity: capacity)
    offsets = .allocate(capacity: capacity)
    lengths = .allocate(capacity: capacity)
  }

  package func deallocate() {
    kinds.deallocate()
    mappings.deallocate()
    offsets.deallocate()
    lengths.deallocate()
  }
}

/// Records of one source, cut from one chunk of one input: a column of places for each value
/// that the plan asked for. Owned and refilled by one worker.
package final class RecordBatch {
  /// The most records that a batch holds.
  package let capacity: Int
  package var count = 0
  /// The bytes that slots and records lie in. Valid until the worker reads its next chunk.
  package var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
  /// In the order of the plan's column requests.
  package let columns: [SlotColumn]
  /// The event's time in nanoseconds since 1970; every record of a batch has one.
  package let times: UnsafeMutablePointer<Int64>
  /// Where the record's own text lies in `bytes`.
  package let recordOffsets: UnsafeMutablePointer<UInt32>
  package let recordLengths: UnsafeMutablePointer<UInt32>
  /// The record's place in its chunk, counted from 0 over readable and unreadable records.
  package let ordinals: UnsafeMutablePointer<UInt32>
  /// Where `bytes` begins in the input (in the decompressed stream, if it is compressed).
  package var baseOffset: UInt64 = 0

  package init(columnCount: Int, capacity: Int) {
    self.capacity = capacity
    columns = (0..<columnCount).map { _ in SlotColumn(capacity: capacity) }
    times = .allocate(capacity: capacity)
    recordOffsets = .allocate(capacity: capacity)
    recordLengths = .allocate(capacity: capacity)
    ordinals = .allocate(capacity: capacity)
  }

  deinit {
    for column in columns { column.deallocate() }
    times.deallocate()
    recordOffsets.deallocate()
    recordLengths.deallocate()
    ordinals.deallocate()
  }
}
