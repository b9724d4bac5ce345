import Diagnostics
import RuleModel
import RuleSyntax
import Values

private let day: Int64 = 86_400_000_000_000

extension Checker {
  /// `for each F, G per D …`, `for each row s of T …`, `for all …`: the groups, and what names mean for
  /// them; nil after saying what is wrong.
  func groups(_ syntax: SubjectSyntax, _ scope: Scope) -> (subject: GroupSubject?, scope: Scope) {
    var inner = scope
    inner.root = .group
    inner.relations = .aggregates
    var names = GroupNames(span: .period)
    let window = syntax.window.map { groupWindow($0, scope) }
    switch syntax.window {
    case .per: names.span = .per
    case .inAny: names.span = .inAny
    case .withGap: names.span = .withGap
    case nil: break
    }
    if case .per(_, let zone) = window?.span { inner.zone = zone }
    let population: GroupSubject.Population?
    switch syntax.form {
    case .groups(let references):
      population = keys(of: references, &names, scope).map { .keys($0) }
    case .rows(let alias, let table):
      let found = row(alias, of: table, scope)
      names.row = found.map { (alias.content, $0) }
      if found == nil { inner.brokenNames.insert(alias.content) }
      population = found.map { .rows($0) }
    case .all, .events: population = .all
    }
    inner.group = names
    guard let population, window == nil || window?.span != nil else { return (nil, inner) }
    return (GroupSubject(population: population, span: window?.span ?? .period), inner)
  }

  private func keys(
    of references: [ReferenceSyntax], _ names: inout GroupNames, _ scope: Scope
  ) -> [Operand]? {
    guard hasFewKeys(references, scope) else { return nil }
    for reference in references {
      guard let operand = keyOperand(reference, scope) else { continue }
      let written = scope.written(reference.span)
      if names.keys.contains(operand.operand) {
        report(
          .duplicateName, "`\(written)` stands twice", at: reference.span, in: scope.text,
          help: ["leave one of them out"])
        continue
      }
      names.keys.append(operand.operand)
      names.keyNames.append(written)
    }
    return names.keys.count == references.count ? names.keys : nil
  }

  private func row(_ alias: Name, of name: Name, _ scope: Scope) -> Table? {
    let isFree = isFree(alias, scope)
    guard let table = table(name, scope), isFree else { return nil }
    return table
  }

  /// The table that a name means, in a test its own; nil after saying what is wrong.
  func table(_ name: Name, _ scope: Scope) -> Table? {
    guard let symbol = symbols[name.content] else {
      let tables = symbols.values.filter {
        if case .table = $0.content { true } else { false }
      }
      report(
        .unknownName, "there is no table `\(name.content)`", at: name.span, in: scope.text,
        help: didYouMeanOrOneOf(name.content, tables.map(\.name.content).sorted()))
      return nil
    }
    symbol.isUsed = true
    guard case .table(let declared) = symbol.content else {
      if case .broken = symbol.content { return nil }
      report(
        .notAValue, "`\(name.content)` is \(symbol.noun), not a table", at: name.span,
        in: scope.text, secondary: [self.declared(symbol)])
      return nil
    }
    return surroundings.tables[name.content] ?? declared
  }

  // MARK: Windows of groups

  private func groupWindow(
    _ syntax: SubjectSyntax.GroupWindow, _ scope: Scope
  ) -> (span: GroupSubject.Span?, Void) {
    switch syntax {
    case .per(let length, let zone):
      let name = zone.map { self.zone($0, in: scope.text) } ?? scope.zone
      let length = adjacent(length, scope)
      guard let name, let length else { return (nil, ()) }
      return (.per(length, zone: name), ())
    case .inAny(let length):
      return (fixed(length, "in any", scope).map { .inAny($0) }, ())
    case .withGap(let length):
      return (fixed(length, "with gap", scope).map { .withGap($0) }, ())
    }
  }

