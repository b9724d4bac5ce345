import Foundation
import RuleModel
import Values

/// Calendar arithmetic through Foundation's zones, one step at a time.

private let second: Int64 = 1_000_000_000
private let daySeconds: Int64 = 86_400

private func zoneNamed(_ name: String) -> TimeZone {
  TimeZone(identifier: name) ?? TimeZone(secondsFromGMT: 0)!
}

private func offset(_ zone: TimeZone, _ seconds: Int64) -> Int64 {
  Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

/// The instants at which clocks show a local time: none if the zone skips it, two if it occurs twice.
private func instants(_ zone: TimeZone, local: Int64) -> [Int64] {
  let offsets = Set([local - daySeconds, local, local + daySeconds].map { offset(zone, $0) })
  return offsets.map { local - $0 }.filter { $0 + offset(zone, $0) == local }.sorted()
}

/// The first instant after a local time that the zone skips.
private func afterGap(_ zone: TimeZone, local: Int64) -> Int64 {
  var time = Date(timeIntervalSince1970: Double(local - 2 * daySeconds))
  while let next = zone.nextDaylightSavingTimeTransition(after: time) {
    let seconds = Int64(next.timeIntervalSince1970)
    if seconds + offset(zone, seconds) > local { return seconds }
    time = next
  }
  return local
}

private func length(ofMonth month: Int64, year: Int64) -> Int64 {
  switch month {
  case 4, 6, 9, 11: 30
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  default: 31
  }
}

/// Month (counted from January 1970) and day of a day since 1970-01-01, by walking there.
private func month(ofDay day: Int64) -> (month: Int64, day: Int64) {
  var (month, first): (Int64, Int64) = (0, 0)
  func lengthOf(_ month: Int64) -> Int64 {
    let (years, index) = floorDivide(month, 12)
    return length(ofMonth: index + 1, year: 1970 + years)
  }
  while day < first {
    month -= 1
    first -= lengthOf(month)
  }
  while day >= first + lengthOf(month) {
    first += lengthOf(month)
    month += 1
  }
  return (month, day - first + 1)
}

/// The day since 1970-01-01 of a month's day; the month's last if it has fewer.
private func day(ofMonth month: Int64, day: Int64) -> Int64 {
  var first: Int64 = 0
  for step in min(month, 0)..<max(month, 0) {
    let (years, index) = floorDivide(step, 12)
    first += (month < 0 ? -1 : 1) * length(ofMonth: index + 1, year: 1970 + years)
  }
  let (years, index) = floorDivide(month, 12)
  return first + min(day, length(ofMonth: index + 1, year: 1970 + years)) - 1
}

/// A time moved by a length. `later` chooses between two instants that show the same local time.
func referenceShift(
  _ time: Int64, by length: Length, sign: Int64, zone name: String, later: Bool
) -> Int64 {
  switch length {
  case .exact(let duration):
    let (sum, overflow) = time.addingReportingOverflow(sign * duration.nanoseconds)
    return overflow ? (sign < 0 ? .min : .max) : sum
  case .months(let count):
    let zone = zoneNamed(name)
    let (seconds, fraction) = floorDivide(time, second)
    let local = seconds + offset(zone, seconds)
    let (today, ofDay) = floorDivide(local, daySeconds)
    let date = month(ofDay: today)
    let moved = day(ofMonth: date.month + sign * Int64(count), day: date.day) * daySeconds + ofDay
    let possible = instants(zone, local: moved)
    guard let chosen = later ? possible.last : possible.first else {
      return afterGap(zone, local: moved) * second
    }
    return chosen * second + fraction
  }
}

/// The first instant of a local day.
private func start(ofDay day: Int64, _ zone: TimeZone) -> Int64 {
  let local = day * daySeconds
  return (instants(zone, local: local).first ?? afterGap(zone, local: local)) * second
}

private func localDay(_ time: Int64, _ zone: TimeZone) -> Int64 {
  let seconds = floorDivide(time, second).0
  return floorDivide(seconds + offset(zone, seconds), daySeconds).0
}

/// The calendar day that holds a time, `[start, end)`.
func referenceDay(of time: Int64, zone name: String) -> (start: Int64, end: Int64) {
  let zone = zoneNamed(name)
  let day = localDay(time, zone)
  return (start(ofDay: day, zone), start(ofDay: day + 1, zone))
}

/// The aligned window of `per` that holds a time, `[start, end)`.
func referencePerWindow(
  of time: Int64, length: Length, zone name: String
) -> (start: Int64, end: Int64) {
  let zone = zoneNamed(name)
  let today = localDay(time, zone)
  switch length {
  case .months(let count):
    let (number, _) = month(ofDay: today)
    let first = floorDivide(number, Int64(count)).0 * Int64(count)
    return (
      start(ofDay: day(ofMonth: first, day: 1), zone),
      start(ofDay: day(ofMonth: first + Int64(count), day: 1), zone)
    )
  case .exact(let duration) where duration.nanoseconds == 7 * daySeconds * second:
    // 1970-01-01 was a Thursday.
    let monday = floorDivide(today + 3, 7).0 * 7 - 3
    return (start(ofDay: monday, zone), start(ofDay: monday + 7, zone))
  case .exact(let duration) where duration.nanoseconds == daySeconds * second:
    return (start(ofDay: today, zone), start(ofDay: today + 1, zone))
  case .exact(let duration):
    let (begin, end) = (start(ofDay: today, zone), start(ofDay: today + 1, zone))
    let window = begin + (time - begin) / duration.nanoseconds * duration.nanoseconds
    return (window, min(window + duration.nanoseconds, end))
  }
}
