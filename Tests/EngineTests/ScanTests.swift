import Findings
import Foundation
import Mapping
import RuleModel
import Testing
import Values

@testable import Scanning

/// Scans of small files through the whole pipeline.
@Suite struct ScanTests {
  @Test func theResultDependsOnNoJobsAndNoChunkSize() throws {
    let folder = try Folder()
    var random = SplitMix64(seed: 11)
    for file in 0..<3 {
      var lines = ""
      for index in 0..<400 {
        let flag = ["true", "false", "null"][Int(random.next() % 3)]
        let second = Int(random.next() % 3000)
        // Every fifth identity is in all three files.
        let id = index % 5 == 0 ? "\(index)" : "\(file)-\(index)"
        let bad = random.next() % 50 == 0
        lines += bad ? "{\"kind\"\n" : Folder.line(second, id, "\"ok\":\(flag)")
      }
      try folder.write("log\(file).jsonl", lines)
    }
    var results: Set<String> = []
    for (jobs, chunk) in [(1, 1 << 19), (3, 700), (2, 4096), (1, 1)] {
      var streamed: [String] = []
      let result = try folder.scan(Folder.rules, jobs: jobs, chunkBytes: chunk) {
        streamed.append("\($0.rule) \($0.fingerprint) \($0.evidence[0].record)")
      }
      #expect(result.rules[0].counts.failed > 100)
      #expect(result.inputs.count == 3)
      #expect(result.inputs[0].unreadable.first?.reason == "cut-off")
      #expect(Set(streamed).count == streamed.count)
      results.insert("\(result) \(streamed)")
    }
    #expect(results.count == 1)
  }

  @Test func whatWasUnreadableIsAProblemUnlessItIsAccepted() throws {
    let folder = try Folder()
    try folder.write("a.jsonl", Folder.line(0, "1", "\"ok\":true") + "nonsense\n")
    let strict = try folder.scan(Folder.rules)
    #expect(strict.run.exitStatus == 3)
    #expect(strict.run.problems.map(\.id) == ["unreadable-records"])
    let lax = try folder.scan(Folder.rules, change: { $0.maxUnreadable = .count(1) })
    #expect(lax.run.exitStatus == 0)
    let share = try folder.scan(
      Folder.rules,
      change: { $0.maxUnreadable = .percentage(Number(significand: 49, exponent: 0)) })
    #expect(share.run.exitStatus == 3)
  }

  @Test func aPathThatMatchesNothingIsAProblem() throws {
    let folder = try Folder()
    try folder.write("a.jsonl", Folder.line(0, "1", "\"ok\":true"))
    let result = try folder.scan(
      Folder.rules, change: { $0.inputs.append(folder.path + "/none.jsonl") })
    #expect(result.run.problems.map(\.id) == ["missing-input"])
    #expect(result.run.exitStatus == 3)
  }

  @Test func aWaivedFailureIsNoReasonForStatusOne() throws {
    let folder = try Folder()
    try folder.write("a.jsonl", Folder.line(0, "1", "\"ok\":false"))
    #expect(try folder.scan(Folder.rules).run.exitStatus == 1)
    let waiver = Waiver(
      rule: "ok", condition: nil, end: Timestamp(nanoseconds: .max),
      until: CalendarDate(daysSinceEpoch: 1), approvedBy: "", because: "")
    let waived = try folder.scan(Folder.rules, waivers: [waiver])
    #expect(waived.run.exitStatus == 0)
    #expect(waived.rules[0].verdict == .fail)
    #expect(waived.rules[0].findings.map(\.verdict) == ["waived"])
    #expect(waived.run.notes.isEmpty)
  }

  @Test func anInconclusiveRuleNamesTheField() throws {
    let folder = try Folder()
    try folder.write("a.jsonl", Folder.line(0, "1", "\"other\":1"))
    let result = try folder.scan(Folder.rules)
    #expect(result.rules[0].verdict == .inconclusive)
    #expect(result.rules[0].missing.map(\.field) == ["ok"])
    #expect(result.run.exitStatus == 3)
    #expect(
      try folder.scan(Folder.rules, change: { $0.allowInconclusive = true }).run.exitStatus == 0)
  }

  /// A record that is too long to be kept is shown with the same values and digest.
  @Test func aLongRecordIsShownLikeAShortOne() throws {
    let folder = try Folder()
    let padding = String(repeating: "x", count: 100_000)
    let line = Folder.line(0, "1", "\"ok\":false,\"pad\":\"\(padding)\"")
    try folder.write("a.jsonl", line + line.replacing("\"1\"", with: "\"2\""))
    let result = try folder.scan(Folder.rules)
    let finding = try #require(result.rules[0].findings.first)
    #expect(finding.evidence[0].values.map(\.value) == ["false"])
    let digest = Array(line.utf8.dropLast()).withUnsafeBytes { RecordDigest.sha256($0) }
    #expect(finding.evidence[0].sha256 == Hexadecimal.text(digest))
    #expect(result.rules[0].findings.count == 2)
  }

  @Test func thePeriodChoosesSubjects() throws {
    let folder = try Folder()
    try folder.write(
      "a.jsonl", (0..<10).map { Folder.line($0, "\($0)", "\"ok\":false") }.joined())
    let result = try folder.scan(
      Folder.rules,
      change: {
        $0.period = (
          start: Timestamp(nanoseconds: Folder.time(3)),
          end: Timestamp(nanoseconds: Folder.time(5))
        )
      })
    #expect(result.rules[0].counts.failed == 2)
    #expect(result.inputs[0].events == 10)
  }
}

