import Diagnostics
import RuleModel
import RuleSyntax
import Values

/// How a relation or aggregate looks at related events.
struct RelatedUse {
  /// What stands before the kind: `some`, `at least`, `count`.
  var word: String
  /// The forms that count, whose `within D before x` is half-open.
  var counts = false
  /// `latest` and `first`: they need an order.
  var isOrdered = false
  /// Needs all events of the window, not a summary of them.
  var needsAll = false
  /// `where` takes a whole condition.
  var isAggregate = false
}

/// The deepest that relations may be in each other.
private let deepest = 2

extension Checker {
  /// `some K …`, `no K …`, `at least N K …`, `latest K … has C`, …
  func relation(_ syntax: RelationSyntax, _ kind: Name, _ scope: Scope) -> Condition? {
    let word = syntax.quantifier.content
    guard allowsRelation("a relation", at: syntax.span, scope) else { return nil }
    if word == .any || word == .every {
      let rest = scope.written(kind.span)
      report(
        .quantifierMisuse, "`\(word.rawValue)` is for lists, and `\(rest)` is a kind of event",
        at: syntax.quantifier.span, in: scope.text,
        help: [
          word == .any ? "write `some \(rest) …`" : "write `no \(rest) … where not (…)`"
        ])
      return nil
    }
    let isOrdered = word == .latest || word == .first
    let use = RelatedUse(
      word: word.rawValue, counts: [.atLeast, .atMost, .exactly].contains(word),
      isOrdered: isOrdered)
    let count = syntax.count.map { self.count($0, of: word, kind, scope) }
    var has = syntax.has
    var isComplete = true
    if isOrdered {
      if has == nil {
        reportMissingHas(syntax, kind, scope)
        isComplete = false
      }
    } else if let test = has, syntax.tail.condition != nil {
      report(
        .missingHas, "`\(word.rawValue) …` has both `where` and `has`",
        at: span(of: test) ?? syntax.span, in: scope.text,
        help: ["put both conditions behind `where`, joined by `and`"])
      isComplete = false
      has = nil
    }
    guard
      let (related, inner) = related(
        kind, syntax.tail, filter: isOrdered ? syntax.tail.condition : syntax.tail.condition ?? has,
        use, scope)
    else {
      return nil
    }
    let form = form(word, count: count ?? nil, has: has, inner)
    guard isComplete, let form else { return nil }
    checkCost(of: related, use, at: syntax, kind, scope)
    return .relation(Relation(form: form, related: related, text: Printer.text(of: syntax)))
  }

  private func form(
    _ word: QuantifierWord, count: Int?, has: ConditionSyntax?, _ inner: Scope
  ) -> Relation.Form? {
    switch word {
    case .some: return .atLeast(1)
    case .no: return .atMost(0)
    case .atLeast: return count.map { .atLeast($0) }
    case .atMost: return count.map { .atMost($0) }
    case .exactly: return count.map { .exactly($0) }
    case .latest: return has.flatMap { filter($0, "has", inner) }.map { .latest(has: $0) }
    case .first: return has.flatMap { filter($0, "has", inner) }.map { .first(has: $0) }
    case .any, .every: return nil
    }
  }

  private func reportMissingHas(_ syntax: RelationSyntax, _ kind: Name, _ scope: Scope) {
    let word = syntax.quantifier.content.rawValue
    report(
      .missingHas, "`\(word) \(kind.content)` does not say what it must hold", at: syntax.span,
      in: scope.text,
      help: [
        "write `\(word) \(kind.content) … has event.action == \"granted\"`",
        "to ask only whether there is one, write `some \(kind.content) …`",
      ])
  }

  // MARK: Where relations may stand

  /// Whether a relation (or a state, or an aggregate) can stand here; says why not.
  func allowsRelation(_ what: String, at span: SourceSpan, _ scope: Scope) -> Bool {
    switch scope.relations {
    case .refused(let place, let help):
      report(
        .misplacedRelation, "\(what) can't stand \(place)", at: span, in: scope.text, help: [help])
      return false
    case .aggregates:
      report(
        .misplacedRelation, "\(what) is about one event, and a group of events is judged", at: span,
        in: scope.text, help: ["count the group's events: `count(request where …) >= 1`"])
      return false
    case .allowed: return isShallow(what, at: span, scope)
    }
  }

  func isShallow(_ what: String, at span: SourceSpan, _ scope: Scope) -> Bool {
    guard scope.level >= deepest else { return true }
    report(
      .relationTooDeep, "\(what) stands inside two others here", at: span, in: scope.text,
      help: ["relations nest two deep; let the rule begin with one of the inner events"])
    return false
  }

  // MARK: Counts

  /// The number of `at least N` and the like: a literal or a parameter.
  private func count(
    _ syntax: OperandSyntax, of word: QuantifierWord, _ kind: Name, _ scope: Scope
  ) -> Int? {
    guard let count = wholeNumber(syntax, scope) else { return nil }
    if case .literal = syntax {
      let instead: String? =
        switch (word, count) {
        case (.atLeast, 1): "some"
        case (.atMost, 0), (.exactly, 0): "no"
        default: nil
        }
      if let instead {
        report(
          .badCount, "`\(word.rawValue) \(count)` has its own word", at: span(of: syntax),
          in: scope.text, help: ["write `\(instead) \(kind.content)`"])
        return nil
      }
    }
    guard count > 0 || word != .atLeast else {
      report(
        .badCount, "`at least 0` is always true", at: span(of: syntax), in: scope.text,
        help: ["write `some \(kind.content)`, or a number from 2"])
      return nil
    }
    return count
  }

