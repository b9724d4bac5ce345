import Diagnostics
import Findings
import Foundation
import RuleModel
import RuleSemantics
import Testing
import Values

@testable import Scanning

/// What findings of rules about related events say, from the log to the result.
@Suite struct RelatedFindingTests {
  static let source = """
    source native {
      detect has "kind" and has "time"
      time   time as timestamp
      kind from kind
      fields by name
    }

    """

  private let folder: Folder

  init() throws { folder = try Folder() }

  private func line(_ second: Int, _ kind: String, _ fields: String) -> String {
    let time = Timestamp(nanoseconds: Folder.time(second)).rfc3339
    return "{\"time\":\"\(time)\",\"kind\":\"\(kind)\",\(fields)}\n"
  }

  private func scan(
    _ rules: String, everyFinding: ((Finding) throws -> Void)? = nil,
    change: (inout ScanOptions) -> Void = { _ in }
  ) throws -> ScanResult {
    let (program, diagnostics) = check(
      [SourceText(name: "rules.writ", bytes: Array((Self.source + rules).utf8))],
      options: CheckOptions())
    let errors = diagnostics.filter { $0.severity == .error }
    try #require(errors.isEmpty, "\(errors.map(\.message))")
    var options = ScanOptions(
      inputs: [folder.path], asOf: Timestamp(nanoseconds: Folder.time(86_400 * 365)),
      toolVersion: "test")
    change(&options)
    return try Scanning.scan(
      program: ScanProgram(
        vocabulary: program.vocabulary, rules: program.rules, sources: program.sources,
        waivers: program.waivers),
      options: options, everyFinding: everyFinding)
  }

  @Test func aTriggerIsShownWithWhatItWasComparedWith() throws {
    try folder.write(
      "log.jsonl",
      line(0, "approval", "\"change.id\":\"c1\",\"actor.id\":\"ann\"")
        + line(10, "change", "\"change.id\":\"c1\",\"actor.id\":\"ann\"")
        + line(20, "change", "\"change.id\":\"c2\",\"actor.id\":null")
        + line(900_000, "event", "\"x\":1"))
    let result = try scan(
      """
      rule approved {
        title "Approved" severity high
        for each change as c
        require some approval within 7d before c with same change.id where actor.id != c.actor.id
        message "{actor.id} made {change.id}" remedy "Ask before {c.change.id}."
      }
      """, change: { $0.historyComplete = true })
    let rule = result.rules[0]
    #expect(rule.verdict == .fail && rule.counts.failed == 2 && rule.counts.examined == 2)
    #expect(rule.findings.map(\.message) == ["ann made c1", "(absent) made c2"])
    #expect(rule.findings[0].remedy == "Ask before c1.")
    #expect(rule.findings[0].evidence.count == 1)
    #expect(rule.findings[0].evidence[0].record == 2)
    #expect(rule.findings[0].evidence[0].values.map(\.field) == ["change.id", "actor.id"])
    let judgement = try #require(rule.findings[0].judgements.first)
    #expect(judgement.answer == "false")
    #expect(judgement.text.hasPrefix("some approval within 7d before c"))
    #expect(judgement.windowEnd == rule.findings[0].time)
    let event = try #require(judgement.events.first)
    #expect(event.evidence.record == 1)
    #expect(event.evidence.values.first { $0.field == "actor.id" }?.value == "ann")
    #expect(event.evidence.sha256.count == 64 && event.evidence.note == nil)
  }

  @Test func pairsNameBothOfTheirEvents() throws {
    try folder.write(
      "log.jsonl",
      line(0, "disclosure", "\"subject.id\":\"s\",\"recipient.name\":\"Acme\"")
        + line(5, "disclosure", "\"subject.id\":\"s\",\"recipient.name\":\"Initech\"")
        + line(10, "data_request", "\"subject.id\":\"s\",\"event.action\":\"erasure\"")
        + line(20, "notification", "\"subject.id\":\"s\",\"recipient.name\":\"Initech\"")
        + line(90_000_000, "event", "\"x\":1"))
    let result = try scan(
      """
      rule told {
        title "Recipients are told" severity high
        for each data_request as r where event.action == "erasure"
          with each disclosure as d before r with same subject.id
        require some notification within 30d after r with same subject.id
                where recipient.name == d.recipient.name
        message "{d.recipient.name} was not told of {subject.id}"
      }
      """,
      change: {
        $0.historyComplete = true; $0.asOf = Timestamp(nanoseconds: .max)
      })
    let rule = result.rules[0]
    #expect(rule.counts.failed == 1 && rule.counts.passed == 1)
    #expect(rule.findings.map(\.message) == ["Acme was not told of s"])
  }