/// Records of one identity become one event, in whatever order and files they come.
@Suite struct IdentityTests {
  static let stages = [
    Folder.line(0, "x", "\"event.stage\":\"received\",\"early\":true"),
    Folder.line(0, "x", "\"event.stage\":\"started\",\"ok\":true"),
    Folder.line(0, "x", "\"event.stage\":\"complete\",\"ok\":false,\"early\":null"),
  ]

  static let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

  @Test(arguments: orders) func everyOrderIsOneEvent(order: [Int]) throws {
    let folder = try Folder()
    try folder.write(
      "a.jsonl",
      Folder.line(1, "y", "\"ok\":true") + order.map { Self.stages[$0] }.joined()
        + Folder.line(2, "z", "\"ok\":true"))
    for (jobs, chunk) in [(1, 1 << 19), (2, 50)] {
      var streamed: [Finding] = []
      let result = try folder.scan(Folder.rules, jobs: jobs, chunkBytes: chunk) {
        streamed.append($0)
      }
      #expect(result.inputs[0].events == 3)
      #expect(result.inputs[0].records == 5)
      #expect(result.rules[0].counts.failed == 1)
      #expect(result.rules[0].counts.passed == 2)
      let finding = try #require(result.rules[0].findings.first)
      #expect(finding.evidence.count == 3)
      #expect(finding.evidence[0].record == 2 + (order.firstIndex(of: 2) ?? -1))
      #expect(streamed.map(\.fingerprint) == [finding.fingerprint])
    }
  }

  @Test func recordsOfOneStageThatDifferMakeAFieldUnknown() throws {
    let folder = try Folder()
    try folder.write("a.jsonl", Folder.line(0, "x", "\"ok\":true"))
    try folder.write("b.jsonl", Folder.line(0, "x", "\"ok\":false"))
    let result = try folder.scan(Folder.rules)
    #expect(result.rules[0].counts.inconclusive == 1)
    #expect(result.rules[0].missing.map(\.reason) == ["records-disagree"])
    #expect(result.inputs.map(\.events) == [1, 0])
  }

  @Test func recordsFurtherApartAreEventsOfTheirOwn() throws {
    let folder = try Folder()
    try folder.write(
      "a.jsonl",
      Folder.line(0, "x", "\"ok\":true") + Folder.line(3600, "x", "\"ok\":true")
        + Folder.line(3601, "x", "\"ok\":false"))
    let result = try folder.scan(Folder.rules)
    // The second is within the hour of the first; the third begins another event.
    #expect(result.rules[0].counts.passed == 1)
    #expect(result.rules[0].counts.failed == 1)
  }
}

/// A folder of logs that is removed with the value.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "writ-engine-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  static func time(_ second: Int) -> Int64 { (1_767_225_600 + Int64(second)) * 1_000_000_000 }

  static func line(_ second: Int, _ id: String, _ rest: String) -> String {
    let time = Timestamp(nanoseconds: time(second)).rfc3339
    return "{\"time\":\"\(time)\",\"kind\":\"request\",\"event.id\":\"\(id)\",\(rest)}\n"
  }

  static let rules = [
    CheckedRule(
      id: "ok", title: "", severity: .high, kind: "request", requirement: Sample.isTrue("ok"))
  ]

  private static let source = CheckedSource(
    name: "native", detect: [RecordPath([.key("kind")]), RecordPath([.key("time")])],
    time: [CheckedSource.Mapping(path: RecordPath([.key("time")]))],
    identity: CheckedSource.Identity(
      fields: [Field(name: "event.id", type: .string)],
      within: Duration(nanoseconds: 3_600_000_000_000)),
    kindPath: RecordPath([.key("kind")]), fieldsByName: true)

  func scan(
    _ rules: [CheckedRule], waivers: [Waiver] = [], jobs: Int = 1, chunkBytes: Int = 1 << 19,
    everyFinding: ((Finding) throws -> Void)? = nil, change: (inout ScanOptions) -> Void = { _ in }
  ) throws -> ScanResult {
    var options = ScanOptions(
      inputs: [path], asOf: Timestamp(nanoseconds: Self.time(86_400)), toolVersion: "test")
    options.jobs = jobs
    options.chunkBytes = chunkBytes
    change(&options)
    let program = ScanProgram(
      vocabulary: Vocabulary(
        fields: [:], kindParents: ["event": nil, "traffic": "event", "request": "traffic"]),
      rules: rules, sources: [Self.source], waivers: waivers)
    return try Scanning.scan(program: program, options: options, everyFinding: everyFinding)
  }
}
