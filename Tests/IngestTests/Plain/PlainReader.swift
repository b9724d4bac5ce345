import Columns
import Foundation
import Ingest
import Mapping
import RuleModel
import Values

/// What the extractor must make of JSON lines, written down as plainly as can be: a tree for
/// each record, and a search in it for each column.
struct PlainReader {
  let source: CheckedSource
  let columns: [ColumnRequest]

  struct Outcome: Equatable {
    var records: [ReadRecord] = []
    /// Where each unreadable record begins.
    var refused: [UInt64] = []
  }

  func read(_ bytes: [UInt8]) -> Outcome {
    var outcome = Outcome()
    var ordinal = 0
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
      readLine(bytes, start, end, &ordinal, &outcome)
      start = end + 1
    }
    return outcome
  }

  private func readLine(
    _ bytes: [UInt8], _ start: Int, _ end: Int, _ ordinal: inout Int, _ outcome: inout Outcome
  ) {
    var parser = PlainJSON(bytes, from: start, to: end)
    parser.skipBlanks()
    guard parser.at < end else { return }
    guard isSound(bytes[start..<end]) else {
      outcome.refused.append(UInt64(parser.at))
      ordinal += 1
      return
    }
    while true {
      parser.skipBlanks()
      guard parser.at < end else { return }
      let first = parser.at
      defer { ordinal += 1 }
      guard let value = try? parser.value(), isEnded(parser, value) else {
        outcome.refused.append(UInt64(first))
        return
      }
      guard case .object = value.content, let time = time(value, bytes) else {
        outcome.refused.append(UInt64(first))
        continue
      }
      outcome.records.append(
        ReadRecord(
          slots: columns.map { slot($0, value, bytes) }, time: time,
          text: String(decoding: bytes[value.start..<value.end], as: UTF8.self),
          offset: UInt64(first), ordinal: ordinal))
    }
  }

  /// A number or word is ended by a blank or one of JSON's marks, not by a quote or letter.
  private func isEnded(_ parser: PlainJSON, _ value: PlainJSON.Value) -> Bool {
    switch value.content {
    case .null, .bool, .number:
      guard parser.at < parser.end else { return true }
      let next = parser.bytes[parser.at]
      return PlainJSON.isBlank(next) || Array("{}[]:,".utf8).contains(next)
    default: return true
    }
  }

  /// A line that is no UTF-8, or whose quotes do not pair up, or that has control characters
  /// between them, is one unreadable record.
  private func isSound(_ line: ArraySlice<UInt8>) -> Bool {
    guard String(validating: line, as: UTF8.self) != nil else { return false }
    var isInside = false
    var isEscaped = false
    for byte in line {
      if isInside, byte < 0x20 { return false }
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInside.toggle()
      }
    }
    return !isInside
  }

  private func time(_ record: PlainJSON.Value, _ bytes: [UInt8]) -> Int64? {
    guard let found = chosen(source.time, record, bytes) else { return nil }
    switch found.kind {
    case .string:
      return found.text.utf8.withContiguousStorageIfAvailable {
        Timestamp(rfc3339: UnsafeRawBufferPointer($0))?.nanoseconds
      }.flatMap { $0 }
    case .number:
      return Number(text: found.text).flatMap { Timestamp(epochSeconds: $0)?.nanoseconds }
    default: return nil
    }
  }

  /// The first mapping that holds a value, else the first that is recorded; `last` is one more.
  private func chosen(
    _ mappings: [CheckedSource.Mapping], last: Slot? = nil, _ record: PlainJSON.Value,
    _ bytes: [UInt8]
  ) -> Slot? {
    var recorded: [Slot] = []
    for (number, mapping) in mappings.enumerated() {
      var found = find(mapping.path.steps[...], record, bytes)
      found.mapping = number
      if found.kind != .missing { recorded.append(found) }
    }
    if let last { recorded.append(last) }
    return recorded.first { !isVoid($0, mappings) } ?? recorded.first
  }

  /// Whether a slot holds null or a text that its mapping calls absent.
  private func isVoid(_ slot: Slot, _ mappings: [CheckedSource.Mapping]) -> Bool {
    if slot.kind == .null { return true }
    guard slot.kind == .string || slot.kind == .escapedString,
      mappings.indices.contains(slot.mapping),
      let text = try? JSONDecoder().decode(String.self, from: Data("\"\(slot.text)\"".utf8))
    else { return false }
    return mappings[slot.mapping].absentWhen.contains(.string(Text(text)))
  }

  private func slot(
    _ request: ColumnRequest, _ record: PlainJSON.Value, _ bytes: [UInt8]
  ) -> Slot {
    let mappings: [CheckedSource.Mapping] =
      switch request {
      case .raw(let path): [CheckedSource.Mapping(path: path)]
      case .field(let field): source.mappings[field] ?? []
      }
    var byName: Slot?
    if case .field(let field) = request, source.fieldsByName {
      byName = agreed(spellings(field.name).map { find($0[...], record, bytes) })
      byName?.mapping = mappings.count
    }
    if let slot = chosen(mappings, last: byName, record, bytes) { return slot }
    var whole: Int?
    for (number, mapping) in mappings.enumerated() {
      let isHeld = source.whole.contains { whole in
        guard mapping.path.steps.count > whole.steps.count,
          mapping.path.steps.starts(with: whole.steps)
        else { return false }
        return find(whole.steps[...], record, bytes).kind == .object
      }
      if isHeld {
        whole = whole ?? number
      } else if mapping.missing == .unknown {
        return Slot(kind: .missing, mapping: number)
      }
    }
    if case .field = request, source.fieldsByName {
      return Slot(kind: .missing, mapping: mappings.count)
    }
    return whole.map { Slot(kind: .missingInWhole, mapping: $0) } ?? Slot(kind: .missing)
  }

  /// What several spellings of one name say together; nil if none is there.
  private func agreed(_ all: [Slot]) -> Slot? {
    let found = all.filter { $0.kind != .missing }
    if found.contains(where: { $0.kind == .disagree }) { return Slot(kind: .disagree) }
    let clear = found.filter { $0.kind != .mismatch }
    guard let first = clear.first else { return found.first }
    return clear.allSatisfy { $0 == first } ? first : Slot(kind: .disagree)
  }

  /// Each dot is a step down or part of a key.
  private func spellings(_ name: String) -> [[RecordPath.Step]] {
    var all: [[String]] = [[]]
    for part in name.split(separator: ".").map(String.init) {
      all = all.flatMap { keys -> [[String]] in
        guard let last = keys.last else { return [[part]] }
        return [keys + [part], keys.dropLast() + [last + "." + part]]
      }
    }
    return all.map { $0.map { .key(Text($0)) } }
  }

  private func find(
    _ steps: ArraySlice<RecordPath.Step>, _ value: PlainJSON.Value, _ bytes: [UInt8]
  ) -> Slot {
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    guard let step = steps.first else {
      let whole = text(value.start..<value.end)
      switch value.content {
      case .null: return Slot(kind: .null, text: whole)
      case .bool: return Slot(kind: whole == "true" ? .true : .false, text: whole)
      case .number: return Slot(kind: .number, text: whole)
      case .array: return Slot(kind: .array, text: whole)
      case .object: return Slot(kind: .object, text: whole)
      case .string:
        let inner = text((value.start + 1)..<(value.end - 1))
        return Slot(kind: inner.utf8.contains(0x5C) ? .escapedString : .string, text: inner)
      }
    }
    if case .null = value.content { return Slot(kind: .null, text: "null") }
    switch (step, value.content) {
    case (.key(let key), .object(let members)):
      let same = members.filter { $0.key == key.bytes }.map(\.value)
      guard let first = same.first else { return Slot(kind: .missing) }
      let isClear = same.allSatisfy {
        bytes[$0.start..<$0.end] == bytes[first.start..<first.end]
      }
      return isClear ? find(steps.dropFirst(), first, bytes) : Slot(kind: .disagree)
    case (.index(let index), .array(let elements)):
      guard elements.indices.contains(index) else { return Slot(kind: .missing) }
      return find(steps.dropFirst(), elements[index], bytes)
    default: return Slot(kind: .mismatch)
    }
  }
}
