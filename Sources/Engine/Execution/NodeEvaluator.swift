import Columns
import Mapping
import Values

/// Evaluates a plan's conditions over one batch after the other: masks of three-valued answers,
/// each node at most once a batch. Owned by one worker.
final class NodeEvaluator {
  let plan: SourcePlan
  let store: MaskStore
  let context: ScalarContext
  /// nil for columns that the source does not record, and for the time.
  let columnMasks: [ColumnMasks?]
  private(set) var count = 0
  private(set) var words = 0
  private var batch: RecordBatch?
  /// nil where no rule asks for whole records.
  let examiner: RecordExaminer?
  /// What is known of rows that were made of several records.
  private var madeExamination: ((_ row: Int) -> RecordExamination?)?
  private var row = 0
  private let timeClassifiers: [TimeClassifier?]
  private let columnStamps: UnsafeMutablePointer<UInt32>
  /// For nodes with row tests: the rows for which their masks hold. By node.
  private var covered: [UnsafeMutablePointer<UInt64>?]
  private let everyRow: UnsafeMutablePointer<UInt64>
  private let capacity: Int

  init(plan: SourcePlan, capacity: Int) {
    self.plan = plan
    self.capacity = capacity
    store = MaskStore(nodeCount: plan.nodes.count, capacity: capacity)
    let context = ScalarContext(
      columnCount: plan.columns.count, ownDetectors: plan.ownDetectors)
    self.context = context
    examiner = RecordExaminer(plan: plan, capacity: capacity)
    var masks: [ColumnMasks?] = []
    var times: [TimeClassifier?] = []
    for (index, column) in plan.columns.enumerated() {
      if let decoder = column.decoder {
        masks.append(
          ColumnMasks(
            classifier: ColumnClassifier(
              column: index, plan: plan, decoder: decoder, context: context, capacity: capacity),
            capacity: capacity))
      } else {
        masks.append(nil)
      }
      let isTime = column.place == .time && !plan.columnTests[index].isEmpty
      times.append(isTime ? TimeClassifier(column: index, plan: plan, context: context) : nil)
    }
    columnMasks = masks
    timeClassifiers = times
    columnStamps = .allocate(capacity: max(1, plan.columns.count))
    columnStamps.initialize(repeating: 0, count: max(1, plan.columns.count))
    covered = Array(repeating: nil, count: plan.nodes.count)
    everyRow = .allocate(capacity: max(1, Mask.words(for: capacity)))
    for node in 0..<plan.nodes.count where plan.hasRowTest[node] {
      covered[node] = .allocate(capacity: max(1, Mask.words(for: capacity)))
    }
    if examiner != nil {
      context.recordAnswer = { [unowned self] question in recordAnswer(question) }
    }
  }

  deinit {
    columnStamps.deallocate()
    everyRow.deallocate()
    for mask in covered { mask?.deallocate() }
  }

  /// Takes up a batch; what was known of the one before is forgotten.
  func begin(
    _ batch: RecordBatch, examination: ((_ row: Int) -> RecordExamination?)? = nil
  ) {
    self.batch = batch
    madeExamination = examination
    examiner?.begin(batch)
    count = batch.count
    words = Mask.words(for: batch.count)
    store.nextGeneration()
    Mask.fill(everyRow, rows: count)
  }

  private func recordAnswer(_ question: Int) -> Truth {
    if let known = madeExamination?(row) { return known.answers[question] }
    return examiner?.answer(question, row: row) ?? .unknown
  }

  /// All rows of the batch.
  var allRows: UnsafePointer<UInt64> { UnsafePointer(everyRow) }

  /// Fills the masks of a node; they hold for the rows of `demand`, for all rows unless the node
  /// has a row test in it.
  func evaluate(_ node: Int32, demand: UnsafePointer<UInt64>) {
    if plan.hasRowTest[node] {
      evaluateRows(node, demand)
    } else if !store.isFilled(node) {
      compute(node, demand)
      store.stamps[Int(node)] = store.generation
    }
  }

