import Detectors

/// Replaces what is found in records, and proves that nothing is left. One for each thread.
final class RecordRedactor {
  /// A part of a record, and what stands in its place.
  struct Edit {
    var range: Range<Int>
    var text: [UInt8]
  }

  enum Outcome {
    /// There is nothing to replace.
    case clean
    /// In the order of the record; none overlaps another.
    case edited([Edit])
    /// Something was found again in whatever it was replaced with.
    case failed
  }

  /// How often values of each type were replaced, by the type's raw value.
  private(set) var counts = [Int](repeating: 0, count: 256)
  /// Values that had to be replaced as a whole, because something was found in them again.
  private(set) var wholeValues = 0

  private let screener: Screener
  private let maker: ReplacementMaker
  private static let mostLooks = 6

  init(options: ScreeningOptions, maker: ReplacementMaker) {
    screener = Screener(types: options.types, minConfidence: options.minConfidence)
    self.maker = maker
  }

  /// What has to change in a record. The changed record was looked through again when this returns.
  func redact(_ record: ExaminedRecord) -> Outcome {
    let hasOwnNames = record.shape != .table
    screener.scan(record.bytes, hasOwnNames: hasOwnNames)
    let leaks = Array(screener.findings.filter(\.state.isLeak))
    guard !leaks.isEmpty else { return .clean }
    for leak in leaks { counts[Int(leak.type.rawValue)] += 1 }
    var values = values(of: leaks, in: record)
    for _ in 0..<Self.mostLooks {
      let edits = edits(values, in: record)
      let changed = Self.apply(edits, to: record.bytes)
      // As it will be seen by who reads it again: without blanks around it.
      let seen = record.shape == .table ? 0..<changed.count : Self.trimmed(changed)
      let again = changed.withUnsafeBufferPointer { bytes in
        screener.scan(Bytes(rebasing: bytes[seen]), hasOwnNames: hasOwnNames)
        return screener.findings.filter(\.state.isLeak)
      }
      if again.isEmpty { return .edited(edits) }
      // Whatever makes sense to a detector in what is left of a value: the value goes.
      var isNew = false
      for leak in again {
        let value =
          leak.value.lowerBound + seen.lowerBound..<leak.value.upperBound + seen.lowerBound
        let range = Self.original(value, edits, in: record.bytes)
        if replaceWhole(range, isName: leak.isInKey, &values) { isNew = true }
      }
      if !isNew { return .failed }
    }
    return .failed
  }

  // MARK: Values

  /// A value or name with something to replace.
  private struct Value {
    var range: Range<Int>
    var isName: Bool
    var findings: [(range: Range<Int>, type: SensitiveType)]
    var isWhole = false
  }

  private func values(
    of leaks: [Finding], in record: ExaminedRecord
  ) -> [Value] {
    var values: [Value] = []
    for leak in leaks {
      if let last = values.indices.last, values[last].range == leak.value {
        values[last].findings.append((leak.range, leak.type))
      } else {
        values.append(
          Value(range: leak.value, isName: leak.isInKey, findings: [(leak.range, leak.type)]))
      }
    }
    return values
  }

