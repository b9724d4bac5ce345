import Mapping
import RuleModel
import Values

/// Members of an aggregate's window, and what is known of the window.
struct AggregateSite {
  var index: Int
  var plan: AggregatePlan
  /// nil: of a group.
  var anchor: RowRef?
  var each: RowRef?
  var open = OpenEnds()
  /// The window's edges, `[start, end]` as lengths are taken; nil without that end.
  var start: Int64?
  var end: Int64?
  /// It is (x - D, x].
  var countsAnchor = false

  var isOpen: Bool { open.isOpen }
}

extension CorrelationEvaluator {
  // MARK: Comparisons

  func compare(_ number: Int, _ rows: FormulaRows, _ bag: inout ReasonBag) -> Truth {
    let count = kept.comparison(number)
    if count.question >= 0 { return compare(count, rows, &bag) }
    let plan = plan.comparisons[number]
    let left = quantity(plan.left, rows)
    let right = quantity(plan.right, rows)
    return compare(left, plan.comparison, right, isFixed: plan.isFixed, &bag)
  }

  // The usual case: a count against a whole number.
  private func compare(
    _ comparison: CountComparison, _ rows: FormulaRows, _ bag: inout ReasonBag
  ) -> Truth {
    if rows.own == nil, let count = windowCount(Int(comparison.question)) {
      let truth = comparison.truth(count.low, count.high, isOpen: count.isOpen)
      if truth != .unknown { return truth }
    }
    let index = Int(comparison.question)
    guard case .aggregate(let aggregate) = plan.questions[index].kind else { return .unknown }
    var own = ReasonBag()
    guard let site = site(index, aggregate, rows, &own) else {
      bag.formUnion(own)
      return .unknown
    }
    let (low, high) = counts(aggregate.related, site.anchor, each: site.each, enough: .max)
    let truth = comparison.truth(low, high, isOpen: site.isOpen)
    if truth == .unknown { addUncertainty(site, to: &bag) }
    return truth
  }

  /// Counts the members in the window of the group at hand, once. nil: nothing is known of them.
  func windowCount(_ index: Int) -> WindowCount? {
    guard hasGroupKey else { return nil }
    if let known = kept.count(index) { return known }
    let facts = kept.facts(index)
    guard facts.isSupplied else { return nil }
    if facts.takesAll, !window.isSession {
      let (low, high) = laneTable[facts.candidates]._withUnsafeGuaranteedRef {
        $0.counts(window.first, window.last)
      }
      return kept.keep(low, high, isOpen: facts.isOpen(window.first, window.last), index)
    }
    var unused = ReasonBag()
    guard case .aggregate(let aggregate) = plan.questions[index].kind,
      let site = site(index, aggregate, FormulaRows(), &unused)
    else { return nil }
    let (low, high) = counts(aggregate.related, nil, each: nil, enough: .max)
    return kept.keep(low, high, isOpen: site.isOpen, index)
  }

  private func addUncertainty(_ site: AggregateSite, to bag: inout ReasonBag) {
    addReasons(site.plan.related, site.anchor, each: site.each, to: &bag)
    add(site.open, to: &bag)
  }

  func quantity(_ side: ComparisonPlan.Side, _ rows: FormulaRows) -> Quantity {
    switch side {
    case .aggregate(let index, let isStored):
      if isStored {
        guard let own = rows.own, let quantity = stored[index]?.quantity(own.number) else {
          return Quantity([.anything])
        }
        return quantity
      }
      guard case .aggregate(let aggregate) = plan.questions[index].kind else {
        return Quantity([.anything])
      }
      return quantity(index, aggregate, rows)
    case .operand(let operand):
      var bag = ReasonBag()
      return Quantity([possible(operand, rows, &bag)], bag)
    }
  }

  private func possible(
    _ operand: RelatedOperand, _ rows: FormulaRows, _ bag: inout ReasonBag
  ) -> Possible {
    switch state(operand, rows, &bag) {
    case .value(let value): return .value(value)
    case .absent: return .absent
    case .unknown: return .anything
    }
  }

  // MARK: Windows

  /// Finds the members of an aggregate's window; nil: nothing is known of it.
  func site(
    _ index: Int, _ plan: AggregatePlan, _ rows: FormulaRows, _ bag: inout ReasonBag
  ) -> AggregateSite? {
    var site = AggregateSite(index: index, plan: plan, anchor: rows.own, each: rows.each)
    guard let anchor = rows.own else { return groupSite(&site, &bag) ? site : nil }
    var span = WindowSpan()
    guard find(index, plan.related, anchor, each: rows.each, &span, &bag) else { return nil }
    site.open = openEnds(index, plan.related, span)
    if span.first > .min { site.start = span.holdsOrigin ? span.first - 1 : span.first }
    site.countsAnchor = span.holdsOrigin
    if span.last < .max { site.end = span.last }
    switch span.direction {
    case .any: break
    case .before, .beforeInstant: site.end = min(site.end ?? .max, span.point.time)
    case .after, .afterInstant: site.start = max(site.start ?? .min, span.point.time)
    }
    return site
  }

  private func groupSite(_ site: inout AggregateSite, _ bag: inout ReasonBag) -> Bool {
    guard let group else { return false }
    let evidence = evidence[site.index]
    if let kind = evidence.missingKind {
      bag.insert(reasons.number(.noSource(kind: kind)))
      return false
    }
    if let missing = group.missingKey {
      bag.insert(missing)
      return false
    }
    segments.removeAll()
    for lane in lanes[site.plan.related.candidates].active { segments.add(lane, window) }
    if window.isSession {
      site.open = window.open
      site.start = window.first
      site.end = window.last
    } else {
      var span = WindowSpan()
      span.first = window.first
      span.last = window.last
      site.open = clocks.openEnds(span, evidence)
      // A group's window is over at its end.
      if let end = window.end, site.open.pending != nil { site.open.pending = end }
      site.open.pending = site.open.pending.map { site.plan.related.nested.deadline($0) }
      site.start = window.first == .min ? nil : window.first
      // Half-open: [start, end) is as long as (t - D, t].
      site.end = window.last == .max ? nil : window.last + 1
    }
    return true
  }

  // MARK: Values

  func quantity(_ index: Int, _ plan: AggregatePlan, _ rows: FormulaRows) -> Quantity {
    // Of a group once for each window: it depends on nothing else.
    guard rows.own == nil, group != nil else { return newQuantity(index, plan, rows) }
    if let known = kept.quantity(index) { return known }
    let quantity = newQuantity(index, plan, rows)
    kept.keep(quantity, index)
    return quantity
  }

  private func newQuantity(
    _ index: Int, _ plan: AggregatePlan, _ rows: FormulaRows
  ) -> Quantity {
    var bag = ReasonBag()
    guard let site = site(index, plan, rows, &bag) else { return Quantity([.anything], bag) }
    switch plan.aggregate.function {
    case .count:
      let (low, high) = counts(plan.related, site.anchor, each: site.each, enough: .max)
      if low != high || site.isOpen { addUncertainty(site, to: &bag) }
      return .count(low, site.isOpen ? nil : high, bag)
    case .gap: return gap(site)
    case .latest, .first: return nearestValue(site)
    case .share: return share(site)
    case .distinct, .sum, .min, .max, .avg, .p50, .p95, .p99: return ofValues(site)
    }
  }

  private func otherwise(_ site: AggregateSite, _ bag: inout ReasonBag) -> Possible {
    guard let operand = site.plan.otherwise else { return .absent }
    return possible(operand, FormulaRows(anchor: site.anchor, each: site.each), &bag)
  }

  func collect(_ site: AggregateSite, _ bag: inout ReasonBag) {
    collect(site.plan.related, site.anchor, each: site.each)
    for member in found where member.truth == .unknown { bag.formUnion(member.bag) }
    add(site.open, to: &bag)
  }

  private func value(
    of member: FoundMember, _ site: AggregateSite, _ bag: inout ReasonBag
  ) -> FieldState {
    guard let operand = site.plan.value else { return .unknown(.missing) }
    let rows = FormulaRows(own: member.row, anchor: site.anchor, each: site.each)
    return state(operand, rows, &bag)
  }

  private func ofValues(_ site: AggregateSite) -> Quantity {
    if let quantity = slidingQuantity(site) ?? distinctQuantity(site) { return quantity }
    var bag = ReasonBag()
    collect(site, &bag)
    var values = MemberValues()
    for member in found {
      switch value(of: member, site, &bag) {
      case .value(let value): values.add(value, isCertain: member.truth == .yes)
      case .unknown: values.unknown += 1
      // Absent values are left out.
      case .absent: break
      }
    }
    let isUncertain = site.isOpen || values.unknown > 0
    switch site.plan.aggregate.function {
    case .distinct:
      let certain = Set(values.certain)
      let high = certain.union(values.undecided).count + values.unknown
      return .count(certain.count, site.isOpen ? nil : high, bag)
    case .sum:
      let canBeNegative = site.plan.aggregate.value?.isNeverNegative != true
      return sum(values, site, isUncertain: isUncertain, canBeNegative: canBeNegative, bag)
    case .min, .max: return extreme(values, site, isOpen: isUncertain, &bag)
    default:
      let hasUndecided = found.contains { $0.truth == .unknown }
      if hasUndecided || isUncertain { return Quantity([.anything], bag) }
      if values.certain.isEmpty {
        var own = ReasonBag()
        return Quantity([otherwise(site, &own)], own)
      }
      return exact(values.certain, site.plan.aggregate.function)
    }
  }

  private func sum(
    _ values: MemberValues, _ site: AggregateSite, isUncertain: Bool, canBeNegative: Bool,
    _ bag: ReasonBag
  ) -> Quantity {
    let kind = ValueKind(site.plan.aggregate.type) ?? .number
    guard let base = total(values.certain),
      let low = total(values.undecided.filter { $0.isNegativeQuantity }, from: base),
      let high = total(values.undecided.filter { !$0.isNegativeQuantity }, from: base)
    else { return Quantity([.anything], bag) }
    let lowEnd = Endpoint.quotient(low, by: 1, kind: kind)
    if !isUncertain {
      return Quantity([.range(lowEnd, .quotient(high, by: 1, kind: kind))], bag)
    }
    return Quantity([.range(canBeNegative ? nil : lowEnd, nil)], bag)
  }

  // nil: more than 128 bits, which is an error of the rule.
  private func total(_ values: [Value], from start: Number = Number(0)) -> Number? {
    var sum = start
    for value in values {
      guard let quantity = value.quantity else { continue }
      guard let next = sum.plus(quantity) else {
        overflow = "a sum takes more than 128 bits"
        return nil
      }
      sum = next
    }
    return sum
  }

  // From the certain maximum to the maximum with undecided ones; `min` mirrored.
  private func extreme(
    _ values: MemberValues, _ site: AggregateSite, isOpen: Bool, _ bag: inout ReasonBag
  ) -> Quantity {
    let isMax = site.plan.aggregate.function == .max
    func outermost(_ values: [Value], greatest: Bool) -> Value? {
      values.dropFirst().reduce(values.first) { best, value in
        guard let best, let order = Value.compare(value, best) else { return best }
        return order == (greatest ? .greater : .less) ? value : best
      }
    }
    let near = outermost(values.certain, greatest: isMax)
    let all = values.certain + values.undecided
    let outer = outermost(all, greatest: isMax)
    // Without a certain one, any undecided one may be it, or none.
    let inner = near ?? outermost(all, greatest: !isMax)
    var possible: [Possible] = []
    if near == nil { possible.append(otherwise(site, &bag)) }
    if isOpen || inner != nil {
      let innerEnd = near == nil && isOpen ? nil : inner.map(Endpoint.value)
      let outerEnd = isOpen ? nil : outer.map(Endpoint.value)
      possible.append(isMax ? .range(innerEnd, outerEnd) : .range(outerEnd, innerEnd))
    }
    return Quantity(possible, bag)
  }

  private func exact(_ values: [Value], _ function: Aggregate.Function) -> Quantity {
    func nearestRank(_ percent: Int) -> Quantity {
      let sorted = values.sorted { Value.compare($0, $1) == .less }
      return Quantity([.value(sorted[(percent * sorted.count + 99) / 100 - 1])])
    }
    switch function {
    case .p50: return nearestRank(50)
    case .p95: return nearestRank(95)
    case .p99: return nearestRank(99)
    default:
      guard let sum = total(values), let first = values.first else {
        return Quantity([.anything])
      }
      let end = Endpoint.quotient(sum, by: Int64(values.count), kind: ValueKind(first))
      return Quantity([.range(end, end)])
    }
  }

  private func share(_ site: AggregateSite) -> Quantity {
    var bag = ReasonBag()
    collect(site, &bag)
    if site.isOpen || found.contains(where: { $0.truth == .unknown }) {
      return Quantity([.anything], bag)
    }
    if found.isEmpty {
      var own = ReasonBag()
      return Quantity([otherwise(site, &own)], own)
    }
    var low: Int64 = 0
    var high: Int64 = 0
    var own = ReasonBag()
    for member in found {
      let rows = FormulaRows(own: member.row, anchor: site.anchor, each: site.each)
      switch site.plan.condition.map({ evaluate($0, rows, &own) }) ?? .yes {
      case .yes:
        low += 1
        high += 1
      case .unknown: high += 1
      case .no: break
      }
    }
    let count = Int64(found.count)
    return Quantity(
      [
        .range(
          .quotient(Number(low), by: count, kind: .number),
          .quotient(Number(high), by: count, kind: .number))
      ], own)
  }

  /// The field of every event that may be the one; `else` where there is none or its field is absent.
  private func nearestValue(_ site: AggregateSite) -> Quantity {
    let one = nearest(
      site.plan.related, evidence[site.index], site.open,
      latest: site.plan.aggregate.function == .latest, site.anchor, each: site.each)
    var bag = one.reasons
    var possible: [Possible] = []
    for candidate in one.candidates {
      switch value(of: candidate, site, &bag) {
      case .value(let value): possible.append(.value(value))
      case .absent: possible.append(otherwise(site, &bag))
      case .unknown: possible.append(.anything)
      }
    }
    if one.mayBeNone { possible.append(otherwise(site, &bag)) }
    if one.open.isOpen {
      possible.append(.anything)
      add(one.open, to: &bag)
    }
    return Quantity(possible, bag)
  }
}

/// The values of an aggregate's members.
private struct MemberValues {
  var certain: [Value] = []
  var undecided: [Value] = []
  var unknown = 0

  mutating func add(_ value: Value, isCertain: Bool) {
    if isCertain { certain.append(value) } else { undecided.append(value) }
  }
}

extension Value {
  /// As a number: of bytes, of nanoseconds.
  var quantity: Number? {
    switch self {
    case .number(let number): number
    case .size(let size): Number(size)
    case .duration(let duration): Number(duration.nanoseconds)
    default: nil
    }
  }

  var isNegativeQuantity: Bool { quantity?.isNegative ?? false }
}
