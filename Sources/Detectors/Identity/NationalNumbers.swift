/// National identification numbers that consist of digits: structure and check digits.
///
/// The digits are values from 0 to 9, without what stands between them.
enum NationalNumbers {
  /// Social security number, USA: area, group and serial are not 0; no area 666 or 9xx. No check digit.
  /// Source: Social Security Administration, "Social Security Number Randomization".
  static func isUSSSN(_ digits: Bytes) -> Bool {
    guard digits.count == 9 else { return false }
    let area = Int(digits[0]) * 100 + CheckDigits.two(digits, 1)
    let serial = CheckDigits.two(digits, 5) * 100 + CheckDigits.two(digits, 7)
    guard area != 0, area != 666, area < 900, CheckDigits.two(digits, 3) != 0, serial != 0 else {
      return false
    }
    return !CheckDigits.allEqual(digits) && !isCounting(digits)
  }

  /// Numbers that were published in advertisements, and are nobody's.
  static func isPublishedSSN(_ digits: Bytes) -> Bool {
    [[0, 7, 8, 0, 5, 1, 1, 2, 0], [2, 1, 9, 0, 9, 9, 9, 9, 9]].contains { digits.elementsEqual($0) }
  }

  private static func isCounting(_ digits: Bytes) -> Bool {
    digits.elementsEqual([1, 2, 3, 4, 5, 6, 7, 8, 9] as [UInt8])
  }

  /// NHS number, England and Wales: ten digits, mod 11 with weights 10 to 2. Source: NHS Data Dictionary.
  static func isUKNHS(_ digits: Bytes) -> Bool {
    guard digits.count == 10, !CheckDigits.allEqual(digits) else { return false }
    let check = 11 - CheckDigits.weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11
    return check != 10 && check % 11 == Int(digits[9])
  }

  /// Steuerliche Identifikationsnummer: of the first ten digits exactly one stands two or three times, the
  /// others at most once; ISO 7064 mod 11,10. Source: Bundeszentralamt für Steuern.
  static func isDESteuerID(_ digits: Bytes) -> Bool {
    guard digits.count == 11, digits[0] != 0 else { return false }
    var counts: (twice: Int, thrice: Int, more: Int) = (0, 0, 0)
    for digit in UInt8(0)...9 {
      switch digits.prefix(10).reduce(0, { $0 + ($1 == digit ? 1 : 0) }) {
      case 0, 1: break
      case 2: counts.twice += 1
      case 3: counts.thrice += 1
      default: counts.more += 1
      }
    }
    guard counts.more == 0, counts.twice + counts.thrice == 1 else { return false }
    if counts.thrice == 1 {
      for index in 0..<8
      where digits[index] == digits[index + 1] && digits[index] == digits[index + 2] {
        return false
      }
    }
    return CheckDigits.mod11And10(digits)
  }

  /// Burgerservicenummer: the eleven test, the last digit counts negative. Source: Rijksdienst voor
  /// Identiteitsgegevens, Logisch ontwerp BSN.
  static func isNLBSN(_ digits: Bytes) -> Bool {
    guard digits.count == 9 || digits.count == 8, !CheckDigits.allEqual(digits) else {
      return false
    }
    let weights = digits.count == 9 ? [9, 8, 7, 6, 5, 4, 3, 2, -1] : [8, 7, 6, 5, 4, 3, 2, -1]
    return CheckDigits.weighted(digits, weights) % 11 == 0
  }

