/// National identifiers that have letters in them. Each `match` begins at the start of a word and
/// ends at the end of one; it reads no byte outside of the text.

/// What all of them need of a text.
private struct IdentifierReader {
  let text: Bytes
  var index: Int

  /// The next byte, as a capital letter or digit; nil at the end.
  mutating func next() -> UInt8? {
    guard index < text.count else { return nil }
    let byte = text[index]
    index += 1
    return ByteClass.of(byte) == ByteClass.lower ? byte & 0xDF : byte
  }

  /// Passes over one separator of groups.
  mutating func skipSeparator() { index += Separators.groupWidth(text, index) }

  /// Passes over a sign, if it is there.
  mutating func skip(_ sign: UInt8) -> Bool {
    guard index < text.count, text[index] == sign else { return false }
    index += 1
    return true
  }

  mutating func digit() -> Int? {
    guard let byte = next(), byte &- UInt8(ascii: "0") < 10 else { return nil }
    return Int(byte &- UInt8(ascii: "0"))
  }

  mutating func letter() -> UInt8? {
    guard let byte = next(), byte &- 65 < 26 else { return nil }
    return byte
  }

  mutating func number(_ count: Int) -> Int? {
    var result = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      result = result * 10 + digit
    }
    return result
  }

  /// Whether the word ends here.
  var isAtEnd: Bool {
    index >= text.count || !ByteClass.isWord(text[index]) || Separators.width(text, index) > 0
  }
}

/// National insurance number, United Kingdom: two letters, six digits, A to D. Source: HMRC, National
/// Insurance Manual NIM39110.
enum UKNationalInsurance {
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    guard let first = reader.letter(), let second = reader.letter(), isPrefix(first, second) else {
      return nil
    }
    for _ in 0..<3 {
      reader.skipSeparator()
      guard reader.number(2) != nil else { return nil }
    }
    reader.skipSeparator()
    guard let suffix = reader.letter(), suffix <= UInt8(ascii: "D"), reader.isAtEnd else {
      return nil
    }
    return start..<reader.index
  }
}

extension UKNationalInsurance {
  private static func isPrefix(_ first: UInt8, _ second: UInt8) -> Bool {
    for number in 0..<2 {
      switch number == 0 ? first : second {
      case UInt8(ascii: "D"), UInt8(ascii: "F"), UInt8(ascii: "I"), UInt8(ascii: "Q"),
        UInt8(ascii: "U"),
        UInt8(ascii: "V"):
        return false
      default: break
      }
    }
    switch (first, second) {
    case (_, UInt8(ascii: "O")): return false
    case (UInt8(ascii: "B"), UInt8(ascii: "G")), (UInt8(ascii: "G"), UInt8(ascii: "B")),
      (UInt8(ascii: "K"), UInt8(ascii: "N")), (UInt8(ascii: "N"), UInt8(ascii: "K")),
      (UInt8(ascii: "N"), UInt8(ascii: "T")), (UInt8(ascii: "T"), UInt8(ascii: "N")),
      (UInt8(ascii: "Z"), UInt8(ascii: "Z")):
      return false
    default: return true
    }
  }
}

/// The check letter of Spain's numbers: the number modulo 23.
private enum SpanishLetter {
  private static let letters: StaticString = "TRWAGMYFPDXBNJZSQVHLCKE"

  static func fits(_ number: Int, _ letter: UInt8) -> Bool {
    letters.utf8Start[number % 23] == letter
  }
}

/// DNI: eight digits (`12345678`, `12.345.678`) and a check letter. Source: Spanish royal decree 1553/2005.
enum SpanishID {
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    guard let millions = reader.number(2) else { return nil }
    let isDotted = reader.skip(UInt8(ascii: "."))
    guard let thousands = reader.number(3) else { return nil }
    if isDotted, !reader.skip(UInt8(ascii: ".")) { return nil }
    guard let ones = reader.number(3) else { return nil }
    reader.skipSeparator()
    let number = (millions * 1000 + thousands) * 1000 + ones
    guard let letter = reader.letter(), reader.isAtEnd, SpanishLetter.fits(number, letter),
      number > 0
    else { return nil }
    return start..<reader.index
  }
}

/// NIE: X, Y or Z, seven digits, a check letter. Source: Spanish royal decree 557/2011.
enum SpanishForeignerID {
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    guard let first = reader.letter(), (UInt8(ascii: "X")...UInt8(ascii: "Z")).contains(first)
    else {
      return nil
    }
    reader.skipSeparator()
    guard let number = reader.number(7) else { return nil }
    reader.skipSeparator()
    guard let letter = reader.letter(), reader.isAtEnd,
      SpanishLetter.fits(Int(first - UInt8(ascii: "X")) * 10_000_000 + number, letter)
    else { return nil }
    return start..<reader.index
  }
}

