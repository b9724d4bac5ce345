import RuleModel
import Values

/// One end of what a value may be: a value, or a sum divided by a number.
enum Endpoint {
  case value(Value)
  /// Of numbers, sizes in bytes or durations in nanoseconds.
  case quotient(Number, by: Int64, kind: ValueKind)

  /// The parts that are compared, of quantities.
  private var parts: (number: Number, divisor: Int64, kind: ValueKind)? {
    switch self {
    case .quotient(let number, let divisor, let kind): (number, divisor, kind)
    case .value(.number(let number)): (number, 1, .number)
    case .value(.size(let size)): (Number(size), 1, .size)
    case .value(.duration(let duration)): (Number(duration.nanoseconds), 1, .duration)
    case .value: nil
    }
  }

  /// nil if they can't be compared, or not exactly.
  static func compare(_ left: Endpoint, _ right: Endpoint, overflow: inout String?) -> Order? {
    guard let a = left.parts, let b = right.parts else {
      guard case .value(let first) = left, case .value(let second) = right else { return nil }
      return Value.compare(first, second)
    }
    // A literal without a unit may stand for what has one.
    guard a.kind == b.kind || a.kind == .number || b.kind == .number else { return nil }
    guard let x = a.number.times(b.divisor), let y = b.number.times(a.divisor) else {
      overflow = "a comparison takes more than 128 bits"
      return nil
    }
    return Value.compare(.number(x), .number(y))
  }

  /// As near as a chart draws it.
  var double: Double? {
    guard let parts else { return nil }
    let number = parts.number.approximate / Double(parts.divisor)
    return parts.kind == .duration ? number / 1_000_000_000 : number
  }
}

extension Number {
  /// nil: more than 128 bits.
  func times(_ factor: Int64) -> Number? {
    if factor == 1 { return self }
    let (product, overflow) = significand.multipliedReportingOverflow(by: Int128(factor))
    return overflow ? nil : Number(significand: product, exponent: exponent)
  }

  /// nil: more than 128 bits.
  func plus(_ other: Number) -> Number? {
    if significand == 0 { return other }
    if other.significand == 0 { return self }
    let low = min(exponent, other.exponent)
    guard let a = aligned(to: low), let b = other.aligned(to: low) else { return nil }
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? nil : Number(significand: sum, exponent: low)
  }

  private func aligned(to low: Int32) -> Int128? {
    var result = significand
    guard exponent - low <= 38 else { return nil }
    for _ in low..<exponent {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = product
    }
    return result
  }

  var approximate: Double {
    // Converting 128 bits takes the long way.
    var result = Int64(exactly: significand).map(Double.init) ?? Double(significand)
    var left = exponent
    while left > 0, result.isFinite {
      result *= 10
      left -= 1
    }
    while left < 0, result != 0 {
      result /= 10
      left += 1
    }
    return result
  }
}

/// What an operand's value may be.
enum Possible {
  case absent
  case value(Value)
  /// nil: no bound.
  case range(Endpoint?, Endpoint?)
  case anything
}

/// What a side of a comparison may be, and why it is not one value.
struct Quantity {
  var possible: [Possible]
  var reasons = ReasonBag()

  init(_ possible: [Possible], _ reasons: ReasonBag = ReasonBag()) {
    self.possible = possible
    self.reasons = reasons
  }

  /// From one number to another; without the second there is no bound.
  static func count(_ low: Int, _ high: Int?, _ reasons: ReasonBag) -> Quantity {
    Quantity(
      [
        .range(
          .value(.number(Number(Int64(low)))), high.map { .value(.number(Number(Int64($0)))) })
      ], reasons)
  }
}

extension CorrelationEvaluator {
  /// True or false if all pairs agree.
  func compare(
    _ left: Quantity, _ comparison: Comparison, _ right: Quantity, isFixed: Bool,
    _ bag: inout ReasonBag
  ) -> Truth {
    var answers = Possibilities()
    for first in left.possible {
      for second in right.possible {
        answers.add(compare(first, comparison, second, isFixed: isFixed))
      }
    }
    let truth = answers.common
    if truth == .unknown {
      bag.formUnion(left.reasons)
      bag.formUnion(right.reasons)
    }
    return truth
  }

  private func compare(
    _ left: Possible, _ comparison: Comparison, _ right: Possible, isFixed: Bool
  ) -> Truth {
    switch (left, right) {
    case (.anything, _), (_, .anything): return .unknown
    case (.absent, _), (_, .absent): return isFixed ? .no : .unknown
    case (.value(let x), .value(let y)):
      if case .number = x, !isNumber(y) { break }
      return ScalarContext.compare(x, comparison, y) ?? .unknown
    default: break
    }
    let a = bounds(left)
    let b = bounds(right)
    switch comparison {
    case .less: return less(a, b)
    case .greater: return less(b, a)
    case .lessOrEqual: return less(b, a).negated
    case .greaterOrEqual: return less(a, b).negated
    case .equal:
      let below = less(a, b)
      let above = less(b, a)
      if below == .yes || above == .yes { return .no }
      return below == .no && above == .no ? .yes : .unknown
    }
  }

  private func isNumber(_ value: Value) -> Bool {
    if case .number = value { return true }
    return false
  }

  private typealias Bounds = (low: Endpoint?, high: Endpoint?)

  private func bounds(_ possible: Possible) -> Bounds {
    switch possible {
    case .range(let low, let high): (low, high)
    case .value(let value): (.value(value), .value(value))
    case .absent, .anything: (nil, nil)
    }
  }

  private func less(_ a: Bounds, _ b: Bounds) -> Truth {
    if let high = a.high, let low = b.low,
      Endpoint.compare(high, low, overflow: &overflow) == .less
    {
      return .yes
    }
    if let low = a.low, let high = b.high,
      let order = Endpoint.compare(low, high, overflow: &overflow), order != .less
    {
      return .no
    }
    return .unknown
  }
}
