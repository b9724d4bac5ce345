import Columns
import Glibc
import Mapping
import Values

/// The records of one event, and from which of them each value is taken.
package struct MergedEvent {
  /// The record that the event is shown at: the first of the highest stage.
  package let main: CapturedRecord
  /// The others, in order.
  package let others: [CapturedRecord]
  /// By slot: the record that has the value; nil where records of one stage disagree.
  let sources: [CapturedRecord?]

  package var key: RecordKey { main.key }
}

/// Makes one event of the records of one identity (C9). Thread-safe.
package final class RecordMerge: Sendable {
  private struct Column: Sendable {
    let decoder: SlotDecoder
    /// A slot with bytes is never a missing one, whatever the bytes say.
    let isPlain: Bool
    let missingIsAbsent: Bool
  }

  /// Conversions that make of a value another one, or an unreadable one, but never a missing one.
  private static let plainConversions: Set<String> = [
    "bool", "decimal", "duration", "epoch", "epoch_ms", "epoch_ns", "first", "int", "ip", "json",
    "last", "lower", "map", "ms", "ns", "outcome", "path", "present", "rfc3339", "seconds", "size",
    "split", "string", "upper", "version",
  ]

  private let columns: [Column]
  let identitySlots: [Int]
  let stageSlot: Int?
  private let within: Int64?

  package init(plan: SourcePlan) {
    func slot(_ column: Int) -> Int? {
      if case .slot(let slot) = plan.columns[column].place { slot } else { nil }
    }
    columns = plan.columns.compactMap { column in
      guard case .slot = column.place, let decoder = column.decoder else { return nil }
      return Column(
        decoder: decoder,
        isPlain: decoder.closedValues.isEmpty
          && decoder.mappings.allSatisfy {
            $0.conversions.allSatisfy { Self.plainConversions.contains($0.name) }
          },
        missingIsAbsent: decoder.missing == .absent)
    }
    identitySlots = plan.identityColumns.compactMap(slot)
    stageSlot = plan.stageColumn.flatMap(slot)
    within = plan.source.identity?.within?.nanoseconds
  }

  /// The events that records with equal identity hashes come to, whatever order they came in.
  package func events(_ records: [CapturedRecord]) -> [MergedEvent] {
    let sorted = records.count == 1 ? records : records.sorted { $0.key < $1.key }
    var groups: [[CapturedRecord]] = []
    for record in sorted {
      // From the back: a record joins the event that its identity had last.
      if let index = groups.lastIndex(where: { haveOneIdentity($0[0], record) }),
        isNear(record, to: groups[index][0])
      {
        groups[index].append(record)
      } else {
        groups.append([record])
      }
    }
    return groups.map { merge($0) }
  }

  private func isNear(_ record: CapturedRecord, to first: CapturedRecord) -> Bool {
    isNear(record.key.time, to: first.key.time)
  }

  /// Whether a record may be of the event whose first record has that time.
  func isNear(_ time: Int64, to first: Int64) -> Bool {
    guard let within else { return true }
    let distance = time.subtractingReportingOverflow(first)
    return !distance.overflow && distance.partialValue <= within
  }

  private func haveOneIdentity(_ left: CapturedRecord, _ right: CapturedRecord) -> Bool {
    identitySlots.allSatisfy { agree(left.view(ofSlot: $0), right.view(ofSlot: $0), $0) }
  }

  private func merge(_ records: [CapturedRecord]) -> MergedEvent {
    let stages = records.map { stage(of: $0) }
    var main = 0
    for index in records.indices where stages[index] > stages[main] { main = index }
    let sources = columns.indices.map { source(ofSlot: $0, records, stages, main) }
    var others = records
    others.remove(at: main)
    return MergedEvent(main: records[main], others: others, sources: sources)
  }

  // The record that a value is taken from: one of the highest stage that records it; nil if those of
  // that stage disagree.
  private func source(
    ofSlot slot: Int, _ records: [CapturedRecord], _ stages: [Int], _ main: Int
  ) -> CapturedRecord? {
    var best: Int?
    var disagree = false
    for index in records.indices {
      if let best, stages[best] > stages[index] { continue }
      if isMissing(records[index].view(ofSlot: slot), slot) { continue }
      if let known = best, stages[known] == stages[index] {
        if !agree(records[known].view(ofSlot: slot), records[index].view(ofSlot: slot), slot) {
          disagree = true
        }
      } else {
        best = index
        disagree = false
      }
    }
    guard let best else { return records[main] }
    return disagree ? nil : records[best]
  }

  private func stage(of record: CapturedRecord) -> Int {
    stageSlot.map { stage(record.view(ofSlot: $0)) } ?? 0
  }

  // MARK: Slots

  /// Whether the record says nothing of the column.
  func isMissing(_ view: SlotView, _ slot: Int) -> Bool {
    if view.kind == SlotKind.missing.rawValue { return !columns[slot].missingIsAbsent }
    if !SlotKind.hasBytes(view.kind) || columns[slot].isPlain { return false }
    return state(view, slot) == .unknown(.missing)
  }

  /// Whether two records say the same of the column.
  func agree(_ left: SlotView, _ right: SlotView, _ slot: Int) -> Bool {
    if left.kind == right.kind, left.mapping == right.mapping,
      left.bytes.count == right.bytes.count
    {
      guard left.bytes.count > 0, let a = left.bytes.baseAddress, let b = right.bytes.baseAddress
      else { return true }
      if memcmp(a, b, left.bytes.count) == 0 { return true }
    }
    return state(left, slot) == state(right, slot)
  }

  /// How late the stage is that a slot of the stage's column names. Later stages know more; a record
  /// without a stage is the first.
  func stage(_ view: SlotView) -> Int {
    guard let stageSlot, case .value(.string(let name)) = state(view, stageSlot) else { return 0 }
    switch name {
    case "received", "request": return 1
    case "started": return 2
    case "response", "complete": return 3
    case "panic": return 4
    default: return 0
    }
  }

  private func state(_ view: SlotView, _ slot: Int) -> FieldState {
    columns[slot].decoder.decode(
      kind: SlotKind(rawValue: view.kind) ?? .mismatch, mapping: Int(view.mapping),
      bytes: view.bytes)
  }
}

