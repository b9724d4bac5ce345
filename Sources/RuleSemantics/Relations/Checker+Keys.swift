import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// `with same F, G as s.H`: the keys that related event (`inner`) and anchor share; nil after saying
  /// what is wrong.
  func keys(
    _ syntax: [(field: ReferenceSyntax, anchor: ReferenceSyntax?)], _ kind: Name, _ inner: Scope,
    anchor scope: Scope
  ) -> [Related.Key]? {
    var result: [Related.Key] = []
    guard hasFewKeys(syntax.map(\.field), scope) else { return nil }
    var isComplete = true
    for (field, anchor) in syntax {
      guard let key = key(field, anchor, inner, anchor: scope) else {
        isComplete = false
        continue
      }
      if result.contains(key) {
        report(
          .duplicateName, "`\(scope.written(field.span))` stands twice", at: field.span,
          in: scope.text, help: ["leave one of them out"])
        isComplete = false
      }
      result.append(key)
    }
    return isComplete ? result : nil
  }

  private func key(
    _ field: ReferenceSyntax, _ anchor: ReferenceSyntax?, _ inner: Scope, anchor scope: Scope
  ) -> Related.Key? {
    let name = field.base
    switch inner.thing(named: name.content) {
    case .own:
      report(
        .badKey, "`with same` names fields of the related event already", at: field.span,
        in: scope.text, help: ["leave `\(name.content).` out"])
      return nil
    case .broken: return nil
    case .anchor, .beyond, .each, .row, .window:
      let rest = String(scope.written(field.span).dropFirst(name.content.utf8.count + 1))
      report(
        .badKey, "the related event's field comes first", at: field.span, in: scope.text,
        help: [
          rest.isEmpty
            ? "write `with same f as \(name.content)`"
            : "write `with same \(rest)`; for other names `with same f as \(name.content).\(rest)`"
        ])
      return nil
    case nil: break
    }
    if case .group = scope.root, anchor == nil {
      report(
        .badKey,
        scope.group?.row == nil
          ? "a group's events have its keys already"
          : "this does not say what of the row is the same",
        at: field.span, in: scope.text,
        help: [
          scope.group?.row.map {
            "write `with same \(scope.written(field.span)) as \($0.alias).\($0.table.keyColumns.first ?? "…")`"
          } ?? "leave `with same` out; a group has all events with its keys"
        ])
      return nil
    }
    let related = keyOperand(field, inner)
    // Of a field of both, an error has been said.
    let other =
      anchor.map { anchorOperand($0, scope) } ?? related.flatMap { _ in keyOperand(field, scope) }
    guard let related, let other else { return nil }
    guard canShareKey(related.type, other.type) else {
      report(
        .badKey, "these can never be the same", at: field.span.joined(with: (anchor ?? field).span),
        in: scope.text,
        label: "`\(scope.written(related.span))` is \(related.type.phrase), "
          + "`\(scope.written(other.span))` \(other.type.phrase)",
        help: ["name two fields of one type"])
      return nil
    }
    return Related.Key(related: related.operand, anchor: other.operand)
  }

  /// The most fields that a key may have.
  private static let keyLimit = 32

  func hasFewKeys(_ references: [ReferenceSyntax], _ scope: Scope) -> Bool {
    guard references.count > Self.keyLimit else { return true }
    report(
      .badKey, "a key has at most \(Self.keyLimit) fields", at: references[Self.keyLimit].span,
      in: scope.text, help: ["name those that belong together"])
    return false
  }

  /// A field, record key or look-up that can be a key.
  func keyOperand(_ reference: ReferenceSyntax, _ scope: Scope) -> TypedOperand? {
    guard let operand = resolve(reference, scope), !isWholeRow(operand, scope) else { return nil }
    if case .list(let element) = operand.type {
      report(
        .badKey, "`\(scope.written(reference.span))` is a list of \(element) values, not one",
        at: reference.span, in: scope.text,
        help: ["judge each element: `for each … with each element of … as e`"])
      return nil
    }
    guard !operand.isConstant, operand.operand.readsOwnEvent, !operand.operand.readsOthers else {
      report(
        .badKey, "`\(scope.written(reference.span))` is no field of an event", at: reference.span,
        in: scope.text, help: ["a key is a field: `user.id`, `trace.id`, …"])
      return nil
    }
    return operand
  }

  /// What stands behind `as`: a field of the anchor, or of what `with each` names, by its name; a cell
  /// of the group's row.
  private func anchorOperand(_ reference: ReferenceSyntax, _ scope: Scope) -> TypedOperand? {
    let written = scope.written(reference.span)
    switch scope.thing(named: reference.base.content) {
    case .own, .each, .row:
      guard let operand = resolve(reference, scope) else { return nil }
      guard case .list = operand.type else { return operand }
      report(
        .badKey, "`\(written)` is \(operand.type.phrase), not one value", at: reference.span,
        in: scope.text, help: ["judge each element: `with each element of \(written) as e`"])
      return nil
    case .anchor, .beyond:
      reportOutOfReach(reference.base, from: scope.ownName, scope)
      return nil
    case .broken: return nil
    case .window, nil:
      var help = ["behind `as` stands a field of the other event, by its name"]
      if case .event(let alias?) = scope.root { help = ["write `as \(alias).\(written)`"] }
      if let row = scope.group?.row { help = ["write `as \(row.alias).…`, a column of the row"] }
      report(
        .unknownEvent, "`\(written)` does not say of which event", at: reference.span,
        in: scope.text, help: help)
      return nil
    }
  }

  /// Whether values of the two types can be the same. A value of no declared type is what JSON holds.
  func canShareKey(_ left: ValueType, _ right: ValueType) -> Bool {
    switch (left, right) {
    case (.list, _), (_, .list): false
    case (.json, .json): true
    case (.json, let other), (let other, .json):
      [.string, .integer, .decimal, .boolean].contains(other)
    case (.integer, .decimal), (.decimal, .integer): true
    default: left == right
    }
  }
}
