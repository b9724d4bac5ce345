import Findings
import Foundation
import Ingest
import Testing

@testable import Screening

@Suite struct ScreenTests {
  let workplace: Workplace

  init() throws { workplace = try Workplace() }

  /// Layouts of the same three records, with where the addresses stand.
  static let layouts: [(name: String, text: String)] = {
    let records = (0..<3).map { #"{"n":\#($0),"user":{"mail":"\#($0)\#(Sample.email)"}}"# }
    let pretty = records.map { $0.replacing(",", with: ",\n  ") }
    return [
      ("lines", records.joined(separator: "\n") + "\n"),
      ("lines-crlf", records.joined(separator: "\r\n")),
      ("concatenated", pretty.joined(separator: "")),
      ("pretty", pretty.joined(separator: "\n\n")),
      ("array", "[" + records.joined(separator: ",") + "]"),
      ("array-lines", "[\n" + pretty.joined(separator: " ,\n") + "\n]\n"),
      ("wrapper", "{\n" + #""Records":["# + records.joined(separator: ",\n") + "]}"),
      ("runtime", records.map { "2026-01-01T00:00:00.000000000Z stdout F \($0)\n" }.joined()),
      ("mark", "\u{FEFF}" + records.joined(separator: "\n")),
      ("text", (0..<3).map { "user \($0)\(Sample.email) logged in\n" }.joined()),
      ("tsv", "n\tuser mail\n" + (0..<3).map { "\($0)\t\($0)\(Sample.email)\n" }.joined()),
    ]
  }()

  @Test(arguments: layouts)
  func everyLayoutIsLookedThrough(_ layout: (name: String, text: String)) throws {
    try workplace.write(layout.name, layout.text)
    let (result, findings) = try workplace.screened(workplace.options([layout.name]))
    #expect(findings.map(\.type) == ["email", "email", "email"], "\(layout.name)")
    let bytes = Array(layout.text.utf8)
    for (index, finding) in findings.enumerated() {
      let start = Int(finding.offset)
      let found = String(decoding: bytes[start..<start + finding.length], as: UTF8.self)
      #expect(found == "\(index)\(Sample.email)", "\(layout.name)")
      #expect(finding.end - finding.start == finding.length)
    }
    #expect(result.eventsWithFindings == 3)
    #expect(result.exitStatus == 1)
    #expect(result.problems.isEmpty)
  }

  @Test(arguments: layouts)
  func threadsAndChunksChangeNothing(_ layout: (name: String, text: String)) throws {
    try workplace.write(layout.name, layout.text)
    let (first, all) = try workplace.screened(workplace.options([layout.name]))
    for (jobs, chunkBytes) in [(1, 1), (2, 7), (3, 40), (4, 100)] {
      let (result, findings) = try workplace.screened(
        workplace.options([layout.name], jobs: jobs, chunkBytes: chunkBytes))
      #expect(findings == all, "\(layout.name), \(jobs) jobs, \(chunkBytes) bytes")
      #expect(result.fields == first.fields)
      #expect(result.findings == first.findings)
      #expect(result.eventsExamined == first.eventsExamined)
      #expect(result.inputs.map(\.records) == first.inputs.map(\.records))
    }
  }

  /// A wrapper's own members and what comes after its list are no records, and are looked at.
  @Test func whatStandsAroundRecordsIsLookedAt() throws {
    let text =
      "{\n"
      + #""owner":"a\#(Sample.email)","Records":[{"n":1},{"n":2}],"contact":{"x":"b\#(Sample.email)"}}"#
    try workplace.write("wrapped", text)
    for chunkBytes in [1, 5, 30, 1000] {
      let (result, findings) = try workplace.screened(
        workplace.options(["wrapped"], chunkBytes: chunkBytes))
      #expect(findings.count == 2, "\(chunkBytes)")
      #expect(result.eventsExamined == 2)
      #expect(result.exitStatus == 1)
    }
  }

  @Test func aKeyOverSeveralLinesIsOne() throws {
    let body = (0..<8).map { _ in "MIIEpAIBAAKCAQEAx4UbaDzY5xjW6hc9jwN0mX33XpTDVW9oT0\n" }.joined()
    let text =
      "before\n-----BEGIN RSA PRIVATE KEY-----\n\(body)-----END RSA PRIVATE KEY-----\nafter\n"
    try workplace.write("key", text)
    for chunkBytes in [1, 20, 60, 5000] {
      let (result, findings) = try workplace.screened(
        workplace.options(["key"], chunkBytes: chunkBytes))
      #expect(findings.map(\.type) == ["private_key"], "\(chunkBytes)")
      #expect(findings.first?.record == 2)
      #expect(result.inputs.first?.records == 3)
    }
    // Without an end it is lines, and the rest of the file is not swallowed.
    try workplace.write("open", "-----BEGIN RSA PRIVATE KEY-----\nx\nmail \(Sample.email)\n")
    let (result, findings) = try workplace.screened(workplace.options(["open"]))
    #expect(findings.contains { $0.type == "email" && $0.record == 3 })
    #expect(result.eventsExamined == 3)
  }

  @Test func columnsAreKeysOfTheirCells() throws {
    let text = """
      id,password,note
      1,"corr""ect-Horse7",x
      2,hunter2-Blue,"\(Sample.email)"
      3,too,many,cells \(Sample.email)

      """
    try workplace.write("table.csv", text)
    let (result, findings) = try workplace.screened(workplace.options(["table.csv"]))
    #expect(findings.map(\.type) == ["password", "password", "email", "email"])
    #expect(findings.map(\.field) == ["/password", "/password", "/note", ""])
    #expect(findings.first?.length == 16)
    #expect(findings.map(\.record) == [2, 3, 3, 4])
    #expect(result.inputs.first?.source == "csv")
    // Empty cells at a line's end are cells.
    try workplace.write("table.tsv", "password\tnote\tother\nhunter2-Blue\t\t\n\t\thunter2-Blue\n")
    let (_, inTabs) = try workplace.screened(workplace.options(["table.tsv"]))
    #expect(inTabs.map(\.field) == ["/password"])
    #expect(inTabs.map(\.offset) == [20])
  }

  @Test func namesThatHoldSomethingAreNotShown() throws {
    let text = #"{"by_user":{"\#(Sample.email)":{"mail":"x\#(Sample.email)"}}}"#
    try workplace.write("keys", text)
    let (result, findings) = try workplace.screened(workplace.options(["keys"]))
    #expect(findings.count == 2)
    #expect(findings.map(\.pointer) == ["/by_user/*", "/by_user/*/mail"])
    #expect(findings.map(\.isInKey) == [true, false])
    #expect(result.fields.map(\.field) == ["/by_user/*", "/by_user/*/mail"])
  }

  @Test func findingsThatAreShownAreTheFirst() throws {
    let text = (0..<500).map { #"{"mail":"\#($0)\#(Sample.email)"}"# + "\n" }.joined()
    try workplace.write("many", text)
    var expected: [Int]?
    for jobs in 1...4 {
      var options = workplace.options(["many"], jobs: jobs, chunkBytes: 200)
      options.maxFindings = 7
      let result = try screen(options)
      #expect(result.findings.map(\.record) == Array(1...7))
      #expect(result.findingsNotShown == 493)
      #expect(result.total.unmasked == 500)
      #expect(expected ?? result.findings.map(\.length) == result.findings.map(\.length))
      expected = result.findings.map(\.length)
    }
  }

  @Test func theSameFindingHasTheSameId() throws {
    try workplace.write("a", "x \(Sample.email)\n")
    try workplace.write("b", "x \(Sample.email)\n")
    let (_, first) = try workplace.screened(workplace.options(["a", "b"]))
    let (_, second) = try workplace.screened(workplace.options(["b", "a"], jobs: 2))
    #expect(first == second)
    #expect(Set(first.map(\.id)).count == 2)
  }

  // MARK: What is not seen is told

  @Test func aRecordPastTheLimitIsTold() throws {
    let long = #"{"x":""# + String(repeating: "y", count: 500) + #""}"#
    for text in [long + "\n{\"n\":1}\n", "[\(long),\n{\"n\":1}]"] {
      try workplace.write("long", text)
      for chunkBytes in [10, 100_000] {
        var options = workplace.options(["long"], chunkBytes: chunkBytes)
        options.maxRecordBytes = 300
        let result = try screen(options)
        #expect(result.exitStatus == 3)
        #expect(result.problems.first?.id == "unreadable-records")
        #expect(result.inputs.first?.unreadable.first?.places.first?.record == 1)
        #expect(result.eventsExamined == 1)
      }
    }
  }

  @Test func nothingIsNoPass() throws {
    try workplace.write("empty", "")
    try workplace.write("blank", "\n  \r\n")
    for names in [["empty"], ["blank"], ["empty", "blank"], ["missing"]] {
      let result = try screen(workplace.options(names))
      #expect(result.exitStatus == 3, "\(names)")
      #expect(!result.problems.isEmpty)
    }
  }

  @Test(arguments: [
    Data("mail a@b.example".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }),
    Data([0xFF, 0xFE] + "x".utf8), Data([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 1, 2]),
    Data("PK\u{3}\u{4}rest".utf8), Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31) }),
  ])
  func whatIsNoTextIsTold(_ data: Data) throws {
    try workplace.write("data", data)
    try workplace.write("fine", "nothing here\n")
    var options = workplace.options(["data", "fine"])
    let result = try screen(options)
    #expect(result.exitStatus == 3)
    #expect(result.problems.first?.acceptedBy == "--skip-unrecognised")
    #expect(result.eventsExamined == 1)
    options.skipUnrecognised = true
    #expect(try screen(options).exitStatus == 0)
  }

  @Test func findingsGoBeforeProblems() throws {
    try workplace.write("log", "mail \(Sample.email)\n")
    let result = try screen(workplace.options(["log", "missing"]))
    #expect(result.exitStatus == 1)
    #expect(result.problems.count == 1)
    var options = workplace.options(["log"])
    options.failOn = nil
    #expect(try screen(options).exitStatus == 0)
  }

  @Test func whatIsThrownEndsTheRun() throws {
    struct Full: Error {}
    try workplace.write("log", String(repeating: "mail \(Sample.email)\n", count: 2000))
    let options = workplace.options(["log"], jobs: 3, chunkBytes: 100)
    #expect(throws: Full.self) { try screen(options, everyFinding: { _ in throw Full() }) }
    #expect(throws: ScreeningError.cancelled) { try screen(options, isCancelled: { true }) }
  }
}
