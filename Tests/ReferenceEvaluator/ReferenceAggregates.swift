import RuleModel
import Values

/// One end of an interval: a value divided by a number.
struct ReferenceEndpoint {
  var value: Value
  var divisor: Int64 = 1
}

/// What an operand's value may be.
enum ReferencePossible {
  case state(ReferenceState)
  /// nil: no bound.
  case range(ReferenceEndpoint?, ReferenceEndpoint?)
  case anything
}

struct ReferenceQuantity {
  var possible: [ReferencePossible]
  /// Why it is not one value.
  var reasons: Set<ReferenceReason>

  init(_ possible: [ReferencePossible], _ reasons: Set<ReferenceReason>) {
    self.possible = possible
    self.reasons = reasons
  }

  init(_ state: ReferenceState) {
    var reasons: Set<ReferenceReason> = [.field]
    if case .value = state { reasons = [] }
    self.init([.state(state)], reasons)
  }

  static func exactly(_ value: Value) -> ReferenceQuantity {
    ReferenceQuantity([.state(.value(value))], [])
  }

  var single: ReferencePossible? { possible.count == 1 ? possible.first : nil }
}

// MARK: - Comparing

extension ReferenceConditions {
  /// True or false if all pairs agree.
  func compareQuantities(
    _ left: ReferenceQuantity, _ comparison: Comparison, _ right: ReferenceQuantity, isFixed: Bool
  ) -> ReferenceAnswer {
    let pairs = left.possible.flatMap { a in
      right.possible.map { b in
        ReferenceAnswer(
          comparePossible(a, comparison, b, isFixed: isFixed),
          ifUnknown: left.reasons.union(right.reasons))
      }
    }
    return .common(pairs, reasons: left.reasons.union(right.reasons))
  }

  /// Whether the two sides, each being one of what it may be, compare so.
  private func comparePossible(
    _ left: ReferencePossible, _ comparison: Comparison, _ right: ReferencePossible, isFixed: Bool
  ) -> Truth {
    switch (left, right) {
    case (.anything, _), (_, .anything), (.state(.unknown), _), (_, .state(.unknown)):
      return .unknown
    case (.state(.absent), _), (_, .state(.absent)):
      return isFixed ? .no : .unknown
    case (.state(.value(let x)), .state(.value(let y))):
      return order(x, comparison, y)
    default:
      break
    }
    let (a, b) = (bounds(left), bounds(right))
    switch comparison {
    case .less: return less(a, b)
    case .greater: return less(b, a)
    case .lessOrEqual: return less(b, a).negated
    case .greaterOrEqual: return less(a, b).negated
    case .equal:
      // Neither less nor greater, for all pairs.
      let (below, above) = (less(a, b), less(b, a))
      if below == .yes || above == .yes { return .no }
      return below == .no && above == .no ? .yes : .unknown
    }
  }

  private typealias Bounds = (low: ReferenceEndpoint?, high: ReferenceEndpoint?)

  private func bounds(_ possible: ReferencePossible) -> Bounds {
    switch possible {
    case .range(let low, let high): (low, high)
    case .state(.value(let value)):
      (ReferenceEndpoint(value: value), ReferenceEndpoint(value: value))
    case .state, .anything: (nil, nil)
    }
  }

  private func less(_ a: Bounds, _ b: Bounds) -> Truth {
    if let high = a.high, let low = b.low, isLess(high, low) == true { return .yes }
    if let low = a.low, let high = b.high, isLess(low, high) == false { return .no }
    return .unknown
  }

  private func isLess(_ a: ReferenceEndpoint, _ b: ReferenceEndpoint) -> Bool? {
    less(a.value.times(b.divisor), b.value.times(a.divisor))
  }
}

extension Value {
  fileprivate func times(_ factor: Int64) -> Value {
    switch self {
    case .number(let number):
      .number(Number(significand: number.significand * Int128(factor), exponent: number.exponent))
    case .duration(let duration):
      .duration(Duration(nanoseconds: duration.nanoseconds * factor))
    case .size(let size): .size(size * factor)
    default: self
    }
  }

  fileprivate func plus(_ other: Value) -> Value {
    switch (self, other) {
    case (.duration(let a), .duration(let b)):
      return .duration(Duration(nanoseconds: a.nanoseconds + b.nanoseconds))
    case (.size(let a), .size(let b)):
      return .size(a + b)
    case (.number(let a), .number(let b)):
      let exponent = min(a.exponent, b.exponent)
      func aligned(_ number: Number) -> Int128 {
        (exponent..<number.exponent).reduce(number.significand) { product, _ in product * 10 }
      }
      return .number(Number(significand: aligned(a) + aligned(b), exponent: exponent))
    default:
      return self
    }
  }
}

// MARK: - Computing

