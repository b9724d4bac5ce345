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
    return !CheckDigits.allEqual(digits) && !isPublishedSSN(digits)
  }

  /// Numbers of advertisements, which are nobody's: 078-05-1120, 219-09-9999, 457-55-5462.
  private static func isPublishedSSN(_ digits: Bytes) -> Bool {
    let number = CheckDigits.number(digits)
    return number == 078_051_120 || number == 219_099_999 || number == 457_555_462
  }

  /// NHS number, England and Wales: ten digits, mod 11 with weights 10 to 2. Source: NHS Data Dictionary.
  static func isUKNHS(_ digits: Bytes) -> Bool {
    guard digits.count == 10, !CheckDigits.allEqual(digits) else { return false }
    var sum = 0
    for place in 0..<9 { sum += Int(digits[place]) * (10 - place) }
    let check = 11 - sum % 11
    return check != 10 && check % 11 == Int(digits[9])
  }

  /// Steuerliche Identifikationsnummer: of the first ten digits exactly one stands two or three times, the
  /// others at most once; ISO 7064 mod 11,10. Source: Bundeszentralamt für Steuern.
  static func isDESteuerID(_ digits: Bytes) -> Bool {
    guard digits.count == 11, digits[0] != 0 else { return false }
    // Four bits for each digit's count.
    var counts: UInt64 = 0
    for place in 0..<10 { counts += 1 << UInt64(digits[place] * 4) }
    var twice = 0
    var thrice = 0
    for digit in 0..<10 {
      switch counts >> UInt64(digit * 4) & 15 {
      case 0, 1: break
      case 2: twice += 1
      case 3: thrice += 1
      default: return false
      }
    }
    guard twice + thrice == 1 else { return false }
    if thrice == 1 {
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
    var sum = 0
    for place in 0..<(digits.count - 1) { sum += Int(digits[place]) * (digits.count - place) }
    return (sum - Int(digits[digits.count - 1])) % 11 == 0
  }

  /// PESEL: a date whose month tells the century, and a weighted check digit. Source: Polish law on the
  /// register of inhabitants.
  static func isPLPESEL(_ digits: Bytes) -> Bool {
    guard digits.count == 11 else { return false }
    // Nobody alive was born in the 19th century; the law provides for the 22nd and 23rd.
    let coded = CheckDigits.two(digits, 2)
    let year: Int
    switch coded {
    case 1...12: year = 1900 + CheckDigits.two(digits, 0)
    case 21...32: year = 2000 + CheckDigits.two(digits, 0)
    default: return false
    }
    guard CheckDigits.isDay(year: year, month: coded % 20, day: CheckDigits.two(digits, 4)) else {
      return false
    }
    // 1, 3, 7, 9, and again.
    var sum = 0
    for place in 0..<10 {
      let weight = place & 2 == 0 ? (place & 1 == 0 ? 1 : 3) : (place & 1 == 0 ? 7 : 9)
      sum += Int(digits[place]) * weight
    }
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
    let number = CheckDigits.number(Bytes(rebasing: digits[0..<9]))
    // Born from 2000 on, but not later than records tell.
    let isNew = CheckDigits.two(digits, 0) <= 35 && check == 97 - (2_000_000_000 + number) % 97
    return isNew || check == 97 - number % 97
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
    for count in 9...10 {
      var sum = 0
      for place in 0..<count { sum += Int(digits[place]) * (count + 1 - place) }
      guard sum * 10 % 11 % 10 == Int(digits[count]) else { return false }
    }
    return true
  }

  /// AHV number: 756, and the check digit of EAN-13. Source: Zentrale Ausgleichsstelle.
  static func isCHAHV(_ digits: Bytes) -> Bool {
    guard digits.count == 13, digits[0] == 7, digits[1] == 5, digits[2] == 6 else { return false }
    var sum = 0
    for place in 0..<13 { sum += Int(digits[place]) * (place & 1 == 0 ? 1 : 3) }
    return sum % 10 == 0
  }

  /// NIR: sex, year, month, department, commune, order, and 97 minus the rest modulo 97. Corsica's
  /// departments 2A and 2B are given as 19 and 18 (see `FrenchNIR`). Source: INSEE.
  static func isFRNIR(_ digits: Bytes) -> Bool {
    guard digits.count == 15 else { return false }
    switch digits[0] {
    case 1...4, 7, 8: break
    default: return false
    }
    guard isMonthOfNIR(CheckDigits.two(digits, 3)), CheckDigits.two(digits, 5) >= 1 else {
      return false
    }
    let number = CheckDigits.number(Bytes(rebasing: digits[0..<13]))
    return CheckDigits.two(digits, 13) == 97 - number % 97
  }

  /// Months from 20 on are given where the month is not known.
  static func isMonthOfNIR(_ month: Int) -> Bool {
    (1...12).contains(month) || (20...42).contains(month) || (50...99).contains(month)
  }

  /// Whether a NIR is one that was given at birth: so few numbers are that the form is enough.
  static func isUsualNIR(_ digits: Bytes) -> Bool {
    digits[0] <= 2 && (1...12).contains(CheckDigits.two(digits, 3))
  }
}
