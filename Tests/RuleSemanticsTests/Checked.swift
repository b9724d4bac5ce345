import Diagnostics
import RuleModel
import RuleSemantics
import Testing
import Values

/// Checks rule texts for the tests.
enum Checked {
  struct NoSuchFile: Error {}

  /// Checks files; `data` are the lists and tables that they name.
  static func check(
    _ files: [(name: String, text: String)], data: [String: String] = [:],
    set: [(name: String, value: String)] = [], dataset: String? = nil
  ) -> (program: CheckedProgram, diagnostics: [Diagnostic]) {
    let options = CheckOptions(parameters: set, dataset: dataset) { path in
      guard let content = data[path] else { throw NoSuchFile() }
      return Array(content.utf8)
    }
    return RuleSemantics.check(
      files.map { SourceText(name: $0.name, bytes: Array($0.text.utf8)) }, options: options)
  }

  /// The program of one file that has no problems.
  static func program(
    _ text: String, data: [String: String] = [:], set: [(name: String, value: String)] = [],
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws -> CheckedProgram {
    let (program, diagnostics) = check([("rules/test.writ", text)], data: data, set: set)
    try #require(
      diagnostics.isEmpty, "\(diagnostics.map { "\($0.id): \($0.message)" })",
      sourceLocation: location)
    return program
  }

  /// A rule with the judgement given, after the declarations given.
  static func rule(
    _ judgement: String, after declarations: String = "", data: [String: String] = [:],
    set: [(name: String, value: String)] = [],
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws -> CheckedRule {
    let text = """
      \(declarations)
      rule example {
        title "An example"
        severity high
        \(judgement)
      }
      """
    let program = try program(text, data: data, set: set, location)
    return try #require(program.rules.first, sourceLocation: location)
  }

  /// What a rule requires of every request.
  static func condition(
    _ condition: String, after declarations: String = "", data: [String: String] = [:],
    set: [(name: String, value: String)] = [],
    _ location: Testing.SourceLocation = #_sourceLocation
  ) throws -> Condition {
    try rule(
      "for each request\nrequire \(condition)", after: declarations, data: data, set: set,
      location
    ).requirement
  }

  /// The ids of the problems in one file.
  static func problems(
    _ text: String, data: [String: String] = [:], set: [(name: String, value: String)] = []
  ) -> [String] {
    check([("rules/test.writ", text)], data: data, set: set).diagnostics.map(\.id)
  }
}

extension Operand {
  static func field(_ name: String, _ type: ValueType = .string) -> Operand {
    .field(Field(name: name, type: type))
  }

  static func text(_ text: String) -> Operand { .literal(.string(Text(text))) }

  static func number(_ number: Int64) -> Operand { .literal(.number(Number(number))) }

  static func keys(_ keys: String...) -> Operand {
    .raw(RecordPath(keys.map { .key(Text($0)) }))
  }
}
