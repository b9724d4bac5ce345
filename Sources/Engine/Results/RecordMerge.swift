import Columns
import Mapping
import Values

/// Makes one event of the records of one identity (C9).
package struct RecordMerge {
  private let plan: SourcePlan
  private let within: Int64?

  package init(plan: SourcePlan) {
    self.plan = plan
    within = plan.source.identity?.within?.nanoseconds
  }

  /// The events that records with equal identity hashes come to, whatever order they came in.
  package func events(_ records: [CapturedRecord]) -> [CapturedRecord] {
    if records.count == 1 { return records }
    let sorted = records.sorted { $0.key < $1.key }
    var groups: [(identity: [FieldState], records: [CapturedRecord])] = []
    for record in sorted {
      let identity = plan.identityColumns.map { record.state(of: plan.columns[$0]) }
      // From the back: a record joins the event that its identity had last.
      if let index = groups.lastIndex(where: { $0.identity == identity }),
        isNear(record, to: groups[index].records[0])
      {
        groups[index].records.append(record)
      } else {
        groups.append((identity, [record]))
      }
    }
    return groups.map { merge($0.records) }
  }

  private func isNear(_ record: CapturedRecord, to first: CapturedRecord) -> Bool {
    guard let within else { return true }
    let distance = record.key.time.subtractingReportingOverflow(first.key.time)
    return !distance.overflow && distance.partialValue <= within
  }

  private func merge(_ records: [CapturedRecord]) -> CapturedRecord {
    guard records.count > 1 else { return records[0] }
    let stages = records.map { stage(of: $0) }
    var main = 0
    for index in records.indices where stages[index] > stages[main] { main = index }
    let slots = plan.columns.indices.filter {
      if case .slot = plan.columns[$0].place { true } else { false }
    }
    let sources = slots.map { source(of: plan.columns[$0], records, stages, records[main]) }
    var others = records
    others.remove(at: main)
    return CapturedRecord(main: records[main], others: others, sources: sources)
  }

  // The record that a column's state is taken from: one of the highest stage that records it; nil
  // if those disagree.
  private func source(
    of column: PlannedColumn, _ records: [CapturedRecord], _ stages: [Int], _ main: CapturedRecord
  ) -> CapturedRecord? {
    var best: (index: Int, state: FieldState)?
    var disagree = false
    for index in records.indices {
      let state = records[index].state(of: column)
      if state == .unknown(.missing) { continue }
      if let known = best, stages[known.index] > stages[index] { continue }
      if let known = best, stages[known.index] == stages[index] {
        if known.state != state { disagree = true }
      } else {
        best = (index, state)
        disagree = false
      }
    }
    guard let best else { return main }
    return disagree ? nil : records[best.index]
  }

  // Later stages know more; a record without a stage is the first.
  private func stage(of record: CapturedRecord) -> Int {
    guard let column = plan.stageColumn,
      case .value(.string(let name)) = record.state(of: plan.columns[column])
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
  package let batch: RecordBatch
  package private(set) var records: [CapturedRecord] = []
  private var bytes: [UInt8] = []

  package init(plan: SourcePlan, capacity: Int) {
    batch = RecordBatch(columnCount: plan.requests.count, capacity: capacity)
  }

  package var isFull: Bool { records.count == batch.capacity || bytes.count > 64 << 20 }

  package func append(_ record: CapturedRecord) {
    let row = records.count
    let start = bytes.count
    records.append(record)
    bytes += record.bytes
    for (index, slot) in record.slots.enumerated() {
      let column = batch.columns[index]
      column.kinds[row] = slot.kind.rawValue
      column.mappings[row] = slot.mapping
      column.offsets[row] = UInt32(start + slot.offset)
      column.lengths[row] = UInt32(slot.length)
    }
    batch.times[row] = record.key.time
    batch.recordOffsets[row] = UInt32(start)
    batch.recordLengths[row] = UInt32(record.recordLength)
    batch.ordinals[row] = record.ordinal
    batch.count = records.count
  }

  /// Calls `body` with the batch ready to be evaluated, then empties it.
  package func drain(_ body: (RecordBatch, [CapturedRecord]) -> Void) {
    bytes.withUnsafeBytes { memory in
      batch.bytes = memory
      body(batch, records)
    }
    batch.bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    batch.count = 0
    records.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }
}
