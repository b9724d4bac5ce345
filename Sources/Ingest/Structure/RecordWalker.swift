import Columns

/// Walks one record's structural positions: checks all of it against JSON's grammar, and writes
/// the places of the wanted values into a row of the columns.
///
/// INVARIANT: `positions` are those of the text at `base`, whose length ends them (twice); at
/// least 64 readable bytes follow the text. Every position is below `limit` before the byte
/// there is trusted, and the ends of tokens come from the position that follows.
struct RecordWalker {
  static let maximumDepth = 256

  let view: PathView
  /// The asked columns and, behind them, those that the extractor itself needs.
  var columns: UnsafeMutablePointer<SlotColumn>
  let columnCount: Int
  /// One byte for each open container: whether it is an object.
  let stack: UnsafeMutablePointer<Bool>

  var base: UnsafePointer<UInt8>
  var positions: UnsafePointer<UInt32>
  /// How many positions there are.
  var count = 0
  /// Where the text ends.
  var length = 0
  /// Where the record must have ended: its line's end, or the text's.
  var limit = 0
  /// Where `base` is in the batch's bytes.
  var slotBase = 0
  /// The first backslash that no string before it accounts for, or `length`.
  var nextBackslash = 0
  var row = 0
  /// The number of the record being walked, never 0.
  var record: UInt64 = 0
  /// A wanted place stood twice in the record, so its shape says nothing about others.
  var repeated = false
  /// A key had escapes.
  var escapedKeys = false
  var failure = UnreadableReason.invalidJSON

  @inline(__always)
  func position(_ index: Int) -> Int { Int(positions[index]) }

  /// The end of the token that ends before `next`, the position that follows it.
  @inline(__always)
  func tokenEnd(_ next: Int) -> Int {
    var end = next
    while JSONScalar.isWhitespace(base[end &- 1]) { end &-= 1 }
    return end
  }

  @inline(never)
  mutating func fail(_ reason: UnreadableReason) -> Int {
    failure = reason
    return -1
  }

  /// What a token out of place means: behind the limit, the record was cut off.
  @inline(never)
  mutating func fail(at position: Int) -> Int {
    fail(position >= limit ? .cutOff : .invalidJSON)
  }

  mutating func findBackslash(from start: Int) {
    nextBackslash = ByteSearch.first(0x5C, base, start, length)
  }

  /// Walks the record whose `{` is position `open`; returns the index behind its `}`, or -1.
  mutating func walkRecord(_ open: Int) -> Int {
    record &+= 1
    repeated = false
    escapedKeys = false
    view.nodes[0].record = record
    view.nodes[0].isObject = true
    return walkObject(open, 0, 1)
  }

  /// Walks an object that holds wanted places.
  mutating func walkObject(_ open: Int, _ node: Int32, _ depth: Int) -> Int {
    if depth > Self.maximumDepth { return fail(.tooDeep) }
    var index = open &+ 1
    var key = position(index)
    if key < limit, base[key] == 0x7D { return index &+ 1 }
    while true {
      guard key < limit, base[key] == 0x22 else { return fail(at: key) }
      let colon = position(index &+ 1)
      guard colon < limit, base[colon] == 0x3A else { return fail(at: colon) }
      let close = tokenEnd(colon) &- 1
      var child: Int32
      if nextBackslash < close {
        child = childOfEscapedKey(node, key &+ 1, close)
        if child < 0 { return fail(.invalidJSON) }
      } else {
        child = view.child(of: node, key: base + (key &+ 1), length: close &- key &- 1)
      }
      index =
        child == 0 ? skipValue(index &+ 2, depth) : walkValue(index &+ 2, child, depth)
      if index < 0 { return -1 }
      let next = position(index)
      guard next < limit else { return fail(.cutOff) }
      if base[next] == 0x2C {
        index &+= 1
        key = position(index)
        continue
      }
      if base[next] == 0x7D { return index &+ 1 }
      return fail(.invalidJSON)
    }
  }