  /// PESEL: a date whose month tells the century, and a weighted check digit. Source: Polish law on the
  /// register of inhabitants.
  static func isPLPESEL(_ digits: Bytes) -> Bool {
    guard digits.count == 11 else { return false }
    let coded = CheckDigits.two(digits, 2)
    let century = [1900, 2000, 2100, 2200, 1800][coded / 20]
    let year = century + CheckDigits.two(digits, 0)
    guard CheckDigits.isDay(year: year, month: coded % 20, day: CheckDigits.two(digits, 4)) else {
      return false
    }
    let sum = CheckDigits.weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3])
    return (10 - sum % 10) % 10 == Int(digits[10])
  }

  /// Personnummer of ten or twelve digits; a coordination number has 60 added to its day. Source:
  /// Skatteverket, SKV 704.
  static func isSEPersonnummer(_ digits: Bytes) -> Bool {
    guard digits.count == 10 || digits.count == 12 else { return false }
    let short = Bytes(rebasing: digits.suffix(10))
    var year = CheckDigits.two(short, 0)
    if digits.count == 12 {
      let century = CheckDigits.two(digits, 0)
      guard (18...20).contains(century) else { return false }
      year += century * 100
    }
    let day = CheckDigits.two(short, 4)
    let month = CheckDigits.two(short, 2)
    guard CheckDigits.isDay(year: year, month: month, day: day > 60 ? day - 60 : day) else {
      return false
    }
    return CheckDigits.luhn(short)
  }

  /// Rijksregisternummer: date (of a bis number the month has 20 or 40 added), serial, 97 minus the rest
  /// modulo 97; born from 2000 on with a 2 before. Source: Belgian royal decree of 3 April 1984.
  static func isBENRN(_ digits: Bytes) -> Bool {
    guard digits.count == 11 else { return false }
    let month = CheckDigits.two(digits, 2) % 20
    let day = CheckDigits.two(digits, 4)
    guard CheckDigits.two(digits, 2) < 60, month <= 12, day <= 31 else { return false }
    let check = CheckDigits.two(digits, 9)
    let old = 97 - CheckDigits.modulo(digits.prefix(9), 97)
    let new = 97 - CheckDigits.modulo([2] + Array(digits.prefix(9)), 97)
    return check == old || check == new
  }

  /// Aadhaar: twelve digits, the first from 2, Verhoeff's check. Source: UIDAI.
  static func isINAadhaar(_ digits: Bytes) -> Bool {
    digits.count == 12 && digits[0] >= 2 && !CheckDigits.allEqual(digits)
      && CheckDigits.verhoeff(digits)
  }

  /// Social insurance number, Canada: Luhn; none begins with 0 or 8. Source: Service Canada.
  static func isCASIN(_ digits: Bytes) -> Bool {
    digits.count == 9 && digits[0] != 0 && digits[0] != 8 && !CheckDigits.allEqual(digits)
      && CheckDigits.luhn(digits)
  }

  /// CPF: two check digits modulo 11. Source: Receita Federal.
  static func isBRCPF(_ digits: Bytes) -> Bool {
    guard digits.count == 11, !CheckDigits.allEqual(digits) else { return false }
    func check(_ count: Int) -> Int {
      let sum = (0..<count).reduce(0) { $0 + Int(digits[$1]) * (count + 1 - $1) }
      return sum * 10 % 11 % 10
    }
    return check(9) == Int(digits[9]) && check(10) == Int(digits[10])
  }

  /// AHV number: 756, and the check digit of EAN-13. Source: Zentrale Ausgleichsstelle.
  static func isCHAHV(_ digits: Bytes) -> Bool {
    guard digits.count == 13, digits[0] == 7, digits[1] == 5, digits[2] == 6 else { return false }
    let sum = CheckDigits.weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1])
    return sum % 10 == 0
  }

  /// NIR: sex, year, month, department, commune, order, and 97 minus the rest modulo 97. Corsica's
  /// departments 2A and 2B are given as 19 and 18 (see `FrenchNIR`). Source: INSEE.
  static func isFRNIR(_ digits: Bytes) -> Bool {
    guard digits.count == 15, [1, 2, 3, 4, 7, 8].contains(digits[0]) else { return false }
    let month = CheckDigits.two(digits, 3)
    guard (1...12).contains(month) || (20...42).contains(month) || (50...99).contains(month) else {
      return false
    }
    let department = CheckDigits.two(digits, 5)
    guard department >= 1 else { return false }
    return CheckDigits.two(digits, 13) == 97 - CheckDigits.modulo(digits.prefix(13), 97)
  }
}
