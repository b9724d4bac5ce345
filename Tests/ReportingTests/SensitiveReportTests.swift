import Findings
import Foundation
import Testing

@testable import Reporting

@Suite struct SensitiveReportTests {
  static func sample(_ text: String = "a/b", findings: Int = 3) -> SensitiveResult {
    var result = SensitiveResult(toolVersion: "1.2.3", minConfidence: "medium", failOn: "medium")
    result.types = [text]
    var input = InputFacts(path: text)
    input.source = "json"
    input.bytes = 1234
    input.sha256 = String(repeating: "0", count: 64)
    input.records = 10
    input.events = 9
    input.unreadable = [.init(reason: "too-long", count: 1, places: [(record: 4, offset: 99)])]
    var broken = InputFacts(path: text + ".gz")
    broken.state = .cutOff
    broken.detail = text
    broken.compression = "gzip"
    result.inputs = [input, broken]
    var counts = SensitiveCounts()
    counts.unmasked = 3
    counts.insufficientlyMasked = 1
    counts.weaklyPseudonymised = 2
    counts.masked = 40
    counts.events = 5
    result.fields = [
      .init(type: "email", category: "contact data", field: "/x/*", source: text, counts: counts),
      .init(
        type: "phone", category: "contact data", field: "/" + text, source: "json", counts: .init()),
    ]
    result.findings = (0..<findings).map { index in
      var finding = SensitiveFinding(
        detector: "email", type: "email", category: "contact data",
        state: index == 0 ? "insufficiently masked" : "unmasked", confidence: "high",
        context: "key",
        source: "json", record: index + 1, offset: UInt64(index * 100), length: 12,
        pointer: "/" + text, field: "/x/*", start: 2, end: 14, isInKey: index == 1,
        excerpt: "j•••@g•••.com")
      finding.file = text
      finding.id = String(format: "%016x", index)
      return finding
    }
    result.findingsNotShown = 7
    result.detectors = [
      .init(
        id: "email", type: "email", category: "contact data", title: "E-mail address",
        form: "local@domain", references: ["https://www.rfc-editor.org/rfc/rfc5321"])
    ]
    result.eventsExamined = 9
    result.eventsWithFindings = 5
    result.belowConfidence = 2
    result.problems = [.init(id: "cut-off-input", message: text, acceptedBy: nil)]
    result.notes = [text]
    result.exitStatus = 1
    return result
  }

  private func written(_ format: SensitiveFormat, _ result: SensitiveResult) throws -> [UInt8] {
    let sink = MemorySink()
    try format.write(result, to: sink)
    return sink.bytes
  }

  // MARK: JSON

  private func validator() throws -> SchemaValidator {
    let url = Files.root.appending(path: "docs/schema/writ-sensitive.schema.json")
    return SchemaValidator(schema: try JSONValue(parsing: [UInt8](Data(contentsOf: url))))
  }

  @Test(arguments: [0, 1, 200])
  func jsonFollowsTheSchema(_ findings: Int) throws {
    let value = try JSONValue(parsing: written(.json, Self.sample(findings: findings)))
    #expect(try validator().problems(value) == [])
    #expect(value["findings"]?.elements.count == findings)
    let empty = SensitiveResult(toolVersion: "0", minConfidence: "low", failOn: "none")
    #expect(try validator().problems(JSONValue(parsing: written(.json, empty))) == [])
  }

  @Test func theSchemaRefusesWhatIsMissing() throws {
    let value = try JSONValue(parsing: written(.json, Self.sample()))
    guard case .object(let members) = value else {
      Issue.record("no object")
      return
    }
    for name in members.keys {
      var fewer = members
      fewer[name] = nil
      #expect(try !validator().problems(.object(fewer)).isEmpty, "\(name)")
    }
    var more = members
    more["value"] = .string("x")
    #expect(try !validator().problems(.object(more)).isEmpty)
  }