  /// Marks the value for being replaced whole; false if it already is.
  private func replaceWhole(_ range: Range<Int>, isName: Bool, _ values: inout [Value]) -> Bool {
    if let index = values.firstIndex(where: { $0.range.overlaps(range) || $0.range == range }) {
      if values[index].isWhole { return false }
      values[index].isWhole = true
    } else {
      guard !range.isEmpty else { return false }
      values.append(Value(range: range, isName: isName, findings: [], isWhole: true))
      values.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
    wholeValues += 1
    return true
  }

  // MARK: Edits

  private func edits(_ values: [Value], in record: ExaminedRecord) -> [Edit] {
    var edits: [Edit] = []
    var names: [Int] = []
    for value in values {
      if value.isName { names.append(edits.count) }
      if value.isName || value.isWhole || isNumber(value.range, in: record) {
        edits.append(whole(value, in: record))
      } else {
        for finding in value.findings {
          let raw = Bytes(rebasing: record.bytes[finding.range])
          edits.append(
            Edit(range: finding.range, text: Array(maker.text(of: raw, type: finding.type).utf8)))
        }
      }
    }
    if !names.isEmpty, record.shape == .json { tellApart(names, &edits, in: record.bytes) }
    keepShape(&edits, of: record)
    return edits
  }

  /// Sees to it that the copy is cut into the same records: a text never begins with what was behind a
  /// value that is dropped, and line ends inside of broken JSON stay.
  private func keepShape(_ edits: inout [Edit], of record: ExaminedRecord) {
    switch record.shape {
    case .text:
      if let first = edits.first, first.range.lowerBound == 0, first.text.isEmpty {
        edits[0].text = Array(Replacement.mask.utf8)
      }
    case .json:
      for index in edits.indices {
        let ends = record.bytes[edits[index].range].reduce(0) { $1 == 0x0A ? $0 + 1 : $0 }
        if ends > 0 { edits[index].text += [UInt8](repeating: 0x0A, count: ends) }
      }
    case .table: break
    }
  }

  /// The value with its replacements, as one edit. A number that is none any more gets quotes.
  private func whole(_ value: Value, in record: ExaminedRecord) -> Edit {
    var text: [UInt8]
    if value.isWhole {
      text = Array(Replacement.mask.utf8)
    } else {
      text = Self.apply(
        value.findings.map { finding in
          let raw = Bytes(rebasing: record.bytes[finding.range])
          return Edit(
            range: finding.range.lowerBound - value.range.lowerBound..<finding.range.upperBound
              - value.range.lowerBound,
            text: Array(maker.text(of: raw, type: finding.type).utf8))
        }, to: Bytes(rebasing: record.bytes[value.range]))
    }
    if !value.isName, isNumber(value.range, in: record) {
      if text.isEmpty {
        text = Array("null".utf8)
      } else if !text.withUnsafeBufferPointer({ JSONNumber.isNumber($0) }) {
        text = [UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]
      }
    }
    return Edit(range: value.range, text: text)
  }

  /// Whether the value is a number of JSON rather than a string or text.
  private func isNumber(_ range: Range<Int>, in record: ExaminedRecord) -> Bool {
    record.shape == .json && range.lowerBound > 0
      && record.bytes[range.lowerBound - 1] != UInt8(ascii: "\"")
      && JSONNumber.isNumber(Bytes(rebasing: record.bytes[range]))
  }

  /// Gives names of one object that would be the same a number: `*****-2`.
  private func tellApart(_ names: [Int], _ edits: inout [Edit], in record: Bytes) {
    let all = ObjectNames(record).names
    let changed = Set(names.map { edits[$0].range.lowerBound })
    var used: [Int: Set<[UInt8]>] = [:]
    for name in all where !changed.contains(name.range.lowerBound) {
      used[name.object, default: []].insert(Array(record[name.range]))
    }
    let objects = Dictionary(
      all.map { ($0.range.lowerBound, $0.object) }, uniquingKeysWith: { first, _ in first })
    for index in names {
      guard let object = objects[edits[index].range.lowerBound] else { continue }
      let text = edits[index].text
      var number = 2
      while !used[object, default: []].insert(edits[index].text).inserted {
        edits[index].text = text + Array("-\(number)".utf8)
        number += 1
      }
    }
  }

  // MARK: Bytes

  static func apply(_ edits: [Edit], to bytes: Bytes) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 32 * edits.count)
    var at = 0
    for edit in edits {
      result.append(contentsOf: bytes[at..<edit.range.lowerBound])
      result.append(contentsOf: edit.text)
      at = edit.range.upperBound
    }
    result.append(contentsOf: bytes[at...])
    return result
  }

  private static func trimmed(_ bytes: [UInt8]) -> Range<Int> {
    func isBlank(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
    var (start, end) = (0, bytes.count)
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    while start < end, isBlank(bytes[start]) { start += 1 }
    return start..<end
  }

  /// Where a part of the changed record stood before; parts of a replacement are all that was replaced.
  private static func original(_ range: Range<Int>, _ edits: [Edit], in bytes: Bytes) -> Range<Int>
  {
    let start = place(range.lowerBound, edits, isEnd: false)
    return start..<min(bytes.count, max(start, place(range.upperBound, edits, isEnd: true)))
  }

  private static func place(_ position: Int, _ edits: [Edit], isEnd: Bool) -> Int {
    var shift = 0
    for edit in edits {
      let start = edit.range.lowerBound + shift
      let end = start + edit.text.count
      if position < start || (isEnd && position == start) { break }
      if position < end || (isEnd && position == end) {
        return isEnd ? edit.range.upperBound : edit.range.lowerBound
      }
      shift += edit.text.count - edit.range.count
    }
    return position - shift
  }
}

/// Numbers as JSON writes them.
enum JSONNumber {
  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
  static func isNumber(_ text: Bytes) -> Bool {
    var at = 0
    func digits() -> Bool {
      let first = at
      while at < text.count, text[at] &- UInt8(ascii: "0") < 10 { at += 1 }
      return at > first
    }
    if at < text.count, text[at] == UInt8(ascii: "-") { at += 1 }
    guard at < text.count else { return false }
    if text[at] == UInt8(ascii: "0") {
      at += 1
    } else if !digits() {
      return false
    }
    if at < text.count, text[at] == UInt8(ascii: ".") {
      at += 1
      if !digits() { return false }
    }
    if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") { at += 1 }
      if !digits() { return false }
    }
    return at == text.count
  }
}
