import Foundation
import Testing

/// `writ sensitive` from outside: what it prints and writes, and its exit status.
@Suite struct SensitiveTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private static let clean = "{\"msg\":\"nothing to see\",\"n\":1}\n"
  private static let dirty = "{\"user\":{\"mail\":\"jane.roe@example-mail.de\"}}\n"

  private func sensitive(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(["sensitive"] + arguments, in: sandbox)
  }

  // MARK: Exit status

  @Test func nothingFoundIsZero() throws {
    try sandbox.write("log.jsonl", Self.clean)
    let outcome = try sensitive("log.jsonl")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("No unmasked sensitive data was found"))
  }

  @Test func aFindingIsOneUnlessItIsAccepted() throws {
    try sandbox.write("log.jsonl", Self.dirty)
    let outcome = try sensitive("log.jsonl")
    #expect(outcome.status == 1)
    #expect(outcome.closingLine.contains("--fail-on"))
    #expect(outcome.output.contains("/user/mail"))
    #expect(try sensitive("--fail-on", "none", "log.jsonl").status == 0)
    #expect(try sensitive("--types", "payment_card", "log.jsonl").status == 0)
    #expect(try sensitive("--types", "contact-data", "log.jsonl").status == 1)
  }

  @Test func whatWasNotSeenIsThree() throws {
    try sandbox.write("log.jsonl", Self.clean)
    try sandbox.write("empty.jsonl", "")
    try sandbox.write("noise.bin", Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
    try sandbox.write("long.txt", String(repeating: "x", count: 2000) + "\nshort\n")
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path("loop.jsonl"), withDestinationPath: "loop.jsonl")
    for (arguments, word) in [
      (["missing.jsonl"], "missing.jsonl"), (["log.jsonl", "no/*.jsonl"], "no/*.jsonl"),
      (["empty.jsonl"], "nothing to look through"), (["log.jsonl", "noise.bin"], "noise.bin"),
      (["log.jsonl", "loop.jsonl"], "loop.jsonl"),
      (["--max-record-bytes", "1000", "long.txt"], "long.txt"),
    ] {
      let outcome = try Tool.run(["sensitive"] + arguments, in: sandbox)
      #expect(outcome.status == 3, "\(arguments)")
      #expect(outcome.closingLine.contains(word), "\(arguments)")
    }
    #expect(try sensitive("--skip-unrecognised", "log.jsonl", "noise.bin").status == 0)
    #expect(try sensitive("log.jsonl", "empty.jsonl").status == 0)
  }

  @Test(arguments: [
    ["--format", "pdf", "log.jsonl"], ["--types", "emial", "log.jsonl"], [], ["-", "-"],
    ["--format", "json,html", "log.jsonl"],
    ["--format", "json,html", "--output", "-", "log.jsonl"],
    ["--min-confidence", "sure", "log.jsonl"], ["--jobs", "0", "log.jsonl"],
    ["--fail-on", "low,high", "log.jsonl"], ["--max-findings", "-1", "log.jsonl"],
  ])
  func wrongUsageIsTwo(_ arguments: [String]) throws {
    try sandbox.write("log.jsonl", Self.dirty)
    let outcome = try Tool.run(["sensitive"] + arguments, in: sandbox)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  @Test func misspeltTypesAreAnswered() throws {
    try sandbox.write("log.jsonl", Self.dirty)
    #expect(try sensitive("--types", "emial", "log.jsonl").closingHelp.contains("'email'"))
  }

  // MARK: Inputs

  @Test func everyWayInGivesTheSame() throws {
    let text = (0..<2000).map { $0 % 7 == 0 ? Self.dirty : Self.clean }.joined()
    try sandbox.write("log.jsonl", text)
    #expect(try Tool.shell("gzip -k log.jsonl && cp log.jsonl.gz a.gz", in: sandbox).status == 0)
    let plain = try summary("log.jsonl")
    #expect(plain["unmasked"] as? Int == 286)
    #expect(plain["events_examined"] as? Int == 2000)
    let zipped = try summary("log.jsonl.gz")
    #expect(zipped as NSDictionary == plain as NSDictionary)
    let piped = try Tool.run(
      ["sensitive", "--format", "json", "-"], in: sandbox, input: Data(text.utf8))
    let report = try #require(
      try JSONSerialization.jsonObject(with: piped.outputBytes) as? [String: Any])
    #expect(try #require(report["summary"] as? NSDictionary) == plain as NSDictionary)
    for arguments in [["--jobs", "1"], ["--jobs", "4", "--chunk-size", "1000"]] {
      let one = try Tool.run(
        ["sensitive", "--format", "ndjson", "log.jsonl"] + arguments, in: sandbox)
      let other = try Tool.run(["sensitive", "--format", "ndjson", "log.jsonl"], in: sandbox)
      #expect(one.outputBytes == other.outputBytes)
    }
  }

  private func summary(_ file: String) throws -> [String: Any] {
    let outcome = try sensitive("--format", "json", file)
    let report = try #require(
      try JSONSerialization.jsonObject(with: outcome.outputBytes) as? [String: Any])
    return try #require(report["summary"] as? [String: Any])
  }

  @Test func aCutOffArchiveIsThreeAndWhatWasReadCounts() throws {
    let lines = (0..<20_000).map {
      "{\"n\":\($0 &* 7919),\"x\":\"\(String($0 &* 104_729, radix: 36))\"}\n"
    }
    try sandbox.write("log.jsonl", lines.joined() + Self.dirty)
    #expect(try Tool.shell("gzip -k log.jsonl", in: sandbox).status == 0)
    let whole = try sandbox.read("log.jsonl.gz")
    try sandbox.write("cut.jsonl.gz", whole.prefix(whole.count / 2))
    let outcome = try sensitive("cut.jsonl.gz")
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("cut.jsonl.gz"))
    #expect(outcome.output.contains("Not whole"))
    #expect(try sensitive("log.jsonl.gz").status == 1)
  }

  @Test func withoutAnInstallationItWorksAllTheSame() throws {
    try sandbox.write("log.jsonl", Self.dirty)
    try FileManager.default.copyItem(atPath: Tool.path, toPath: sandbox.path("writ"))
    #expect(try Tool.shell("./writ sensitive log.jsonl", in: sandbox).status == 1)
  }

  // MARK: Reports

  @Test func allReportsAtOnce() throws {
    try sandbox.write("log.jsonl", Self.dirty + Self.clean)
    let outcome = try sensitive(
      "--format", "json,html,ndjson,sarif,text", "--output", "out/deep", "--digest", "log.jsonl")
    #expect(outcome.status == 1)
    #expect(
      try sandbox.files().filter { $0.hasPrefix("out/deep/") } == [
        "out/deep/writ-sensitive.html", "out/deep/writ-sensitive.json",
        "out/deep/writ-sensitive.ndjson", "out/deep/writ-sensitive.sarif",
        "out/deep/writ-sensitive.txt",
      ])
    let lines = String(decoding: try sandbox.read("out/deep/writ-sensitive.ndjson"), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count == 2)
    let finding = try #require(
      try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    #expect(finding["type"] as? String == "email")
    #expect(finding["pointer"] as? String == "/user/mail")
    #expect(finding["start"] as? Int == 0)
    #expect(finding["end"] as? Int == 24)
    #expect(finding["masked"] as? Bool == false)
    let report = String(decoding: try sandbox.read("out/deep/writ-sensitive.json"), as: UTF8.self)
    #expect(report.contains(/"sha256": "[0-9a-f]{64}"/))
    // The reports of the first run are no input of the second.
    let again = try sensitive("--format", "json", "--output", "out/deep", "out", "log.jsonl")
    #expect(again.output.contains("report of an earlier run"))
  }

  @Test func aFullDiskLeavesNothingHalfWritten() throws {
    try sandbox.write("log.jsonl", Self.dirty)
    let full = try Tool.shell(
      "\"$WRIT\" sensitive --format ndjson log.jsonl > /dev/full", in: sandbox)
    #expect(full.status == 3)
    #expect(full.errors.contains("standard output"))
    let limited = try Tool.shell(
      "trap '' XFSZ; ulimit -f 1; \"$WRIT\" sensitive --output reports log.jsonl", in: sandbox)
    #expect(limited.status == 3)
    #expect(limited.errors.contains("writ-sensitive"))
    #expect(try sandbox.files().filter { $0.hasPrefix("reports/") }.isEmpty)
  }

  @Test func aFolderThatCannotBeIsTold() throws {
    try sandbox.write("log.jsonl", Self.clean)
    try sandbox.write("reports", "mine")
    let outcome = try sensitive("--output", "reports", "log.jsonl")
    #expect(outcome.status == 3)
    #expect(outcome.errors.contains("reports"))
  }

  /// Waits on a pipe that says nothing, so it is certain to be at work when the signal comes.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalLeavesNothingBehind(_ signal: Int32) throws {
    for arguments in [
      ["sensitive", "--format", "json,ndjson", "--output", "out", "-"],
      ["redact", "-", "--output", "out"],
    ] {
      let pipe = Pipe()
      let process = try Tool.start(arguments, in: sandbox, input: pipe)
      // More than what is read before the format is told, so that files are open.
      let text = String(repeating: Self.dirty, count: 30_000)
      try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
      let deadline = Date().addingTimeInterval(20)
      while try sandbox.files().filter({ $0.hasPrefix("out/") }).isEmpty, Date() < deadline {
        Thread.sleep(forTimeInterval: 0.02)
      }
      #expect(!(try sandbox.files().filter { $0.hasPrefix("out/") }.isEmpty), "\(arguments)")
      let sent = Date()
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(Date().timeIntervalSince(sent) < 10)
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 128 + signal)
      #expect(try sandbox.files().filter { $0.hasPrefix("out/") }.isEmpty, "\(arguments)")
      try pipe.fileHandleForWriting.close()
    }
  }
}
