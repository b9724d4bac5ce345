import RuleModel
import Values

/// A calendar with its zone looked up.
struct CompiledCalendar {
  private let zone: Zone
  private let hoursByWeekday: [[Calendar.Hours]]
  private let exceptedDates: Set<CalendarDate>

  /// The checker accepts only zones that exist.
  init(_ calendar: Calendar) {
    guard let zone = Zone(identifier: calendar.zone) else {
      preconditionFailure("a checked calendar's zone exists")
    }
    self.zone = zone
    var byWeekday: [[Calendar.Hours]] = Array(repeating: [], count: 8)
    for hours in calendar.hours where (1...7).contains(hours.weekday) {
      byWeekday[hours.weekday].append(hours)
    }
    hoursByWeekday = byWeekday
    exceptedDates = calendar.exceptedDates
  }

  /// The instant lies in the hours of its local day, and that day is not excepted.
  func contains(_ time: Timestamp) -> Bool {
    let local = zone.local(time)
    if exceptedDates.contains(local.date) { return false }
    let second = local.secondOfDay
    return hoursByWeekday[local.date.weekday].contains {
      $0.start * 60 <= second && second < $0.end * 60
    }
  }
}
