import Foundation
import Testing

/// Rules about time over OpenTelemetry exports, whose records say only in their surroundings what they are.
@Suite struct ExportTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func scan(_ arguments: [String], input: Data = Data()) throws -> [String: Any] {
    _ = try Tool.run(
      ["scan", "--rules", Tool.root + "/rules/mesh", "--format", "json"] + Evidence.asOf
        + arguments,
      in: sandbox, input: input)
    let data = try sandbox.read("reports/writ-report.json")
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private static let traces = Tool.root + "/examples/generated/otlp-traces.jsonl"
  private static let audit = Tool.root + "/examples/generated/otlp-audit.jsonl"

  /// Traces alone say nothing of audit records: no hop fails for want of one.
  @Test func tracesAloneAreNoEvidenceOfAuditRecords() throws {
    let report = try scan([Self.traces])
    let rules = try #require(report["rules"] as? [[String: Any]])
    let hops = try #require(rules.first { $0["id"] as? String == "trace-hops-audited" })
    #expect(hops["verdict"] as? String == "inconclusive")
    let missing = try #require(hops["missing"] as? [[String: Any]])
    #expect(missing.compactMap { $0["reason"] as? String } == ["no-source"])
  }

  @Test func evidenceShowsWhatTheRecordHolds() throws {
    let stored = try shown(scan([Self.traces, Self.audit]))
    #expect(stored.count == 4)
    #expect(stored.allSatisfy { $0.contains("service.name=") })
    let small = try shown(scan(["--chunk-size", "2000", "--jobs", "3", Self.traces, Self.audit]))
    #expect(small == stored)
    let input = try Data(contentsOf: URL(fileURLWithPath: Self.traces))
    #expect(try shown(scan(["-", Self.audit], input: input)) == stored)
  }

  /// An input longer than what is looked at to recognise it is cut into other chunks when records are
  /// read again; their numbers stay.
  @Test func recordsKeepTheirNumbers() throws {
    let hops = 400
    let pad = String(repeating: "x", count: 200)
    let lines = (1...hops).map { hop in
      let id = String(repeating: "0", count: 16 - "\(hop)".count) + "\(hop)"
      let attribute = #"{"key":"pad","value":{"stringValue":"\#(pad)"}}"#
      let record =
        #"{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"\#(id)","name":"\#(hop)","kind":2"#
        + #","startTimeUnixNano":"1768204800000000000","attributes":[\#(attribute)]}"#
      return #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(record)]}]}]}"#
    }
    try sandbox.write("traces.jsonl", lines.map { $0 + "\n" }.joined())
    let report = try scan(
      ["--from", "2026-01-12", "--until", "2026-01-12", "traces.jsonl", Self.audit])
    let findings = try #require(report["findings"] as? [[String: Any]])
    let records = try findings.filter { $0["rule"] as? String == "trace-hops-audited" }.map {
      let evidence = try #require(($0["evidence"] as? [[String: Any]])?.first)
      let values = try #require(evidence["values"] as? [String: Any])
      #expect(values["span.name"] as? String == (evidence["record"] as? Int).map { "\($0)" })
      return try #require(evidence["record"] as? Int)
    }
    #expect(records.sorted() == Array(1...hops))
  }

  @Test(
    arguments: [
      "{\"a\":1}\n{\"b\":2}\n", "{\n  \"a\": [1, 2]\n}\n", "[{\"a\":1}]", "plain text\nand more\n",
    ])
  func whatNoSourceKnowsIsNotEmpty(text: String) throws {
    try sandbox.write("unknown", text)
    let run = try #require(try scan(["unknown"])["run"] as? [String: Any])
    #expect(run["exit_status"] as? Int == 3)
    let problems = try #require(run["problems"] as? [[String: Any]])
    #expect(problems.contains { $0["id"] as? String == "unrecognised-format" })
  }

  /// Metrics are no events, and what holds no list of records is none either: no evidence is no pass.
  @Test(
    arguments: [
      #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"up"}]}]}]}"#,
      #"{"resourceSpans":[{"foo":[1]}]}"#,
    ])
  func anExportWithoutSpansAndLogsSaysSo(text: String) throws {
    try sandbox.write("otlp.json", text + "\n")
    for arguments in [["otlp.json"], ["--source", "otlp-json", "otlp.json"]] {
      let report = try scan(arguments)
      let run = try #require(report["run"] as? [String: Any])
      #expect(run["exit_status"] as? Int == 3)
      #expect(
        (run["notes"] as? [String] ?? []).contains(
          "otlp.json is no evidence: it holds no span and no log record"))
      let input = try #require((report["inputs"] as? [[String: Any]])?.first)
      #expect(input["detail"] as? String == "it holds no span and no log record")
      let verdicts = (report["rules"] as? [[String: Any]] ?? []).map { $0["verdict"] as? String }
      #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0 == "not-applicable" })
    }
  }

  // The values of the hops that have no audit record.
  private func shown(_ report: [String: Any]) throws -> [String] {
    let findings = try #require(report["findings"] as? [[String: Any]])
    return try findings.filter { $0["rule"] as? String == "trace-hops-audited" }.map { finding in
      let evidence = try #require((finding["evidence"] as? [[String: Any]])?.first)
      let values = try #require(evidence["values"] as? [String: Any])
      return values.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ", ")
    }
  }
}
