import Diagnostics

extension Parser {
  /// file = { declaration }
  func file() -> [Declaration] {
    var declarations: [Declaration] = []
    if isAtEnd { reportEmpty() }
    while !isAtEnd {
      let token = current
      (clauseWords, outerClauseWords, depth, openBraces, blockBraces) = ([], [], 0, 0, 0)
      guard let word = declarationWord(at: token) else {
        skipToDeclaration()
        continue
      }
      advance()
      let content: Declaration.Content?
      do {
        content = try declaration(word)
      } catch {
        content = nil
        recoverToDeclaration()
      }
      if let content {
        declarations.append(Declaration(content, span: span(from: token.start)))
      }
    }
    return declarations
  }

  private func reportEmpty() {
    let isBlank = text.bytes.allSatisfy { $0 == 0x20 || (9...13).contains($0) }
    let span = SourceSpan(start: 0, end: 0)
    report(
      "empty-file", isBlank ? "the file is empty" : "the file holds no declarations", at: span,
      help: ["a file holds rules, lists and other declarations: `rule NAME { … }`"])
    if !isBlank, diagnostics.last?.id == "empty-file" {
      diagnostics[diagnostics.count - 1].severity = .warning
    }
  }

  /// The declaration that the token begins; a misspelt word is said and taken as meant.
  private func declarationWord(at token: Token) -> String? {
    if token.kind == .word, !token.isFollowedByDot {
      if Words.declarationSet.contains(token.text) { return token.text }
      let near = suggestions(for: token.text, among: Words.declarations)
      if near.count == 1 || near.first?.lowercased() == token.text.lowercased() {
        report(
          "unknown-declaration", "`\(shortened(token.text))` begins no declaration",
          help: ["did you mean \(listed(near))?"])
        return near[0]
      }
    }
    return nil
  }

  private func skipToDeclaration() {
    let token = current
    if token.isMark("}") {
      report(
        "stray-closing", "this `}` closes nothing",
        help: ["remove it, or look for a `}` too many before it"])
    } else if token.isMark(";") || token.isMark(",") {
      report(
        "stray-mark", "no `\(token.text)` stands between declarations", help: ["remove it"])
      advance()
      return
    } else {
      let isClause = token.kind == .word && Self.ruleClauses.contains(token.text)
      report(
        "unknown-declaration", "\(description(of: token)) begins no declaration",
        help: isClause
          ? ["clauses stand in a declaration: `rule NAME { \(token.text) … }`"]
          : ["a declaration begins with \(listed(Words.declarations.sorted()))"])
    }
    // One error for all that stands here.
    repeat { advance() } while !isAtEnd && !startsDeclaration(index)
  }

  /// To the next declaration, or behind the block of the one that could not be read.
  private func recoverToDeclaration() {
    while !isAtEnd, !startsDeclaration(index) {
      let closes = at("}") && openBraces == 1
      advance()
      if closes { return }
    }
  }

  private func declaration(_ word: String) throws(Skip) -> Declaration.Content {
    switch word {
    case "pack": .pack(try pack())
    case "rule": .rule(try rule())
    case "define": try define()
    case "list": try list()
    case "table": .table(try table())
    case "param": try param()
    case "calendar": .calendar(try calendar())
    case "state": .state(try state())
    case "source": .source(try source())
    case "dataset": .dataset(try dataset())
    case "detector": .detector(try detector())
    case "waive": .waive(try waive())
    case "gate": .gate(try gate())
    default: .test(try test())
    }
  }

  /// "pack" NAME "{" { ( "title" | "description" | "zone" ) STRING } "}"
  private func pack() throws(Skip) -> PackDeclaration {
    var pack = PackDeclaration(name: try declaredName("the pack's name"))
    try block(of: "the pack", ["title", "description", "zone"]) { word throws(Skip) in
      let value = try stringLiteral("a string")
      pack.texts.append((Name(word.text, word.span), value))
    }
    return pack
  }

  /// "define" NAME "=" condition
  private func define() throws(Skip) -> Declaration.Content {
    let name = try declaredName("the name of the definition")
    try expectAssignment(after: name)
    return .define(name: name, condition: conditionOrDamaged())
  }

  private func expectAssignment(after name: Name) throws(Skip) {
    if at("=") || at(":") || at("==") {
      if !at("=") {
        report(
          "expected-word", "`=` is expected after the name, not `\(current.text)`",
          help: ["write `\(shortened(name.content)) = …`"])
      }
      advance()
      return
    }
    try expect("=", help: "write `\(shortened(name.content)) = …`")
  }

