import ArgumentParser

/// The root command: it only lists the others.
struct Writ: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "writ",
    abstract: "Evaluates compliance rules over logs and reports what they prove.",
    discussion: """
      Examples:
        writ scan logs/                   the shipped rules over your logs; writes the reports
        writ inspect access.log           what Writ makes of a log
        writ rules                        the shipped rules
        writ check acme.writ              are your own rules right? reads no data
        writ test acme.writ               do they judge as they should?
        writ explain unknown-field        more about an error

      Exit status (docs/exit-status.md):
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
    DetectorsCommand.self,
    Explain.self,
    Inspect.self,
    Redact.self,
    Rules.self,
    Scan.self,
    Sensitive.self,
    Sources.self,
    Test.self,
    Version.self,
  ]
}
