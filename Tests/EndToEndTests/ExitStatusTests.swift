import Foundation
import Testing

/// docs/exit-status.md, line by line.
@Suite struct ExitStatusTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write("rule.writ", Evidence.rule)
  }

  private func scan(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(["scan", "--rules", "rule.writ"] + Evidence.asOf + arguments, in: sandbox)
  }

  /// The reports' own word on the status.
  private func report() throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: sandbox.read("reports/writ-report.json"))
        as? [String: Any])
  }

  @Test func nothingFailedIsZero() throws {
    try sandbox.write("log.jsonl", Evidence.passing)
    let outcome = try scan("log.jsonl")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("admin-needs-user"))
    #expect(sandbox.exists("reports/writ-report.html"))
    let rules = try #require(try report()["rules"] as? [[String: Any]])
    #expect(rules.count == 1)
    #expect(rules.first?["verdict"] as? String == "pass")
  }

  @Test func aFindingIsOne() throws {
    try sandbox.write("log.jsonl", Evidence.failing)
    let outcome = try scan("log.jsonl")
    #expect(outcome.status == 1)
    #expect(outcome.closingLine.contains("--fail-on"))
    let findings = try #require(try report()["findings"] as? [[String: Any]])
    #expect(findings.count == 1)
  }

  @Test func aFindingBelowTheBarIsZero() throws {
    try sandbox.write("log.jsonl", Evidence.failing)
    let outcome = try scan("--fail-on", "critical", "log.jsonl")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
  }

  @Test func inconclusiveIsThreeUnlessAccepted() throws {
    try sandbox.write("log.jsonl", Evidence.inconclusive)
    let outcome = try scan("log.jsonl")
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("--allow-inconclusive"))
    #expect(try scan("--allow-inconclusive", "log.jsonl").status == 0)
    #expect(try scan("--fail-on", "critical", "log.jsonl").status == 0)
  }

  @Test func unreadableRecordsAreThreeUnlessAccepted() throws {
    try sandbox.write("log.jsonl", Evidence.unreadable)
    let outcome = try scan("log.jsonl")
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("--max-unreadable"))
    #expect(try scan("--max-unreadable", "1", "log.jsonl").status == 0)
    #expect(try scan("--max-unreadable", "25%", "log.jsonl").status == 0)
    #expect(try scan("--max-unreadable", "24%", "log.jsonl").status == 3)
    #expect(try scan("--max-unreadable", "100%", "--strict", "log.jsonl").status == 3)
  }

  @Test func findingsGoBeforeThree() throws {
    try sandbox.write("log.jsonl", Evidence.failing + "garbage\n")
    let outcome = try scan("log.jsonl", "missing.jsonl")
    #expect(outcome.status == 1)
  }

  @Test func nothingApplicableIsThree() throws {
    try sandbox.write("log.jsonl", Evidence.notApplicable)
    let outcome = try scan("log.jsonl")
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("no rule applies"))
  }

  @Test func missingPathsAreThree() throws {
    try sandbox.write("log.jsonl", Evidence.passing)
    for paths in [["missing.jsonl"], ["log.jsonl", "missing.jsonl"], ["log.jsonl", "no/*.jsonl"]] {
      let outcome = try Tool.run(
        ["scan", "--rules", "rule.writ"] + Evidence.asOf + paths, in: sandbox)
      #expect(outcome.status == 3, "\(paths)")
      #expect(outcome.closingLine.contains(paths.last ?? ""), "\(paths)")
    }
  }

  /// A folder that holds nothing to read is a path that matches nothing, also beside another.
  @Test func aFolderWithoutAFileIsThree() throws {
    try sandbox.write("log.jsonl", Evidence.passing)
    try sandbox.write("none/.hidden.jsonl", Evidence.passing)
    for paths in [["none"], ["log.jsonl", "none"]] {
      let outcome = try Tool.run(
        ["scan", "--rules", "rule.writ"] + Evidence.asOf + paths, in: sandbox)
      #expect(outcome.status == 3, "\(paths)")
      #expect(outcome.closingLine.contains("none: there is no file to read"), "\(paths)")
      #expect(outcome.output.contains("none/.hidden.jsonl was skipped: it is hidden"))
    }
  }

  @Test func recordsPastTheLimitAreUnreadable() throws {
    try sandbox.write(
      "log.jsonl",
      Evidence.request(0, path: "/" + String(repeating: "x", count: 500)) + Evidence.passing)
    let outcome = try scan("--max-record-bytes", "300", "log.jsonl")
    #expect(outcome.status == 3)
    #expect(outcome.output.contains("1 too-long"))
    #expect(try scan("--max-record-bytes", "300", "--max-unreadable", "1", "log.jsonl").status == 0)
    #expect(try scan("log.jsonl").status == 0)
  }

  /// Nothing in them is nothing that could not be read.
  @Test(arguments: ["", "\n \r\n", "[]\n", "{\"kind\":\"EventList\",\"items\":[]}"])
  func filesWithoutARecordAreNoProblem(_ text: String) throws {
    try sandbox.write("log.jsonl", Evidence.passing)
    try sandbox.write("nothing.jsonl", text)
    let outcome = try scan("log.jsonl", "nothing.jsonl")
    #expect(outcome.status == 0)
    #expect(!outcome.output.contains("Not whole"))
  }

  @Test func emptyAndBinaryFilesAreNotRecognised() throws {
    try sandbox.write("log.jsonl", Evidence.passing)
    try sandbox.write("empty.jsonl", "")
    try sandbox.write("noise.bin", Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
    let outcome = try scan("log.jsonl", "noise.bin")
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("--skip-unrecognised"))
    #expect(outcome.closingLine.contains("noise.bin"))
    #expect(try scan("--skip-unrecognised", "log.jsonl", "noise.bin").status == 0)
    // Nothing in it, nothing judged.
    #expect(try scan("empty.jsonl").status == 3)
  }

  @Test func aCutOffArchiveIsThreeAndWhatWasReadCounts() throws {
    let lines = (0..<20_000).map { Evidence.request($0, user: $0 == 5 ? "" : "u\($0 &* 7919)") }
    try sandbox.write("log.jsonl", lines.joined())
    #expect(try Tool.shell("gzip -k log.jsonl", in: sandbox).status == 0)
    let whole = try sandbox.read("log.jsonl.gz")
    try sandbox.write("cut.jsonl.gz", whole.prefix(whole.count / 2))
    let outcome = try scan("--fail-on", "critical", "cut.jsonl.gz")
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("cut.jsonl.gz"))
    let inputs = try #require(try report()["inputs"] as? [[String: Any]])
    let events = try #require(inputs.first?["events"] as? Int)
    #expect(events > 1000 && events < 20_000)
    // The finding stands in the half that was read.
    #expect(try scan("cut.jsonl.gz").status == 1)
    #expect(try scan("--fail-on", "critical", "log.jsonl.gz").status == 0)
  }

  @Test func whatCannotBeOpenedIsThree() throws {
    try sandbox.write("log.jsonl", Evidence.passing)
    // A link to itself can be opened by nobody, not even by root.
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path("loop.jsonl"), withDestinationPath: "loop.jsonl")
    let outcome = try scan("log.jsonl", "loop.jsonl")
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("loop.jsonl"))
  }

  @Test(arguments: [
    ["--rules", "missing.writ", "log.jsonl"],
    ["--set", "nonsense=1", "log.jsonl"],
    ["--set", "nonsense", "log.jsonl"],
    ["--source", "no-such-source", "log.jsonl"],
    ["--dataset", "no-such-set", "log.jsonl"],
    ["--fail-on", "terrible", "log.jsonl"],
    ["--max-unreadable", "-1", "log.jsonl"],
    ["--max-unreadable", "101%", "log.jsonl"],
    ["--format", "pdf", "log.jsonl"],
    ["--period", "2026-02-01..2026-01-01", "log.jsonl"],
    ["--from", "yesterday", "log.jsonl"],
    ["--jobs", "0", "log.jsonl"],
    ["--output", "-", "log.jsonl"],
    ["-", "-"],
    [],
  ])
  func wrongUsageIsTwo(_ arguments: [String]) throws {
    try sandbox.write("log.jsonl", Evidence.failing)
    let outcome = try Tool.run(["scan", "--rules", "rule.writ"] + arguments, in: sandbox)
    #expect(outcome.status == 2)
    #expect(!outcome.errors.isEmpty)
    #expect(outcome.output.isEmpty)
    #expect(!sandbox.exists("reports"))
  }

  @Test(arguments: [
    "rule a {",
    Evidence.rule + Evidence.rule,
    "list none = []\n" + Evidence.rule,
    "waive no-such-rule { until 2027-01-01 approved by \"dpo\" because \"x\" }\n" + Evidence.rule,
    Evidence.rule.replacingOccurrences(of: "user.id", with: "user.idd"),
  ])
  func wrongRulesAreTwo(_ text: String) throws {
    try sandbox.write("bad.writ", text)
    try sandbox.write("log.jsonl", Evidence.failing)
    for command in [["check", "bad.writ"], ["scan", "--rules", "bad.writ", "log.jsonl"]] {
      let outcome = try Tool.run(command, in: sandbox)
      #expect(outcome.status == 2, "\(command)")
      #expect(outcome.errors.contains("bad.writ:"), "\(command)")
      #expect(!sandbox.exists("reports"))
    }
  }
}
