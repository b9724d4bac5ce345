import RuleModel
import Values

/// One of several mappings of a column, and the column that holds what the record has there.
struct MappingCandidate {
  var column: Int32
  /// `absent when ""`, `absent when "-"`.
  var isEmptyAbsent = false
  var isDashAbsent = false
  /// Further texts that are absent, in `MappingChoices.texts`.
  var textsStart: Int32 = 0
  var textsEnd: Int32 = 0
  /// The length of the longest text that is absent.
  var longestText = 0
}

/// A column that several mappings can fill, and its candidates in `MappingChoices.candidates`.
struct MappingChoice {
  var column: Int32
  var candidatesStart: Int32
  var candidatesEnd: Int32
}

/// The columns that several mappings can fill. What each mapping finds is read into a column of
/// its own; once the record is known, the first that holds a value fills the column itself.
///
/// INVARIANT: the pointers live as long as the object, and only its one owner uses them.
final class MappingChoices {
  let choices: UnsafeMutablePointer<MappingChoice>
  let count: Int
  let candidates: UnsafeMutablePointer<MappingCandidate>
  let candidateCount: Int
  let texts: [[UInt8]]

  /// `columns`: those with several mappings. `firstCandidate`: where the candidates' own columns
  /// begin.
  init(_ columns: [(column: Int, mappings: [CheckedSource.Mapping])], firstCandidate: Int) {
    var choices: [MappingChoice] = []
    var candidates: [MappingCandidate] = []
    var texts: [[UInt8]] = []
    for (column, mappings) in columns {
      let start = Int32(candidates.count)
      for mapping in mappings {
        var candidate = MappingCandidate(column: Int32(firstCandidate + candidates.count))
        candidate.textsStart = Int32(texts.count)
        for case .string(let text) in mapping.absentWhen {
          candidate.longestText = max(candidate.longestText, text.bytes.count)
          switch text {
          case "": candidate.isEmptyAbsent = true
          case "-": candidate.isDashAbsent = true
          default: texts.append(text.bytes)
          }
        }
        candidate.textsEnd = Int32(texts.count)
        candidates.append(candidate)
      }
      choices.append(
        MappingChoice(
          column: Int32(column), candidatesStart: start, candidatesEnd: Int32(candidates.count)))
    }
    count = choices.count
    candidateCount = candidates.count
    self.texts = texts
    self.choices = .allocate(capacity: max(1, choices.count))
    self.choices.initialize(from: choices, count: choices.count)
    self.candidates = .allocate(capacity: max(1, candidates.count))
    self.candidates.initialize(from: candidates, count: candidates.count)
  }

  deinit {
    choices.deallocate()
    candidates.deallocate()
  }

  /// Whether a text is one that the candidate's mapping calls absent.
  @inline(__always)
  func isAbsent(
    _ candidate: MappingCandidate, _ start: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    if length == 0 { return candidate.isEmptyAbsent }
    if length == 1, start[0] == 0x2D { return candidate.isDashAbsent }
    if candidate.textsStart == candidate.textsEnd { return false }
    return isOtherAbsent(candidate, start, length)
  }

  @inline(never)
  private func isOtherAbsent(
    _ candidate: MappingCandidate, _ start: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    for number in Int(candidate.textsStart)..<Int(candidate.textsEnd)
    where texts[number].elementsEqual(UnsafeBufferPointer(start: start, count: length)) {
      return true
    }
    return false
  }

  /// The same for a text with escapes.
  @inline(never)
  func isEscapedAbsent(
    _ candidate: MappingCandidate, _ start: UnsafePointer<UInt8>, _ length: Int
  ) -> Bool {
    // An escape is at most six bytes for one.
    guard length <= 6 &* candidate.longestText,
      let text = JSONScalar.unescaped(start, 0, length)
    else { return false }
    return text.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { isAbsent(candidate, $0, bytes.count) } ?? false
    }
  }
}

extension RecordWalker {
  /// Fills the row of a column that several mappings can fill: with the first that holds a value,
  /// neither null nor a text that is absent; if none does, with the first that is recorded.
  func choose(_ number: Int, _ choices: MappingChoices) {
    let choice = choices.choices[number]
    var chosen: Int32 = -1
    for place in Int(choice.candidatesStart)..<Int(choice.candidatesEnd) {
      let candidate = choices.candidates[place]
      let column = columns[Int(candidate.column)]
      let isVoid: Bool
      switch column.kinds[row] {
      case SlotCode.missing: continue
      case SlotCode.null: isVoid = true
      case SlotCode.string:
        isVoid = choices.isAbsent(
          candidate, base + (Int(column.offsets[row]) &- slotBase), Int(column.lengths[row]))
      case SlotCode.escapedString:
        isVoid = choices.isEscapedAbsent(
          candidate, base + (Int(column.offsets[row]) &- slotBase), Int(column.lengths[row]))
      default: isVoid = false
      }
      if !isVoid {
        chosen = candidate.column
        break
      }
      if chosen < 0 { chosen = candidate.column }
    }
    guard chosen >= 0 else { return }
    let source = columns[Int(chosen)]
    let column = columns[Int(choice.column)]
    column.kinds[row] = source.kinds[row]
    column.mappings[row] = source.mappings[row]
    column.offsets[row] = source.offsets[row]
    column.lengths[row] = source.lengths[row]
  }

  /// `choose` for all columns that several mappings can fill.
  func chooseAll(_ choices: MappingChoices) {
    for number in 0..<choices.count { choose(number, choices) }
  }

  /// The columns of those of a choice's candidates that the row's record has.
  func recordedCandidates(_ choice: MappingChoice, _ choices: MappingChoices) -> [Int] {
    (Int(choice.candidatesStart)..<Int(choice.candidatesEnd)).map {
      Int(choices.candidates[$0].column)
    }.filter { columns[$0].kinds[row] != SlotCode.missing }
  }
}
