import Diagnostics

extension Lexer {
  /// A string in double quotes, on one line, with JSON's escapes.
  mutating func lexString() {
    let start = position
    position += 1
    var content: [UInt8] = []
    while true {
      guard position < bytes.count, !isLineEnd(byte()) else {
        reportUnterminated(from: start)
        break
      }
      let next = byte()
      if next == UInt8(ascii: "\"") {
        position += 1
        break
      }
      if next == UInt8(ascii: "\\") {
        lexEscape(into: &content)
      } else {
        if next == UInt8(ascii: "\t") { reportTab() }
        content.append(next)
        position += 1
      }
    }
    append(.string, from: start, text: String(decoding: content, as: UTF8.self))
  }

  private mutating func reportUnterminated(from start: Int) {
    report(
      "unterminated-string", "the string is not closed", from: start,
      help: "close it with `\"` on the same line; a line end inside is written `\\n`")
  }

  private mutating func reportTab() {
    let label = Diagnostic.Label(text: text, span: span(from: position, to: position + 1))
    diagnostics.append(
      Diagnostic(
        id: "control-character", message: "a tab stands in the string", primary: label,
        help: ["write `\\t` for a tab"]))
  }

  private mutating func lexEscape(into content: inout [UInt8]) {
    let start = position
    position += 2
    switch bytes.indices.contains(start + 1) ? bytes[start + 1] : 0 {
    case UInt8(ascii: "\""): content.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): content.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): content.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): content.append(8)
    case UInt8(ascii: "f"): content.append(12)
    case UInt8(ascii: "n"): content.append(10)
    case UInt8(ascii: "r"): content.append(13)
    case UInt8(ascii: "t"): content.append(9)
    case UInt8(ascii: "u"):
      if let scalar = lexUnicodeEscape() {
        content.append(contentsOf: String(scalar).utf8)
      } else {
        report(
          "invalid-escape", "`\(string(from: start))` is no character", from: start,
          help: "`\\u` takes four hexadecimal digits; a character beyond them takes two, "
            + "as in `\\ud83d\\ude00`")
      }
    default:
      position = start + 1
      guard position < bytes.count, !isLineEnd(byte()) else { return }
      position += 1
      while position < bytes.count, byte() & 0xC0 == 0x80 { position += 1 }
      let written = string(from: start)
      report(
        "invalid-escape", "`\(written)` is no escape", from: start,
        help: "a backslash itself is written `\\\\`: `\\\(written)`",
        "known are `\\\" \\\\ \\/ \\b \\f \\n \\r \\t` and `\\u0041`")
      content.append(contentsOf: bytes[start..<position])
    }
  }

  /// After `\u`: one code unit, or two that make a pair. nil where they make no character; what
  /// was read is then passed over.
  private mutating func lexUnicodeEscape() -> Unicode.Scalar? {
    guard let first = lexHexadecimal() else { return nil }
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, isByte("\\", at: 0), isByte("u", at: 1) else { return nil }
    position += 2
    guard let second = lexHexadecimal(), second >= 0xDC00, second < 0xE000 else { return nil }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private mutating func lexHexadecimal() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(byte())).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  /// A string in quotes of another kind, read up to the closing one on its line.
  mutating func lexForeignString(closing: [[UInt8]], openingLength: Int) {
    let start = position
    position += openingLength
    var contentEnd: Int?
    while position < bytes.count, !isLineEnd(byte()) {
      if let found = closing.first(where: { bytes[position...].starts(with: $0) }) {
        contentEnd = position
        position += found.count
        break
      }
      position += 1
    }
    let content = string(from: start + openingLength, to: contentEnd)
    let shown = shortened(content)
    report(
      "wrong-quotes", "a string stands in double quotes", from: start,
      help: "write `\"\(shown)\"` with the plain quotes of the keyboard")
    append(.string, from: start, text: content)
  }

  /// `/…/` and flags. A `/` inside a class needs no backslash.
  mutating func lexRegex() {
    let start = position
    guard let end = regexEnd() else {
      skipLine()
      report(
        "unterminated-regex", "the regular expression is not closed", from: start,
        help: "close it with `/` on the same line; a `/` inside is written `\\/`")
      return append(.regex, from: start, text: string(from: start + 1))
    }
    let pattern = string(from: start + 1, to: end)
    position = end + 1
    while isLetter(byte()) { position += 1 }
    if pattern.isEmpty {
      report(
        "empty-regex", "the regular expression is empty", from: start,
        help: "it would match every text; write `is present` for that")
    }
    append(.regex, from: start, text: pattern, suffix: string(from: end + 1))
  }

  /// Where the closing `/` of the pattern at `position` stands, on this line and at most `limit`
  /// bytes away.
  func regexEnd(limit: Int = .max) -> Int? {
    var index = position + 1
    var inClass = false
    let last = limit < bytes.count - index ? index + limit : bytes.count
    while index < last, !isLineEnd(bytes[index]) {
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        index += 1
        if index < bytes.count, isLineEnd(bytes[index]) { return nil }
      case UInt8(ascii: "[") where !inClass:
        inClass = true
        // A `]` directly at the beginning of a class stands for itself.
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "^") { index += 1 }
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "]") { index += 1 }
      case UInt8(ascii: "[") where inClass:
        // `[:alpha:]` has a `]` of its own.
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: ":") {
          var ahead = index + 2
          while ahead < bytes.count, isLetter(bytes[ahead]) || bytes[ahead] == UInt8(ascii: "^") {
            ahead += 1
          }
          if ahead + 1 < bytes.count, bytes[ahead] == UInt8(ascii: ":"),
            bytes[ahead + 1] == UInt8(ascii: "]")
          {
            index = ahead + 1
          }
        }
      case UInt8(ascii: "]"):
        inClass = false
      case UInt8(ascii: "/") where !inClass:
        return index
      default:
        break
      }
      index += 1
    }
    return nil
  }
}
