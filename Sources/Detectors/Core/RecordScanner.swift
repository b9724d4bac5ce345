/// Finds what is sensitive in records, one after the other.
///
/// A record is JSON, or a text that is taken as one value. It is walked as it stands, without a tree:
/// bytes that are no JSON do not stop the walk, they are looked at as text. The time is linear in
/// the record's length, the memory does not grow with the number of records. An instance serves one
/// thread.
package final class RecordScanner {
  /// What was found in the last record, in the order of the record.
  package private(set) var findings: ContiguousArray<Finding> = []
  /// The JSON pointers of the last record's findings, UTF-8; see `Finding.path`.
  package private(set) var paths: ContiguousArray<UInt8> = []

  /// Levels that the walk keeps apart; below, values belong to the last one.
  static let deepest = 256

  private var frames: ContiguousArray<Frame> = []
  private let keys: KeyCache
  private let values: ValueScanner
  private var record = Bytes(start: nil, count: 0)

  package convenience init() { self.init(isOutermost: true) }

  init(isOutermost: Bool) {
    keys = KeyCache(bits: isOutermost ? 11 : 8)
    values = ValueScanner(keys: keys, isOutermost: isOutermost)
    frames.reserveCapacity(Self.deepest)
  }

  /// Looks through one record. `record` is not kept.
  package func scan(_ record: Bytes) {
    findings.removeAll(keepingCapacity: true)
    paths.removeAll(keepingCapacity: true)
    frames.removeAll(keepingCapacity: true)
    self.record = record
    var start = 0
    while start < record.count, Self.isBlank(record[start]) { start += 1 }
    guard start < record.count else { return }
    if record[start] == UInt8(ascii: "{") || record[start] == UInt8(ascii: "[") {
      walk(from: start)
    } else {
      scanText(0..<record.count)
    }
    self.record = Bytes(start: nil, count: 0)
  }

  // MARK: Walk

  /// An object or array that is open.
  private struct Frame {
    var isArray: Bool
    /// The name of the member that is read, in the record, without quotes.
    var key = 0..<0
    /// The index of the element that is read.
    var index = 0
    /// A member's name was read and its value is awaited.
    var awaitsValue = false
    /// The name has a backslash in it.
    var keyIsEscaped = false
    var facts = KeyFacts(meaning: .unknown)
    /// What the names outside say about all that is in here.
    var outer: PathContext
    /// What a `name` or `key` member says about the `value` beside it.
    var sibling: PathContext?
    /// What holds for the value that is read.
    var inner: PathContext
  }

  private func walk(from start: Int) {
    let end = record.count
    var index = start
    while index < end {
      let byte = record[index]
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        open(isArray: byte == UInt8(ascii: "["))
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if frames.count > 1 || index + 1 == end { _ = frames.popLast() }
        afterValue()
        index += 1
      case UInt8(ascii: "\""):
        index = string(from: index + 1)
      case UInt8(ascii: ","):
        if let last = frames.indices.last {
          frames[last].awaitsValue = false
          if frames[last].isArray { frames[last].index += 1 }
        }
        index += 1
      case UInt8(ascii: " "), 0x09, 0x0A, 0x0D, UInt8(ascii: ":"):
        index += 1
      default:
        index = scalar(from: index)
      }
    }
  }

  private func open(isArray: Bool) {
    let outer = frames.last?.inner ?? .none
    // What is nested deeper than any honest record belongs to the last level.
    guard frames.count < Self.deepest else { return }
    frames.append(Frame(isArray: isArray, outer: outer, inner: outer))
  }

  private func afterValue() {
    guard let last = frames.indices.last else { return }
    frames[last].awaitsValue = false
  }

  /// A string that begins at `start`; returns the place after its closing quote.
  private func string(from start: Int) -> Int {
    let (close, marks) = StringEnd.find(record, from: start)
    let next = min(close + 1, record.count)
    guard let last = frames.indices.last else {
      scanText(start..<close)
      return next
    }
    if frames[last].isArray || frames[last].awaitsValue {
      value(start..<close, isText: true, mayBeEscaped: marks != 0)
      frames[last].awaitsValue = false
    } else {
      name(start..<close, isEscaped: marks & StringEnd.backslash != 0)
    }
    return next
  }

  /// A number, a word, or what is no JSON at all; returns the place after it.
  private func scalar(from start: Int) -> Int {
    var index = start
    scan: while index < record.count {
      switch record[index] {
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "\""),
        UInt8(ascii: "{"),
        UInt8(ascii: "["), 0x09, 0x0A, 0x0D, UInt8(ascii: " "):
        break scan
      default: index += 1
      }
    }
    // Nothing in JSON begins with such a byte, but it must not stop the walk.
    if index == start { return start + 1 }
    value(start..<index, isText: false, mayBeEscaped: false)
    afterValue()
    return index
  }

  /// A member's name: what it says, and what stands in it.
  private func name(_ range: Range<Int>, isEscaped: Bool) {
    let last = frames.count - 1
    frames[last].key = range
    frames[last].keyIsEscaped = isEscaped
    frames[last].awaitsValue = true
    let key = part(range)
    let facts = keys.facts(of: key)
    frames[last].facts = facts
    var inner = frames[last].outer.inside(facts.meaning, key: range)
    if facts.isValue, let sibling = frames[last].sibling, facts.meaning.role != .sensitive,
      facts.meaning.role != .other
    {
      inner = sibling
    }
    frames[last].inner = inner
    if facts.mayHoldAny {
      values.scanName(key)
      report(in: range, isInKey: true)
    }
  }

  /// A value, or an element of an array.
  private func value(_ range: Range<Int>, isText: Bool, mayBeEscaped: Bool) {
    guard let last = frames.indices.last else {
      scanText(range)
      return
    }
    if isText, frames[last].facts.isName, !frames[last].isArray, range.count <= 128 {
      let meaning = keys.facts(of: part(range)).meaning
      frames[last].sibling = frames[last].outer.inside(meaning, key: range)
    }
    guard !range.isEmpty else { return }
    let path = frames[last].inner
    if range.count < ValueScanner.shortest, path.meaning.role != .sensitive { return }
    scan(range, path, isText: isText, mayBeEscaped: mayBeEscaped)
  }

  private func scanText(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    scan(range, .none, isText: true, mayBeEscaped: true)
  }

  @inline(__always)
  private func scan(_ range: Range<Int>, _ path: PathContext, isText: Bool, mayBeEscaped: Bool) {
    if range.count > Window.longest {
      scanInWindows(range, path)
    } else {
      values.scan(part(range), path: path, isText: isText, mayBeEscaped: mayBeEscaped)
      report(in: range, isInKey: false)
    }
  }

  /// Looks through a long value piece by piece, so that its length costs no memory. A piece is
  /// looked at with some of what stands before it, and after it: what begins in the piece is found whole
  /// if it is no longer than that.
  private func scanInWindows(_ range: Range<Int>, _ path: PathContext) {
    var start = range.lowerBound
    var found = start
    while start < range.upperBound {
      let next = Window.border(in: record, from: start, to: range.upperBound)
      let window =
        max(range.lowerBound, start - Window.before)..<min(range.upperBound, next + Window.after)
      values.scan(part(window), path: path, isText: true, mayBeEscaped: true)
      values.claims.removeAll { claim in
        let place = window.lowerBound + values.text.original(claim.range).lowerBound
        return place < max(start, found) || place >= next
      }
      if let last = values.claims.last {
        found = window.lowerBound + values.text.original(last.range).upperBound
      }
      report(in: window, of: range, isInKey: false)
      start = next
    }
  }

  @inline(__always)
  private func part(_ range: Range<Int>) -> Bytes { Bytes(rebasing: record[range]) }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  // MARK: Findings

  @inline(__always)
  private func report(in value: Range<Int>, isInKey: Bool) {
    if values.claims.isEmpty { return }
    report(in: value, of: value, isInKey: isInKey)
  }

  /// Notes the claims on `part`, a part of `value`.
  @inline(never)
  private func report(in part: Range<Int>, of value: Range<Int>, isInKey: Bool) {
    if values.claims.isEmpty { return }
    let path = writePath()
    for claim in values.claims {
      let original = values.text.original(claim.range)
      let range = part.lowerBound + original.lowerBound..<part.lowerBound + original.upperBound
      findings.append(
        Finding(
          type: claim.type, detector: claim.detector, state: claim.state,
          confidence: claim.confidence, context: claim.context, range: range, value: value,
          isInKey: isInKey, path: path))
    }
  }

  /// The pointer (RFC 6901) to the value that is read.
  private func writePath() -> Range<Int> {
    let start = paths.count
    for frame in frames {
      paths.append(UInt8(ascii: "/"))
      if frame.isArray {
        paths.append(contentsOf: String(frame.index).utf8)
      } else {
        writeKey(part(frame.key), isEscaped: frame.keyIsEscaped)
      }
    }
    return start..<paths.count
  }
}

