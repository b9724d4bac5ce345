import Testing

@testable import Values

func bytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
  Array(text.utf8).withUnsafeBytes(body)
}

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0),
    ("1970-01-01T00:00:00.001Z", 1_000_000),
    ("1969-12-31T23:59:59.999999999Z", -1),
    ("2026-01-01T00:00:00.004Z", 1_767_225_600_004_000_000),
    ("2026-01-01t00:00:00.004z", 1_767_225_600_004_000_000),
    ("2026-01-01 00:00:00.004Z", 1_767_225_600_004_000_000),
    ("2026-01-01T01:00:00.004+01:00", 1_767_225_600_004_000_000),
    ("2026-01-01T01:00:00.004+0100", 1_767_225_600_004_000_000),
    ("2025-12-31T18:30:00-05:30", 1_767_225_600_000_000_000),
    ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
    ("2024-02-29T12:34:56.123456789Z", 1_709_210_096_123_456_789),
    ("2024-02-29T12:34:56.1234567890000Z", 1_709_210_096_123_456_789),
    ("2024-02-29T12:34:56.5Z", 1_709_210_096_500_000_000),
    ("1677-09-21T00:12:43.145224193Z", Int64.min + 1),
    ("2262-04-11T23:47:16.854775807Z", Int64.max),
  ])
  func reads(text: String, nanoseconds: Int64) {
    #expect(bytes(text) { Timestamp(rfc3339: $0) }?.nanoseconds == nanoseconds)
  }

  @Test(arguments: [
    "", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.5",
    "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
    "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
    "2016-12-31T23:59:60Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
    "2026-01-01T00:00:00+1", "2026-01-01T00:00:00+01", "2026-01-01T00:00:00Zx",
    "2026-01-01T00:00:00.1234567891Z", "2026-01-01X00:00:00Z", "2026/01/01T00:00:00Z",
    "2026-01-01T00-00-00Z", "1600-01-01T00:00:00Z", "2263-01-01T00:00:00Z",
    "1677-09-21T00:12:43.145224191Z", "2262-04-11T23:47:16.854775808Z", "26-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00.12:Z", "2026-01-01T00:00:00.000Y", "2026-01-01T00:00:00.0:0Z",
    "２026-01-01T00:00:00Z",
  ])
  func refuses(text: String) {
    #expect(bytes(text) { Timestamp(rfc3339: $0) } == nil)
  }

  @Test func printsAndReadsBack() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<20_000 {
      let scale: Int64 = [1, 1000, 1_000_000, 1_000_000_000][Int(random.next() % 4)]
      let value = Int64(bitPattern: random.next()) / scale * scale
      let text = Timestamp(nanoseconds: value).rfc3339
      #expect(bytes(text) { Timestamp(rfc3339: $0) }?.nanoseconds == value, "\(text)")
    }
    #expect(Timestamp(nanoseconds: 0).rfc3339 == "1970-01-01T00:00:00Z")
    #expect(Timestamp(nanoseconds: -1_000).rfc3339 == "1969-12-31T23:59:59.999999Z")
    #expect(Timestamp(nanoseconds: 120_000_000).rfc3339 == "1970-01-01T00:00:00.120Z")
  }

  /// Every day that there is, against counting days one by one.
  @Test func countsDays() {
    var days = -(365 * 370 + 89)
    var expected = (1600, 1, 1)
    days = CivilDay.days(year: 1600, month: 1, day: 1)
    while expected.0 < 2401 {
      #expect(CivilDay.days(year: expected.0, month: expected.1, day: expected.2) == days)
      let date = CivilDay.date(days: days)
      #expect(date == expected)
      days += 1
      expected.2 += 1
      let isLeap = expected.0 % 4 == 0 && (expected.0 % 100 != 0 || expected.0 % 400 == 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      #expect(CivilDay.length(ofMonth: expected.1, year: expected.0) == lengths[expected.1 - 1])
      if expected.2 > lengths[expected.1 - 1] { expected = (expected.0, expected.1 + 1, 1) }
      if expected.1 > 12 { expected = (expected.0 + 1, 1, 1) }
    }
    #expect(CivilDay.days(year: 1970, month: 1, day: 1) == 0)
  }

  /// Mutated timestamps: the fast reader and an obvious one agree.
  @Test func agreesWithAnObviousReader() {
    var random = SplitMix64(seed: 2)
    let seeds = [
      "2026-01-31T23:59:59.123Z", "2024-02-29T00:00:00Z", "1999-12-31T12:00:00.123456+05:30",
      "2026-06-15T08:09:10-0700", "2026-06-15 08:09:10.5z",
    ].map { Array($0.utf8) }
    let alphabet = Array("0123456789-:TtZz.+ /;\u{7f}".utf8) + [0x80, 0xff, 0]
    var read = 0
    for _ in 0..<200_000 {
      var text = seeds[Int(random.next() % UInt64(seeds.count))]
      for _ in 0..<(random.next() % 4) {
        let at = Int(random.next() % UInt64(text.count))
        switch random.next() % 8 {
        case 0: text.remove(at: at)
        case 1: text.insert(alphabet[Int(random.next() % UInt64(alphabet.count))], at: at)
        default: text[at] = alphabet[Int(random.next() % UInt64(alphabet.count))]
        }
      }
      let fast = text.withUnsafeBytes { Timestamp(rfc3339: $0) }?.nanoseconds
      let slow = slowTimestamp(text)
      if fast != slow {
        Issue.record("\(String(decoding: text, as: UTF8.self)): \(fast as Any), \(slow as Any)")
      }
      if fast != nil { read += 1 }
    }
    #expect(read > 50_000)
  }

  private func slowTimestamp(_ text: [UInt8]) -> Int64? {
    func number(_ part: ArraySlice<UInt8>) -> Int? {
      guard !part.isEmpty, part.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
      return part.reduce(0) { $0 * 10 + Int($1) - 48 }
    }
    guard text.count >= 20 else { return nil }
    let shape: [(Int, [UInt8])] = [
      (4, Array("-".utf8)), (7, Array("-".utf8)), (10, Array("Tt ".utf8)),
      (13, Array(":".utf8)), (16, Array(":".utf8)),
    ]
    for (index, allowed) in shape where !allowed.contains(text[index]) { return nil }
    guard let year = number(text[0..<4]), let month = number(text[5..<7]),
      let day = number(text[8..<10]), let hour = number(text[11..<13]),
      let minute = number(text[14..<16]), let second = number(text[17..<19]),
      1...12 ~= month, hour < 24, minute < 60, second < 60
    else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day >= 1, day <= lengths[month - 1] else { return nil }
    var rest = text[19...]
    var nanoseconds = 0
    if rest.first == 46 {
      let digits = rest.dropFirst().prefix { $0 >= 48 && $0 <= 57 }
      guard !digits.isEmpty, digits.dropFirst(9).allSatisfy({ $0 == 48 }) else { return nil }
      nanoseconds = number((Array(digits) + Array(repeating: 48, count: 9))[..<9]) ?? 0
      rest = rest.dropFirst(digits.count + 1)
    }
    var offset = 0
    if rest.count == 1, rest.first == 90 || rest.first == 122 {
    } else if rest.count == 5 || rest.count == 6, rest.first == 43 || rest.first == 45 {
      let digits = rest.dropFirst()
      if rest.count == 6, Array(digits)[2] != 58 { return nil }
      guard let hours = number(digits.prefix(2)), let minutes = number(digits.suffix(2)),
        hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * 60 * (rest.first == 45 ? -1 : 1)
    } else {
      return nil
    }
    var days = 0
    for y in 1970..<max(1970, year) {
      days += y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 366 : 365
    }
    for y in min(1970, year)..<1970 {
      days -= y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 366 : 365
    }
    days += lengths[..<(month - 1)].reduce(0, +) + day - 1
    let seconds = Int128(days * 86_400 + hour * 3600 + minute * 60 + second - offset)
    return Int64(exactly: seconds * 1_000_000_000 + Int128(nanoseconds))
  }
}
