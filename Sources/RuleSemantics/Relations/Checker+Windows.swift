import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// The window of related events, seen from the event of `scope`; nil after saying what is wrong.
  func window(
    _ syntax: WindowSyntax, alias: Name?, _ use: RelatedUse, _ scope: Scope
  ) -> Window? {
    let origin = self.origin(syntax, alias: alias, scope)
    let extent = self.extent(syntax, scope)
    if case .withinAround = syntax.form, use.isOrdered {
      report(
        .badWindow, "`\(use.word) … around` has no order to be \(use.word) in", at: syntax.span,
        in: scope.text, help: ["write `before` or `after`", "or ask `some … around`"])
      return nil
    }
    guard let origin, let extent else { return nil }
    var countsAnchor = false
    if use.counts, case .before = extent { countsAnchor = true }
    return Window(extent: extent, origin: origin, countsAnchor: countsAnchor, zone: scope.zone)
  }

  private func extent(_ syntax: WindowSyntax, _ scope: Scope) -> Window.Extent? {
    switch syntax.form {
    case .withinBefore(let length): return windowLength(length, scope).map { .before($0) }
    case .withinAround(let length): return windowLength(length, scope).map { .around($0) }
    case .withinAfter(let length, let toEndOfDay):
      return windowLength(length, scope, isDeadline: toEndOfDay).map {
        .after($0, toEndOfDay: toEndOfDay)
      }
    case .between(let near, let far, let before):
      let nearest = self.length(near, scope)
      let farthest = self.length(far, scope)
      guard let nearest, let farthest else { return nil }
      guard nearest.isAtMost(farthest) else {
        let word = before ? "before" : "after"
        report(
          .badWindow, "the window ends before it begins",
          at: span(of: near).joined(with: span(of: far)),
          in: scope.text,
          help: [
            "write `between \(scope.written(span(of: far))) and \(scope.written(span(of: near))) \(word) …`"
          ])
        return nil
      }
      return before ? .betweenBefore(nearest, farthest) : .betweenAfter(nearest, farthest)
    case .before: return .everBefore
    case .afterByEndOfData: return .untilEndOfData
    }
  }

  private func windowLength(
    _ syntax: QuantitySyntax, _ scope: Scope, isDeadline: Bool = false
  ) -> Length? {
    let result = length(syntax, scope)
    if result == .exact(Duration(nanoseconds: 0)), case .quantity = syntax, !isDeadline {
      warn(
        .emptyWindow, "only what happens at the very same time is in this window",
        at: span(of: syntax), in: scope.text, help: ["write how long it lasts: `within 5m …`"])
    }
    return result
  }

  // MARK: From where a window is counted

  private func origin(
    _ syntax: WindowSyntax, alias: Name?, _ scope: Scope
  ) -> Window.Origin? {
    let reference = syntax.anchor
    let name = reference.base
    if let alias, alias.content == name.content {
      report(
        .unknownEvent, "`\(name.content)` is the related event itself", at: name.span,
        in: scope.text,
        secondary: [
          Diagnostic.Label(text: scope.text, span: alias.span, message: "it is named here")
        ],
        help: ["a window starts from the event that it is related to\(called(scope))"])
      return nil
    }
    if case .group = scope.root {
      report(
        .badWindow, "a group has one window for all its events", at: syntax.span, in: scope.text,
        help: ["write it behind the group: `for each user.id per 1d`, `in any 5m`, `with gap 10m`"])
      return nil
    }
    switch scope.thing(named: name.content) {
    case .own: return reference.steps.isEmpty ? .event : timestamp(reference, scope)
    case .each(.event): return reference.steps.isEmpty ? .eachEvent : timestamp(reference, scope)
    case .each(.element(let type)):
      if type == .timestamp || type == .json, !reference.steps.isEmpty {
        return timestamp(reference, scope)
      }
      report(
        .unknownEvent, "`\(name.content)` is an element of a list and has no time", at: name.span,
        in: scope.text, help: ["a window starts from an event\(called(scope))"])
      return nil
    case .anchor, .beyond:
      reportOutOfReach(name, from: scope.ownName, scope)
      return nil
    case .broken: return nil
    case .row, .window, nil:
      reportNoEvent(reference, scope)
      return nil
    }
  }

  private func timestamp(_ reference: ReferenceSyntax, _ scope: Scope) -> Window.Origin? {
    guard let operand = resolve(reference, scope), !isWholeRow(operand, scope) else { return nil }
    guard operand.type == .timestamp else {
      var help = ["name the event alone, or a field of it that is a time"]
      if operand.type == .json {
        help = ["declare a field in a source: `acme.due: timestamp <- … | rfc3339`"]
      }
      report(
        .typeMismatch, "a window starts from a time", at: operand.span, in: scope.text,
        label: "this is \(operand.type.phrase)", help: help)
      return nil
    }
    return .timestamp(operand.operand)
  }

  /// `, called c`, if the event of a place has a name.
  private func called(_ scope: Scope) -> String {
    scope.ownName.map { ": `\($0)`" } ?? ""
  }

  private func reportNoEvent(_ reference: ReferenceSyntax, _ scope: Scope) {
    let written = scope.written(reference.span)
    guard case .event(let alias) = scope.root else { return }
    if let (name, rest) = dottedName(reference, dropping: 0), rest == 0,
      let declaration = vocabulary.fields[name]
    {
      let owner = alias ?? "x"
      report(
        .unknownEvent, "`\(written)` does not say of which event", at: reference.span,
        in: scope.text,
        help: [
          declaration.field.type == .timestamp
            ? "write `\(owner).\(written)`" : "write the name of an event: `\(owner)`"
        ] + (alias == nil ? ["give the event a name: \(namingHelp(scope))"] : []))
      return
    }
    var help = didYouMean(
      reference.base.content, among: ([alias, scope.each?.alias]).compactMap { $0 })
    if help.isEmpty {
      help = [
        alias.map { "the event is called `\($0)` here" }
          ?? "give the event a name: \(namingHelp(scope, reference.base.content))"
      ]
    }
    report(
      .unknownEvent, "no event is called `\(reference.base.content)` here", at: reference.base.span,
      in: scope.text, help: help)
  }

  private func namingHelp(_ scope: Scope, _ name: String = "x") -> String {
    scope.level == 0 ? "`for each … as \(name)`" : "`some … as \(name) …`"
  }

  // MARK: Lengths

  func span(of quantity: QuantitySyntax) -> SourceSpan {
    switch quantity {
    case .quantity(_, _, let span): span
    case .name(let name): name.span
    }
  }

  /// A length of time from zero: exact, or in months and years.
  func length(_ syntax: QuantitySyntax, _ scope: Scope) -> Length? {
    let place = span(of: syntax)
    if case .quantity(let number, let unit, _) = syntax,
      case .calendar? = LiteralReading.measure(unit: unit)
    {
      // Times reach over less than 600 years.
      let factor = unit.hasPrefix("year") ? 12 : 1
      guard let count = Int(number.filter { $0 != "_" }), count > 0, count <= 7200 / factor else {
        report(
          .badDuration, "`\(scope.written(place))` is no length", at: place, in: scope.text,
          help: ["write whole months or years from 1: `1 month`, `2 years`; or days: `30 days`"])
        return nil
      }
      return .months(count * factor)
    }
    guard let duration = exactDuration(syntax, scope) else { return nil }
    return .exact(duration)
  }

  /// A duration of zero or more: a quantity or a parameter.
  func exactDuration(_ syntax: QuantitySyntax, _ scope: Scope) -> Duration? {
    var duration = self.duration(syntax, in: scope.text)
    if case .name(let name) = syntax, duration != nil {
      sawParameter = true
      if case .duration(let own)? = surroundings.parameters[name.content] { duration = own }
    }
    guard let duration else { return nil }
    guard duration.nanoseconds >= 0 else {
      report(
        .badDuration, "a length of time can't be negative", at: span(of: syntax), in: scope.text,
        help: ["write `before` or `after` for the side, and a length from zero"])
      return nil
    }
    return duration
  }
}

extension Length {
  /// Whether it is not longer. Between a length of the calendar and an exact one the mean month
  /// decides: which of the two ends comes first then depends on the month.
  func isAtMost(_ other: Length) -> Bool {
    switch (self, other) {
    case (.months(let a), .months(let b)): a <= b
    default: mean <= other.mean
    }
  }

  /// In nanoseconds; a year has 365.2425 days.
  private var mean: Int64 {
    switch self {
    case .exact(let duration): duration.nanoseconds
    case .months(let months): Int64(months) * 2_629_746_000_000_000
    }
  }
}