  // A node with row tests is computed anew when it is asked for rows that it was not asked for
  // before; its row tests remember theirs.
  private func evaluateRows(_ node: Int32, _ demand: UnsafePointer<UInt64>) {
    guard let mask = covered[Int(node)] else { return }
    if store.isFilled(node) {
      var isCovered = true
      for index in 0..<words where demand[index] & ~mask[index] != 0 { isCovered = false }
      if isCovered { return }
    } else {
      Mask.clear(mask, words: words)
      store.fillEmpty(node, words: words)
    }
    if case .rowTest(let index) = plan.nodes[node] {
      evaluate(plan.rowTests[Int(index)], demand, mask)
    } else {
      Mask.or(demand, into: mask, words: words)
      compute(node, mask)
    }
  }

  private func compute(_ node: Int32, _ demand: UnsafePointer<UInt64>) {
    switch plan.nodes[node] {
    case .constant(let value):
      store.fillEmpty(node, words: words)
      if value {
        Mask.copy(everyRow, to: store.yes(node), words: words)
        store.anyTrue[Int(node)] = count > 0
      }
    case .unknown:
      store.fillEmpty(node, words: words)
      Mask.copy(everyRow, to: store.unknown(node), words: words)
      store.anyUnknown[Int(node)] = count > 0
    case .columnTest(let column):
      fillColumn(Int(column))
      if !store.isFilled(node) { store.fillEmpty(node, words: words) }
    case .rowTest: break
    case .not(let part):
      evaluate(part, demand: demand)
      negate(part, into: node)
    case .and(let start, let end): conjunction(node, start, end, demand)
    case .or(let start, let end): disjunction(node, start, end, demand)
    }
  }

  private func negate(_ part: Int32, into node: Int32) {
    let yes = store.yes(part)
    let unknown = store.unknown(part)
    let resultYes = store.yes(node)
    let resultUnknown = store.unknown(node)
    var any: UInt64 = 0
    for index in 0..<words {
      let mask = ~(yes[index] | unknown[index]) & everyRow[index]
      resultYes[index] = mask
      resultUnknown[index] = unknown[index]
      any |= mask
    }
    store.anyTrue[Int(node)] = any != 0
    store.anyUnknown[Int(node)] = store.anyUnknown[Int(part)]
  }

  // Kleene's `and`: true where all parts are, possible where none is false.
  private func conjunction(
    _ node: Int32, _ start: Int32, _ end: Int32, _ demand: UnsafePointer<UInt64>
  ) {
    let yes = store.yes(node)
    let possible = store.unknown(node)
    Mask.copy(everyRow, to: yes, words: words)
    if plan.hasRowTest[node] {
      Mask.copy(demand, to: possible, words: words)
    } else {
      Mask.copy(everyRow, to: possible, words: words)
    }
    for child in start..<end {
      let part = plan.children[child]
      evaluate(part, demand: possible)
      let partYes = store.yes(part)
      var any: UInt64 = 0
      if store.anyUnknown[Int(part)] {
        let partUnknown = store.unknown(part)
        for index in 0..<words {
          yes[index] &= partYes[index]
          possible[index] &= partYes[index] | partUnknown[index]
          any |= possible[index]
        }
      } else {
        for index in 0..<words {
          yes[index] &= partYes[index]
          possible[index] &= partYes[index]
          any |= possible[index]
        }
      }
      if any == 0 { break }
    }
    finish(node, yes, possible)
  }

  private func disjunction(
    _ node: Int32, _ start: Int32, _ end: Int32, _ demand: UnsafePointer<UInt64>
  ) {
    let yes = store.yes(node)
    let possible = store.unknown(node)
    Mask.clear(yes, words: words)
    Mask.clear(possible, words: words)
    for child in start..<end {
      let part = plan.children[child]
      if plan.hasRowTest[part] {
        withOpenRows(yes, demand) { evaluate(part, demand: $0) }
      } else {
        evaluate(part, demand: demand)
      }
      if store.anyTrue[Int(part)] {
        let partYes = store.yes(part)
        for index in 0..<words {
          yes[index] |= partYes[index]
          possible[index] |= partYes[index]
        }
      }
      if store.anyUnknown[Int(part)] {
        Mask.or(store.unknown(part), into: possible, words: words)
      }
      // Where all rows are true already, the other parts need not be looked at.
      if child &+ 1 < end, Mask.equal(yes, everyRow, words: words) { break }
    }
    finish(node, yes, possible)
  }

