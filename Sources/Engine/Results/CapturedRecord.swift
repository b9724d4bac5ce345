import Columns
import Mapping
import Values

/// Where a batch comes from.
package struct BatchOrigin: Sendable, Equatable {
  /// The input's place in the order of paths.
  package var file: Int32
  /// The chunk's place in its input.
  package var chunk: Int32
  /// The source's place in the order of names.
  package var source: Int32

  package init(file: Int32, chunk: Int32, source: Int32) {
    self.file = file
    self.chunk = chunk
    self.source = source
  }
}

/// The order in which records are shown: by time, source, path and offset.
package struct RecordKey: Hashable, Comparable, Sendable {
  package var time: Int64
  package var source: Int32
  package var file: Int32
  package var offset: UInt64

  @inline(__always)
  package static func < (left: RecordKey, right: RecordKey) -> Bool {
    if left.time != right.time { return left.time < right.time }
    if left.source != right.source { return left.source < right.source }
    if left.file != right.file { return left.file < right.file }
    return left.offset < right.offset
  }
}

/// A copy of one record of a batch, made because something about it is shown. All findings about
/// the record share it.
package final class CapturedRecord: Sendable {
  package struct Slot: Sendable {
    var kind: SlotKind
    var mapping: UInt8
    /// In `bytes`.
    var offset: Int
    var length: Int
  }

  package let key: RecordKey
  package let chunk: Int32
  /// In the chunk.
  package let ordinal: UInt32
  /// The record's text, then slots that do not lie in it.
  let bytes: [UInt8]
  package let recordLength: Int
  let slots: [Slot]
  /// Of an event that was merged from several records: the others, in order.
  package let others: [CapturedRecord]

  package init(batch: RecordBatch, row: Int, origin: BatchOrigin) {
    let start = Int(batch.recordOffsets[row])
    let length = Int(batch.recordLengths[row])
    key = RecordKey(
      time: batch.times[row], source: origin.source, file: origin.file,
      offset: batch.baseOffset &+ UInt64(start))
    chunk = origin.chunk
    ordinal = batch.ordinals[row]
    recordLength = length
    var bytes = [UInt8](batch.bytes[start..<start + length])
    var slots: [Slot] = []
    slots.reserveCapacity(batch.columns.count)
    for column in batch.columns {
      let kind = SlotKind(rawValue: column.kinds[row]) ?? .mismatch
      let offset = Int(column.offsets[row])
      let size = Int(column.lengths[row])
      var place = 0
      switch kind {
      case .string, .escapedString, .number, .object, .array:
        if offset >= start, offset + size <= start + length {
          place = offset - start
        } else {
          place = bytes.count
          bytes += batch.bytes[offset..<offset + size]
        }
        slots.append(
          Slot(kind: kind, mapping: column.mappings[row], offset: place, length: size))
      default:
        slots.append(Slot(kind: kind, mapping: column.mappings[row], offset: 0, length: 0))
      }
    }
    self.bytes = bytes
    self.slots = slots
    others = []
  }

  /// An event made of several records: the place and text of `main`, and its own slots, each from
  /// one of the records; nil where they disagree.
  init(main: CapturedRecord, others: [CapturedRecord], sources: [CapturedRecord?]) {
    key = main.key
    chunk = main.chunk
    ordinal = main.ordinal
    recordLength = main.recordLength
    self.others = others
    var bytes = Array(main.bytes[..<main.recordLength])
    slots = sources.enumerated().map { index, source in
      guard let source else { return Slot(kind: .disagree, mapping: 0, offset: 0, length: 0) }
      var slot = source.slots[index]
      guard slot.length > 0 else { return slot }
      if source !== main || slot.offset + slot.length > main.recordLength {
        let start = bytes.count
        bytes += source.bytes[slot.offset..<slot.offset + slot.length]
        slot.offset = start
      }
      return slot
    }
    self.bytes = bytes
  }

  /// The record's own bytes.
  package func withRecord<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<recordLength])) }
  }

  func state(of column: PlannedColumn) -> FieldState {
    switch column.place {
    case .nowhere: return .unknown(.missing)
    case .time: return .value(.timestamp(Timestamp(nanoseconds: key.time)))
    case .slot(let index):
      guard let decoder = column.decoder else { return .unknown(.missing) }
      let slot = slots[index]
      return bytes.withUnsafeBytes { bytes in
        decoder.decode(
          kind: slot.kind, mapping: Int(slot.mapping),
          bytes: UnsafeRawBufferPointer(
            rebasing: bytes[slot.offset..<slot.offset + slot.length]))
      }
    }
  }
}
