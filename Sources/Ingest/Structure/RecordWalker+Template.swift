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
    let last = template.elements + (template.count &- 1)
    while true {
      let glue = Int(positions[index])
      guard Self.hasBytes(of: element, base + glue, template.words) else { return -1 }
      if element == last { break }
      // The scalar.
      let value = glue &+ Int(element.pointee.length)
      index &+= Int(element.pointee.positions)
      let next = Int(positions[index])
      var kind: UInt8
      var offset = value
      var length = next &- value
      if element.pointee.isNumber {
        kind = SlotCode.number
        if !JSONScalar.isNumber(base, value, next) {
          kind = otherScalar(&offset, &length, next, &backslash)
          if kind == 0 { return -1 }
        }
      } else {
        // Whether it is a string or null varies from record to record: no branch tells them
        // apart here.
        let isString = (base[value] == 0x22) && (base[next &- 1] == 0x22) && (length >= 2)
        let isNull =
          (UInt32(littleEndian: JSONScalar.load32(base + value)) == 0x6C6C_756E) && (length == 4)
        kind = isNull ? SlotCode.null : SlotCode.string
        if backslash < next || !(isString || isNull) {
          kind = otherScalar(&offset, &length, next, &backslash)
          if kind == 0 { return -1 }
        } else {
          let quote = isString ? 1 : 0
          offset &+= quote
          length &-= quote &+ quote
        }
      }
      var action = template.actions + Int(element.pointee.valuesStart)
      let end = template.actions + Int(element.pointee.valuesEnd)
      while action != end {
        let column = columns + Int(action.pointee.column)
        column.pointee.kinds[row] = kind
        column.pointee.mappings[row] = action.pointee.mapping
        column.pointee.offsets[row] = UInt32(truncatingIfNeeded: offset &+ slotBase)
        column.pointee.lengths[row] = UInt32(truncatingIfNeeded: length)
        action += 1
      }
      if element.pointee.actionsStart != element.pointee.actionsEnd {
        act(template, element, glue, kind, offset, length)
      }
      element += 1
    }
    if element.pointee.actionsStart != element.pointee.actionsEnd {
      act(template, element, Int(positions[index]), 0, 0, 0)
    }
    nextBackslash = backslash
    return index &+ Int(element.pointee.positions)
  }

  /// Whether the bytes before the next scalar are the template's.
  @inline(__always)
  private static func hasBytes(
    of element: UnsafeMutablePointer<TemplateElement>, _ bytes: UnsafePointer<UInt8>,
    _ words: UnsafeMutablePointer<UInt64>
  ) -> Bool {
    let raw = UnsafeRawPointer(bytes)
    let first = raw.loadUnaligned(as: SIMD2<UInt64>.self) ^ element.pointee.first
    let last =
      raw.loadUnaligned(
        fromByteOffset: Int(element.pointee.lastOffset), as: SIMD2<UInt64>.self)
      ^ element.pointee.last
    let difference = (first | last) & element.pointee.mask
    if difference[0] | difference[1] != 0 { return false }
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

  /// Any scalar: its kind, 0 if it is none; takes a string's quotes off.
  @inline(never)
  private func otherScalar(
    _ offset: inout Int, _ length: inout Int, _ next: Int, _ backslash: inout Int
  ) -> UInt8 {
    guard base[offset] == 0x22 else { return scalarKind(offset, next) }
    guard length >= 2, base[next &- 1] == 0x22 else { return 0 }
    offset &+= 1
    length &-= 2
    guard backslash < next else { return SlotCode.string }
    guard JSONScalar.escapesAreValid(base, offset, next &- 1) else { return 0 }
    backslash = ByteSearch.first(0x5C, base, next, self.length)
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
