import Diagnostics

extension Parser {
  static let sourceClauses = [
    "title", "format", "detect", "time", "sequence", "identity", "clock", "kind", "fields",
    "supplies", "whole", "missing",
  ]

  /// "source" NAME "{" { sclause | mapping } "}"
  func source() throws(Skip) -> SourceDeclaration {
    var source = SourceDeclaration(name: try declaredName("the name of the source"))
    try block(
      of: "the source", Self.sourceClauses,
      other: { () throws(Skip) in
        guard startsMapping else { return false }
        let start = current.start
        let mapping = try mapping()
        source.clauses.append(Spanned(.mapping(mapping), span(from: start)))
        return true
      }
    ) { word throws(Skip) in
      let clause = try sourceClause(word)
      source.clauses.append(Spanned(clause, span(from: word.start)))
    }
    return source
  }

  /// A field, as far as that can be told: a dotted one, or a name before `<-`, `:`, `->`.
  private var startsMapping: Bool {
    current.kind == .word && !isReserved(current)
      && (current.isFollowedByDot || peek().isMark("<-") || peek().isMark(":")
        || peek().isMark("["))
  }

  private func sourceClause(_ word: Token) throws(Skip) -> SourceDeclaration.Clause {
    switch word.text {
    case "title": return .title(try stringLiteral("a string"))
    case "format": return .format(try name("the name of a format"))
    case "detect": return .detect(try detections())
    case "time":
      let path = try path()
      try expectWord("as", help: "say how the time is written: `time ts as rfc3339`")
      return .time(path, conversion: try anyWord("the way that the time is written"))
    case "sequence": return .sequence(try path())
    case "identity":
      let fields = try references()
      return .identity(fields, within: takeWord("within") ? try duration() : nil)
    case "clock": return .clockTolerance(try clockTolerance())
    case "kind": return try kindClause()
    case "fields":
      try expectWord("by", help: "write `fields by name`")
      try expectWord("name", help: "write `fields by name`")
      return .fieldsByName
    case "supplies": return .supplies(try names("a kind of event"))
    case "whole": return .whole(try reference("an object of the record"))
    default:
      let help = "write `missing keys mean absent`"
      try expectWord("keys", help: help)
      try expectWord("mean", help: help)
      return .missingKeys(try absentOrUnknown(help))
    }
  }

  private func detections() throws(Skip) -> [StringLiteral] {
    let help = "write `detect has \"key\" and has \"other.key\"`"
    var result: [StringLiteral] = []
    repeat {
      try expectWord("has", help: help)
      result.append(try stringLiteral("a key of the record"))
    } while takeWord("and")
    return result
  }

  func clockTolerance() throws(Skip) -> QuantitySyntax {
    try expectWord("tolerance", help: "write `clock tolerance 2s`")
    return try duration()
  }

  /// "kind" NAME [ ":" NAME ] [ "where" condition ] | "kind" "from" path
  private func kindClause() throws(Skip) -> SourceDeclaration.Clause {
    if takeWord("from") { return .kindFrom(try path()) }
    let kind = try name("a kind of event")
    let parent = take(":") ? try name("a kind of event") : nil
    let condition = takeWord("where") ? conditionOrDamaged() : nil
    return .kind(kind, parent: parent, condition: condition)
  }

  private func absentOrUnknown(_ help: String) throws(Skip) -> Name {
    guard atWord("absent") || atWord("unknown") else {
      throw fail(
        "expected-word", "`absent` or `unknown` is expected, not \(description(of: current))",
        help: help)
    }
    let token = advance()
    return Name(token.text, token.span)
  }

