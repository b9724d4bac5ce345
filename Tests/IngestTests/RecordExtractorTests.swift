import Columns
import Ingest
import Mapping
import RuleModel
import Testing
import Values

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
}
