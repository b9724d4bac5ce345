import CKernels
import Columns
import Values

extension RecordExtractor {
  /// Fills the batch from JSON.
  func fillJSON(_ batch: RecordBatch, _ chunk: ChunkBuffer) {
    let walker = walker
    let capacity = batch.capacity
    var row = 0
    var isOther = false
    while row < capacity {
      guard cursor < walker.pointee.count else {
        if nextSegment(chunk) { continue }
        break
      }
      if templates.isSteady, !isOther, let filled = fillAtOnce(batch, row) {
        row &+= filled
        // The next record has another shape, or something rare.
        isOther = filled < WRIT_SHAPE_ROWS
        continue
      }
      isOther = false
      let start = walker.pointee.position(cursor)
      walker.pointee.row = row
      if row == clearedRows {
        // Rows that several records fill at once are emptied where they must be.
        clearRows(from: row, count: min(templates.isSteady ? WRIT_SHAPE_ROWS : 256, capacity - row))
      }
      if walker.pointee.base[start] == 0x7B {
        let before = cursor
        if let isDetected = readObject(start, row) {
          let end = walker.pointee.position(cursor &- 1) &+ 1
          if finish(batch, row, start, end, isDetected: isDetected) {
            row &+= 1
          } else {
            clear(row)
          }
        } else {
          clear(row)
          precondition(cursor > before, "a record must be used up")
        }
      } else {
        readOther(start)
      }
    }
    batch.count = row
    if row < capacity { finishChunk(chunk) }
  }

  /// Reads an object by the general walk.
  @inline(never)
  func walkObject(_ start: Int, _ row: Int) -> Bool? {
    let walker = walker
    if elements == nil { walker.pointee.limit = unitEnd(start) }
    let first = cursor
    let end = walker.pointee.walkRecord(first)
    guard end >= 0 else {
      giveUp(walker.pointee.failure, start)
      return nil
    }
    cursor = end
    let isDetected = hasDetectedPaths
    let length = walker.pointee.position(end &- 1) &+ 1 &- start
    // What is too long for a record was unwrapped by the reader, or is none.
    if elements == nil, length <= limits.maxRecordBytes, let list = wrappedList(isDetected) {
      cursor = list
      return nil
    }
    walker.pointee.chooseAll(choices)
    applyMissingRules(row: row)
    if templates.mayLearn() {
      let learner = TemplateLearner(
        walker: walker.pointee, nodesOfTarget: plan.nodes(of:), choices: choices)
      if let template = learner.template(first..<end, isDetected: isDetected) {
        templates.add(template)
      }
    }
    return isDetected
  }

  /// Whether the record just walked has any (or all) of the source's `detect` paths.
  var hasDetectedPaths: Bool {
    let walker = walker
    return source.detect.isEmpty
      || plan.detectNodes.contains {
        (walker.pointee.view.nodes[Int($0)].record == walker.pointee.record) != detectsAll
      } != detectsAll
  }

  /// What a column says whose mappings are all missing.
  func applyMissingRules(row: Int) {
    let walker = walker
    var at = 0
    while at < missingRules.count {
      let number = missingRules[at].column
      let column = walker.pointee.columns[Int(number)]
      let isMissing = column.kinds[row] == 0
      var inWhole = -1
      var open = -1
      while at < missingRules.count, missingRules[at].column == number {
        if isMissing {
          let rule = missingRules[at]
          let isInWhole = rule.wholeNodes.contains {
            let node = walker.pointee.view.nodes[Int($0)]
            return node.record == walker.pointee.record && node.isObject
          }
          if isInWhole {
            if inWhole < 0 { inWhole = Int(rule.mapping) }
          } else if !rule.isAbsent, open < 0 {
            open = Int(rule.mapping)
          }
        }
        at += 1
      }
      if isMissing {
        if open >= 0 {
          column.mappings[row] = UInt8(truncatingIfNeeded: open)
        } else if inWhole >= 0 {
          column.kinds[row] = SlotCode.missingInWhole
          column.mappings[row] = UInt8(truncatingIfNeeded: inWhole)
        }
      }
    }
  }

  /// If the object just walked wraps records, the position of the first of them.
  private func wrappedList(_ isDetected: Bool) -> Int? {
    let walker = walker.pointee
    func start(_ node: Int32, _ byte: UInt8) -> Int? {
      let place = walker.view.nodes[Int(node)]
      guard place.record == walker.record, walker.base[Int(place.valueStart)] == byte else {
        return nil
      }
      return Int(place.valueStart)
    }
    var open: Int?
    if let items = start(plan.itemsNode, 0x5B), let kind = start(plan.kindNode, 0x22) {
      let end = Int(walker.view.nodes[Int(plan.kindNode)].valueEnd) - 1
      let list: [UInt8] = [0x4C, 0x69, 0x73, 0x74]
      if end - kind > 4, (0..<4).allSatisfy({ walker.base[end - 4 + $0] == list[$0] }) {
        open = items
      }
    }
    if open == nil, !isDetected || source.detect.isEmpty {
      open = start(plan.recordsNode, 0x5B)
    }
    guard let open else { return nil }
    // The list's brackets among the positions: they ascend, so halve.
    var low = 0
    var high = cursor
    while low < high {
      let middle = (low + high) / 2
      if walker.position(middle) < open { low = middle + 1 } else { high = middle }
    }
    let bracket = low
    // The walk has passed all backslashes of the elements, which are read once more (twice, to
    // find the end).
    self.walker.pointee.findBackslash(from: open)
    let end = self.walker.pointee.skipValue(bracket, 0)
    guard end > bracket else { return nil }
    elements = (end: end - 1, after: cursor)
    self.walker.pointee.findBackslash(from: open)
    return bracket + 1
  }

