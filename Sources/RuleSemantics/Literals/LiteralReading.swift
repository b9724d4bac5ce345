import RuleSyntax
import Values

/// Reads literals as written. nil: it is no such value.
enum LiteralReading {
  static func number(_ written: String) -> Number? {
    let bytes = written.utf8.filter { $0 != UInt8(ascii: "_") }
    return bytes.withUnsafeBytes { Number(json: $0) }
  }

  /// Numbers separated by dots.
  static func version(_ written: String) -> Version? {
    guard let first = written.utf8.first, first >= 0x30, first <= 0x39 else { return nil }
    return Version(text: written)
  }

  static func date(_ written: String) -> CalendarDate? { CalendarDate(text: written) }

  /// An RFC 3339 time with its offset.
  static func timestamp(_ written: String) -> Timestamp? {
    Array(written.utf8).withUnsafeBytes { Timestamp(rfc3339: $0) }
  }

  static func address(_ written: String) -> IPAddress? { IPAddress(text: written) }

  static func network(_ written: String) -> IPNetwork? {
    written.utf8.contains(UInt8(ascii: "/")) ? IPNetwork(text: written) : nil
  }

  /// What a quantity's unit measures.
  enum Measure {
    /// The unit's length in nanoseconds.
    case time(Int64)
    /// The unit's size in bytes.
    case size(Int64)
    /// A month or a year, which have no fixed length.
    case calendar
  }

  static func measure(unit: String) -> Measure? {
    let second: Int64 = 1_000_000_000
    switch unit {
    case "ms", "millisecond", "milliseconds": return .time(1_000_000)
    case "s", "second", "seconds": return .time(second)
    case "m", "minute", "minutes": return .time(60 * second)
    case "h", "hour", "hours": return .time(3_600 * second)
    case "d", "day", "days": return .time(86_400 * second)
    case "w", "week", "weeks": return .time(604_800 * second)
    case "month", "months", "year", "years": return .calendar
    case "B": return .size(1)
    case "KB": return .size(1_000)
    case "MB": return .size(1_000_000)
    case "GB": return .size(1_000_000_000)
    case "KiB": return .size(1 << 10)
    case "MiB": return .size(1 << 20)
    case "GiB": return .size(1 << 30)
    default: return nil
    }
  }

  /// Units as a person may write them, for suggestions.
  static let units = [
    "ms", "s", "m", "h", "d", "w", "seconds", "minutes", "hours", "days", "weeks", "months",
    "years", "B", "KB", "MB", "GB", "KiB", "MiB", "GiB",
  ]

  /// `number * factor`, if that is a whole number of 64 bits.
  static func scaled(_ number: Number, by factor: Int64) -> Int64? {
    var value = Int128(factor)
    let (product, overflow) = value.multipliedReportingOverflow(by: number.significand)
    if overflow { return nil }
    value = product
    var exponent = number.exponent
    guard abs(Int(exponent)) <= 60 else { return value == 0 ? 0 : nil }
    while exponent > 0 {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = next
      exponent -= 1
    }
    while exponent < 0 {
      guard value % 10 == 0 else { return nil }
      value /= 10
      exponent += 1
    }
    return Int64(exactly: value)
  }

  /// Reads `5m`, `1.5 h`, `10 MB` as in a rule: a number and its unit.
  static func splitQuantity(_ written: String) -> (number: String, unit: String)? {
    let text = written.utf8
    guard
      let split = text.firstIndex(where: { byte in
        !(byte >= 0x30 && byte <= 0x39) && byte != UInt8(ascii: ".") && byte != UInt8(ascii: "_")
          && byte != UInt8(ascii: "-")
      })
    else { return nil }
    let number = String(written[..<split])
    let unit = String(written[split...].drop { $0 == " " })
    return number.isEmpty || unit.isEmpty ? nil : (number, unit)
  }
}