extension ReferenceScope {
  func quantity(_ aggregate: Aggregate) -> ReferenceQuantity {
    let found: ReferenceMembers
    switch find(aggregate.related) {
    case .unknown(let reasons): return ReferenceQuantity([.anything], reasons)
    case .members(let members): found = members
    }
    switch aggregate.function {
    case .count:
      return counted(found.certain.count, found.all.count, found)
    case .gap:
      return gap(found)
    case .latest, .first:
      return nearestValue(aggregate, found)
    case .share:
      return share(aggregate, found)
    case .distinct, .sum, .min, .max, .avg, .p50, .p95, .p99:
      return ofValues(aggregate, found)
    }
  }

  private func counted(_ low: Int, _ high: Int, _ found: ReferenceMembers) -> ReferenceQuantity {
    let first = ReferenceEndpoint(value: .number(Number(Int64(low))))
    if found.open.isOpen { return ReferenceQuantity([.range(first, nil)], found.reasons) }
    return ReferenceQuantity(
      [.range(first, ReferenceEndpoint(value: .number(Number(Int64(high)))))], found.reasons)
  }

  private func otherwise(_ aggregate: Aggregate) -> ReferencePossible {
    .state(aggregate.otherwise.map { conditions.state($0) } ?? .absent)
  }

  private func ofValues(_ aggregate: Aggregate, _ found: ReferenceMembers) -> ReferenceQuantity {
    var certain: [Value] = []
    var undecided: [Value] = []
    var unknown = 0
    for one in found.all {
      switch aggregate.value.map({ member(one.event).conditions.state($0) }) ?? .unknown {
      case .value(let value):
        if one.answer.truth == .yes { certain.append(value) } else { undecided.append(value) }
      case .unknown: unknown += 1
      // Absent values are left out.
      case .absent: break
      }
    }
    let isOpen = found.open.isOpen
    var reasons = found.reasons
    if unknown > 0 { reasons.insert(.field) }
    switch aggregate.function {
    case .distinct:
      let high = Set(certain).union(undecided).count + unknown
      var result = counted(Set(certain).count, high, found)
      result.reasons = reasons
      return result
    case .sum:
      let (low, high) = sums(aggregate, certain, undecided)
      if unknown == 0 && !isOpen { return ReferenceQuantity([.range(low, high)], reasons) }
      let canBeNegative = aggregate.value?.isNeverNegative != true
      return ReferenceQuantity([.range(canBeNegative ? nil : low, nil)], reasons)
    case .max, .min:
      return extreme(
        aggregate, certain, undecided, isOpen: isOpen || unknown > 0, reasons: reasons)
    default:
      guard undecided.isEmpty, unknown == 0, !isOpen, found.undecided.isEmpty else {
        return ReferenceQuantity([.anything], reasons)
      }
      if certain.isEmpty { return ReferenceQuantity([otherwise(aggregate)], []) }
      return exact(aggregate, certain)
    }
  }

  private func sums(
    _ aggregate: Aggregate, _ certain: [Value], _ undecided: [Value]
  ) -> (ReferenceEndpoint, ReferenceEndpoint) {
    let zero: Value =
      switch aggregate.type {
      case .size: .size(0)
      case .duration: .duration(Duration(nanoseconds: 0))
      default: .number(Number(0))
      }
    let base = certain.reduce(zero) { $0.plus($1) }
    let isNegative = { (value: Value) in conditions.less(value, zero) == true }
    return (
      ReferenceEndpoint(value: undecided.filter(isNegative).reduce(base) { $0.plus($1) }),
      ReferenceEndpoint(value: undecided.filter { !isNegative($0) }.reduce(base) { $0.plus($1) })
    )
  }

  /// From the certain maximum to the maximum with undecided ones; `min` mirrored.
  private func extreme(
    _ aggregate: Aggregate, _ certain: [Value], _ undecided: [Value], isOpen: Bool,
    reasons: Set<ReferenceReason>
  ) -> ReferenceQuantity {
    let ordered = (certain + undecided).sorted { conditions.less($0, $1) == true }
    let ownOrder = certain.sorted { conditions.less($0, $1) == true }
    let isMax = aggregate.function == .max
    let near = isMax ? ownOrder.last : ownOrder.first
    // Without a certain one, any undecided one may be it, or none.
    let inner = near ?? (isMax ? ordered.first : ordered.last)
    let outer = isMax ? ordered.last : ordered.first
    var possible: [ReferencePossible] = []
    if near == nil { possible.append(otherwise(aggregate)) }
    let innerEnd = near == nil && isOpen ? nil : inner.map { ReferenceEndpoint(value: $0) }
    let outerEnd = isOpen ? nil : outer.map { ReferenceEndpoint(value: $0) }
    if isOpen || inner != nil {
      possible.append(isMax ? .range(innerEnd, outerEnd) : .range(outerEnd, innerEnd))
    }
    return ReferenceQuantity(possible, reasons)
  }

