import Columns
import Mapping
import RuleModel
import Values

/// Hands a batch's selected events to the correlation, with what it asks of each. Owned by one worker.
///
/// Cost: for each selection its masks, which the rules share; for each selected event its values, copied
/// as they stand where the record holds them plainly.
package final class SelectionCapture {
  /// Which further records an event has that was made of several.
  package typealias Merged = (main: EventPlace, others: [EventPlace])

  private struct PartReasons {
    /// -1: of the selection, else of the answer of that number.
    let part: Int
    let reason: UnknownReason
    let column: Int
    /// In `reasonWords`.
    let start: Int
  }

  /// A value that is a column's string as it stands.
  private struct PlainText {
    let column: SlotColumn
    /// Strings that are no longer may stand for something else.
    let above: Int
  }

  private let plan: SourcePlan
  private let nodes: NodeEvaluator
  private let reasons: ReasonMasks
  private let writer: CorrelationWriter
  private let rows: UnsafeMutablePointer<UInt64>
  private let unknown: UnsafeMutablePointer<UInt64>
  /// By value of the selection at hand, in the batch at hand; nil: the value is another one.
  private let texts: UnsafeMutablePointer<PlainText?>
  private var partReasons: [PartReasons] = []
  private var reasonWords: [UInt64] = []
  private var notedRows: Set<Int> = []
  /// Of the batches since it was taken last.
  private var merged: [Merged] = []
  /// By column: some record had its key.
  private(set) var seenColumns: [Bool]
  private let rawValues: [(slot: Int, column: Int)]

  init(
    plan: SourcePlan, nodes: NodeEvaluator, reasons: ReasonMasks, writer: CorrelationWriter,
    words: Int
  ) {
    self.plan = plan
    self.nodes = nodes
    self.reasons = reasons
    self.writer = writer
    rows = .allocate(capacity: words)
    unknown = .allocate(capacity: words)
    texts = .allocate(capacity: 1 + (plan.selections.map(\.values.count).max() ?? 0))
    seenColumns = Array(repeating: false, count: plan.columns.count)
    rawValues = Self.rawValues(plan)
  }

  deinit {
    rows.deallocate()
    unknown.deallocate()
    texts.deallocate()
  }

  // Raw keys whose values are kept: whether they occur is told to the user.
  private static func rawValues(_ plan: SourcePlan) -> [(slot: Int, column: Int)] {
    var columns: Set<Int> = []
    for selection in plan.selections {
      for value in selection.values { columns.formUnion(value.columns) }
      if let elements = selection.elements { columns.formUnion(elements.columns) }
    }
    return columns.sorted().compactMap { column in
      guard case .raw = plan.columns[column].request,
        case .slot(let slot) = plan.columns[column].place
      else { return nil }
      return (slot, column)
    }
  }

  /// Takes the events made of several records that were captured since it was asked last.
  package func takeMerged() -> [Merged] {
    defer { merged.removeAll(keepingCapacity: true) }
    return merged
  }

  /// `events`: the rows that are events.
  func capture(
    _ batch: RecordBatch, _ origin: BatchOrigin, _ events: UnsafePointer<UInt64>,
    _ made: Evaluator.Events?
  ) {
    if !notedRows.isEmpty { notedRows.removeAll(keepingCapacity: true) }
    for index in plan.selections.indices {
      let selection = plan.selections[index]
      nodes.evaluate(selection.node, demand: events)
      let store = nodes.store
      guard store.anyTrue[Int(selection.node)] || store.anyUnknown[Int(selection.node)] else {
        continue
      }
      let yes = store.yes(selection.node)
      let maybe = store.unknown(selection.node)
      var any: UInt64 = 0
      for word in 0..<nodes.words {
        rows[word] = (yes[word] | maybe[word]) & events[word]
        any |= rows[word]
      }
      if any == 0 { continue }
      for answer in selection.answers { nodes.evaluate(answer, demand: rows) }
      collectReasons(selection)
      findTexts(selection, batch)
      for row in MaskRows(rows, words: nodes.words) {
        write(row, selection, batch, origin, made)
      }
    }
    for (slot, column) in rawValues where !seenColumns[column] {
      seenColumns[column] = (0..<batch.count).contains {
        batch.columns[slot].kinds[$0] > SlotKind.missingInWhole.rawValue
      }
    }
  }

  // MARK: Reasons

  private func collectReasons(_ selection: SelectionPlan) {
    if !partReasons.isEmpty {
      partReasons.removeAll(keepingCapacity: true)
      reasonWords.removeAll(keepingCapacity: true)
    }
    collectReasons(selection.node, part: -1, selection.reasonColumns)
    for (part, answer) in selection.answers.enumerated() {
      collectReasons(answer, part: part, selection.answerReasonColumns[part])
    }
  }

  private func collectReasons(_ node: Int32, part: Int, _ columns: [Int]) {
    guard nodes.store.anyUnknown[Int(node)] else { return }
    let mask = nodes.store.unknown(node)
    var any: UInt64 = 0
    for word in 0..<nodes.words {
      unknown[word] = mask[word] & rows[word]
      any |= unknown[word]
    }
    if any == 0 { return }
    reasons.collect(node, unknown)
    for reason in UnknownReason.all {
      for column in columns {
        guard let mask = reasons.take(column, reason) else { continue }
        partReasons.append(
          PartReasons(part: part, reason: reason, column: column, start: reasonWords.count))
        reasonWords += UnsafeBufferPointer(start: mask, count: nodes.words)
      }
    }
  }

  private func writeReasons(_ part: Int, _ row: Int) {
    for one in partReasons
    where one.part == part && reasonWords[one.start + row >> 6] >> UInt64(row & 63) & 1 != 0 {
      writer.reason(one.reason, field: plan.columns[one.column].name)
    }
  }

  // MARK: One event

  private func findTexts(_ selection: SelectionPlan, _ batch: RecordBatch) {
    for (index, value) in selection.values.enumerated() {
      texts[index] = nil
      if case .text(let slot, _, let above) = value {
        texts[index] = PlainText(column: batch.columns[slot], above: above)
      }
    }
  }

  private func write(
    _ row: Int, _ selection: SelectionPlan, _ batch: RecordBatch, _ origin: BatchOrigin,
    _ made: Evaluator.Events?
  ) {
    let place = place(row, batch, origin, made)
    guard let elements = selection.elements else {
      begin(row, selection, batch, place, element: 0)
      writer.end()
      return
    }
    switch state(elements, batch, row) {
    case .value(.list(let list)):
      for (index, element) in list.enumerated() {
        begin(row, selection, batch, place, element: UInt32(truncatingIfNeeded: index))
        writer.value(.value(element))
        writer.end()
      }
    case .absent: break
    case .value: writeUnknownElement(row, selection, batch, place, .unreadableValue)
    case .unknown(let reason): writeUnknownElement(row, selection, batch, place, reason)
    }
  }

  // A list that is not known is one element that is not known.
  private func writeUnknownElement(
    _ row: Int, _ selection: SelectionPlan, _ batch: RecordBatch, _ place: EventPlace,
    _ reason: UnknownReason
  ) {
    begin(row, selection, batch, place, element: 0)
    writer.value(.unknown(reason))
    writer.end()
  }

  // The event with its answers and values.
  private func begin(
    _ row: Int, _ selection: SelectionPlan, _ batch: RecordBatch, _ place: EventPlace,
    element: UInt32
  ) {
    let isCertain = Mask.contains(nodes.store.yes(selection.node), row: row)
    let hasReasons = !partReasons.isEmpty
    writer.begin(
      selection: selection.number, place: place, element: element, isCertain: isCertain)
    if !isCertain, hasReasons { writeReasons(-1, row) }
    for (part, answer) in selection.answers.enumerated() {
      if Mask.contains(nodes.store.yes(answer), row: row) {
        writer.answer(.yes)
      } else if nodes.store.anyUnknown[Int(answer)],
        Mask.contains(nodes.store.unknown(answer), row: row)
      {
        writer.answer(.unknown)
        if hasReasons { writeReasons(part, row) }
      } else {
        writer.answer(.no)
      }
    }
    for index in selection.values.indices {
      if let text = texts[index], text.column.kinds[row] == SlotKind.stringByte {
        let length = Int(text.column.lengths[row])
        if length > text.above {
          let start = Int(text.column.offsets[row])
          writer.value(
            stringBytes: UnsafeRawBufferPointer(rebasing: batch.bytes[start..<start &+ length]))
          continue
        }
      }
      writer.value(state(selection.values[index], batch, row))
    }
  }

  private func state(_ value: PlannedValue, _ batch: RecordBatch, _ row: Int) -> FieldState {
    switch value {
    case .text(_, let column, _), .column(let column): return nodes.state(of: column, row: row)
    case .computed(let operand, let columns):
      for column in columns {
        nodes.context.states[column] = nodes.state(of: column, row: row)
      }
      return nodes.context.state(of: operand)
    }
  }

  private func place(
    _ row: Int, _ batch: RecordBatch, _ origin: BatchOrigin, _ made: Evaluator.Events?
  ) -> EventPlace {
    guard let made else { return EventPlace(batch, row: row, origin: origin) }
    let (main, others) = made.places(row)
    let place = main ?? EventPlace(batch, row: row, origin: origin)
    if !others.isEmpty, notedRows.insert(row).inserted { merged.append((place, others)) }
    return place
  }
}
