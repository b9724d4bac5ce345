/// Dates as people and programs write them. A date is one of birth only where a word says so.
enum DateOfBirth {
  /// Years from which people live, or of whom records tell, up to a bound that no test has to follow.
  private static let years = 1900...2035

  /// The date that begins with the digit at `start`.
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard let (first, end) = number(text, start) else { return nil }
    let length = end - start
    if length <= 2, let behind = ordinal(text, end) {
      return written(text, start, behind, day: first)
    }
    if length == 8 { return isPlain(first) && isEnd(text, end) ? start..<end : nil }
    guard length == 4 || length <= 2, end + 1 < text.count else { return nil }
    let sign = text[end]
    switch sign {
    case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
      if let (second, secondEnd) = number(text, end + 1), secondEnd - end <= 3 {
        guard secondEnd < text.count, text[secondEnd] == sign,
          let (third, thirdEnd) = number(text, secondEnd + 1), isEnd(text, thirdEnd)
        else { return nil }
        return isDate((first, length), second, (third, thirdEnd - secondEnd - 1))
          ? start..<thirdEnd : nil
      }
      if let month = Months.match(text, end + 1), month.upperBound < text.count,
        text[month.upperBound] == sign, let (year, yearEnd) = number(text, month.upperBound + 1),
        isYear(year, yearEnd - month.upperBound - 1), isEnd(text, yearEnd)
      {
        return start..<yearEnd
      }
      return sign == UInt8(ascii: ".") ? written(text, start, end + 1, day: first) : nil
    case 0x20: return written(text, start, end, day: first)
    default: return nil
    }
  }

  /// `21 December 2005`, `3. März 1980`, `1er mai 1971`, `5 de mayo de 1990`.
  private static func written(_ text: Bytes, _ start: Int, _ after: Int, day: Int) -> Range<Int>? {
    guard (1...31).contains(day) else { return nil }
    var index = skipBlanks(text, after)
    index = skipWord(text, skipWord(text, index, "de"), "of")
    guard let month = Months.match(text, index) else { return nil }
    index = month.upperBound
    if index < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",") {
      index += 1
    }
    index = skipWord(text, skipWord(text, skipBlanks(text, index), "de"), "del")
    guard let (year, end) = number(text, index), isYear(year, end - index), isEnd(text, end) else {
      return nil
    }
    return start..<end
  }

  /// `December 21, 2005`: begins with the month.
  static func matchMonth(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard let month = Months.match(text, start) else { return nil }
    let dayStart = skipBlanks(text, month.upperBound)
    guard dayStart > month.upperBound, let (day, dayEnd) = number(text, dayStart),
      (1...31).contains(day),
      dayEnd - dayStart <= 2
    else { return nil }
    var index = dayEnd
    if index < text.count, text[index] == UInt8(ascii: ",") { index += 1 }
    index = skipBlanks(text, index)
    guard index > dayEnd, let (year, end) = number(text, index), isYear(year, end - index),
      isEnd(text, end)
    else { return nil }
    return start..<end
  }

  /// Where the sign of an ordinal number ends that begins at `start`: `1st`, `1er`, `1º`.
  private static func ordinal(_ text: Bytes, _ start: Int) -> Int? {
    guard start + 2 < text.count else { return nil }
    switch (text[start] | 0x20, text[start + 1] | 0x20) {
    case (UInt8(ascii: "s"), UInt8(ascii: "t")), (UInt8(ascii: "n"), UInt8(ascii: "d")),
      (UInt8(ascii: "r"), UInt8(ascii: "d")), (UInt8(ascii: "t"), UInt8(ascii: "h")),
      (UInt8(ascii: "e"), UInt8(ascii: "r")):
      break
    default:
      // º, ª and °.
      guard text[start] == 0xC2,
        text[start + 1] == 0xBA || text[start + 1] == 0xAA || text[start + 1] == 0xB0
      else { return nil }
    }
    return text[start + 2] == 0x20 ? start + 2 : nil
  }

  private static func skipBlanks(_ text: Bytes, _ start: Int) -> Int {
    var index = start
    while index < text.count, index < start + 3, text[index] == 0x20 { index += 1 }
    return index
  }

  private static func skipWord(_ text: Bytes, _ start: Int, _ word: StaticString) -> Int {
    let count = word.utf8CodeUnitCount
    guard start + count < text.count, text[start + count] == 0x20 else { return start }
    for offset in 0..<count where text[start + offset] | 0x20 != word.utf8Start[offset] {
      return start
    }
    return start + count + 1
  }

  /// Up to eight digits.
  private static func number(_ text: Bytes, _ start: Int) -> (Int, end: Int)? {
    var index = start
    var value = 0
    while index < text.count, index < start + 9, ByteClass.of(text[index]) == ByteClass.digit {
      value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
      index += 1
    }
    return index > start && index < start + 9 ? (value, index) : nil
  }

  private static func isEnd(_ text: Bytes, _ end: Int) -> Bool {
    guard end < text.count else { return true }
    // `1980-05-01T00:00:00Z` is a date, too; `10.1.2.3` is not.
    if text[end] == UInt8(ascii: "T") {
      return end + 1 < text.count && ByteClass.of(text[end + 1]) == ByteClass.digit
    }
    if ByteClass.isWord(text[end]) { return Separators.width(text, end) > 0 }
    return
      !(end + 1 < text.count && ByteClass.of(text[end + 1]) == ByteClass.digit
      && (text[end] == UInt8(ascii: ".") || text[end] == UInt8(ascii: "-")
        || text[end] == UInt8(ascii: "/")))
  }

  private static func isYear(_ year: Int, _ length: Int) -> Bool {
    length == 4 && years.contains(year)
  }

  private static func isPlain(_ value: Int) -> Bool {
    let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100)
    if years.contains(year), CheckDigits.isDay(year: year, month: month, day: day) { return true }
    return years.contains(value % 10_000)
      && CheckDigits.isDay(
        year: value % 10_000, month: value / 10_000 % 100, day: value / 1_000_000)
  }

  private static func isDate(
    _ first: (value: Int, length: Int), _ second: Int, _ third: (value: Int, length: Int)
  ) -> Bool {
    if isYear(first.value, first.length) {
      return third.length <= 2
        && CheckDigits.isDay(year: first.value, month: second, day: third.value)
    }
    guard first.length <= 2 else { return false }
    guard isYear(third.value, third.length) || third.length == 2 else { return false }
    return CheckDigits.isDay(year: third.value, month: second, day: first.value)
      || CheckDigits.isDay(year: third.value, month: first.value, day: second)
  }
}

