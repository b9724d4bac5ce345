import RuleModel
import Values

/// Aggregates, and the groups that are judged by them.
extension RandomTimeRule {
  // MARK: Aggregates

  mutating func aggregateComparison(nested: Int) -> Condition {
    budget -= 1
    let related = related(nested: nested, counting: true, bounded: true)
    return comparison(of: aggregate(of: related))
  }

  mutating func aggregate(of related: Related) -> Aggregate {
    var function = pick(Aggregate.Function.allCases)
    // What is around has no order to be latest in.
    while isUnordered(related.window), [.latest, .first].contains(function) {
      function = pick(Aggregate.Function.allCases)
    }
    switch function {
    case .count: return Aggregate(function: .count, related: related, type: .integer)
    case .gap: return Aggregate(function: .gap, related: related, type: .duration)
    case .share:
      return Aggregate(
        function: .share, condition: .comparison(.field(Time.w), order(), Time.integer(2)),
        related: related, otherwise: Time.integer(1), type: .decimal)
    case _ where isWide && function != .share && chance(1, in: 2):
      return wideAggregate(function, of: related)
    case .distinct, .sum:
      return Aggregate(
        function: function, value: .field(Time.w), related: related, type: .integer)
    default:
      return Aggregate(
        function: function, value: .field(Time.w), related: related, otherwise: Time.integer(2),
        type: function == .avg ? .decimal : .integer)
    }
  }

  /// Of sizes, durations and texts.
  mutating func wideAggregate(
    _ function: Aggregate.Function, of related: Related
  ) -> Aggregate {
    var field = pick([Time.z, Time.l])
    if [.distinct, .latest, .first].contains(function), chance(1, in: 2) { field = Time.k }
    if function == .distinct {
      return Aggregate(function: function, value: .field(field), related: related, type: .integer)
    }
    let otherwise: Operand =
      switch field.type {
      case .size: Time.size(2)
      case .duration: Time.duration(2)
      default: .literal(.string("x"))
      }
    return Aggregate(
      function: function, value: .field(field), related: related,
      otherwise: function == .sum ? nil : otherwise, type: field.type)
  }

  mutating func comparison(of aggregate: Aggregate) -> Condition {
    let limit: Operand
    switch aggregate.function {
    case _ where aggregate.type == .string:
      return .comparison(.aggregate(aggregate), .equal, .literal(.string(pick(["x", "y"]))))
    case _ where aggregate.type == .size: limit = Time.size(number(1...5))
    case _ where aggregate.type == .duration && aggregate.function != .gap:
      limit = Time.duration(number(1...5))
    case .gap:
      limit = .literal(
        .duration(Duration(nanoseconds: Int64(number(1...seconds)) * 1_000_000_000)))
    case .share: limit = .literal(.number(Number(significand: 5, exponent: -1)))
    case .sum: limit = Time.integer(number(1...6))
    default: limit = Time.integer(number(1...3))
    }
    let order: Comparison = pick([.less, .lessOrEqual, .greater, .greaterOrEqual])
    return .comparison(.aggregate(aggregate), order, limit)
  }

  // MARK: Groups

  /// What `for each row s of` judges.
  static let table: Table = {
    let rows: [[Value?]] = [[.string("x")], [.string("z")]]
    return Table(
      name: "known", keyColumns: ["name"], columns: [("name", .string)], rows: rows,
      rowByKey: [[.string("x")]: 0, [.string("z")]: 1])
  }()

  mutating func groupRule(_ id: String) -> CheckedRule {
    let population: GroupSubject.Population =
      switch number(0...5) {
      case 0: .all
      case 1: .rows(Self.table)
      default: .keys(pick([[.field(Time.k)], [.field(Time.k), .field(Time.v)]]))
      }
    var ofKeys = false
    if case .keys = population { ofKeys = true }
    var ofRow: [Related.Key] = []
    if case .rows = population {
      ofRow = [Related.Key(related: .field(Time.k), anchor: .row(column: "name"))]
    }
    var span: GroupSubject.Span
    switch number(0...3) {
    case 0: span = .inAny(Duration(nanoseconds: Int64(number(1...seconds)) * 1_000_000_000))
    case 1: span = .withGap(Duration(nanoseconds: Int64(number(1...seconds)) * 1_000_000_000))
    default:
      // Groups that always exist have every window of the evidence.
      let shortest = ofKeys ? 3600 : 86_400
      let length: Length =
        isCalendar
        ? pick([.months(1), Time.seconds(86_400), Time.seconds(7 * 86_400), Time.seconds(shortest)])
        : Time.seconds(pick([5, 10, 20]))
      span = .per(length, zone: zone)
    }
    if !ofKeys, chance(1, in: 3) { span = .period }
    var hasWindow = false
    if case .per = span { hasWindow = true }
    func member(_ self_: inout RandomTimeRule) -> Related {
      Related(
        kind: self_.pick(self_.kinds), same: ofRow,
        condition: self_.chance(1, in: 2) ? self_.leaf() : nil)
    }
    if case .inAny = span {
      // Only what more members can but violate.
      let function: Aggregate.Function = pick([.count, .distinct, .max])
      if isWide, chance(1, in: 4) {
        // A sum of what can't be negative.
        let sum = Aggregate(
          function: .sum, value: .field(Time.z), related: member(&self), type: .size)
        let requirement = Condition.comparison(
          .aggregate(sum), pick([.less, .lessOrEqual]), Time.size(number(1...6)))
        return group(id, GroupSubject(population: population, span: span), nil, requirement)
      }
      let aggregate = Aggregate(
        function: function, value: function == .count ? nil : .field(Time.w),
        related: member(&self), otherwise: function == .max ? Time.integer(1) : nil, type: .integer)
      let requirement = Condition.comparison(
        .aggregate(aggregate), pick([.less, .lessOrEqual]), Time.integer(number(1...3)))
      return group(id, GroupSubject(population: population, span: span), nil, requirement)
    }
    func one(_ self_: inout RandomTimeRule) -> Condition {
      let related = member(&self_)
      return self_.comparison(of: self_.aggregate(of: related))
    }
    if isWide, hasWindow, chance(1, in: 6) {
      // Windows that begin late.
      let start = RandomTimeWorld.base(isCalendar) + Int64(number(-5...15)) * 1_000_000_000
      let late = Condition.comparison(
        .windowStart, order(), .literal(.timestamp(Timestamp(nanoseconds: start))))
      return group(
        id, GroupSubject(population: population, span: span), chance(1, in: 2) ? late : nil,
        .or([one(&self), late]))
    }
    let requirement: Condition =
      chance(1, in: 3)
      ? pick([.and([one(&self), one(&self)]), .or([one(&self), one(&self)])]) : one(&self)
    return group(
      id, GroupSubject(population: population, span: span), chance(1, in: 4) ? one(&self) : nil,
      requirement, unless: chance(1, in: 4) ? [one(&self)] : [])
  }

  private func group(
    _ id: String, _ subject: GroupSubject, _ condition: Condition?, _ requirement: Condition,
    unless exceptions: [Condition] = []
  ) -> CheckedRule {
    CheckedRule(
      id: id, title: id, severity: .high, form: .group(subject), kind: "", condition: condition,
      exceptions: exceptions.map(Self.exception), requirement: requirement)
  }

  static func exception(_ condition: Condition) -> CheckedRule.Exception {
    CheckedRule.Exception(condition: condition, because: "test")
  }
}
