import Diagnostics

extension Parser {
  /// The name that a declaration gives; one in quotes or a reserved one is said and taken.
  func declaredName(_ what: String) throws(Skip) -> Name {
    let token = current
    let isTaken = token.kind == .string || (isReserved(token) && !token.startsLine)
    do throws(Skip) {
      return try name(what)
    } catch {
      guard isTaken, current.span == token.span else { throw error }
      advance()
      return Name(token.text, token.span)
    }
  }

  /// A NAME that is not reserved. `what` completes "a name of …" in the message.
  func name(_ what: String) throws(Skip) -> Name {
    let token = current
    guard token.kind == .word else {
      if token.kind == .string {
        throw fail(
          "expected-name", "\(what) stands without quotes",
          help: "write a name such as `\(nameExample(token.text))`")
      }
      throw fail(
        "expected-name", "\(what) is expected, not \(description(of: token))",
        help: "names have letters, digits, `_` and `-`, and begin with a letter")
    }
    guard !isReserved(token) else { throw reservedWord(token, what) }
    if token.isFollowedByDot {
      throw fail(
        "expected-name", "\(what) is one word, without a dot",
        help: "write `\(shortened(token.text))` or join the words with `-`")
    }
    advance()
    return Name(token.text, token.span)
  }

  private func nameExample(_ text: String) -> String {
    var result = ""
    for character in text.lowercased().prefix(40) {
      if character.isASCII, character.isLetter || character.isNumber {
        result.append(character)
      } else if !result.isEmpty, result.last != "-" {
        result.append("-")
      }
    }
    while result.last == "-" { result.removeLast() }
    return result.first?.isLetter ?? false ? result : "a-name"
  }

  func reservedWord(_ token: Token, _ what: String) -> Skip {
    let place = Words.everywhere.contains(token.text) ? "" : " in this block"
    return fail(
      "reserved-word", "\(what) can't be `\(token.text)`, a word of the language\(place)",
      help: "choose another name, such as `\(token.text)_`")
  }

  func reservedField(_ token: Token, _ what: String) -> Skip {
    if token.startsLine {
      return fail(
        "expected-value", "\(what) is expected before the next line",
        help: "write a field such as `user.id`, a string in double quotes, or a number")
    }
    return fail(
      "reserved-word",
      "\(what) is expected, not `\(token.text)`, a word of the language",
      help: "write a field such as `user.id`; a field may begin with the word and a dot: "
        + "`\(token.text).name`")
  }

  /// Names separated by commas.
  func names(_ what: String) throws(Skip) -> [Name] {
    var result = [try name(what)]
    while take(",") { result.append(try name(what)) }
    return result
  }

  /// Any word, reserved or not: a key, a conversion.
  func anyWord(_ what: String) throws(Skip) -> Name {
    guard current.kind == .word else {
      throw fail("expected-name", "\(what) is expected, not \(description(of: current))")
    }
    let token = advance()
    return Name(token.text, token.span)
  }

  func stringLiteral(_ what: String) throws(Skip) -> StringLiteral {
    guard current.kind == .string else {
      let example = current.kind == .word ? shortened(current.text) : "…"
      throw fail(
        "expected-string", "\(what) is expected, not \(description(of: current))",
        help: "write it in double quotes: `\"\(example)\"`")
    }
    let token = advance()
    return StringLiteral(token.text, token.span)
  }

  func stringLiterals(_ what: String) throws(Skip) -> [StringLiteral] {
    var result = [try stringLiteral(what)]
    while take(",") { result.append(try stringLiteral(what)) }
    return result
  }

  func timeLiteral() throws(Skip) -> Spanned<TimeLiteral> {
    guard current.kind == .time else {
      throw fail(
        "invalid-time", "a date or time is expected, not \(description(of: current))",
        help: "write a date as `2026-03-31` without quotes, a time as `2026-03-31T18:00:00Z`")
    }
    let token = advance()
    if hasLexicalError(in: token.span) { throw Skip() }
    return Spanned(TimeLiteral(written: token.text), token.span)
  }

  func clock() throws(Skip) -> Spanned<Int> {
    guard current.kind == .clock else {
      throw fail(
        "invalid-clock", "a time of day is expected, not \(description(of: current))",
        help: "write hours and minutes: `08:00`")
    }
    let token = advance()
    if hasLexicalError(in: token.span) { throw Skip() }
    return Spanned(token.minutes, token.span)
  }

