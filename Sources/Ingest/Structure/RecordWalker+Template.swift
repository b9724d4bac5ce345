import Columns

extension RecordWalker {
  /// Reads the record at position `start` by a template. Returns the index behind it, or -1 if
  /// its shape is another (or it is no JSON): then the row may hold remains, and
  /// `nextBackslash` must be put back.
  ///
  /// Cost: about 2 ns a key.
  mutating func match(_ template: UnsafePointer<TemplateView>, _ start: Int) -> Int {
    // INVARIANT: all positions that are looked at below are the text's own.
    guard start &+ template.pointee.positionCount <= count else { return -1 }
    let base = base
    let positions = positions
    var index = start
    var backslash = nextBackslash
    var element = template.pointee.elements
    let last = element + (template.pointee.count &- 1)
    var glue = Int(positions[index])
    while true {
      // INVARIANT: at least 64 readable bytes follow the text.
      guard glue &+ Int(element.pointee.length) <= length &+ 32,
        Self.hasBytes(of: element, base + glue, template.pointee.words)
      else { return -1 }
      if element == last { break }
      // The scalar.
      let value = glue &+ Int(element.pointee.length)
      index &+= Int(element.pointee.positions)
      let next = Int(positions[index])
      var kind: UInt8 = 0
      var quote = 0
      if backslash >= next, let found = plainScalar(element, value, next) {
        (kind, quote) = found
      } else {
        kind = otherScalar(value, next, backslash)
        if kind == 0 { return -1 }
        backslash = nextBackslash
        quote = base[value] == 0x22 ? 1 : 0
      }
      put(template, element, glue, kind, value &+ quote, next &- value &- quote &- quote)
      glue = next
      element += 1
    }
    if element.pointee.actionsStart != element.pointee.actionsEnd {
      act(template, element, glue, 0, 0, 0)
    }
    return index &+ Int(element.pointee.positions)
  }

  /// The kind of a scalar without a backslash, and how many quotes it has at each end; nil if it
  /// is none.
  @inline(__always)
  mutating func plainScalar(
    _ element: UnsafeMutablePointer<TemplateElement>, _ value: Int, _ next: Int
  ) -> (kind: UInt8, quote: Int)? {
    if element.pointee.isNumber {
      if JSONScalar.isNumber(base, value, next) { return (SlotCode.number, 0) }
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
      if (notString == 0 ? 0 : 1) & (isNull ^ 1) == 0 {
        return (
          SlotCode.string &- UInt8(truncatingIfNeeded: isNull),
          Int(truncatingIfNeeded: isNull ^ 1)
        )
      }
    }
    // No blanks behind a string: there could be a line feed among them.
    if base[value] == 0x22 {
      return base[next &- 1] == 0x22 ? (SlotCode.string, 1) : nil
    }
    let kind = scalarKind(value, next)
    return kind == 0 ? nil : (kind, 0)
  }

  /// Writes a scalar to its columns.
  @inline(__always)
  mutating func put(
    _ template: UnsafePointer<TemplateView>, _ element: UnsafeMutablePointer<TemplateElement>,
    _ glue: Int, _ kind: UInt8, _ offset: Int, _ length: Int
  ) {
    if element.pointee.column >= 0 {
      putSlot(columns[Int(element.pointee.column)], element.pointee.mapping, kind, offset, length)
      var more = element.pointee.valuesStart
      while more < element.pointee.valuesEnd {
        let action = template.pointee.actions + Int(more)
        putSlot(columns[Int(action.pointee.column)], action.pointee.mapping, kind, offset, length)
        more &+= 1
      }
    }
    if element.pointee.actionsStart != element.pointee.actionsEnd {
      act(template, element, glue, kind, offset, length)
    }
  }

  @inline(__always)
  private mutating func putSlot(
    _ column: SlotColumn, _ mapping: UInt8, _ kind: UInt8, _ offset: Int, _ length: Int
  ) {
    column.kinds[row] = kind
    column.mappings[row] = mapping
    column.offsets[row] = UInt32(truncatingIfNeeded: offset &+ slotBase)
    column.lengths[row] = UInt32(truncatingIfNeeded: length)
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
    // No blanks behind a string: there could be a line feed among them.
    guard base[next &- 1] == 0x22 else { return 0 }
    guard backslash < next else { return SlotCode.string }
    guard JSONScalar.escapesAreValid(base, start &+ 1, next &- 1) else { return 0 }
    findBackslash(from: next)
    return SlotCode.escapedString
  }

  /// What is rarer than a scalar that is a column's value.
  @inline(never)
  mutating func act(
    _ template: UnsafePointer<TemplateView>, _ element: UnsafeMutablePointer<TemplateElement>,
    _ glue: Int,
    _ kind: UInt8, _ offset: Int, _ length: Int
  ) {
    for number in Int(element.pointee.actionsStart)..<Int(element.pointee.actionsEnd) {
      let action = template.pointee.actions[number]
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
