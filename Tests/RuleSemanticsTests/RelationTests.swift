import Diagnostics
import RuleModel
import RuleSemantics
import Testing
import Values

/// What the checker makes of relations.
struct RelationTests {
  @Test func takesEveryExample() throws {
    let text =
      JudgementExamples.declarations + "\n"
      + JudgementExamples.all.map(JudgementExamples.rule).joined(separator: "\n")
    let program = try Checked.program(text, data: JudgementExamples.files)
    #expect(program.rules.count == JudgementExamples.all.count)
  }

  @Test func takesThePatternsOfTheOracle() throws {
    var text = JudgementExamples.oracleDeclarations + "\n"
    for (index, pattern) in JudgementExamples.oracle.enumerated() {
      text += JudgementExamples.rule(.init(name: "pattern-\(index)", text: pattern)) + "\n"
    }
    let (program, diagnostics) = Checked.check([("rules/test.writ", text)])
    #expect(diagnostics.filter { $0.severity == .error }.map(\.message) == [])
    #expect(program.rules.count == JudgementExamples.oracle.count)
  }
}
