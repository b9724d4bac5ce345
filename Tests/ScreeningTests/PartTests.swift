import Findings
import Foundation
import Ingest
import Testing

@testable import Detectors
@testable import Screening

/// The small parts, each for itself.
@Suite struct PartTests {
  private func bytes<Result>(_ text: String, _ body: (Bytes) throws -> Result) rethrows -> Result {
    try Array(text.utf8).withUnsafeBufferPointer { try body($0) }
  }

  @Test(arguments: [
    (
      "/attributes/3/value/stringValue", "/attributes/*/value/stringValue",
      "/attributes/3/value/stringValue"
    ),
    ("/a/1234567/b", "/a/*/b", "/a/*/b"), ("/users/a@b.example/x", "/users/*/x", "/users/*/x"),
    ("/x-b3-traceid", "/x-b3-traceid", "/x-b3-traceid"), ("", "", ""), ("/", "/", "/"),
    ("/a~1b/ü", "/a~1b/ü", "/a~1b/ü"), ("//0", "//*", "//0"),
    ("/4f2a9c81d0/y", "/*/y", "/*/y"), ("/sha256/line\u{1}", "/sha256/*", "/sha256/*"),
  ])
  func pointersAreGeneralised(_ pointer: String, _ field: String, _ shown: String) {
    bytes(pointer) { pointer in
      #expect(String(decoding: FieldPattern.field(pointer), as: UTF8.self) == field)
      #expect(String(decoding: FieldPattern.shown(pointer), as: UTF8.self) == shown)
    }
  }

