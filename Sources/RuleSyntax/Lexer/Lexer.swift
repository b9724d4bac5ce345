import Diagnostics

/// Cuts a rule file into tokens. One pass, linear in the text; never fails: what is no token is
/// said and left out, or read as what was probably meant.
struct Lexer {
  let text: SourceText
  let bytes: [UInt8]
  var position = 0
  var tokens: [Token] = []
  var comments: [Comment] = []
  var diagnostics: [Diagnostic] = []
  private var startsLine = true
  /// Where the current line begins, and the last line that an unexpected character was said of.
  private(set) var lineStart = 0
  var unexpectedLine = -1

  /// INVARIANT: the text is shorter than 4 GiB (`SourceText`), so offsets fit in 32 bits.
  init(_ text: SourceText) {
    self.text = text
    bytes = text.bytes
  }

  mutating func run() {
    guard checkCharacters() else {
      position = bytes.count
      append(.end, from: position, text: "")
      return
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count { step() }
    append(.end, from: position, text: "")
  }

  /// The byte at `position + ahead`; 0 past the end, which no token begins with.
  func byte(_ ahead: Int = 0) -> UInt8 {
    let index = position + ahead
    return index < bytes.count ? bytes[index] : 0
  }

  func span(from start: Int, to end: Int? = nil) -> SourceSpan {
    SourceSpan(start: UInt32(start), end: UInt32(end ?? position))
  }

  func string(from start: Int, to end: Int? = nil) -> String {
    String(decoding: bytes[start..<(end ?? position)], as: UTF8.self)
  }

  mutating func report(_ id: String, _ message: String, from start: Int, help: String...) {
    let label = Diagnostic.Label(text: text, span: span(from: start))
    diagnostics.append(Diagnostic(id: id, message: message, primary: label, help: help))
  }

  mutating func append(_ kind: Token.Kind, from start: Int, text: String, suffix: String = "") {
    var token = Token(kind: kind, span: span(from: start), text: text)
    token.suffix = suffix
    token.startsLine = startsLine
    token.isFollowedByDot = kind == .word && byte() == UInt8(ascii: ".") && !isByte(".", at: 1)
    startsLine = false
    tokens.append(token)
  }

  func isByte(_ scalar: Unicode.Scalar, at ahead: Int) -> Bool {
    byte(ahead) == UInt8(ascii: scalar)
  }

  private mutating func step() {
    let start = position
    switch byte() {
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      position += 1
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      position += 1
      startsLine = true
      lineStart = position
    case UInt8(ascii: "#"):
      skipLine()
      comments.append(Comment(span: span(from: start), ownLine: startsLine))
    case UInt8(ascii: "\""):
      lexString()
    case UInt8(ascii: "'"), UInt8(ascii: "`"):
      lexForeignString(closing: [[byte()]], openingLength: 1)
    case UInt8(ascii: "/"):
      lexSlash()
    case UInt8(ascii: "-"):
      lexMinus()
    case let first where isDigit(first):
      lexNumber()
    case let first where isWordStart(first):
      lexWord()
    case let first where first >= 0x80:
      lexNonASCII()
    case let first where first < 0x20 || first == 0x7F:
      position += 1  // said by checkCharacters
    default:
      lexMark()
    }
  }

  /// To the end of the line, the line end not included.
  mutating func skipLine() {
    while position < bytes.count, !isLineEnd(byte()) { position += 1 }
  }

  private mutating func lexWord() {
    let start = position
    position += 1
    while isWordPart(byte()) || (isByte("-", at: 0) && isWordPart(byte(1)) && !isByte("_", at: 1)) {
      position += 1
    }
    let word = string(from: start)
    if let meant = Self.shouted[word], !isByte(".", at: 0), !followsKeyMark {
      reportForeign(word, meant: meant, from: start)
      return append(.word, from: start, text: meant)
    }
    append(.word, from: start, text: word)
  }

  private static let shouted = ["AND": "and", "OR": "or", "NOT": "not"]

  /// Whether the token before is one that any word can follow as a key.
  private var followsKeyMark: Bool {
    guard let last = tokens.last, last.kind == .mark else { return false }
    return [".", "<-", "|", "{", ",", ":"].contains(last.text)
  }

  /// Whether the token before asks for a regular expression.
  var expectsRegex: Bool {
    guard let last = tokens.last, last.kind == .word else { return false }
    return last.text == "matches" || last.text == "pattern"
  }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
func isWordStart(_ byte: UInt8) -> Bool { isLetter(byte) || byte == UInt8(ascii: "_") }
func isWordPart(_ byte: UInt8) -> Bool { isWordStart(byte) || isDigit(byte) }
func isLineEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }
