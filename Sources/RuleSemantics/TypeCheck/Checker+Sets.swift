import Diagnostics
import RuleModel
import RuleSyntax
import Values

/// What the values of a set are compared with.
struct SetTarget {
  var type: ValueType
  /// The closed set of the field, if it has one.
  var values: [String] = []
  /// The operand as written.
  var name: String
}

extension Checker {
  /// `x in …`
  func membership(_ left: OperandSyntax, _ set: SetSyntax, _ scope: Scope) -> Condition? {
    guard let left = operand(left, scope) else { return nil }
    guard case .typed(let operand) = left else {
      var help = ["put a field before `in`"]
      if !set.isBracketed {
        let right = scope.written(set.span)
        help = ["for a list field: `any \(right) as x has x == \(scope.written(left.span))`"]
      }
      report(
        .literalComparison, "a literal stands before `in`", at: left.span, in: scope.text,
        help: help)
      return nil
    }
    guard !isWholeRow(operand, scope) else { return nil }
    if case .list = operand.type {
      let name = scope.written(operand.span)
      report(
        .listNeedsQuantifier, "`\(name)` is \(operand.type.phrase)", at: operand.span,
        in: scope.text,
        help: [
          "say which elements: `any \(name) as x has x in \(scope.written(set.span))`",
          "or `every …`, or `no … as x has …`",
        ])
      return nil
    }
    let target = SetTarget(
      type: operand.type, values: operand.values, name: scope.written(operand.span))
    guard let items = items(of: set, for: target, scope) else { return nil }
    if case .literal(let value) = operand.operand {
      guard let isIn = ValueSet(items: items).holds(value) else {
        report(
          .literalComparison, "a constant stands before `in`", at: operand.span, in: scope.text,
          help: ["put the field first: `… == \(target.name)`"])
        return nil
      }
      return .constant(isIn)
    }
    if items.isEmpty, set.isBracketed {
      warn(
        .neverTrue, "nothing is in an empty list", at: set.span, in: scope.text,
        help: ["write the values between the brackets"])
    }
    return .membership(operand.operand, ValueSet(items: items))
  }

  private func items(
    of set: SetSyntax, for target: SetTarget, _ scope: Scope
  ) -> [ValueSet.Item]? {
    if !set.isBracketed, let item = set.items.first, item.last == nil {
      if case .reference(let reference) = item.first, reference.steps.isEmpty,
        let list = namedItems(reference.base, for: target, scope)
      {
        return list.items
      }
      if case .reference(let reference) = item.first {
        reportNoSet(reference, for: target, scope)
        return nil
      }
      if case .literal(let literal) = item.first, !isNetwork(literal, for: target.type) {
        let written = scope.written(literal.span)
        report(
          .typeMismatch, "after `in` stands a list, a range or a network", at: literal.span,
          in: scope.text, help: ["write `== \(written)` or `in [\(written)]`"])
        return nil
      }
    }
    var result: [ValueSet.Item] = []
    result.reserveCapacity(set.items.count)
    var isComplete = true
    for item in set.items {
      if case .reference(let reference) = item.first, item.last == nil, reference.steps.isEmpty,
        let list = namedItems(reference.base, for: target, scope)
      {
        if let items = list.items { result += items } else { isComplete = false }
      } else if let items = self.items(of: item, for: target, scope) {
        result += items
      } else {
        isComplete = false
      }
    }
    return isComplete ? result : nil
  }

  /// The names of the lists.
  func lists() -> [String] {
    guard !isTerse else { return [] }
    return symbols.values.filter { if case .list = $0.content { true } else { false } }
      .map(\.name.content).sorted()
  }

  /// Says what to write where something other than a list stands after `in`.
  private func reportNoSet(
    _ reference: ReferenceSyntax, for target: SetTarget, _ scope: Scope
  ) {
    let name = scope.written(reference.span)
    if isUnknown(reference, scope) {
      report(
        .unknownName, "there is no list `\(name)`", at: reference.span, in: scope.text,
        help: didYouMean(
          name, among: lists().filter { $0 != name },
          orElse: "declare it: `list \(name) = [\(target.type.example)]`"))
      return
    }
    if case .define? = symbols[reference.base.content]?.content, reference.steps.isEmpty {
      _ = resolve(reference, scope)
      return
    }
    guard let operand = resolve(reference, scope), !isWholeRow(operand, scope) else { return }
    var help = ["write `== \(name)`, or `in [\(name)]`"]
    switch operand.type {
    case .list, .json: help = ["ask its elements: `any \(name) as x has x == \(target.name)`"]
    default: break
    }
    report(
      .typeMismatch, "after `in` stands a list, a range or a network", at: reference.span,
      in: scope.text, label: "this is \(operand.type.phrase)", help: help)
  }

