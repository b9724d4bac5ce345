import Testing

@testable import Values

@Suite struct NumberTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("0.000", "0"), ("0e99999999999999999999", "0"), ("1.0", "1"),
    ("100", "100"), ("1e2", "100"), ("1.50", "1.5"), ("-12.25E-1", "-1.225"),
    ("9223372036854775808", "9223372036854775808"),
    ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
    ("1e40", "1e40"), ("1.5e-6000", "1.5e-6000"), ("1e6144", "1e6144"),
    ("1000000000000000000000000000000000000000000000", "1e45"),
    ("0.1000000000000000000000000000000000000000000000", "0.1"),
  ])
  func reads(text: String, printed: String) {
    let number = bytes(text) { Number(json: $0) }
    #expect(number?.description == printed)
    #expect(bytes(printed) { Number(json: $0) } == number)
  }

  @Test(arguments: [
    "", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", "1 ", " 1", "NaN", "1e6145", "1e-6145",
    "1e99999999999999999999", "123456789012345678901234567890123456789", "--1", "1.2.3", "1e1.5",
    "1_000", "-01",
  ])
  func refuses(text: String) { #expect(bytes(text) { Number(json: $0) } == nil) }

  @Test func peopleMayWriteMore() {
    #expect(Number(text: "+007.50") == Number(significand: 75, exponent: -1))
    #expect(Number(text: "0200")?.integer == 200)
  }

  @Test func ordersByValue() {
    let rising = [
      "-1e6000", "-99999999999999999999999999999999999999", "-2", "-1.5", "-1e-6000", "0",
      "1e-6000", "0.1", "0.10000000000000000000000000000000000001", "0.2", "1", "1.5", "9", "10",
      "99999999999999999999999999999999999999", "1e38", "1.1e38", "1e6000",
    ].compactMap { Number(text: $0) }
    #expect(rising.count == 18)
    for (i, a) in rising.enumerated() {
      for (j, b) in rising.enumerated() { #expect((a < b) == (i < j), "\(a) \(b)") }
    }
  }

  @Test func scales() {
    #expect(Number(text: "1.5")?.scaled(powerOfTen: 9) == 1_500_000_000)
    #expect(Number(text: "1.0000000001")?.scaled(powerOfTen: 9) == nil)
    #expect(Number(text: "9223372036854775807")?.integer == Int64.max)
    #expect(Number(text: "-9223372036854775808")?.integer == Int64.min)
    #expect(Number(text: "9223372036854775808")?.integer == nil)
    #expect(Number(text: "1e19")?.integer == nil)
    #expect(Number(text: "1.5")?.integer == nil)
  }

  /// Random numbers compare as scaled integers do.
  @Test func comparesExactly() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<50_000 {
      let parts = (0..<2).map { _ in
        (Int(Int16(truncatingIfNeeded: random.next())), random.below(9) - 4)
      }
      let numbers = parts.map { Number(significand: Int128($0.0), exponent: Int32($0.1)) }
      let scaled = parts.map { part in (0..<(part.1 + 4)).reduce(part.0) { n, _ in n * 10 } }
      #expect((numbers[0] < numbers[1]) == (scaled[0] < scaled[1]))
      #expect((numbers[0] == numbers[1]) == (scaled[0] == scaled[1]))
      #expect(Number(text: numbers[0].description) == numbers[0])
    }
  }

  @Test func durations() {
    let read: [(String, Int64?)] = [
      ("2ms", 2_000_000), ("1.5s", 1_500_000_000), ("0.000127695s", 127_695),
      ("1h2m3.5s", 3_723_500_000_000),
      ("-3s", -3_000_000_000), ("1d", 86_400_000_000_000), ("5us", 5000), ("5µs", 5000), ("7ns", 7),
      ("0s", 0), ("1.5ns", nil), ("", nil), ("s", nil), ("1", nil), ("1x", nil), ("1s1h", nil),
      ("1s1s", nil), ("400000000000w", nil), ("1s ", nil), ("1 s", nil), ("-", nil),
    ]
    for (text, nanoseconds) in read {
      #expect(Duration(text: text)?.nanoseconds == nanoseconds, "\(text)")
    }
    let printed: [(Int64, String)] = [
      (0, "0s"), (2_000_000, "2ms"), (1_500_000_000, "1.5s"), (127_695, "0.127695ms"),
      (90_000_000_000, "90s"), (7_200_000_000_000, "2h"), (172_800_000_000_000, "2d"),
      (-250_000, "-0.25ms"), (Int64.min, "-9223372036.854775808s"),
    ]
    for (nanoseconds, text) in printed {
      #expect(Duration(nanoseconds: nanoseconds).description == text)
      if nanoseconds != Int64.min { #expect(Duration(text: text)?.nanoseconds == nanoseconds) }
    }
    #expect(Duration(number: Number(30), unit: "days")?.nanoseconds == 2_592_000_000_000_000)
    #expect(Duration(number: Number(30), unit: "fortnights") == nil)
  }

  @Test func sizes() {
    #expect(bytes("1.5KiB") { ByteSize.parse($0) } == 1536)
    #expect(bytes("2 GB") { ByteSize.parse($0) } == 2_000_000_000)
    #expect(bytes("512") { ByteSize.parse($0) } == 512)
    for text in ["", "-1", "1.5", "1.0001KB1", "1x", "9999999PB", "1.3B", "5 "] {
      #expect(bytes(text) { ByteSize.parse($0) } == nil, "\(text)")
    }
    #expect(ByteSize.description(1 << 30) == "1GiB")
    #expect(ByteSize.description(2_000_000) == "2MB")
    #expect(ByteSize.description(1500) == "1500B")
    #expect(ByteSize.description(0) == "0B")
  }
}
