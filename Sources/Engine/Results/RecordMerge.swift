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
  private let identitySlots: [Int]
  private let stageSlot: Int?
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
    guard let within else { return true }
    let distance = record.key.time.subtractingReportingOverflow(first.key.time)
    return !distance.overflow && distance.partialValue <= within
  }

  private func haveOneIdentity(_ left: CapturedRecord, _ right: CapturedRecord) -> Bool {
    identitySlots.allSatisfy { slot in
      if haveSameSlot(left, right, slot) { return true }
      let decoder = columns[slot].decoder
      return left.state(ofSlot: slot, decoder) == right.state(ofSlot: slot, decoder)
    }
  }

  private func haveSameSlot(_ left: CapturedRecord, _ right: CapturedRecord, _ index: Int) -> Bool {
    let a = left.slots[index]
    let b = right.slots[index]
    guard a.kind == b.kind, a.mapping == b.mapping, a.length == b.length else { return false }
    return memcmp(left.bytes + Int(a.offset), right.bytes + Int(b.offset), Int(a.length)) == 0
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
      if isMissing(slot, records[index]) { continue }
      if let known = best, stages[known] == stages[index] {
        if !agree(records[known], records[index], slot) { disagree = true }
      } else {
        best = index
        disagree = false
      }
    }
    guard let best else { return records[main] }
    return disagree ? nil : records[best]
  }

  private func isMissing(_ slot: Int, _ record: CapturedRecord) -> Bool {
    let kind = record.slots[slot].kind
    if kind == SlotKind.missing.rawValue { return !columns[slot].missingIsAbsent }
    if !SlotKind.hasBytes(kind) || columns[slot].isPlain { return false }
    return record.state(ofSlot: slot, columns[slot].decoder) == .unknown(.missing)
  }

  private func agree(_ left: CapturedRecord, _ right: CapturedRecord, _ slot: Int) -> Bool {
    if haveSameSlot(left, right, slot) { return true }
    let decoder = columns[slot].decoder
    return left.state(ofSlot: slot, decoder) == right.state(ofSlot: slot, decoder)
  }

  // Later stages know more; a record without a stage is the first.
  private func stage(of record: CapturedRecord) -> Int {
    guard let stageSlot,
      case .value(.string(let name)) = record.state(ofSlot: stageSlot, columns[stageSlot].decoder)
    else { return 0 }
    switch name {
    case "received", "request": return 1
    case "started": return 2
    case "response", "complete": return 3
    case "panic": return 4
    default: return 0
    }
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
          }))
    }
    batch.bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    batch.count = 0
    events.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }
}