  @Test(arguments: Hostile.texts)
  func everyFormatOfMachinesIsJSON(_ text: String) throws {
    let result = Self.sample(text)
    #expect(
      try validator().problems(JSONValue(parsing: written(.json, result))) == [])
    _ = try JSONValue(parsing: written(.sarif, result))
    let lines = try written(.ndjson, result).split(separator: 0x0A)
    #expect(lines.count == result.findings.count + 1)
    for line in lines { _ = try JSONValue(parsing: Array(line)) }
    #expect(try JSONValue(parsing: Array(lines[0]))["kind"] == .string("finding"))
    #expect(try JSONValue(parsing: Array(lines[3]))["kind"] == .string("summary"))
  }

  // MARK: SARIF

  /// What the schema of SARIF 2.1.0 asks of the parts that are written.
  @Test func sarifIsSARIF() throws {
    let value = try JSONValue(parsing: written(.sarif, Self.sample("logs/ä b.jsonl")))
    #expect(value["version"] == .string("2.1.0"))
    let run = try #require(value["runs"]?[0])
    let driver = try #require(run["tool"]?["driver"])
    #expect(driver["name"] == .string("Writ"))
    let rules = driver["rules"]?.elements ?? []
    let ids = rules.compactMap { $0["id"] }
    #expect(ids == [.string("email")])
    #expect(rules[0]["shortDescription"]?["text"] == .string("E-mail address"))
    let results = run["results"]?.elements ?? []
    #expect(results.count == 3)
    for result in results {
      #expect(result["ruleId"] == .string("email"))
      #expect(result["ruleIndex"] == .integer(0))
      guard case .string(let level)? = result["level"], case .string? = result["message"]?["text"]
      else {
        Issue.record("no level or message")
        continue
      }
      #expect(["none", "note", "warning", "error"].contains(level))
      let place = result["locations"]?[0]?["physicalLocation"]
      #expect(place?["artifactLocation"]?["uri"] == .string("logs/%C3%A4%20b.jsonl"))
      #expect(place?["region"]?["byteLength"] == .integer(12))
    }
    #expect(run["invocations"]?[0]?["executionSuccessful"] == .bool(false))
    #expect(run["columnKind"] == .string("unicodeCodePoints"))
  }

  // MARK: Page

  private func skeleton(_ page: String) -> [String] {
    let style = String(decoding: PackageResources.report_css, as: UTF8.self)
    let script = String(decoding: PackageResources.sensitive_js, as: UTF8.self)
    #expect(page.contains("<style>\(style)</style>") && page.contains("<script>\(script)</script>"))
    let markup = page.replacing(style, with: "").replacing(script, with: "")
    return markup.utf8.split(separator: UInt8(ascii: "<")).dropFirst().map { piece in
      let tag = piece.prefix { $0 != UInt8(ascii: ">") }
      return tag.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        .enumerated().filter { $0.offset.isMultiple(of: 2) }
        .map { String(decoding: $0.element, as: UTF8.self) }.joined(separator: "\"\"")
    }
  }

  @Test(arguments: Hostile.texts)
  func dataIsNeverMarkup(_ text: String) throws {
    let page = String(decoding: try written(.html, Self.sample(text)), as: UTF8.self)
    let harmless = String(decoding: try written(.html, Self.sample("harmless")), as: UTF8.self)
    #expect(skeleton(page) == skeleton(harmless))
    #expect(!page.contains("\u{1B}"))
    for tag in skeleton(page) {
      #expect(!tag.contains(" style=") && !tag.contains(" src=") && !tag.contains(" on"))
    }
    #expect(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"))
    #expect(!page.contains("unsafe-inline") && !page.contains("innerHTML"))
    try Files.writePage("sensitive-\(text.utf8.count).html", Array(page.utf8))
  }

  @Test func thePageSaysWhatItLeavesOut() throws {
    let page = String(decoding: try written(.html, Self.sample(findings: 6000)), as: UTF8.self)
    #expect(page.contains("1,007 more findings not shown here"))
    #expect(page.contains("cut off"))
    #expect(page.contains("1 record not looked at (too-long)"))
  }

  // MARK: Text

  @Test(arguments: Hostile.texts)
  func theTableIsText(_ text: String) throws {
    let table = SensitiveText(useColour: false).summary(of: Self.sample(text))
    for scalar in table.unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
      #expect(!(0x202A...0x202E).contains(scalar.value))
    }
    #expect(
      table.contains("Sensitive data: 3 unmasked, 1 insufficiently masked, 2 weakly pseudonymised"))
    #expect(table.contains("j•••@g•••.com"))
  }

  @Test func nothingIsNeverGreen() {
    var result = SensitiveResult(toolVersion: "0", minConfidence: "medium", failOn: "medium")
    let text = SensitiveText(useColour: true)
    #expect(!text.summary(of: result).contains("\u{1B}[32m"))
    result.eventsExamined = 5
    #expect(text.summary(of: result).contains("\u{1B}[32mNo unmasked sensitive data was found"))
    result.problems = [.init(id: "x", message: "y", acceptedBy: nil)]
    #expect(!text.summary(of: result).contains("\u{1B}[32mNo"))
  }

  @Test func manyFieldsAreSummedUp() {
    var result = Self.sample()
    result.fields = (0..<100).map {
      var counts = SensitiveCounts()
      counts.unmasked = $0
      return .init(type: "email", category: "c", field: "/f\($0)", source: "json", counts: counts)
    }
    let table = SensitiveText(useColour: false).summary(of: result)
    #expect(table.contains("4,950"))
    #expect(table.contains("/f99 "))
    #expect(table.contains("and 60 more fields"))
  }

  // MARK: Compression

  @Test(arguments: [0, 1, 1000, 3_000_000])
  func whatIsCompressedIsThere(_ count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    for (format, command) in [(CompressedSink.Format.gzip, "gzip"), (.zstd, "zstd")] {
      let memory = MemorySink()
      let sink = try CompressedSink(format, memory, path: "x")
      for start in stride(from: 0, to: count, by: 70_000) {
        try Array(bytes[start..<min(count, start + 70_000)]).withUnsafeBytes { part throws in
          try sink.write(part)
        }
      }
      try sink.finish()
      try Files.withFolder { folder in
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/x." + (command == "gzip" ? "gz" : "zst")
        try Data(memory.bytes).write(to: URL(fileURLWithPath: path))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [command, "-dc", path]
        let output = folder + "/out"
        try Data().write(to: URL(fileURLWithPath: output))
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        // Without the program there is nothing to compare with; the end-to-end tests read it back too.
        guard process.terminationStatus != 127 else { return }
        #expect(process.terminationStatus == 0)
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: output))) == bytes)
      }
    }
  }
}
