extension Printer {
  package static func text(of condition: ConditionSyntax) -> String {
    switch condition {
    case .and(let parts): parts.map { operand(of: "and", $0) }.joined(separator: " and ")
    case .or(let parts): parts.map { operand(of: "or", $0) }.joined(separator: " or ")
    case .not(let inner, _): "not \(operand(of: "not", inner))"
    case .parenthesised(let inner, _): "(\(text(of: inner)))"
    case .operand(let operand): text(of: operand)
    case .comparison(let left, let compare, let right):
      "\(text(of: left)) \(compare.content.rawValue) \(text(of: right))"
    case .membership(let left, let isNegated, let set):
      "\(text(of: left)) \(isNegated ? "not in" : "in") \(text(of: set))"
    case .matchesGlob(let left, let glob): "\(text(of: left)) matches \(quoted(glob.content))"
    case .matchesRegex(let left, let regex): "\(text(of: left)) matches \(text(of: regex.content))"
    case .matchesAnyOf(let left, let set): "\(text(of: left)) matches any \(text(of: set))"
    case .text(let left, let word, let right, let ignoresCase):
      "\(text(of: left)) \(word.content.rawValue) \(text(of: right))"
        + (ignoresCase ? " ignoring case" : "")
    case .during(let left, let calendar): "\(text(of: left)) during \(calendar.content)"
    case .presence(let left, let isNegated, let word):
      "\(text(of: left)) is \(isNegated ? "not " : "")\(word.content)"
    case .rowTest(let quantifier, let table, let alias, let has):
      "\(quantifier.content.rawValue) row of \(table.content) as \(alias.content) has "
        + inner(has)
    case .relation(let relation): text(of: relation)
    case .stateUse(let state, let event, let same):
      "\(state.content) for \(event.content)"
        + (same.isEmpty ? "" : " with same \(text(of: same))")
    case .dataTest(let test): text(of: test)
    case .damaged: "…"
    }
  }

  package static func text(of regex: RegexLiteral) -> String {
    "/\(regex.pattern)/\(regex.flags)"
  }

  /// An operand of `and`, `or`, `not`: in parentheses if it has a joint of its own.
  private static func operand(of word: String, _ condition: ConditionSyntax) -> String {
    switch condition {
    case .and, .or: "(\(text(of: condition)))"
    default: text(of: condition)
    }
  }

  /// The condition of a relation's `where` or `has`: `or` and relations in parentheses.
  private static func inner(_ condition: ConditionSyntax) -> String {
    switch condition {
    case .and(let parts): parts.map(inner).joined(separator: " and ")
    case .or, .relation, .rowTest, .dataTest: "(\(text(of: condition)))"
    case .not(let negated, _): "not \(inner(negated))"
    default: text(of: condition)
    }
  }

  package static func text(of relation: RelationSyntax) -> String {
    var words = [relation.quantifier.content.rawValue]
    if let count = relation.count { words.append(text(of: count)) }
    words.append(text(of: relation.kind))
    words += self.words(of: relation.tail, isRelation: true)
    if let has = relation.has { words += ["has", inner(has)] }
    return words.joined(separator: " ")
  }

  static func words(of tail: TailSyntax, isRelation: Bool) -> [String] {
    var words: [String] = []
    if let alias = tail.alias { words += ["as", alias.content] }
    if let window = tail.window { words.append(text(of: window)) }
    if !tail.same.isEmpty {
      let keys = tail.same.map { key in
        text(of: key.field) + (key.anchor.map { " as \(text(of: $0))" } ?? "")
      }
      words += ["with same", keys.joined(separator: ", ")]
    }
    if let condition = tail.condition {
      words += ["where", isRelation ? inner(condition) : text(of: condition)]
    }
    return words
  }

  package static func text(of window: WindowSyntax) -> String {
    let anchor = text(of: window.anchor)
    return switch window.form {
    case .withinBefore(let length): "within \(text(of: length)) before \(anchor)"
    case .withinAround(let length): "within \(text(of: length)) around \(anchor)"
    case .withinAfter(let length, let toEndOfDay):
      "within \(text(of: length)) after \(anchor)" + (toEndOfDay ? " to end of day" : "")
    case .between(let nearest, let farthest, let before):
      "between \(text(of: nearest)) and \(text(of: farthest)) \(before ? "before" : "after") "
        + anchor
    case .before: "before \(anchor)"
    case .afterByEndOfData: "after \(anchor) by end of data"
    }
  }

  package static func text(of aggregate: AggregateSyntax) -> String {
    var words: [String] = []
    if let operand = aggregate.operand { words += [text(of: operand), "of"] }
    if let condition = aggregate.condition { words += [text(of: condition), "of"] }
    words.append(aggregate.kind.content)
    words += self.words(of: aggregate.tail, isRelation: false)
    let call = "\(aggregate.function.content)(\(words.joined(separator: " ")))"
    guard let otherwise = aggregate.otherwise else { return call }
    return "\(call) else \(text(of: otherwise))"
  }

  package static func text(of test: DataTestSyntax) -> String {
    let categories = test.categories.map(category).joined(separator: ", ")
    let head = "no unmasked \(categories) in "
    guard let fields = test.fields else {
      let pardons = test.except.map { pardon in
        (pardon.category.isEmpty ? "" : "\(category(pardon.category)) in ")
          + text(of: pardon.field)
      }
      return head + "any field"
        + (pardons.isEmpty ? "" : " except \(pardons.joined(separator: ", "))")
    }
    return head + text(of: fields)
  }

  private static func category(_ names: [Name]) -> String {
    names.map(\.content).joined(separator: " ")
  }
}
