import RuleModel
import Values

extension Length {
  /// A time moved by the length, forward or back (semantics C4, *Lengths*): months are steps of the
  /// zone's calendar, a time that it skips is the first one after it, and of a time that occurs twice
  /// the one asked for is taken.
  func moved(_ time: Int64, forward: Bool, zone: Zone, later: Bool) -> Int64 {
    switch self {
    case .exact(let duration):
      let (sum, overflow) =
        forward
        ? time.addingReportingOverflow(duration.nanoseconds)
        : time.subtractingReportingOverflow(duration.nanoseconds)
      return overflow ? (forward ? .max : .min) : sum
    case .months(let count):
      return Self.movedByMonths(time, forward ? count : -count, zone, later)
    }
  }

  private static func movedByMonths(
    _ time: Int64, _ count: Int, _ zone: Zone, _ later: Bool
  ) -> Int64 {
    let beyond: Int64 = count < 0 ? .min : .max
    let local = zone.local(Timestamp(nanoseconds: time))
    let (year, month, day) = local.date.components
    let (sum, overflow) = (year * 12 + month - 1).addingReportingOverflow(count)
    // The range of timestamps is 1677 to 2262.
    guard !overflow, 1600 * 12...2400 * 12 ~= sum else { return beyond }
    let newYear = sum / 12
    let newMonth = sum % 12 + 1
    let newDay = min(day, Self.length(ofMonth: newMonth, year: newYear))
    guard let date = CalendarDate(year: newYear, month: newMonth, day: newDay) else {
      return beyond
    }
    let localSeconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(local.secondOfDay)
    let (first, isInGap) = zone.epochSeconds(ofLocalSeconds: localSeconds)
    if isInGap { return nanoseconds(first, 0, beyond) }
    let seconds = later ? zone.lastSeconds(ofLocalSeconds: localSeconds, first: first) : first
    return nanoseconds(seconds, Int64(local.nanosecond), beyond)
  }

  private static func nanoseconds(_ seconds: Int64, _ rest: Int64, _ beyond: Int64) -> Int64 {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return beyond }
    let (sum, carry) = product.addingReportingOverflow(rest)
    return carry ? beyond : sum
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

/// The windows of `per`, of times that mostly follow each other.
struct WindowSteps {
  private let zone: Zone
  private let length: Length
  /// Of windows that divide a day: how long they are; 0 of all others.
  private var step: Int64 = 0
  /// The day of the time before.
  private var day: (start: Int64, end: Int64) = (.max, .min)

  init(_ zone: Zone, _ length: Length) {
    self.zone = zone
    self.length = length
    if case .exact(let duration) = length, duration.nanoseconds < Zone.dayLength {
      step = max(1, duration.nanoseconds)
    }
  }

  /// The window that holds a time, `[start, end)`.
  @inline(__always)
  mutating func window(of time: Int64) -> (start: Int64, end: Int64) {
    if step == 0 { return zone.window(of: time, length: length) }
    if time < day.start || time >= day.end { day = zone.day(of: time) }
    return Zone.window(of: time, step, day)
  }
}

extension Zone {
  /// Of the instants that show a local time the last, given the first.
  fileprivate func lastSeconds(ofLocalSeconds local: Int64, first: Int64) -> Int64 {
    // Clocks are set back by less than a day.
    let (days, overflow) = (first + 86_400).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return first }
    let offset = Int64(self.offset(at: Timestamp(nanoseconds: days)))
    let second = local - offset
    guard second > first else { return first }
    let (time, tooLate) = second.multipliedReportingOverflow(by: 1_000_000_000)
    guard !tooLate, Int64(self.offset(at: Timestamp(nanoseconds: time))) == offset else {
      return first
    }
    return second
  }

  /// The calendar day that holds a time, `[start, end)`.
  func day(of time: Int64) -> (start: Int64, end: Int64) {
    let date = date(of: Timestamp(nanoseconds: time))
    return (start(ofDay: date.daysSinceEpoch), start(ofDay: date.daysSinceEpoch + 1))
  }

  func start(ofDay day: Int32) -> Int64 {
    start(of: CalendarDate(daysSinceEpoch: day))?.nanoseconds ?? (day < 0 ? .min : .max)
  }

  /// The window of `per` that holds a time, `[start, end)` (semantics C7, *Windows*).
  func window(of time: Int64, length: Length) -> (start: Int64, end: Int64) {
    let today = date(of: Timestamp(nanoseconds: time))
    switch length {
    case .months(let count):
      let (year, month, _) = today.components
      let first = (year * 12 + month - 1) / count * count
      return (start(ofMonth: first), start(ofMonth: first + count))
    case .exact(let duration) where duration.nanoseconds == 7 * Self.dayLength:
      let monday = today.daysSinceEpoch - Int32(today.weekday - 1)
      return (start(ofDay: monday), start(ofDay: monday + 7))
    case .exact(let duration) where duration.nanoseconds == Self.dayLength:
      return day(of: time)
    case .exact(let duration):
      return Self.window(of: time, max(1, duration.nanoseconds), day(of: time))
    }
  }

  /// Windows begin at midnight and are cut off at the next.
  @inline(__always)
  fileprivate static func window(
    of time: Int64, _ step: Int64, _ day: (start: Int64, end: Int64)
  ) -> (start: Int64, end: Int64) {
    let start = day.start &+ (time &- day.start) / step &* step
    let (next, overflow) = start.addingReportingOverflow(step)
    return (start, overflow ? day.end : min(next, day.end))
  }

  fileprivate static let dayLength: Int64 = 86_400 * 1_000_000_000

  /// Months are counted from the year 0.
  private func start(ofMonth number: Int) -> Int64 {
    guard let date = CalendarDate(year: number / 12, month: number % 12 + 1, day: 1) else {
      return .max
    }
    return start(ofDay: date.daysSinceEpoch)
  }
}
