import CKernels
import Columns

extension RecordWalker {
  /// Of `rows` records (1, or `WRIT_SHAPE_ROWS`) from position `start` on, how many from the
  /// first on have the template's shape, and nothing but strings and integers where it has them;
  /// 0 as well if that can't be said fast.
  ///
  /// Why it is a full check but for the template's open scalars, whatever the order in which the
  /// pieces are compared: the first piece begins at the record's first position. If its bytes are
  /// the template's, so are its positions, and the one behind them is the scalar's. Behind the
  /// scalar's comes the next piece's first: the scalar ends there or before, and with a quote if
  /// one stands right before it. In a string without backslashes there is nothing else to check.
  @inline(__always)
  mutating func rowsAtOnce(_ template: UnsafePointer<TemplateView>, _ start: Int, rows: Int) -> Int
  {
    let positionCount = template.pointee.positionCount
    let end = start &+ rows &* positionCount
    guard end <= count else { return 0 }
    // INVARIANT: positions ascend and are the text's own, at least 64 readable bytes follow it,
    // and a check looks at no more than `reach` bytes behind a position.
    let last = position(end &- 1)
    guard nextBackslash >= last, last &+ template.pointee.checks.pointee.reach <= length &+ 64
    else { return 0 }
    return withUnsafePointer(to: template.pointee.checks.pointee.shape) {
      writ_shape_match($0, base, positions + start, rows)
    }
  }

  /// Empties `WRIT_SHAPE_ROWS` rows from `row` on of the columns that `fillAtOnce` and `readScalars`
  /// leave alone.
  @inline(__always)
  func emptyBlanks(_ template: UnsafePointer<TemplateView>, _ row: Int) {
    for number in 0..<template.pointee.blankCount {
      let column = columns[Int(template.pointee.blanks[number])]
      (column.kinds + row).update(repeating: 0, count: WRIT_SHAPE_ROWS)
      (column.mappings + row).update(repeating: 0, count: WRIT_SHAPE_ROWS)
      (column.offsets + row).update(repeating: 0, count: WRIT_SHAPE_ROWS)
      (column.lengths + row).update(repeating: 0, count: WRIT_SHAPE_ROWS)
    }
  }

  /// Writes the strings and integers of `rows` records from position `start` on, which
  /// `rowsAtOnce` has accepted, to the rows from `row` on.
  @inline(__always)
  mutating func fillAtOnce(_ template: UnsafePointer<TemplateView>, _ start: Int, rows: Int) {
    let stride = template.pointee.positionCount
    let first = positions + start
    let checks = template.pointee.checks
    for number in 0..<checks.pointee.fillCount {
      let fill = checks.pointee.fills + number
      let column = columns[Int(fill.pointee.column)]
      let kinds = column.kinds + row
      let mappings = column.mappings + row
      let offsets = column.offsets + row
      let lengths = column.lengths + row
      let shift = UInt32(truncatingIfNeeded: Int(fill.pointee.offset) &+ slotBase)
      // INVARIANT: the checks found the value between the two positions.
      let end = UInt32(truncatingIfNeeded: slotBase &- Int(fill.pointee.quote))
      let (kind, mapping) = (fill.pointee.kind, fill.pointee.mapping)
      var before = first + Int(fill.pointee.position)
      var behind = first + Int(fill.pointee.next)
      if rows == 8 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        UnsafeMutableRawPointer(kinds).storeBytes(of: UInt64(kind) &* ones, as: UInt64.self)
        UnsafeMutableRawPointer(mappings).storeBytes(of: UInt64(mapping) &* ones, as: UInt64.self)
      } else {
        for row in 0..<rows {
          kinds[row] = kind
          mappings[row] = mapping
        }
      }
      for row in 0..<rows {
        let offset = before.pointee &+ shift
        offsets[row] = offset
        lengths[row] = behind.pointee &+ end &- offset
        before += stride
        behind += stride
      }
    }
  }

  /// Reads the open scalars of the record at position `start`, which `rowsAtOnce` has accepted;
  /// false if one is none, then the row may hold remains.
  @inline(__always)
  mutating func readScalars(_ template: UnsafePointer<TemplateView>, _ start: Int) -> Bool {
    let first = positions + start
    let checks = template.pointee.checks
    for number in 0..<checks.pointee.scalarCount {
      let scalar = checks.pointee.scalars + number
      let element = template.pointee.elements + Int(scalar.pointee.element)
      let glue = Int(first[Int(scalar.pointee.position)])
      guard Int(scalar.pointee.next) < template.pointee.positionCount else {
        // The closing brackets have no scalar.
        if element.pointee.actionsStart != element.pointee.actionsEnd {
          act(template, element, glue, 0, 0, 0)
        }
        break
      }
      let value = glue &+ Int(element.pointee.length)
      let next = Int(first[Int(scalar.pointee.next)])
      guard let (kind, quote) = plainScalar(element, value, next) else { return false }
      put(template, element, glue, kind, value &+ quote, next &- value &- quote &- quote)
    }
    return true
  }

  /// The elements behind which the record at position `start`, which has the template's shape,
  /// has a scalar of another kind than `kinds` says.
  func deviations(
    _ template: UnsafePointer<TemplateView>, _ start: Int, _ kinds: [TemplateScalarKind]
  ) -> [Int] {
    var position = start
    return kinds.indices.filter { number in
      let element = template.pointee.elements + number
      let value = self.position(position) + Int(element.pointee.length)
      position += Int(element.pointee.positions)
      switch kinds[number] {
      case .open: return false
      case .string: return base[value] != 0x22
      case .integer:
        let next = self.position(position)
        return next - value > 16
          || !(value..<next).allSatisfy { JSONScalar.isDigit(base[$0]) }
      }
    }
  }
}