  /// mapping = ref [ ":" type ] "<-" path { "|" … } { "absent" "when" … | "missing" "means" … }
  private func mapping() throws(Skip) -> MappingSyntax {
    let field = try reference("a field")
    let type = take(":") ? try self.type() : nil
    if at("=") || at("<=") {
      report(
        "expected-word", "`<-` is expected, not `\(current.text)`",
        help: ["write `field <- key`"])
      advance()
    } else {
      try expect("<-", help: "write `field <- key`, or a clause such as `kind request`")
    }
    var mapping = MappingSyntax(field: field, type: type, path: try path())
    while take("|") {
      let name = try anyWord("a conversion")
      var arguments: [OperandSyntax] = []
      if at("(") {
        let opening = advance()
        try bracketed(")", of: opening) { () throws(Skip) in arguments.append(try operand()) }
      }
      mapping.conversions.append((name, arguments))
    }
    while true {
      if takeWord("absent") {
        try expectWord("when", help: "write `absent when \"-\"`")
        mapping.absentWhen.append(.literal(try literal()))
        while take(",") { mapping.absentWhen.append(.literal(try literal())) }
      } else if atWord("missing"), !peek().isWord("keys") {
        advance()
        let help = "write `missing means absent` or `missing means unknown`"
        try expectWord("means", help: help)
        mapping.missing = try absentOrUnknown(help)
      } else {
        return mapping
      }
    }
  }

  /// path = ( KEY | STRING ) { "." ( KEY | STRING ) | "[" NUMBER "]" }
  func path() throws(Skip) -> PathSyntax {
    let first = current
    guard first.kind == .word || first.kind == .string else {
      throw fail(
        "expected-name", "a key of the record is expected, not \(description(of: first))",
        help: "a key that is no word stands in quotes: `\"@timestamp\"`")
    }
    advance()
    var steps = [Spanned(PathSyntax.Step.key(first.text), first.span)]
    while true {
      let start = current.start
      if take(".") {
        let key = try key().content
        steps.append(Spanned(.key(key), span(from: start)))
      } else if at("["), start == previousEnd {
        let opening = advance()
        let number = try number("the place of an item, from 0,")
        guard let place = Int(number.content), place >= 0, place <= Int(Int32.max) else {
          throw fail(
            "invalid-number", "an item's place is a whole number from 0", at: number.span)
        }
        try close("]", of: opening)
        steps.append(Spanned(.index(place), span(from: start)))
      } else {
        return PathSyntax(steps: steps, span: span(from: first.start))
      }
    }
  }

  // MARK: Data sets

  func dataset() throws(Skip) -> DatasetDeclaration {
    var dataset = DatasetDeclaration(name: try declaredName("the name of the data set"))
    try block(of: "the data set", ["zone", "clock", "period", "input"]) { word throws(Skip) in
      let clause = try datasetClause(word)
      dataset.clauses.append(Spanned(clause, span(from: word.start)))
    }
    return dataset
  }

  private func datasetClause(_ word: Token) throws(Skip) -> DatasetDeclaration.Clause {
    switch word.text {
    case "zone": return .zone(try stringLiteral("the name of a time zone"))
    case "clock": return .clockTolerance(try clockTolerance())
    case "period":
      let from = try timeLiteral()
      try expectWord("to", help: "write `period 2026-01-01 to 2026-03-31`")
      return .period(from, to: try timeLiteral())
    default: return .input(try input())
    }
  }

  private func input() throws(Skip) -> DatasetDeclaration.Input {
    var input = DatasetDeclaration.Input(pattern: try stringLiteral("the path of the data"))
    if takeWord("as") { input.source = try name("the name of a source") }
    if takeWord("supplies") { input.supplies = try names("a kind of event") }
    guard takeWord("complete") else { return input }
    input.isComplete = true
    if takeWord("from") {
      if takeWord("the") {
        try expectWord("beginning", help: "write `complete from the beginning`")
        input.from = .beginning
      } else {
        input.from = .time(try timeLiteral())
      }
      if takeWord("until") { input.until = try timeLiteral() }
    } else {
      try expectWord(
        "until", help: "write `complete from the beginning`, or `complete until 2026-04-02`")
      input.until = try timeLiteral()
    }
    return input
  }
}