  @Test func elementsAreNamedInMessages() throws {
    try folder.write(
      "log.jsonl",
      line(0, "breach", "\"breach.risk\":\"high\",\"subject.ids\":[\"a\",\"b\",\"c\"]")
        + line(20, "notification", "\"subject.id\":\"b\"")
        + line(900_000, "event", "\"x\":1"))
    let result = try scan(
      """
      rule persons-told {
        title "Persons are told" severity high
        for each breach as b where breach.risk == "high"
          with each element of b.subject.ids as person
        require some notification within 7d after b where subject.id == person
        message "{person} was not told"
      }
      """)
    let rule = result.rules[0]
    #expect(rule.counts.failed == 2 && rule.counts.passed == 1)
    #expect(rule.findings.map(\.message) == ["a was not told", "c was not told"])
    #expect(rule.findings.map { $0.subject.map(\.value) } == [["a"], ["c"]])
    #expect(Set(rule.findings.map(\.fingerprint)).count == 2)
  }

  @Test func groupsAreTheirKeysAndWindow() throws {
    var log = ""
    for index in 0..<40 {
      log += line(index * 60, "request", "\"user.id\":\"u\(index % 2)\"")
    }
    for index in 0..<30 { log += line(7200 + index, "request", "\"user.id\":\"u1\"") }
    log += line(20_000, "request", "\"user.id\":\"u1\"")
    try folder.write("log.jsonl", log)
    let result = try scan(
      """
      rule limited {
        title "Limited" severity low
        for each user.id per 1h
        require count(request) <= 25
        message "{user.id} from {window.start} to {window.end}"
      }
      """, change: { $0.historyComplete = true })
    let rule = result.rules[0]
    #expect(rule.counts.failed == 1)
    #expect(rule.counts.examined == 71)
    let finding = try #require(rule.findings.first)
    #expect(finding.message == "u1 from 2026-01-01T02:00:00Z to 2026-01-01T03:00:00Z")
    #expect(finding.subject.map(\.field) == ["user.id", "window.start", "window.end"])
    #expect(finding.time == "2026-01-01T02:00:00Z")
    #expect(!finding.evidence.isEmpty && finding.evidence[0].record == 41)
    #expect(rule.chart != nil)
  }

  @Test func stretchesOfWindowsAreOneFinding() throws {
    var log = line(0, "request", "\"user.id\":\"u2\"")
    for index in 0..<10 { log += line(100 + index, "request", "\"user.id\":\"u1\"") }
    log += line(20_000, "request", "\"user.id\":\"u1\"")
    try folder.write("log.jsonl", log)
    let result = try scan(
      """
      rule limited {
        title "Limited" severity low
        for each user.id in any 1m
        require count(request) <= 5
        message "{user.id}"
      }
      """)
    let rule = result.rules[0]
    #expect(rule.findings.map(\.message) == ["u1"])
    #expect(rule.findingsNotShown == 0)
  }

  @Test func sensitiveValuesAreMaskedInAllOfIt() throws {
    let secret = "ann.somebody@example.org"
    try folder.write(
      "log.jsonl",
      line(0, "approval", "\"change.id\":\"c1\",\"actor.id\":\"\(secret)\"")
        + line(10, "change", "\"change.id\":\"c1\",\"actor.id\":\"\(secret)\"")
        + line(900_000, "event", "\"x\":1"))
    let result = try scan(
      """
      rule approved {
        title "Approved" severity high
        for each change as c
        require some approval within 7d before c with same change.id where actor.id != c.actor.id
        message "{actor.id} made {change.id}"
      }
      rule by-actor {
        title "By actor" severity high
        for each actor.id per 1h
        require count(change) <= 0
        message "{actor.id}"
      }
      """, change: { $0.historyComplete = true })
    #expect(result.rules.map(\.counts.failed) == [1, 1])
    #expect(!"\(result)".contains(secret))
  }