  /// The length of `per D`: windows of it fill days, weeks, months or years.
  private func adjacent(_ syntax: QuantitySyntax, _ scope: Scope) -> Length? {
    guard let length = length(syntax, scope) else { return nil }
    switch length {
    case .months(1), .months(12), .exact(Duration(nanoseconds: day)),
      .exact(Duration(nanoseconds: 7 * day)):
      return length
    case .exact(let duration)
    where duration.nanoseconds > 0 && day % duration.nanoseconds == 0:
      return length
    case .exact, .months: break
    }
    report(
      .badGroupWindow, "windows of this length do not fill a day, week, month or year",
      at: span(of: syntax), in: scope.text,
      help: [
        "write what divides a day (`5m`, `1h`, `6h`), or `1d`, `1w`, `1 month`, `1 year`",
        "for windows that end at any event write `in any …`",
      ])
    return nil
  }

  private func fixed(_ syntax: QuantitySyntax, _ words: String, _ scope: Scope) -> Duration? {
    if case .quantity(let number, let unit, let span) = syntax,
      case .calendar? = LiteralReading.measure(unit: unit)
    {
      report(
        .badGroupWindow, "`\(words)` takes a length that is always the same", at: span,
        in: scope.text,
        help: [
          unit.hasPrefix("year") ? "write days: `365 days`" : "write days: `30 days`",
          "for windows of the calendar write `per \(number) \(unit)`",
        ])
      return nil
    }
    guard let duration = exactDuration(syntax, scope) else { return nil }
    guard duration.nanoseconds > 0 else {
      report(
        .badDuration, "a window needs a length", at: span(of: syntax), in: scope.text,
        help: ["write `\(words) 5m`"])
      return nil
    }
    return duration
  }

  // MARK: Limits in every window

  /// In `in any D` stand only limits that more events can but violate: a window that begins somewhere
  /// else holds fewer.
  func isUpperLimit(
    _ left: CheckedOperand, _ written: Spanned<ComparisonOperator>, _ right: CheckedOperand,
    _ scope: Scope
  ) -> Bool {
    guard case .group = scope.root, scope.group?.span == .inAny else { return true }
    let sides = (left.aggregate, right.aggregate)
    let span = left.span.joined(with: right.span)
    switch sides {
    case (nil, nil): return true
    case (let aggregate?, nil), (nil, let aggregate?):
      guard aggregate.function.grows(aggregate.value) else {
        reportLimit(
          "`\(aggregate.function.rawValue)(…)` can shrink with further events", at: span, scope,
          aggregate.function == .sum
            ? ["only sizes are never negative; write `per 1h`, or count"]
            : ["in every window stand `count`, `distinct`, `max` and sums of sizes"])
        return false
      }
      var isUpper = written.content == .less || written.content == .lessOrEqual
      var isLower = written.content == .greater || written.content == .greaterOrEqual
      if sides.0 == nil { swap(&isUpper, &isLower) }
      if scope.isNegated { swap(&isUpper, &isLower) }
      if isUpper { return true }
      reportLimit(
        isLower
          ? "a lower limit in every window says nothing: each begins and ends with an event"
          : "in every window stands an upper limit", at: span, scope,
        isLower
          ? ["write `per 1h` for adjacent windows, or limit `gap(…)`"]
          : ["write `\(aggregate.function.rawValue)(…) <= 5`"])
      return false
    case (_?, _?):
      reportLimit(
        "in every window a limit is compared with a number", at: span, scope,
        ["write `per 1h` for adjacent windows"])
      return false
    }
  }

  private func reportLimit(
    _ message: String, at span: SourceSpan, _ scope: Scope, _ help: [String]
  ) {
    report(.badLimit, message, at: span, in: scope.text, help: help)
  }
}

extension Aggregate.Function {
  /// Whether further events can only make the value greater.
  fileprivate func grows(_ value: Operand?) -> Bool {
    switch self {
    case .count, .distinct, .max: true
    case .sum: value?.isNeverNegative ?? false
    case .min, .avg, .p50, .p95, .p99, .share, .gap, .latest, .first: false
    }
  }
}

extension CheckedOperand {
  var aggregate: Aggregate? {
    guard case .typed(let typed) = self, case .aggregate(let aggregate) = typed.operand else {
      return nil
    }
    return aggregate
  }
}
