import Testing

@testable import Detectors

/// Numbers of digits: published ones, and random ones whose check digits are made here in another way.
@Suite struct NationalNumberTests {
  typealias Check = @Sendable (Bytes) -> Bool

  static let checks: [SensitiveType: Check] = [
    .usSSN: NationalNumbers.isUSSSN, .ukNHS: NationalNumbers.isUKNHS,
    .deSteuerID: NationalNumbers.isDESteuerID,
    .nlBSN: NationalNumbers.isNLBSN, .plPESEL: NationalNumbers.isPLPESEL,
    .sePersonnummer: NationalNumbers.isSEPersonnummer, .beNRN: NationalNumbers.isBENRN,
    .inAadhaar: NationalNumbers.isINAadhaar, .caSIN: NationalNumbers.isCASIN,
    .brCPF: NationalNumbers.isBRCPF,
    .chAHV: NationalNumbers.isCHAHV, .frNIR: NationalNumbers.isFRNIR,
  ]

  static func isValid(_ type: SensitiveType, _ digits: [UInt8]) -> Bool {
    digits.withUnsafeBufferPointer { checks[type]?($0) ?? false }
  }

  static func isValid(_ type: SensitiveType, _ digits: String) -> Bool {
    isValid(type, digits.utf8.map { $0 - UInt8(ascii: "0") })
  }

  static let published: [(SensitiveType, String)] = [
    (.usSSN, "536904399"), (.usSSN, "123456789"), (.usSSN, "001010001"), (.usSSN, "899999999"),
    (.ukNHS, "9434765919"), (.ukNHS, "4010232137"), (.ukNHS, "9434765870"),
    (.deSteuerID, "36574261809"), (.deSteuerID, "86095742719"), (.deSteuerID, "47036892816"),
    (.deSteuerID, "65929970489"),
    (.nlBSN, "111222333"), (.nlBSN, "123456782"), (.nlBSN, "12345672"),
    (.plPESEL, "44051401359"), (.plPESEL, "02070803628"), (.plPESEL, "04271113867"),
    (.sePersonnummer, "8112189876"), (.sePersonnummer, "198112189876"),
    (.sePersonnummer, "8803200016"),
    // A coordination number: 61 to 91 for the day.
    (.sePersonnummer, "7010632391"),
    (.beNRN, "85073003328"), (.beNRN, "17073003384"), (.beNRN, "00012511119"),
    // A bis number: 20 or 40 more for the month.
    (.beNRN, "98472899765"), (.beNRN, "01490199943"),
    (.inAadhaar, "234123412346"), (.inAadhaar, "397788000234"),
    (.caSIN, "123456782"), (.caSIN, "130692544"), (.brCPF, "52998224725"), (.brCPF, "39053344705"),
    (.chAHV, "7569217076985"), (.frNIR, "255081416802538"), (.frNIR, "295109912611193"),
  ]

  @Test(arguments: published) func publishedNumbersAreValid(_ type: SensitiveType, _ digits: String)
  {
    #expect(Self.isValid(type, digits))
  }

  static let invalid: [(SensitiveType, String)] = [
    // No such area, group or serial; advertised numbers; fillers; too short, too long.
    (.usSSN, "000123456"), (.usSSN, "666123456"), (.usSSN, "900123456"), (.usSSN, "987654321"),
    (.usSSN, "123006789"), (.usSSN, "123450000"), (.usSSN, "078051120"), (.usSSN, "219099999"),
    (.usSSN, "111111111"), (.usSSN, "12345678"), (.usSSN, "1234567890"), (.usSSN, ""),
    (.ukNHS, "9434765918"), (.ukNHS, "0000000000"), (.ukNHS, "943476591"),
    // No digit twice; two digits twice; one four times; thrice in a row; begins with 0.
    (.deSteuerID, "36574261890"), (.deSteuerID, "12345678903"), (.deSteuerID, "11223456789"),
    (.deSteuerID, "11112345678"), (.deSteuerID, "57326409992"), (.deSteuerID, "06574261809"),
    (.nlBSN, "111222334"), (.nlBSN, "000000000"), (.nlBSN, "1112223"),
    (.plPESEL, "44051401358"), (.plPESEL, "44133201359"), (.plPESEL, "02290003628"),
    (.plPESEL, "44851401351"),
    (.sePersonnummer, "8112189875"), (.sePersonnummer, "8113189876"),
    (.sePersonnummer, "218112189876"),
    (.sePersonnummer, "81121898"),
    (.beNRN, "85073003329"), (.beNRN, "12345678901"), (.beNRN, "85733003355"),
    (.inAadhaar, "234123412347"), (.inAadhaar, "123412341234"), (.inAadhaar, "222222222222"),
    (.caSIN, "123456783"), (.caSIN, "023456783"), (.caSIN, "888888888"), (.caSIN, "823456785"),
    (.brCPF, "52998224726"), (.brCPF, "11111111111"), (.brCPF, "00000000000"),
    (.chAHV, "7569217076984"), (.chAHV, "7579217076984"),
    (.frNIR, "255081416802539"), (.frNIR, "955081416802584"), (.frNIR, "255001416802555"),
  ]

