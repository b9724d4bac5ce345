import Glibc
import Mapping
import RuleModel
import Shuffle
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
  private let shapes: Frozen<WriterSelection>
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
  private var lists = RowBytes()
  private var keyReasons = RowBytes()
  private var numbers: [EventNumbers.Block]
  private var span: [TimeSpan]
  private var withoutKey: [Int]
  private var hasFailed = false

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
    shapes = tables.shapes
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

  /// Writes the event's rows. Where they can't be kept, `CorrelationRun.evaluate` says why.
  package func end() {
    let shape = shapes[selection]
    precondition(
      answerCount == Int(shape.answerCount) && valueCount == Int(shape.valueCount),
      "an event has all its answers and values")
    valueStarts[valueCount] = Int32(truncatingIfNeeded: values.count)
    span[selection].add(place.key.time)
    var number: UInt32 = 0
    if shape.isNumbered {
      number = numbers[selection].next(run.numbers, selection)
    }
    if hasFailed { return }
    do {
      for index in shape.streams.indices { try write(streams[index], number) }
    } catch {
      // The store keeps it, and gives no rows any more.
      hasFailed = true
    }
  }

  /// Hands over what is counted. The rows are the run's to take.
  package func finish() { run.add(span: span, withoutKey: withoutKey) }

  // MARK: One stream

  private func write(_ stream: WriterStream, _ number: UInt32) throws(ShuffleError) {
    if !stream.isScattered, try writeKey(stream) {
      rows.endKey()
      try writePayload(stream, number, flags: 0)
      try endRow(stream, partition: stream.partition)
    } else {
      try writeOutside(stream, number)
    }
  }

  // The key of a row whose parts are all there and need no conversion; false: nothing is written.
  @inline(__always)
  private func writeKey(_ stream: WriterStream) throws(ShuffleError) -> Bool {
    for index in stream.keys.indices {
      let part = parts[index]
      guard part.value >= 0, !part.converts else {
        rows.cancelRow()
        return false
      }
      let start = Int(valueStarts[Int(part.value)])
      let place = UnsafeRawPointer(values.base + start)
      guard ValueCode.isValue(place.load(as: UInt8.self)) else {
        rows.cancelRow()
        return false
      }
      try rows.write(place, Int(valueStarts[Int(part.value) &+ 1]) &- start)
    }
    return true
  }

  // Rows that are not certainly of one group: beside all that agree, or judged alone, or left out. Also
  // keys that are compared as another kind of value.
  private func writeOutside(_ stream: WriterStream, _ number: UInt32) throws(ShuffleError) {
    key.count = 0
    keyReasons.count = 0
    var outside: UInt64 = 0
    var missing = false
    for index in stream.keys.indices where !appendPart(index, stream, &missing) {
      outside |= Self.bit(index &- Int(stream.keys.start))
    }
    if outside == 0, !missing, !stream.isScattered {
      try rows.write(key.bytes)
      rows.endKey()
      try writePayload(stream, number, flags: 0)
      try endRow(stream, partition: stream.partition)
      return
    }
    if stream.isScattered || missing || !stream.roles.contains(.related) {
      // A related event whose key is absent is no member of anything.
      guard stream.roles.contains(.anchor) else { return }
      key.count = 0
      key.append(OutsideKey.loose)
      key.append(place.key.file)
      key.append(place.key.offset >> 14)
    } else {
      moveKey(behind: outside, parts: stream.keys.indices.count)
    }
    var flags = missing ? RowLayout.keyIsAbsent : 0
    if keyReasons.count > 0, !missing { flags |= RowLayout.keyIsUnknown }
    try rows.write(key.bytes)
    rows.endKey()
    try writePayload(stream, number, flags: flags)
    try endRow(stream, partition: stream.partition &- 1)
  }

  @inline(__always)
  private static func bit(_ part: Int) -> UInt64 {
    1 << UInt64(min(part, OutsideKey.mostParts - 1))
  }

  // A part of a key; false: it is not known, or agrees with all.
  private func appendPart(_ index: Int, _ stream: WriterStream, _ missing: inout Bool) -> Bool {
    let part = parts[index]
    guard part.value >= 0 else { return false }
    let start = Int(valueStarts[Int(part.value)])
    let state = CodedState(start: values.base + start)
    let tag = state.tag
    var reason = UnknownReason.missing
    if tag == ValueCode.absent {
      if stream.roles.contains(.related), !stream.roles.contains(.absentAgrees) {
        withoutKey[index] += 1
      }
      // Of an absent key the reason is that it is missing: two who are not named are not the same.
      if !stream.roles.contains(.absentAgrees) { missing = true }
    } else if ValueCode.isUnknown(tag) {
      reason = ValueCode.reason(tag)
    } else if part.converts {
      let tables = run.plan.writerTables
      let converted = state.value.converted(tables.kinds[index], at: tables.paths[index])
      if case .value(let value) = converted {
        key.append(value)
        return true
      }
      if converted == .absent, !stream.roles.contains(.absentAgrees) { missing = true }
      if case .unknown(let why) = converted { reason = why }
    } else {
      let end = Int(valueStarts[Int(part.value) &+ 1])
      key.append(UnsafeRawBufferPointer(start: values.base + start, count: end &- start))
      return true
    }
    keyReasons.append(reason: reason, field: run.plan.writerTables.names[index])
    return false
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

  @inline(__always)
  private func writePayload(
    _ stream: WriterStream, _ number: UInt32, flags: UInt8
  ) throws(ShuffleError) {
    let hasReasons = !reasons.isEmpty || flags != 0
    let head = try rows.room(RowLayout.head &+ 4)
    var flags = flags
    if isCertain { flags |= RowLayout.isCertain }
    if hasReasons { flags |= RowLayout.hasReasons }
    head.storeBytes(of: flags, as: UInt8.self)
    head.storeBytes(of: place.chunk, toByteOffset: RowLayout.chunk, as: Int32.self)
    head.storeBytes(of: place.ordinal, toByteOffset: RowLayout.ordinal, as: UInt32.self)
    head.storeBytes(of: place.length, toByteOffset: RowLayout.length, as: UInt32.self)
    rows.advance(RowLayout.head)
    if stream.isNumbered { try rows.write(number) }
    if !stream.answers.isEmpty { try writeAnswers(stream) }
    for index in stream.values.indices {
      let value = Int(indices[index])
      let start = Int(valueStarts[value])
      try rows.write(
        UnsafeRawPointer(values.base + start), Int(valueStarts[value &+ 1]) &- start)
    }
    if hasReasons { try writeReasons(stream) }
  }

  private func writeAnswers(_ stream: WriterStream) throws(ShuffleError) {
    var byte: UInt8 = 0
    var shift: UInt8 = 0
    for index in stream.answers.indices {
      byte |= answers[Int(indices[index])] << shift
      shift &+= 2
      if shift == 8 {
        try rows.write(byte)
        byte = 0
        shift = 0
      }
    }
    if shift != 0 { try rows.write(byte) }
  }

  // Three kinds of lists: of the event, of its key, and of each unknown answer of the stream.
  private func writeReasons(_ stream: WriterStream) throws(ShuffleError) {
    lists.count = 0
    lists.appendReasonList { lists in
      for one in reasons where one.answer < 0 {
        lists.append(reason: one.reason, field: one.field)
      }
    }
    lists.appendReasonList { $0.append(keyReasons.bytes) }
    for index in stream.answers.indices {
      let answer = Int(indices[index])
      guard answers[answer] == Truth.unknown.rawValue else { continue }
      lists.appendReasonList { lists in
        for one in reasons where one.answer == answer {
          lists.append(reason: one.reason, field: one.field)
        }
      }
    }
    try rows.write(lists.bytes)
  }

  @inline(__always)
  private func endRow(_ stream: WriterStream, partition: Int32) throws(ShuffleError) {
    try rows.endRow(
      partition: UInt16(truncatingIfNeeded: partition),
      order: RowOrder(
        time: place.key.time, source: place.key.source, file: place.key.file,
        offset: place.key.offset, sequence: element),
      stream: stream.number)
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

extension RowBytes {
  /// Reasons, behind their length in bytes.
  mutating func appendReasonList(_ contents: (inout RowBytes) -> Void) {
    let place = count
    append(UInt32(0))
    contents(&self)
    store(UInt32(truncatingIfNeeded: count - place - 4), at: place)
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
