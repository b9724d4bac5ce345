import Findings
import Foundation
import Testing

@testable import Reporting

@Suite struct JSONReportTests {
  private func report(_ result: ScanResult) throws -> JSONValue {
    let sink = MemorySink()
    try JSONReporter.write(result, to: sink)
    return try JSONValue(parsing: sink.bytes)
  }

  private func validator() throws -> SchemaValidator {
    let url = Files.root.appending(path: "docs/schema/writ-report.schema.json")
    return SchemaValidator(schema: try JSONValue(parsing: [UInt8](Data(contentsOf: url))))
  }

  @Test(arguments: [0, 6, 200])
  func followsTheSchema(findings: Int) throws {
    let value = try report(Fixture.sample(findings: findings))
    #expect(try validator().problems(value) == [])
    #expect(value["findings"]?.elements.count == findings)
  }

  @Test func relatedEventsFollowTheSchema() throws {
    let value = try report(Fixture.related())
    #expect(try validator().problems(value) == [])
    #expect(value["rules"]?.elements[1]["pending"]?.elements.count == 1)
    #expect(value["findings"]?.elements[0]["judgements"]?.elements.count == 1)
  }

  @Test func anEmptyResultFollowsTheSchema() throws {
    let run = RunFacts(toolVersion: "0", asOf: "2026-01-01T00:00:00Z")
    let value = try report(ScanResult(run: run, inputs: [], rules: []))
    #expect(try validator().problems(value) == [])
    #expect(value["summary"]?["horizon"] == .null)
  }

  /// The schema is not so loose that it admits anything.
  @Test func theSchemaRefusesWhatIsMissingOrMore() throws {
    let validator = try validator()
    var result = Fixture.sample(findings: 2)
    result.rules = Array(result.rules.prefix(1))
    let value = try report(result)
    #expect(validator.problems(value) == [])
    var tried = 0
    for mutant in mutants(of: value) where mutant != value {
      #expect(!validator.problems(mutant).isEmpty)
      tried += 1
    }
    #expect(tried > 200)
  }

  /// Copies with one member of one object missing, of another type, or too many. Optional members
  /// and the free names of `values` are left alone.
  private func mutants(of value: JSONValue) -> [JSONValue] {
    switch value {
    case .array(let elements):
      return elements.indices.prefix(1).flatMap { index in
        mutants(of: elements[index]).map { mutant in
          var copy = elements
          copy[index] = mutant
          return .array(copy)
        }
      }
    case .object(let members):
      var result: [JSONValue] = []
      func add(_ name: String, _ member: JSONValue?) {
        var copy = members
        copy[name] = member
        result.append(.object(copy))
      }
      add("surplus", .bool(true))
      for (name, member) in members where name != "values" {
        add(name, nil)
        add(name, .bool(true))
        for mutant in mutants(of: member) { add(name, mutant) }
      }
      return result
    default: return []
    }
  }

  @Test(arguments: Hostile.texts)
  func keepsEveryTextAsItIs(text: String) throws {
    let strings = try report(Fixture.hostile(text)).allStrings
    #expect(strings.count { $0.utf8.elementsEqual(text.utf8) } > 100)
  }

  @Test func tellsAbsentFromUnknown() throws {
    let value = try report(Fixture.sample(findings: 2))
    let evidence = try #require(value["findings"]?[0]?["evidence"]?[0])
    #expect(evidence["values"]?["url.path"] == .string("/admin/users"))
    #expect(evidence["values"]?["user.id"] == .null)
    #expect(evidence["absent"] == .array([.string("user.id")]))
    #expect(evidence["unknown"] == .array([.string("source.principal")]))
  }

  @Test func aFieldShownTwiceIsOneMember() throws {
    let evidence = Evidence(
      file: "f", source: "s", record: 1, offset: .max, time: "t", sha256: "h",
      values: [
        .init(field: "a", value: "1", state: "value"),
        .init(field: "a", value: "2", state: "value"),
      ])
    let sink = MemorySink()
    let output = Output(sink)
    var writer = JSONWriter(output)
    writer.beginObject(compact: true)
    writer.write(evidence)
    writer.end()
    try output.flush()
    #expect(sink.text.contains(#""values":{"a":"1"}"#))
    #expect(sink.text.contains(#""offset":18446744073709551615"#))
  }

  @Test func linesAreFindingsAndThenTheSummary() throws {
    let sink = MemorySink()
    let result = Fixture.sample(findings: 10)
    try ReportFormat.ndjson.write(result, to: sink)
    let lines = sink.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 12)
    #expect(lines.last == "")
    for (index, line) in lines.dropLast().enumerated() {
      let value = try JSONValue(parsing: Array(line.utf8))
      #expect(value["type"] == .string(index < 10 ? "finding" : "summary"))
    }
  }

  @Test func writesEveryCharacterSoThatItIsReadBack() throws {
    let text = String(String.UnicodeScalarView((0...0x2100).compactMap(Unicode.Scalar.init)))
    for isEmbedded in [false, true] {
      let sink = MemorySink()
      let output = Output(sink)
      var writer = JSONWriter(output, isEmbedded: isEmbedded)
      writer.beginArray()
      writer.string(text)
      writer.end()
      try output.flush()
      #expect(try JSONValue(parsing: sink.bytes) == .array([.string(text)]))
      #expect(sink.text.contains("<") != isEmbedded)
    }
  }
}