  /// Fills in the time and what else a row needs; false if the record is unreadable.
  @inline(__always)
  func finish(
    _ batch: RecordBatch, _ row: Int, _ start: Int, _ end: Int, isDetected: Bool
  ) -> Bool {
    let walker = walker
    let base = walker.pointee.base
    let offset = start &+ walker.pointee.slotBase
    consumed = end
    guard end &- start <= limits.maxRecordBytes else {
      refuse(.tooLong, at: offset)
      return false
    }
    let time = walker.pointee.columns[plan.timeColumn]
    let text = base + (Int(time.offsets[row]) &- walker.pointee.slotBase)
    let instant = instant(time.kinds[row], time.mappings[row], text, Int(time.lengths[row]))
    guard isDetected, let instant else {
      refuse(isDetected ? .noTime : .otherFormat, at: offset)
      return false
    }
    if instant > latestTime {
      refuse(.futureTime, at: offset)
      return false
    }
    if plan.kindColumn != nil, !kindIsKnown(row) {
      refuse(.unknownKind, at: offset)
      return false
    }
    batch.times[row] = instant
    batch.recordOffsets[row] = UInt32(truncatingIfNeeded: offset)
    batch.recordLengths[row] = UInt32(truncatingIfNeeded: end &- start)
    batch.ordinals[row] = UInt32(truncatingIfNeeded: recordCount)
    recordCount &+= 1
    return true
  }

  /// The time in a slot of the time column, in nanoseconds since 1970.
  @inline(__always)
  private func instant(
    _ kind: UInt8, _ mapping: UInt8, _ text: UnsafePointer<UInt8>, _ length: Int
  ) -> Int64? {
    if kind == SlotCode.string, timesArePlain, length == MinuteCache.length,
      let known = minute.nanoseconds(text)
    {
      return known
    }
    return slowInstant(kind, mapping, text, length)
  }

  @inline(never)
  private func slowInstant(
    _ kind: UInt8, _ mapping: UInt8, _ text: UnsafePointer<UInt8>, _ length: Int
  ) -> Int64? {
    if kind == SlotCode.string, timesArePlain {
      if let time = Timestamp(rfc3339: UnsafeRawBufferPointer(start: text, count: length)) {
        if length == MinuteCache.length { minute.note(text, time) }
        return time.nanoseconds
      }
    }
    let time = times.time(
      kind: SlotKind(rawValue: kind) ?? .missing, mapping: Int(mapping),
      bytes: UnsafeRawBufferPointer(start: text, count: length))
    return time?.nanoseconds
  }

  /// Gives up the record that begins at `start`: in lines, the rest of its line.
  func giveUp(_ reason: UnreadableReason, _ start: Int) {
    let walker = walker
    refuse(reason, at: start + walker.pointee.slotBase)
    skip(to: unitEnd(start))
  }

  /// Where the line, or the framed value, ends that holds `start`.
  func unitEnd(_ start: Int) -> Int {
    let walker = walker
    if framing == .lines {
      return ByteSearch.first(0x0A, walker.pointee.base, start, walker.pointee.length)
    }
    guard let chunk else { return walker.pointee.length }
    let end = chunk.valueEnd(after: start + walker.pointee.slotBase) - walker.pointee.slotBase
    return min(end, walker.pointee.length)
  }

  /// Moves the cursor to the first position not before `end`.
  func skip(to end: Int) {
    let walker = walker
    while cursor < walker.pointee.count, walker.pointee.position(cursor) < end { cursor &+= 1 }
    consumed = end
    // Only if it has been passed: a search for each bad line would be quadratic.
    if walker.pointee.nextBackslash < end { walker.pointee.findBackslash(from: end) }
  }

  /// What stands where a record should begin and is no object: a prefix, the next element of an
  /// unwrapped list or its end, or something unreadable.
  @inline(never)
  func readOther(_ start: Int) {
    let walker = walker
    if let list = elements {
      if cursor >= list.end {
        cursor = list.after
        elements = nil
        consumed = walker.pointee.position(cursor - 1) + 1
        return
      }
      if walker.pointee.base[start] == 0x2C {
        cursor += 1
        return
      }
      refuse(.notAnObject, at: start + walker.pointee.slotBase)
      cursor = max(cursor + 1, walker.pointee.skipValue(cursor, 0))
      return
    }
    let limit = unitEnd(start)
    walker.pointee.limit = limit
    if framing == .lines {
      let base = walker.pointee.base
      var lineStart = start
      while lineStart > consumed, base[lineStart - 1] != 0x0A { lineStart -= 1 }
      if lineStart == 0 || base[lineStart - 1] == 0x0A,
        let prefix = LinePrefix.find(base, lineStart, limit),
        opensObject(lineStart + prefix.length, limit)
      {
        if prefix.isPartial {
          giveUp(.partialLine, start)
          return
        }
        skip(to: lineStart + prefix.length)
        return
      }
    }
    let end = walker.pointee.skipValue(cursor, 0)
    if end >= 0 {
      refuse(.notAnObject, at: start + walker.pointee.slotBase)
      cursor = end
      consumed = walker.pointee.tokenEnd(walker.pointee.position(end))
    } else {
      let isJSON =
        switch walker.pointee.base[start] {
        case 0x22, 0x5B, 0x7D, 0x5D, 0x2C, 0x3A: true
        default: false
        }
      giveUp(isJSON ? walker.pointee.failure : .otherFormat, start)
    }
  }

  private func opensObject(_ start: Int, _ end: Int) -> Bool {
    var at = start
    while at < end, JSONScalar.isWhitespace(walker.pointee.base[at]) { at += 1 }
    return at < end && walker.pointee.base[at] == 0x7B
  }
}
