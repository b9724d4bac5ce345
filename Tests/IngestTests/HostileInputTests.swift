import Ingest
import Mapping
import RuleModel
import Testing

/// Texts made to cost more than their length. A quadratic step would take minutes here.
@Suite struct HostileInputTests {
  static let half = 1 << 19

  static func fill(_ unit: String, _ count: Int = half) -> [UInt8] {
    let bytes = Array(unit.utf8)
    return (0..<(count / bytes.count)).flatMap { _ in bytes }
  }

  @Test(arguments: [
    "x\n", "{\n", "{\"a\":\n", "{\"a\":[\n", "[[],\n", "{\"t\":1}x\n", "\"\n", "\\\n", "{}\n", "[",
    "{\"a\":", "1 ", "{\"t\":1,\"a\":\"\\q\"}\n", "{\"t\":1,\"a\":\"\\n\"}", "\u{1}\n", " ", "\n",
    "2025-12-31T17:37:40Z stdout P {\n", "{\"Records\":[\n", "[{}]\n", "},{", "\"\\", ":", "{{",
    "{\"t\":1,\"a\":{\"b\":1},\"a\":{\"b\":1}}\n", "{\"kind\":\"XList\",\"items\":[1,{},2]}\n",
  ])
  func costsNoMoreThanItsLength(unit: String) throws {
    let folder = try TemporaryFolder()
    let bytes = Self.fill(unit)
    let clock = ContinuousClock()
    for tail in ["", "\"\n{\"t\":1}"] {
      let file = try folder.write("input", bytes + Array(tail.utf8))
      let start = clock.now
      let reading = try readFile(file, [.raw(path("a")), .raw(path("a.b"))])
      #expect(reading.records.count + reading.refusals.count <= bytes.count + 1)
      #expect(clock.now - start < .seconds(60))
    }
  }

  @Test func oneLongLineWithoutEnd() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("input", Self.fill("{\"a\":[1,\"", 3 << 20))
    let reading = try readFile(file, maxRecordBytes: 1 << 20)
    #expect(reading.refusals == ["too-long@0"])
  }

  @Test func zerosAndNumbers() {
    let input = """
      {"t":1,"a":"x\u{0}y"}
      {"t":1,"a":1e999999}
      {"t":1,"a":123456789012345678901234567890123456789012345678901234567890}
      {"t":1,"a":"\\u0000"}
      {"t":1,"a":"\\ud800"}
      {"t":1,"\\ud800":1,"a":2}
      \u{0}
      """
    let result = extract(input, [.raw(path("a"))])
    #expect(
      result.records.map { $0.slots[0].kind } == [
        .number, .number, .escapedString, .escapedString, .number,
      ])
    #expect(result.unreadable.map(\.reason) == [.invalidJSON, .otherFormat])
  }
}
