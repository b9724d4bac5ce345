import ArgumentParser
import Diagnostics
import RuleModel
import RuleSemantics

/// `writ rules list` and `writ rules describe ID`
struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "Lists rules, or describes one.",
    discussion: """
      Examples:
        writ rules                                    the shipped rules
        writ rules list --rules acme.writ             your own
        writ rules list --control "GDPR Art. 32"      those for a control
        writ rules describe traffic-encrypted         one rule in full
      """,
    subcommands: [Describe.self, List.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists rules: id, severity, title.",
      discussion: """
        Examples:
          writ rules list
          writ rules list --severity high
          writ rules list --control PCI-DSS
        """)

    @OptionGroup var rules: RuleOptions

    @Option(help: "Only rules of this severity or above.")
    var severity = SeverityArgument(.info)

    @Option(
      help: ArgumentHelp(
        "Only rules with a control that begins so: 'GDPR', 'GDPR Art. 32'.", valueName: "text"))
    var control: String?

    func run() throws {
      let program = try LoadedRules.loadForUse(rules).program
      let chosen = program.rules.filter { rule in
        rule.severity >= severity.severity
          && (control.map { wanted in
            rule.controls.contains { "\($0.framework) \($0.clause)".hasPrefix(wanted) }
          } ?? true)
      }
      guard !chosen.isEmpty else {
        let asked = control.map { " with a control that begins with '\($0)'" } ?? ""
        let bar =
          severity.severity == .info ? "" : " of severity \(severity.severity.name) or above"
        throw CommandFailure(
          .usage, "none of the \(counted(program.rules.count, "rule")) is one\(asked)\(bar)",
          help: [
            "the frameworks are: "
              + Set(program.rules.flatMap { $0.controls.map(\.framework) }).sorted()
              .joined(separator: ", ")
          ])
      }
      let width = chosen.map(\.id.count).max() ?? 0
      for rule in chosen {
        try StandardOutput.shared.write(
          "\(padded(rule.id, width))  \(padded(rule.severity.name, 8))  \(rule.title)\n")
      }
    }
  }

  struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "describe",
      abstract: "Describes one rule: what it judges in words, its controls, text, place and hash.",
      discussion: """
        Example:
          writ rules describe traffic-encrypted
        """)

    @Argument(help: "The rule's id.")
    var id: String

    @OptionGroup var rules: RuleOptions

    func run() throws {
      let program = try LoadedRules.loadForUse(rules).program
      guard let rule = program.rules.first(where: { $0.id == id }) else {
        let near = suggestions(for: id, among: program.rules.map(\.id))
        throw CommandFailure(
          .usage, "there is no rule '\(id)'",
          help: [
            near.isEmpty
              ? "'writ rules list' lists all"
              : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
          ])
      }
      try StandardOutput.shared.write(Self.text(of: rule, program: program.packs.map(\.name)))
    }

    static func text(of rule: CheckedRule, program: [String]) -> String {
      var lines = ["\(rule.id): \(rule.title)", ""]
      func add(_ label: String, _ value: String) {
        if !value.isEmpty { lines.append(padded(label, 12) + value) }
      }
      add("severity", rule.severity.name)
      add("status", rule.status)
      add("pack", rule.pack)
      for control in rule.controls {
        add(
          control == rule.controls.first ? "controls" : " ",
          "\(control.framework) \(control.clause)")
      }
      add("tags", rule.tags.joined(separator: ", "))
      for reference in rule.references {
        add(reference == rule.references.first ? "references" : " ", reference)
      }
      add("file", "\(rule.file):\(rule.line)")
      add("SHA-256", rule.fileSHA256)
      if !rule.description.isEmpty { lines += ["", rule.description] }
      lines.append("")
      for sentence in RuleDescription.sentences(of: rule) { lines += Self.wrapped(sentence) }
      lines += ["", "As it is written:", "", rule.text, ""]
      return lines.joined(separator: "\n")
    }

    /// A text as an item of a list, in lines of at most 100 characters where its words allow.
    private static func wrapped(_ text: String) -> [String] {
      var lines: [String] = []
      var line = "-"
      for word in text.split(separator: " ") {
        if line.count + 1 + word.count > 100, line.count > 1 {
          lines.append(line)
          line = " "
        }
        line += " " + word
      }
      return lines + [line]
    }
  }
}

/// The text with blanks up to a width.
func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
