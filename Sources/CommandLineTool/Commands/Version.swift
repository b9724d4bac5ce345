import ArgumentParser

/// `writ version`
struct Version: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Prints the versions of the tool and of the rule language.",
    discussion: """
      Every report carries the tool's version, so that a verdict can be repeated.

      Example:
        writ version
      """)

  func run() throws {
    try StandardOutput.shared.write(
      "writ \(ToolVersion.current)\nrule language \(ToolVersion.language)\n")
  }
}
