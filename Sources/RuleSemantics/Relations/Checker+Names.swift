import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// A value of something that has a name: an event's field, an element, a row's cell, an end of the
  /// group's window.
  func part(
    of thing: NamedThing, _ reference: ReferenceSyntax, _ scope: Scope
  ) -> TypedOperand? {
    switch thing {
    case .own: return member(reference, scope)
    case .anchor: return member(reference, scope)?.outer(.anchor)
    case .each(.event): return member(reference, scope)?.outer(.each)
    case .each(.element(let type)): return elementPart(reference, type, scope)
    case .row(let table): return rowCell(reference, table, scope)
    case .window: return windowEdge(reference, scope)
    case .beyond:
      reportOutOfReach(reference.base, from: scope.around.first.flatMap { $0 }, scope)
      return nil
    case .broken: return nil
    }
  }

  /// `c.user.id`, `c.raw.spec`: a field of a named event, as that event's own operand.
  private func member(_ reference: ReferenceSyntax, _ scope: Scope) -> TypedOperand? {
    let name = reference.base.content
    guard let first = reference.steps.first else {
      report(
        .notAValue, "`\(name)` is the event itself", at: reference.span, in: scope.text,
        help: ["name a field of it: `\(name).user.id`"])
      return nil
    }
    guard case .key("raw", isQuoted: false) = first.content else {
      return field(dropping: 1, of: reference, scope)
    }
    let inner = ReferenceSyntax(
      base: Spanned("raw", first.span), steps: Array(reference.steps.dropFirst()),
      span: reference.span)
    return raw(inner, scope)
  }

  private func elementPart(
    _ reference: ReferenceSyntax, _ type: ValueType, _ scope: Scope
  ) -> TypedOperand? {
    guard let path = path(reference.steps[...], scope) else { return nil }
    if !path.steps.isEmpty, type != .json {
      report(
        .badPath, "`\(reference.base.content)` is \(type.phrase) and has no parts",
        at: reference.span, in: scope.text, help: ["write `\(reference.base.content)` alone"])
      return nil
    }
    return TypedOperand(operand: .eachElement(path), type: type, span: reference.span)
  }

  private func rowCell(
    _ reference: ReferenceSyntax, _ table: Table, _ scope: Scope
  ) -> TypedOperand? {
    let name = reference.base.content
    guard reference.steps.count == 1, case .key(let column, _) = reference.steps[0].content else {
      report(
        .notAValue, "`\(name)` is a row of `\(table.name)`", at: reference.span, in: scope.text,
        help: ["name a column: `\(name).\(table.columns.first?.name ?? "…")`"])
      return nil
    }
    guard let type = columnType(column, of: table, at: reference.steps[0].span, scope) else {
      return nil
    }
    return TypedOperand(operand: .row(column: column), type: type, span: reference.span)
  }

  /// `window.start`, `window.end`
  private func windowEdge(_ reference: ReferenceSyntax, _ scope: Scope) -> TypedOperand? {
    let written = scope.written(reference.span)
    guard reference.steps.count == 1,
      case .key(let edge, isQuoted: false) = reference.steps[0].content,
      edge == "start" || edge == "end"
    else {
      report(
        .badPath, "a window has a start and an end", at: reference.span, in: scope.text,
        help: ["write `window.start` or `window.end`"])
      return nil
    }
    guard scope.level == 0 else {
      report(
        .outOfReach, "`\(written)` is of the group, not of one of its events", at: reference.span,
        in: scope.text, help: ["compare it outside of `count(…)` and the like"])
      return nil
    }
    if !scope.isText, let span = scope.group?.span, span == .inAny || span == .withGap {
      report(
        .badWindow, "only windows side by side, and the period, have ends to compare with",
        at: reference.span, in: scope.text,
        help: [
          span == .inAny
            ? "`in any` has a window for each event; write `per 1h`"
            : "`with gap` ends where the group's events do; write `per 1h`"
        ])
      return nil
    }
    return TypedOperand(
      operand: edge == "start" ? .windowStart : .windowEnd, type: .timestamp, span: reference.span)
  }

  /// `anchor` is the name of the event on which the relation stands.
  func reportOutOfReach(_ name: Name, from anchor: String?, _ scope: Scope) {
    report(
      .outOfReach, "`\(name.content)` can't be reached from a relation inside another one",
      at: name.span, in: scope.text,
      help: [
        anchor.map { "a relation stands on the event directly around it: `\($0)`" }
          ?? "a relation stands on the event directly around it; give that a name by `as`",
        "compare with `\(name.content)` in the outer relation",
      ])
  }

  /// Outside of its aggregates a group has only its keys.
  func keyOfGroup(_ operand: TypedOperand?, _ scope: Scope) -> TypedOperand? {
    guard let operand, case .group = scope.root, let group = scope.group,
      !operand.isConstant, !isOfGroup(operand.operand, group)
    else { return operand }
    let written = scope.written(operand.span)
    let keys = group.keyNames.map { "`\($0)`" }.joined(separator: ", ")
    report(
      .notOfTheGroup, "`\(written)` is of one event, but a group of events is judged",
      at: operand.span, in: scope.text,
      help: [
        "count the group's events: `count(request where \(written) …) == 0`",
        group.keyNames.isEmpty ? "a group has no fields of its own" : "a group itself has \(keys)",
      ])
    return nil
  }

  /// Whether a group decides the operand: its keys, or what is computed of them.
  func isOfGroup(_ operand: Operand, _ group: GroupNames) -> Bool {
    if group.keys.contains(operand) { return true }
    switch operand {
    case .field, .raw: return false
    case .lookup(_, let keys, _): return keys.allSatisfy { isOfGroup($0, group) }
    case .function(let call): return call.arguments.allSatisfy { isOfGroup($0, group) }
    default: return true
    }
  }
}

extension TypedOperand {
  /// The same of another event.
  func outer(_ event: OuterEvent) -> TypedOperand {
    var result = self
    result.operand = .outer(event, operand)
    return result
  }
}
