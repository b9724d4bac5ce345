import RuleModel
import Values

/// Lengths of time in words.
enum LengthText {
  /// `72 hours`, `30 days`, `1 month`: of exact lengths those up to four days in hours, so that it
  /// is clear that a day is 24 of them.
  static func text(of length: Length) -> String {
    switch length {
    case .exact(let duration): text(of: duration)
    case .months(let months) where months % 12 == 0: plural(Int64(months / 12), "year")
    case .months(let months): plural(Int64(months), "month")
    }
  }

  static func text(of duration: Duration) -> String {
    let units: [(name: String, length: Int64, from: Int64)] = [
      ("day", 86_400_000_000_000, 5), ("hour", 3_600_000_000_000, 1),
      ("minute", 60_000_000_000, 1), ("second", 1_000_000_000, 1), ("millisecond", 1_000_000, 1),
    ]
    for unit in units
    where duration.nanoseconds % unit.length == 0 && duration.nanoseconds / unit.length >= unit.from
    {
      return plural(duration.nanoseconds / unit.length, unit.name)
    }
    return duration.nanoseconds == 0 ? "0 seconds" : Value.duration(duration).quotedDescription
  }

  private static func plural(_ count: Int64, _ unit: String) -> String {
    "\(count) \(unit)\(count == 1 ? "" : "s")"
  }

  /// What a length of the calendar means; empty for an exact one.
  static func calendar(_ length: Length, zone: String) -> String {
    switch length {
    case .exact: ""
    case .months(let months):
      " (by the calendar in \(zone): the same day and time \(months % 12 == 0 ? "of the year" : "of the month") "
        + "there, or the last day of a shorter month)"
    }
  }
}
