import Detectors
import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// `no unmasked … in …`: for fields one condition each, so that each is evaluated once for a value.
  func noUnmasked(_ test: DataTestSyntax, _ scope: Scope) -> Condition? {
    guard isInPlace(test, scope) else { return nil }
    let types = sensitiveTypes(test.categories, scope)
    let names = test.categories.map(Self.name).joined(separator: ", ")
    guard let fields = test.fields else {
      let pardons = pardons(test.except, of: types, scope)
      guard let types, let pardons else { return nil }
      return .not(
        .sensitive(.record, SensitiveQuery(types: types, names: names, pardons: pardons)))
    }
    var operands: [Operand] = []
    var isComplete = true
    for field in fields {
      guard let operand = searched(field, scope) else {
        isComplete = false
        continue
      }
      if operands.contains(operand) {
        reportRepeated("`\(scope.written(field.span))`", at: field.span, scope)
        isComplete = false
      } else {
        operands.append(operand)
      }
    }
    guard isComplete, let types else { return nil }
    let query = SensitiveQuery(types: types, names: names)
    let parts = operands.map { Condition.not(.sensitive($0, query)) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  static func name(_ words: [Name]) -> String { words.map(\.content).joined(separator: " ") }

  static func span(_ words: [Name]) -> SourceSpan {
    guard let first = words.first, let last = words.last else {
      return SourceSpan(start: 0, end: 0)
    }
    return first.span.joined(with: last.span)
  }

  // MARK: Places

  private func isInPlace(_ test: DataTestSyntax, _ scope: Scope) -> Bool {
    switch scope.root {
    case .event: return true
    case .record:
      report(
        .misplacedDataTest, "a source can't ask what its records hold in the clear",
        at: test.span, in: scope.text, help: ["ask in a rule: `require no unmasked …`"])
    case .group:
      report(
        .misplacedDataTest, "a group of events has no record to look through", at: test.span,
        in: scope.text,
        help: [
          "count the events that hold any: `count(request where not (no unmasked email in url.path)) == 0`"
        ])
    }
    return false
  }

  /// What can be looked through: a field of the event, a path of the record, an element.
  private func searched(_ field: ReferenceSyntax, _ scope: Scope) -> Operand? {
    guard let operand = resolve(field, scope) else { return nil }
    let written = scope.written(field.span)
    switch operand.operand {
    case .field, .raw, .element: break
    case .outer, .eachElement:
      report(
        .misplacedDataTest, "`\(written)` is another event's", at: field.span, in: scope.text,
        help: ["ask about the events themselves, in `where` or `require` of their own"])
      return nil
    default:
      report(
        .noSensitiveData, "`\(written)` is nothing that a record holds", at: field.span,
        in: scope.text, help: ["name a field, such as `url.path`, or `raw.…`; or `any field`"])
      return nil
    }
    guard Self.mayHoldData(operand.type), operand.values.isEmpty else {
      report(
        .noSensitiveData,
        "`\(written)` is \(operand.values.isEmpty ? operand.type.phrase : "one of a few words"), so it never holds any",
        at: field.span, in: scope.text, help: ["name a field that holds texts or numbers"])
      return nil
    }
    return operand.operand
  }

  private static func mayHoldData(_ type: ValueType) -> Bool {
    switch type {
    case .string, .integer, .decimal, .date, .ip, .json: true
    case .boolean, .timestamp, .duration, .size, .version: false
    case .list(let element): mayHoldData(element)
    }
  }

  // MARK: Types

  /// The types that names stand for; nil after saying what is wrong.
  private func sensitiveTypes(_ categories: [[Name]], _ scope: Scope) -> SensitiveTypes? {
    var result = SensitiveTypes()
    var isComplete = true
    var seen: [String] = []
    for category in categories {
      guard let found = sensitiveTypes(category, in: scope.text) else {
        isComplete = false
        continue
      }
      let name = SensitiveNames.key(Self.name(category))
      if seen.contains(name) {
        reportRepeated("`\(Self.name(category))`", at: Self.span(category), scope)
        isComplete = false
      } else if found.isContained(in: result) {
        warn(
          .repeatedDataType, "`\(Self.name(category))` is among what is named before it",
          at: Self.span(category), in: scope.text, help: ["leave it out"])
      }
      seen.append(name)
      result.formUnion(found)
    }
    return isComplete ? result : nil
  }

  func sensitiveTypes(_ words: [Name], in text: SourceText) -> SensitiveTypes? {
    let name = Self.name(words)
    if let own = detectors.first(where: { SensitiveNames.key($0.key) == SensitiveNames.key(name) })
    {
      return own.value.map { SensitiveTypes(own: [$0]) }
    }
    switch SensitiveNames.meaning(of: name) {
    case .detector(let index)?: return SensitiveTypes(detectors: [index])
    case .types(let types)?:
      let categories = SensitiveNames.categories(named: name).map(\.name)
      return SensitiveTypes(
        types: types.rawValue, own: ownDetectors.filter { categories.contains($0.category) })
    case nil: break
    }
    var help = didYouMean(
      name, among: SensitiveNames.all + SensitiveNames.detectors + detectors.keys.sorted())
    if help.isEmpty {
      help = [
        "groups are " + SensitiveNames.groups.map { "`\($0)`" }.joined(separator: ", "),
        "`writ detectors` lists every type",
      ]
    }
    report(
      .unknownDataType, "there is no type of sensitive data `\(name)`", at: Self.span(words),
      in: text, help: help)
    return nil
  }

  private func reportRepeated(_ what: String, at span: SourceSpan, _ scope: Scope) {
    report(
      .repeatedDataType, "\(what) is named twice", at: span, in: scope.text,
      help: ["leave it out"])
  }

  // MARK: Exceptions

  private func pardons(
    _ syntax: [DataTestSyntax.Pardon], of asked: SensitiveTypes?, _ scope: Scope
  ) -> [SensitiveQuery.Pardon]? {
    var result: [SensitiveQuery.Pardon] = []
    var isComplete = true
    for pardon in syntax {
      guard let checked = self.pardon(pardon, of: asked, scope) else {
        isComplete = false
        continue
      }
      let span = Self.span(of: pardon)
      let covered = result.contains { earlier in
        earlier.field == checked.field
          && (earlier.types == nil
            || checked.types.map { types in earlier.types.map { types.isContained(in: $0) } == true
            }
              == true)
      }
      if covered {
        reportRepeated("this exception", at: span, scope)
        isComplete = false
      }
      result.append(checked)
    }
    return isComplete ? result : nil
  }

  private static func span(of pardon: DataTestSyntax.Pardon) -> SourceSpan {
    pardon.category.isEmpty
      ? pardon.field.span : span(pardon.category).joined(with: pardon.field.span)
  }

  private func pardon(
    _ pardon: DataTestSyntax.Pardon, of asked: SensitiveTypes?, _ scope: Scope
  ) -> SensitiveQuery.Pardon? {
    let field = searched(pardon.field, scope)
    if case .element? = field {
      report(
        .misplacedDataTest, "an exception names a field of the event, not an element",
        at: pardon.field.span, in: scope.text)
      return nil
    }
    guard !pardon.category.isEmpty else {
      return field.map { SensitiveQuery.Pardon(types: nil, names: "", field: $0) }
    }
    guard let types = sensitiveTypes(pardon.category, in: scope.text) else { return nil }
    let name = Self.name(pardon.category)
    if let asked, !types.overlaps(asked) {
      report(
        .idleException, "`\(name)` is not asked for, so this excepts nothing",
        at: Self.span(of: pardon), in: scope.text,
        help: ["leave the exception out, or name `\(name)` after `no unmasked`"])
      return nil
    }
    return field.map { SensitiveQuery.Pardon(types: types, names: name, field: $0) }
  }
}

extension SensitiveTypes {
  /// All types that it asks for, those of its single detectors too.
  private var touched: UInt64 {
    detectors.reduce(types) { $0 | 1 << UInt64(Catalogue.detectors[Int($1)].type.rawValue) }
  }

  func isContained(in other: SensitiveTypes) -> Bool {
    types & ~other.types == 0 && own.allSatisfy { other.own.contains($0) }
      && detectors.allSatisfy {
        other.detectors.contains($0)
          || other.types & 1 << UInt64(Catalogue.detectors[Int($0)].type.rawValue) != 0
      }
  }

  func overlaps(_ other: SensitiveTypes) -> Bool {
    if own.contains(where: { other.own.contains($0) }) { return true }
    if types & other.touched != 0 || touched & other.types != 0 { return true }
    return detectors.contains { other.detectors.contains($0) }
  }

  mutating func formUnion(_ other: SensitiveTypes) {
    types |= other.types
    detectors = Array(Set(detectors + other.detectors)).sorted()
    for detector in other.own where !own.contains(detector) { own.append(detector) }
    own.sort { $0.name < $1.name }
  }
}
