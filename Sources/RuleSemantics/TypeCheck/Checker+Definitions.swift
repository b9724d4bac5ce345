import Diagnostics
import RuleModel
import RuleSyntax

extension Checker {
  /// The definition that a bare name means here, if it means one.
  func definition(_ name: Name, _ scope: Scope) -> (name: String, body: ConditionSyntax)? {
    if case .record = scope.root { return nil }
    guard scope.binder(name.content) == nil, scope.thing(named: name.content) == nil,
      let symbol = symbols[name.content],
      case .define(let body) = symbol.content
    else { return nil }
    symbol.isUsed = true
    return (name.content, body)
  }

  /// A definition's condition. It is a macro: its bare fields are those of the event it is used
  /// for, its days and hours those of the zone there. Checked once for each zone; its errors
  /// are reported once.
  func expand(
    _ name: String, _ body: ConditionSyntax, at span: SourceSpan, _ scope: Scope
  ) -> Condition? {
    guard let symbol = symbols[name] else { return nil }
    if expanding.contains(name) {
      let cycle = (expanding.drop { $0 != name } + [name]).joined(separator: " → ")
      report(
        .recursiveDefinition, "the definition of `\(name)` needs itself", at: span,
        in: scope.text, secondary: [declared(symbol)],
        help: ["a definition can't come back to itself: \(cycle)"])
      return nil
    }
    let key = DefinitionKey(name: name, zone: scope.zone)
    if let known = definitionCache[key] {
      // Whether a parameter made it constant is not kept: assume so, rather than warn wrongly.
      sawParameter = true
      return known.flatMap { isUsable($0, name, at: span, scope) ? $0 : nil }
    }
    expanding.append(name)
    let isFirst = checkedDefinitions.insert(name).inserted
    if !isFirst { muted += 1 }
    let inner = Scope(text: symbol.text, zone: scope.zone).refusing(
      place: "in a definition", help: "a definition is about one event; write it in the rule")
    let result = condition(body, inner)
    if !isFirst { muted -= 1 }
    expanding.removeLast()
    definitionCache.updateValue(result, forKey: key)
    return result.flatMap { isUsable($0, name, at: span, scope) ? $0 : nil }
  }

  private func isUsable(
    _ condition: Condition, _ name: String, at span: SourceSpan, _ scope: Scope
  ) -> Bool {
    isSmall(condition, name, at: span, scope) && isOfGroup(condition, name, at: span, scope)
  }

  /// A definition is about one event: of a group it can ask only for its keys.
  private func isOfGroup(
    _ condition: Condition, _ name: String, at span: SourceSpan, _ scope: Scope
  ) -> Bool {
    guard case .group = scope.root, let group = scope.group else { return true }
    var isOfGroup = true
    condition.forEachOperand { operand in
      switch operand {
      case .field, .raw: if !group.keys.contains(operand) { isOfGroup = false }
      default: break
      }
    }
    if isOfGroup { return true }
    report(
      .notOfTheGroup, "`\(name)` is about one event, but a group of events is judged", at: span,
      in: scope.text, help: ["count the group's events: `count(request where \(name)) == 0`"])
    return false
  }

  /// Definitions that use others twice, and those others again, would grow without bounds.
  private func isSmall(
    _ condition: Condition, _ name: String, at span: SourceSpan, _ scope: Scope
  ) -> Bool {
    expandedNodes += condition.nodeCount(upTo: Self.nodeLimit)
    guard expandedNodes > Self.nodeLimit else { return true }
    report(
      .definitionTooLarge, "with the definition `\(name)` the condition becomes too large",
      at: span, in: scope.text, secondary: symbols[name].map { [declared($0)] } ?? [],
      help: ["written out, it would have more than \(Self.nodeLimit) parts"])
    return false
  }

  /// The most conditions that may be inside each other, definitions written out.
  static let depthLimit = 500
  /// The most conditions that the definitions of a rule may add to it.
  static let nodeLimit = 100_000

  /// Checks every definition, used or not.
  func checkDefinitions() {
    for (name, symbol) in symbols.sorted(by: { $0.key < $1.key }) {
      guard case .define(let body) = symbol.content else { continue }
      let key = DefinitionKey(name: name, zone: defaultZone)
      guard definitionCache[key] == nil else { continue }
      expandedNodes = 0
      _ = expand(name, body, at: symbol.name.span, Scope(text: symbol.text, zone: defaultZone))
    }
  }
}

extension Condition {
  /// How many conditions it consists of; `limit` if they are more. Cost: at most `limit`.
  func nodeCount(upTo limit: Int) -> Int {
    var count = 0
    var open = [self]
    while let next = open.popLast(), count < limit {
      count += 1
      switch next {
      case .and(let parts), .or(let parts): open += parts.prefix(limit)
      case .not(let inner), .quantified(_, _, let inner), .rows(_, _, let inner):
        open.append(inner)
      default: break
      }
    }
    return count
  }
}
