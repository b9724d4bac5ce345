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
    guard let first = reader.letter(), let second = reader.letter(),
      !"DFIQUV".utf8.contains(first), !"DFIOQUV".utf8.contains(second)
    else { return nil }
    let prefix = [first, second]
    guard
      !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(where: { prefix.elementsEqual($0.utf8) })
    else { return nil }
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

/// The check letter of Spain's numbers: the number modulo 23.
private enum SpanishLetter {
  static func fits(_ number: Int, _ letter: UInt8) -> Bool {
    Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)[number % 23] == letter
  }
}

/// DNI: eight digits and a check letter. Source: Spanish royal decree 1553/2005.
enum SpanishID {
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    guard let number = reader.number(8) else { return nil }
    reader.skipSeparator()
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
  private static let odd: [Int] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
  ]

  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    var sum = 0
    var digits: [Int] = []
    for place in 0..<15 {
      if place == 3 || place == 6 || place == 11 { reader.skipSeparator() }
      guard let byte = reader.next() else { return nil }
      let isDigit = byte &- UInt8(ascii: "0") < 10
      guard isDigit || byte &- 65 < 26 else { return nil }
      switch place {
      case 0..<6, 8, 11: guard !isDigit else { return nil }
      default:
        guard let digit = isDigit ? Int(byte - UInt8(ascii: "0")) : omocodia(byte) else {
          return nil
        }
        digits.append(digit)
      }
      if place == 8, !"ABCDEHLMPRST".utf8.contains(byte) { return nil }
      let value = isDigit ? Int(byte - UInt8(ascii: "0")) : Int(byte - 65)
      sum += place % 2 == 0 ? odd[value] : value
    }
    let day = digits[2] * 10 + digits[3]
    guard (1...31).contains(day) || (41...71).contains(day) else { return nil }
    if Separators.groupWidth(text, reader.index) > 0, reader.index - start > 15 {
      reader.skipSeparator()
    }
    guard let check = reader.letter(), Int(check - 65) == sum % 26, reader.isAtEnd else {
      return nil
    }
    return start..<reader.index
  }

  /// The digit that a letter stands for.
  private static func omocodia(_ letter: UInt8) -> Int? {
    Array("LMNPQRSTUV".utf8).firstIndex(of: letter)
  }
}

/// Henkilötunnus: date, the century's sign, serial, and a letter or digit modulo 31. Source: Digital and
/// Population Data Services Agency (with the signs added in 2023).
enum FinnishHETU {
  static func match(_ text: Bytes, at start: Int) -> Range<Int>? {
    var reader = IdentifierReader(text: text, index: start)
    guard let day = reader.number(2), let month = reader.number(2), let year = reader.number(2),
      let sign = reader.next(), "+-ABCDEFUVWXY".utf8.contains(sign), let serial = reader.number(3),
      let check = reader.next(), reader.isAtEnd, (2...999).contains(serial),
      CheckDigits.isDay(year: year, month: month, day: day)
    else { return nil }
    let number = (day * 10_000 + month * 100 + year) * 1000 + serial
    guard Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)[number % 31] == check else { return nil }
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
      if [1, 3, 5, 7, 10].contains(place) { reader.skipSeparator() }
      if place == 6 {
        guard let letter = reader.letter(), letter <= UInt8(ascii: "B"), number % 10 == 2 else {
          return nil
        }
        number = number / 10 * 100 + (letter == UInt8(ascii: "A") ? 19 : 18)
      } else {
        guard let digit = reader.digit() else { return nil }
        if place == 0, digit != 1, digit != 2 { return nil }
        number = number * 10 + digit
      }
    }
    reader.skipSeparator()
    guard let key = reader.number(2), reader.isAtEnd, key == 97 - number % 97 else { return nil }
    return start..<reader.index
  }
}
