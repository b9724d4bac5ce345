/// Conversions between days since 1970-01-01 and dates of the proleptic Gregorian calendar.
enum CivilDay {
  /// Days since 1970-01-01 of a date whose month is 1…12; the year may be any of ±1,000,000.
  @inline(__always)
  static func days(year: Int, month: Int, day: Int) -> Int {
    // March is the first month, so that the leap day is the year's last.
    let y = month <= 2 ? year &- 1 : year
    let m = month <= 2 ? month &+ 9 : month &- 3
    let era = (y >= 0 ? y : y &- 399) / 400
    let yearOfEra = y &- era &* 400
    let dayOfYear = (153 &* m &+ 2) / 5 &+ day &- 1
    let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
    return era &* 146_097 &+ dayOfEra &- 719_468
  }

  /// The date of a day.
  static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days &+ 719_468
    let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
    let dayOfEra = shifted &- era &* 146_097
    let yearOfEra =
      (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
    let m = (5 &* dayOfYear &+ 2) / 153
    let day = dayOfYear &- (153 &* m &+ 2) / 5 &+ 1
    let month = m < 10 ? m &+ 3 : m &- 9
    return (yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0), month, day)
  }

  @inline(__always)
  static func isLeap(_ year: Int) -> Bool { year & 3 == 0 && (year % 25 != 0 || year & 15 == 0) }

  /// The number of days of a month 1…12.
  @inline(__always)
  static func length(ofMonth month: Int, year: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    // 31 for odd months up to July and even ones from August.
    return 30 | (month ^ (month >> 3))
  }
}
