import Columns
import Detectors
import Mapping
import RuleModel
import Values

/// What the questions about whole records come to for one event.
package struct RecordExamination: Sendable {
  /// By question: `yes`, the record holds what is asked for; `unknown`, a limit was reached.
  package var answers: [Truth]
  /// By question: the first places, in the order of the record.
  package var places: [[SensitivePlace]]
  /// By question: how many there are.
  package var counts: [Int]

  package static let mostPlaces = 16

  /// The examination of an event that another record belongs to as well.
  mutating func add(_ other: RecordExamination) {
    for index in answers.indices {
      switch other.answers[index] {
      case .yes: answers[index] = .yes
      case .unknown: if answers[index] == .no { answers[index] = .unknown }
      case .no: break
      }
      places[index] += other.places[index].prefix(Self.mostPlaces - places[index].count)
      counts[index] += other.counts[index]
    }
  }

  /// That of an event made of several records; nil if none was examined.
  package static func joined(_ examinations: [RecordExamination?]) -> RecordExamination? {
    var result: RecordExamination?
    for case let examination? in examinations {
      if result == nil { result = examination } else { result?.add(examination) }
    }
    return result
  }
}

/// Looks through the records of batches, once each, for all questions that rules ask of whole records. Owned
/// by one worker.
///
/// A record is its own text. Exceptions are about the bytes that a field is read from in this very record, so
/// that they hold for every format, and for no other place.
package final class RecordExaminer {
  private let plan: SourcePlan
  private let screen: SensitiveScreen
  private var batch: RecordBatch?
  private let questionCount: Int
  /// By row and question; valid where `isKnown`.
  private var answers: [Truth]
  private var isKnown: [Bool]

  /// nil where no rule asks.
  init?(plan: SourcePlan, capacity: Int) {
    guard !plan.recordQuestions.isEmpty else { return nil }
    self.plan = plan
    questionCount = plan.recordQuestions.count
    screen = SensitiveScreen(declared: plan.ownDetectors)
    answers = Array(repeating: .no, count: capacity * plan.recordQuestions.count)
    isKnown = Array(repeating: false, count: capacity)
  }

  func begin(_ batch: RecordBatch) {
    self.batch = batch
    for row in isKnown.indices { isKnown[row] = false }
  }

  /// Whether the row's record holds what the question asks for.
  func answer(_ question: Int, row: Int) -> Truth {
    guard let batch else { return .unknown }
    if !isKnown[row] {
      look(batch, row)
      for question in 0..<questionCount {
        answers[row * questionCount + question] = self.answer(question, batch, row)
      }
      isKnown[row] = true
    }
    return answers[row * questionCount + question]
  }

  /// All that can be said of a row's record.
  package func examine(_ batch: RecordBatch, row: Int) -> RecordExamination {
    look(batch, row)
    var result = RecordExamination(answers: [], places: [], counts: [])
    for question in 0..<questionCount {
      let found = screen.leaks.filter { isAsked($0, question, batch, row) }
      result.answers.append(
        found.isEmpty ? answer(question, batch, row) : .yes)
      result.places.append(
        found.prefix(RecordExamination.mostPlaces).map { screen.place(of: $0) })
      result.counts.append(found.count)
    }
    return result
  }

  private func look(_ batch: RecordBatch, _ row: Int) {
    screen.look(atRecord: record(batch, row))
  }

  private func record(_ batch: RecordBatch, _ row: Int) -> Detectors.Bytes {
    let start = Int(batch.recordOffsets[row])
    let end = start + Int(batch.recordLengths[row])
    return Detectors.Bytes(rebasing: batch.bytes.bindMemory(to: UInt8.self)[start..<end])
  }

  private func answer(_ question: Int, _ batch: RecordBatch, _ row: Int) -> Truth {
    if screen.leaks.contains(where: { isAsked($0, question, batch, row) }) { return .yes }
    return screen.isCutShort(plan.recordQuestions[question].question) ? .unknown : .no
  }

  private func isAsked(
    _ leak: Detectors.Finding, _ number: Int, _ batch: RecordBatch, _ row: Int
  ) -> Bool {
    let question = plan.recordQuestions[number]
    guard question.question.asks(leak.type, detector: leak.detector) else { return false }
    return !question.pardons.contains { pardon in
      pardon.question?.asks(leak.type, detector: leak.detector) ?? true
        && covers(pardon.column, leak, batch, row)
    }
  }

  // MARK: Exceptions

  /// Whether the finding lies in what the column is read from in this record.
  private func covers(
    _ column: Int, _ leak: Detectors.Finding, _ batch: RecordBatch, _ row: Int
  ) -> Bool {
    let planned = plan.columns[column]
    guard case .slot(let slot) = planned.place, let decoder = planned.decoder else { return false }
    let slots = batch.columns[slot]
    guard SlotKind.hasBytes(slots.kinds[row]) else { return false }
    let start = Int(slots.offsets[row]) - Int(batch.recordOffsets[row])
    let end = start + Int(slots.lengths[row])
    guard start <= leak.range.lowerBound, leak.range.upperBound <= end else { return false }
    let mapping = Int(slots.mappings[row])
    guard decoder.mappings.indices.contains(mapping) else { return false }
    let names = decoder.mappings[mapping].conversions.map(\.name)
    if names.isEmpty { return true }
    let record = record(batch, row)
    // A target's path and query are read from one place.
    let mark = record[start..<end].firstIndex {
      $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
    }
    if names == ["path"] { return leak.range.upperBound <= mark ?? end }
    if names == ["query"] { return mark.map { leak.range.lowerBound > $0 } ?? false }
    // Of a conversion that takes a part, what is found must be in that.
    let kind = SlotKind(rawValue: slots.kinds[row]) ?? .mismatch
    let bytes = UnsafeRawBufferPointer(Detectors.Bytes(rebasing: record[start..<end]))
    guard case .value(let value) = decoder.decode(kind: kind, mapping: mapping, bytes: bytes)
    else { return false }
    let text = FieldText.bytes(of: value)
    let part = Detectors.Bytes(rebasing: record[leak.range])
    return text.withUnsafeBufferPointer { DecodedBytes.contain(part, in: $0) }
  }
}

/// A value as text.
enum FieldText {
  static func bytes(of value: Value) -> [UInt8] {
    if case .string(let text) = value { return text.bytes }
    return Array(value.description.utf8)
  }
}
