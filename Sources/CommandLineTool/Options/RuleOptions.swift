import ArgumentParser

/// Which rules, with which parameters: shared by the commands that read rules.
struct RuleOptions: ParsableArguments {
  @Option(
    name: .customLong("rules"),
    help: ArgumentHelp(
      "Rules: a .writ file, or a folder of them; repeatable. Default: the shipped packs.",
      valueName: "path"))
  var paths: [String] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a parameter of the rules; repeatable. The report names it.",
      valueName: "name=value"))
  var parameters: [ParameterSetting] = []
}

/// `NAME=VALUE` of `--set`.
struct ParameterSetting: ExpressibleByArgument {
  var name: String
  var value: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    name = String(parts[0])
    value = String(parts[1])
  }
}