  /// A literal or parameter that counts events; nil after saying what is wrong.
  func wholeNumber(_ syntax: OperandSyntax, _ scope: Scope) -> Int? {
    let place = span(of: syntax)
    var value: Value?
    switch operand(syntax, scope) {
    case nil: return nil
    case .literal(let literal): if case .value(let read) = literal.natural() { value = read }
    case .typed(let operand): if case .literal(let read) = operand.operand { value = read }
    }
    if case .number(let number)? = value, number.isWhole, let count = Int(number.description),
      count >= 0, count <= 1_000_000_000
    {
      return count
    }
    report(
      .badCount, "`\(scope.written(place))` is no number of events", at: place, in: scope.text,
      help: ["write a whole number from 1, or a parameter: `param limit: int = 5`"])
    return nil
  }

  // MARK: The related events

  /// Kind, name, window, keys and condition of related events; nil after saying what is wrong in any
  /// of them.
  func related(
    _ kind: Name, _ tail: TailSyntax, filter: ConditionSyntax?, _ use: RelatedUse, _ scope: Scope
  ) -> (related: Related, scope: Scope)? {
    var isComplete = true
    if vocabulary.kindParents[kind.content] == nil {
      reportUnknownKind(kind, in: scope.text)
      isComplete = false
    }
    var alias = tail.alias
    if let name = alias, !isFree(name, scope) {
      isComplete = false
      alias = nil
    }
    let inner = scope.related(alias: alias?.content)
    var window: Window?
    if let syntax = tail.window {
      window = self.window(syntax, alias: alias, use, scope)
      if window == nil { isComplete = false }
    }
    let keys = self.keys(tail.same, kind, inner, anchor: scope)
    if keys == nil { isComplete = false }
    var condition: Condition?
    if let filter {
      condition =
        use.isAggregate ? self.condition(filter, inner) : self.filter(filter, "where", inner)
      if condition == nil { isComplete = false }
    }
    guard isComplete, let keys else { return nil }
    return (
      Related(kind: kind.content, window: window, same: keys, condition: condition), inner
    )
  }

  /// The condition of `where` or `has` in a relation: each of its parts must read the related event.
  func filter(_ syntax: ConditionSyntax, _ word: String, _ inner: Scope) -> Condition? {
    guard let condition = condition(syntax, inner) else { return nil }
    for (part, checked) in Self.conjuncts(syntax, condition) where !checked.readsOwnEvent {
      guard let place = span(of: part) else { continue }
      report(
        .readsAnotherEvent, "this says nothing about the related event", at: place, in: inner.text,
        label: "behind `\(word)` bare fields are the related event's",
        help: ["write it outside of the relation: `… and \(inner.written(place))`"])
      return nil
    }
    return condition
  }

  /// What `and` joins, parentheses aside, as written and as checked.
  private static func conjuncts(
    _ syntax: ConditionSyntax, _ condition: Condition
  ) -> [(ConditionSyntax, Condition)] {
    switch (syntax, condition) {
    case (.parenthesised(let inner, _), _): return conjuncts(inner, condition)
    case (.and(let parts), .and(let checked)) where parts.count == checked.count:
      return zip(parts, checked).flatMap { conjuncts($0, $1) }
    default: return [(syntax, condition)]
    }
  }
}

extension Condition {
  /// What `and` joins.
  var conjuncts: [Condition] {
    if case .and(let parts) = self { return parts.flatMap(\.conjuncts) }
    return [self]
  }

  /// Whether an answer depends on the event that bare operands mean.
  var readsOwnEvent: Bool {
    var found = false
    forEachReading { if $0 == .own { found = true } }
    return found
  }

  /// Whether it reads another event, element or row than the one that bare operands mean.
  var readsOthers: Bool {
    var found = false
    forEachReading { if $0 == .other { found = true } }
    return found
  }
}

/// Whose a value is.
enum Reading { case own, other }

extension Condition {
  /// Whose values decide. Relations, states and aggregates inside are the own event's; what they read
  /// of it is not looked at.
  func forEachReading(_ body: (Reading) -> Void) {
    switch self {
    case .constant: break
    case .and(let parts), .or(let parts): for part in parts { part.forEachReading(body) }
    case .not(let inner): inner.forEachReading(body)
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _), .sensitive(let operand, _):
      operand.forEachReading(body)
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      left.forEachReading(body)
      right.forEachReading(body)
    case .membership(let operand, let set):
      operand.forEachReading(body)
      for case .single(let item) in set.items { item.forEachReading(body) }
    case .quantified(_, let list, let inner):
      list.forEachReading(body)
      inner.forEachReading(body)
    case .rows(_, _, let inner): inner.forEachReading(body)
    case .relation, .state: body(.own)
    }
  }
}

extension Operand {
  func forEachReading(_ body: (Reading) -> Void) {
    switch self {
    case .field, .raw, .aggregate: body(.own)
    case .outer, .eachElement, .row, .windowStart, .windowEnd: body(.other)
    case .function(let call): for argument in call.arguments { argument.forEachReading(body) }
    case .lookup(_, let keys, _): for key in keys { key.forEachReading(body) }
    case .literal, .element, .cell: break
    }
  }

  var readsOthers: Bool {
    var found = false
    forEachReading { if $0 == .other { found = true } }
    return found
  }

  var readsOwnEvent: Bool {
    var found = false
    forEachReading { if $0 == .own { found = true } }
    return found
  }
}
