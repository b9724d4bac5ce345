import ArgumentParser

/// The root command: it only lists the others.
struct Writ: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "writ",
    abstract: "Evaluates compliance rules over logs and reports what they prove.",
    discussion: """
      Examples:
        writ check rules/                 are the rules right? reads no data
        writ sources                      which log formats are known
        writ rules                        the shipped rules
        writ completions bash             completions for your shell

      Exit status:
        0  every selected rule was evaluated and none failed
        1  a rule at or above --fail-on failed
        2  wrong usage, or rules with errors
        3  not everything could be evaluated, or the outcome could not be written
      """,
    version: "writ \(ToolVersion.current)",
    subcommands: commands)

  /// Sorted by name. A command is one file in Commands/ and one line here.
  static let commands: [any ParsableCommand.Type] = [
    Check.self,
    Completions.self,
    Rules.self,
    Sources.self,
    Version.self,
  ]
}