  @Test(arguments: invalid) func othersAreNot(_ type: SensitiveType, _ digits: String) {
    #expect(!Self.isValid(type, digits))
  }

  // MARK: Random numbers

  /// Check digits by the definition, for comparison: tried one after another.
  static func make(_ type: SensitiveType, _ random: inout Sequence64) -> [UInt8]? {
    switch type {
    case .ukNHS:
      return solved(random.digits(9), 1) { weighted($0, Array((1...10).reversed())) % 11 == 0 }
    case .nlBSN:
      return solved(random.digits(8), 1) {
        (weighted($0, Array((2...9).reversed()) + [-1]) + 11) % 11 == 0
      }
    case .caSIN:
      return solved([UInt8.random(in: 1...7, using: &random)] + random.digits(7), 1, luhn)
    case .inAadhaar:
      return solved([UInt8.random(in: 2...9, using: &random)] + random.digits(10), 1, verhoeff)
    case .chAHV:
      return solved([7, 5, 6] + random.digits(9), 1) {
        weighted($0, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0
      }
    case .brCPF:
      return solved(random.digits(9), 2) {
        Int($0[9]) == remainder(Array($0.prefix(9)), 10)
          && Int($0[10]) == remainder(Array($0.prefix(10)), 11)
      }
    case .frNIR:
      let head =
        [UInt8.random(in: 1...2, using: &random)] + random.digits(2) + pair(1...12, &random)
        + pair(1...95, &random) + random.digits(6)
      return solved(head, 2) {
        (value($0.prefix(13)) + value($0.suffix(2))) % 97 == 0
          && (1...97).contains(value($0.suffix(2)))
      }
    case .plPESEL:
      let head = random.digits(2) + pair(1...12, &random) + pair(1...28, &random) + random.digits(4)
      return solved(head, 1) { weighted($0, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0 }
    case .sePersonnummer:
      return solved(
        random.digits(2) + pair(1...12, &random) + pair(1...28, &random) + random.digits(3), 1, luhn
      )
    case .beNRN:
      let head =
        [UInt8.random(in: 4...9, using: &random)] + random.digits(1) + pair(1...12, &random)
        + pair(1...28, &random) + random.digits(3)
      return solved(head, 2) {
        (value($0.prefix(9)) + value($0.suffix(2))) % 97 == 0
          && (1...97).contains(value($0.suffix(2)))
      }
    case .deSteuerID:
      var ten = Array((UInt8(0)...9).shuffled(using: &random).prefix(9))
      ten.append(ten[Int.random(in: 0..<9, using: &random)])
      ten.shuffle(using: &random)
      if ten[0] == 0 { return nil }
      return solved(ten, 1) { digits in
        // ISO 7064, mod 11,10: the product that is left for the check digit.
        var product = 10
        for digit in digits.dropLast() {
          product =
            max((Int(digit) + product) % 10, 0) == 0
            ? 20 % 11 : (Int(digit) + product) % 10 * 2 % 11
        }
        return (product + Int(digits[10])) % 10 == 1
      }
    default: return nil
    }
  }

  static func solved(_ head: [UInt8], _ count: Int, _ isRight: ([UInt8]) -> Bool) -> [UInt8]? {
    for number in 0..<(count == 1 ? 10 : 100) {
      let tail = count == 1 ? [UInt8(number)] : [UInt8(number / 10), UInt8(number % 10)]
      if isRight(head + tail) { return head + tail }
    }
    return nil
  }

  static func weighted(_ digits: [UInt8], _ weights: [Int]) -> Int {
    zip(digits, weights).reduce(0) { $0 + Int($1.0) * $1.1 }
  }
  static func value(_ digits: some Swift.Sequence<UInt8>) -> Int {
    digits.reduce(0) { $0 * 10 + Int($1) }
  }
  static func remainder(_ digits: [UInt8], _ first: Int) -> Int {
    let rest = 11 - weighted(digits, (0..<digits.count).map { first - $0 }) % 11
    return rest > 9 ? 0 : rest
  }
  static func pair(_ range: ClosedRange<Int>, _ random: inout Sequence64) -> [UInt8] {
    let number = Int.random(in: range, using: &random)
    return [UInt8(number / 10), UInt8(number % 10)]
  }
  static func luhn(_ digits: [UInt8]) -> Bool {
    let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
    return digits.reversed().enumerated().reduce(0) {
      $0 + ($1.offset % 2 == 0 ? Int($1.element) : doubled[Int($1.element)])
    } % 10 == 0
  }

  /// Verhoeff's check by multiplying symmetries of a pentagon: turn, and whether it is turned over.
  static func verhoeff(_ digits: [UInt8]) -> Bool {
    var power = Array(0...9)
    var product = 0
    for digit in digits.reversed() {
      product = pentagon(product, power[Int(digit)])
      power = power.map { [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][$0] }
    }
    return product == 0
  }

  static func pentagon(_ left: Int, _ right: Int) -> Int {
    let (turn, isOver) = (left % 5, left >= 5)
    let next = ((isOver ? turn - right % 5 : turn + right % 5) + 5) % 5
    return isOver != (right >= 5) ? next + 5 : next
  }

  static let random: [SensitiveType] = [
    .ukNHS, .nlBSN, .caSIN, .inAadhaar, .chAHV, .brCPF, .frNIR, .plPESEL, .sePersonnummer, .beNRN,
    .deSteuerID,
  ]

  /// Every check here finds a single wrong digit among those that it covers.
  @Test(arguments: random) func oneWrongDigitIsFound(_ type: SensitiveType) throws {
    var random = Sequence64(UInt64(type.rawValue) + 1)
    var made = 0
    while made < 400 {
      guard let digits = Self.make(type, &random), Set(digits).count > 1 else { continue }
      made += 1
      #expect(Self.isValid(type, digits), "\(type.name) \(digits)")
      for place in digits.indices {
        for digit in UInt8(0)...9 where digit != digits[place] {
          var wrong = digits
          wrong[place] = digit
          // A register number may be of either century; of a CPF, remainders of 10 and 0 have the same digit.
          if type == .brCPF, digits[9] == 0 || digits[10] == 0 { continue }
          if type == .beNRN || type == .frNIR, place >= digits.count - 2 { continue }
          #expect(type == .beNRN || !Self.isValid(type, wrong), "\(type.name) \(digits) \(wrong)")
        }
      }
    }
  }

  @Test func neighboursThatChangePlacesAreFoundByVerhoeff() throws {
    var random = Sequence64(99)
    for _ in 0..<500 {
      let digits = try #require(Self.make(.inAadhaar, &random))
      for place in 1..<11 where digits[place] != digits[place + 1] {
        var swapped = digits
        swapped.swapAt(place, place + 1)
        #expect(!Self.isValid(.inAadhaar, swapped))
      }
    }
  }

  @Test func tablesOfVerhoeffAreRight() {
    var power = Array(0...9)
    for row in 0..<8 {
      for digit in 0..<10 {
        #expect(Int(CheckDigits.powers.utf8Start[row * 10 + digit] & 15) == power[digit])
      }
      power = power.map { [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][$0] }
    }
    for left in 0..<10 {
      for right in 0..<10 {
        #expect(
          Int(CheckDigits.products.utf8Start[left * 10 + right] & 15) == Self.pentagon(left, right))
      }
    }
  }

  @Test(arguments: 0..<22) func otherLengthsAreNothing(_ count: Int) {
    let lengths: [SensitiveType: Set<Int>] = [
      .usSSN: [9], .ukNHS: [10], .deSteuerID: [11], .nlBSN: [8, 9], .plPESEL: [11],
      .sePersonnummer: [10, 12],
      .beNRN: [11], .inAadhaar: [12], .caSIN: [9], .brCPF: [11], .chAHV: [13], .frNIR: [15],
    ]
    var random = Sequence64(UInt64(count) + 7)
    for _ in 0..<200 {
      let digits = random.digits(count)
      for (type, right) in lengths where !right.contains(count) {
        #expect(!Self.isValid(type, digits))
      }
    }
  }
}
