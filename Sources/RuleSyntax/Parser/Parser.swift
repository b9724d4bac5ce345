import Diagnostics

/// Thrown after an error was said, up to the clause that goes on behind it.
struct Skip: Error {}

/// A recursive-descent parser over the tokens of one file. Choices are made on the next token,
/// at the most on three; nothing is read twice.
final class Parser {
  let text: SourceText
  let tokens: [Token]
  var index = 0
  var diagnostics: [Diagnostic]

  /// The words that begin a clause of the block being read; no names there.
  var clauseWords: Set<String> = []
  /// Those of the blocks around it.
  var outerClauseWords: Set<String> = []
  /// Braces open around the current token in its declaration, and of them those of the block.
  var openBraces = 0
  var blockBraces = 0
  /// Levels of parentheses, `not`, relations, calls and values around the current token.
  var depth = 0

  /// The token that the operand of the comparison being read begins with.
  var operandStart = 0

  /// Where the lexer has said something, sorted: the parser is silent there.
  private let lexicalErrors: [UInt32]

  static let depthLimit = 200

  init(_ lexer: Lexer) {
    text = lexer.text
    tokens = lexer.tokens
    diagnostics = lexer.diagnostics
    lexicalErrors = lexer.diagnostics.map(\.primary.span.start).sorted()
  }

  func sortedDiagnostics() -> [Diagnostic] {
    diagnostics.sorted {
      ($0.primary.span.start, $0.primary.span.end, $0.id)
        < ($1.primary.span.start, $1.primary.span.end, $1.id)
    }
  }

  // MARK: Tokens

  var current: Token { tokens[index] }

  /// INVARIANT: the last token is `.end`, and `index` never passes it.
  func peek(_ ahead: Int = 1) -> Token { tokens[min(index + ahead, tokens.count - 1)] }

  var previousEnd: UInt32 { index > 0 ? tokens[index - 1].end : 0 }

  @discardableResult
  func advance() -> Token {
    let token = current
    if index < tokens.count - 1 { index += 1 }
    if token.kind == .mark {
      if token.text == "{" { openBraces += 1 }
      if token.text == "}" { openBraces = max(0, openBraces - 1) }
    }
    return token
  }

  var isAtEnd: Bool { current.kind == .end }

  func at(_ mark: String) -> Bool { current.isMark(mark) }
  func atWord(_ word: String) -> Bool { current.isWord(word) }

  /// Consumes the mark if it is next.
  func take(_ mark: String) -> Bool {
    guard at(mark) else { return false }
    advance()
    return true
  }

  func takeWord(_ word: String) -> Bool {
    guard atWord(word) else { return false }
    advance()
    return true
  }

  func span(from start: UInt32) -> SourceSpan {
    SourceSpan(start: start, end: max(start, previousEnd))
  }

  /// A word that can't be a name here.
  func isReserved(_ token: Token) -> Bool {
    token.kind == .word && !token.isFollowedByDot
      && (Words.everywhere.contains(token.text) || clauseWords.contains(token.text))
  }

  /// Bounds the recursion around `body`.
  func nested<Result>(_ body: () throws(Skip) -> Result) throws(Skip) -> Result {
    guard depth < Self.depthLimit else {
      throw fail(
        "nested-too-deep", "nested more than \(Self.depthLimit) levels deep",
        help: "give parts of the condition a name with `define`")
    }
    depth += 1
    defer { depth -= 1 }
    return try body()
  }

  // MARK: Errors

  /// Says an error, unless something has been said at this place already.
  func report(
    _ id: String, _ message: String, at span: SourceSpan? = nil, label: String = "",
    also: [Diagnostic.Label] = [], help: [String] = []
  ) {
    let span = span ?? place(for: id)
    let from = index > 0 ? tokens[index - 1].start : 0
    if hasLexicalError(from: from, to: current.end) { return }
    diagnostics.append(
      Diagnostic(
        id: id, message: message,
        primary: .init(text: text, span: span, message: label), secondary: also, help: help))
  }

  func fail(
    _ id: String, _ message: String, at span: SourceSpan? = nil, label: String = "",
    also: [Diagnostic.Label] = [], help: String...
  ) -> Skip {
    report(id, message, at: span, label: label, also: also, help: help)
    return Skip()
  }

  /// Something that is missing at the end of a line is marked there, not at the next line.
  private func place(for id: String) -> SourceSpan {
    let isMissing = id.hasPrefix("expected-") || id == "unclosed-bracket"
    guard isMissing, index > 0, current.startsLine || isAtEnd else { return current.span }
    return SourceSpan(start: previousEnd, end: previousEnd)
  }

  func hasLexicalError(in span: SourceSpan) -> Bool {
    hasLexicalError(from: span.start, to: max(span.start, span.end - 1))
  }

  private func hasLexicalError(from start: UInt32, to end: UInt32) -> Bool {
    var low = 0
    var high = lexicalErrors.count
    while low < high {
      let middle = (low + high) / 2
      if lexicalErrors[middle] < start { low = middle + 1 } else { high = middle }
    }
    return low < lexicalErrors.count && lexicalErrors[low] <= end
  }

  /// How a message names a token.
  func description(of token: Token) -> String {
    switch token.kind {
    case .end: "the end of the file"
    case .string: "a string"
    case .regex: "a regular expression"
    case .quantity: "`\(shortened(token.text + token.suffix))`"
    case .word, .number, .time, .clock, .network, .mark: "`\(shortened(token.text))`"
    }
  }

  /// The text of the tokens `first..<last` on one line, without comments; cut after about
  /// `limit` bytes.
  func snippet(from first: Int, to last: Int, limit: Int = 48) -> String {
    var result = ""
    var afterWord = false
    for token in tokens[first..<max(first, last)] {
      if result.utf8.count > limit { return result + " …" }
      let isWord = token.kind == .word
      if !result.isEmpty, followsBlank(token) || (isWord && afterWord) { result += " " }
      afterWord = isWord
      if isWord || token.kind == .mark {
        // As it is meant: `&&` was read as `and`.
        result += shortened(token.text, to: limit)
      } else {
        let bytes = text.bytes[Int(token.start)..<Int(token.end)]
        result += shortened(String(decoding: bytes.prefix(4 * limit), as: UTF8.self), to: limit)
      }
    }
    return result
  }

  private func followsBlank(_ token: Token) -> Bool {
    guard token.start > 0 else { return false }
    let byte = text.bytes[Int(token.start) - 1]
    return byte == 0x20 || byte == 9 || isLineEnd(byte)
  }
}
