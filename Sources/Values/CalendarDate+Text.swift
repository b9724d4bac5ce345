extension CalendarDate: CustomStringConvertible {
  /// Nil if there is no such day. Years are 0…9999.
  package init?(year: Int, month: Int, day: Int) {
    guard 0...9999 ~= year, 1...12 ~= month, day >= 1,
      day <= CivilDay.length(ofMonth: month, year: year)
    else { return nil }
    self.init(daysSinceEpoch: Int32(CivilDay.days(year: year, month: month, day: day)))
  }

  /// Reads `YYYY-MM-DD`; nil if the text is anything else or there is no such day.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
      return nil
    }
    var parts = (0, 0, 0)
    for index in 0..<10 where index != 4 && index != 7 {
      guard bytes[index].isDigit else { return nil }
      let digit = Int(bytes[index].digit)
      switch index {
      case 0..<4: parts.0 = parts.0 * 10 + digit
      case 5..<7: parts.1 = parts.1 * 10 + digit
      default: parts.2 = parts.2 * 10 + digit
      }
    }
    self.init(year: parts.0, month: parts.1, day: parts.2)
  }

  /// Reads `YYYY-MM-DD`.
  package init?(text: String) {
    guard let date = text.withBytes({ CalendarDate($0) }) else { return nil }
    self = date
  }

  package var components: (year: Int, month: Int, day: Int) {
    CivilDay.date(days: Int(daysSinceEpoch))
  }

  /// 1 is Monday, 7 Sunday (ISO 8601).
  package var weekday: Int {
    // 1970-01-01 was a Thursday.
    (Int(daysSinceEpoch) + 3).flooredDivision(by: 7).remainder + 1
  }

  /// `YYYY-MM-DD`.
  package var description: String {
    let parts = components
    var text = ""
    if parts.year < 0 { text += "-" }
    text.appendDecimal(abs(parts.year), width: 4)
    text += "-"
    text.appendDecimal(parts.month, width: 2)
    text += "-"
    text.appendDecimal(parts.day, width: 2)
    return text
  }
}
