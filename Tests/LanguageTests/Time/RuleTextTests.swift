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
