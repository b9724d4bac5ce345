import Glibc
import Mapping
import RuleModel
import Values

/// Writes the events that the correlation needs as rows, each into the streams of its selection. One per
/// worker; nothing is shared with others but the counters of numbers.
///
/// For each selected event: `begin`, its answers in the order of `Selection.answers`, its values in the
/// order of `Selection.values`, the element where the selection has some, `end`. Reasons follow what they
/// are for: behind `begin` for an undecided event, behind an unknown answer for that.
package final class CorrelationWriter {
  private let run: CorrelationRun
  private let streams: Frozen<WriterStream>
  private let streamsOfSelection: Frozen<Stretch>
  private let parts: Frozen<WriterKeyPart>
  private let indices: Frozen<Int32>
  private let rows: RowBuffer

  // The event at hand.
  private var selection = 0
  private var place = EventPlace(
    key: RecordKey(time: 0, source: 0, file: 0, offset: 0), chunk: 0, ordinal: 0, length: 0)
  private var element: UInt32 = 0
  private var isCertain = true
  private var answerCount = 0
  private var valueCount = 0
  private var values = RowBytes(capacity: 4096)
  private let valueStarts: UnsafeMutablePointer<Int32>
  private let answers: UnsafeMutablePointer<UInt8>
  private var reasons: [RowReasons] = []

  // Made at `end`.
  private var key = RowBytes()
  private var payload = RowBytes(capacity: 1024)
  private var keyReasons = RowBytes()
  private var numbers: [EventNumbers.Block]
  private var span: [TimeSpan]
  private var withoutKey: [Int]

  struct RowReasons {
    /// The answer's place; -1: why the event is undecided.
    var answer: Int
    var reason: UnknownReason
    var field: String
  }

  init(run: CorrelationRun, rows: RowBuffer) {
    self.run = run
    self.rows = rows
    let tables = run.plan.writerTables
    streams = tables.streams
    streamsOfSelection = tables.streamsOfSelection
    parts = tables.parts
    indices = tables.indices
    valueStarts = .allocate(capacity: tables.mostValues + 2)
    answers = .allocate(capacity: tables.mostAnswers + 1)
    numbers = Array(repeating: EventNumbers.Block(), count: run.plan.sets.count)
    span = Array(repeating: TimeSpan(), count: run.plan.sets.count)
    withoutKey = Array(repeating: 0, count: tables.partCount)
  }

  deinit {
    valueStarts.deallocate()
    answers.deallocate()
  }

  /// Begins an event of a selection (by its place in `CorrelationPlan.selections`).
  ///
  /// - Parameters:
  ///   - element: counts the elements of `Selection.elements` in one event from 0.
  ///   - isCertain: kind and condition hold; else they are unknown.
  @inline(__always)
  package func begin(
    selection: Int, place: EventPlace, element: UInt32 = 0, isCertain: Bool
  ) {
    self.selection = selection
    self.place = place
    self.element = element
    self.isCertain = isCertain
    answerCount = 0
    valueCount = 0
    values.count = 0
    if !reasons.isEmpty { reasons.removeAll(keepingCapacity: true) }
  }

  /// Adds a reason for which what was said last is unknown.
  package func reason(_ reason: UnknownReason, field: String) {
    reasons.append(RowReasons(answer: answerCount - 1, reason: reason, field: field))
  }

  @inline(__always)
  package func answer(_ truth: Truth) {
    answers[answerCount] = truth.rawValue
    answerCount &+= 1
  }

  @inline(__always)
  private func beginValue() {
    valueStarts[valueCount] = Int32(truncatingIfNeeded: values.count)
    valueCount &+= 1
  }

  package func value(_ state: FieldState) {
    beginValue()
    values.append(state)
  }

  /// A string, by its (decoded) UTF-8 bytes.
  @inline(__always)
  package func value(stringBytes: UnsafeRawBufferPointer) {
    beginValue()
    values.append(string: stringBytes)
  }

  /// Writes the event's rows.
  package func end() {
    precondition(
      answerCount == run.plan.selections[selection].answers.count
        && valueCount == run.plan.valueCount(ofSelection: selection),
      "an event has all its answers and values")
    valueStarts[valueCount] = Int32(truncatingIfNeeded: values.count)
    span[selection].add(place.key.time)
    var number: UInt32 = 0
    if run.plan.isNumbered[selection] {
      number = numbers[selection].next(run.numbers, selection)
    }
    let range = streamsOfSelection[selection]
    for index in range.indices { write(streams[index], number) }
  }

  /// Hands over what is counted. The rows are the run's to take.
  package func finish() { run.add(span: span, withoutKey: withoutKey) }

  // MARK: One stream

  private func write(_ stream: WriterStream, _ number: UInt32) {
    key.count = 0
    keyReasons.count = 0
    var outside: UInt64 = 0
    var missing = false
    for index in stream.keys.indices {
      let part = parts[index]
      guard part.value >= 0 else {
        outside |= Self.bit(index &- Int(stream.keys.start))
        continue
      }
      let state = CodedState(start: values.base + Int(valueStarts[Int(part.value)]))
      let tag = state.tag
      if ValueCode.isValue(tag), !part.converts {
        let start = Int(valueStarts[Int(part.value)])
        let end = Int(valueStarts[Int(part.value) &+ 1])
        key.append(UnsafeRawBufferPointer(start: values.base + start, count: end &- start))
      } else if !appendUncommon(part, index, state, &missing, stream) {
        outside |= Self.bit(index &- Int(stream.keys.start))
      }
    }
    if outside == 0, !missing, !stream.isScattered {
      makePayload(stream, number, flags: 0)
      append(stream, partition: stream.partition)
    } else {
      writeOutside(stream, number, outside, missing: missing)
    }
  }

  @inline(__always)
  private static func bit(_ part: Int) -> UInt64 { 1 << UInt64(min(part, OutsideKey.mostParts - 1)) }

  // A part that is no value, or has to be read as something else; false: it is not known.
  private func appendUncommon(
    _ part: WriterKeyPart, _ index: Int, _ state: CodedState, _ missing: inout Bool,
    _ stream: WriterStream
  ) -> Bool {
    let tag = state.tag
    var reason = UnknownReason.missing
    if tag == ValueCode.absent {
      if stream.roles.contains(.related) { withoutKey[index] += 1 }
      if !stream.roles.contains(.absentAgrees) {
        missing = true
        return true
      }
    } else if ValueCode.isUnknown(tag) {
      reason = ValueCode.reason(tag)
    } else if let kind = run.plan.writerTables.kinds[index] {
      if let converted = Coercion.convert(state.value, to: kind) {
        key.append(converted)
        return true
      }
      reason = .unreadableValue
    }
    keyReasons.append(reason: reason, field: run.plan.writerTables.names[index])
    return false
  }

  // Rows without a group of their own: beside all that agree, or judged alone, or left out.
  private func writeOutside(
    _ stream: WriterStream, _ number: UInt32, _ outside: UInt64, missing: Bool
  ) {
    let isLoose = stream.isScattered || missing || !stream.roles.contains(.related)
    if isLoose {
      // A related event whose key is absent is no member of anything.
      guard stream.roles.contains(.anchor) else { return }
      key.count = 0
      key.append(OutsideKey.loose)
      key.append(place.key.file)
      key.append(place.key.offset >> 14)
      if missing { addMissingKeyReasons(stream) }
    } else {
      moveKey(behind: outside, parts: stream.keys.indices.count)
    }
    var flags = missing ? RowLayout.keyIsAbsent : 0
    if keyReasons.count > 0, !missing { flags |= RowLayout.keyIsUnknown }
    makePayload(stream, number, flags: flags)
    append(stream, partition: stream.partition &- 1)
  }

  // Of an absent key the reason is that it is missing: two who are not named are not the same.
  private func addMissingKeyReasons(_ stream: WriterStream) {
    for index in stream.keys.indices where parts[index].value >= 0 {
      let state = CodedState(start: values.base + Int(valueStarts[Int(parts[index].value)]))
      if state.tag == ValueCode.absent {
        keyReasons.append(reason: .missing, field: run.plan.writerTables.names[index])
      }
    }
  }

  private func moveKey(behind mask: UInt64, parts: Int) {
    let known = key.count
    let isTooLong = parts > OutsideKey.mostParts
    key.reserve(9)
    memmove(key.base + 9, key.base, known)
    key.count = 0
    key.append(OutsideKey.agreeing)
    key.append(isTooLong ? ~0 : mask)
    if !isTooLong { key.count += known }
  }

  private func makePayload(_ stream: WriterStream, _ number: UInt32, flags: UInt8) {
    var flags = flags
    if isCertain { flags |= RowLayout.isCertain }
    let hasReasons = !reasons.isEmpty || keyReasons.count > 0
    if hasReasons { flags |= RowLayout.hasReasons }
    payload.count = 0
    payload.reserve(RowLayout.head &+ 4)
    payload.append(flags)
    payload.append(place.chunk)
    payload.append(place.ordinal)
    payload.append(place.length)
    if stream.isNumbered { payload.append(number) }
    appendAnswers(stream)
    for index in stream.values.indices {
      let value = Int(indices[index])
      let start = Int(valueStarts[value])
      let end = Int(valueStarts[value &+ 1])
      payload.append(UnsafeRawBufferPointer(start: values.base + start, count: end &- start))
    }
    if hasReasons { appendReasons(stream) }
  }

  @inline(__always)
  private func appendAnswers(_ stream: WriterStream) {
    var byte: UInt8 = 0
    var shift: UInt8 = 0
    for index in stream.answers.indices {
      byte |= answers[Int(indices[index])] << shift
      shift &+= 2
      if shift == 8 {
        payload.append(byte)
        byte = 0
        shift = 0
      }
    }
    if shift != 0 { payload.append(byte) }
  }

  // Three kinds of lists: of the event, of its key, and of each answer of the stream.
  private func appendReasons(_ stream: WriterStream) {
    appendReasonList { scratch in
      for one in reasons where one.answer < 0 {
        scratch.append(reason: one.reason, field: one.field)
      }
    }
    appendReasonList { scratch in scratch.append(keyReasons.bytes) }
    for index in stream.answers.indices {
      let answer = Int(indices[index])
      guard answers[answer] == Truth.unknown.rawValue else { continue }
      appendReasonList { scratch in
        for one in reasons where one.answer == answer {
          scratch.append(reason: one.reason, field: one.field)
        }
      }
    }
  }

  private func appendReasonList(_ contents: (inout RowBytes) -> Void) {
    let place = payload.count
    payload.append(UInt32(0))
    contents(&payload)
    payload.store(UInt32(truncatingIfNeeded: payload.count - place - 4), at: place)
  }

  @inline(__always)
  private func append(_ stream: WriterStream, partition: Int32) {
    rows.append(
      partition: partition, key: key.bytes,
      order: RowOrder(
        time: place.key.time, source: place.key.source, file: place.key.file,
        offset: place.key.offset, sequence: element),
      stream: stream.number, payload: payload.bytes)
  }
}

extension RowBytes {
  /// A reason: its byte, the length of the field's name, the name.
  mutating func append(reason: UnknownReason, field: String) {
    append(reason.rawValue)
    field.withBytes { name in
      // No name is longer than a rule file's line; what is cut is only shown.
      let length = min(name.count, 0xffff)
      append(UInt16(length))
      append(UnsafeRawBufferPointer(rebasing: name[0..<length]))
    }
  }
}

/// The earliest and latest of some times.
struct TimeSpan {
  var first = Int64.max
  var last = Int64.min

  @inline(__always)
  mutating func add(_ time: Int64) {
    if time < first { first = time }
    if time > last { last = time }
  }

  mutating func add(_ other: TimeSpan) {
    first = min(first, other.first)
    last = max(last, other.last)
  }
}
