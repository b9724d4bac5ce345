import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  func calendar(_ declaration: CalendarDeclaration, _ place: DeclarationPlace) -> Calendar? {
    let text = place.text
    var zoneName: String?
    var hours: [Calendar.Hours] = []
    var dates: Set<CalendarDate> = []
    var isComplete = !place.isDamaged
    var hasHours = place.isDamaged
    for clause in declaration.clauses {
      switch clause.content {
      case .zone(let literal):
        if zoneName != nil {
          report(.duplicateClause, "`zone` stands twice", at: clause.span, in: text)
        }
        zoneName = zone(literal, in: text)
        if zoneName == nil { isComplete = false }
      case .hours(let first, let last, let from, let to):
        hasHours = true
        if let found = self.hours(first, last, from, to, in: text) {
          hours += found
        } else {
          isComplete = false
        }
      case .exceptDates(let items):
        for item in items {
          guard let range = dateRange(item, in: text) else {
            isComplete = false
            continue
          }
          dates.formUnion(range)
        }
      case .exceptDatesFile(let file):
        guard let content = readFile(file, in: text), let entries = entries(of: content) else {
          isComplete = false
          continue
        }
        for entry in entries {
          if let date = LiteralReading.date(entry.content) {
            dates.insert(date)
          } else {
            report(
              .listEntry, "`\(entry.content)` is not a date", at: entry.span, in: content,
              help: ["write one date a line: `2026-12-25`"])
            isComplete = false
          }
        }
      }
    }
    if !hasHours {
      report(
        .missingClause, "the calendar `\(declaration.name.content)` has no hours",
        at: declaration.name.span, in: text, help: ["write `hours Mon..Fri 08:00 to 18:00`"])
      return nil
    }
    guard isComplete else { return nil }
    return Calendar(
      name: declaration.name.content, zone: zoneName ?? zone(around: text), hours: hours,
      exceptedDates: dates)
  }

  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  private func weekday(_ name: Name, in text: SourceText) -> Int? {
    if let index = Self.days.firstIndex(of: name.content) { return index + 1 }
    report(
      .unknownWord, "there is no day `\(name.content)`", at: name.span, in: text,
      help: ["days are \(Self.days.joined(separator: ", "))"])
    return nil
  }

  private func hours(
    _ first: Name, _ last: Name?, _ from: Spanned<Int>, _ to: Spanned<Int>, in text: SourceText
  ) -> [Calendar.Hours]? {
    let firstDay = weekday(first, in: text)
    let lastDay = last.map { weekday($0, in: text) } ?? firstDay
    guard from.content >= 0, to.content <= 1440, from.content < to.content else {
      report(
        .badHours, "these hours end before they begin", at: from.span.joined(with: to.span),
        in: text,
        help: [
          "hours over midnight are two lines: `22:00 to 24:00` and, of the next day, "
            + "`00:00 to 06:00`"
        ])
      return nil
    }
    guard let firstDay, let lastDay else { return nil }
    var result: [Calendar.Hours] = []
    var day = firstDay
    while true {
      result.append(Calendar.Hours(weekday: day, start: from.content, end: to.content))
      if day == lastDay { return result }
      day = day % 7 + 1
    }
  }

  private func dateRange(_ item: SetItemSyntax, in text: SourceText) -> [CalendarDate]? {
    let first = date(item.first, in: text)
    let last = item.last.map { date($0, in: text) } ?? first
    guard let first, let last else { return nil }
    guard first <= last else {
      warn(
        .emptyRange, "the range is empty: its first date is after its last", at: span(of: item),
        in: text)
      return []
    }
    guard last.daysSinceEpoch - first.daysSinceEpoch <= 40_000 else {
      report(
        .badPeriod, "a range of dates spans a hundred years at most", at: span(of: item), in: text)
      return nil
    }
    return (first.daysSinceEpoch...last.daysSinceEpoch).map { CalendarDate(daysSinceEpoch: $0) }
  }

  private func date(_ operand: OperandSyntax, in text: SourceText) -> CalendarDate? {
    guard case .literal(let literal) = operand else {
      report(
        .typeMismatch, "a date is expected", at: span(of: operand), in: text,
        help: ["write `2026-12-25`"])
      return nil
    }
    guard case .date(let date) = value(of: literal, as: .date, beside: "except dates", in: text)
    else { return nil }
    return date
  }
}
