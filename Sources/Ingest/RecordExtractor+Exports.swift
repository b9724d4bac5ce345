import Columns
import Values

/// The records of OpenTelemetry exports: many in one line, each with what its resource and scope say.
extension RecordExtractor {
  /// Fills the batch from exports. One that is no JSON is refused as a whole; what is sound JSON and has
  /// another shape than an export, at its place.
  func fillExports(_ batch: RecordBatch, _ chunk: ChunkBuffer) {
    var row = 0
    while row < batch.capacity {
      if export.isActive {
        guard let index = nextExported() else {
          endExport()
          continue
        }
        walker.pointee.row = row
        if row == clearedRows { clearRows(from: row, count: min(256, batch.capacity - row)) }
        if readExported(index, batch, row) { row += 1 } else { clear(row) }
        export.records = exported.nextElement(index)
        continue
      }
      guard cursor < walker.pointee.count else {
        if nextSegment(chunk) { continue }
        break
      }
      let start = walker.pointee.position(cursor)
      if walker.pointee.base[start] == 0x7B {
        beginExport(start)
      } else {
        readOther(start)
      }
    }
    batch.count = row
    if row < batch.capacity { finishChunk(chunk) }
  }

  private var exported: ExportText {
    ExportText(base: walker.pointee.base, positions: walker.pointee.positions)
  }

  private var parts: ExportParts { ExportParts(text: exported, view: walker.pointee.view) }

  /// Checks the object at the cursor as a whole, and finds the lists that it holds.
  private func beginExport(_ start: Int) {
    walker.pointee.limit = unitEnd(start)
    let after = walker.pointee.skipContainer(cursor, 1)
    guard after >= 0 else {
      giveUp(walker.pointee.failure, start)
      return
    }
    let text = exported
    export = ExportCursor(isActive: true, after: after)
    var isExport = false
    var misplaced: Int?
    text.members(of: cursor) { key, value in
      // Metrics are no events.
      if text.isText(key, "resourceMetrics") { isExport = true }
      for signal in [ExportCursor.Signal.spans, .logs] where text.isText(key, signal.name) {
        isExport = true
        if text.isNull(value) { continue }
        if text.byte(value) != 0x5B || export.pending.contains(where: { $0.signal == signal }) {
          misplaced = misplaced ?? key
        } else {
          export.pending.append(ExportCursor.Pending(signal: signal, key: key, list: value))
        }
      }
      return true
    }
    if !isExport { misplaced = cursor }
    guard let misplaced else { return }
    refuse(.otherFormat, at: walker.pointee.position(misplaced) + walker.pointee.slotBase)
    export.pending = []
  }

  private func endExport() {
    cursor = export.after
    consumed = walker.pointee.position(cursor - 1) + 1
    export = ExportCursor()
  }

  /// The index of the next record; nil if the export has no more.
  private func nextExported() -> Int? {
    let text = exported
    while true {
      if export.records >= 0 {
        if !text.isEnd(export.records) { return export.records }
        export.records = -1
        export.scopes = text.nextElement(export.scopes)
      } else if export.scopes >= 0 {
        if text.isEnd(export.scopes) {
          export.scopes = -1
          export.resources = text.nextElement(export.resources)
        } else if let entry = entry(
          export.scopes, ["scope", "instrumentationLibrary"], export.signal.records)
        {
          var own: [ExportPart] = []
          if let scope = entry.shared { parts.scope(scope, into: &own) }
          export.shared = export.ofResource + own.compacted(text.base)
          export.records = text.firstElement(entry.list)
        } else {
          export.scopes = text.nextElement(export.scopes)
        }
      } else if export.resources >= 0 {
        if text.isEnd(export.resources) {
          export.resources = -1
        } else if let entry = entry(export.resources, ["resource"], export.signal.scopes) {
          var own: [ExportPart] = []
          parts.signal(export.signalKey, into: &own)
          if let resource = entry.shared { parts.resource(resource, into: &own) }
          export.ofResource = own.compacted(text.base)
          export.scopes = text.firstElement(entry.list)
        } else {
          export.resources = text.nextElement(export.resources)
        }
      } else {
        guard !export.pending.isEmpty else { return nil }
        let next = export.pending.removeFirst()
        export.signal = next.signal
        export.signalKey = next.key
        export.resources = text.firstElement(next.list)
      }
    }
  }

  /// What an entry of a list holds: what its records share, and the list below it. nil if it has no
  /// list, or another shape, which is refused: a name that stands twice leaves open which was meant.
  private func entry(
    _ index: Int, _ shared: [StaticString], _ lists: [StaticString]
  ) -> (shared: Int?, list: Int)? {
    let text = exported
    guard text.byte(index) == 0x7B else {
      refuse(.notAnObject, at: text.position(index) + walker.pointee.slotBase)
      return nil
    }
    var object: Int?
    var list: Int?
    var misplaced: Int?
    text.members(of: index) { key, value in
      if text.isNull(value) { return true }
      if shared.contains(where: { text.isText(key, $0) }) {
        if object != nil || text.byte(value) != 0x7B { misplaced = key }
        object = value
      } else if lists.contains(where: { text.isText(key, $0) }) {
        if list != nil || text.byte(value) != 0x5B { misplaced = key }
        list = value
      }
      return misplaced == nil
    }
    if let misplaced {
      refuse(.otherFormat, at: text.position(misplaced) + walker.pointee.slotBase)
      return nil
    }
    return list.map { (object, $0) }
  }

  /// Writes a record's parts to the row; false if it can't be used.
  private func readExported(_ index: Int, _ batch: RecordBatch, _ row: Int) -> Bool {
    let text = exported
    let start = text.position(index)
    guard text.byte(index) == 0x7B else {
      refuse(.notAnObject, at: start + walker.pointee.slotBase)
      return false
    }
    walker.pointee.record &+= 1
    walker.pointee.view.nodes[0].record = walker.pointee.record
    walker.pointee.view.nodes[0].isObject = true
    for part in export.shared { walker.pointee.writePart(part) }
    exportParts.removeAll(keepingCapacity: true)
    parts.record(index, into: &exportParts)
    for part in exportParts { walker.pointee.writePart(part) }
    walker.pointee.chooseAll(choices)
    applyMissingRules(row: row)
    return finish(batch, row, start, text.end(index), isDetected: hasDetectedPaths)
  }
}
