import Columns
import Mapping

/// Makes events of records of one identity that stand in one batch, without copying them: the row of
/// the main record takes over the other rows' slots. Owned by one worker.
package final class BatchMerger {
  private let merge: RecordMerge
  private let slotCount: Int
  private var rows: [Int] = []
  private var stages: [Int] = []
  /// Stages by their spelling in the log.
  private var knownStages: [(kind: UInt8, mapping: UInt8, bytes: [UInt8], stage: Int)] = []
  /// The other rows of the events that were made, by main row.
  private var othersByRow: [Int: [Int]] = [:]

  package init(merge: RecordMerge, slotCount: Int) {
    self.merge = merge
    self.slotCount = slotCount
  }

  /// Forgets the batch before.
  package func begin() {
    if !othersByRow.isEmpty { othersByRow.removeAll(keepingCapacity: true) }
  }

  /// Takes all records that have one identity hash, if they are one event; its main row, or nil: they
  /// are several events, or the hash is that of several identities.
  package func event(_ members: [Int], in batch: RecordBatch) -> Int? {
    rows.removeAll(keepingCapacity: true)
    rows += members
    // By time and place, as everywhere.
    rows.sort {
      (batch.times[$0], batch.recordOffsets[$0]) < (batch.times[$1], batch.recordOffsets[$1])
    }
    let first = rows[0]
    for row in rows.dropFirst() {
      guard merge.isNear(batch.times[row], to: batch.times[first]) else { return nil }
      for slot in merge.identitySlots {
        let isSame = merge.agree(
          batch.view(row, slot), batch.view(first, slot), slot)
        if !isSame { return nil }
      }
    }
    stages.removeAll(keepingCapacity: true)
    for row in rows { stages.append(stage(of: row, batch)) }
    var main = 0
    for index in rows.indices where stages[index] > stages[main] { main = index }
    for slot in 0..<slotCount { take(slot, main, batch) }
    othersByRow[rows[main]] = rows.filter { $0 != rows[main] }
    return rows[main]
  }

  /// The records that an event was made of beside its main one, with their own values.
  package func others(of row: Int) -> [Int] { othersByRow[row] ?? [] }

  package var isEmpty: Bool { othersByRow.isEmpty }

  private func stage(of row: Int, _ batch: RecordBatch) -> Int {
    guard let slot = merge.stageSlot else { return 0 }
    let view = batch.view(row, slot)
    for known in knownStages
    where known.kind == view.kind && known.mapping == view.mapping
      && known.bytes.elementsEqual(view.bytes)
    {
      return known.stage
    }
    let stage = merge.stage(view)
    if knownStages.count < 16 {
      knownStages.append((view.kind, view.mapping, Array(view.bytes), stage))
    }
    return stage
  }

  // Gives the main row the slot of the highest stage that records the column.
  private func take(_ slot: Int, _ main: Int, _ batch: RecordBatch) {
    var best = -1
    var disagree = false
    for index in rows.indices {
      if best >= 0, stages[best] > stages[index] { continue }
      let view = batch.view(rows[index], slot)
      if merge.isMissing(view, slot) { continue }
      if best >= 0, stages[best] == stages[index] {
        if !merge.agree(batch.view(rows[best], slot), view, slot) { disagree = true }
      } else {
        best = index
        disagree = false
      }
    }
    let column = batch.columns[slot]
    let target = rows[main]
    if disagree {
      column.kinds[target] = SlotKind.disagree.rawValue
      column.mappings[target] = 0
      column.offsets[target] = 0
      column.lengths[target] = 0
    } else if best >= 0, best != main {
      let source = rows[best]
      column.kinds[target] = column.kinds[source]
      column.mappings[target] = column.mappings[source]
      column.offsets[target] = column.offsets[source]
      column.lengths[target] = column.lengths[source]
    }
  }
}

extension RecordBatch {
  /// What a row holds in one column. Valid as long as the batch's bytes.
  @inline(__always)
  func view(_ row: Int, _ slot: Int) -> SlotView {
    let column = columns[slot]
    let kind = column.kinds[row]
    let start =
      SlotKind.hasBytes(kind) ? bytes.baseAddress.map { $0 + Int(column.offsets[row]) } : nil
    return SlotView(
      kind: kind, mapping: column.mappings[row],
      bytes: UnsafeRawBufferPointer(
        start: start, count: start == nil ? 0 : Int(column.lengths[row])))
  }
}
