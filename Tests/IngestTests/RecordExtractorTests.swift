import Columns
import Mapping
import RuleModel
import Testing
import Values

@testable import Ingest

@Suite struct RecordExtractorTests {
  @Test func readsFlatRecords() {
    let text = """
      {"t":1,"a":"x","b":null}
      {"t":2,"a":"yy","b":true}

      {"t": 3, "a": 12.5, "b": "q\\n"}\r
      {"a":"z","t":4}
      """
    let result = extract(text, [.raw(path("a")), .raw(path("b"))])
    #expect(result.unreadable.isEmpty)
    #expect(
      result.records.map(\.slots) == [
        [Slot(kind: .string, text: "x"), Slot(kind: .null, text: "null")],
        [Slot(kind: .string, text: "yy"), Slot(kind: .true, text: "true")],
        [Slot(kind: .number, text: "12.5"), Slot(kind: .escapedString, text: "q\\n")],
        [Slot(kind: .string, text: "z"), Slot(kind: .missing)],
      ])
    #expect(result.records.map(\.time) == [1, 2, 3, 4].map { $0 * 1_000_000_000 })
    #expect(result.records.map(\.ordinal) == [0, 1, 2, 3])
    #expect(result.records.map(\.offset) == [0, 25, 52, 85])
  }

  @Test func readsNestedPlaces() {
    let text = """
      {"t":1,"u":{"n":"ann","g":["a","b"]},"o":{"x":1}}
      {"t":1,"u":{"n":"bob","g":["c","d"]},"o":{"x":2}}
      {"t":1,"u":null,"o":7}
      {"t":1,"u":[],"o":{}}
      """
    let result = extract(
      text, [.raw(path("u.n")), .raw(path("u.g[1]")), .raw(path("u.g")), .raw(path("o.x"))])
    #expect(result.unreadable.isEmpty)
    #expect(
      result.records.map { $0.slots.map(\.text) } == [
        ["ann", "b", "[\"a\",\"b\"]", "1"], ["bob", "d", "[\"c\",\"d\"]", "2"],
        ["null", "null", "null", ""], ["", "", "", ""],
      ])
    #expect(
      result.records.map { $0.slots.map(\.kind) } == [
        [.string, .string, .array, .number], [.string, .string, .array, .number],
        [.null, .null, .null, .mismatch], [.mismatch, .mismatch, .mismatch, .missing],
      ])
  }

  @Test func theFirstMappingThatHoldsAValueDecides() {
    let principal = Field(name: "source.principal", type: .string)
    var source = plainSource
    source.mappings = [
      principal: [
        .init(path: path("san"), absentWhen: [.string("-"), .string("")]),
        .init(path: path("peer.name"), absentWhen: [.string("none")]),
        .init(path: path("subject"), absentWhen: [.string("")]),
      ]
    ]
    let records: [(text: String, slot: Slot)] = [
      (#""san":"a","peer":{"name":"b"},"subject":"c""#, Slot(kind: .string, text: "a")),
      (#""san":null,"subject":"c""#, Slot(kind: .string, mapping: 2, text: "c")),
      (#""subject":"c","san":null"#, Slot(kind: .string, mapping: 2, text: "c")),
      (#""san":"-","peer":null,"subject":"c""#, Slot(kind: .string, mapping: 2, text: "c")),
      (
        #""san":"","peer":{"name":"-"},"subject":"c""#,
        Slot(kind: .string, mapping: 1, text: "-")
      ),
      (
        #""san":"\u002d","peer":{"name":"none"},"subject":"c""#,
        Slot(kind: .string, mapping: 2, text: "c")
      ),
      (
        #""san":"","peer":{"name":"\u0062"},"subject":"c""#,
        Slot(kind: .escapedString, mapping: 1, text: #"\u0062"#)
      ),
      (#""san":0,"subject":"c""#, Slot(kind: .number, text: "0")),
      (#""san":null,"peer":5,"subject":"c""#, Slot(kind: .mismatch, mapping: 1)),
      // No value: the first that is recorded.
      (#""subject":"","san":"-""#, Slot(kind: .string, text: "-")),
      (#""subject":"","peer":{"name":null}"#, Slot(kind: .null, mapping: 1, text: "null")),
      (#""peer":{}"#, Slot(kind: .missing)),
    ]
    // Each alone, and between others of its shape, from which it must not take the choice.
    let others = [#""x""#, "null", #""-""#, "\"\"", #""none""#]
    for (record, slot) in records {
      let line = "{\(record),\"t\":1}\n"
      let alone = extract(line, [.field(principal)], source: source)
      #expect(alone.records.map(\.slots) == [[slot]], "\(line)")
      for other in others {
        let like = line.replacing(/(null|"[^"]*")(?=[,}])/, with: other)
        let result = extract(
          like + like + line + like + line, [.field(principal)], source: source)
        #expect(result.records.count == 5)
        #expect(result.records[2].slots == [slot] && result.records[4].slots == [slot], "\(like)")
      }
    }
  }

  @Test func badRecordsSpareTheirNeighbours() {
    let text = """
      {"t":1,"a":"first"}
      {"t":1,"a":"unclosed}
      {"t":1,"a":tru}
      [1,2]
      {"t":1,
      {"a":"no time"}
      {"t":1,"a":"last"}
      """
    let result = extract(text, [.raw(path("a"))])
    #expect(result.records.map { $0.slots[0].text } == ["first", "last"])
    #expect(
      result.unreadable.map(\.reason) == [.cutOff, .invalidJSON, .notAnObject, .cutOff, .noTime])
    #expect(result.unreadable.map(\.ordinal) == [1, 2, 3, 4, 5])
    #expect(result.records.last?.ordinal == 6)
  }

  @Test func aKnownShapeStaysOnItsLine() {
    let record = "{\"t\":1,\"skipped\":\"x\",\"a\":\"y\",\"n\":5}\n"
    for gap in ["\n", "\r\n", " \n "] {
      for place in ["\"x\"", "\"y\"", "5", "1", "\"skipped\":"] {
        let broken = record.replacing(place, with: place + gap)
        let result = extract(record + record + broken + record, [.raw(path("a"))])
        #expect(result.records.count == 3)
        #expect(result.unreadable.map(\.reason).first == .cutOff)
      }
    }
    // Blanks that stay on the line are allowed everywhere.
    for place in ["\"x\"", "\"y\"", "5", "1", "\"skipped\":", "{", ","] {
      let wide = record.replacing(place, with: " \t" + place + " ")
      #expect(extract(record + record + wide, [.raw(path("a"))]).records.count == 3)
    }
  }

  @Test func slotCodesAreSlotKinds() {
    let codes: [UInt8] = [
      SlotCode.missing, SlotCode.missingInWhole, SlotCode.null, SlotCode.string,
      SlotCode.escapedString, SlotCode.number, SlotCode.true, SlotCode.false, SlotCode.object,
      SlotCode.array, SlotCode.mismatch, SlotCode.disagree,
    ]
    let kinds: [SlotKind] = [
      .missing, .missingInWhole, .null, .string, .escapedString, .number, .true, .false, .object,
      .array, .mismatch, .disagree,
    ]
    #expect(codes == kinds.map(\.rawValue))
    #expect(SlotKind(rawValue: UInt8(codes.count)) == nil)
  }

  @Test func identities() {
    let text = """
      {"t":1,"id":"a"}
      {"t":2,"id":"\\u0061"}
      {"t":3,"id":"b"}
      {"t":4,"id":null}
      {"t":5,"id":7}
      """
    let extractor = RecordExtractor(source: plainSource, columns: [.raw(path("id"))])
    let batch = RecordBatch(columnCount: 1, capacity: 10)
    extractor.begin(ChunkBuffer(copying: Array(text.utf8)))
    #expect(extractor.fill(batch))
    var counts = IdentityCounts()
    let hashes = (0..<batch.count).map { batch.identityHash(columns: [0], row: $0) }
    for hash in hashes.compactMap({ $0 }) { counts.add(hash) }
    #expect(hashes[0] == hashes[1] && hashes[0] != hashes[2] && hashes[3] == nil)
    #expect(hashes.compactMap { $0 }.map { counts.isRepeated($0) } == [true, true, false, false])
    #expect(counts.count == 3)
    var other = IdentityCounts()
    other.add(hashes[2] ?? 0)
    other.merge(counts)
    #expect(other.isRepeated(hashes[2] ?? 0) && other.isRepeated(hashes[0] ?? 0))
    #expect(!other.isRepeated(hashes[4] ?? 0))
    var many = IdentityCounts()
    for number in UInt64(0)..<10_000 { many.add(number &* 0x9E37_79B9_7F4A_7C16) }
    many.add(4)
    #expect(many.count > 9_990)
    var held = HeldRows(columnCount: 1)
    held.append(batch, row: 2)
    #expect(held.count == 1 && held.bytes == Array("b".utf8) && held.times == [3_000_000_000])
    #expect(held.slot(0, 0).kind == SlotKind.string.rawValue)
  }

  @Test func surveys() {
    let text = """
      {"t":1,"u":{"n":"a","x.y":null},"l":[{"k":1},{"k":2}]}
      {"t":2,"u":null}
      """
    var source = plainSource
    source.mappings = [Field(name: "user.name", type: .string): [.init(path: path("u.n"))]]
    let extractor = RecordExtractor(source: source, columns: [])
    let batch = RecordBatch(columnCount: 0, capacity: 10)
    extractor.begin(ChunkBuffer(copying: Array(text.utf8)))
    #expect(extractor.fill(batch))
    var survey = Survey(source: source)
    survey.add(batch)
    #expect(
      survey.paths.map { "\($0.name) \($0.count) \($0.nulls) \($0.isMapped)" } == [
        "l 1 0 false", "l[] 2 0 false", "l[].k 2 0 false", "t 2 0 true", "u 2 1 true",
        "u.\"x.y\" 1 1 false", "u.n 1 0 true",
      ])
  }
}