  /// The child that an escaped key leads to; -1 if its escapes are wrong.
  @inline(never)
  private mutating func childOfEscapedKey(_ node: Int32, _ start: Int, _ end: Int) -> Int32 {
    guard JSONScalar.escapesAreValid(base, start, end) else { return -1 }
    findBackslash(from: end)
    escapedKeys = true
    guard var key = JSONScalar.unescaped(base, start, end) else { return 0 }
    let length = key.count
    key += [0, 0, 0, 0, 0, 0, 0, 0]
    return key.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      return view.child(of: node, key: start, length: length)
    }
  }

  /// Walks an array of which single elements, or places below them, are wanted.
  private mutating func walkArray(_ open: Int, _ node: Int32, _ depth: Int) -> Int {
    if depth > Self.maximumDepth { return fail(.tooDeep) }
    var index = open &+ 1
    if position(index) < limit, base[position(index)] == 0x5D { return index &+ 1 }
    let from = Int(view.nodes[Int(node)].elementsStart)
    let to = Int(view.nodes[Int(node)].elementsEnd)
    var element = 0
    while true {
      var child: Int32 = 0
      for place in from..<to where view.elements[place].index == element {
        child = view.elements[place].node
      }
      index = child == 0 ? skipValue(index, depth) : walkValue(index, child, depth)
      if index < 0 { return -1 }
      let next = position(index)
      guard next < limit else { return fail(.cutOff) }
      if base[next] == 0x5D { return index &+ 1 }
      guard base[next] == 0x2C else { return fail(.invalidJSON) }
      index &+= 1
      element &+= 1
    }
  }

  /// Walks the value at `index` of the node that wants it or something in it.
  private mutating func walkValue(_ index: Int, _ node: Int32, _ depth: Int) -> Int {
    let start = position(index)
    guard start < limit else { return fail(.cutOff) }
    let place = view.nodes + Int(node)
    if place.pointee.record == record { return walkRepeated(index, node, depth) }
    place.pointee.record = record
    place.pointee.valueStart = UInt32(truncatingIfNeeded: start)
    place.pointee.isObject = false
    let kind: UInt8
    var end: Int
    var after = index &+ 1
    switch base[start] {
    case 0x22:
      end = tokenEnd(position(after))
      kind = nextBackslash < end &- 1 ? SlotCode.escapedString : SlotCode.string
      if kind == SlotCode.escapedString {
        guard JSONScalar.escapesAreValid(base, start &+ 1, end &- 1) else {
          return fail(.invalidJSON)
        }
        findBackslash(from: end)
      }
      place.pointee.valueEnd = UInt32(truncatingIfNeeded: end)
      writeAll(place, kind, start &+ 1, end &- start &- 2)
      return after
    case 0x7B:
      place.pointee.isObject = true
      kind = SlotCode.object
      after =
        place.pointee.tableStart >= 0
        ? walkObject(index, node, depth &+ 1) : skipContainer(index, depth &+ 1)
      if after < 0 { return -1 }
      end = position(after &- 1) &+ 1
      for target in place.pointee.belowElementsStart..<place.pointee.belowElementsEnd {
        write(view.targets[Int(target)], SlotCode.mismatch, start, 0)
      }
    case 0x5B:
      kind = SlotCode.array
      after =
        place.pointee.elementsStart < place.pointee.elementsEnd
        ? walkArray(index, node, depth &+ 1) : skipContainer(index, depth &+ 1)
      if after < 0 { return -1 }
      end = position(after &- 1) &+ 1
      for target in place.pointee.belowKeysStart..<place.pointee.belowKeysEnd {
        write(view.targets[Int(target)], SlotCode.mismatch, start, 0)
      }
    default:
      end = tokenEnd(position(after))
      let scalar = scalarKind(start, end)
      if scalar == 0 { return fail(.invalidJSON) }
      place.pointee.valueEnd = UInt32(truncatingIfNeeded: end)
      writeAll(place, scalar, start, end &- start)
      return after
    }
    place.pointee.valueEnd = UInt32(truncatingIfNeeded: end)
    for target in place.pointee.targetsStart..<place.pointee.targetsEnd {
      write(view.targets[Int(target)], kind, start, end &- start)
    }
    return after
  }

  /// Writes a scalar to the node's own targets, and what it means to those below it.
  @inline(__always)
  mutating func writeAll(
    _ place: UnsafeMutablePointer<PathNode>, _ kind: UInt8, _ offset: Int, _ length: Int
  ) {
    for target in place.pointee.targetsStart..<place.pointee.targetsEnd {
      write(view.targets[Int(target)], kind, offset, length)
    }
    let below = kind == SlotCode.null ? kind : SlotCode.mismatch
    let belowLength = kind == SlotCode.null ? length : 0
    for target in place.pointee.belowKeysStart..<place.pointee.belowKeysEnd {
      write(view.targets[Int(target)], below, offset, belowLength)
    }
    for target in place.pointee.belowElementsStart..<place.pointee.belowElementsEnd {
      write(view.targets[Int(target)], below, offset, belowLength)
    }
  }

  /// The slot kind of a token that is no string; 0 if it is no value.
  @inline(__always)
  func scalarKind(_ start: Int, _ end: Int) -> UInt8 {
    if JSONScalar.isDigit(base[start]) || base[start] == 0x2D {
      return JSONScalar.isNumber(base, start, end) ? SlotCode.number : 0
    }
    return JSONScalar.word(base, start, end)
  }

  /// Writes a slot. A column has one mapping here, so that what already stands there came from
  /// the same place, or from another spelling of its name.
  @inline(__always)
  mutating func write(_ target: SlotTarget, _ kind: UInt8, _ offset: Int, _ length: Int) {
    let column = columns + Int(target.column)
    if column.pointee.kinds[row] != 0 {
      writeAgain(column.pointee, kind, offset, length)
      return
    }
    column.pointee.kinds[row] = kind
    column.pointee.mappings[row] = target.mapping
    column.pointee.offsets[row] = UInt32(truncatingIfNeeded: offset &+ slotBase)
    column.pointee.lengths[row] = UInt32(truncatingIfNeeded: length)
  }

  @inline(never)
  private mutating func writeAgain(
    _ column: SlotColumn, _ kind: UInt8, _ offset: Int, _ length: Int
  ) {
    repeated = true
    let known = column.kinds[row]
    // Nothing becomes clearer.
    if known == SlotCode.disagree || kind == SlotCode.mismatch { return }
    if known != SlotCode.mismatch {
      let before = base + (Int(column.offsets[row]) &- slotBase)
      let same =
        known == kind && Int(column.lengths[row]) == length
        && ByteSearch.equal(before, base + offset, length)
      if !same { column.kinds[row] = SlotCode.disagree }
      return
    }
    column.kinds[row] = kind
    column.offsets[row] = UInt32(truncatingIfNeeded: offset &+ slotBase)
    column.lengths[row] = UInt32(truncatingIfNeeded: length)
  }

  /// A wanted key that its object has already had: the same bytes say nothing new, others
  /// make everything at and below it contradictory.
  @inline(never)
  private mutating func walkRepeated(_ index: Int, _ node: Int32, _ depth: Int) -> Int {
    repeated = true
    let after = skipValue(index, depth)
    if after < 0 { return -1 }
    let start = position(index)
    let end = after == index &+ 1 ? tokenEnd(position(after)) : position(after &- 1) &+ 1
    let place = view.nodes[Int(node)]
    let before = Int(place.valueEnd &- place.valueStart)
    if before == end &- start,
      ByteSearch.equal(base + Int(place.valueStart), base + start, before)
    {
      return after
    }
    disagreeAll(place)
    return after
  }

  /// Everything at and below a place is contradictory.
  mutating func disagreeAll(_ place: PathNode) {
    for target in place.targetsStart..<place.targetsEnd { disagree(view.targets[Int(target)]) }
    for target in place.belowKeysStart..<place.belowKeysEnd {
      disagree(view.targets[Int(target)])
    }
    for target in place.belowElementsStart..<place.belowElementsEnd {
      disagree(view.targets[Int(target)])
    }
  }

  private mutating func disagree(_ target: SlotTarget) {
    let column = columns[Int(target.column)]
    column.kinds[row] = SlotCode.disagree
    column.mappings[row] = target.mapping
    column.lengths[row] = 0
  }

  /// Checks the value at `index`, which nobody wants; returns the index behind it, or -1.
  @inline(__always)
  mutating func skipValue(_ index: Int, _ depth: Int) -> Int {
    let start = position(index)
    guard start < limit else { return fail(.cutOff) }
    let first = base[start]
    if first == 0x22 {
      if nextBackslash < position(index &+ 1) { return skipEscaped(index) }
      return index &+ 1
    }
    if first == 0x7B || first == 0x5B { return skipContainer(index, depth &+ 1) }
    if scalarKind(start, tokenEnd(position(index &+ 1))) == 0 { return fail(.invalidJSON) }
    return index &+ 1
  }

  /// Checks the escapes of the string at `index`.
  @inline(never)
  private mutating func skipEscaped(_ index: Int) -> Int {
    let close = tokenEnd(position(index &+ 1)) &- 1
    if nextBackslash < close {
      guard JSONScalar.escapesAreValid(base, position(index) &+ 1, close) else {
        return fail(.invalidJSON)
      }
      findBackslash(from: close)
    }
    return index &+ 1
  }

  /// Checks the container whose bracket is at `open`; returns the index behind its end, or -1.
  mutating func skipContainer(_ open: Int, _ outerDepth: Int) -> Int {
    if outerDepth > Self.maximumDepth { return fail(.tooDeep) }
    var depth = outerDepth
    var isObject = base[position(open)] == 0x7B
    var index = open &+ 1
    var opened = true
    while true {
      // At an element, or at the end of an empty container.
      var start = position(index)
      guard start < limit else { return fail(.cutOff) }
      var closes = false
      if opened {
        closes = base[start] == (isObject ? 0x7D : 0x5D)
        opened = false
      }
      if !closes {
        if isObject {
          let colon = position(index &+ 1)
          guard base[start] == 0x22, colon < limit, base[colon] == 0x3A else {
            return fail(at: base[start] == 0x22 ? colon : start)
          }
          if nextBackslash < colon, skipEscaped(index) < 0 { return -1 }
          index &+= 2
          start = position(index)
          guard start < limit else { return fail(.cutOff) }
        }
        let first = base[start]
        if first == 0x22 {
          if nextBackslash < position(index &+ 1), skipEscaped(index) < 0 { return -1 }
          index &+= 1
        } else if first == 0x7B || first == 0x5B {
          stack[depth &- outerDepth] = isObject
          depth &+= 1
          if depth > Self.maximumDepth { return fail(.tooDeep) }
          isObject = first == 0x7B
          index &+= 1
          opened = true
          continue
        } else {
          if scalarKind(start, tokenEnd(position(index &+ 1))) == 0 {
            return fail(.invalidJSON)
          }
          index &+= 1
        }
      }
      // Behind a value: commas and ends.
      while true {
        if !closes {
          let next = position(index)
          guard next < limit else { return fail(.cutOff) }
          if base[next] == 0x2C {
            index &+= 1
            break
          }
          guard base[next] == (isObject ? 0x7D : 0x5D) else { return fail(.invalidJSON) }
        }
        closes = false
        index &+= 1
        if depth == outerDepth { return index }
        depth &-= 1
        isObject = stack[depth &- outerDepth]
      }
    }
  }
}
