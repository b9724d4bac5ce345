import Diagnostics

extension Lexer {
  /// Whether the bytes are a text: valid UTF-8 without control characters and without characters
  /// that turn the direction of writing. Says the first of each; false where the file is no text
  /// at all and reading on would only repeat it.
  mutating func checkCharacters() -> Bool {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      mark(
        "invalid-utf8", "the file is in UTF-16", at: 0..<2,
        help: "save it as UTF-8")
      return false
    }
    var invalid = Found()
    var controls = Found()
    var turning = Found()
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard byte >= 0x80 else {
        if (byte < 0x20 && byte != 9 && byte != 10 && byte != 13) || byte == 0x7F {
          controls.add(index..<index + 1)
        }
        index += 1
        continue
      }
      guard let (scalar, length) = decodeScalar(at: index) else {
        invalid.add(index..<index + 1)
        index += 1
        continue
      }
      if Self.turnsDirection(scalar) { turning.add(index..<index + length) }
      index += length
    }
    if let place = controls.first, controls.hasNUL(bytes) || controls.count > 100 {
      mark(
        "control-character", "the file is no text: it holds control characters", at: place,
        help: "rule files are plain UTF-8 text")
      return false
    }
    if let place = invalid.first {
      mark(
        "invalid-utf8", "the file is not valid UTF-8 here" + invalid.more, at: place,
        help: "save it as UTF-8; in a string any character can be written as `\\u00e9`")
    }
    if let place = controls.first {
      mark(
        "control-character", "a control character stands here" + controls.more, at: place,
        help: "remove it; in a string it is written `\\u001b`")
    }
    if let place = turning.first {
      mark(
        "invisible-character",
        "an invisible character turns the direction of writing" + turning.more, at: place,
        help: "remove it: the text reads differently from what it means; in a string it is "
          + "written `\\u202e`")
    }
    return true
  }

  /// Places of one kind: the first, and how many.
  private struct Found {
    var first: Range<Int>?
    var count = 0

    mutating func add(_ place: Range<Int>) {
      if first == nil { first = place }
      count += 1
    }

    var more: String { count > 1 ? " (and at \(count - 1) more places)" : "" }

    func hasNUL(_ bytes: [UInt8]) -> Bool { bytes.contains(0) }
  }

  private mutating func mark(
    _ id: String, _ message: String, at place: Range<Int>, help: String
  ) {
    let label = Diagnostic.Label(
      text: text, span: span(from: place.lowerBound, to: place.upperBound))
    diagnostics.append(Diagnostic(id: id, message: message, primary: label, help: [help]))
  }

  /// The character at `index` and its length in bytes; nil where the bytes are not UTF-8.
  func decodeScalar(at index: Int) -> (scalar: UInt32, length: Int)? {
    UTF8Scalar.decode(bytes, at: index).map { ($0.scalar.value, $0.length) }
  }

  private static func turnsDirection(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// Outside strings and comments only ASCII has a meaning.
  mutating func lexNonASCII() {
    let start = position
    guard let (scalar, length) = decodeScalar(at: start) else {
      position += 1  // said by checkCharacters
      return
    }
    switch scalar {
    case 0x201C, 0x201D, 0x201E, 0x201F, 0xFF02, 0xAB, 0xBB, 0x2039, 0x203A, 0x2018, 0x2019,
      0x201A, 0x201B, 0xFF07:
      let closing = ["“", "”", "„", "‟", "＂", "«", "»", "‹", "›", "‘", "’", "‚", "‛", "＇", "\""]
      lexForeignString(closing: closing.map { Array($0.utf8) }, openingLength: length)
    case 0x2264: lexForeignMark(length, meant: "<=")
    case 0x2265: lexForeignMark(length, meant: ">=")
    case 0x2260: lexForeignMark(length, meant: "!=")
    case 0x2190: lexForeignMark(length, meant: "<-")
    case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000, 0x2028, 0x2029, 0x85:
      position += length
      report(
        "invisible-character", "a blank of another kind stands here", from: start,
        help: "write a plain blank")
    case 0x200B...0x200D, 0x2060, 0xFEFF, 0xAD:
      position += length
      report(
        "invisible-character", "an invisible character stands here", from: start,
        help: "remove it")
    case let turning where Self.turnsDirection(turning):
      position += length  // said by checkCharacters
    default:
      lexForeignWord(from: start)
    }
  }

  private mutating func lexForeignMark(_ length: Int, meant: String) {
    let start = position
    position += length
    reportForeign(string(from: start), meant: meant, from: start)
    append(.mark, from: start, text: meant)
  }

  /// A run of characters beyond ASCII, with the word that it is part of.
  private mutating func lexForeignWord(from start: Int) {
    let joinsWord = tokens.last.map { $0.kind == .word && Int($0.end) == start } ?? false
    while position < bytes.count, byte() >= 0x80 || isWordPart(byte()) { position += 1 }
    let written = shortened(string(from: start))
    report(
      "unexpected-character", "`\(written)` is no part of a name", from: start,
      help: "names have the letters a to z, digits, `_` and `-`; a key with other letters stands "
        + "in quotes: `raw.\"größe\"`")
    if !joinsWord { append(.word, from: start, text: string(from: start)) }
  }
}
