import Values

extension BuiltInFunctions {
  static let numberFunctions: [BuiltInFunction] = [
    BuiltInFunction(
      name: "abs", parameters: [.init("number", .integer, .decimal, .duration)], result: .json,
      summary: "The number or duration without its sign.",
      examples: [.init("abs(-2.5)", "2.5"), .init("abs(3)", "3")]
    ) { arguments in
      switch arguments.first {
      case .number(let number):
        return .number(
          number.isNegative
            ? Number(significand: -number.significand, exponent: number.exponent) : number)
      case .duration(let duration):
        guard let positive = Int64(exactly: duration.nanoseconds.magnitude) else { return nil }
        return .duration(Duration(nanoseconds: positive))
      default: return nil
      }
    },
    BuiltInFunction(
      name: "elapsed", parameters: [.init("start", .timestamp), .init("end", .timestamp)],
      result: .duration,
      summary: "The time from one instant to another; negative if the second is the earlier.",
      examples: [
        .init("elapsed(2026-01-01T00:00:00Z, 2026-01-01T00:01:30Z)", "90s"),
        .init("elapsed(2026-01-01T00:00:01Z, 2026-01-01T00:00:00Z)", "-1s"),
      ]
    ) { arguments in
      guard arguments.count == 2, case .timestamp(let start) = arguments[0],
        case .timestamp(let end) = arguments[1]
      else { return nil }
      let (difference, overflow) = end.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
      return overflow ? nil : .duration(Duration(nanoseconds: difference))
    },
  ]
}
