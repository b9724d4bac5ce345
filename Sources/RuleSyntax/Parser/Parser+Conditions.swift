import Diagnostics

extension Parser {
  /// Where a condition stands: inside a relation's `where` or `has`, `or` and further relations
  /// need parentheses.
  enum ConditionPlace { case whole, inner }

  /// A condition; what can't be read is damaged, and the clause goes on behind it.
  func conditionOrDamaged(stoppingAt word: String = "because") -> ConditionSyntax {
    let start = current.start
    do {
      return try condition()
    } catch {
      recover(stoppingAt: word)
      return .damaged(span(from: start))
    }
  }

  /// condition = unary ( { "and" unary } | { "or" unary } )
  func condition() throws(Skip) -> ConditionSyntax {
    let chain = try self.chain(first: nil) { () throws(Skip) in try self.unary(.whole) }
    switch chain.words.first {
    case nil: return chain.operands[0]
    case let word? where chain.words.allSatisfy({ $0 == word }):
      return word == "and" ? .and(chain.operands) : .or(chain.operands)
    default:
      reportMixed(chain)
      return .or(chain.groups(joinedBy: "and").map { $0.count == 1 ? $0[0] : .and($0) })
    }
  }

  /// Operands joined by `and` and `or`, in any mixture.
  struct Chain {
    var operands: [ConditionSyntax] = []
    /// Token indices `[from, to)` of each operand.
    var places: [(from: Int, to: Int)] = []
    var words: [String] = []

    func groups(joinedBy word: String) -> [[ConditionSyntax]] {
      var groups = [[operands[0]]]
      for (index, joint) in words.enumerated() {
        if joint == word {
          groups[groups.count - 1].append(operands[index + 1])
        } else {
          groups.append([operands[index + 1]])
        }
      }
      return groups
    }
  }

  func chain(
    first: (ConditionSyntax, from: Int)?, _ operand: () throws(Skip) -> ConditionSyntax
  ) throws(Skip) -> Chain {
    var chain = Chain()
    if let first {
      chain.operands = [first.0]
      chain.places = [(first.from, index)]
    } else {
      let from = index
      chain.operands = [try operand()]
      chain.places = [(from, index)]
    }
    while atWord("and") || atWord("or") {
      chain.words.append(advance().text)
      let from = index
      chain.operands.append(try operand())
      chain.places.append((from, index))
    }
    return chain
  }

  private func reportMixed(_ chain: Chain) {
    let span = SourceSpan(start: tokens[chain.places[0].from].start, end: previousEnd)
    report(
      "mixed-and-or", "`and` and `or` are mixed without parentheses", at: span,
      label: "this can be read in two ways",
      help: [
        "write `\(reading(of: chain, grouping: "and"))`",
        "or    `\(reading(of: chain, grouping: "or"))`",
      ])
  }

  /// The chain's text with parentheses round the operands that `word` joins; its middle left out
  /// when it is long.
  func reading(of chain: Chain, grouping word: String) -> String {
    let limit = chain.operands.count > 4 ? 24 : 48
    var result = ""
    var isOpen = false
    for (index, place) in chain.places.enumerated() {
      if result.utf8.count > 240 {
        return result + (isOpen ? "…) …" : "…")
      }
      let joinsNext = index < chain.words.count && chain.words[index] == word
      if joinsNext, !isOpen {
        result += "("
        isOpen = true
      }
      result += snippet(from: place.from, to: place.to, limit: limit)
      if isOpen, !joinsNext {
        result += ")"
        isOpen = false
      }
      if index < chain.words.count { result += " \(chain.words[index]) " }
    }
    return result
  }

  /// unary = "not" unary | "(" condition ")" | datatest | rowtest | relation | stateuse
  ///       | comparison
  func unary(_ place: ConditionPlace) throws(Skip) -> ConditionSyntax {
    try nested { () throws(Skip) in
      let token = current
      if atWord("not") {
        advance()
        return .not(try unary(place), token.span)
      }
      if at("(") { return try parenthesised() }
      if startsRelation(index) {
        if atWord("no"), peek().isWord("unmasked") { return try dataTest() }
        if !atWord("some"), peek().isWord("row") { return try rowTest() }
        return try relation()
      }
      if token.kind == .word, !isReserved(token), !token.isFollowedByDot, peek().isWord("for"),
        !peek(2).isWord("each"), !peek(2).isWord("all")
      {
        return try stateUse()
      }
      return try comparison()
    }
  }

