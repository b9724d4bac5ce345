import Diagnostics
import Foundation
import RuleModel
import RuleSemantics
import Testing
import Values

/// Rules made as values, written as text and checked again, are the same rules.
@Suite struct RuleTextTests {
  @Test func oraclePatterns() throws {
    for oracle in OracleCase.all {
      for rule in oracle.rules {
        let checked = try #require(Self.check(rule, TimeSources.declaration(1)), "\(oracle.id)")
        Self.compare(checked, rule)
      }
    }
  }

  @Test func handWrittenCases() throws {
    for handWritten in HandWrittenCase.all {
      guard let rule = handWritten.rule else { continue }
      let checked = try #require(Self.check(rule, handWritten.declaration), "\(handWritten.id)")
      Self.compare(checked, rule)
    }
  }

  /// The checker refuses a few: those that would look at every event for each. Of the others it makes
  /// what was written.
  @Test func randomRules() throws {
    var refused: [String: Int] = [:]
    var accepted = 0
    for seed in 0..<300 {
      var random = RandomTimeRule(seed: UInt64(seed), isCalendar: seed % 3 == 0)
      random.isWide = seed % 2 == 0
      let rule = random.rule("r")
      var problems: [String] = []
      if let checked = Self.check(
        rule, TimeSources.declaration(1), zone: random.zone, problems: &problems)
      {
        accepted += 1
        Self.compare(checked, rule)
      } else {
        refused[problems.joined(separator: "\n"), default: 0] += 1
      }
    }
    #expect(
      accepted > 200,
      "\(refused.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }.joined(separator: "\n"))"
    )
  }

  /// Each form that wide rules add is among those that are accepted.
  @Test func wideRulesAreAccepted() throws {
    var texts = ""
    for seed in 0..<600 {
      var random = RandomTimeRule(seed: UInt64(seed))
      random.isWide = true
      let rule = random.rule("r")
      var problems: [String] = []
      if Self.check(rule, TimeSources.declaration(1, merges: seed % 2 == 0), problems: &problems)
        != nil
      {
        texts += RuleText.text(rule)
      }
    }
    for form in [
      "any items as", "every items as", "no items as", "sum(z of", "sum(l of", "distinct(k of",
      "latest(k of", "avg(l of", "p95(z of", "max(l of", "window.start >", "in any",
    ] {
      #expect(texts.contains(form), "\(form)")
    }
    #expect(texts.contains(/for each first . as x per k[^\n]*\n    with each/))
    #expect(texts.contains(/in any \d+s\n  require sum\(z of/))
  }

  /// And each part that wide worlds add is in some.
  @Test func wideWorldsHaveAllParts() {
    let worlds = (0..<60).map {
      RandomTimeWorld(seed: UInt64($0), events: 5...20, isCalendar: false, isWide: true)
    }
    #expect(worlds.contains { $0.sources.count > 2 })
    #expect(worlds.contains { $0.earlier.values.contains { !$0.alone.isEmpty } })
    let inputs = worlds.flatMap { $0.dataSet?.inputs ?? [] }
    #expect(inputs.contains { $0.coverage.completeHistory })
    #expect(inputs.contains { $0.coverage.from != nil } && inputs.contains { !$0.supplies.isEmpty })
    #expect(inputs.contains { $0.coverage.until != nil })
    // An event's records stand in their order, each in its file.
    for world in worlds {
      for (index, event) in world.events.enumerated() {
        let line = world.lines(source: event.source, file: event.file)[event.position]
        #expect(line.contains("\"t\":\"\(event.time.rfc3339)\""))
        #expect(!line.contains("received") && world.events[index].position < 100)
      }
    }
  }

  static func check(_ rule: CheckedRule, _ declarations: String) -> CheckedRule? {
    var problems: [String] = []
    let result = check(rule, declarations, problems: &problems)
    for problem in problems { Issue.record("\(problem)") }
    return result
  }

  /// nil if the checker refuses it.
  static func check(
    _ rule: CheckedRule, _ declarations: String, zone: String = "UTC", problems: inout [String]
  ) -> CheckedRule? {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("writ-rule-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in RuleText.files([rule]) {
      try? Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
    let text = declarations + RuleText.text(rule, zone: zone)
    let source = SourceText(
      name: folder.appendingPathComponent("rules.writ").path, bytes: Array(text.utf8))
    let (program, diagnostics) = RuleSemantics.check([source], options: CheckOptions())
    let errors = diagnostics.filter { $0.severity == .error }
    problems = errors.map {
      "\($0.id): \($0.message)\n\(text.split(separator: "\n")[max(0, $0.primary.text.position(of: $0.primary.span.start).line - 1)])"
    }
    return errors.isEmpty ? program.rules.first : nil
  }

  private static func compare(_ checked: CheckedRule, _ rule: CheckedRule) {
    let text = RuleText.text(rule)
    #expect(checked.form == rule.form, "\(text)")
    #expect(checked.kind == rule.kind, "\(text)")
    #expect(checked.each == rule.each, "\(text)")
    #expect(checked.condition == rule.condition, "\(text)")
    #expect(checked.exceptions == rule.exceptions, "\(text)")
    #expect(checked.requirement == rule.requirement, "\(text)")
  }
}
