import Columns

/// Makes a template from a record that has just been walked.
struct TemplateLearner {
  let walker: RecordWalker
  /// For a column and mapping, the nodes that supply it.
  let nodesOfTarget: (SlotTarget) -> [Int32]
  let choices: MappingChoices

  private struct Glue {
    /// The first position of the bytes, and where they lie in the text.
    var index: Int
    var start: Int
    var end: Int
    var actions: [TemplateAction] = []
  }

  /// The template of the record whose positions are `range`; nil if its shape says too little
  /// about other records. Cost: some microseconds; meant to be rare.
  func template(_ range: Range<Int>, isDetected: Bool) -> ShapeTemplate? {
    let bytes = walker.position(range.upperBound - 1) - walker.position(range.lowerBound)
    guard !walker.repeated, !walker.escapedKeys, bytes <= ShapeTemplate.maximumBytes else {
      return nil
    }
    var glues = pieces(range)
    guard glues.count > 1, glues.count <= ShapeTemplate.maximumElements else { return nil }
    var constants: [(column: Int32, kind: UInt8, mapping: UInt8)] = []
    // A column that only one of its mappings can fill in this shape is filled without a choice.
    var open: [Int32] = []
    var columns = Array(0..<(walker.columnCount - choices.candidateCount))
    for number in 0..<choices.count {
      let choice = choices.choices[number]
      let recorded = walker.recordedCandidates(choice, choices)
      guard recorded.count > 1 else { continue }
      open.append(Int32(number))
      columns.removeAll { $0 == Int(choice.column) }
      columns += recorded
    }
    for column in columns {
      guard act(on: column, in: &glues, constants: &constants) else { return nil }
    }
    return freeze(glues, constants, open, range, isDetected)
  }

  /// The bytes before each scalar, and those behind the last.
  private func pieces(_ range: Range<Int>) -> [Glue] {
    var result: [Glue] = []
    var first = range.lowerBound
    for index in range {
      let start = walker.position(index)
      switch walker.base[start] {
      case 0x7B, 0x7D, 0x5B, 0x5D, 0x3A, 0x2C: continue
      case 0x22 where walker.base[walker.position(index + 1)] == 0x3A: continue  // a key
      default:
        result.append(Glue(index: first, start: walker.position(first), end: start))
        first = index + 1
      }
    }
    // A record ends with its bracket, so there are bytes behind the last scalar.
    result.append(
      Glue(
        index: first, start: walker.position(first),
        end: walker.position(range.upperBound - 1) + 1))
    return result
  }

  /// Adds what fills the column; false if the column's slot is of no use for other records.
  private func act(
    on number: Int, in glues: inout [Glue],
    constants: inout [(column: Int32, kind: UInt8, mapping: UInt8)]
  ) -> Bool {
    let column = walker.columns[number]
    let mapping = column.mappings[walker.row]
    guard let kind = SlotKind(rawValue: column.kinds[walker.row]) else { return false }
    let offset = Int(column.offsets[walker.row]) - walker.slotBase
    let length = Int(column.lengths[walker.row])
    func action(_ role: TemplateAction.Role, _ delta: Int = 0) -> TemplateAction {
      TemplateAction(
        role: role, kind: kind.rawValue, mapping: mapping, column: Int32(number),
        delta: Int32(delta))
    }
    func atScalar(_ place: Int, _ role: TemplateAction.Role) -> Bool {
      guard let glue = glues.dropLast().firstIndex(where: { $0.end == place }) else {
        return false
      }
      glues[glue].actions.append(action(role))
      return true
    }
    func atBracket(_ place: Int, _ role: TemplateAction.Role) -> Bool {
      // An end may fall on the last byte of a piece's predecessor's scalar only if there is
      // no bracket, so it lies inside exactly one piece.
      let inside = glues.firstIndex {
        role == .end ? place > $0.start && place <= $0.end : place >= $0.start && place < $0.end
      }
      guard let glue = inside else { return false }
      glues[glue].actions.append(action(role, place - glues[glue].start))
      return true
    }
    switch kind {
    case .disagree: return false
    case .missing, .missingInWhole:
      if kind != .missing || mapping != 0 {
        constants.append((Int32(number), kind.rawValue, mapping))
      }
      return true
    case .string, .escapedString: return atScalar(offset - 1, .value)
    case .number, .true, .false: return atScalar(offset, .value)
    case .null:
      let nodes = nodesOfTarget(SlotTarget(column: Int32(number), mapping: mapping))
      let isItself = nodes.contains { node in
        let place = walker.view.nodes[Int(node)]
        return place.record == walker.record && Int(place.valueStart) == offset
      }
      return atScalar(offset, isItself ? .value : .ancestor)
    case .mismatch:
      // A string's slot begins behind its quote; nothing else follows one.
      if walker.base[offset - 1] == 0x22 { return atScalar(offset - 1, .ancestor) }
      switch walker.base[offset] {
      case 0x7B, 0x5B: return atBracket(offset, .begin)
      default: return atScalar(offset, .ancestor)
      }
    case .object, .array:
      return atBracket(offset, .begin) && atBracket(offset + length, .end)
    }
  }

