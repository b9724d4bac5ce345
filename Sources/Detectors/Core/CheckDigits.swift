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
    for (place, digit) in digits.reversed().enumerated() {
      check = product(check, permuted(Int(digit), place % 8))
    }
    return !digits.isEmpty && check == 0
  }

  // D5: 0 to 4 are rotations, 5 to 9 reflections.
  private static func product(_ a: Int, _ b: Int) -> Int {
    switch (a < 5, b < 5) {
    case (true, true): (a + b) % 5
    case (true, false): 5 + (a + b - 5) % 5
    case (false, true): 5 + (a - 5 - b + 5) % 5
    case (false, false): (a - b + 5) % 5
    }
  }

  private static func permuted(_ digit: Int, _ times: Int) -> Int {
    var result = digit
    for _ in 0..<times { result = permutation[result] }
    return result
  }

  private static let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

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
