import CKernels
import Columns
import Mapping

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The ways in which a batch is looked at whole.
extension ColumnClassifier {
  // Where only presence is asked, most rows hold some text that is long enough to be a value.
  func classifyPresence(
    _ slots: SlotColumn, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ count: Int
  ) {
    let step = 64
    var row = 0
    while row < count {
      let rows = row..<min(row + step, count)
      let mapping = slots.mappings[row]
      let least = plainAbove[Int(mapping)]
      var other: UInt8 = 0
      var short: UInt32 = 0
      for row in rows {
        other |= (slots.kinds[row] ^ SlotKind.stringByte) | (slots.mappings[row] ^ mapping)
        short |= slots.lengths[row] > least ? 0 : 1
      }
      if other == 0, short == 0 {
        (classIDs + row).update(repeating: anyValueClass, count: rows.count)
      } else {
        classify(slots, start, end, rows)
      }
      row = rows.upperBound
    }
  }

  // Most columns hold short texts of few values, or names of one length: what is the same for 64
  // rows is asked once.
  func classifyCached(
    _ slots: SlotColumn, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ count: Int
  ) {
    let step = 64
    var row = 0
    while row < count {
      let rows = row..<min(row + step, count)
      row = rows.upperBound
      let mapping = slots.mappings[rows.lowerBound]
      var other: UInt8 = 0
      var long: UInt32 = 0
      var short: UInt32 = 0
      var lastOffset: UInt32 = 0
      for row in rows {
        other |= (slots.kinds[row] ^ SlotKind.stringByte) | (slots.mappings[row] ^ mapping)
        // Sets a bit above the lowest three if the length is 0 or more than 8.
        long |= slots.lengths[row] &- 1
        short |= slots.lengths[row] > 16 ? 0 : 1
        lastOffset = max(lastOffset, slots.offsets[row])
      }
      if other == 0, long < 8, hot.pointee.bypass == 0, start + (Int(lastOffset) + 8) <= end {
        classifyShort(slots, start, end, rows, UInt32(mapping))
      } else if other == 0, short == 0, hot.pointee.bypass == 0 {
        classifyLong(slots, start, end, rows, UInt32(mapping))
      } else {
        classify(slots, start, end, rows)
      }
    }
  }

  // Strings of 1 to 8 bytes of one mapping, behind each of which eight bytes can be read.
  private func classifyShort(
    _ slots: SlotColumn, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ rows: Range<Int>,
    _ mapping: UInt32
  ) {
    let cache = cache
    let tag = UInt32(SlotKind.stringByte) | mapping << 8
    var missing = 0
    for row in rows {
      let length = slots.lengths[row]
      let word =
        (start + Int(slots.offsets[row])).loadUnaligned(as: UInt64.self)
        & (~0 &>> UInt64(truncatingIfNeeded: (8 &- length) &* 8))
      let known = cache.findShort(word, tag: tag | length << 16)
      classIDs[row] = known
      missing |= Int(known)
    }
    hot.pointee.hits &+= rows.count
    if missing < 0 { classifyMissing(slots, start, end, rows) }
  }

  // Strings of more than 16 bytes of one mapping.
  private func classifyLong(
    _ slots: SlotColumn, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ rows: Range<Int>,
    _ mapping: UInt32
  ) {
    let cache = cache
    let tag = UInt32(SlotKind.stringByte) | mapping << 8
    var missing = 0
    for row in rows {
      let text = start + Int(slots.offsets[row])
      let length = Int(slots.lengths[row])
      let known = cache.find(
        text, length, tag: tag, hash: ValueCache.hash(text, length, tag))
      classIDs[row] = known
      missing |= Int(known)
    }
    hot.pointee.hits &+= rows.count
    if missing < 0 { classifyMissing(slots, start, end, rows) }
  }

  // The rows whose values are new to the cache.
  @inline(never)
  private func classifyMissing(
    _ slots: SlotColumn, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ rows: Range<Int>
  ) {
    for row in rows where classIDs[row] < 0 {
      hot.pointee.hits &-= 1
      classify(slots, start, end, row..<(row + 1))
    }
  }

  // Texts that hardly repeat: what can be asked of all at once is, the rest of those that pass.
  func classifyScanned(
    _ slots: SlotColumn, _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ count: Int
  ) {
    hot.pointee.bypass &-= count
    writ_text_scan(
      start.assumingMemoryBound(to: UInt8.self), end.assumingMemoryBound(to: UInt8.self),
      slots.offsets, slots.lengths, count, scanTests.base, scanTests.count, passed)
    let matcher = bytesMatcher
    // Of a text that passes none of these, and begins otherwise, nothing is said.
    let plainClass = hot.pointee.plainClass
    let scanned = plainClass >= 0 ? matcher.scanned : nil
    for row in 0..<count {
      let kind = slots.kinds[row]
      let mapping = Int(slots.mappings[row])
      guard SlotKind.hasBytes(kind) else {
        let known = slotClasses[Int(kind) &* mappingCount &+ mapping]
        classIDs[row] = known >= 0 ? known : classOfSlot(kind, mapping)
        continue
      }
      let text = UnsafeRawBufferPointer(
        start: start + Int(slots.offsets[row]), count: Int(slots.lengths[row]))
      let passed = passed[row]
      if let path = pathBeforeQuery(text, passed, kind, mapping) {
        // What the whole does not pass, its beginning does not.
        if let scanned, passed & scanned == 0, !matcher.mayBegin(path) {
          classIDs[row] = plainClass
        } else {
          classIDs[row] = classOfText(path, passed, matcher)
        }
      } else if kind == SlotKind.stringByte, text.count > Int(absentUpTo[mapping]),
        shapes[mapping] == .asItIs || shapes[mapping] == .path && isNormal(text, passed)
      {
        if let scanned, passed & scanned == 0, !matcher.mayBegin(text) {
          classIDs[row] = plainClass
        } else {
          classIDs[row] = classOfText(text, passed, matcher)
        }
      } else {
        classIDs[row] = classOfDecoded(kind, mapping, text)
      }
    }
  }

  // The path of a request target that is normal but for its query; nil if it has none, or there is
  // more to do.
  @inline(__always)
  private func pathBeforeQuery(
    _ text: UnsafeRawBufferPointer, _ passed: UInt8, _ kind: UInt8, _ mapping: Int
  ) -> UnsafeRawBufferPointer? {
    guard abnormal != 0, passed & abnormal == queryBit, kind == SlotKind.stringByte,
      shapes[mapping] == .path, text.count <= WRIT_TEXT_LENGTH, text.count > 0,
      text[0] == UInt8(ascii: "/"), let start = text.baseAddress,
      let mark = memchr(start, Int32(UInt8(ascii: "?")), text.count)
    else { return nil }
    let path = UnsafeRawBufferPointer(start: start, count: UnsafeRawPointer(mark) - start)
    return path.count > Int(absentUpTo[mapping]) ? path : nil
  }

  @inline(__always)
  private func isNormal(_ text: UnsafeRawBufferPointer, _ passed: UInt8) -> Bool {
    if abnormal == 0 || text.count > WRIT_TEXT_LENGTH { return URLPath.isNormal(text) }
    return passed & abnormal == 0 && text.count > 0 && text[0] == UInt8(ascii: "/")
  }
}
