/// Check digits that several identifiers share. Digits are values from 0 to 9.
package enum CheckDigits {
  /// ISO/IEC 7812-1: every second digit from the right counts double.
  package static func luhn(_ digits: Bytes) -> Bool {
    var sum = 0
    var isDouble = false
    for digit in digits.reversed() {
      let value = isDouble ? Int(digit) * 2 : Int(digit)
      sum += value > 9 ? value - 9 : value
      isDouble.toggle()
    }
    return !digits.isEmpty && sum % 10 == 0
  }

  /// ISO 7064, mod 11,10.
  package static func mod11And10(_ digits: Bytes) -> Bool {
    guard let check = digits.last else { return false }
    var product = 10
    for digit in digits.dropLast() {
      var sum = (Int(digit) + product) % 10
      if sum == 0 { sum = 10 }
      product = sum * 2 % 11
    }
    return (11 - product) % 10 == Int(check)
  }

  /// Verhoeff's check over the dihedral group D5.
  package static func verhoeff(_ digits: Bytes) -> Bool {
    var check = 0
    var power = 0
    for digit in digits.reversed() {
      let permuted = Int(powers.utf8Start[power * 10 + Int(digit)] & 15)
      check = Int(products.utf8Start[check * 10 + permuted] & 15)
      power = (power + 1) & 7
    }
    return !digits.isEmpty && check == 0
  }

  /// D5, ten results for each left side: 0 to 4 are rotations, 5 to 9 reflections. A test makes it anew.
  static let products: StaticString = """
    01234567891234067895234017895634012895674012395678\
    59876043216598710432765982104387659321049876543210
    """
  /// The permutation (1 5 8 9 4 2 7 0)(3 6), to the power of 0 to 7.
  static let powers: StaticString = """
    0123456789157628309458037961428916043527\
    9453126870428657390127938064157046913258
    """

  /// The number that up to 18 digits write.
  static func number(_ digits: Bytes) -> Int { digits.reduce(0) { $0 &* 10 &+ Int($1) } }

  /// Whether year, month and day are those of a day; two digits of a year may be of any century.
  static func isDay(year: Int, month: Int, day: Int) -> Bool {
    guard (1...12).contains(month), day >= 1 else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0 || year < 100)
    switch month {
    case 2: return day <= (isLeap ? 29 : 28)
    case 4, 6, 9, 11: return day <= 30
    default: return day <= 31
    }
  }

  /// The number of two digits at a place.
  @inline(__always)
  static func two(_ digits: Bytes, _ place: Int) -> Int {
    Int(digits[place]) * 10 + Int(digits[place + 1])
  }

  static func allEqual(_ digits: Bytes) -> Bool { digits.allSatisfy { $0 == digits[0] } }
}
