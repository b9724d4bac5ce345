import Foundation
import Testing

/// Nothing that is found may be seen anywhere: values of every detector, in every encoding, through every
/// command and format, looked for in everything that the tool leaves behind.
@Suite struct LeakTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  /// One example of a detector's page: the text, and what is found in it.
  struct Example {
    var text: String
    var values: [String]
  }

  static let examples: [Example] = {
    let folder = URL(fileURLWithPath: Tool.root + "/docs/detectors")
    let pages = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return pages.sorted().flatMap { page -> [Example] in
      guard
        let text = try? String(contentsOf: folder.appendingPathComponent(page), encoding: .utf8),
        let start = text.range(of: "## Found"), page != "README.md"
      else { return [] }
      let lines = text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
        .drop { $0 != "```" }.dropFirst().prefix { $0 != "```" }
      return lines.filter { $0.contains("⟦") }.map(String.init).map { line in
        let values = line.split(separator: "⟦", omittingEmptySubsequences: false).dropFirst()
          .compactMap { $0.split(separator: "⟧").first.map(String.init) }
        return Example(
          text: line.replacing("⟦", with: "").replacing("⟧", with: ""), values: values)
      }
    }
  }()

  /// What may be looked for in outputs: shorter texts stand there by chance.
  private static func isLong(_ value: String) -> Bool { value.utf8.count >= 7 }

  // MARK: Encodings

  private static func json(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func percent(_ text: String, _ format: String) -> String {
    text.utf8.map { String(format: format, $0) }.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.utf16.map { String(format: "\\u%04x", $0) }.joined()
  }

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  /// The example as lines of a log, in every encoding.
  private static func lines(_ example: Example) -> [String] {
    let text = example.text
    let record = text.hasPrefix("{") ? text : "{\"note\":\"\(json(text))\"}"
    var lines = [
      text, record, "{\"body\":\"\(json(record))\"}",
      "{\"outer\":\"\(json("{\"body\":\"\(json(record))\"}"))\"}", "{\"\(json(text))\":1}",
      "{\"payload\":\"\(base64(record))\"}",
    ]
    for encode in [
      { percent($0, "%%%02X") }, { percent($0, "%%%02x") }, escaped,
    ] {
      var encoded = record
      for value in example.values { encoded = encoded.replacing(json(value), with: encode(value)) }
      lines.append(encoded)
    }
    return lines
  }

  /// How a value may be written.
  private static func forms(_ value: String) -> Set<String> {
    [
      value, json(value), json(json(value)), percent(value, "%%%02X"), percent(value, "%%%02x"),
      escaped(value), base64(value), value.uppercased(), value.lowercased(),
    ]
  }

  // MARK: Tests

  @Test func thereAreExamplesOfEveryKind() {
    #expect(Self.examples.count > 150)
    #expect(Self.examples.allSatisfy { !$0.values.isEmpty })
  }

  @Test func noReportHoldsAValue() throws {
    let lines = Self.examples.flatMap(Self.lines)
    try sandbox.write("data/log.jsonl", lines.joined(separator: "\n") + "\n")
    let array = Self.examples.map { Self.lines($0)[1] }.filter {
      $0.hasPrefix("{") && !$0.contains("\n")
    }
    try sandbox.write("data/array.json", "[\n" + array.joined(separator: ",\n") + "\n]\n")
    #expect(try Tool.shell("gzip -kc data/log.jsonl > data/log.gz", in: sandbox).status == 0)
    var outputs: [(String, Data)] = []
    func note(_ name: String, _ outcome: Tool.Outcome) {
      outputs.append((name + " stdout", outcome.outputBytes))
      outputs.append((name + " stderr", Data(outcome.errors.utf8)))
    }
    for format in ["text", "json", "ndjson", "html", "sarif"] {
      for confidence in ["low", "high"] {
        note(
          "sensitive \(format) \(confidence)",
          try Tool.run(
            [
              "sensitive", "--format", format, "--min-confidence", confidence, "--max-findings",
              "100000",
              "data",
            ], in: sandbox))
      }
    }
    let all = try Tool.run(
      ["sensitive", "--format", "text,json,ndjson,html,sarif", "--output", "reports", "data"],
      in: sandbox)
    #expect(all.status == 1)
    note("sensitive all", all)
    for name in try sandbox.files().filter({ $0.hasPrefix("reports/") }) {
      outputs.append((name, try sandbox.read(name)))
    }
    // What fails says nothing either.
    note("limit", try Tool.run(["sensitive", "--max-record-bytes", "40", "data"], in: sandbox))
    note(
      "full", try Tool.shell("\"$WRIT\" sensitive --format ndjson data > /dev/full", in: sandbox))
    for example in Self.examples.prefix(60) {
      note("test", try Tool.run(["detectors", "test", example.text], in: sandbox))
    }
    try search(outputs)
  }

  private func search(_ outputs: [(String, Data)]) throws {
    var forms: [String] = []
    for value in Set(Self.examples.flatMap(\.values)).sorted() where Self.isLong(value) {
      forms += Self.forms(value).filter { !$0.contains("\n") }
    }
    #expect(forms.count > 1000)
    try sandbox.write("patterns", forms.joined(separator: "\n") + "\n")
    for (index, output) in outputs.enumerated() {
      try sandbox.write("outputs/\(index)", output.1)
    }
    // 1: nothing matches.
    let found = try Tool.shell("LC_ALL=C grep -aoFf patterns -r outputs", in: sandbox)
    #expect(found.status == 1)
    for line in found.output.split(separator: "\n").prefix(20) {
      let number = line.dropFirst("outputs/".count).prefix { $0.isNumber }
      Issue.record("\(Int(number).map { outputs[$0].0 } ?? ""): \(line)")
    }
    // And the search finds what is there.
    try sandbox.write("outputs/log", sandbox.read("data/log.jsonl"))
    #expect(try Tool.shell("LC_ALL=C grep -aqFf patterns outputs/log", in: sandbox).status == 0)
  }

  /// What a redaction leaves of the examples: nothing that was found, in any form, anywhere.
  @Test(arguments: [["mask"], ["token"], ["drop"], ["hmac", "--key-env", "KEY"], ["keep-last:4"]])
  func noCopyHoldsAValue(_ strategy: [String]) throws {
    for (index, example) in Self.examples.enumerated() {
      try sandbox.write(
        "data/\(index).log", Self.lines(example).prefix(4).joined(separator: "\n") + "\n")
    }
    let outcome = try Tool.run(
      ["redact", "data", "--output", "clean", "--min-confidence", "low", "--strategy"] + strategy,
      in: sandbox, environment: ["KEY": "0123456789abcdef0123456789abcdef"])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    for (index, example) in Self.examples.enumerated() {
      let text = String(decoding: try sandbox.read("clean/data/\(index).log"), as: UTF8.self)
      for value in example.values where Self.isLong(value) {
        #expect(!text.contains(value), "\(strategy): \(example.text)")
        #expect(!outcome.output.contains(value))
      }
    }
    let again = try Tool.run(["sensitive", "--min-confidence", "low", "clean"], in: sandbox)
    #expect(again.status == 0)
  }
}