/// Names of months in eight languages, long and short.
enum Months {
  private static let text: StaticString = """
    jan january januar janvier janv enero ene gennaio gen januari janeiro stycznia styczen sty janner
    feb february februar fevrier fevr fev febrero febbraio februari fevereiro lutego luty lut feber
    mar march marz maerz mars marzo maart marco marca marzec mrz mrt
    apr april avril avr abril abr aprile kwietnia kwiecien kwi
    may mai mayo maggio mag mei maio maja maj
    jun june juni juin junio giugno giu junho czerwca czerwiec cze
    jul july juli juillet juil julio luglio lug julho lipca lipiec lip
    aug august aout agosto ago augustus sierpnia sierpien sie
    sep sept september septembre septiembre settembre set setembro wrzesnia wrzesien wrz
    oct october oktober okt octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz
    nov november novembre noviembre novembro listopada listopad lis
    dec december dezember dez decembre diciembre dic dicembre dezembro grudnia grudzien gru
    """

  /// Names as numbers, five bits a letter, by a hash of them.
  private static let table: [UInt64] = {
    var table = [UInt64](repeating: 0, count: 1024)
    var name: UInt64 = 0
    func keep() {
      guard name != 0 else { return }
      var place = place(name)
      while table[place] != 0, table[place] != name { place = (place + 1) & 1023 }
      table[place] = name
      name = 0
    }
    for byte in UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount) {
      if byte > 0x20 { name = name << 5 | UInt64(byte & 31) } else { keep() }
    }
    keep()
    return table
  }()

  private static func place(_ name: UInt64) -> Int {
    Int(truncatingIfNeeded: (name &* 0x9E37_79B9_7F4A_7C15) >> 54)
  }

  private static let longest = 12

  private static func contains(_ name: UInt64) -> Bool {
    var place = place(name)
    while table[place] != 0 {
      if table[place] == name { return true }
      place = (place + 1) & 1023
    }
    return false
  }

  /// The month's name that begins at `start`, as a whole word.
  static func match(_ text: Bytes, _ start: Int) -> Range<Int>? {
    var index = start
    var letters = 0
    var name: UInt64 = 0
    while index < text.count, letters <= longest {
      let byte = text[index]
      switch ByteClass.of(byte) {
      case ByteClass.lower, ByteClass.upper: name = name << 5 | UInt64(byte & 31)
      case ByteClass.high where Separators.width(text, index) == 0:
        guard byte >= 0xC3, byte <= 0xC5, index + 1 < text.count else { return nil }
        let (letter, _) = FoldedWords.fold(byte, text[index + 1])
        guard letter != 0 else { return nil }
        name = name << 5 | UInt64(letter & 31)
        index += 1
      case ByteClass.digit, ByteClass.underscore: return nil
      default: return letters >= 3 && contains(name) ? start..<index : nil
      }
      letters += 1
      index += 1
    }
    return nil
  }
}