  func number(_ what: String) throws(Skip) -> Spanned<String> {
    guard current.kind == .number else {
      throw fail("expected-number", "\(what) is expected, not \(description(of: current))")
    }
    let token = advance()
    return Spanned(token.text, token.span)
  }

  /// A keyword that must come next. `after` completes "… stands after …" where it helps.
  @discardableResult
  func expectWord(_ word: String, help: String...) throws(Skip) -> Token {
    if atWord(word) { return advance() }
    if current.kind == .word, !isReserved(current) || current.text.lowercased() == word,
      !suggestions(for: current.text, among: [word]).isEmpty
    {
      report(
        "expected-word", "`\(word)` is expected, not `\(shortened(current.text))`",
        help: ["did you mean `\(word)`?"])
      return advance()
    }
    report(
      "expected-word", "`\(word)` is expected, not \(description(of: current))", help: help)
    throw Skip()
  }

  @discardableResult
  func expect(_ mark: String, help: String...) throws(Skip) -> Token {
    if at(mark) { return advance() }
    report(
      "expected-word", "`\(mark)` is expected, not \(description(of: current))", help: help)
    throw Skip()
  }

  /// The closing bracket of `opening`.
  func close(_ mark: String, of opening: Token) throws(Skip) {
    if take(mark) { return }
    throw fail(
      "unclosed-bracket", "`\(mark)` is missing before \(description(of: current))",
      also: [.init(text: text, span: opening.span, message: "opened here")],
      help: "add `\(mark)`")
  }

  /// `item, item …` up to `closing`, which is consumed; none is allowed, and a comma at the end.
  func bracketed(
    _ closing: String, of opening: Token, _ item: () throws(Skip) -> Void
  ) throws(Skip) {
    while !at(closing) {
      try item()
      if at(",") {
        advance()
      } else if !at(closing) {
        if isAtEnd || startsClause(index) || startsDeclaration(index) || current.kind == .mark {
          try close(closing, of: opening)
        }
        throw fail(
          "expected-word", "`,` or `\(closing)` is expected, not \(description(of: current))",
          also: [.init(text: text, span: opening.span, message: "opened here")],
          help: "items are separated by commas")
      }
    }
    try close(closing, of: opening)
  }

  /// QUANTITY or the name of a parameter.
  func duration(_ what: String = "a duration") throws(Skip) -> QuantitySyntax {
    let token = current
    switch token.kind {
    case .quantity:
      advance()
      return .quantity(number: token.text, unit: token.suffix, token.span)
    case .number:
      advance()
      guard current.kind == .word, !isReserved(current), !current.isFollowedByDot else {
        throw fail(
          "unknown-unit", "the number has no unit", at: token.span,
          help: "write a duration such as `\(shortened(token.text))h`, `72 hours`, `1 month`")
      }
      return unitWord(after: token)
    case .word where !isReserved(token):
      return .name(try name(what))
    default:
      throw fail(
        "expected-value", "\(what) is expected, not \(description(of: token))",
        help: "write a number with a unit, `72h` or `1 month`, or the name of a parameter")
    }
  }

  /// The word after a number that must be a unit.
  func unitWord(after number: Token) -> QuantitySyntax {
    let unit = advance()
    let span = number.span.joined(with: unit.span)
    if !Units.wordSet.contains(unit.text), !Units.gluedSet.contains(unit.text) {
      let diagnostic = unknownUnit(
        number: number.text, unit: unit.text, blank: " ", label: .init(text: text, span: span))
      report(
        diagnostic.id, diagnostic.message, at: span, help: diagnostic.help)
    }
    return .quantity(number: number.text, unit: unit.text, span)
  }

  /// A number, or the name of a parameter.
  func count() throws(Skip) -> OperandSyntax {
    let token = current
    switch token.kind {
    case .number:
      advance()
      return .literal(LiteralSyntax(.number(token.text), token.span))
    case .word where !isReserved(token):
      let name = try name("a number")
      return .reference(ReferenceSyntax(base: name, steps: [], span: name.span))
    default:
      throw fail(
        "expected-number", "a number is expected, not \(description(of: token))",
        help: "write a number, or the name of a parameter")
    }
  }

  func type() throws(Skip) -> TypeSyntax {
    let start = current.start
    let isList = atWord("list")
    if isList {
      advance()
      try expectWord("of", help: "write `list of string`")
    }
    let name = try name("a type")
    return TypeSyntax(isList: isList, name: name, span: span(from: start))
  }
}