  /// A bare name that means nothing here: no list, and no field or key unless it is one.
  private func isUnknown(_ reference: ReferenceSyntax, _ scope: Scope) -> Bool {
    let name = reference.base.content
    guard reference.steps.isEmpty, scope.binder(name) == nil else { return false }
    if case .record = scope.root { return true }
    return scope.thing(named: name) == nil && name != "raw" && symbols[name] == nil
      && vocabulary.fields[name] == nil
  }

  private func isNetwork(_ literal: LiteralSyntax, for type: ValueType) -> Bool {
    switch literal.content {
    case .network(let written): written.utf8.contains(UInt8(ascii: "/"))
    case .string(let text): type == .ip && LiteralReading.network(text) != nil
    default: false
    }
  }

  /// The items of a list (or list parameter) that a name means; nil if the name means neither.
  private func namedItems(
    _ name: Name, for target: SetTarget, _ scope: Scope
  ) -> (items: [ValueSet.Item]?, Void)? {
    guard scope.binder(name.content) == nil, let symbol = symbols[name.content] else { return nil }
    switch symbol.content {
    case .list(let entries):
      symbol.isUsed = true
      return (listItems(symbol, entries, for: target, at: name, scope), ())
    case .param(let type, let value, _):
      guard case .list(let element) = type else { return nil }
      symbol.isUsed = true
      sawParameter = true
      guard case .list(let values) = surroundings.parameters[name.content] ?? value else {
        return (nil, ())
      }
      guard element.isComparable(with: target.type) else {
        report(
          .typeMismatch, "`\(target.name)` is \(target.type.phrase)", at: name.span,
          in: scope.text, label: "this is \(type.phrase)", secondary: [declared(symbol)])
        return (nil, ())
      }
      return (values.map { .single(.literal($0)) }, ())
    case .broken:
      symbol.isUsed = true
      return (nil, ())
    case .define, .table, .calendar, .state: return nil
    }
  }

  // MARK: Lists

  /// A list's entries as values of a type: made once for each list and type.
  private func listItems(
    _ symbol: Symbol, _ entries: ListEntries, for target: SetTarget, at use: Name, _ scope: Scope
  ) -> [ValueSet.Item]? {
    let key = ListKey(name: symbol.name.content, type: target.type)
    let items: [ValueSet.Item]?
    if let known = listCache[key] {
      items = known
    } else {
      let place = Diagnostic.Label(
        text: scope.text, span: use.span, message: "used for `\(target.name)` here")
      items = makeItems(symbol, entries, for: target, usedAt: place)
      listCache.updateValue(items, forKey: key)
    }
    guard let items else { return nil }
    if !target.values.isEmpty {
      for case .single(.literal(.string(let text))) in items
      where !target.values.contains(text.description) {
        report(
          .unknownValue, "`\(target.name)` is never \"\(text.description)\"", at: use.span,
          in: scope.text, secondary: [declared(symbol)],
          help: didYouMeanOrOneOf(text.description, target.values))
        return nil
      }
    }
    return items
  }

  private func makeItems(
    _ symbol: Symbol, _ entries: ListEntries, for target: SetTarget,
    usedAt place: Diagnostic.Label
  ) -> [ValueSet.Item]? {
    var result: [ValueSet.Item] = []
    var isComplete = true
    switch entries {
    case .inline(let syntax):
      let scope = Scope(text: symbol.text, zone: defaultZone)
      for item in syntax {
        let before = diagnostics.count
        if let items = items(of: item, for: SetTarget(type: target.type, name: target.name), scope)
        {
          result += items
        } else {
          isComplete = false
        }
        for index in before..<diagnostics.count { diagnostics[index].secondary.append(place) }
      }
    case .file(let text, let lines):
      for line in lines {
        if let items = fileItems(line, for: target.type) {
          result += items
          continue
        }
        isComplete = false
        report(
          .listEntry, "`\(line.content)` is not \(target.type.phrase)", at: line.span, in: text,
          secondary: [place],
          help: ["a line holds one value as a rule writes it, such as \(target.type.example)"])
      }
    }
    return isComplete ? result : nil
  }

  /// A line of a list file as values of a type. Beside a value of no declared type, a line that
  /// is a number is both the number and the text.
  private func fileItems(_ line: Spanned<String>, for type: ValueType) -> [ValueSet.Item]? {
    let text = line.content
    if type == .ip, let network = LiteralReading.network(text) {
      return [.single(.literal(.network(network)))]
    }
    if type == .json {
      var items: [ValueSet.Item] = [.single(.literal(.string(Text(text))))]
      if let number = LiteralReading.number(text) {
        items.append(.single(.literal(.number(number))))
      }
      return items
    }
    return ValueReading.value(text, as: type).map { [.single(.literal($0))] }
  }

  // MARK: Items

