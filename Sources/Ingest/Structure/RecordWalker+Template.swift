extension RecordWalker {
  /// Reads the record at position `start` by a template. Returns the index behind it, or -1 if
  /// its shape is another (or it is no JSON): then the row may hold remains, and
  /// `nextBackslash` must be put back.
  ///
  /// Cost: about 2 ns a key.
  mutating func match(_ template: TemplateView, _ start: Int) -> Int {
    // INVARIANT: all positions that are looked at below are the text's own.
    guard start &+ template.positionCount <= count else { return -1 }
    let base = base
    let positions = positions
    let row = row
    let columns = columns
    let slotBase = slotBase
    var index = start
    var backslash = nextBackslash
    var element = template.elements
    var skip = template.skips
    let last = template.elements + (template.count &- 1)
    // A backslash in the record: every string must be looked at.
    let hasBackslash =
      backslash >= Int(positions[start &+ template.positionCount &- 1]) ? Int32(0) : 1
    var glue = Int(positions[index])
    while true {
      if skip.pointee.isOther | hasBackslash == 0,
        Self.hasBytes(
          base + glue, skip.pointee.first, skip.pointee.last, skip.pointee.lastOffset,
          skip.pointee.mask)
      {
        index &+= Int(skip.pointee.positions)
        glue = Int(positions[index])
        // No blanks: there could be a line feed among them.
        if base[glue &- 1] != 0x22 { return -1 }
        skip += 1
        element += 1
        continue
      }
      guard Self.hasBytes(of: element, base + glue, template.words) else { return -1 }
      if element == last { break }
      // The scalar.
      let value = glue &+ Int(element.pointee.length)
      index &+= Int(element.pointee.positions)
      let next = Int(positions[index])
      var kind: UInt8
      var quote = 0
      if element.pointee.isNumber {
        kind = JSONScalar.isNumber(base, value, next) ? SlotCode.number : 0
      } else {
        // Whether it is a string or null varies from record to record, so no branch may depend
        // on it: a branch at random also spoils the prediction of all others, which are the
        // same in every record.
        //
        // INVARIANT: the position at `value` is a string's opening quote if there is a quote,
        // so its closing one stands before `next`.
        let notString = UInt64(base[value] ^ 0x22) | UInt64(base[next &- 1] ^ 0x22)
        let notNull =
          UInt64(UInt32(littleEndian: JSONScalar.load32(base + value)) ^ 0x6C6C_756E)
          | UInt64(truncatingIfNeeded: (next &- value) ^ 4)
        let isNull: UInt64 = notNull == 0 ? 1 : 0
        let isOther = (notString == 0 ? 0 : 1) & (isNull ^ 1) | (backslash < next ? 1 : 0)
        kind = SlotCode.string &- UInt8(truncatingIfNeeded: isNull)
        quote = Int(truncatingIfNeeded: isNull ^ 1)
        if isOther != 0 { kind = 0 }
      }
      if kind == 0 {
        kind = otherScalar(value, next, backslash)
        if kind == 0 { return -1 }
        backslash = nextBackslash
        quote = base[value] == 0x22 ? 1 : 0
      }
      let offset = value &+ quote
      let length = next &- value &- quote &- quote
      if element.pointee.column >= 0 {
        let column = columns + Int(element.pointee.column)
        column.pointee.kinds[row] = kind
        column.pointee.mappings[row] = element.pointee.mapping
        column.pointee.offsets[row] = UInt32(truncatingIfNeeded: offset &+ slotBase)
        column.pointee.lengths[row] = UInt32(truncatingIfNeeded: length)
        var more = element.pointee.valuesStart
        while more < element.pointee.valuesEnd {
          let action = template.actions + Int(more)
          let column = columns + Int(action.pointee.column)
          column.pointee.kinds[row] = kind
          column.pointee.mappings[row] = action.pointee.mapping
          column.pointee.offsets[row] = UInt32(truncatingIfNeeded: offset &+ slotBase)
          column.pointee.lengths[row] = UInt32(truncatingIfNeeded: length)
          more &+= 1
        }
      }
      if element.pointee.actionsStart != element.pointee.actionsEnd {
        act(template, element, glue, kind, offset, length)
      }
      glue = next
      element += 1
      skip += 1
    }
    if element.pointee.actionsStart != element.pointee.actionsEnd {
      act(template, element, glue, 0, 0, 0)
    }
    return index &+ Int(element.pointee.positions)
  }

  /// Whether the first and the last 16 of some bytes are those of a template.
  @inline(__always)
  private static func hasBytes(
    _ bytes: UnsafePointer<UInt8>, _ first: SIMD2<UInt64>, _ last: SIMD2<UInt64>,
    _ lastOffset: Int32, _ mask: SIMD2<UInt64>
  ) -> Bool {
    let raw = UnsafeRawPointer(bytes)
    let start = raw.loadUnaligned(as: SIMD2<UInt64>.self) ^ first
    let end =
      raw.loadUnaligned(fromByteOffset: Int(lastOffset), as: SIMD2<UInt64>.self) ^ last
    let difference = (start | end) & mask
    return difference[0] | difference[1] == 0
  }

  /// Whether the bytes before the next scalar are the template's.
  @inline(__always)
  private static func hasBytes(
    of element: UnsafeMutablePointer<TemplateElement>, _ bytes: UnsafePointer<UInt8>,
    _ words: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    guard
      hasBytes(
        bytes, element.pointee.first, element.pointee.last, element.pointee.lastOffset,
        element.pointee.mask)
    else { return false }
    if element.pointee.wordCount > 0 {
      var rest: UInt64 = 0
      let expected = words + Int(element.pointee.wordsStart)
      for word in 0..<Int(element.pointee.wordCount) {
        rest |= JSONScalar.load64(bytes + (16 &+ word &* 8)) ^ expected[word]
      }
      if rest != 0 { return false }
    }
    return true
  }

  /// The kind of any scalar, 0 if it is none. Sets `nextBackslash`.
  @inline(never)
  private mutating func otherScalar(_ start: Int, _ next: Int, _ backslash: Int) -> UInt8 {
    nextBackslash = backslash
    guard base[start] == 0x22 else { return scalarKind(start, next) }
    guard base[next &- 1] == 0x22 else { return 0 }
    guard backslash < next else { return SlotCode.string }
    guard JSONScalar.escapesAreValid(base, start &+ 1, next &- 1) else { return 0 }
    findBackslash(from: next)
    return SlotCode.escapedString
  }

  /// What is rarer than a scalar that is a column's value.
  @inline(never)
  private func act(
    _ template: TemplateView, _ element: UnsafeMutablePointer<TemplateElement>, _ glue: Int,
    _ kind: UInt8, _ offset: Int, _ length: Int
  ) {
    for number in Int(element.pointee.actionsStart)..<Int(element.pointee.actionsEnd) {
      let action = template.actions[number]
      let column = columns[Int(action.column)]
      let bracket = UInt32(truncatingIfNeeded: glue &+ Int(action.delta) &+ slotBase)
      switch action.role {
      case .value: break
      case .ancestor:
        let isNull = kind == SlotCode.null
        column.kinds[row] = isNull ? kind : SlotCode.mismatch
        column.mappings[row] = action.mapping
        column.offsets[row] = UInt32(truncatingIfNeeded: offset &+ slotBase)
        column.lengths[row] = isNull ? UInt32(truncatingIfNeeded: length) : 0
      case .begin:
        column.kinds[row] = action.kind
        column.mappings[row] = action.mapping
        column.offsets[row] = bracket
        column.lengths[row] = 0
      case .end: column.lengths[row] = bracket &- column.offsets[row]
      }
    }
  }
}
