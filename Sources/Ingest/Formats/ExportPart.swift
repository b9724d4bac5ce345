/// A named part of a record that was cut out of an export: where its value stands, and which node of
/// the wanted places it belongs to.
struct ExportPart {
  enum Kind: Equatable {
    /// A string, number or word, as the slot's code says; the bytes are those of the slot.
    case scalar(UInt8)
    /// An object or list as JSON writes it.
    case object
    case array
    /// A list of keys and values, which stands for an object.
    case keyed
    /// What stands here, or some of it, can't be read: nothing is known of what was not found.
    case unreadable
    /// The name stood twice with different values.
    case contradictory
  }

  var node: Int32
  var kind: Kind
  var start: Int
  var end: Int
}

extension [ExportPart] {
  /// One part for each name, however often it stood: to be written for many records.
  func compacted(_ base: UnsafePointer<UInt8>) -> [ExportPart] {
    var result: [ExportPart] = []
    var places: [Int32: Int] = [:]
    var spoilt: Set<Int32> = []
    for part in self {
      if part.kind == .unreadable {
        if spoilt.insert(part.node).inserted { result.append(part) }
        continue
      }
      guard let place = places[part.node] else {
        places[part.node] = result.count
        result.append(part)
        continue
      }
      let known = result[place]
      let isSame =
        known.end - known.start == part.end - part.start
        && ByteSearch.equal(base + known.start, base + part.start, part.end - part.start)
      if !isSame { result[place].kind = .contradictory }
    }
    return result
  }
}

extension RecordWalker {
  /// Writes a part to whoever wants it; a second one of the same name must be equal.
  mutating func writePart(_ part: ExportPart) {
    let place = view.nodes + Int(part.node)
    if part.kind == .unreadable {
      // INVARIANT: what has been found already is not touched by a mismatch.
      if place.pointee.record != record {
        for target in place.pointee.targetsStart..<place.pointee.targetsEnd {
          write(view.targets[Int(target)], SlotCode.mismatch, part.start, 0)
        }
      }
      spoil(place.pointee.belowKeysStart..<place.pointee.belowKeysEnd, part.start)
      spoil(place.pointee.belowElementsStart..<place.pointee.belowElementsEnd, part.start)
      return
    }
    if part.kind == .contradictory {
      place.pointee.record = record
      disagreeAll(place.pointee)
      return
    }
    if place.pointee.record == record {
      let before = Int(place.pointee.valueEnd &- place.pointee.valueStart)
      if before != part.end &- part.start
        || !ByteSearch.equal(base + Int(place.pointee.valueStart), base + part.start, before)
      {
        disagreeAll(place.pointee)
      }
      return
    }
    place.pointee.record = record
    place.pointee.valueStart = UInt32(truncatingIfNeeded: part.start)
    place.pointee.valueEnd = UInt32(truncatingIfNeeded: part.end)
    place.pointee.isObject = part.kind == .object || part.kind == .keyed
    let length = part.end &- part.start
    let kind: UInt8
    switch part.kind {
    case .scalar(let code):
      writeAll(place, code, part.start, length)
      return
    case .object: kind = SlotCode.object
    case .array, .keyed, .unreadable, .contradictory: kind = SlotCode.array
    }
    for target in place.pointee.targetsStart..<place.pointee.targetsEnd {
      write(view.targets[Int(target)], kind, part.start, length)
    }
    if part.kind == .object {
      spoil(place.pointee.belowElementsStart..<place.pointee.belowElementsEnd, part.start)
    } else if part.kind == .array {
      spoil(place.pointee.belowKeysStart..<place.pointee.belowKeysEnd, part.start)
    }
  }

  private mutating func spoil(_ targets: Range<Int32>, _ offset: Int) {
    for target in targets { write(view.targets[Int(target)], SlotCode.mismatch, offset, 0) }
  }
}
