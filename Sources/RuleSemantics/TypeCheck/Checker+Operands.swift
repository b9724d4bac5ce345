import Diagnostics
import Functions
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// Resolves an operand; nil after saying what is wrong.
  func operand(_ syntax: OperandSyntax, _ scope: Scope) -> CheckedOperand? {
    switch syntax {
    case .literal(let literal): return .literal(literal)
    case .reference(let reference):
      return resolve(reference, scope).map { .typed($0) }
    case .call(let name, let arguments, let span):
      return call(name, arguments, span, scope).map { .typed($0) }
    case .aggregate(let aggregate):
      reportMisplaced(aggregate, scope)
      return nil
    case .list(let set):
      report(
        .notAValue, "a list stands after `in`, `matches any` and as a parameter's value",
        at: set.span, in: scope.text, help: ["write `… in [\"a\", \"b\"]`"])
      return nil
    case .damaged: return nil
    }
  }

  func resolve(_ reference: ReferenceSyntax, _ scope: Scope) -> TypedOperand? {
    let base = reference.base.content
    if let (binder, depth) = scope.binder(base) {
      switch binder.content {
      case .element(let type): return element(reference, type, depth, scope)
      case .row(let table): return cell(reference, table, depth, scope)
      }
    }
    if case .record = scope.root { return recordKey(reference, scope) }
    if let thing = scope.thing(named: base) { return part(of: thing, reference, scope) }
    if scope.otherSteps.contains(base) {
      report(
        .outOfReach, "`\(base)` is another step of the sequence", at: reference.base.span,
        in: scope.text,
        help: ["steps do not refer to each other; what they share stands after `on`"])
      return nil
    }
    if base == "raw" { return keyOfGroup(raw(reference, scope), scope) }
    if let symbol = symbols[base],
      vocabulary.fields[base] == nil || reference.steps.isEmpty == false,
      isPlainSymbolUse(reference, symbol)
    {
      return keyOfGroup(value(of: symbol, reference, scope), scope)
    }
    return keyOfGroup(field(dropping: 0, of: reference, scope), scope)
  }

  /// Whether a reference that begins with a symbol's name means the symbol: not where the
  /// dotted name is a field.
  private func isPlainSymbolUse(_ reference: ReferenceSyntax, _ symbol: Symbol) -> Bool {
    guard let (name, rest) = dottedName(reference, dropping: 0), rest == 0 else { return true }
    return vocabulary.fields[name] == nil
  }

  // MARK: Fields

  /// The dotted name that a reference's leading keys spell, and how many steps are left over.
  /// nil if no key is left after dropping.
  func dottedName(
    _ reference: ReferenceSyntax, dropping count: Int
  ) -> (name: String, rest: Int)? {
    var parts: [String] = []
    if count == 0 { parts.append(reference.base.content) }
    var rest = reference.steps.count
    for step in reference.steps.dropFirst(max(0, count - 1)) {
      guard case .key(let key, isQuoted: false) = step.content else { break }
      parts.append(key)
      rest -= 1
    }
    rest -= max(0, count - 1)
    return parts.isEmpty ? nil : (parts.joined(separator: "."), rest)
  }

  func field(
    dropping count: Int, of reference: ReferenceSyntax, _ scope: Scope
  ) -> TypedOperand? {
    let (name, rest) = dottedName(reference, dropping: count) ?? ("", reference.steps.count)
    if rest == 0, let declaration = vocabulary.fields[name] {
      return TypedOperand(
        operand: .field(declaration.field), type: declaration.field.type, span: reference.span,
        values: declaration.values)
    }
    reportUnknownField(name, rest, reference, scope)
    return nil
  }

  private func reportUnknownField(
    _ name: String, _ rest: Int, _ reference: ReferenceSyntax, _ scope: Scope
  ) {
    // A field with something after it: an index, or a key inside.
    var prefix = name
    while true {
      if let declaration = vocabulary.fields[prefix] {
        let isList = if case .list = declaration.field.type { true } else { false }
        report(
          .badPath, "`\(prefix)` is \(declaration.field.type.phrase) and has no parts",
          at: reference.span, in: scope.text,
          help: isList
            ? ["ask for its elements: `any \(prefix) as x has x == …`"]
            : ["write `\(prefix)`, or `raw.…` for the record's own keys"])
        return
      }
      guard let dot = prefix.lastIndex(of: ".") else { break }
      prefix = String(prefix[..<dot])
    }
    let written = scope.written(reference.span)
    if reference.steps.isEmpty, vocabulary.kindParents[name] != nil {
      report(
        .notAValue, "`\(name)` is a kind of event, not a value", at: reference.span,
        in: scope.text, help: ["name a field: `user.id`, `url.path`, …"])
      return
    }
    guard !isTerse else {
      report(
        .unknownField, "there is no field `\(written)`", at: reference.span, in: scope.text)
      return
    }
    var help = didYouMean(name, among: names(in: scope))
    let alike = fieldsLike(name)
    if !alike.contains(where: { line in help.contains { $0.contains(line.dropFirst(9)) } }) {
      help += alike
    }
    if help.isEmpty { help = ["if it is a key of the record itself, write `raw.\(written)`"] }
    report(
      .unknownField, "there is no field `\(written)`", at: reference.span, in: scope.text,
      help: help)
  }

  /// Everything that a value could be called here.
  private func names(in scope: Scope) -> [String] {
    var result = Array(vocabulary.fields.keys)
    result += symbols.keys
    result += scope.binders.map(\.alias)
    if case .event(let alias?) = scope.root { result.append(alias) }
    result += scope.around.compactMap { $0 }
    if let each = scope.each { result.append(each.alias) }
    if let row = scope.group?.row { result.append(row.alias) }
    return result
  }

  /// Fields below the name, or that end as it does.
  private func fieldsLike(_ name: String) -> [String] {
    let below = vocabulary.fields.keys.filter { $0.hasPrefix(name + ".") }.sorted()
    if !below.isEmpty {
      let shown = below.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
      return ["fields of `\(name)` are \(shown)\(below.count > 6 ? ", …" : "")"]
    }
    guard let last = name.split(separator: ".").last else { return [] }
    let alike = vocabulary.fields.keys.filter { $0 == last || $0.hasSuffix("." + last) }.sorted()
    guard !alike.isEmpty, alike.count <= 4 else { return [] }
    return ["there is " + alike.map { "`\($0)`" }.joined(separator: ", ")]
  }

  // MARK: The record's own keys

  func raw(_ reference: ReferenceSyntax, _ scope: Scope) -> TypedOperand? {
    guard !reference.steps.isEmpty else {
      report(
        .notAValue, "`raw` is the whole record", at: reference.span, in: scope.text,
        help: ["name a key of it: `raw.requestObject.spec`, `raw.\"weird key\"`"])
      return nil
    }
    return path(reference.steps[...], scope).map {
      TypedOperand(operand: .raw($0), type: .json, span: reference.span)
    }
  }

  /// In a source, where bare names are keys; `raw."…"` reaches keys that are no names.
  private func recordKey(_ reference: ReferenceSyntax, _ scope: Scope) -> TypedOperand? {
    if reference.base.content == "raw", !reference.steps.isEmpty { return raw(reference, scope) }
    guard var path = path(reference.steps[...], scope) else { return nil }
    path.steps.insert(.key(Text(reference.base.content)), at: 0)
    return TypedOperand(operand: .raw(path), type: .json, span: reference.span)
  }

  func path(
    _ steps: ArraySlice<Spanned<ReferenceSyntax.Step>>, _ scope: Scope
  ) -> RecordPath? {
    var result: [RecordPath.Step] = []
    for step in steps {
      switch step.content {
      case .key(let key, _): result.append(.key(Text(key)))
      case .subscripted(let operands):
        guard operands.count == 1, case .literal(let literal) = operands[0],
          case .number(let written) = literal.content, let index = Int(written), index >= 0
        else {
          report(
            .badPath, "a place in a list is a whole number", at: step.span, in: scope.text,
            help: ["count from 0: `[0]`", "for every element: `any … as x has …`"])
          return nil
        }
        result.append(.index(index))
      }
    }
    return RecordPath(result)
  }

  // MARK: Elements and rows

  private func element(
    _ reference: ReferenceSyntax, _ type: ValueType, _ depth: Int, _ scope: Scope
  ) -> TypedOperand? {
    guard let path = path(reference.steps[...], scope) else { return nil }
    if !path.steps.isEmpty, type != .json {
      report(
        .badPath, "`\(reference.base.content)` is \(type.phrase) and has no parts",
        at: reference.span, in: scope.text, help: ["write `\(reference.base.content)` alone"])
      return nil
    }
    return TypedOperand(operand: .element(depth: depth, path), type: type, span: reference.span)
  }

  private func cell(
    _ reference: ReferenceSyntax, _ table: Table, _ depth: Int, _ scope: Scope
  ) -> TypedOperand? {
    guard reference.steps.count == 1, case .key(let column, _) = reference.steps[0].content else {
      report(
        .notAValue, "`\(reference.base.content)` is a row of `\(table.name)`",
        at: reference.span, in: scope.text,
        help: ["name a column: `\(reference.base.content).\(table.columns.first?.name ?? "…")`"])
      return nil
    }
    guard let type = columnType(column, of: table, at: reference.steps[0].span, scope) else {
      return nil
    }
    return TypedOperand(
      operand: .cell(depth: depth, column: column), type: type, span: reference.span)
  }

  func columnType(
    _ column: String, of table: Table, at span: SourceSpan, _ scope: Scope
  ) -> ValueType? {
    if let found = table.columns.first(where: { $0.name == column }) { return found.type }
    report(
      .unknownColumn, "the table `\(table.name)` has no column `\(column)`", at: span,
      in: scope.text, help: didYouMeanOrOneOf(column, table.columns.map(\.name)))
    return nil
  }

  // MARK: Symbols

  private func value(
    of symbol: Symbol, _ reference: ReferenceSyntax, _ scope: Scope
  ) -> TypedOperand? {
    symbol.isUsed = true
    let name = symbol.name.content
    switch symbol.content {
    case .broken: return nil
    case .param(let type, let value, _):
      sawParameter = true
      guard reference.steps.isEmpty else {
        report(
          .badPath, "the parameter `\(name)` has no parts", at: reference.span, in: scope.text,
          help: ["write `\(name)`"])
        return nil
      }
      return TypedOperand(
        operand: .literal(surroundings.parameters[name] ?? value), type: type,
        span: reference.span)
    case .table(let table):
      return lookup(surroundings.tables[name] ?? table, reference, scope)
    case .define:
      report(
        .notAValue, "`\(name)` is a condition, not a value", at: reference.span, in: scope.text,
        secondary: [declared(symbol)], help: ["it stands alone: `require \(name)`"])
    case .list:
      report(
        .notAValue, "`\(name)` is a list, not a value", at: reference.span, in: scope.text,
        secondary: [declared(symbol)],
        help: ["write `… in \(name)`, or `… matches any \(name)`"])
    case .calendar:
      report(
        .notAValue, "`\(name)` is a calendar, not a value", at: reference.span, in: scope.text,
        secondary: [declared(symbol)], help: ["write `time during \(name)`"])
    case .state:
      report(
        .notAValue, "`\(name)` is a state, not a value", at: reference.span, in: scope.text,
        secondary: [declared(symbol)], help: ["ask for an event: `\(name) for x`"])
    }
    return nil
  }

  func declared(_ symbol: Symbol) -> Diagnostic.Label {
    Diagnostic.Label(text: symbol.text, span: symbol.name.span, message: "declared here")
  }

  /// `services[destination.service].tier`
  private func lookup(
    _ table: Table, _ reference: ReferenceSyntax, _ scope: Scope
  ) -> TypedOperand? {
    let name = table.name
    let keys = table.keyColumns.joined(separator: ", ")
    guard let first = reference.steps.first, case .subscripted(let operands) = first.content else {
      report(
        .notAValue, "`\(name)` is a table, not a value", at: reference.span, in: scope.text,
        help: ["look a row up by its key: `\(name)[\(keys)].\(table.columns.last?.name ?? "…")`"])
      return nil
    }
    guard operands.count == table.keyColumns.count else {
      report(
        .wrongArguments,
        "the table `\(name)` has \(table.keyColumns.count) key columns, not \(operands.count)",
        at: first.span, in: scope.text, help: ["its key is `[\(keys)]`"])
      return nil
    }
    var values: [Operand] = []
    for (index, operand) in operands.enumerated() {
      let column = table.keyColumns[index]
      let type = table.columns.first { $0.name == column }?.type ?? .string
      guard let value = argument(operand, as: type, beside: "\(name).\(column)", scope) else {
        return nil
      }
      values.append(value)
    }
    if reference.steps.count == 1 {
      return TypedOperand(
        operand: .lookup(table, keys: values, column: nil), type: .json, span: reference.span,
        isRow: true)
    }
    guard reference.steps.count == 2, case .key(let column, _) = reference.steps[1].content else {
      report(
        .badPath, "a table's cell has no parts", at: reference.span, in: scope.text,
        help: ["write `\(name)[…].\(table.columns.last?.name ?? "column")`"])
      return nil
    }
    guard let type = columnType(column, of: table, at: reference.steps[1].span, scope) else {
      return nil
    }
    return TypedOperand(
      operand: .lookup(table, keys: values, column: column), type: type, span: reference.span)
  }

  /// An operand that must be of a type: a look-up's key, a function's argument.
  func argument(
    _ syntax: OperandSyntax, as type: ValueType, beside name: String, _ scope: Scope
  ) -> Operand? {
    switch operand(syntax, scope) {
    case nil: return nil
    case .literal(let literal):
      return value(of: literal, as: type, beside: name, in: scope.text).map { .literal($0) }
    case .typed(let operand):
      guard !isWholeRow(operand, scope) else { return nil }
      if operand.type.isComparable(with: type) || operand.type == type { return operand.operand }
      report(
        .typeMismatch, "`\(name)` is \(type.phrase)", at: operand.span, in: scope.text,
        label: "this is \(operand.type.phrase)")
      return nil
    }
  }

  /// Reports a look-up that names no column, where a value is needed.
  func isWholeRow(_ operand: TypedOperand, _ scope: Scope) -> Bool {
    guard operand.isRow else { return false }
    let written = scope.written(operand.span)
    report(
      .notAValue, "`\(written)` is a row of a table", at: operand.span, in: scope.text,
      help: ["name a column: `\(written).…`", "or ask for the row: `\(written) is present`"])
    return true
  }
}
