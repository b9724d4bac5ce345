/// By what the rows of one key are ordered.
public struct RowOrder: BitwiseCopyable, Hashable, Sendable {
  public var time: Int64
  public var offset: UInt64
  public var source: Int32
  public var file: Int32
  /// Orders what stands at one place, as pairs of one event do.
  public var sequence: UInt32

  @inlinable
  public init(time: Int64, source: Int32, file: Int32, offset: UInt64, sequence: UInt32 = 0) {
    self.time = time
    self.offset = offset
    self.source = source
    self.file = file
    self.sequence = sequence
  }
}

/// A row of a group. Its payload is valid as long as the group.
public struct Row: BitwiseCopyable {
  public var time: Int64
  public var offset: UInt64
  /// Not aligned: read it with `loadUnaligned`.
  public var payload: UnsafeRawPointer
  public var source: Int32
  public var file: Int32
  public var sequence: UInt32
  /// In bytes.
  public var payloadCount: UInt32
  public var stream: UInt16

  @inlinable
  public var order: RowOrder {
    RowOrder(time: time, source: source, file: file, offset: offset, sequence: sequence)
  }

  @inlinable
  public var payloadBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: payload, count: Int(payloadCount))
  }

  @inline(__always)
  init(at row: UnsafeRawPointer) {
    let header = row.assumingMemoryBound(to: RowHeader.self)
    time = header.pointee.time
    offset = header.pointee.offset
    source = header.pointee.source
    file = header.pointee.file
    sequence = header.pointee.sequence
    payloadCount = header.pointee.payloadCount
    stream = header.pointee.stream
    payload = row + RowHeader.size + Int(header.pointee.keyCount)
  }

  /// Whether it stands before. Total: rows that don't differ in it are the same bytes.
  @inline(__always)
  func precedes(_ other: Row) -> Bool {
    if time != other.time { return time < other.time }
    return precedesAtOneTime(other)
  }

  private func precedesAtOneTime(_ other: Row) -> Bool {
    if source != other.source { return source < other.source }
    if file != other.file { return file < other.file }
    if offset != other.offset { return offset < other.offset }
    if sequence != other.sequence { return sequence < other.sequence }
    if stream != other.stream { return stream < other.stream }
    return compareBytes(payload, Int(payloadCount), other.payload, Int(other.payloadCount)) < 0
  }
}

/// The rows of one partition that have one key, in their order. Valid until the reader's next group.
public struct RowGroup {
  public var partition: UInt16
  public var key: UnsafeRawBufferPointer
  public var rows: UnsafeBufferPointer<Row>

  @inlinable
  public var count: Int { rows.count }
}

/// What stands before the key and the payload of each row, in memory and in runs.
///
/// The layout is part of the format of runs (docs/shuffle.md).
@usableFromInline
struct RowHeader: BitwiseCopyable {
  var time: Int64
  var offset: UInt64
  var source: Int32
  var file: Int32
  var sequence: UInt32
  var keyCount: UInt32
  var payloadCount: UInt32
  var partition: UInt16
  var stream: UInt16

  @inlinable
  static var size: Int { 40 }
  /// What a row's key and payload may have together.
  static let mostContent = 1 << 28

  /// Of a row with so many bytes of key and payload. Rows begin at multiples of eight.
  @inline(__always)
  static func rowSize(content: Int) -> Int { (size + content + 7) & ~7 }

  @inline(__always)
  var rowSize: Int { Self.rowSize(content: Int(keyCount) + Int(payloadCount)) }
}

#if _endian(big)
  #error("rows are little-endian in runs and written as they stand in memory")
#endif
