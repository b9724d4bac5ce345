import Diagnostics
import Findings
import Foundation
import ReferenceEvaluator
import RuleModel
import RuleSemantics
import Scanning
import Testing
import Values

/// Random rules over random logs: the engine and the reference evaluator say the same, whatever
/// the number of workers and the size of the chunks.
@Suite struct AgreementTests {
  /// A few thousand rules in the usual run; `WRIT_AGREEMENT_WORLDS` sets more.
  static let worlds = Int(ProcessInfo.processInfo.environment["WRIT_AGREEMENT_WORLDS"] ?? "") ?? 60

  @Test(arguments: 0..<worlds)
  func agrees(world number: Int) throws {
    var world = RandomWorld(seed: UInt64(number) &* 7919 &+ 17)
    var lines: [String] = []
    var events: [ReferenceEvent] = []
    for second in 0..<Int.random(in: 1...60, using: &world.generator) {
      let (line, event) = world.event(at: second)
      lines.append(line)
      events.append(event)
    }
    let ruleTexts = (0..<50).map { world.rule($0) }
    let text = SourceText(name: "random.writ", bytes: Array(ruleTexts.joined().utf8))
    let sources = try Self.nativeSource()
    let (program, diagnostics) = check([sources, text], options: CheckOptions())
    let errors = diagnostics.filter { $0.severity == .error && $0.id != "contradiction" }
    guard errors.isEmpty else {
      Issue.record("\(TerminalRenderer(useColour: false).render(errors))")
      return
    }

    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("writ-agreement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("log.jsonl").path
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))

    for (jobs, chunk) in [(1, 1 << 19), (1, 1), (3, 700)] {
      var options = ScanOptions(
        inputs: [path], asOf: Timestamp(nanoseconds: 1_893_456_000_000_000_000),
        toolVersion: "test")
      options.jobs = jobs
      options.chunkBytes = chunk
      let result = try scan(
        program: ScanProgram(
          vocabulary: program.vocabulary, rules: program.rules, sources: program.sources),
        options: options)
      #expect(result.inputs.flatMap(\.unreadable).isEmpty)
      #expect(result.rules.map(\.id) == program.rules.map(\.id))
      for (rule, found) in zip(program.rules, result.rules) {
        let expected = referenceResult(
          of: rule, over: events, vocabulary: program.vocabulary)
        var engine = ReferenceResult(verdict: found.verdict.rawValue)
        engine.examined = found.counts.examined
        engine.passed = found.counts.passed
        engine.failed = found.counts.failed
        engine.excepted = found.counts.excepted
        engine.inconclusive = found.counts.inconclusive
        engine.undecided = found.counts.undecided
        engine.failures = found.findings.compactMap { $0.evidence.first.map { $0.record - 1 } }
        guard engine == expected else {
          Issue.record(
            """
            world \(number), jobs \(jobs), chunk \(chunk)
            engine    \(engine)
            reference \(expected)
            \(rule.text)
            \(lines.joined(separator: "\n"))
            """)
          return
        }
      }
    }
  }

  static func nativeSource() throws -> SourceText {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appendingPathComponent("rules/sources/native.writ").path
    return SourceText(name: path, bytes: try RuleFileReader.read(path))
  }
}
