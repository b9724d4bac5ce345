import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// `with each …`: what it pairs the trigger with, and the name that it gives; nil after saying what
  /// is wrong.
  func withEach(
    _ syntax: SubjectSyntax.Each, _ scope: Scope
  ) -> (each: WithEach?, name: Scope.Each?) {
    switch syntax {
    case .element(let list, let alias): return element(of: list, alias, scope)
    case .related(let reference, let tail): return relatedEach(reference, tail, scope)
    }
  }

  private func element(
    of list: ReferenceSyntax, _ alias: Name, _ scope: Scope
  ) -> (each: WithEach?, name: Scope.Each?) {
    let isFree = isFree(alias, scope)
    guard let operand = resolve(list, scope), !isWholeRow(operand, scope) else { return (nil, nil) }
    let element: ValueType
    switch operand.type {
    case .list(let type): element = type
    case .json: element = .json
    default:
      report(
        .quantifierMisuse, "`\(scope.written(list.span))` is \(operand.type.phrase), not a list",
        at: list.span, in: scope.text, help: ["use it directly: `\(scope.written(list.span))`"])
      return (nil, nil)
    }
    guard isFree else { return (nil, nil) }
    return (
      .element(of: operand.operand, type: element),
      Scope.Each(alias: alias.content, content: .element(element))
    )
  }

  private func relatedEach(
    _ reference: ReferenceSyntax, _ tail: TailSyntax, _ scope: Scope
  ) -> (each: WithEach?, name: Scope.Each?) {
    let written = scope.written(reference.span)
    guard reference.steps.isEmpty else {
      report(
        .unknownKind, "`\(written)` is no kind of event", at: reference.span, in: scope.text,
        help: ["for the elements of a list write `with each element of \(written) as e`"])
      return (nil, nil)
    }
    let kind = reference.base
    // The trigger's `where`, and this, choose the subjects.
    let choosing = scope.refusing(
      place: "in `with each`, which chooses what is judged",
      help: "move it to `require` or `unless`")
    let use = RelatedUse(word: "with each")
    let name = tail.alias.map { Scope.Each(alias: $0.content, content: .event) }
    let found = related(kind, tail, filter: tail.condition, use, choosing)
    var isComplete = found != nil
    if tail.alias == nil {
      report(
        .missingClause, "what `with each` finds needs a name", at: kind.span, in: scope.text,
        help: ["write `with each \(kind.content) as d …`"])
      isComplete = false
    }
    if tail.same.isEmpty {
      report(
        .missingKey, "`with each` pairs the event with every `\(kind.content)` without `with same`",
        at: kind.span, in: scope.text,
        help: ["write `with each \(kind.content) … with same user.id`"])
      isComplete = false
    }
    guard isComplete, let found else { return (nil, name) }
    return (.related(found.related), name)
  }
}
