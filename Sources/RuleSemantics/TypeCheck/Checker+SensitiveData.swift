import Detectors
import Diagnostics
import RuleModel
import RuleSyntax

extension Checker {
  /// `no unmasked … in …`: a field that is not known makes it unknown, one that is absent holds nothing.
  func noUnmasked(_ test: DataTestSyntax, _ scope: Scope) -> Condition? {
    var types: TypeSet? = []
    var names: [String] = []
    for category in test.categories {
      let found = sensitiveTypes(category, scope)
      if let found { types?.formUnion(found) } else { types = nil }
      names.append(Self.name(category))
    }
    let written = names.joined(separator: ", ")
    guard let fields = test.fields else {
      let pardons = test.except.map { pardon($0, of: types, scope) }
      guard let types, !pardons.contains(where: { $0 == nil }) else { return nil }
      let query = SensitiveQuery(
        types: types.rawValue, names: written, pardons: pardons.compactMap { $0 })
      return .not(.sensitive(.record, query))
    }
    var parts: [Condition] = []
    var isComplete = types != nil
    for field in fields {
      guard let operand = recorded(field, scope) else {
        isComplete = false
        continue
      }
      let query = SensitiveQuery(types: types?.rawValue ?? 0, names: written)
      parts.append(.not(.sensitive(operand, query)))
    }
    guard isComplete else { return nil }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private static func name(_ words: [Name]) -> String {
    words.map(\.content).joined(separator: " ")
  }

  private func sensitiveTypes(_ words: [Name], _ scope: Scope) -> TypeSet? {
    let name = Self.name(words)
    if let types = SensitiveNames.types(name) { return types }
    guard let first = words.first, let last = words.last else { return nil }
    report(
      .unknownName, "there is no sensitive data called `\(name)`",
      at: first.span.joined(with: last.span), in: scope.text,
      help: didYouMean(
        name, among: SensitiveNames.all,
        orElse: "`writ detectors` lists all types; groups are `personal data`, `credentials`, `payment data`"))
    return nil
  }

  /// A field, or a path of the record, that an event of its own records.
  private func recorded(_ field: ReferenceSyntax, _ scope: Scope) -> Operand? {
    guard let operand = resolve(field, scope) else { return nil }
    switch operand.operand {
    case .field(let field) where field.name == "time": break
    case .field, .raw, .outer, .element, .eachElement: return operand.operand
    default: break
    }
    report(
      .notAValue, "`\(scope.written(field.span))` is nothing that a record says", at: field.span,
      in: scope.text, help: ["name a field like `url.path`, or `raw.…`, or `any field`"])
    return nil
  }

  private func pardon(
    _ pardon: DataTestSyntax.Pardon, of types: TypeSet?, _ scope: Scope
  ) -> SensitiveQuery.Pardon? {
    let field = recorded(pardon.field, scope)
    var pardoned = TypeSet(rawValue: .max)
    if !pardon.category.isEmpty {
      guard let found = sensitiveTypes(pardon.category, scope) else { return nil }
      if let types, types.isDisjoint(with: found), let first = pardon.category.first {
        report(
          .constantCondition, "`\(Self.name(pardon.category))` is not asked for", at: first.span,
          in: scope.text, help: ["leave the exception out, or name it after `no unmasked`"])
        return nil
      }
      pardoned = found
    }
    guard let field else { return nil }
    return SensitiveQuery.Pardon(types: pardoned.rawValue, field: field)
  }
}
