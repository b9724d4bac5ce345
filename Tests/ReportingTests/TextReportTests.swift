import Findings
import Testing

@testable import Reporting

@Suite struct TextReportTests {
  @Test(arguments: Hostile.texts)
  func escapesControlCharacters(text: String) {
    let plain = TextReporter(useColour: false).summary(of: Fixture.hostile(text))
    for scalar in plain.unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
      #expect(!(0x202A...0x202E).contains(scalar.value))
    }
    #expect(text.isEmpty || plain.contains(visible(text)))
    // As many lines as with harmless text.
    let lines = TextReporter(useColour: false).summary(of: Fixture.hostile("x"))
    #expect(plain.split(separator: "\n").count == lines.split(separator: "\n").count)
  }

  @Test func coloursOnlyWhereAsked() {
    let result = Fixture.sample()
    let coloured = TextReporter(useColour: true).summary(of: result)
    let plain = TextReporter(useColour: false).summary(of: result)
    #expect(coloured.contains("\u{1B}[1;31m"))
    #expect(!plain.contains("\u{1B}"))
    #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func sortsFailuresFirst() throws {
    let lines = TextReporter(useColour: false).summary(of: Fixture.sample()).split(separator: "\n")
    let verdicts = lines.prefix(8).map { $0.split(separator: " ")[1] }
    #expect(
      verdicts == [
        "fail", "fail", "error", "inconclusive", "not-applicable", "not-applicable", "pass", "pass",
      ])
  }

  @Test(
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_949, "99.9 kB"), (100_000, "100 kB"),
      (82_345_123, "82.3 MB"), (999_999_999, "999 MB"), (1_000_000_000, "1.0 GB"),
      (UInt64.max, "18.4 EB"),
    ] as [(UInt64, String)])
  func writesSizes(bytes: UInt64, text: String) {
    #expect(size(bytes) == text)
  }

  @Test(
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1234567, "-1,234,567")]
      as [(Int, String)])
  func groupsDigits(number: Int, text: String) {
    #expect(grouped(number) == text)
  }
}