  @Test func aFileThatChangesMeanwhileIsToldOf() throws {
    func log(_ id: String) -> String {
      line(0, "change", "\"change.id\":\"\(id)1\"") + line(10, "change", "\"change.id\":\"\(id)2\"")
        + line(900_000, "event", "\"x\":1")
    }
    let rules = """
      rule a-named {
        title "Named" severity high
        for each change
        require change.id == "none"
        message "{change.id}"
      }
      rule b-approved {
        title "Approved" severity high
        for each change as c
        require some approval within 7d after c with same change.id
        message "{change.id}"
      }
      dataset d { input "log.jsonl" supplies approval }
      """
    try folder.write("log.jsonl", log("x"))
    let path = folder.path + "/log.jsonl"
    var streamed: [Finding] = []
    // The first rule's findings come while the log is read, those of the second afterwards.
    let result = try scan(rules) { finding in
      if streamed.isEmpty {
        try FileManager.default.removeItem(atPath: path)
        try Data(repeating: 0x20, count: 40).write(to: URL(fileURLWithPath: path))
      }
      streamed.append(finding)
    } change: { options in
      options.inputs = []
      options.dataset = DataSet(
        name: "d", inputs: [DataSet.Input(pattern: path, supplies: ["approval"])])
    }
    let rule = result.rules[1]
    #expect(rule.counts.failed == 2)
    #expect(rule.findings.map(\.message) == ["(unknown)", "(unknown)"])
    #expect(rule.findings.allSatisfy { $0.evidence[0].note != nil })
    #expect(rule.findings.map { $0.evidence[0].record } == [1, 2])
    #expect(rule.findings[0].evidence[0].values.map(\.state) == ["unknown"])
    #expect(streamed.map(\.rule) == ["a-named", "a-named", "b-approved", "b-approved"])
    #expect(streamed[2...].map(\.fingerprint) == rule.findings.map(\.fingerprint))
  }

  @Test func cancellingEndsTheJudgement() throws {
    var log = ""
    for index in 0..<2000 { log += line(index, "change", "\"change.id\":\"\(index)\"") }
    try folder.write("log.jsonl", log)
    var isRead = false
    #expect(throws: ScanError.cancelled) {
      let (program, _) = check(
        [
          SourceText(
            name: "rules.writ",
            bytes: Array(
              (Self.source + """
                rule approved {
                  title "Approved" severity high
                  for each change as c
                  require no change within 7d before c with same change.id
                }
                """).utf8))
        ], options: CheckOptions())
      _ = try Scanning.scan(
        program: ScanProgram(
          vocabulary: program.vocabulary, rules: program.rules, sources: program.sources),
        options: ScanOptions(
          inputs: [folder.path], asOf: Timestamp(nanoseconds: Folder.time(86_400)),
          toolVersion: "test"),
        progress: { if $0.events == 2000 { isRead = true } }, isCancelled: { isRead })
    }
  }

  @Test func waiversAndExceptionsCoverRelatedRules() throws {
    try folder.write(
      "log.jsonl",
      line(0, "change", "\"change.id\":\"c1\"") + line(10, "change", "\"change.id\":\"c2\"")
        + line(20, "change", "\"change.id\":\"c3\"") + line(30, "approval", "\"change.id\":\"c9\"")
        + line(900_000, "event", "\"x\":1"))
    let result = try scan(
      """
      rule approved {
        title "Approved" severity high
        for each change as c
        unless change.id == "c1" because "the first is free"
        require some approval within 7d after c with same change.id
      }
      waive approved where change.id == "c2" {
        until 2027-01-01 approved by "dpo" because "known"
      }
      """)
    let rule = result.rules[0]
    #expect(rule.counts.excepted == 1 && rule.counts.failed == 2 && rule.counts.waived == 1)
    #expect(rule.exceptions.map(\.because) == ["the first is free"])
    #expect(rule.findings.map(\.verdict) == ["waived", "fail"])
    #expect(result.run.notes.isEmpty)
    #expect(result.run.exitStatus == 1)
  }

  @Test func rawKeysThatNoRecordHasAreNoted() throws {
    try folder.write(
      "log.jsonl",
      line(0, "change", "\"change.id\":\"c1\",\"ticket\":\"t1\"")
        + line(30, "approval", "\"ticket\":\"t1\"") + line(900_000, "event", "\"x\":1"))
    let result = try scan(
      """
      rule approved {
        title "Approved" severity high
        for each change as c
        require some approval within 7d after c with same raw.ticket
      }
      rule misspelt {
        title "Misspelt" severity high
        for each change as c
        require some approval within 7d after c with same raw.tikcet
      }
      """)
    #expect(result.rules[0].verdict == .pass)
    #expect(result.run.notes == ["raw.tikcet, which rule misspelt reads, is in no record"])
  }
}
