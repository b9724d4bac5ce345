import CKernels
import Columns

/// Records read by shapes that were seen before.
extension RecordExtractor {
  /// Reads several records of the last shape at once into the rows from `row` on and moves the
  /// cursor behind those that it has read; returns how many rows they fill. Nil, and nothing is
  /// read, if there are too few records left, or the next has another shape.
  @inline(__always)
  func fillAtOnce(_ batch: RecordBatch, _ row: Int) -> Int? {
    let walker = walker
    let most = WRIT_SHAPE_ROWS
    guard row &+ most <= batch.capacity else { return nil }
    let view = templates.views + templates.last
    let rows = walker.pointee.rowsAtOnce(view, cursor, rows: most)
    templates.matchedAtOnce(rows)
    if rows == 0 { return nil }
    if clearedRows < row &+ most { walker.pointee.emptyBlanks(view, row) }
    clearedRows = max(clearedRows, row &+ rows)
    walker.pointee.row = row
    walker.pointee.fillAtOnce(view, cursor, rows: rows)
    for filled in 0..<rows {
      let place = row &+ filled
      walker.pointee.row = place
      let start = walker.pointee.position(cursor)
      guard
        view.pointee.checks.pointee.scalarCount == 0 || walker.pointee.readScalars(view, cursor)
      else {
        for other in place..<(row &+ rows) { clear(other) }
        return filled > 0 ? filled : nil
      }
      cursor &+= view.pointee.positionCount
      complete(view, place)
      let end = walker.pointee.position(cursor &- 1) &+ 1
      if !finish(batch, place, start, end, isDetected: view.pointee.isDetected) {
        for other in place..<(row &+ rows) { clear(other) }
        return filled
      }
    }
    return rows
  }

  /// Reads the object at `cursor` into the row and moves the cursor behind it. Returns whether
  /// it has any of the source's `detect` paths; nil if it is unreadable, or a wrapper.
  @inline(__always)
  func readObject(_ start: Int, _ row: Int) -> Bool? {
    let walker = walker
    let saved = walker.pointee.nextBackslash
    let shape = templates.expected
    if shape >= 0 {
      let view = templates.views + shape
      if templates.count == 1 || mayEnd(view.pointee.positionCount) {
        let end = match(shape, saved, row)
        if end >= 0 { return matched(shape, end, row) }
      }
      if templates.count > 1, let other = tryOthers(than: shape, saved, row) {
        return matched(other.shape, other.end, row)
      }
    }
    return walkObject(start, row)
  }

  /// Holds the object at `cursor` against a shape: the index behind it, or -1 if it is another,
  /// and the row is empty.
  @inline(__always)
  private func match(_ shape: Int, _ backslash: Int, _ row: Int) -> Int {
    let walker = walker
    let view = templates.views + shape
    if walker.pointee.rowsAtOnce(view, cursor, rows: 1) == 1,
      walker.pointee.readScalars(view, cursor)
    {
      walker.pointee.fillAtOnce(view, cursor, rows: 1)
      return cursor &+ view.pointee.positionCount
    }
    return matchStepwise(shape, backslash, row)
  }

  @inline(never)
  private func matchStepwise(_ shape: Int, _ backslash: Int, _ row: Int) -> Int {
    let walker = walker
    let view = templates.views + shape
    let end = walker.pointee.match(view, cursor)
    guard end >= 0 else {
      walker.pointee.nextBackslash = backslash
      clear(row)
      return -1
    }
    if backslash >= walker.pointee.position(end &- 1) {
      let others = walker.pointee.deviations(
        view, cursor, templates.templates[shape].kinds)
      if !others.isEmpty { templates.deviated(shape, others) }
    }
    return end
  }

  @inline(__always)
  private func matched(_ shape: Int, _ end: Int, _ row: Int) -> Bool {
    templates.matched(shape)
    cursor = end
    let view = templates.views + shape
    complete(view, row)
    return view.pointee.isDetected
  }

  /// Fills the columns that a record of a shape does not have, and those that several of its places
  /// can fill.
  @inline(__always)
  private func complete(_ view: UnsafePointer<TemplateView>, _ row: Int) {
    if view.pointee.constantCount > 0 {
      for number in 0..<view.pointee.constantCount {
        let constant = view.pointee.constants[number]
        walker.pointee.columns[Int(constant.column)].kinds[row] = constant.kind
        walker.pointee.columns[Int(constant.column)].mappings[row] = constant.mapping
      }
    }
    if view.pointee.choiceCount > 0 { choose(view) }
  }

  @inline(never)
  private func choose(_ view: UnsafePointer<TemplateView>) {
    let walker = walker
    for number in 0..<view.pointee.choiceCount {
      walker.pointee.choose(Int(view.pointee.choices[number]), choices)
    }
  }

  /// Whether a record of so many positions can end where they do: with a bracket and, where a
  /// record is a line, with the line. Tells most shapes apart at the cost of one look.
  @inline(__always)
  private func mayEnd(_ positionCount: Int) -> Bool {
    let walker = walker
    guard cursor &+ positionCount <= walker.pointee.count else { return false }
    let end = walker.pointee.position(cursor &+ positionCount &- 1)
    // INVARIANT: a byte can be read behind the text.
    return walker.pointee.base[end] == 0x7D
      && (framing != .lines || elements != nil || walker.pointee.base[end &+ 1] != 0x2C)
  }

  @inline(never)
  private func tryOthers(than first: Int, _ saved: Int, _ row: Int) -> (shape: Int, end: Int)? {
    var tries = TemplateSet.width
    for size in 0..<templates.sizeCount where mayEnd(templates.sizes[size]) {
      var shape = templates.firsts[size]
      while shape >= 0, tries > 0 {
        if shape != first {
          let end = match(shape, saved, row)
          if end >= 0 { return (shape, end) }
          tries -= 1
        }
        shape = templates.nexts[shape]
      }
    }
    return nil
  }
}
