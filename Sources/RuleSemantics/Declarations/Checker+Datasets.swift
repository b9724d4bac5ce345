import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  func checkDatasets() {
    var places: [String: Diagnostic.Label] = [:]
    forEachDeclaration { declaration, place in
      guard case .dataset(let dataset) = declaration.content else { return }
      if let earlier = places[dataset.name.content] {
        report(
          .duplicateName, "the data set `\(dataset.name.content)` is declared twice",
          at: dataset.name.span, in: place.text, secondary: [earlier])
        return
      }
      places[dataset.name.content] = Diagnostic.Label(
        text: place.text, span: dataset.name.span, message: "first declared here")
      if let checked = self.dataset(dataset, place) { program.datasets.append(checked) }
    }
    program.datasets.sort { Text($0.name) < Text($1.name) }
  }

  private func dataset(_ dataset: DatasetDeclaration, _ place: DeclarationPlace) -> DataSet? {
    let text = place.text
    let errors = errorCount
    var zoneName: String?
    var seen: [String: SourceSpan] = [:]
    for clause in dataset.clauses {
      guard case .zone(let literal) = clause.content,
        isFirst(Spanned("zone", clause.span), &seen, in: text)
      else { continue }
      zoneName = zone(literal, in: text)
    }
    let zone = Zone(identifier: zoneName ?? options.zone ?? "UTC") ?? .utc
    var result = DataSet(name: dataset.name.content, zone: zoneName, inputs: [])
    result.file = text.name
    for clause in dataset.clauses {
      switch clause.content {
      case .zone: break
      case .clockTolerance(let quantity):
        guard isFirst(Spanned("clock tolerance", clause.span), &seen, in: text) else { continue }
        if let tolerance = duration(quantity, in: text) { result.clockTolerance = tolerance }
      case .period(let from, let to):
        guard isFirst(Spanned("period", clause.span), &seen, in: text) else { continue }
        result.period = period(from, to, zone, in: text)
      case .input(let input):
        if let input = self.input(input, zone, in: text) { result.inputs.append(input) }
      }
    }
    if result.inputs.isEmpty, !place.isDamaged, errorCount == errors {
      report(
        .missingClause, "the data set `\(dataset.name.content)` has no input",
        at: dataset.name.span, in: text, help: ["write `input \"logs/**/*.jsonl\"`"])
    }
    return errorCount > errors || place.isDamaged ? nil : result
  }

  private func period(
    _ from: Spanned<TimeLiteral>, _ to: Spanned<TimeLiteral>, _ zone: Zone, in text: SourceText
  ) -> (start: Timestamp, end: Timestamp)? {
    let start = instant(from, zone, endOfDay: false, in: text)
    let end = instant(to, zone, endOfDay: true, in: text)
    guard let start, let end else { return nil }
    guard start < end else {
      report(
        .badPeriod, "the period ends before it begins", at: from.span.joined(with: to.span),
        in: text, help: ["write `period 2026-01-01 to 2026-03-31`"])
      return nil
    }
    return (start, end)
  }

  /// A time as written; a date is the first instant of its day in the zone, or the first after
  /// it.
  func instant(
    _ time: Spanned<TimeLiteral>, _ zone: Zone, endOfDay: Bool, in text: SourceText
  ) -> Timestamp? {
    let literal = LiteralSyntax(.time(time.content), time.span)
    guard time.content.written.utf8.count <= 10 else {
      guard
        case .timestamp(let time) = value(of: literal, as: .timestamp, beside: "time", in: text)
      else { return nil }
      return time
    }
    guard case .date(let date) = value(of: literal, as: .date, beside: "date", in: text) else {
      return nil
    }
    let day = CalendarDate(daysSinceEpoch: date.daysSinceEpoch &+ (endOfDay ? 1 : 0))
    if let start = zone.start(of: day) { return start }
    report(
      .badTime, "this day can't be held", at: time.span, in: text,
      help: ["days from 1677 to 2262 can be"])
    return nil
  }

  private func input(
    _ input: DatasetDeclaration.Input, _ zone: Zone, in text: SourceText
  ) -> DataSet.Input? {
    var isComplete = true
    if input.pattern.content.isEmpty {
      report(
        .missingClause, "this input names no path", at: input.pattern.span, in: text,
        help: ["write a path, folder or glob: `\"logs/**/*.jsonl\"`"])
      isComplete = false
    }
    if let source = input.source, !sourceNames.contains(source.content) {
      reportUnknownSource(source, in: text)
      isComplete = false
    }
    for kind in input.supplies where vocabulary.kindParents[kind.content] == nil {
      reportUnknownKind(kind, in: text)
      isComplete = false
    }
    var coverage = DataSet.Coverage()
    switch input.from {
    case .beginning: coverage.completeHistory = true
    case .time(let time):
      coverage.from = instant(time, zone, endOfDay: false, in: text)
      if coverage.from == nil { isComplete = false }
    case nil: break
    }
    if let until = input.until {
      coverage.until = instant(until, zone, endOfDay: true, in: text)
      if coverage.until == nil { isComplete = false }
      if let from = coverage.from, let end = coverage.until, from >= end {
        report(.badPeriod, "the coverage ends before it begins", at: until.span, in: text)
        isComplete = false
      }
    }
    guard isComplete else { return nil }
    return DataSet.Input(
      pattern: input.pattern.content, source: input.source?.content,
      supplies: input.supplies.map(\.content), coverage: coverage)
  }

  func reportUnknownSource(_ name: Name, in text: SourceText) {
    report(
      .unknownSource, "there is no source `\(name.content)`", at: name.span, in: text,
      help: didYouMeanOrOneOf(name.content, sourceNames.sorted()))
  }

  /// A duration in a declaration: a quantity, or the name of a parameter.
  func duration(_ quantity: QuantitySyntax, in text: SourceText) -> Duration? {
    switch quantity {
    case .quantity(let number, let unit, let span):
      let literal = LiteralSyntax(.quantity(number: number, unit: unit), span)
      switch literal.coerced(to: .duration) {
      case .value(.duration(let result)): return result
      case .problem(let id, let problem, let help):
        if id == .typeMismatch {
          report(id, "a duration is expected", at: span, in: text, label: problem, help: help)
        } else {
          report(id, problem, at: span, in: text, help: help)
        }
      case .value: break
      }
      return nil
    case .name(let name):
      guard let symbol = symbols[name.content] else {
        report(
          .unknownName, "there is no parameter `\(name.content)`", at: name.span, in: text,
          help: didYouMean(name.content, among: symbols.keys))
        return nil
      }
      symbol.isUsed = true
      if case .broken = symbol.content { return nil }
      guard case .param(.duration, .duration(let result), _) = symbol.content else {
        report(
          .typeMismatch, "a duration is expected", at: name.span, in: text,
          secondary: [declared(symbol)], help: ["write `5m`, or a parameter of type duration"])
        return nil
      }
      return result
    }
  }
}
