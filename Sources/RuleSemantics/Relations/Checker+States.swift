import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// Checks every state, used or not.
  func checkStates() {
    for (name, symbol) in symbols.sorted(by: { $0.key < $1.key }) {
      if case .state = symbol.content { _ = state(name) }
    }
  }

  /// A declared state, checked once; nil if it has an error.
  func state(_ name: String) -> EventState? {
    if let known = stateCache[name] { return known }
    guard let symbol = symbols[name], case .state(let declaration, let place) = symbol.content
    else { return nil }
    let result = state(declaration, place)
    stateCache.updateValue(result, forKey: name)
    return result
  }

  private func state(_ declaration: StateDeclaration, _ place: DeclarationPlace) -> EventState? {
    let text = place.text
    expandedNodes = 0
    let scope = Scope(text: text, zone: zone(around: text)).refusing(
      place: "in a state", help: "an event starts or ends a state by itself")
    let keys = keys(of: declaration, scope)
    var result = EventState(
      name: declaration.name.content, keys: keys ?? [], boundaries: [], zone: scope.zone)
    var isComplete = keys != nil && !place.isDamaged
    var seen: [String: SourceSpan] = [:]
    var initially: (StringLiteral, SourceSpan)?
    for clause in declaration.clauses {
      switch clause.content {
      case .boundary(let starts, let kind, let by, let condition):
        let boundary = boundary(
          starts, kind, by, condition, keys: keys.map { ($0, declaration.by) }, scope)
        if let boundary { result.boundaries.append(boundary) } else { isComplete = false }
      case .lasts(let length):
        guard isFirst(Spanned("lasts", clause.span), &seen, in: text) else { continue }
        result.lasts = self.length(length, scope)
        if result.lasts == nil { isComplete = false }
      case .initially(let file):
        guard isFirst(Spanned("initially", clause.span), &seen, in: text) else { continue }
        initially = (file, clause.span)
      }
    }
    let hasStart = declaration.clauses.contains { clause in
      if case .boundary(starts: true, _, _, _) = clause.content { true } else { false }
    }
    if !hasStart, initially == nil, !place.isDamaged {
      report(
        .stateNeverStarts, "nothing starts the state `\(declaration.name.content)`",
        at: declaration.name.span, in: text,
        help: ["write `starts consent where …`, or `initially from \"….csv\"`"])
      isComplete = false
    }
    if let (file, span) = initially, let keys {
      result.initial = initial(
        file, keys, needsSince: result.lasts != nil, clause: span, scope)
      if result.initial == nil { isComplete = false }
    }
    return isComplete ? result : nil
  }

  private func keys(of declaration: StateDeclaration, _ scope: Scope) -> [Field]? {
    var result: [Field] = []
    guard hasFewKeys(declaration.by, scope) else { return nil }
    var isComplete = true
    for reference in declaration.by {
      guard let operand = keyOperand(reference, scope) else {
        isComplete = false
        continue
      }
      guard case .field(let field) = operand.operand else {
        report(
          .badKey, "a state's key is a field of the vocabulary", at: reference.span, in: scope.text,
          help: ["declare a field in a source: `acme.ticket: string <- ticket`"])
        isComplete = false
        continue
      }
      if result.contains(field) {
        report(
          .duplicateName, "`\(field.name)` stands twice", at: reference.span, in: scope.text,
          help: ["leave one of them out"])
        isComplete = false
      }
      result.append(field)
    }
    return isComplete ? result : nil
  }

  // MARK: Starts and ends

  private func boundary(
    _ starts: Bool, _ kind: Name, _ by: [ReferenceSyntax], _ syntax: ConditionSyntax?,
    keys: (fields: [Field], written: [ReferenceSyntax])?, _ scope: Scope
  ) -> EventState.Boundary? {
    var isComplete = true
    if vocabulary.kindParents[kind.content] == nil {
      reportUnknownKind(kind, in: scope.text)
      isComplete = false
    }
    var condition: Condition?
    if let syntax {
      sawParameter = false
      condition = self.condition(syntax, scope)
      if let condition {
        warnIfConstant(condition, "where", at: span(of: syntax), scope)
      } else {
        isComplete = false
      }
    }
    guard let keys, let operands = boundaryKeys(starts, by, keys.fields, kind, scope), isComplete
    else { return nil }
    return EventState.Boundary(
      starts: starts, kind: kind.content, keys: operands, condition: condition)
  }

  /// The event's operand for each of the state's keys: by name where `by` names keys of the state,
  /// else in their order.
  private func boundaryKeys(
    _ starts: Bool, _ by: [ReferenceSyntax], _ keys: [Field], _ kind: Name, _ scope: Scope
  ) -> [Operand?]? {
    if by.isEmpty { return keys.map { .field($0) } }
    guard hasFewKeys(by, scope) else { return nil }
    var operands: [TypedOperand] = []
    for reference in by {
      if let operand = keyOperand(reference, scope) { operands.append(operand) }
    }
    guard operands.count == by.count else { return nil }
    let names: [Int?] = operands.map { operand in
      keys.firstIndex { Operand.field($0) == operand.operand }
    }
    var places = names.compactMap { $0 }
    if places.count < operands.count || Set(places).count < places.count {
      guard operands.count == keys.count else {
        reportBoundaryKeys(starts, by, keys, scope)
        return nil
      }
      places = Array(keys.indices)
    }
    if starts, places.count < keys.count {
      reportBoundaryKeys(starts, by, keys, scope)
      return nil
    }
    var result: [Operand?] = Array(repeating: nil, count: keys.count)
    for (operand, place) in zip(operands, places) {
      guard canShareKey(operand.type, keys[place].type) else {
        report(
          .badKey, "`\(scope.written(operand.span))` can't be `\(keys[place].name)`",
          at: operand.span, in: scope.text,
          label: "this is \(operand.type.phrase), the key \(keys[place].type.phrase)",
          help: ["name a field of that type"])
        return nil
      }
      result[place] = operand.operand
    }
    return result
  }

  private func reportBoundaryKeys(
    _ starts: Bool, _ by: [ReferenceSyntax], _ keys: [Field], _ scope: Scope
  ) {
    let names = keys.map { "`\($0.name)`" }.joined(separator: ", ")
    let first = by.first?.span ?? SourceSpan(start: 0, end: 0)
    report(
      .badKey,
      starts
        ? "a start names all keys of the state"
        : "it is not clear which keys of the state these are",
      at: by.reduce(first) { $0.joined(with: $1.span) }, in: scope.text,
      help: [
        "the state is by \(names)",
        starts
          ? "name a field of the event for each, in this order"
          : "name a field for each of them in this order, or some of them by their own names",
      ])
  }

  // MARK: Uses

  /// `S for x [with same …]`
  func stateUse(
    _ name: Name, _ event: Name, _ same: [ReferenceSyntax], _ scope: Scope
  ) -> Condition? {
    guard let symbol = symbols[name.content] else {
      let states = symbols.values.filter { if case .state = $0.content { true } else { false } }
      report(
        .unknownName, "there is no state `\(name.content)`", at: name.span, in: scope.text,
        help: didYouMeanOrOneOf(name.content, states.map(\.name.content).sorted()))
      return nil
    }
    symbol.isUsed = true
    guard case .state = symbol.content else {
      if case .broken = symbol.content { return nil }
      report(
        .notAValue, "`\(name.content)` is \(symbol.noun), not a state", at: name.span,
        in: scope.text, secondary: [declared(symbol)])
      return nil
    }
    guard allowsState(at: name.span.joined(with: event.span), scope), isOwn(event, name, scope),
      let state = state(name.content)
    else { return nil }
    guard let keys = keys(of: state, same, scope) else { return nil }
    return .state(StateUse(state: state, keys: keys))
  }

  private func allowsState(at span: SourceSpan, _ scope: Scope) -> Bool {
    guard case .allowed = scope.relations else { return allowsRelation("a state", at: span, scope) }
    return true
  }

  /// Whether the event is the one whose clause this is; says what else it is.
  private func isOwn(_ event: Name, _ state: Name, _ scope: Scope) -> Bool {
    let own: String? = if case .event(let alias) = scope.root { alias } else { nil }
    switch scope.thing(named: event.content) {
    case .own: return true
    case .broken: return false
    case .anchor, .beyond, .each, .row:
      report(
        .outOfReach, "a state is asked of the event whose clause this is", at: event.span,
        in: scope.text,
        help: [own.map { "write `\(state.content) for \($0)`" } ?? "give the event a name by `as`"])
    case .window, nil:
      var help = didYouMean(event.content, among: [own].compactMap { $0 })
      if help.isEmpty {
        help = [
          own.map { "the event is called `\($0)` here" }
            ?? "give the event a name: `for each … as \(event.content)`"
        ]
      }
      report(
        .unknownEvent, "no event is called `\(event.content)` here", at: event.span,
        in: scope.text, help: help)
    }
    return false
  }

  private func keys(
    of state: EventState, _ same: [ReferenceSyntax], _ scope: Scope
  ) -> [Operand]? {
    if same.isEmpty { return state.keys.map { .field($0) } }
    guard same.count == state.keys.count else {
      let first = same[0].span
      report(
        .badKey, "the state has \(state.keys.count) keys, not \(same.count)",
        at: same.reduce(first) { $0.joined(with: $1.span) }, in: scope.text,
        help: [
          "name a field for each, in this order: "
            + state.keys.map { "`\($0.name)`" }.joined(separator: ", ")
        ])
      return nil
    }
    var result: [Operand] = []
    for (reference, key) in zip(same, state.keys) {
      guard let operand = stateKey(reference, scope) else { continue }
      guard canShareKey(operand.type, key.type) else {
        report(
          .badKey, "`\(scope.written(operand.span))` can't be `\(key.name)`", at: operand.span,
          in: scope.text, label: "this is \(operand.type.phrase), the key \(key.type.phrase)",
          help: ["the keys stand in the order of the state's declaration"])
        continue
      }
      result.append(operand.operand)
    }
    return result.count == same.count ? result : nil
  }

  /// A key of a use: of the event, or of what `with each` names.
  private func stateKey(_ reference: ReferenceSyntax, _ scope: Scope) -> TypedOperand? {
    guard scope.level == 0, case .each? = scope.thing(named: reference.base.content) else {
      return keyOperand(reference, scope)
    }
    guard let operand = resolve(reference, scope), !isWholeRow(operand, scope),
      isNoList(operand, scope)
    else { return nil }
    return operand
  }
}
