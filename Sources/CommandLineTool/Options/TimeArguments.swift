import ArgumentParser
import Values

/// A day or an instant, as the user writes it: `2026-03-31`, or RFC 3339 with an offset.
enum TimeArgument: ExpressibleByArgument, Equatable {
  case day(CalendarDate)
  case instant(Timestamp)

  init?(argument: String) {
    if let day = CalendarDate(text: argument) {
      self = .day(day)
    } else if let instant = Array(argument.utf8).withUnsafeBytes(Timestamp.init(rfc3339:)) {
      self = .instant(instant)
    } else {
      return nil
    }
  }

  /// The first instant that is meant; nil past the range of timestamps.
  func start(in zone: Zone) -> Timestamp? {
    switch self {
    case .day(let day): zone.start(of: day)
    case .instant(let instant): instant
    }
  }

  /// The first instant that is no longer meant: a day counts whole.
  func end(in zone: Zone) -> Timestamp? {
    switch self {
    case .day(let day):
      zone.start(of: CalendarDate(daysSinceEpoch: day.daysSinceEpoch &+ 1))
    case .instant(let instant): instant
    }
  }
}

/// `2026-01-01..2026-03-31` of `--period`.
struct PeriodArgument: ExpressibleByArgument {
  var start: TimeArgument
  var end: TimeArgument

  init?(argument: String) {
    guard let dots = argument.firstRange(of: "..") else { return nil }
    guard let start = TimeArgument(argument: String(argument[..<dots.lowerBound])),
      let end = TimeArgument(argument: String(argument[dots.upperBound...]))
    else { return nil }
    self.start = start
    self.end = end
  }
}

/// `--history complete`: nothing is missing before the first event.
enum HistoryArgument: String, CaseIterable, ExpressibleByArgument {
  case complete
}