  private func kind(_ start: Int, before next: Int) -> TemplateScalarKind {
    if walker.base[start] == 0x22 { return walker.base[next - 1] == 0x22 ? .string : .open }
    let isInteger =
      next - start <= 16 && (walker.base[start] != 0x30 || next - start == 1)
      && (start..<next).allSatisfy { JSONScalar.isDigit(walker.base[$0]) }
    return isInteger ? .integer : .open
  }

  private func freeze(
    _ glues: [Glue], _ constants: [(column: Int32, kind: UInt8, mapping: UInt8)],
    _ choices: [Int32], _ range: Range<Int>, _ isDetected: Bool
  ) -> ShapeTemplate {
    var elements: [TemplateElement] = []
    var pieces: [[UInt8]] = []
    var kinds: [TemplateScalarKind] = []
    var words: [UInt64] = []
    var actions: [TemplateAction] = []
    for (number, glue) in glues.enumerated() {
      let bytes = PieceBytes(start: walker.base + glue.start, count: glue.end - glue.start)
      let tail = max(0, bytes.count - 16)
      let nextIndex = number + 1 < glues.count ? glues[number + 1].index : range.upperBound
      var element = TemplateElement(
        first: bytes.pair(0), last: bytes.pair(tail), mask: bytes.mask(tail),
        lastOffset: Int32(tail), length: Int32(bytes.count),
        positions: Int32(nextIndex - glue.index), wordsStart: Int32(words.count),
        wordCount: Int32(max(0, bytes.count - 32 + 7) / 8),
        isNumber: glue.end < walker.length
          && (JSONScalar.isDigit(walker.base[glue.end]) || walker.base[glue.end] == 0x2D),
        column: -1, mapping: 0, valuesStart: Int32(actions.count), valuesEnd: 0,
        actionsStart: 0, actionsEnd: 0)
      words += (0..<Int(element.wordCount)).map { bytes.word(16 + 8 * $0) }
      var values = glue.actions.filter { $0.role == .value }
      if let first = values.first {
        element.column = first.column
        element.mapping = first.mapping
        values.removeFirst()
      }
      actions += values
      element.valuesEnd = Int32(actions.count)
      element.actionsStart = element.valuesEnd
      // A container may begin and end before the scalar.
      actions += glue.actions.filter { $0.role == .begin }
      actions += glue.actions.filter { $0.role == .end }
      actions += glue.actions.filter { $0.role == .ancestor }
      element.actionsEnd = Int32(actions.count)
      elements.append(element)
      pieces.append(bytes.all)
      // The last piece has no scalar; it and those with more to do than to fill columns are open.
      let isPlain =
        number + 1 < glues.count && element.actionsStart == element.actionsEnd
      kinds.append(isPlain ? kind(glue.end, before: walker.position(nextIndex)) : .open)
    }
    return ShapeTemplate(
      elements: elements, pieces: pieces, kinds: kinds, words: words, actions: actions,
      constants: constants, choices: choices, columnCount: walker.columnCount,
      positionCount: range.count, isDetected: isDetected)
  }
}

/// Bytes before a scalar, as words.
private struct PieceBytes {
  let start: UnsafePointer<UInt8>
  let count: Int

  var all: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// The eight bytes from `from` on, zeros behind the end.
  func word(_ from: Int) -> UInt64 {
    (from..<max(from, min(count, from + 8))).reduce(UInt64(0)) {
      $0 | UInt64(start[$1]) << UInt64(8 * ($1 - from))
    }.littleEndian
  }

  func pair(_ from: Int) -> SIMD2<UInt64> { [word(from), word(from + 8)] }

  /// Which of the 16 bytes from `from` on there are.
  func mask(_ from: Int) -> SIMD2<UInt64> {
    func half(_ from: Int) -> UInt64 {
      let length = max(0, count - from)
      return length >= 8 ? .max : ((1 << UInt64(8 * length)) - 1).littleEndian
    }
    return [half(from), half(from + 8)]
  }
}
