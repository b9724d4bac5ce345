import Diagnostics
import RuleModel
import RuleSyntax

extension Checker {
  /// The definition that a bare name means here, if it means one.
  func definition(_ name: Name, _ scope: Scope) -> (name: String, body: ConditionSyntax)? {
    guard scope.binder(name.content) == nil, case .event(let alias) = scope.root,
      alias != name.content, let symbol = symbols[name.content],
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
      return known
    }
    guard expanding.count < 100 else {
      report(
        .recursiveDefinition, "definitions nest more than 100 deep", at: span, in: scope.text)
      return nil
    }
    expanding.append(name)
    let isFirst = checkedDefinitions.insert(name).inserted
    if !isFirst { muted += 1 }
    let result = condition(body, Scope(text: symbol.text, zone: scope.zone))
    if !isFirst { muted -= 1 }
    expanding.removeLast()
    definitionCache.updateValue(result, forKey: key)
    return result
  }

  /// Checks every definition, used or not.
  func checkDefinitions() {
    for (name, symbol) in symbols.sorted(by: { $0.key < $1.key }) {
      guard case .define(let body) = symbol.content else { continue }
      let key = DefinitionKey(name: name, zone: defaultZone)
      guard definitionCache[key] == nil else { continue }
      _ = expand(name, body, at: symbol.name.span, Scope(text: symbol.text, zone: defaultZone))
    }
  }
}
