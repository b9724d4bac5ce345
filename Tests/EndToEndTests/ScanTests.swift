import Foundation
import Testing

/// What a scan reads, writes and leaves behind.
@Suite struct ScanTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write("rule.writ", Evidence.rule)
  }

  private func scan(_ arguments: String..., input: String = "") throws -> Tool.Outcome {
    try Tool.run(
      ["scan", "--rules", "rule.writ"] + Evidence.asOf + arguments, in: sandbox,
      input: Data(input.utf8))
  }

  @Test func standardInputIsAnInput() throws {
    #expect(try scan("-", input: Evidence.passing).status == 0)
    #expect(try scan("-", input: Evidence.failing).status == 1)
    #expect(try scan("-").status == 3)
    #expect(try scan("--source", "native", "-", input: Evidence.failing).status == 1)
  }

  /// The same reports, byte for byte, whatever does the work.
  @Test func reportsDoNotShowWhoWorked() throws {
    let lines = (0..<5000).map { index in
      index % 977 == 0
        ? "broken \(index)\n"
        : Evidence.request(
          index * 7 % 80_000, path: index % 3 == 0 ? "/admin/\(index)" : "/x",
          user: index % 5 == 0 ? "" : index % 7 == 0 ? nil : "u\(index % 11)")
    }
    for part in 0..<3 {
      try sandbox.write(
        "logs/\(part).jsonl", lines[(part * 1600)..<min(lines.count, part * 1600 + 1800)].joined())
    }
    var seen: Set<Data> = []
    var streams: Set<Data> = []
    for (jobs, chunk) in [("1", "512KiB"), ("2", "512KiB"), ("7", "4KiB"), ("3", "1KiB")] {
      let outcome = try scan(
        "--jobs", jobs, "--chunk-size", chunk, "--format", "json,html,ndjson", "logs")
      #expect(outcome.status == 1)
      seen.insert(
        try sandbox.read("reports/writ-report.json") + sandbox.read("reports/writ-report.html")
          + outcome.outputBytes)
      streams.insert(try sandbox.read("reports/writ-findings.ndjson"))
    }
    #expect(seen.count == 1)
    #expect(streams.count == 1)
    // The order of equal inputs.
    _ = try scan("--format", "json", "logs/0.jsonl", "logs/1.jsonl", "logs/2.jsonl")
    let inOrder = try sandbox.read("reports/writ-report.json")
    _ = try scan("--format", "json", "logs/2.jsonl", "logs/0.jsonl", "logs/1.jsonl", "logs/0.jsonl")
    #expect(inOrder == (try sandbox.read("reports/writ-report.json")))
  }

  @Test func findingsAreStreamedWholeAndBounded() throws {
    try sandbox.write(
      "log.jsonl", (0..<1500).map { Evidence.request($0, user: "") }.joined())
    let outcome = try scan("--format", "ndjson", "--output", "-", "log.jsonl")
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 1501)
    for line in lines {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
    #expect(!sandbox.exists("reports"))
    _ = try scan("--max-findings", "10", "log.jsonl")
    let report = try #require(
      try JSONSerialization.jsonObject(with: sandbox.read("reports/writ-report.json"))
        as? [String: Any])
    #expect((report["findings"] as? [Any])?.count == 10)
    let rule = try #require((report["rules"] as? [[String: Any]])?.first)
    #expect((rule["counts"] as? [String: Any])?["failed"] as? Int == 1500)
  }

  @Test func colourIsForTerminalsOrWhenAsked() throws {
    try sandbox.write("log.jsonl", Evidence.failing)
    #expect(!(try scan("log.jsonl").output.contains("\u{1B}")))
    #expect(try scan("--colour", "log.jsonl").output.contains("\u{1B}"))
    #expect(!(try scan("--no-colour", "log.jsonl").output.contains("\u{1B}")))
    // A terminal of its own for the process, and what it shows.
    let terminal = """
      import os, pty, sys
      status = pty.spawn([os.environ["WRIT"], "scan", "--rules", "rule.writ", "log.jsonl"])
      """
    try sandbox.write("terminal.py", terminal)
    let coloured = try Tool.shell(
      "python3 terminal.py", in: sandbox, environment: ["TERM": "xterm"])
    #expect(coloured.output.contains("\u{1B}["))
    let plain = try Tool.shell(
      "python3 terminal.py", in: sandbox, environment: ["TERM": "xterm", "NO_COLOR": "1"])
    #expect(plain.output.contains("admin-needs-user"))
    #expect(!plain.output.contains("\u{1B}["))
  }

  /// Scanning the folder that the reports are written to gives the same again.
  @Test func ownReportsAreNoEvidence() throws {
    try sandbox.write("log.jsonl", Evidence.passing)
    try FileManager.default.removeItem(atPath: sandbox.path("rule.writ"))
    let rule = try sandbox.write("../rule.writ", Evidence.rule)
    for _ in 0..<2 {
      let outcome = try Tool.run(["scan", "--rules", rule] + Evidence.asOf + ["."], in: sandbox)
      #expect(outcome.status == 0)
    }
    #expect(try sandbox.files().count == 4)
  }

  /// A name or a value that a terminal would act on is written out, wherever it is shown.
  @Test func nothingActsOnTheTerminal() throws {
    let name = "red\u{1B}[31m\nred.jsonl"
    try sandbox.write(name, "no record\n")
    let value = #"\u001b[2J\u001b]0;owned\u0007\u202e"#
    try sandbox.write(
      "log.jsonl",
      #"{"kind":"request","time":"2026-01-01T00:00:00Z","url.path":"/admin/\#(value)","#
        + #""user.id":null,"k\#(value)":"\#(value)"}"# + "\n")
    for arguments in [
      ["scan", "--rules", "rule.writ", name], ["inspect", name], ["inspect", "log.jsonl"],
      ["scan", "--rules", name, "log.jsonl"], ["scan", "--rules", "rule.writ", "log.jsonl"],
      ["scan", "--rules", "rule.writ", "--output", name, "log.jsonl"], ["check", name],
    ] {
      let outcome = try Tool.run(arguments, in: sandbox)
      let acts = (outcome.output + outcome.errors).unicodeScalars.contains {
        $0 != "\n" && ($0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E)
      }
      #expect(!acts, "\(arguments)")
      #expect(!outcome.errors.split(separator: "\n").contains { $0.hasPrefix("red.jsonl") })
    }
  }

  @Test func aDataSetNamesItsInputs() throws {
    try sandbox.write("audit/logs/a.jsonl", Evidence.failing)
    try sandbox.write(
      "audit/set.writ",
      """
      dataset first_quarter {
        zone   "Europe/Berlin"
        period 2026-01-01 to 2026-03-31
        input  "logs/*.jsonl" as native
      }

      """)
    // By its file, by its name, and as the only one of the rules.
    for arguments in [
      ["--dataset", "audit/set.writ"],
      ["--rules", "audit/set.writ", "--dataset", "first_quarter"],
      ["--rules", "audit/set.writ"],
    ] {
      let outcome = try Tool.run(
        ["scan", "--rules", "rule.writ"] + arguments + Evidence.asOf, in: sandbox)
      #expect(outcome.status == 1, "\(arguments)")
    }
    // Midnight in Berlin is an hour earlier: the period leaves nothing to judge.
    let outcome = try Tool.run(
      [
        "scan", "--rules", "rule.writ", "--dataset", "audit/set.writ", "--period",
        "2026-02-01..2026-02-02",
      ]
        + Evidence.asOf, in: sandbox)
    #expect(outcome.status == 3)
    let missing = try Tool.run(
      ["scan", "--rules", "rule.writ", "--dataset", "rule.writ"], in: sandbox)
    #expect(missing.status == 2)
    #expect(missing.errors.contains("no data set"))
  }

  @Test func hiddenFilesAreListedAndGlobsExpanded() throws {
    try sandbox.write("logs/a.jsonl", Evidence.passing)
    try sandbox.write("logs/.hidden.jsonl", Evidence.failing)
    let outcome = try scan("logs")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains(".hidden.jsonl"))
    #expect(try scan("logs/*.jsonl").status == 0)
    #expect(try scan("logs/**/.hid*").status == 1)
  }

  @Test func aFullDiskLeavesNothingHalfWritten() throws {
    try sandbox.write("log.jsonl", Evidence.failing)
    let full = try Tool.shell(
      "\"$WRIT\" scan --rules rule.writ --format ndjson --output - log.jsonl > /dev/full",
      in: sandbox)
    #expect(full.status == 3)
    #expect(full.errors.contains("standard output"))
    // A limit on the size of files acts like a disk that fills while the report is written.
    _ = try scan("log.jsonl")
    let before = try sandbox.read("reports/writ-report.html")
    let limited = try Tool.shell(
      "trap '' XFSZ; ulimit -f 1; \"$WRIT\" scan --rules rule.writ log.jsonl", in: sandbox)
    #expect(limited.status == 3)
    #expect(limited.errors.contains("writ-report"))
    #expect(try sandbox.read("reports/writ-report.html") == before)
    #expect(
      try sandbox.files().filter { $0.hasPrefix("reports/") }
        == ["reports/writ-report.html", "reports/writ-report.json"])
  }

  @Test func aFileInPlaceOfTheFolderIsTold() throws {
    try sandbox.write("log.jsonl", Evidence.passing)
    try sandbox.write("reports", "mine")
    let outcome = try scan("log.jsonl")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("reports"))
    #expect(try sandbox.read("reports") == Data("mine".utf8))
  }

  @Test func aClosedPipeIsTold() throws {
    try sandbox.write("log.jsonl", (0..<20_000).map { Evidence.request($0, user: "") }.joined())
    let outcome = try Tool.shell(
      """
      { "$WRIT" scan --rules rule.writ --format ndjson --output - log.jsonl; echo $? > status; } \
      | head -n 1
      """, in: sandbox)
    #expect(outcome.errors.contains("standard output"))
    #expect(String(decoding: try sandbox.read("status"), as: UTF8.self) == "3\n")
  }

  /// Waits on a pipe that says nothing, so it is certain to be at work when the signal comes.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalLeavesNothingBehind(_ signal: Int32) throws {
    let pipe = Pipe()
    let process = try Tool.start(
      ["scan", "--rules", "rule.writ", "--format", "json,html,ndjson", "--source", "native", "-"],
      in: sandbox, input: pipe)
    try pipe.fileHandleForWriting.write(contentsOf: Data(Evidence.failing.utf8))
    // The stream of findings is open: the folder with its temporary file is there.
    let deadline = Date().addingTimeInterval(20)
    while try sandbox.files().filter({ $0.hasPrefix("reports/") }).isEmpty, Date() < deadline {
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(!(try sandbox.files().filter { $0.hasPrefix("reports/") }.isEmpty))
    let sent = Date()
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(Date().timeIntervalSince(sent) < 10)
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 128 + signal)
    #expect(try sandbox.files().filter { $0.hasPrefix("reports/") }.isEmpty)
    try pipe.fileHandleForWriting.close()
  }

  @Test func theShippedRulesAreFound() throws {
    let outcome = try Tool.run(["check"], in: sandbox)
    #expect(outcome.status == 0)
    let missing = try Tool.run(["check"], in: sandbox, environment: ["WRIT_HOME": sandbox.path("")])
    #expect(missing.status == 2)
    #expect(missing.errors.contains("WRIT_HOME"))
    let given = try Tool.run(["check"], in: sandbox, environment: ["WRIT_HOME": Tool.root])
    #expect(given.status == 0)
  }
}
