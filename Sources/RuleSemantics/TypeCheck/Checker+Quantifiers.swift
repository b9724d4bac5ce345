import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// `any|every|no LIST as x has …`; or a relation to other events.
  func quantified(_ relation: RelationSyntax, _ scope: Scope) -> Condition? {
    let word = relation.quantifier
    if isOfEvents(relation, scope) { return self.relation(relation, relation.kind.base, scope) }
    guard let list = resolve(relation.kind, scope) else { return nil }
    let name = scope.written(relation.kind.span)
    let element: ValueType
    switch list.type {
    case .list(let type): element = type
    case .json where !list.isRow: element = .json
    default:
      report(
        .quantifierMisuse, "`\(name)` is \(list.isRow ? "a row" : list.type.phrase), not a list",
        at: relation.kind.span, in: scope.text, help: ["test it directly: `\(name) == …`"])
      return nil
    }
    guard let quantifier = quantifier(word, scope, over: name) else { return nil }
    let tail = relation.tail
    if let extra = tail.window?.span ?? tail.same.first?.field.span {
      report(
        .quantifierMisuse, "a window or `with same` is for events, not for a list's elements",
        at: extra, in: scope.text, help: ["put the test after `has`"])
      return nil
    }
    if let filter = tail.condition {
      report(
        .quantifierMisuse, "a list takes `has`, not `where`", at: span(of: filter) ?? relation.span,
        in: scope.text, help: ["write `\(word.content.rawValue) \(name) as x has …`"])
      return nil
    }
    guard let alias = tail.alias else {
      report(
        .quantifierMisuse, "the elements of `\(name)` need a name", at: relation.kind.span,
        in: scope.text, help: ["write `\(word.content.rawValue) \(name) as x has x == …`"])
      return nil
    }
    guard let body = relation.has else {
      report(
        .quantifierMisuse, "`\(word.content.rawValue)` needs `has`", at: relation.span,
        in: scope.text, help: ["write `… as \(alias.content) has \(alias.content) == …`"])
      return nil
    }
    guard isFree(alias, scope) else { return nil }
    let inner = scope.adding(
      Scope.Binder(alias: alias.content, content: .element(element)))
    return condition(body, inner).map { .quantified(quantifier, list.operand, $0) }
  }

  /// Whether a relation names a kind of event, or is meant to, rather than a list.
  private func isOfEvents(_ relation: RelationSyntax, _ scope: Scope) -> Bool {
    let name = relation.kind.base.content
    if case .record = scope.root { return false }
    guard relation.kind.steps.isEmpty, scope.binder(name) == nil, scope.thing(named: name) == nil,
      vocabulary.fields[name] == nil
    else { return false }
    if vocabulary.kindParents[name] != nil { return true }
    switch relation.quantifier.content {
    case .some, .exactly, .atLeast, .atMost, .latest, .first: return symbols[name] == nil
    case .no, .any, .every:
      return symbols[name] == nil && (relation.tail.window != nil || !relation.tail.same.isEmpty)
    }
  }

  private func quantifier(
    _ word: Spanned<QuantifierWord>, _ scope: Scope, over name: String
  ) -> Quantifier? {
    switch word.content {
    case .any: return .any
    case .every: return .every
    case .no: return .no
    case .some, .exactly, .latest, .first, .atLeast, .atMost:
      report(
        .quantifierMisuse,
        "`\(word.content.rawValue)` is for events; a list takes `any`, `every` or `no`",
        at: word.span, in: scope.text, help: ["write `any \(name) as x has …`"])
      return nil
    }
  }

  /// `any row of T as r has …`
  func rows(
    _ word: Spanned<QuantifierWord>, _ table: Name, _ alias: Name, _ has: ConditionSyntax,
    _ scope: Scope
  ) -> Condition? {
    guard let content = self.table(table, scope) else { return nil }
    guard let quantifier = quantifier(word, scope, over: "row of \(table.content)"),
      isFree(alias, scope)
    else { return nil }
    let inner = scope.adding(Scope.Binder(alias: alias.content, content: .row(content)))
    return condition(has, inner).map { .rows(quantifier, content, $0) }
  }

  /// Whether a name can be given to an event, element or row: it must not hide anything.
  func isFree(_ alias: Name, _ scope: Scope) -> Bool {
    let name = alias.content
    var help = ["choose another name"]
    let taken: String
    var isRecord = false
    if case .record = scope.root { isRecord = true }
    if scope.binder(name) != nil {
      taken = "another element here"
    } else if case .event(let event) = scope.root, event == name {
      taken = "the event"
    } else if let thing = scope.thing(named: name) {
      switch thing {
      case .own, .anchor, .beyond: taken = "an event around it"
      case .each: taken = "what `with each` names"
      case .row: taken = "the row"
      case .window: taken = "the group's window"
      case .broken: taken = "something else here"
      }
    } else if !isRecord, vocabulary.fields[name] != nil {
      taken = "a field"
    } else if !isRecord, fieldRoots.contains(name) {
      taken = "the beginning of field names, such as `\(rootExample(name))`"
    } else if name == "raw" {
      taken = "the record itself"
    } else if !isRecord, let symbol = symbols[name] {
      taken = symbol.noun
    } else {
      return true
    }
    if name.count > 1 { help = ["choose another name, such as `\(name.prefix(1))`"] }
    report(
      .aliasTaken, "`\(name)` already means \(taken)", at: alias.span, in: scope.text, help: help)
    return false
  }

  private func rootExample(_ root: String) -> String {
    vocabulary.fields.keys.filter { $0.hasPrefix(root + ".") }.min() ?? root
  }

  /// Roughly where a condition stands; nil for one that the parser lost.
  func span(of condition: ConditionSyntax) -> SourceSpan? {
    switch condition {
    case .and(let parts), .or(let parts):
      guard let first = parts.first.flatMap(span(of:)), let last = parts.last.flatMap(span(of:))
      else { return nil }
      return first.joined(with: last)
    case .not(let inner, let span): return self.span(of: inner)?.joined(with: span) ?? span
    case .parenthesised(_, let span): return span
    case .operand(let operand): return span(of: operand)
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      return span(of: left).joined(with: span(of: right))
    case .membership(let left, _, let set), .matchesAnyOf(let left, let set):
      return span(of: left).joined(with: set.span)
    case .matchesGlob(let left, let pattern): return span(of: left).joined(with: pattern.span)
    case .matchesRegex(let left, let pattern): return span(of: left).joined(with: pattern.span)
    case .during(let left, let name): return span(of: left).joined(with: name.span)
    case .presence(let left, _, let word): return span(of: left).joined(with: word.span)
    case .rowTest(let word, _, _, let has):
      return span(of: has).map { word.span.joined(with: $0) } ?? word.span
    case .relation(let relation): return relation.span
    case .stateUse(let state, let of, _): return state.span.joined(with: of.span)
    case .dataTest(let test): return test.span
    case .damaged(let span): return span
    }
  }
}
