import Values

extension BuiltInFunctions {
  private static func number(_ value: Int) -> Value { .number(Number(Int64(value))) }

  private static let weekdays: [Text] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  static let timeFunctions: [BuiltInFunction] = [
    BuiltInFunction(
      name: "date", result: .date, summary: "The calendar day in the zone.",
      examples: [.init("date(2026-01-01T00:30:00Z)", "2026-01-01")],
      ofDate: { .date($0) }, ofLocalTime: { .date($0.date) }),
    BuiltInFunction(
      name: "hour", result: .integer, summary: "The hour of the day in the zone, 0 to 23.",
      examples: [.init("hour(2026-01-01T13:30:00Z)", "13")],
      ofLocalTime: { number($0.hour) }),
    BuiltInFunction(
      name: "minute", result: .integer, summary: "The minute of the hour in the zone, 0 to 59.",
      examples: [.init("minute(2026-01-01T13:30:00Z)", "30")],
      ofLocalTime: { number($0.minute) }),
    BuiltInFunction(
      name: "weekday", result: .string,
      summary: "The day of the week in the zone: `Mon`, `Tue`, `Wed`, `Thu`, `Fri`, `Sat`, `Sun`.",
      examples: [
        .init("weekday(2026-01-01T13:30:00Z)", "Thu"), .init("weekday(2026-11-22)", "Sun"),
      ],
      ofDate: { .string(weekdays[$0.weekday - 1]) },
      ofLocalTime: { .string(weekdays[$0.date.weekday - 1]) }),
    BuiltInFunction(
      name: "day", result: .integer, summary: "The day of the month in the zone, 1 to 31.",
      examples: [.init("day(2026-01-31)", "31")],
      ofDate: { number($0.components.day) }, ofLocalTime: { number($0.date.components.day) }),
    BuiltInFunction(
      name: "month", result: .integer, summary: "The month in the zone, 1 to 12.",
      examples: [.init("month(2026-11-22)", "11")],
      ofDate: { number($0.components.month) }, ofLocalTime: { number($0.date.components.month) }),
    BuiltInFunction(
      name: "year", result: .integer, summary: "The year in the zone.",
      examples: [.init("year(2026-12-31T23:30:00Z)", "2026")],
      ofDate: { number($0.components.year) }, ofLocalTime: { number($0.date.components.year) }),
  ]
}
