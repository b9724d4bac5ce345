import Diagnostics
import Findings
import Foundation
import RuleModel
import RuleSemantics
import Testing
import Values

@testable import Engine
@testable import Scanning

/// `no unmasked …` through the whole pipeline: what findings show, and what they never do.
@Suite struct SensitiveRuleTests {
  static let sources = """
    source native {
      title "Native" format json
      detect has "kind" and has "time"
      time time as timestamp
      identity event.id
      kind from kind
      fields by name
    }
    """

  static let rules = """
    detector staff_number {
      title "Staff number" category contact data
      pattern /\\bE[0-9]{7}\\b/
      mask last 2
      examples { matches "E1234566" }
    }
    rule anywhere {
      title "Nothing anywhere" severity high
      for each request
      require no unmasked personal data, credentials in any field except email in user.id
      message "{user.id} by {url.path}"
    }
    rule paths {
      title "Nothing in targets" severity high
      for each request
      require no unmasked personal data, credentials in url.path, url.query, source.ip
      message "{url.path}?{url.query} from {source.ip}"
      remedy  "look at {url.path}"
    }
    """

  static func program(_ rules: String) throws -> ScanProgram {
    let texts = [sources, rules].enumerated().map {
      SourceText(name: "\($0.offset).writ", bytes: Array($0.element.utf8))
    }
    let (program, diagnostics) = check(texts, options: CheckOptions())
    try #require(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    var result = ScanProgram(
      vocabulary: program.vocabulary, rules: program.rules, sources: program.sources)
    result.detectors = program.detectors
    return result
  }

  static func scan(
    _ rules: String, _ logs: [String], jobs: Int = 1, chunk: Int = 1 << 19
  ) throws -> (result: ScanResult, streamed: [Finding]) {
    let folder = try Folder()
    for (index, log) in logs.enumerated() { try folder.write("log\(index).jsonl", log) }
    var options = ScanOptions(
      inputs: [folder.path], asOf: Timestamp(nanoseconds: Folder.time(86_400)), toolVersion: "test")
    options.jobs = jobs
    options.chunkBytes = chunk
    var streamed: [Finding] = []
    let result = try Scanning.scan(program: try program(rules), options: options) {
      streamed.append($0)
    }
    return (result, streamed)
  }

  static func line(_ second: Int, _ id: String, _ rest: String) -> String {
    Folder.line(second, id, rest)
  }

  static let planted = [
    "ann.smith@example.com", "ann.smith", "4111111111111111", "DE89370400440532013000",
    "Tr0ub4dor&3", "93.184.216.34", "E1234566",
    "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", "ann.smith%40example.com",
    "ann.smith\\u0040example.com",
  ]

  static let leaking: String = {
    let parts = [
      #""url.path":"/u/ann.smith@example.com","url.query":"c=4111111111111111""#,
      #""url.path":"/u","url.query":"password=Tr0ub4dor&3","source.ip":"93.184.216.34""#,
      #""user.id":"ann.smith@example.com","url.path":"/u","note":"E1234566""#,
      #""note":"iban DE89370400440532013000","E1234566":{"ann.smith@example.com":1}"#,
      #""body":"{\"mail\":\"ann.smith\\u0040example.com\"}","url.path":"/ann.smith%40example.com""#,
      #""token":"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","list":["a",["ann.smith@example.com"]]"#,
    ]
    return parts.enumerated().map { line($0.offset, "\($0.offset)", $0.element) }.joined()
  }()

  @Test func findingsShowTypePlaceAndLengthOnly() throws {
    let (result, streamed) = try Self.scan(Self.rules, [Self.leaking])
    let shown = "\(result)\(streamed)"
    for value in Self.planted { #expect(!shown.contains(value), "\(value)") }
    let anywhere = result.rules[0]
    #expect(anywhere.counts.failed == 6)
    let first = try #require(anywhere.findings.first?.evidence.first)
    #expect(
      first.sensitive == [
        Evidence.Sensitive(
          place: "/url.path", isInName: false, type: "email", detector: "email",
          category: "contact data", state: "unmasked", confidence: "high", context: "form",
          length: 21, excerpt: "a•••@e•••.com"),
        Evidence.Sensitive(
          place: "/url.query", isInName: false, type: "payment_card", detector: "payment-card",
          category: "payment data", state: "unmasked", confidence: "high", context: "form",
          length: 16, excerpt: "•••1111"),
      ] || first.sensitive.map(\.type) == ["email", "payment_card"])
    let third = try #require(anywhere.findings[2].evidence.first)
    #expect(third.sensitive.map(\.type) == ["staff_number"])
    #expect(third.sensitive.map(\.excerpt) == ["•••66"])
    let names = try #require(anywhere.findings[3].evidence.first)
    #expect(names.sensitive.contains { $0.isInName && $0.type == "email" })
    let paths = try #require(result.rules[1].findings.first)
    #expect(
      paths.evidence[0].values.first { $0.field == "url.path" }?.value?.hasPrefix(
        "email, unmasked, 21 bytes") == true)
  }

  @Test(arguments: [(1, 1), (3, 700), (2, 4096)])
  func theResultDependsOnNoJobsAndNoChunks(jobs: Int, chunk: Int) throws {
    let logs = (0..<3).map { file in
      (0..<60).map { index in
        Self.line(
          index, index % 7 == 0 ? "shared\(index)" : "\(file)-\(index)",
          index % 3 == file
            ? #""note":"ann.smith@example.com","url.path":"/\#(index)""#
            : #""url.path":"/ann\#(index)@example.com","user.id":"bob@example.com""#)
      }.joined()
    }
    let (one, _) = try Self.scan(Self.rules, logs)
    let (other, _) = try Self.scan(Self.rules, logs, jobs: jobs, chunk: chunk)
    #expect(Self.withoutFolder("\(one.rules)") == Self.withoutFolder("\(other.rules)"))
    #expect(one.rules[0].counts.failed > 50)
  }

  // Each scan has a folder of its own.
  private static func withoutFolder(_ text: String) -> String {
    text.replacing(/writ-engine-[0-9A-F-]+/, with: "folder")
  }

  // Exceptions are about the record that a field stands in, not about the event's merged value.
  @Test(arguments: [1 << 19, 1])
  func eventsHoldWhatTheirRecordsHold(chunk: Int) throws {
    let log =
      Self.line(0, "clean", #""user.id":"ann@example.com""#)
      + Self.line(0, "clean", #""user.id":"ann@example.com","event.stage":"complete""#)
      + Self.line(1, "early", #""user.id":"ann@example.com","note":"ann@example.com""#)
      + Self.line(1, "early", #""user.id":"ann@example.com","event.stage":"complete""#)
      + Self.line(2, "late", #""user.id":"ann@example.com""#)
      + Self.line(2, "late", #""note":"ann@example.com","event.stage":"complete""#)
    let (result, _) = try Self.scan(Self.rules, [log], chunk: chunk)
    let rule = result.rules[0]
    #expect(rule.counts.passed == 1 && rule.counts.failed == 2)
    #expect(rule.findings.map { $0.evidence[0].sensitive.map(\.place) } == [["/note"], ["/note"]])
  }

  @Test func longRecordsAreLookedThroughWhole() throws {
    let filler = String(repeating: "lorem ipsum ", count: 30_000)
    let log =
      Self.line(0, "a", #""note":"\#(filler)ann.smith@example.com""#)
      + Self.line(1, "b", #""note":"\#(filler)""#)
      + Self.line(
        2, "c",
        #""filler":"\#(filler)","list":[\#((0..<20).map { #""a\#($0)b@example.com""# }.joined(separator: ","))]"#
      )
    let (result, _) = try Self.scan(Self.rules, [log])
    let rule = result.rules[0]
    #expect(rule.counts.failed == 2 && rule.counts.passed == 1)
    #expect(rule.findings[0].evidence[0].sensitive.map(\.place) == ["/note"])
    #expect(rule.findings[1].evidence[0].sensitive.count == RecordExamination.mostPlaces)
    #expect(!"\(result)".contains("ann.smith"))
  }

  @Test func whatOwnDetectorsFindIsShownByNoRule() throws {
    let rules = """
      detector staff_number {
        title "Staff number" category contact data
        pattern /\\bE[0-9]{7}\\b/
        near "staff"
        examples { matches "staff E1234566" }
      }
      rule other {
        title "Another rule" severity low
        forbid request where url.path contains "staff"
        message "{url.path} {url.query} {user.name}"
      }
      """
    let log = Self.line(
      0, "a", #""url.path":"/staff/E1234566","url.query":"a=b","user.name":"staff%20E1234567""#)
    let (result, streamed) = try Self.scan(rules, [log])
    #expect(result.rules[0].counts.failed == 1)
    #expect(!"\(result)\(streamed)".contains(/E123456[67]/))
  }

  // A digest of a value that can be counted through would give it away.
  @Test func fingerprintsAreNotMadeOfValues() throws {
    func fingerprints(_ mail: String) throws -> [String] {
      let log =
        #"{"kind":"request","time":1,"url.path":"/u/\#(mail)","url.query":null,"source.ip":null}"#
        + "\n"
      return try Self.scan(Self.rules, [log]).result.rules.flatMap {
        $0.findings.map(\.fingerprint)
      }
    }
    let first = try fingerprints("ann@example.com")
    #expect(try first.count == 2 && first == fingerprints("abe@example.com"))
    #expect(try first != fingerprints("anna@example.com"))
  }

  // Rows for which a conjunction was not asked must not become subjects.
  @Test func selectionsHoldOfTheirKindOnly() throws {
    let rules = """
      rule one {
        title "one" severity low
        for each traffic where lower(user.id) == "alice" and user.id != user.name
        require user.id is present
      }
      rule two {
        title "two" severity low
        for each change where lower(user.id) == "alice" and user.id != user.name
        require user.id is absent
      }
      """
    let log =
      Self.line(0, "a", #""user.id":"alice","user.name":"b""#)
      + Self.line(1, "b", #""user.id":"bob","user.name":"b""#).replacing("request", with: "change")
    let (result, _) = try Self.scan(rules, [log])
    #expect(result.rules[1].counts.subjects == 0 && result.rules[1].counts.failed == 0)
    #expect(result.rules[0].counts.passed == 1)
  }
}
