/// Named parts of a text line, written like the keys of a flat record.
extension RecordWalker {
  /// The node of a key in the text; a key with dots is one key, or the path that it spells.
  func node(ofDottedKey start: Int, _ end: Int) -> Int32 {
    let whole = view.child(of: 0, key: base + start, length: end - start)
    if whole != 0 { return whole }
    var node: Int32 = 0
    var from = start
    while from < end {
      let dot = ByteSearch.first(0x2E, base, from, end)
      node = view.child(of: node, key: base + from, length: dot - from)
      if node == 0 { return 0 }
      from = dot + 1
    }
    return node
  }

  /// Writes a part to whoever wants it; a second one of the same name must be equal.
  mutating func writePart(_ node: Int32, _ start: Int, _ end: Int, isEscaped: Bool) {
    guard node != 0 else { return }
    let place = view.nodes + Int(node)
    if place.pointee.record == record {
      let before = Int(place.pointee.valueEnd &- place.pointee.valueStart)
      if before == end - start,
        ByteSearch.equal(base + Int(place.pointee.valueStart), base + start, before)
      {
        return
      }
      disagreeAll(place.pointee)
      return
    }
    place.pointee.record = record
    place.pointee.isObject = false
    place.pointee.valueStart = UInt32(truncatingIfNeeded: start)
    place.pointee.valueEnd = UInt32(truncatingIfNeeded: end)
    if !isEscaped {
      writeAll(place, SlotCode.string, start, end - start)
    } else if JSONScalar.escapesAreValid(base, start, end) {
      writeAll(place, SlotCode.escapedString, start, end - start)
    } else {
      // Escapes that are not JSON's: there is a value, and it can't be read.
      writeAll(place, SlotCode.mismatch, start, 0)
    }
  }
}