/// Codice fiscale: six letters of the name, year, month's letter, day (of women 40 more), place, check
/// letter; digits may be replaced by letters (omocodia). Source: decree of the Italian ministry of finance of
/// 23 December 1976.
enum ItalianTaxCode {
  // What letters (and the digits of the same place) count at odd places.
  private static let odd: StaticString = "BAFHJNPRTVCESULDGIMOQKWZYX"

  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    var sum = 0
    var day = 0
    var month: UInt8 = 0
    var lastDigit = 0
    var isLeap = false
    for place in 0..<15 {
      if place == 3 || place == 6 || place == 11 { reader.skipSeparator() }
      guard let byte = reader.next() else { return nil }
      let isDigit = byte &- UInt8(ascii: "0") < 10
      guard isDigit || byte &- 65 < 26 else { return nil }
      switch place {
      case 0..<6, 8, 11:
        guard !isDigit else { return nil }
        if place == 8 { month = byte }
      default:
        guard let digit = isDigit ? Int(byte - UInt8(ascii: "0")) : omocodia(byte) else {
          return nil
        }
        if place == 7 { isLeap = (lastDigit * 10 + digit) % 4 == 0 }
        lastDigit = digit
        if place == 9 { day = digit * 10 }
        if place == 10 { day += digit }
      }
      let value = isDigit ? Int(byte - UInt8(ascii: "0")) : Int(byte - 65)
      sum += place % 2 == 0 ? Int(odd.utf8Start[value] - 65) : value
    }
    // Of women, the day has 40 added.
    guard isDay(day > 40 ? day - 40 : day, month, isLeap: isLeap) else { return nil }
    if Separators.groupWidth(text, reader.index) > 0, reader.index - start > 15 {
      reader.skipSeparator()
    }
    guard let check = reader.letter(), Int(check - 65) == sum % 26, reader.isAtEnd else {
      return nil
    }
    return start..<reader.index
  }

  /// Months are letters.
  private static func isDay(_ day: Int, _ month: UInt8, isLeap: Bool) -> Bool {
    switch month {
    case UInt8(ascii: "B"): (1...(isLeap ? 29 : 28)).contains(day)
    case UInt8(ascii: "D"), UInt8(ascii: "H"), UInt8(ascii: "P"), UInt8(ascii: "S"):
      (1...30).contains(day)
    case UInt8(ascii: "A"), UInt8(ascii: "C"), UInt8(ascii: "E"), UInt8(ascii: "L"),
      UInt8(ascii: "M"),
      UInt8(ascii: "R"), UInt8(ascii: "T"):
      (1...31).contains(day)
    default: false
    }
  }

  /// The digit that a letter stands for: L, M, N, P, Q, R, S, T, U or V.
  private static func omocodia(_ letter: UInt8) -> Int? {
    switch letter {
    case UInt8(ascii: "L")...UInt8(ascii: "N"): Int(letter - UInt8(ascii: "L"))
    case UInt8(ascii: "P")...UInt8(ascii: "V"): Int(letter - UInt8(ascii: "M"))
    default: nil
    }
  }
}

/// Henkilötunnus: date, the century's sign, serial, and a letter or digit modulo 31. Source: Digital and
/// Population Data Services Agency (with the signs added in 2023).
enum FinnishHETU {
  private static let checks: StaticString = "0123456789ABCDEFHJKLMNPRSTUVWXY"

  private static func century(_ sign: UInt8) -> Int? {
    switch sign {
    case UInt8(ascii: "+"): 1800
    case UInt8(ascii: "-"), UInt8(ascii: "U")...UInt8(ascii: "Y"): 1900
    case UInt8(ascii: "A")...UInt8(ascii: "F"): 2000
    default: nil
    }
  }

  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    guard let day = reader.number(2), let month = reader.number(2), let year = reader.number(2),
      let sign = reader.next(), let century = century(sign), let serial = reader.number(3),
      serial >= 2,
      let check = reader.next(), reader.isAtEnd,
      CheckDigits.isDay(year: century + year, month: month, day: day)
    else { return nil }
    let number = (day * 10_000 + month * 100 + year) * 1000 + serial
    guard checks.utf8Start[number % 31] == check else { return nil }
    return start..<reader.index
  }

  /// Serials from 900 are given to nobody, but used in tests.
  static func isTest(_ text: Bytes, _ range: Range<Int>) -> Bool {
    range.count > 8 && text[range.lowerBound + 7] == UInt8(ascii: "9")
  }
}

/// NIR with Corsica's departments 2A and 2B, for whose check they count as 19 and 18.
enum FrenchNIR {
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    var number = 0
    for place in 0..<13 {
      switch place {
      case 1, 3, 5, 7, 10: reader.skipSeparator()
      default: break
      }
      if place == 6 {
        guard let letter = reader.letter(), letter <= UInt8(ascii: "B"), number % 10 == 2 else {
          return nil
        }
        number = number / 10 * 100 + (letter == UInt8(ascii: "A") ? 19 : 18)
      } else {
        guard let digit = reader.digit() else { return nil }
        if place == 0, digit != 1, digit != 2 { return nil }
        number = number * 10 + digit
        if place == 4, !NationalNumbers.isMonthOfNIR(number % 100) { return nil }
      }
    }
    reader.skipSeparator()
    guard let key = reader.number(2), reader.isAtEnd, key == 97 - number % 97 else { return nil }
    return start..<reader.index
  }
}