  private func exact(_ aggregate: Aggregate, _ values: [Value]) -> ReferenceQuantity {
    let sorted = values.sorted { conditions.less($0, $1) == true }
    func nearestRank(_ percent: Int) -> ReferenceQuantity {
      .exactly(sorted[(percent * sorted.count + 99) / 100 - 1])
    }
    switch aggregate.function {
    case .p50: return nearestRank(50)
    case .p95: return nearestRank(95)
    case .p99: return nearestRank(99)
    default:
      var sum = sums(aggregate, values, []).0
      // The type of `avg` of integers is decimal, of sizes and durations theirs.
      if case .size? = values.first { sum.value = .size(0) }
      if case .duration? = values.first { sum.value = .duration(Duration(nanoseconds: 0)) }
      if case .number? = values.first { sum.value = .number(Number(0)) }
      sum.value = values.reduce(sum.value) { $0.plus($1) }
      sum.divisor = Int64(values.count)
      return ReferenceQuantity([.range(sum, sum)], [])
    }
  }

  private func share(_ aggregate: Aggregate, _ found: ReferenceMembers) -> ReferenceQuantity {
    guard found.undecided.isEmpty, !found.open.isOpen else {
      return ReferenceQuantity([.anything], found.reasons)
    }
    let answers = found.all.map { one in
      aggregate.condition.map { member(one.event).conditions.answer($0) } ?? .yes
    }
    if answers.isEmpty { return ReferenceQuantity([otherwise(aggregate)], []) }
    let certain = answers.count { $0.truth == .yes }
    let possible = answers.count { $0.truth != .no }
    func part(_ count: Int) -> ReferenceEndpoint {
      ReferenceEndpoint(value: .number(Number(Int64(count))), divisor: Int64(answers.count))
    }
    return ReferenceQuantity(
      [.range(part(certain), part(possible))], ReferenceAnswer.reasons(of: answers))
  }

  /// The field of every event that may be the one; `else` where there is none or its field is absent.
  private func nearestValue(_ aggregate: Aggregate, _ found: ReferenceMembers) -> ReferenceQuantity
  {
    let one = nearest(found, latest: aggregate.function == .latest)
    var possible: [ReferencePossible] = []
    var reasons = one.reasons.union(one.openReasons)
    for candidate in one.candidates {
      switch aggregate.value.map({ member(candidate.event).conditions.state($0) }) ?? .unknown {
      case .absent: possible.append(otherwise(aggregate))
      case .unknown:
        possible.append(.anything)
        reasons.insert(.field)
      case .value(let value): possible.append(.state(.value(value)))
      }
    }
    if one.mayBeNone { possible.append(otherwise(aggregate)) }
    if !one.openReasons.isEmpty { possible.append(.anything) }
    return ReferenceQuantity(possible, reasons)
  }

  // MARK: Gap

  /// The longest stretch without a member, to and from the window's edges too.
  private func gap(_ found: ReferenceMembers) -> ReferenceQuantity {
    let (start, end) = edges(found.span)
    let certain = found.certain.map { world.time($0.event) }
    let all = found.all.map { world.time($0.event) }
    // What the evidence does not cover counts for the longest possible stretch only, and so does what
    // a session may yet hold.
    var covered = (start: start, end: end)
    var reasons = found.reasons
    if event == nil, let group, group.session != nil {
      covered = (group.start, group.end)
      // Its edges are not known for the events that may belong to it, members or not.
      if covered != (start, end) { reasons.insert(.field) }
    }
    if found.evidence.begin > .min {
      covered.start = max(covered.start ?? .min, found.evidence.begin)
    }
    if found.evidence.end < .max { covered.end = min(covered.end ?? .max, found.evidence.end) }
    let low = longestStretch(from: covered.start, to: covered.end, all)
    var high: ReferenceEndpoint?
    let mayGrow = event == nil && group?.session != nil && found.open.isOpen
    if start != nil && end != nil && !mayGrow {
      high = ReferenceEndpoint(
        value: .duration(Duration(nanoseconds: longestStretch(from: start, to: end, certain))))
    }
    return ReferenceQuantity(
      [.range(ReferenceEndpoint(value: .duration(Duration(nanoseconds: low))), high)], reasons)
  }

  /// Without an edge it never ends.
  private func longestStretch(from start: Int64?, to end: Int64?, _ times: [Int64]) -> Int64 {
    guard let start, let end else { return .max }
    if start > end { return 0 }
    let points = ([start, end] + times.map { min(max($0, start), end) }).sorted()
    return zip(points, points.dropFirst()).map { $1 - $0 }.max() ?? 0
  }

  private func edges(_ span: ReferenceSpan) -> (start: Int64?, end: Int64?) {
    var start = span.first == .min ? nil : span.first
    var end = span.last == .max ? nil : span.last
    func time(_ point: ReferenceSpan.Point) -> Int64 {
      switch point {
      case .event(let index): world.time(index)
      case .instant(let instant): instant
      }
    }
    switch span.direction {
    case .any: break
    case .before(let point): end = min(end ?? .max, time(point))
    case .after(let point): start = max(start ?? .min, time(point))
    }
    // Half-open: (x - D, x] is D long, and so is [start, end).
    if span.holdsOrigin { start = start.map { $0 - 1 } }
    if event == nil, group?.session == nil { end = end.map { $0 + 1 } }
    return (start, end)
  }
}
