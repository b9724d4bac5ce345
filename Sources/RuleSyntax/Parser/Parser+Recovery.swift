import Diagnostics

extension Parser {
  /// Whether a declaration begins at the token: its word at the beginning of a line, followed by
  /// a name. Used after an error only, and to find a block that was not closed.
  func startsDeclaration(_ index: Int) -> Bool {
    let token = tokens[index]
    guard token.kind == .word, token.startsLine, !token.isFollowedByDot,
      Words.declarationSet.contains(token.text), index + 1 < tokens.count
    else { return false }
    let next = tokens[index + 1]
    return (next.kind == .word || next.kind == .string) && !next.startsLine
  }

  /// Whether a clause of this block, or of one around it, begins a line at the token.
  func startsClause(_ index: Int) -> Bool {
    let token = tokens[index]
    return token.kind == .word && token.startsLine && !token.isFollowedByDot
      && (clauseWords.contains(token.text) || outerClauseWords.contains(token.text))
  }

  /// After an error: to the next line that begins with a clause, the end of the block, or the
  /// next declaration. `words` stop it too, if no brace is open.
  func recover(stoppingAt words: String...) {
    while !isAtEnd, !startsDeclaration(index) {
      if startsClause(index), !peek().isMark(":") {
        openBraces = blockBraces
        return
      }
      if openBraces <= blockBraces {
        if at("}") { return }
        if current.kind == .word, words.contains(current.text) { return }
        if startsMappingLine { return }
      }
      advance()
    }
  }

  /// In a source, a line that begins with a field.
  private var startsMappingLine: Bool {
    guard clauseWords.contains("detect"), current.kind == .word, current.startsLine else {
      return false
    }
    let next = peek()
    return current.isFollowedByDot || next.isMark("<-") || next.isMark(":")
  }

  /// `{ clause … }`: reads each clause with `clause`, which gets its first word already consumed,
  /// and goes on behind a clause that could not be read. `other` may take what begins with
  /// another token.
  func block(
    of what: String, _ words: [String],
    other: () throws(Skip) -> Bool = { false },
    _ clause: (Token) throws(Skip) -> Void
  ) throws(Skip) {
    let opening = current
    if at("{") {
      advance()
    } else {
      report(
        "expected-word", "`{` is expected, not \(description(of: current))",
        help: ["\(what) stands in braces: `{ … }`"])
      guard current.kind == .word, words.contains(current.text) else { throw Skip() }
      openBraces += 1
    }
    let outer = (clauseWords, outerClauseWords, blockBraces)
    outerClauseWords.formUnion(clauseWords)
    clauseWords = Set(words)
    blockBraces = openBraces
    defer { (clauseWords, outerClauseWords, blockBraces) = outer }
    while !take("}") {
      let token = current
      let isClause =
        token.kind == .word && !token.isFollowedByDot && clauseWords.contains(token.text)
      if isAtEnd || (!isClause && (startsDeclaration(index) || startsClause(index))) {
        return reportUnclosed(opening, what)
      }
      do throws(Skip) {
        if isClause {
          advance()
          skipStrayMark(after: token)
          try clause(token)
        } else if try other() {
          continue
        } else {
          try unknownClause(of: what, words, clause)
        }
      } catch {
        recover()
      }
    }
  }

  private func reportUnclosed(_ opening: Token, _ what: String) {
    let found = isAtEnd ? "the file ends" : "\(description(of: current)) begins here"
    report(
      "unclosed-brace", "the `{` of \(what) is never closed", at: opening.span,
      label: "opened here",
      also: [
        .init(text: text, span: current.span, message: "\(found), before any `}`")
      ],
      help: ["add `}` at the end of \(what)"])
  }

  /// `title: "…"`, `severity = high`
  private func skipStrayMark(after word: Token) {
    guard at(":") || at("=") else { return }
    report(
      "stray-mark", "no `\(current.text)` stands after `\(word.text)`",
      help: ["write `\(word.text)` and its text, with blanks between"])
    advance()
  }

  private func unknownClause(
    of what: String, _ words: [String], _ clause: (Token) throws(Skip) -> Void
  ) throws(Skip) {
    let token = current
    if token.kind == .mark, token.text == "," || token.text == ";" {
      report(
        "stray-mark", "no `\(token.text)` stands between clauses",
        help: ["remove it; the next clause begins with its keyword"])
      advance()
      return
    }
    let near =
      token.kind == .word && !token.isFollowedByDot
      ? suggestions(for: token.text, among: words) : []
    if !near.isEmpty {
      report(
        "unknown-clause", "`\(shortened(token.text))` begins no clause of \(what)",
        help: ["did you mean \(listed(near))?"])
      advance()
      if near.count == 1 || near[0].lowercased() == token.text.lowercased() {
        var meant = token
        meant.text = near[0]
        return try clause(meant)
      }
      throw Skip()
    }
    let next = peek()
    if isReserved(token), next.isMark("<-") || next.isMark(":") {
      let skip = reservedWord(token, "a field")
      advance()
      throw skip
    }
    let clauses =
      words.isEmpty
      ? "close \(what) with `}` before it" : "\(what) has \(listed(words.sorted()))"
    if token.kind == .word, Words.declarationSet.contains(token.text) {
      report(
        "unknown-clause", "`\(token.text)` stands at the top of a file, not inside \(what)",
        help: ["close \(what) with `}` before it"])
    } else if token.startsLine, token.kind == .word {
      report(
        "unknown-clause", "`\(shortened(token.text))` begins no clause of \(what)", help: [clauses])
    } else {
      report(
        "unexpected-text", "\(description(of: token)) is not expected here",
        help: [
          words.isEmpty
            ? "write `name: kind where …`, or close \(what) with `}`"
            : "the clause ends before it; the next one begins with its keyword, such as "
              + listed(Array(words.prefix(3)))
        ])
    }
    advance()
    throw Skip()
  }
}