  private func items(
    of item: SetItemSyntax, for target: SetTarget, _ scope: Scope
  ) -> [ValueSet.Item]? {
    guard let last = item.last else { return single(item.first, for: target, scope) }
    let first = bound(item.first, for: target, scope)
    let end = bound(last, for: target, scope)
    guard let first, let end else { return nil }
    let span = first.span.joined(with: end.span)
    let type = target.type == .json ? first.value.type : target.type
    guard type.isOrdered || type == .ip else {
      report(
        .noOrder, "\(type.phrase) has no ranges", at: span, in: scope.text,
        help: ["list the values: `in [\"a\", \"b\"]`"])
      return nil
    }
    guard let order = Value.compare(first.value, end.value) else {
      report(
        .typeMismatch, "the ends of the range are \(type.phrase) and \(end.value.type.phrase)",
        at: span, in: scope.text, help: ["write both ends alike"])
      return nil
    }
    if order == .greater {
      warn(
        .emptyRange, "the range is empty: its first value is greater than its last", at: span,
        in: scope.text,
        help: ["write `\(scope.written(end.span))..\(scope.written(first.span))`"])
    }
    return [.range(first.value, end.value)]
  }

  private func single(
    _ syntax: OperandSyntax, for target: SetTarget, _ scope: Scope
  ) -> [ValueSet.Item]? {
    switch operand(syntax, scope) {
    case nil: return nil
    case .literal(let literal):
      if target.type == .ip, let network = network(literal) {
        return [.single(.literal(.network(network)))]
      }
      guard let value = value(of: literal, as: target.type, beside: target.name, in: scope.text)
      else { return nil }
      let operand = TypedOperand(
        operand: .literal(value), type: target.type, span: literal.span, values: target.values)
      guard isInClosedSet(value, target, at: operand.span, scope) else { return nil }
      return [.single(.literal(value))]
    case .typed(let operand):
      guard !isWholeRow(operand, scope), isNoList(operand, scope) else { return nil }
      guard operand.type.isComparable(with: target.type) else {
        report(
          .typeMismatch, "`\(target.name)` is \(target.type.phrase)", at: operand.span,
          in: scope.text, label: "this is \(operand.type.phrase)")
        return nil
      }
      if case .literal(let value) = operand.operand,
        !isInClosedSet(value, target, at: operand.span, scope)
      {
        return nil
      }
      return [.single(operand.operand)]
    }
  }

  private func isInClosedSet(
    _ value: Value, _ target: SetTarget, at span: SourceSpan, _ scope: Scope
  ) -> Bool {
    guard !target.values.isEmpty, case .string(let text) = value,
      !target.values.contains(text.description)
    else { return true }
    let written = text.description
    var help = didYouMeanOrOneOf(written, target.values)
    if written == "unknown" {
      help = ["that is a state of the field: `\(target.name) is unknown`"]
    }
    report(
      .unknownValue, "`\(target.name)` is never \"\(written)\"", at: span, in: scope.text,
      help: help)
    return false
  }

  private func network(_ literal: LiteralSyntax) -> IPNetwork? {
    switch literal.content {
    case .network(let written): LiteralReading.network(written)
    case .string(let text): LiteralReading.network(text)
    default: nil
    }
  }

  /// One end of a range: a literal or a parameter.
  private func bound(
    _ syntax: OperandSyntax, for target: SetTarget, _ scope: Scope
  ) -> (value: Value, span: SourceSpan)? {
    switch operand(syntax, scope) {
    case nil: return nil
    case .literal(let literal):
      return value(of: literal, as: target.type, beside: target.name, in: scope.text).map {
        ($0, literal.span)
      }
    case .typed(let operand):
      guard case .literal(let value) = operand.operand else {
        report(
          .typeMismatch, "the ends of a range are literals or parameters", at: operand.span,
          in: scope.text,
          help: ["compare with the field: `\(target.name) >= \(scope.written(operand.span))`"])
        return nil
      }
      guard operand.type.isComparable(with: target.type) else {
        report(
          .typeMismatch, "`\(target.name)` is \(target.type.phrase)", at: operand.span,
          in: scope.text, label: "this is \(operand.type.phrase)")
        return nil
      }
      return (value, operand.span)
    }
  }
}

extension ValueSet {
  /// Whether a constant is in the set; nil if a field decides.
  fileprivate func holds(_ value: Value) -> Bool? {
    var isKnown = true
    for item in items {
      switch item {
      case .range(let first, let last):
        guard let low = Value.compare(first, value), let high = Value.compare(value, last) else {
          continue
        }
        if low != .greater, high != .greater { return true }
      case .single(.literal(.network(let network))):
        if case .ip(let address) = value, network.contains(address) { return true }
      case .single(.literal(let literal)): if literal == value { return true }
      case .single: isKnown = false
      }
    }
    return isKnown ? false : nil
  }
}
