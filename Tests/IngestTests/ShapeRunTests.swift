import Columns
import Ingest
import RuleModel
import Testing
import Values

/// Long runs of records of one shape, which are read several at a time, against the plain reader.
@Suite struct ShapeRunTests {
  private static let source = StructuralFuzzTests.source
  private static let columns = StructuralFuzzTests.columns

  private func expectEqual(
    _ text: [UInt8], _ extractor: RecordExtractor, capacity: Int
  ) -> Bool {
    let reader = PlainReader(source: Self.source, columns: Self.columns)
    var extraction = Extraction()
    extraction.add(ChunkBuffer(copying: text), extractor, capacity: capacity)
    let expected = reader.read(text)
    let actual = PlainReader.Outcome(
      records: extraction.records.map(blankUnread), refused: extraction.unreadable.map(\.offset))
    let plain = PlainReader.Outcome(
      records: expected.records.map(blankUnread), refused: expected.refused)
    if actual == plain { return true }
    Issue.record("differs on \(String(decoding: text, as: UTF8.self).debugDescription)")
    return false
  }

  /// The text of a slot without a value says nothing.
  private func blankUnread(_ record: ReadRecord) -> ReadRecord {
    var record = record
    record.slots = record.slots.map { slot in
      switch slot.kind {
      case .missing, .missingInWhole, .mismatch, .disagree:
        Slot(kind: slot.kind, mapping: slot.mapping)
      default: slot
      }
    }
    return record
  }

  // A record whose scalars vary, now and then in kind.
  private func record(_ random: inout SplitMix64, oddities: Int) -> String {
    func pick(_ usual: String, _ odd: [String]) -> String {
      random.below(100) < oddities ? odd[random.below(odd.count)] : usual
    }
    let digits = String(random.next() % 100_000)
    let path = "\"/a/" + String(repeating: "x", count: random.below(70)) + "\""
    let time = "\"2026-01-01T00:00:0\(random.below(10)).\(100 + random.below(900))Z\""
    return """
      {"start_time":\(pick(time, ["null", "\"x\"", "\"2026-01-01T00:00:00Z\""])),\
      "method":\(pick("\"GET\"", ["null", "\"a\\nb\"", "\"\"", " \"GET\"", "\"\\u0041\""])),\
      "path":\(pick(path, ["null", "1", "{}", "[\"a\"]", "\"a\" "])),\
      "response_code":\(pick(digits, ["007", "-1", "1.5", "12345678901234567", "", "0", "null"])),\
      "ratio":\(pick("-0.25", ["1e5", "null", "-"])),\
      "user":{"id":\(pick("\"u\(digits)\"", ["null", "3", "true"]))},"tags":[\(pick("1", ["x", ""]))]}
      """
  }

  @Test(arguments: 0..<24) func runs(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &* 31 &+ 7)
    let extractor = RecordExtractor(source: Self.source, columns: Self.columns)
    let oddities = [0, 1, 3, 20][seed % 4]
    for _ in 0..<12 {
      var lines: [String] = []
      for _ in 0..<(10 + random.below(90)) {
        lines.append(record(&random, oddities: oddities))
        // Another shape, an empty line, a line that was cut off.
        switch random.below(60) {
        case 0: lines.append("{\"time\":1,\"method\":\"PUT\"}")
        case 1: lines.append("")
        case 2: lines.append("{\"start_time\":\"2026-01-01T00:00:00Z\",\"method\":\"G\"")
        default: break
        }
      }
      let capacity = [8, 13, 64, 200][random.below(4)]
      let text = Array(lines.joined(separator: "\n").utf8)
      guard expectEqual(text, extractor, capacity: capacity) else { return }
    }
  }

  /// Runs of shapes that lack columns which the rows had before, in batches that are filled again.
  @Test(arguments: 0..<12) func missingColumns(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &+ 99)
    let extractor = RecordExtractor(source: Self.source, columns: Self.columns)
    let members = [
      "\"method\":\"GET\"", "\"path\":\"/a\"", "\"response_code\":200", "\"ratio\":1.5",
      "\"user\":{\"id\":\"u\"}", "\"user\":null", "\"tags\":[1,2]", "\"path\":null",
    ]
    for _ in 0..<6 {
      var lines: [String] = []
      for _ in 0..<10 {
        let chosen = members.filter { _ in random.below(2) == 0 }
        let keys = Set(chosen.map { $0.prefix(5) })
        guard keys.count == chosen.count else { continue }
        let time = "\"start_time\":\"2026-01-01T00:00:0\(random.below(10)).123Z\""
        let line = "{" + ([time] + chosen).joined(separator: ",") + "}"
        lines += Array(repeating: line, count: 1 + random.below(40))
      }
      let capacity = [8, 13, 64, 200][random.below(4)]
      let text = Array(lines.joined(separator: "\n").utf8)
      guard expectEqual(text, extractor, capacity: capacity) else { return }
    }
  }

  /// Records on one line, and with blanks between them.
  @Test func separators() {
    var random = SplitMix64(seed: 3)
    let extractor = RecordExtractor(source: Self.source, columns: Self.columns)
    for separator in ["\n", "\n\n", "", " \n", "\r\n", ",\n"] {
      let lines = (0..<40).map { _ in record(&random, oddities: 0) }
      #expect(
        expectEqual(Array(lines.joined(separator: separator).utf8), extractor, capacity: 64))
    }
  }

  /// A shape with a piece that is longer than the room behind the text is not compared there.
  @Test func longPieces() {
    let extractor = RecordExtractor(source: Self.source, columns: Self.columns)
    for length in [20, 31, 32, 33, 100, 300, 4000] {
      let key = String(repeating: "k", count: length)
      let long = "{\"time\":1,\"\(key)\":\"v\",\"method\":\"GET\"}"
      let short = "{\"time\":1,\"k\":\"v\",\"method\":\"GET\"}"
      let lines = Array(repeating: long, count: 30) + [short, long, short]
      #expect(
        expectEqual(Array(lines.joined(separator: "\n").utf8), extractor, capacity: 64))
    }
  }
}