  // The demanded rows that are not yet true.
  private func withOpenRows(
    _ yes: UnsafePointer<UInt64>, _ demand: UnsafePointer<UInt64>,
    _ body: (UnsafePointer<UInt64>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(1, words)) { buffer in
      guard let open = buffer.baseAddress else { return }
      for index in 0..<words { open[index] = demand[index] & ~yes[index] }
      body(open)
    }
  }

  private func finish(
    _ node: Int32, _ yes: UnsafeMutablePointer<UInt64>, _ possible: UnsafeMutablePointer<UInt64>
  ) {
    var anyTrue: UInt64 = 0
    var anyUnknown: UInt64 = 0
    for index in 0..<words {
      anyTrue |= yes[index]
      possible[index] &= ~yes[index]
      anyUnknown |= possible[index]
    }
    store.anyTrue[Int(node)] = anyTrue != 0
    store.anyUnknown[Int(node)] = anyUnknown != 0
  }

  /// Makes sure that a column's masks are those of the batch.
  func fillColumn(_ column: Int) {
    guard columnStamps[column] != store.generation, let batch else { return }
    columnStamps[column] = store.generation
    if let masks = columnMasks[column], case .slot(let slot) = plan.columns[column].place {
      masks.classifier.classify(batch.columns[slot], bytes: batch.bytes, count: count)
      masks.fill(store, count: count)
    } else if let times = timeClassifiers[column] {
      times.fill(store, times: batch.times, count: count, words: words)
    }
  }

  private func evaluate(
    _ test: RowTest, _ demand: UnsafePointer<UInt64>, _ mask: UnsafeMutablePointer<UInt64>
  ) {
    let node = test.node
    for index in 0..<words {
      var open = demand[index] & ~mask[index]
      mask[index] |= open
      while open != 0 {
        let row = index << 6 &+ open.trailingZeroBitCount
        open &= open &- 1
        prepare(test, row: row)
        context.reasons.removeAll(keepingCapacity: true)
        switch context.evaluate(test.test) {
        case .no: break
        case .yes:
          Mask.insert(row, into: store.yes(node))
          store.anyTrue[Int(node)] = true
        case .unknown:
          Mask.insert(row, into: store.unknown(node))
          store.anyUnknown[Int(node)] = true
        }
      }
    }
  }

  /// Why a row test is unknown for a row.
  func reasons(of test: RowTest, row: Int) -> [Reason] {
    prepare(test, row: row)
    return context.answer(test.test).reasons
  }

  private func prepare(_ test: RowTest, row: Int) {
    self.row = row
    for column in test.columns { context.states[column] = state(of: column, row: row) }
  }

  /// A column's state in a row, decoded.
  func state(of column: Int, row: Int) -> FieldState {
    guard let batch else { return .unknown(.missing) }
    let planned = plan.columns[column]
    switch planned.place {
    case .nowhere, .record: return .unknown(.missing)
    case .time: return .value(.timestamp(Timestamp(nanoseconds: batch.times[row])))
    case .slot(let slot):
      guard let decoder = planned.decoder else { return .unknown(.missing) }
      let slots = batch.columns[slot]
      let kind = SlotKind(rawValue: slots.kinds[row]) ?? .mismatch
      let offset = Int(slots.offsets[row])
      let bytes: UnsafeRawBufferPointer
      switch kind {
      case .string, .escapedString, .number, .object, .array:
        bytes = UnsafeRawBufferPointer(
          rebasing: batch.bytes[offset..<offset + Int(slots.lengths[row])])
      default: bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      }
      return decoder.decode(kind: kind, mapping: Int(slots.mappings[row]), bytes: bytes)
    }
  }
}
