/// Where a row stands in the order of its group.
struct RowOrder: BitwiseCopyable {
  var time: Int64
  var source: Int32
  var file: Int32
  var offset: UInt64
  /// Of the elements of one event.
  var sequence: UInt32
}

/// Rows of one worker, kept in memory until they are read by partition and key.
final class RowBuffer: @unchecked Sendable {
  // INVARIANT: written by one worker, read after it has ended.
  struct Row: BitwiseCopyable {
    var partition: Int32
    var stream: UInt16
    var order: RowOrder
    var keyStart: Int
    var keyLength: Int32
    var payloadLength: Int32
  }

  private(set) var rows: [Row] = []
  var bytes = RowBytes(capacity: 1 << 12)

  func append(
    partition: Int32, key: UnsafeRawBufferPointer, order: RowOrder, stream: UInt16,
    payload: UnsafeRawBufferPointer
  ) {
    rows.append(
      Row(
        partition: partition, stream: stream, order: order, keyStart: bytes.count,
        keyLength: Int32(key.count), payloadLength: Int32(payload.count)))
    bytes.append(key)
    bytes.append(payload)
  }
}