/// What one record holds in one column.
struct SlotView {
  let kind: UInt8
  let mapping: UInt8
  let bytes: UnsafeRawBufferPointer
}

extension CapturedRecord {
  /// Valid as long as the record.
  func view(ofSlot index: Int) -> SlotView {
    let slot = slots[index]
    return SlotView(kind: slot.kind, mapping: slot.mapping, bytes: bytes(of: slot))
  }
}

/// A batch of events that were made of captured records. Owned by one worker.
package final class MergedBatch {
  private let batch: RecordBatch
  private var events: [MergedEvent] = []
  private var bytes: [UInt8] = []

  package init(plan: SourcePlan, capacity: Int) {
    batch = RecordBatch(columnCount: plan.requests.count, capacity: capacity)
  }

  package var isFull: Bool { events.count == batch.capacity || bytes.count > 64 << 20 }

  package func append(_ event: MergedEvent) {
    let row = events.count
    events.append(event)
    for (index, column) in batch.columns.enumerated() {
      guard let source = event.sources[index] else {
        column.kinds[row] = SlotKind.disagree.rawValue
        column.mappings[row] = 0
        column.offsets[row] = 0
        column.lengths[row] = 0
        continue
      }
      let slot = source.slots[index]
      column.kinds[row] = slot.kind
      column.mappings[row] = slot.mapping
      column.offsets[row] = UInt32(bytes.count)
      column.lengths[row] = slot.length
      if slot.length > 0 { bytes += source.bytes(of: slot) }
    }
    batch.times[row] = event.main.key.time
    batch.recordOffsets[row] = 0
    batch.recordLengths[row] = 0
    batch.ordinals[row] = event.main.ordinal
    batch.count = events.count
  }

  /// Calls `body` with the batch ready to be evaluated, and with what makes a record of a row; then
  /// empties it.
  package func drain(_ body: (RecordBatch, Evaluator.Events) -> Void) {
    bytes.withUnsafeBytes { memory in
      batch.bytes = memory
      body(
        batch,
        Evaluator.Events(
          key: { [events] in events[$0].main.key },
          record: { [events, batch] in
            CapturedRecord(
              main: events[$0].main, others: events[$0].others, batch: batch, row: $0)
          },
          places: { [events] in
            (EventPlace(events[$0].main), events[$0].others.map { EventPlace($0) })
          },
          examination: { [events] in
            RecordExamination.joined(
              [events[$0].main.examination] + events[$0].others.map(\.examination))
          }))
    }
    batch.bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    batch.count = 0
    events.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }
}
