import Diagnostics

extension Lexer {
  /// A foreign operator, what it is read as, and whether that is a word.
  private struct Foreign {
    var spelling: String
    var meant: String
    var isWord = false
  }

  /// Longest first.
  private static let foreign: [Foreign] = [
    Foreign(spelling: "===", meant: "=="), Foreign(spelling: "!==", meant: "!="),
    Foreign(spelling: "&&", meant: "and", isWord: true),
    Foreign(spelling: "||", meant: "or", isWord: true),
    Foreign(spelling: "<>", meant: "!="),
    Foreign(spelling: "=~", meant: "matches", isWord: true),
    Foreign(spelling: "=>", meant: ">="), Foreign(spelling: "=<", meant: "<="),
    Foreign(spelling: "&", meant: "and", isWord: true),
  ]

  private static let marks = [
    "..", "==", "!=", "<=", ">=", "<-", "{", "}", "[", "]", "(", ")", ",", ":", ".", "=", "<",
    ">", "|", "%",
  ]

  mutating func lexMark() {
    let start = position
    for foreign in Self.foreign where starts(with: foreign.spelling) {
      position += foreign.spelling.utf8.count
      // `|` alone separates conversions; `||` can only be meant as `or`.
      reportForeign(foreign.spelling, meant: foreign.meant, from: start)
      append(foreign.isWord ? .word : .mark, from: start, text: foreign.meant)
      return
    }
    for mark in Self.marks where starts(with: mark) {
      position += mark.utf8.count
      append(.mark, from: start, text: mark)
      return
    }
    position += 1
    switch byte(-1) {
    case UInt8(ascii: "!"):
      reportForeign("!", meant: "not", from: start)
      append(.word, from: start, text: "not")
    case UInt8(ascii: ";"):
      append(.mark, from: start, text: ";")
    default:
      reportUnexpectedCharacter(from: start)
    }
  }

  mutating func reportForeign(_ spelling: String, meant: String, from start: Int) {
    report(
      "foreign-operator", "`\(spelling)` is no operator here", from: start,
      help: "write `\(meant)`")
  }

  /// Once a line: one slip, such as a missing quote, often makes many.
  mutating func reportUnexpectedCharacter(from start: Int) {
    guard unexpectedLine != lineStart else { return }
    unexpectedLine = lineStart
    report(
      "unexpected-character", "the character `\(string(from: start))` means nothing here",
      from: start,
      help: "a key with such a character stands in quotes: `raw.\"@type\"`; other text is a "
        + "string in double quotes")
  }

  func starts(with spelling: String) -> Bool {
    var ahead = 0
    for unit in spelling.utf8 {
      guard position + ahead < bytes.count, byte(ahead) == unit else { return false }
      ahead += 1
    }
    return true
  }

  /// `/…/` after `matches` and `pattern`; elsewhere a foreign comment or a misplaced pattern.
  mutating func lexSlash() {
    let start = position
    if expectsRegex { return lexRegex() }
    if isByte("/", at: 1) {
      skipLine()
      return report(
        "foreign-comment", "a comment begins with `#`", from: start,
        help: "write `# …` instead of `// …`")
    }
    if isByte("*", at: 1) {
      skipBlockComment()
      return report(
        "foreign-comment", "a comment begins with `#` and ends with its line", from: start,
        help: "write `# …` on each line instead of `/* … */`")
    }
    guard let end = regexEnd(limit: 200) else {
      position += 1
      return reportUnexpectedCharacter(from: start)
    }
    let pattern = string(from: start + 1, to: end)
    position = end + 1
    while isLetter(byte()) { position += 1 }
    report(
      "misplaced-regex", "a regular expression stands only after `matches` and `pattern`",
      from: start, help: "write `field matches /…/`; other text is a string in double quotes")
    append(.regex, from: start, text: pattern, suffix: string(from: end + 1))
  }

  private mutating func skipBlockComment() {
    position += 2
    while position < bytes.count {
      if isByte("*", at: 0), isByte("/", at: 1) {
        position += 2
        return
      }
      position += 1
    }
  }

  mutating func lexMinus() {
    let start = position
    if isDigit(byte(1)) { return lexNumber() }
    if isByte("-", at: 1), !isByte("-", at: 2) {
      skipLine()
      return report(
        "foreign-comment", "a comment begins with `#`", from: start,
        help: "write `# …` instead of `-- …`")
    }
    position += 1
    if isByte(">", at: 0) {
      position += 1
      reportForeign("->", meant: "<-", from: start)
      return append(.mark, from: start, text: "<-")
    }
    report(
      "unexpected-character", "the character `-` means nothing here", from: start,
      help: "there is no arithmetic; a negative number is written without a blank: `-5`")
  }
}
