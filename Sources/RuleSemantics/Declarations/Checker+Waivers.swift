import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  func checkWaivers() {
    forEachDeclaration { declaration, place in
      guard case .waive(let waive) = declaration.content else { return }
      if let waiver = self.waiver(waive, place) { program.waivers.append(waiver) }
    }
  }

  private func waiver(_ waive: WaiveDeclaration, _ place: DeclarationPlace) -> Waiver? {
    let text = place.text
    var isComplete = !place.isDamaged
    let rule = ruleDeclarations[waive.rule.content]
    if rule == nil {
      reportUnknownRule(waive.rule, in: text)
      isComplete = false
    }
    // The waiver's days are those of the rule's pack.
    let zoneName = rule.map { zone(around: $0.place.text) } ?? zone(around: text)
    var condition: Condition?
    if let syntax = waive.condition {
      sawParameter = false
      var scope = Scope(text: text, zone: zoneName).refusing(
        place: "in a waiver", help: "a waiver is about what the rule judges")
      if let group = groupsOfRules[waive.rule.content] {
        scope.root = .group
        scope.group = group
      }
      condition = self.condition(syntax, scope)
      if let condition {
        warnIfConstant(condition, "where", at: span(of: syntax), scope)
      } else {
        isComplete = false
      }
    }
    let end = waive.until.flatMap { dayEnd($0, zoneName, in: text) }
    if waive.until != nil, end == nil { isComplete = false }
    if !place.isDamaged {
      let missing = [
        waive.until == nil ? "`until 2027-03-31`" : nil,
        waive.approvedBy == nil ? "`approved by \"…\"`" : nil,
        waive.because == nil ? "`because \"…\"`" : nil,
      ].compactMap { $0 }
      if !missing.isEmpty {
        report(
          .missingClause, "the waiver is not complete", at: waive.rule.span, in: text,
          help: missing.map { "write \($0)" })
        isComplete = false
      }
    }
    guard isComplete, let end, let approvedBy = waive.approvedBy, let because = waive.because
    else { return nil }
    return Waiver(
      rule: waive.rule.content, condition: condition, end: end.end, until: end.date,
      approvedBy: approvedBy.content, because: because.content)
  }

  func reportUnknownRule(_ name: Name, in text: SourceText) {
    report(
      .unknownRule, "there is no rule `\(name.content)`", at: name.span, in: text,
      help: didYouMean(name.content, among: ruleDeclarations.keys))
  }

  /// The first instant after a day in a zone.
  private func dayEnd(
    _ time: Spanned<TimeLiteral>, _ zoneName: String, in text: SourceText
  ) -> (date: CalendarDate, end: Timestamp)? {
    let literal = LiteralSyntax(.time(time.content), time.span)
    guard case .date(let date) = value(of: literal, as: .date, beside: "until", in: text) else {
      return nil
    }
    let next = CalendarDate(daysSinceEpoch: date.daysSinceEpoch &+ 1)
    guard let end = Zone(identifier: zoneName)?.start(of: next) else {
      report(
        .badTime, "this day can't be held", at: time.span, in: text,
        help: ["days from 1677 to 2262 can be"])
      return nil
    }
    return (date, end)
  }
}