  @Test func stepsCanBeHidden() {
    bytes("/by/jane/x") { pointer in
      #expect(
        String(decoding: FieldPattern.shown(pointer, hidden: [3]), as: UTF8.self) == "/by/*/x")
    }
  }

  @Test func excerptsShowNoMoreThanTheyMay() {
    func excerpt(_ text: String, _ type: SensitiveType, _ first: Int, _ last: Int) -> String {
      bytes(text) {
        Excerpt.text(
          $0, type: type, visible: .init(first: first, last: last), characters: text.count)
      }
    }
    #expect(excerpt("jane.roe@gmail.com", .email, 1, 0) == "j•••@g•••.com")
    #expect(excerpt("jo@x.co", .email, 1, 0) == "[email, 7 characters]")
    #expect(excerpt("jane.roe%40gmail.com", .email, 1, 0) == "[email, 20 characters]")
    #expect(excerpt("4929123456789122", .paymentCard, 0, 4) == "••••9122")
    #expect(excerpt("12345", .usSSN, 0, 4) == "[us_ssn, 5 characters]")
    #expect(excerpt("hunter2-Blue", .password, 0, 0) == "[password, 12 characters]")
    #expect(excerpt("4929-1234-5678-912-", .paymentCard, 0, 4) == "[payment_card, 19 characters]")
    #expect(excerpt("\u{1B}[31m4929123456789122", .paymentCard, 0, 4).hasPrefix("[payment_card"))
  }

  @Test func linesOfTablesAreCutAndFoundAgain() throws {
    let line = #"a,"b ""q"" \ c","",d"#
    try bytes(line) { bytes in
      let cells = try #require(TableRow.cells(bytes, UInt8(ascii: ",")))
      #expect(
        cells.map { String(decoding: bytes[$0], as: UTF8.self) } == ["a", #"b ""q"" \ c"#, "", "d"])
    }
    for broken in [#"a,"b"#, #"a,"b"c,d"#] {
      bytes(broken) { #expect(TableRow.cells($0, UInt8(ascii: ",")) == nil) }
    }
    let chunk = ChunkBuffer(copying: Array("k1;k 2;k3;k4\n1;2;3;4\n".utf8))
    let header = try #require(TableHeader(chunk, path: "x.log"))
    try bytes(#"a;"b ""q"" \ c";"";d"#) { bytes in
      let row = try #require(header.row(bytes))
      let object =
        try JSONSerialization.jsonObject(with: Data(row.json)) as? [String: String]
      #expect(object == ["k1": "a", "k 2": #"b "q" \ c"#, "k3": "", "k4": "d"])
      let place = try #require(String(decoding: row.json, as: UTF8.self).range(of: " c"))
      let text = String(decoding: row.json, as: UTF8.self)
      let start = text.utf8.distance(from: text.startIndex, to: place.lowerBound)
      let found = row.place(start..<start + 2)
      #expect(String(decoding: bytes[found], as: UTF8.self) == " c")
    }
  }

  @Test(arguments: [
    "a b c\n1 2 3\n", "x,y\n1,2\n", "{\"a\":1,\"b\":2,\"c\":3}\n", "a,a,b\n1,2,3\n", "",
  ])
  func whatIsNoTableIsNone(_ text: String) {
    #expect(TableHeader(ChunkBuffer(copying: Array(text.utf8)), path: "x.log") == nil)
  }

  // MARK: Fields

  private func finding(_ type: SensitiveType, _ state: Detectors.Finding.State) -> Detectors.Finding
  {
    Detectors.Finding(
      type: type, detector: 0, state: state, confidence: .high, context: .form, range: 0..<1,
      value: 0..<1, isInKey: false, path: 0..<0)
  }

  /// In whatever order and in however many tables fields come, the result is the same.
  @Test func fieldsMergeInAnyOrder() {
    let paths = (0..<(3 * FieldTable.most)).map { "/f/\(Self.letters($0))" }
    var results: [[SensitiveResult.Field]] = []
    for tables in [1, 3] {
      var parts = (0..<tables).map { _ in FieldTable() }
      let order = tables == 1 ? paths : paths.reversed()
      for (index, path) in order.enumerated() {
        bytes(path) { pointer in
          parts[index % tables].beginRecord()
          parts[index % tables].count(
            finding(.email, index % 5 == 0 ? .masked : .unmasked), pointer: pointer, hidden: [],
            category: .contact, source: "json")
        }
      }
      var merged = FieldTable()
      for part in parts { merged.merge(part) }
      results.append(merged.result())
    }
    #expect(results[0].count == FieldTable.most + 1)
    #expect(results[0].map(\.field) == results[1].map(\.field))
    #expect(results[0].reduce(0) { $0 + $1.counts.leaks + $1.counts.masked } == paths.count)
  }

  private static func letters(_ number: Int) -> String {
    var rest = number
    return String(
      (0..<4).map { _ in
        defer { rest /= 26 }
        return Character(Unicode.Scalar(UInt8(97 + rest % 26)))
      })
  }

  @Test func eventsOfAFieldAreCountedOnce() {
    var table = FieldTable()
    bytes("/a") { pointer in
      for _ in 0..<3 {
        table.beginRecord()
        for _ in 0..<2 {
          table.count(
            finding(.email, .unmasked), pointer: pointer, hidden: [], category: .contact,
            source: "x")
        }
      }
    }
    #expect(table.result().map(\.counts.events) == [3])
    #expect(table.result().map(\.counts.unmasked) == [6])
  }

  // MARK: Names

  @Test func namesOfObjectsAreFound() {
    bytes(#"{"a":{"b":["c",{"d":1}],"e\"":"x"},"f":"{\"g\":1}"}"#) { record in
      let names = ObjectNames(record).names
      #expect(
        names.map { String(decoding: record[$0.range], as: UTF8.self) }
          == ["a", "b", "d", #"e\""#, "f"])
      #expect(names.map(\.object) == [0, 1, 2, 1, 0])
    }
    for broken in ["{\"a", "{\"a\\", "}}]]{\"", "[[[\"x\"]"] {
      bytes(broken) { _ = ObjectNames($0) }
    }
  }

  @Test(arguments: [
    ("0", true), ("-1.5e+3", true), ("01", false), ("1.", false), ("", false), ("-", false),
    ("1e", false), ("*****", false), ("1980", true), ("1 ", false),
  ])
  func numbersAreJSONs(_ text: String, _ isNumber: Bool) {
    bytes(text) { #expect(JSONNumber.isNumber($0) == isNumber) }
  }
}
