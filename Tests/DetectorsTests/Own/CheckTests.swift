import Testing

@testable import Detectors

@Suite struct CheckTests {
  // From the standards, and from what is printed on things.
  @Test(arguments: [
    (Check.luhn, "79927398713"), (.luhn, "4111 1111 1111 1111"), (.luhn, "E1234566"),
    (.ean, "4006381333931"), (.ean, "9780306406157"), (.ean, "96385074"),
    (.iban, "DE89 3704 0044 0532 0130 00"), (.iban, "GB82WEST12345698765432"),
    (.mod11, "0306406152"), (.mod11, "0-8044-2957-X"), (.mod97, "79442100000000000017"),
    (.mod11And2, "0000-0002-1825-0097"), (.mod11And2, "0000000218250097"),
    (.mod11And2, "0000-0002-9079-593X"), (.mod11And10, "86095742719"), (.verhoeff, "2363"),
    (.verhoeff, "234123412346"),
  ])
  func acceptsWhatIsRight(check: Check, text: String) throws {
    if check == .mod97 {
      // The check digits are what makes the remainder 1.
      var rest = 0
      for digit in "794421000000000000".utf8 { rest = (rest * 10 + Int(digit - 48)) % 97 }
      let digits = 98 - rest * 100 % 97
      #expect(check.accepts(Array("794421000000000000\(digits < 10 ? "0" : "")\(digits)".utf8)))
      return
    }
    #expect(check.accepts(Array(text.utf8)))
  }

  @Test(arguments: [
    (Check.luhn, "79927398710"), (.luhn, "7"), (.luhn, ""), (.ean, "4006381333930"),
    (.iban, "DE89370400440532013001"), (.iban, "DE89"), (.mod11, "0306406153"),
    (.mod97, "79442100000000000018"), (.mod11And2, "0000-0002-1825-0098"),
    (.mod11And10, "86095742718"), (.verhoeff, "2364"), (.verhoeff, "abc"),
  ])
  func refusesWhatIsWrong(check: Check, text: String) {
    #expect(!check.accepts(Array(text.utf8)))
  }

  // Every single wrong digit is noticed by all of them.
  @Test(arguments: [
    (Check.luhn, "79927398713"), (.ean, "4006381333931"), (.mod11, "0306406152"),
    (.mod11And2, "0000000218250097"), (.mod11And10, "86095742719"), (.verhoeff, "234123412346"),
    (.iban, "DE89370400440532013000"),
  ])
  func noticesEveryWrongDigit(check: Check, text: String) {
    let right = Array(text.utf8)
    for place in right.indices where right[place] &- 48 < 10 {
      for digit in UInt8(48)...57 where digit != right[place] {
        var wrong = right
        wrong[place] = digit
        #expect(!check.accepts(wrong))
      }
    }
  }

  @Test func namesAreUniqueAndTold() {
    #expect(Set(Check.allCases.map(\.name)).count == Check.allCases.count)
    #expect(Check.allCases.allSatisfy { !$0.summary.isEmpty && Check(rawValue: $0.name) == $0 })
  }
}
