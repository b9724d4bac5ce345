import Diagnostics
import Findings
import Foundation
import RuleSemantics
import Scanning
import Testing
import Values

extension SpecCase: CustomTestStringConvertible {}

/// The language's specification, run: each case of Specs/*.md is scanned as it stands.
@Suite struct SpecTests {
  @Test func pagesAreThere() {
    #expect(SpecPages.all.count > 80)
  }

  @Test(arguments: SpecPages.all)
  func holds(_ specCase: SpecCase) throws {
    let run = try SpecRun(specCase)
    defer { run.cleanUp() }
    for problem in try run.problems() {
      Issue.record("\(specCase.page):\(problem.line): \(problem.message)")
    }
  }
}

/// A case laid out in a temporary folder, checked and scanned.
final class SpecRun {
  struct Problem {
    var line: Int
    var message: String
  }

  private let specCase: SpecCase
  private let folder: URL
  private var problemsFound: [Problem] = []
  private var assertions = 0

  init(_ specCase: SpecCase) throws {
    self.specCase = specCase
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("writ-spec-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  // MARK: Layout

  private func write(_ name: String, _ bytes: [UInt8]) throws {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// The bytes of an input block: `⟦0D⟧` stands for the bytes named in hexadecimal.
  private func inputBytes(_ lines: [String], finalNewline: Bool) -> [UInt8] {
    var result: [UInt8] = []
    let text = lines.joined(separator: "\n") + (finalNewline && !lines.isEmpty ? "\n" : "")
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "⟦"), let close = rest[open...].firstIndex(of: "⟧") {
      result += Array(rest[..<open].utf8)
      let hex = rest[rest.index(after: open)..<close]
      result += hex.split(separator: " ").compactMap { UInt8($0, radix: 16) }
      rest = rest[rest.index(after: close)...]
    }
    return result + Array(rest.utf8)
  }

  private func problem(_ line: Int, _ message: String) {
    problemsFound.append(Problem(line: line, message: message))
  }

  // MARK: Running

  func problems() throws -> [Problem] {
    let expectations = specCase.blocks("expect")
    guard expectations.count == 1, let expect = expectations.first else {
      return [Problem(line: specCase.line, message: "a case has exactly one expect block")]
    }
    let known: Set = ["writ", "file", "jsonl", "params", "options", "expect"]
    for block in specCase.blocks where !known.contains(block.info.first ?? "") {
      problem(block.line, "unknown block \(block.info)")
    }
    let (program, diagnostics) = try checkRules()
    try compare(expect, program: program, diagnostics: diagnostics)
    if assertions == 0 { problem(expect.line, "the case asserts nothing") }
    return problemsFound
  }

  /// The case's rules, checked.
  func checked() throws -> CheckedProgram { try checkRules().program }

  private func checkRules() throws -> (program: CheckedProgram, diagnostics: [Diagnostic]) {
    var ruleFiles: [SourceText] = try shippedSources()
    for block in specCase.blocks("writ") {
      let name = block.info.count > 1 ? block.info[1] : "rules.writ"
      let bytes = Array((block.lines.joined(separator: "\n") + "\n").utf8)
      try write(name, bytes)
      ruleFiles.append(
        SourceText(name: folder.appendingPathComponent(name).path, bytes: bytes))
    }
    for block in specCase.blocks("file") {
      guard block.info.count > 1 else {
        problem(block.line, "a file block names its path")
        continue
      }
      try write(block.info[1], Array((block.lines.joined(separator: "\n") + "\n").utf8))
    }
    let parameters = specCase.blocks("params").flatMap(\.lines).compactMap {
      line -> (name: String, value: String)? in
      let parts = line.split(separator: "=", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
    return check(ruleFiles, options: CheckOptions(parameters: parameters))
  }

  private func shippedSources() throws -> [SourceText] {
    let root = SpecPages.folder.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let sources = root.appendingPathComponent("rules/sources")
    return try FileManager.default.contentsOfDirectory(atPath: sources.path).sorted()
      .filter { $0.hasSuffix(".writ") }
      .map { name in
        let path = sources.appendingPathComponent(name).path
        return SourceText(name: path, bytes: try RuleFileReader.read(path))
      }
  }

  private func options(
    _ program: CheckedProgram, _ inputs: [String], source: String?
  ) throws -> ScanOptions {
    let asOf = try #require(Timestamp(epochSeconds: Number(1_893_456_000)))
    var options = ScanOptions(inputs: inputs, asOf: asOf, toolVersion: "spec")
    options.source = source
    options.jobs = 2
    for block in specCase.blocks("options") {
      for (offset, line) in block.lines.enumerated() {
        if !apply(line.split(separator: " ").map(String.init), program, to: &options) {
          problem(block.line + 1 + offset, "no such option: \(line)")
        }
      }
    }
    return options
  }

  /// One line of an options block; false if it means nothing.
  private func apply(
    _ words: [String], _ program: CheckedProgram, to options: inout ScanOptions
  ) -> Bool {
    func time(_ text: some StringProtocol) -> Timestamp? {
      Array(text.utf8).withUnsafeBytes(Timestamp.init(rfc3339:))
    }
    guard words.count == 2 else { return words.isEmpty }
    switch words[0] {
    case "dataset":
      // Its inputs, and not those that stand in the case.
      options.inputs = []
      options.dataset = program.datasets.first { $0.name == words[1] }
      return options.dataset != nil
    case "period":
      guard let dots = words[1].range(of: ".."), let start = time(words[1][..<dots.lowerBound]),
        let end = time(words[1][dots.upperBound...])
      else { return false }
      options.period = (start, end)
      return true
    case "from":
      options.from = time(words[1])
      return options.from != nil
    case "until":
      options.until = time(words[1])
      return options.until != nil
    case "history":
      options.historyComplete = words[1] == "complete"
      return options.historyComplete
    default: return false
    }
  }

  private func result(
    _ program: CheckedProgram, inputs: [String], source: String?
  ) throws -> ScanResult {
    try scan(
      program: ScanProgram(
        vocabulary: program.vocabulary, rules: program.rules, sources: program.sources,
        waivers: program.waivers),
      options: options(program, inputs, source: source))
  }

  // MARK: Comparing

  private func compare(
    _ expect: SpecCase.Block, program: CheckedProgram, diagnostics: [Diagnostic]
  ) throws {
    compareDiagnostics(expect, diagnostics)
    let lines = expect.lines.enumerated().map { (expect.line + 1 + $0.offset, $0.element) }
      .filter { !$0.1.trimmingCharacters(in: .whitespaces).isEmpty && !$0.1.hasPrefix("#") }
      .filter { !$0.1.hasPrefix("diagnostic:") && !$0.1.hasPrefix("warning:") }
    if diagnostics.contains(where: { $0.severity == .error }) {
      for (line, text) in lines { problem(line, "not reached, the rules have errors: \(text)") }
      return
    }
    guard !lines.isEmpty else { return }

    let inputs = specCase.blocks("jsonl")
    var paths: [String] = []
    var sources: Set<String> = []
    for (index, block) in inputs.enumerated() {
      var name = "input-\(index + 1).log"
      if let position = block.info.firstIndex(of: "path:"), position + 1 < block.info.count {
        name = block.info[position + 1]
      }
      var bytes = inputBytes(
        block.lines, finalNewline: !block.info.contains("no-final-newline"))
      if block.info.contains("gzip") { bytes = StoredArchive.gzip(bytes) }
      if block.info.contains("zstd") { bytes = StoredArchive.zstd(bytes) }
      if block.info.contains("cut-off") { bytes.removeLast(4) }
      try write(name, bytes)
      paths.append(folder.appendingPathComponent(name).path)
      if let position = block.info.firstIndex(of: "source:"), position + 1 < block.info.count {
        sources.insert(block.info[position + 1])
      }
    }
    guard sources.count <= 1 else {
      return problem(expect.line, "the inputs of a case are of one source")
    }
    let whole = try result(program, inputs: paths, source: sources.first)
    var rule: RuleResult?
    for (line, text) in lines {
      assertions += 1
      let words = text.split(separator: " ").map(String.init)
      guard let head = words.first else { continue }
      switch head {
      case "each:":
        try compareEach(line, words, program: program, source: sources.first)
      case "missing:":
        compareMissing(line, words, rule)
      case "finding:":
        let message = text.drop { $0 != "\"" }.dropFirst().dropLast()
        let record = words.count > 1 ? Int(words[1]) : nil
        let found = rule?.findings.contains {
          $0.evidence.first?.record == record && $0.message == message
        }
        if found != true {
          let all = rule?.findings.map { "\($0.evidence.first?.record ?? 0) \($0.message)" }
          problem(line, "no such finding; there are \(all ?? [])")
        }
      case "failures:":
        let expected = words.dropFirst().compactMap(Int.init)
        let found = rule?.findings.compactMap(\.evidence.first?.record) ?? []
        if found != expected { problem(line, "failures are \(found)") }
      case "pending:":
        let expected = words.dropFirst().compactMap(Int.init)
        let found = rule?.pendingSubjects.compactMap(\.evidence.first?.record) ?? []
        if found != expected { problem(line, "pending are \(found)") }
      case "until:":
        let found = rule?.pendingUntil ?? "nothing"
        if words.count != 2 || found != words[1] { problem(line, "pending until \(found)") }
      case "unreadable:":
        compareUnreadable(line, words, whole)
      case "note:":
        let note = text.drop { $0 != "\"" }.dropFirst().dropLast()
        if !whole.run.notes.contains(String(note)) { problem(line, "notes are \(whole.run.notes)") }
      case "problem:":
        let found = whole.run.problems.map(\.id)
        if words.count != 2 || !found.contains(words[1]) { problem(line, "problems are \(found)") }
      case "events:":
        let count = whole.inputs.map(\.events).reduce(0, +)
        if words.count < 2 || Int(words[1]) != count { problem(line, "events are \(count)") }
      default:
        guard head.hasSuffix(":") else {
          problem(line, "an expectation that means nothing: \(text)")
          continue
        }
        rule = whole.rules.first { $0.id == head.dropLast() }
        compareRule(line, words, rule)
      }
    }
  }

  private func compareRule(_ line: Int, _ words: [String], _ rule: RuleResult?) {
    guard let rule else { return problem(line, "there is no such rule") }
    if words.count < 2 || rule.verdict.rawValue != words[1] {
      problem(line, "the verdict is \(rule.verdict.rawValue), counts \(rule.counts)")
    }
    let counts = [
      "examined": rule.counts.examined, "subjects": rule.counts.subjects,
      "passed": rule.counts.passed, "failed": rule.counts.failed,
      "excepted": rule.counts.excepted, "pending": rule.counts.pending,
      "inconclusive": rule.counts.inconclusive, "undecided": rule.counts.undecided,
      "waived": rule.counts.waived,
    ]
    for word in words.dropFirst(2) {
      let parts = word.split(separator: "=").map(String.init)
      guard parts.count == 2, let expected = Int(parts[1]), let found = counts[parts[0]] else {
        problem(line, "no such count: \(word)")
        continue
      }
      if expected != found { problem(line, "\(parts[0]) is \(found), not \(expected)") }
    }
  }

  private func compareMissing(_ line: Int, _ words: [String], _ rule: RuleResult?) {
    guard let rule, words.count >= 4, let count = Int(words[3]) else {
      return problem(line, "missing: SOURCE FIELD COUNT [REASON], below a rule")
    }
    let found = rule.missing.contains {
      $0.source == words[1] && ($0.field ?? "-") == words[2] && $0.count == count
        && (words.count < 5 || $0.reason == words[4])
    }
    if !found {
      let all = rule.missing.map { "\($0.source) \($0.field ?? "-") \($0.count) \($0.reason)" }
      problem(line, "missing is \(all)")
    }
  }

  private func compareUnreadable(_ line: Int, _ words: [String], _ whole: ScanResult) {
    var counts: [String: Int] = [:]
    for unreadable in whole.inputs.flatMap(\.unreadable) {
      counts[unreadable.reason, default: 0] += unreadable.count
    }
    let expected = words.count == 3 ? Int(words[2]) : nil
    let holds =
      words.count == 2 && words[1] == "none"
      ? counts.isEmpty
      : words.count == 3 && counts[words[1]] == expected && expected != nil
    if !holds { problem(line, "unreadable is \(counts.sorted { $0.key < $1.key })") }
  }

  private func compareEach(
    _ line: Int, _ words: [String], program: CheckedProgram, source: String?
  ) throws {
    guard specCase.blocks("jsonl").count == 1, let block = specCase.blocks("jsonl").first,
      words.count >= 2
    else { return problem(line, "each: takes a case with one input") }
    let records = block.lines.filter { !$0.trimmingCharacters(in: .whitespaces).isEmpty }
    let outcomes = Array(words.dropFirst(2))
    guard records.count == outcomes.count else {
      return problem(line, "\(records.count) records and \(outcomes.count) outcomes")
    }
    var found: [String] = []
    for record in records {
      try write("single.log", inputBytes([record], finalNewline: true))
      let single = try result(
        program, inputs: [folder.appendingPathComponent("single.log").path], source: source)
      guard let rule = single.rules.first(where: { $0.id == words[1] }) else {
        return problem(line, "there is no such rule")
      }
      let counts = rule.counts
      let hits = [
        ("pass", counts.passed), ("fail", counts.failed), ("excepted", counts.excepted),
        ("inconclusive", counts.inconclusive), ("undecided", counts.undecided),
      ].filter { $0.1 > 0 }
      found.append(hits.isEmpty ? "none" : hits.map(\.0).joined(separator: "+"))
    }
    if found != outcomes { problem(line, "each is \(found.joined(separator: " "))") }
  }

  private func compareDiagnostics(_ expect: SpecCase.Block, _ diagnostics: [Diagnostic]) {
    var errors = diagnostics.filter { $0.severity == .error }.map(place)
    let warnings = diagnostics.filter { $0.severity == .warning }.map(place)
    for (offset, text) in expect.lines.enumerated() {
      let line = expect.line + 1 + offset
      let words = text.split(separator: " ").map(String.init)
      guard words.count == 3, words[0] == "diagnostic:" || words[0] == "warning:" else {
        continue
      }
      assertions += 1
      let wanted = "\(words[1]) \(words[2].contains(":") ? words[2] : "rules.writ:\(words[2])")"
      if words[0] == "warning:" {
        if !warnings.contains(wanted) { problem(line, "warnings are \(warnings)") }
      } else if let index = errors.firstIndex(of: wanted) {
        errors.remove(at: index)
      } else {
        problem(line, "not reported; errors are \(errors)")
      }
    }
    for error in errors { problem(expect.line, "an error that is not expected: \(error)") }
  }

  private func place(_ diagnostic: Diagnostic) -> String {
    let label = diagnostic.primary
    let line = label.text.position(of: label.span.start).line
    let name = label.text.name
    let prefix = folder.path + "/"
    return
      "\(diagnostic.id) \(name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name):\(line)"
  }
}