  /// "list" NAME ( "=" listlit | "from" STRING )
  private func list() throws(Skip) -> Declaration.Content {
    let name = try declaredName("the name of the list")
    if takeWord("from") {
      return .listFile(name: name, file: try stringLiteral("the path of a file"))
    }
    try expectAssignment(after: name)
    var items: [SetItemSyntax] = []
    let start = current.start
    do {
      _ = try bracketedSet(into: &items)
    } catch {
      recoverToDeclaration()
      items.append(SetItemSyntax(first: .damaged(span(from: start))))
    }
    return .list(name: name, items: items)
  }

  /// "table" NAME "from" STRING "keyed" "by" names [ "(" … ")" ]
  private func table() throws(Skip) -> TableDeclaration {
    let name = try declaredName("the name of the table")
    let help = "write `table \(shortened(name.content)) from \"….csv\" keyed by column`"
    try expectWord("from", help: help)
    let file = try stringLiteral("the path of a CSV file")
    try expectWord("keyed", help: help)
    try expectWord("by", help: help)
    let keys = try names("the name of a column")
    var columns: [(name: Name, type: TypeSyntax)] = []
    if at("(") {
      let opening = advance()
      try bracketed(")", of: opening) { () throws(Skip) in
        let column = try anyWord("the name of a column")
        try expect(":", help: "write `\(shortened(column.content)): string`")
        columns.append((column, try type()))
      }
    }
    return TableDeclaration(name: name, file: file, keys: keys, columns: columns)
  }

  /// "param" NAME ":" type "=" operand
  private func param() throws(Skip) -> Declaration.Content {
    let name = try declaredName("the name of the parameter")
    try expect(":", help: "say its type: `param \(shortened(name.content)): int = 100`")
    let type = try type()
    try expect("=", help: "say its value: `param \(shortened(name.content)): int = 100`")
    let start = current.start
    do {
      return .param(name: name, type: type, value: try parameterValue())
    } catch {
      recoverToDeclaration()
      return .param(name: name, type: type, value: .damaged(span(from: start)))
    }
  }

  private func calendar() throws(Skip) -> CalendarDeclaration {
    var calendar = CalendarDeclaration(name: try declaredName("the name of the calendar"))
    try block(of: "the calendar", ["zone", "hours", "except"]) { word throws(Skip) in
      let clause = try calendarClause(word)
      calendar.clauses.append(Spanned(clause, span(from: word.start)))
    }
    return calendar
  }

  private func calendarClause(_ word: Token) throws(Skip) -> CalendarDeclaration.Clause {
    switch word.text {
    case "zone": return .zone(try stringLiteral("the name of a time zone"))
    case "hours":
      let first = try name("a day of the week")
      let last = take("..") ? try name("a day of the week") : nil
      let from = try clock()
      try expectWord("to", help: "write `hours Mon..Fri 08:00 to 18:00`")
      return .hours(firstDay: first, lastDay: last, from: from, to: try clock())
    default:
      try expectWord("dates", help: "write `except dates from \"….txt\"`")
      if takeWord("from") { return .exceptDatesFile(try stringLiteral("the path of a file")) }
      return .exceptDates(try bracketedSet().items)
    }
  }

  private func state() throws(Skip) -> StateDeclaration {
    let name = try declaredName("the name of the state")
    try expectWord(
      "by", help: "say whose state it is: `state \(shortened(name.content)) by user.id`")
    var state = StateDeclaration(name: name, by: try references())
    try block(of: "the state", ["starts", "ends", "lasts", "initially"]) { word throws(Skip) in
      let clause = try stateClause(word)
      state.clauses.append(Spanned(clause, span(from: word.start)))
    }
    return state
  }

  private func stateClause(_ word: Token) throws(Skip) -> StateDeclaration.Clause {
    switch word.text {
    case "lasts":
      try expectWord("at", help: "write `lasts at most 24 months`")
      try expectWord("most", help: "write `lasts at most 24 months`")
      return .lasts(try duration())
    case "initially":
      try expectWord("from", help: "write `initially from \"….csv\"`")
      return .initially(try stringLiteral("the path of a CSV file"))
    default:
      let kind = try name("a kind of event")
      let by = takeWord("by") ? try references() : []
      let condition = takeWord("where") ? conditionOrDamaged() : nil
      return .boundary(starts: word.text == "starts", kind: kind, by: by, condition: condition)
    }
  }
}
