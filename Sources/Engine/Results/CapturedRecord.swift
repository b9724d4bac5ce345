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

/// A copy of one record of a batch, made because something about it is shown, or because it waits
/// for others of its event. All findings about the record share it.
package final class CapturedRecord: @unchecked Sendable {
  // INVARIANT: nothing changes after `init` but `next`, which its one holder alone touches.

  struct Slot: BitwiseCopyable {
    var kind: UInt8
    var mapping: UInt8
    /// In `bytes`.
    var offset: UInt32
    var length: UInt32

    /// Whether there are bytes.
    var hasBytes: Bool { SlotKind.hasBytes(kind) }
  }

  package let key: RecordKey
  package let chunk: Int32
  /// In the chunk.
  package let ordinal: UInt32
  /// 0 where the text is not kept.
  package let recordLength: Int
  /// Of the whole text, kept or not.
  package let wholeLength: Int
  /// The digest of a record that is too long to be kept; nil if it is kept.
  package let digest: [UInt8]?
  /// Of an event that was made of several records: the others, in order.
  package let others: [CapturedRecord]
  /// What the questions about whole records come to for it; nil where no rule asks.
  package let examination: RecordExamination?
  /// The record that is waiting with this one.
  package var next: CapturedRecord?
  let slots: UnsafeMutablePointer<Slot>
  let slotCount: Int
  /// The record's text, then slots that do not lie in it.
  let bytes: UnsafeMutableRawPointer
  let byteCount: Int

  /// Of longer records only the slots are kept, and the digest of the whole.
  package static let longestText = 64 << 10

  /// - Parameters:
  ///   - others: the other records of the event that the row stands for.
  ///   - examination: what the questions about whole records come to for the event.
  ///   - digest: computes the digest of a record that is too long to be kept; without it all are.
  package init(
    batch: RecordBatch, row: Int, origin: BatchOrigin, others: [CapturedRecord] = [],
    examination: RecordExamination? = nil,
    digest: ((UnsafeRawBufferPointer) -> [UInt8])? = nil
  ) {
    let start = Int(batch.recordOffsets[row])
    let whole = Int(batch.recordLengths[row])
    let isKept = digest == nil || whole <= Self.longestText
    let length = isKept ? whole : 0
    self.digest =
      isKept
      ? nil : digest?(UnsafeRawBufferPointer(rebasing: batch.bytes[start..<start + whole]))
    key = RecordKey(
      time: batch.times[row], source: origin.source, file: origin.file,
      offset: batch.baseOffset &+ UInt64(start))
    chunk = origin.chunk
    ordinal = batch.ordinals[row]
    recordLength = length
    wholeLength = whole
    self.others = others
    self.examination = examination
    slotCount = batch.columns.count
    slots = .allocate(capacity: max(1, slotCount))
    var outside = 0
    for (index, column) in batch.columns.enumerated() {
      let offset = Int(column.offsets[row])
      let size = Int(column.lengths[row])
      var slot = Slot(kind: column.kinds[row], mapping: column.mappings[row], offset: 0, length: 0)
      if slot.hasBytes {
        slot.length = UInt32(size)
        if offset >= start, offset + size <= start + length {
          slot.offset = UInt32(offset - start)
        } else {
          slot.offset = UInt32(length + outside)
          outside += size
        }
      }
      slots[index] = slot
    }
    byteCount = length + outside
    bytes = .allocate(byteCount: max(1, byteCount), alignment: 8)
    if let base = batch.bytes.baseAddress {
      bytes.copyMemory(from: base + start, byteCount: length)
      guard outside > 0 else { return }
      for (index, column) in batch.columns.enumerated() where Int(slots[index].offset) >= length {
        (bytes + Int(slots[index].offset)).copyMemory(
          from: base + Int(column.offsets[row]), byteCount: Int(slots[index].length))
      }
    }
  }

  /// An event made of several records: the place and text of `main`, and the slots of a row that
  /// was put together from all of them.
  init(main: CapturedRecord, others: [CapturedRecord], batch: RecordBatch, row: Int) {
    key = main.key
    chunk = main.chunk
    ordinal = main.ordinal
    recordLength = main.recordLength
    wholeLength = main.wholeLength
    digest = main.digest
    self.others = others
    examination = RecordExamination.joined([main.examination] + others.map(\.examination))
    slotCount = batch.columns.count
    slots = .allocate(capacity: max(1, slotCount))
    var end = recordLength
    for (index, column) in batch.columns.enumerated() {
      slots[index] = Slot(
        kind: column.kinds[row], mapping: column.mappings[row], offset: UInt32(end),
        length: column.lengths[row])
      end += Int(column.lengths[row])
    }
    byteCount = end
    bytes = .allocate(byteCount: max(1, end), alignment: 8)
    bytes.copyMemory(from: main.bytes, byteCount: recordLength)
    guard let base = batch.bytes.baseAddress else { return }
    for (index, column) in batch.columns.enumerated() {
      (bytes + Int(slots[index].offset)).copyMemory(
        from: base + Int(column.offsets[row]), byteCount: Int(slots[index].length))
    }
  }

  deinit {
    slots.deallocate()
    bytes.deallocate()
  }

  /// The record's own bytes.
  package func withRecord<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(start: bytes, count: recordLength))
  }

  func bytes(of slot: Slot) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes + Int(slot.offset), count: Int(slot.length))
  }

  package func state(of column: PlannedColumn) -> FieldState {
    switch column.place {
    case .nowhere, .record: return .unknown(.missing)
    case .time: return .value(.timestamp(Timestamp(nanoseconds: key.time)))
    case .slot(let index):
      let slot = slots[index]
      // Not held in a variable: a copy would count all that the decoder refers to.
      return column.decoder?.decode(
        kind: SlotKind(rawValue: slot.kind) ?? .mismatch, mapping: Int(slot.mapping),
        bytes: bytes(of: slot)) ?? .unknown(.missing)
    }
  }

  func state(ofSlot index: Int, _ decoder: SlotDecoder) -> FieldState {
    let slot = slots[index]
    return decoder.decode(
      kind: SlotKind(rawValue: slot.kind) ?? .mismatch, mapping: Int(slot.mapping),
      bytes: bytes(of: slot))
  }
}

extension SlotKind {
  /// The raw value of `string`, which loops over rows compare with.
  static let stringByte: UInt8 = 3

  /// Whether slots of that kind have bytes: strings, numbers, objects, arrays.
  @inline(__always)
  static func hasBytes(_ kind: UInt8) -> Bool { 0b011_0011_1000 >> UInt32(kind) & 1 != 0 }
}
