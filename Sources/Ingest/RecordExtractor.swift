import Columns
import Mapping
import RuleModel
import Values

/// Finds the values that were asked for in the records of one source. One per worker and
/// source.
///
/// Give it a chunk with `begin`, then call `fill` until it returns false. Every record is
/// checked as a whole, whichever keys are used; a bad one is listed in `unreadable` and never
/// spoils its neighbours.
package final class RecordExtractor {
  package let source: CheckedSource
  package let columns: [ColumnRequest]
  /// The records of the current chunk that could not be used, in order.
  package internal(set) var unreadable: [UnreadableRecord] = []
  /// How many records the current chunk has had so far, readable or not.
  package internal(set) var recordCount = 0

  let plan: ColumnPlan
  let limits: ExtractionLimits
  /// `limits.latestTime` in nanoseconds; as good as never if there is none.
  let latestTime: Int64
  let times: TimeReader
  let timesArePlain: Bool
  var minute = MinuteCache()
  let missingRules: [ColumnPlan.MissingRule]
  let choices: MappingChoices
  var index = StructuralIndex()
  var templates = TemplateSet()
  var chunk: ChunkBuffer?
  let walker: UnsafeMutablePointer<RecordWalker>
  /// The batch's columns and, behind them, the extractor's own.
  private let columnMemory: UnsafeMutablePointer<SlotColumn>
  private let stack: UnsafeMutablePointer<Bool>
  private var ownColumns: [SlotColumn] = []
  private var ownCapacity = 0
  /// The rows below have had their slots emptied.
  var clearedRows = 0
  var framing = Framing.lines
  /// The text format's cutter, nil for JSON; the nodes of its fixed parts; and the parts and
  /// the beginning of the line being read.
  let cutter: (any TextFormat)?
  let partNodes: [Int32]
  var textParts = TextParts()
  var lineStart = 0
  /// In exports: where in the current one the reading stands, and the parts of the record being read.
  var export = ExportCursor()
  var exportParts: [ExportPart] = []
  /// Whether a record must have all `detect` paths to be of the source, rather than any.
  let detectsAll: Bool
  /// The kinds that were last found to be known, as they were written.
  let knownKinds = WrittenKinds()

  // Where the current chunk stands.
  var segment = Segment.done
  /// The next structural position.
  var cursor = 0
  /// Where the last record or line given up ends, in the segment.
  var consumed = 0
  /// In an unwrapped list: the position of its `]`, and the one behind its wrapper.
  var elements: (end: Int, after: Int)?
  /// In line-by-line reading: where the next line begins in the chunk.
  var nextLine = 0

  enum Segment {
    /// One structural index holds for the whole chunk.
    case whole
    /// The chunk has a line that can't be indexed, so each line has an index of its own.
    case line
    case done
  }

  package convenience init(
    source: CheckedSource, columns: [ColumnRequest], limits: ExtractionLimits = ExtractionLimits()
  ) {
    self.init(source: source, columns: columns, limits: limits, detectsAll: false)
  }

  init(
    source: CheckedSource, columns: [ColumnRequest], limits: ExtractionLimits, detectsAll: Bool
  ) {
    self.detectsAll = detectsAll
    self.source = source
    self.columns = columns
    self.limits = limits
    latestTime = limits.latestTime?.nanoseconds ?? .max
    plan = ColumnPlan(source: source, columns: columns)
    missingRules = plan.missingRules
    choices = plan.choices
    times = TimeReader(source.time, zone: limits.zone)
    timesArePlain = times.isPlainRFC3339
    cutter = TextFormats.cutter(source.format)
    let view = plan.trie.view
    partNodes = (cutter?.keys ?? []).map { key in
      var bytes = Array(key.utf8)
      let length = bytes.count
      bytes += [0, 0, 0, 0, 0, 0, 0, 0]
      return bytes.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { view.child(of: 0, key: $0, length: length) } ?? 0
      }
    }
    columnMemory = .allocate(capacity: plan.columnCount)
    stack = .allocate(capacity: RecordWalker.maximumDepth + 1)
    walker = .allocate(capacity: 1)
    // INVARIANT: nothing is read through the placeholder pointers before `begin` sets them.
    walker.initialize(
      to: RecordWalker(
        view: plan.trie.view, columns: columnMemory, columnCount: plan.columnCount, stack: stack,
        base: UnsafePointer(bitPattern: 8).unsafelyUnwrapped,
        positions: UnsafePointer(bitPattern: 8).unsafelyUnwrapped))
  }

  deinit {
    for column in ownColumns { column.deallocate() }
    columnMemory.deallocate()
    stack.deallocate()
    walker.deallocate()
    templates.deallocate()
  }

  /// Takes up a chunk; it must stay as it is until `fill` has returned false.
  package func begin(_ chunk: ChunkBuffer) {
    self.chunk = chunk
    unreadable = []
    recordCount = 0
    for record in chunk.unreadable { refuse(record.reason, inInput: record.offset) }
    elements = nil
    export = ExportCursor()
    nextLine = 0
    if framing != chunk.framing {
      // A shape learnt where a record may have many lines must not be used where it may not.
      framing = chunk.framing
      templates.removeAll()
    }
    segment = .done
    guard chunk.count > 0 else {
      finishChunk(chunk)
      return
    }
    if cutter != nil {
      segment = .line
    } else if open(0, chunk.count) == .found {
      segment = .whole
    } else {
      segment = .line
      cursor = 0
      walker.pointee.count = 0
    }
  }

  /// Fills the batch with the chunk's next records; false if there is none left. The batch's
  /// slots point into the chunk.
  package func fill(_ batch: RecordBatch) -> Bool {
    guard let chunk else { return false }
    batch.count = 0
    batch.bytes = chunk.bytes
    batch.baseOffset = chunk.baseOffset
    guard segment != .done else { return false }
    prepare(batch)
    if let cutter {
      fillText(batch, chunk, cutter)
    } else if source.format == .otlpJSON {
      fillExports(batch, chunk)
    } else {
      fillJSON(batch, chunk)
    }
    return batch.count > 0
  }

  /// Points the walker at the batch's columns.
  private func prepare(_ batch: RecordBatch) {
    precondition(batch.columns.count == plan.askedCount, "the batch has other columns")
    if ownCapacity < batch.capacity {
      for column in ownColumns { column.deallocate() }
      ownColumns = (plan.askedCount..<plan.columnCount).map { _ in
        SlotColumn(capacity: batch.capacity)
      }
      ownCapacity = batch.capacity
    }
    for (number, column) in (batch.columns + ownColumns).enumerated() {
      (columnMemory + number).initialize(to: column)
    }
    clearedRows = 0
  }

  /// Empties the slots of `count` rows from `row` on: as many as fit the cache well; a batch may be
  /// far larger than what a chunk fills of it.
  @inline(never)
  func clearRows(from row: Int, count: Int) {
    for number in 0..<plan.columnCount {
      (columnMemory[number].kinds + row).update(repeating: 0, count: count)
      (columnMemory[number].mappings + row).update(repeating: 0, count: count)
      (columnMemory[number].offsets + row).update(repeating: 0, count: count)
      (columnMemory[number].lengths + row).update(repeating: 0, count: count)
    }
    clearedRows = row + count
  }

  /// Indexes the bytes `[start, end)` of the chunk and points the walker at them.
  func open(_ start: Int, _ end: Int) -> StructuralIndex.Outcome {
    guard let chunk else { return .empty }
    let base = UnsafePointer(chunk.memory + start)
    let outcome = index.run(base, count: end - start)
    walker.pointee.base = base
    walker.pointee.positions = index.positions
    walker.pointee.count = outcome == .found ? index.count : 0
    walker.pointee.length = end - start
    walker.pointee.limit = end - start
    walker.pointee.slotBase = start
    cursor = 0
    consumed = 0
    if outcome == .found { walker.pointee.findBackslash(from: 0) }
    return outcome
  }

  /// Notes a record that can't be used.
  func refuse(_ reason: UnreadableReason, at offset: Int) {
    refuse(reason, inInput: (chunk?.baseOffset ?? 0) + UInt64(offset))
  }

  func refuse(_ reason: UnreadableReason, inInput offset: UInt64) {
    unreadable.append(
      UnreadableRecord(
        reason: reason, ordinal: UInt32(truncatingIfNeeded: recordCount), offset: offset))
    recordCount += 1
  }

  /// Empties the slots of a row that was not kept.
  @inline(__always)
  func clear(_ row: Int) {
    for number in 0..<plan.columnCount {
      columnMemory[number].kinds[row] = 0
      columnMemory[number].mappings[row] = 0
      columnMemory[number].offsets[row] = 0
      columnMemory[number].lengths[row] = 0
    }
  }
}
