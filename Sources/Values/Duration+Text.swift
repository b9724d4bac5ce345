/// A unit of time that has a fixed length.
package enum DurationUnit: Int64, Hashable, Sendable, CaseIterable {
  case nanosecond = 1
  case microsecond = 1000
  case millisecond = 1_000_000
  case second = 1_000_000_000
  case minute = 60_000_000_000
  case hour = 3_600_000_000_000
  case day = 86_400_000_000_000
  case week = 604_800_000_000_000

  /// The unit's length.
  package var nanoseconds: Int64 { rawValue }

  /// Nil for a word that is no unit. Short forms are `ns us µs ms s m h d w`; words in the singular
  /// and the plural.
  package init?(name: some StringProtocol) {
    switch name {
    case "ns", "nanosecond", "nanoseconds": self = .nanosecond
    case "us", "µs", "μs", "microsecond", "microseconds": self = .microsecond
    case "ms", "millisecond", "milliseconds": self = .millisecond
    case "s", "second", "seconds": self = .second
    case "m", "minute", "minutes": self = .minute
    case "h", "hour", "hours": self = .hour
    case "d", "day", "days": self = .day
    case "w", "week", "weeks": self = .week
    default: return nil
    }
  }
}

extension Duration: CustomStringConvertible {
  /// `number` times the unit. Nil out of range, or if nanoseconds can't hold it exactly.
  package init?(number: Number, unit: DurationUnit) {
    // Units are no powers of ten: multiply the significand, then move the point.
    let product = number.significand.multipliedReportingOverflow(by: Int128(unit.nanoseconds))
    guard !product.overflow,
      let nanoseconds = Number(significand: product.partialValue, exponent: number.exponent)
        .integer
    else { return nil }
    self.init(nanoseconds: nanoseconds)
  }

  /// `number` times the unit of that name; also nil if there is no such unit.
  package init?(number: Number, unit: String) {
    guard let unit = DurationUnit(name: unit) else { return nil }
    self.init(number: number, unit: unit)
  }

  /// Reads `2ms`, `1.5s`, `0.000127695s`, and sums in falling units such as `1h2m3.5s`; a sign may
  /// stand before. Nil for anything else, out of range, or if nanoseconds can't hold it exactly.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var index = 0
    var isNegative = false
    if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      index = 1
    }
    guard index < bytes.count, bytes.count <= 100 else { return nil }
    var total: Int64 = 0
    var last = Int64.max
    while index < bytes.count {
      guard let (part, unit, end) = Self.readPart(bytes, from: index),
        unit.nanoseconds < last
      else { return nil }
      let sum = total.addingReportingOverflow(part.nanoseconds)
      guard !sum.overflow else { return nil }
      total = sum.partialValue
      last = unit.nanoseconds
      index = end
    }
    self.init(nanoseconds: isNegative ? -total : total)
  }

  /// Reads `2ms`, `1.5s`, `1h2m3.5s`.
  package init?(text: String) {
    guard let duration = text.withBytes({ Duration($0) }) else { return nil }
    self = duration
  }

  /// Digits, perhaps a point and digits, and a unit.
  private static func readPart(
    _ bytes: UnsafeRawBufferPointer, from start: Int
  ) -> (Duration, DurationUnit, end: Int)? {
    var end = start
    while end < bytes.count, bytes[end].isDigit || bytes[end] == UInt8(ascii: ".") { end += 1 }
    guard let number = Number(text: bytes.slice(start, end)) else { return nil }
    let unitStart = end
    while end < bytes.count, !bytes[end].isDigit, end - unitStart < 13 { end += 1 }
    let name = String(decoding: bytes[unitStart..<end], as: UTF8.self)
    guard let unit = DurationUnit(name: name),
      let part = Duration(number: number, unit: unit)
    else { return nil }
    return (part, unit, end)
  }

  /// The duration in the largest unit of which it is a whole multiple, else in decimals of seconds
  /// or (below a second) milliseconds: `2h`, `90s`, `1.5s`, `0.25ms`.
  package var description: String {
    for unit in [DurationUnit.day, .hour, .minute, .second]
    where nanoseconds != 0 && nanoseconds % unit.nanoseconds == 0 {
      // 90s reads better than 1.5m, but 48h worse than 2d.
      return "\(nanoseconds / unit.nanoseconds)\(Self.symbol(unit))"
    }
    if nanoseconds == 0 { return "0s" }
    let isShort = nanoseconds.magnitude < 1_000_000_000
    let number = Number(
      significand: Int128(nanoseconds), exponent: isShort ? -6 : -9)
    return "\(number)\(isShort ? "ms" : "s")"
  }

  private static func symbol(_ unit: DurationUnit) -> String {
    switch unit {
    case .nanosecond: "ns"
    case .microsecond: "us"
    case .millisecond: "ms"
    case .second: "s"
    case .minute: "m"
    case .hour: "h"
    case .day: "d"
    case .week: "w"
    }
  }
}
