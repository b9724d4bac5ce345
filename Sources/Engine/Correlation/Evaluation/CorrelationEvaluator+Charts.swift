import RuleModel
import Values

extension CorrelationEvaluator {
  /// The first aggregate that a group rule compares with a literal: what its chart shows.
  struct Primary {
    var question: Int
    var plan: AggregatePlan
    var limit: Value
    var isUpper: Bool
  }

  func primary(_ tally: RuleTally) -> Primary? {
    guard let index = tally.plan.requirement.firstComparison else { return nil }
    let comparison = plan.comparisons[index]
    guard case .aggregate(let question, isStored: false) = comparison.left,
      case .operand(let operand) = comparison.right, case .literal(let limit) = operand.operand,
      case .aggregate(let aggregate) = plan.questions[question].kind
    else { return nil }
    let isUpper = comparison.comparison == .less || comparison.comparison == .lessOrEqual
    return Primary(question: question, plan: aggregate, limit: limit, isUpper: isUpper)
  }

  /// The value of the window at hand, for its chart: what is certain of it.
  func primaryValue(_ tally: RuleTally) -> Double? {
    if let notedCount, notedCount.question == tally.primaryQuestion {
      return Double(notedCount.certain)
    }
    guard let primary = tally.primary else { return nil }
    let quantity = quantity(primary.question, primary.plan, FormulaRows())
    guard quantity.possible.count == 1 else { return nil }
    switch quantity.possible[0] {
    case .value(let value): return Endpoint.value(value).double
    case .range(let low, let high): return (low ?? high)?.double
    case .absent, .anything: return nil
    }
  }

  func addToChart(_ tally: RuleTally, _ window: GroupWindow) {
    guard tally.primaryQuestion != nil, let time = window.start, let value = primaryValue(tally)
    else { return }
    tally.chart.add(value, at: time)
  }

  func prepareCharts() {
    for tally in tallies where tally.plan.group != nil {
      if case .period? = tally.plan.group?.subject.span { continue }
      guard let primary = primary(tally) else { continue }
      tally.primary = primary
      tally.primaryQuestion = primary.question
      tally.chart.isUpper = primary.isUpper
      tally.result.chartLimit = Endpoint.value(primary.limit).double
      tally.result.chartLimitIsUpper = primary.isUpper
      tally.result.chartLabel = primary.plan.aggregate.text
      tally.result.chartUnit =
        switch primary.plan.aggregate.type {
        case .size: "bytes"
        case .duration: "seconds"
        default: ""
        }
    }
  }
}

extension Formula {
  /// The first comparison with an aggregate that it holds.
  var firstComparison: Int? {
    switch self {
    case .comparison(let index): return index
    case .and(let parts), .or(let parts): return parts.lazy.compactMap(\.firstComparison).first
    case .not(let part): return part.firstComparison
    case .constant, .answer, .test, .question, .stored: return nil
    }
  }
}