  /// A quantifier; `latest(…)` and `first(…)` are aggregates.
  func startsRelation(_ index: Int) -> Bool {
    let token = tokens[index]
    guard token.kind == .word, !token.isFollowedByDot, Words.quantifiers.contains(token.text)
    else { return false }
    return !tokens[min(index + 1, tokens.count - 1)].isMark("(")
  }

  private func parenthesised() throws(Skip) -> ConditionSyntax {
    let opening = advance()
    if at(")") {
      throw fail("expected-condition", "a condition is expected between the parentheses")
    }
    let inner = try condition()
    try close(")", of: opening)
    let result = ConditionSyntax.parenthesised(inner, span(from: opening.start))
    if comparisonOperator(at: index) != nil || at("=") {
      throw fail(
        "misplaced-parentheses", "parentheses group conditions, not values", at: opening.span,
        also: [.init(text: text, span: current.span, message: "compared here")],
        help: "remove the parentheses round the value")
    }
    return result
  }

  func comparisonOperator(at index: Int) -> ComparisonOperator? {
    tokens[index].kind == .mark ? ComparisonOperator(rawValue: tokens[index].text) : nil
  }

  private func stateUse() throws(Skip) -> ConditionSyntax {
    let state = try name("a state")
    try expectWord("for")
    let event = try name("the name of an event")
    var same: [ReferenceSyntax] = []
    if atWord("with"), peek().isWord("same") {
      advance()
      advance()
      same = try references()
    }
    return .stateUse(state: state, of: event, same: same)
  }

  /// "no" "unmasked" category { "," category } "in" ( "any" "field" [ "except" … ] | refs )
  private func dataTest() throws(Skip) -> ConditionSyntax {
    let start = advance().start
    advance()
    var categories = [try category()]
    while take(",") { categories.append(try category()) }
    try expectWord("in", help: "write `in any field`, or the fields: `in url.path, url.query`")
    var fields: [ReferenceSyntax]?
    var pardons: [DataTestSyntax.Pardon] = []
    if atWord("any") {
      advance()
      try expectWord("field")
      if atWord("except") {
        advance()
        pardons.append(try pardon())
        while take(",") { pardons.append(try pardon()) }
      }
    } else {
      fields = try references()
    }
    return .dataTest(
      DataTestSyntax(
        categories: categories, fields: fields, except: pardons, span: span(from: start)))
  }

  /// category = NAME { NAME }
  func category() throws(Skip) -> [Name] {
    var result = [try name("a type of personal data")]
    while current.kind == .word, !isReserved(current), !current.isFollowedByDot {
      result.append(try name("a type of personal data"))
    }
    return result
  }

  /// pardon = [ category "in" ] ref
  private func pardon() throws(Skip) -> DataTestSyntax.Pardon {
    let next = peek()
    let hasCategory =
      current.kind == .word && !current.isFollowedByDot
      && (next.isWord("in") || (next.kind == .word && !isReserved(next) && !next.startsLine))
    guard hasCategory else { return .init(category: [], field: try reference("a field")) }
    let category = try category()
    try expectWord("in")
    return .init(category: category, field: try reference("a field"))
  }

  /// ( "any" | "every" | "no" ) "row" "of" NAME "as" NAME "has" inner
  private func rowTest() throws(Skip) -> ConditionSyntax {
    let first = index
    let quantifier = try quantifier()
    if ![.any, .every, .no].contains(quantifier.content) {
      report(
        "expected-word", "of rows only `any`, `every` and `no` can be asked", at: quantifier.span,
        help: ["write `any row of …`, `every row of …` or `no row of …`"])
    }
    advance()
    try expectWord("of", help: "write `any row of table as r has …`")
    let table = try name("the name of a table")
    try expectWord("as", help: "give the row a name: `any row of \(table.content) as r has …`")
    let alias = try name("a name for the row")
    try expectWord("has", help: "say what the row must hold: `has \(alias.content).column == …`")
    let has = try inner(relationFrom: first, word: "has")
    return .rowTest(quantifier, table: table, alias: alias, has: has)
  }
}
