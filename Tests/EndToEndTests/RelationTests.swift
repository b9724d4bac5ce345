import Foundation
import Testing

/// Rules about time, from the log to the report.
@Suite struct RelationTests {
  let sandbox: Sandbox

  static let rule = """
    rule erased-in-time {
      title    "Erased within two days"
      severity high
      for each data_request as r
      require  some deletion within 2d after r with same subject.id
      message  "{request.id} of {subject.id}"
    }

    rule request-named {
      title    "A request names its subject"
      severity low
      for each data_request
      require  subject.id == "nobody" or request.id == "none"
      message  "{subject.id} {request.id}"
    }

    """

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write("rule.writ", Self.rule)
  }

  /// A native record; days count from 1 January 2026.
  static func line(
    _ kind: String, _ day: Int, _ hour: Int = 0, _ subject: String = "s1", _ more: String = ""
  )
    -> String
  {
    let time = String(format: "2026-01-%02dT%02d:00:00Z", day, hour)
    return #"{"time":"\#(time)","kind":"\#(kind)","subject.id":"\#(subject)"\#(more)}"# + "\n"
  }

  static func request(_ day: Int, _ subject: String, _ hour: Int = 0) -> String {
    line("data_request", day, hour, subject, #","request.id":"r-\#(subject)""#)
  }

  struct Report {
    var root: [String: Any]

    func rule(_ id: String) throws -> [String: Any] {
      let rules = try #require(root["rules"] as? [[String: Any]])
      return try #require(rules.first { $0["id"] as? String == id })
    }

    func counts(_ id: String) throws -> [String: Int] {
      try #require(rule(id)["counts"] as? [String: Int])
    }

    func count(_ id: String, _ name: String) throws -> Int {
      try counts(id)[name] ?? 0
    }

    func missing(_ id: String) throws -> [String] {
      try #require(rule(id)["missing"] as? [[String: Any]]).compactMap { $0["reason"] as? String }
    }

    func findings(_ id: String) throws -> [[String: Any]] {
      try #require(root["findings"] as? [[String: Any]]).filter { $0["rule"] as? String == id }
    }

    func messages(_ id: String) throws -> [String] {
      try findings(id).compactMap { $0["message"] as? String }
    }
  }

  @discardableResult
  private func scan(
    _ arguments: String..., input: String = "", status: Int32? = nil
  ) throws -> Report {
    let outcome = try Tool.run(
      ["scan", "--rules", "rule.writ", "--format", "json"] + Evidence.asOf + arguments,
      in: sandbox, input: Data(input.utf8))
    if let status { #expect(outcome.status == status, "\(outcome.errors)") }
    let data = try sandbox.read("reports/writ-report.json")
    return Report(
      root: try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]))
  }

  // MARK: What the ends of the evidence decide

  /// One is met, one is missed, one is open at the end.
  static let log =
    request(2, "met") + request(3, "missed") + line("deletion", 4, 0, "met")
    + request(9, "open") + line("deletion", 10, 0, "other")

  @Test func anOpenWindowIsPendingAndNoFinding() throws {
    try sandbox.write("log.jsonl", Self.log)
    let report = try scan("log.jsonl", status: 1)
    let counts = try report.counts("erased-in-time")
    #expect(counts["passed"] == 1 && counts["failed"] == 1 && counts["pending"] == 1)
    #expect(try report.messages("erased-in-time") == ["r-missed of missed"])
  }

  /// Not the rule's words, which are about a failure: what is awaited, and until when.
  @Test func aPendingSubjectSaysWhatIsAwaited() throws {
    try sandbox.write("log.jsonl", Self.log)
    let report = try scan("log.jsonl", status: 1)
    let pending = try #require(
      report.rule("erased-in-time")["pending"] as? [[String: Any]])
    #expect(pending.count == 1)
    let until = try #require(pending.first?["pending_until"] as? String)
    #expect(
      pending.first?["message"] as? String
        == "open until \(until): some deletion within 2d after r with same subject.id "
        + "(subject.id open, request.id r-open)")
    #expect(pending.first?["remedy"] as? String == "")
    #expect(until == (try report.rule("erased-in-time")["pending_until"] as? String))
  }

  @Test func pathsOfADataSetAreShownWithoutDetours() throws {
    try sandbox.write("log/log.jsonl", Self.log)
    try sandbox.write(
      "sets/data.writ",
      #"dataset d { input "../log/./log.jsonl" } dataset e { input "../link/../log/log.jsonl" }"#)
    let direct = try scan("--rules", "sets/data.writ", "--dataset", "d")
    let inputs = try #require(direct.root["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["path"] as? String } == ["log/log.jsonl"])
    let finding = try #require(try direct.findings("erased-in-time").first)
    let evidence = try #require((finding["evidence"] as? [[String: Any]])?.first)
    #expect(evidence["file"] as? String == "log/log.jsonl")
    // What is behind a link is not what its name says.
    try sandbox.write("far/away/note", "")
    try sandbox.write("far/log/log.jsonl", Self.log)
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path("link"), withDestinationPath: "far/away")
    let linked = try scan("--rules", "sets/data.writ", "--dataset", "e")
    let linkedInputs = try #require(linked.root["inputs"] as? [[String: Any]])
    #expect(linkedInputs.map { $0["path"] as? String } == ["link/../log/log.jsonl"])
  }

  @Test func untilClosesTheWindow() throws {
    try sandbox.write("log.jsonl", Self.log)
    let report = try scan("--until", "2026-02-01", "log.jsonl", status: 1)
    #expect(
      try report.messages("erased-in-time") == ["r-missed of missed", "r-open of open"])
    #expect(try report.count("erased-in-time", "pending") == 0)
  }

  @Test func filesThatAreNamedOneByOneEachCoverTheirOwnTime() throws {
    try sandbox.write("logs/requests.jsonl", Self.request(2, "a") + Self.request(3, "b"))
    try sandbox.write(
      "logs/deletions.jsonl", Self.line("deletion", 1) + Self.line("deletion", 20))
    // As one body the evidence goes on to the 20th.
    #expect(try scan("logs").count("erased-in-time", "failed") == 2)
    // The deletions' file alone decides; both deadlines lie in it.
    let apart = try scan("logs/requests.jsonl", "logs/deletions.jsonl")
    #expect(try apart.count("erased-in-time", "failed") == 2)
    try sandbox.write("logs/deletions.jsonl", Self.line("deletion", 1) + Self.line("deletion", 4))
    let open = try scan("logs/requests.jsonl", "logs/deletions.jsonl")
    #expect(try open.count("erased-in-time", "pending") == 2)
  }

  @Test func withoutASourceTheAnswerIsUnknown() throws {
    try sandbox.write("log.jsonl", Self.request(2, "a") + Self.request(9, "b"))
    let report = try scan("log.jsonl", status: 1)
    #expect(try report.missing("erased-in-time") == ["no-source"])
    #expect(try report.rule("erased-in-time")["verdict"] as? String == "inconclusive")
    // A data set can say that there could have been some.
    try sandbox.write(
      "data.writ",
      #"dataset d { input "log.jsonl" supplies deletion complete until 2026-02-01 }"#)
    let declared = try scan("--rules", "data.writ", status: 1)
    #expect(try declared.count("erased-in-time", "failed") == 2)
  }

  @Test func thePeriodChoosesSubjectsAndNotTheirEvidence() throws {
    try sandbox.write("log.jsonl", Self.log)
    let report = try scan("--period", "2026-01-02..2026-01-02", "log.jsonl")
    #expect(try report.count("erased-in-time", "passed") == 1)
    #expect(try report.count("erased-in-time", "subjects") == 1)
  }

  @Test func historyDecidesWhatLiesBefore() throws {
    try sandbox.write(
      "rule.writ",
      """
      rule consented {
        title "Consent" severity high
        for each data_access as u
        require latest consent before u with same subject.id has event.action == "granted"
      }
      """)
    try sandbox.write("log.jsonl", Self.line("data_access", 5) + Self.line("consent", 6))
    let unknown = try scan("log.jsonl", status: 3)
    #expect(try unknown.missing("consented") == ["history"])
    let known = try scan("--history", "complete", "log.jsonl", status: 1)
    #expect(try known.count("consented", "failed") == 1)
  }

  @Test func orderBetweenFilesIsNotKnownForEqualTimes() throws {
    try sandbox.write(
      "rule.writ",
      """
      rule approved {
        title "Approved" severity high
        for each change as c
        require some approval within 7d before c with same subject.id
      }
      """)
    let approval = Self.line("approval", 9)
    let change = Self.line("change", 9)
    try sandbox.write("both/1.jsonl", Self.line("event", 1) + approval + change)
    #expect(try scan("both").count("approved", "passed") == 1)
    try sandbox.write("wrong/1.jsonl", Self.line("event", 1) + change + approval)
    #expect(try scan("wrong").count("approved", "failed") == 1)
    try sandbox.write("apart/1.jsonl", Self.line("event", 1) + approval)
    try sandbox.write("apart/2.jsonl", change)
    let apart = try scan("apart", status: 3)
    #expect(try apart.missing("approved") == ["order-uncertain"])
  }

  // MARK: The same result, whatever does the work

  private static func year(_ count: Int) -> [String] {
    (0..<count).map { index in
      let day = 1 + index * 27 / count
      let subject = "s\(index * 7919 % (count / 3))"
      return index % 3 == 0
        ? Self.request(day, subject, index % 24) : Self.line("deletion", day, index % 24, subject)
    }
  }

  @Test func reportsDoNotShowWhoWorkedOrHowMuchMemoryThereWas() throws {
    let lines = Self.year(3000)
    for part in 0..<3 {
      try sandbox.write(
        "logs/\(part).jsonl", lines[(part * 1000)..<(part * 1000 + 1000)].joined())
    }
    var reports: Set<Data> = []
    var streams: Set<Data> = []
    for (jobs, chunk, memory) in [
      ("1", "512KiB", "64MiB"), ("2", "4KiB", "1"), ("7", "1KiB", "64KiB"), ("3", "100", "1"),
    ] {
      let outcome = try Tool.run(
        [
          "scan", "--rules", "rule.writ", "--jobs", jobs, "--chunk-size", chunk, "--memory", memory,
          "--format", "json,html,ndjson", "logs",
        ] + Evidence.asOf, in: sandbox)
      #expect(outcome.status == 1, "\(outcome.errors)")
      reports.insert(
        try sandbox.read("reports/writ-report.json") + sandbox.read("reports/writ-report.html"))
      streams.insert(try sandbox.read("reports/writ-findings.ndjson"))
    }
    #expect(reports.count == 1 && streams.count == 1)
  }

  @Test func filesMayBeSplitAndRenamed() throws {
    let lines = Self.year(900).sorted { $0.prefix(30) < $1.prefix(30) }
    try sandbox.write("one/log.jsonl", lines.joined())
    let one = try scan("one")
    // Between different times, in the reverse order of names.
    var parts: [[String]] = [[]]
    for (index, line) in lines.enumerated() {
      if parts[parts.count - 1].count > 100, line.prefix(30) != lines[index - 1].prefix(30) {
        parts.append([])
      }
      parts[parts.count - 1].append(line)
    }
    for (index, part) in parts.enumerated() {
      try sandbox.write("parts/\(50 - index).jsonl", part.joined())
    }
    let split = try scan("parts")
    #expect(try one.counts("erased-in-time") == split.counts("erased-in-time"))
    #expect(try one.count("erased-in-time", "failed") > 10)
    func prints(_ report: Report) throws -> [String] {
      try report.findings("erased-in-time").compactMap { $0["fingerprint"] as? String }
    }
    #expect(try prints(one) == prints(split))
    #expect(Set(try prints(one)).count == (try prints(one)).count)
  }

  // MARK: Records that are read again

  /// The evidence of a trigger is that of a rule that judged it while it was read.
  private func expectSameEvidence(_ report: Report, _ count: Int) throws {
    func evidence(_ rule: String) throws -> [String: NSDictionary] {
      var result: [String: NSDictionary] = [:]
      for finding in try report.findings(rule) {
        let first = try #require((finding["evidence"] as? [[String: Any]])?.first)
        let id = try #require((first["values"] as? [String: Any])?["subject.id"] as? String)
        var place = first
        place["values"] = nil
        result[id] = place as NSDictionary
      }
      return result
    }
    let again = try evidence("erased-in-time")
    let direct = try evidence("request-named")
    #expect(again.count == count)
    for (id, place) in again { #expect(direct[id] == place) }
  }

  @Test func evidenceIsThatOfTheRecordAsItWasRead() throws {
    let lines = (1...20).map { Self.request($0, "x\($0)") }
    let log = lines.joined() + Self.line("deletion", 28)
    try sandbox.write("log.jsonl", log)
    try expectSameEvidence(try scan("log.jsonl", "--chunk-size", "300"), 20)
    // Compressed.
    _ = try Tool.shell("gzip -k log.jsonl", in: sandbox)
    try expectSameEvidence(try scan("log.jsonl.gz", "--chunk-size", "300"), 20)
    // Read once.
    try expectSameEvidence(try scan("-", "--chunk-size", "300", input: log), 20)
    // One JSON array over many lines.
    let array =
      "[\n  "
      + log.split(separator: "\n").joined(separator: ",\n  ").replacing(",\"", with: ",\n \"")
      + "\n]\n"
    try sandbox.write("array.json", array)
    try expectSameEvidence(try scan("array.json"), 20)
    // A container runtime has split the lines.
    var split = ""
    for line in log.split(separator: "\n") {
      let middle = line.index(line.startIndex, offsetBy: 50)
      split += "2026-03-01T00:00:00.000000000Z stdout P \(line[..<middle])\n"
      split += "2026-03-01T00:00:00.000000000Z stdout F \(line[middle...])\n"
    }
    try sandbox.write("cri.log", split)
    try expectSameEvidence(try scan("cri.log", "--source", "native"), 20)
  }

  @Test func mergedRecordsAreOneEventAndShownAsOne() throws {
    try sandbox.write(
      "rule.writ",
      """
      source staged {
        detect   has "stg"
        time     at as rfc3339
        identity request.id within 1h
        kind     data_request where kind == "data_request"
        kind     deletion where kind == "deletion"
        request.id <- id
        subject.id <- subject
        event.stage <- stg
      }

      """ + Self.rule)
    func staged(_ id: Int, _ stage: String, _ more: String) -> String {
      let time = String(format: "2026-01-%02dT00:00:%d0Z", 1 + id, stage == "received" ? 0 : 1)
      return #"{"stg":"\#(stage)","at":"\#(time)","id":"r\#(id)","kind":"data_request"\#(more)}"#
        + "\n"
    }
    var log = ""
    for id in 0..<8 {
      log += staged(id, "received", "") + staged(id, "complete", #","subject":"x\#(id)""#)
    }
    log +=
      #"{"stg":"complete","at":"2026-01-28T00:00:00Z","id":"d","kind":"deletion","subject":"y"}"#
    for chunk in ["512KiB", "90"] {
      try sandbox.write("log.jsonl", log)
      let report = try scan("log.jsonl", "--chunk-size", chunk)
      #expect(try report.count("erased-in-time", "failed") == 8)
      try expectSameEvidence(report, 8)
      let evidence = try report.findings("erased-in-time").compactMap { $0["evidence"] as? [Any] }
      #expect(evidence.allSatisfy { $0.count == 2 })
    }
  }

  // MARK: Failures of the machine

  @Test func aFullDiskIsStatusThreeAndNoReport() throws {
    try sandbox.write("log.jsonl", Self.year(20_000).joined())
    let outcome = try Tool.shell(
      """
      trap '' XFSZ; ulimit -f 16
      exec "$WRIT" scan --rules rule.writ --as-of 2026-06-01 --memory 1 --temp . log.jsonl
      """, in: sandbox)
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("--temp"))
    #expect(try sandbox.files() == ["log.jsonl", "reports", "rule.writ"])
  }

  @Test func aFolderThatIsNoneIsRefused() throws {
    try sandbox.write("log.jsonl", Self.log)
    let outcome = try Tool.run(
      ["scan", "--rules", "rule.writ", "--temp", "nowhere", "log.jsonl"], in: sandbox)
    #expect(outcome.status == 2)
  }

  @Test func sizesOfMemoryAreRead() throws {
    try sandbox.write("log.jsonl", Self.log)
    for size in ["1", "64KiB", "16MiB", "1GB", "2GiB"] {
      let outcome = try Tool.run(
        ["scan", "--rules", "rule.writ", "--memory", size, "log.jsonl"] + Evidence.asOf,
        in: sandbox)
      #expect(outcome.status == 1, "\(size): \(outcome.errors)")
    }
    let wrong = try Tool.run(
      ["scan", "--rules", "rule.writ", "--memory", "lots", "log.jsonl"], in: sandbox)
    #expect(wrong.status == 2)
  }

  /// A year of privacy events against what their generator expects: failures, pending and history of
  /// six rules, in all layouts. `make privacy-check` does it with a million events.
  @Test func aYearOfPrivacyEventsIsJudgedAsExpected() throws {
    let outcome = try Tool.shell(
      "python3 '\(Tool.root)/Benchmarks/check_privacy.py' \"$WRIT\" 6000 .", in: sandbox)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
  }
}
