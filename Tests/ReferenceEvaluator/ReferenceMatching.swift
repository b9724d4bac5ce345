import Foundation
import RuleModel
import Values

/// `*` stays within a segment, `**` crosses, a final `/**` takes the folder itself too, `?` is one
/// character that is no `/`, a backslash takes the next character literally.
func referenceGlob(_ pattern: String, matches text: Text) -> Bool {
  if pattern.hasSuffix("/**"), !pattern.hasSuffix("\\/**"),
    match(Array(pattern.dropLast(3).unicodeScalars)[...], scalars(text)[...])
  {
    return true
  }
  return match(Array(pattern.unicodeScalars)[...], scalars(text)[...])
}

private func scalars(_ text: Text) -> [Unicode.Scalar] {
  Array(String(decoding: text.bytes, as: UTF8.self).unicodeScalars)
}

private func match(
  _ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>
) -> Bool {
  guard let first = pattern.first else { return text.isEmpty }
  let rest = pattern.dropFirst()
  switch first {
  case "*" where rest.first == "*":
    let after = rest.dropFirst()
    return match(after, text) || (!text.isEmpty && match(pattern, text.dropFirst()))
  case "*":
    return match(rest, text)
      || (text.first.map { $0 != "/" } ?? false && match(pattern, text.dropFirst()))
  case "?":
    return text.first.map { $0 != "/" } ?? false && match(rest, text.dropFirst())
  case "\\" where !rest.isEmpty:
    return text.first == rest.first && match(rest.dropFirst(), text.dropFirst())
  default:
    return text.first == first && match(rest, text.dropFirst())
  }
}

/// Through ICU's regular expressions, which agree with PCRE2 on the plain patterns that the
/// comparison generates.
func referenceRegex(_ pattern: RegexPattern, matches text: Text) -> Bool {
  var options: NSRegularExpression.Options = []
  if pattern.flags.contains("i") { options.insert(.caseInsensitive) }
  if pattern.flags.contains("m") { options.insert(.anchorsMatchLines) }
  if pattern.flags.contains("s") { options.insert(.dotMatchesLineSeparators) }
  guard let regex = try? NSRegularExpression(pattern: pattern.pattern, options: options) else {
    return false
  }
  let string = text.description
  return regex.firstMatch(in: string, range: NSRange(string.startIndex..., in: string)) != nil
}

/// Compares by aligning the exponents, one digit at a time.
func referenceLess(_ left: Number, _ right: Number) -> Bool {
  func digits(_ number: Number, exponent: Int32) -> [UInt8] {
    Array(String(number.significand.magnitude).utf8)
      + Array(repeating: 48, count: Int(number.exponent - exponent))
  }
  if (left.significand < 0) != (right.significand < 0) { return left.significand < 0 }
  let exponent = min(left.exponent, right.exponent)
  var a = digits(left, exponent: exponent)
  var b = digits(right, exponent: exponent)
  let width = max(a.count, b.count)
  a = Array(repeating: 48, count: width - a.count) + a
  b = Array(repeating: 48, count: width - b.count) + b
  return left.significand < 0
    ? b.lexicographicallyPrecedes(a) : a.lexicographicallyPrecedes(b)
}

func referenceDuring(_ instant: Timestamp, _ calendar: RuleModel.Calendar) -> Bool {
  guard let parts = referenceLocal(instant, calendar.zone) else { return false }
  if calendar.exceptedDates.contains(where: { $0.daysSinceEpoch == parts.day }) { return false }
  return calendar.hours.contains {
    $0.weekday == parts.weekday && $0.start <= parts.minute && parts.minute < $0.end
  }
}

/// Local day since 1970, weekday (1 is Monday) and minute of the day.
func referenceLocal(
  _ instant: Timestamp, _ zone: String
) -> (day: Int, weekday: Int, minute: Int)? {
  guard let zone = TimeZone(identifier: zone) else { return nil }
  let seconds = instant.nanoseconds.flooredQuotient(by: 1_000_000_000)
  let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
  let local = Int(seconds) + offset
  let day = Int(Int64(local).flooredQuotient(by: 86_400))
  let weekday = ((day + 3) % 7 + 7) % 7 + 1
  return (day, weekday, (local - day * 86_400) / 60)
}

extension Int64 {
  fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

/// The functions that the comparison generates.
func referenceFunction(_ name: String, _ arguments: [Value]) -> Value? {
  switch (name, arguments.first) {
  case ("lower", .string(let text)):
    return .string(Text(text.description.lowercased()))
  case ("upper", .string(let text)):
    return .string(Text(text.description.uppercased()))
  case ("length", .string(let text)):
    return .number(Number(Int64(text.description.unicodeScalars.count)))
  case ("length", .list(let elements)):
    return .number(Number(Int64(elements.count)))
  case ("date", .timestamp(let instant)), ("hour", .timestamp(let instant)),
    ("weekday", .timestamp(let instant)):
    guard case .string(let zone) = arguments.last,
      let parts = referenceLocal(instant, zone.description)
    else { return nil }
    switch name {
    case "date": return .date(CalendarDate(daysSinceEpoch: Int32(parts.day)))
    case "hour": return .number(Number(Int64(parts.minute / 60)))
    default: return .number(Number(Int64(parts.weekday)))
    }
  default:
    return nil
  }
}