extension RecordScanner {
  /// A member's name as a step of a pointer, without JSON's escapes.
  private func writeKey(_ key: Bytes, isEscaped: Bool) {
    var index = 0
    while index < key.count {
      if isEscaped, key[index] == UInt8(ascii: "\\"), let escape = Escape(in: key, at: index) {
        for place in 0..<escape.count { writeStep(escape.byte(place)) }
        index += escape.length
      } else {
        writeStep(key[index])
        index += 1
      }
    }
  }

  private func writeStep(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "~"): paths.append(contentsOf: "~0".utf8)
    case UInt8(ascii: "/"): paths.append(contentsOf: "~1".utf8)
    default: paths.append(byte)
    }
  }
}

/// The pieces that a long value is looked at in.
private enum Window {
  /// A value up to this length is looked at as a whole.
  static let longest = 128 << 10
  static let size = 64 << 10
  /// Enough for the words and the key before a value.
  static let before = 256
  /// Longer than any token, and than most keys in a block.
  static let after = 16 << 10

  /// Where the piece that begins at `start` ends: at a separator if there is one near, not inside of
  /// an escape.
  static func border(in record: Bytes, from start: Int, to end: Int) -> Int {
    guard end - start > size + after else { return end }
    let wished = start + size
    var index = wished
    while index > wished - 2048 {
      switch record[index - 1] {
      case 0x20, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "&"):
        return index
      default: index -= 1
      }
    }
    // An escape of one layer is at most twelve bytes long; a character of UTF-8 four.
    index = wished
    while index > wished - 64,
      record[index] & 0xC0 == 0x80 || record[index] == UInt8(ascii: "\\")
        || record[index - 1] == UInt8(ascii: "\\")
    { index -= 1 }
    return index
  }
}

/// What the names of members say about a value.
struct PathContext: Equatable {
  var meaning: KeyMeaning
  /// Names that say nothing stand between the one that decides and the value.
  var isDistant: Bool
  /// The deciding name, in the record.
  var key: Range<Int>

  static let none = PathContext(meaning: .unknown, isDistant: false, key: 0..<0)

  /// What holds for the values of a member inside of this.
  func inside(_ inner: KeyMeaning, key: Range<Int>) -> PathContext {
    switch inner.role {
    case .sensitive, .other: return PathContext(meaning: inner, isDistant: false, key: key)
    case .neutral: return self
    case .unknown:
      guard meaning.role == .sensitive else { return .none }
      return PathContext(meaning: meaning, isDistant: true, key: self.key)
    }
  }
}
