/// Dates as people and programs write them. A date is one of birth only where a word says so.
enum DateOfBirth {
  /// Years from which people live, or of whom records tell, up to a bound that no test has to follow.
  private static let years = 1900...2035

  /// The date that begins with the digit at `start`.
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    guard let (first, end) = number(text, start) else { return nil }
    let length = end - start
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
    index = skipWord(text, index, "de")
    guard let month = Months.match(text, index) else { return nil }
    index = month.upperBound
    if index < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",") {
      index += 1
    }
    index = skipWord(text, skipBlanks(text, index), "de")
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

/// Names of months in eight languages, by their first three letters and how the whole is spelt.
enum Months {
  private static let names: Set<[UInt8]> = {
    let text = """
      jan january januar janvier enero ene gennaio gen januari janeiro stycznia styczen sty janner
      feb february februar fevrier fev febrero febbraio februari fevereiro lutego luty lut feber
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
    return Set(text.split { $0 == " " || $0 == "\n" }.map { Array($0.utf8) })
  }()

  /// The month's name that begins at `start`, as a whole word.
  static func match(_ text: Bytes, _ start: Int) -> Range<Int>? {
    guard start < text.count,
      ByteClass.of(text[start]) & (ByteClass.lower | ByteClass.upper | ByteClass.high) != 0
    else { return nil }
    var index = start
    var letters: [UInt8] = []
    letters.reserveCapacity(16)
    while index < text.count, letters.count < 16 {
      let byte = text[index]
      switch ByteClass.of(byte) {
      case ByteClass.lower, ByteClass.upper: letters.append(byte | 0x20)
      case ByteClass.high:
        guard byte >= 0xC3, byte <= 0xC5, index + 1 < text.count else { return nil }
        let (letter, _) = FoldedWords.fold(byte, text[index + 1])
        guard letter != 0 else { return nil }
        letters.append(letter)
        index += 1
      default:
        return names.contains(letters) ? start..<index : nil
      }
      index += 1
    }
    return nil
  }
}
