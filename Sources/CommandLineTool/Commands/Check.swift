import ArgumentParser
import Diagnostics

/// `writ check [PATH…]`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Checks rules without reading any data.",
    discussion: """
      Everything is checked: syntax, names, types, patterns, lists and tables. Every error is \
      shown with its place and what to write instead; 'writ explain ID' says more.

      Examples:
        writ check                        the shipped rules
        writ check rules/acme.writ        one file, with the shipped sources
        writ check rules lists.writ       folders and files together
        writ check --format json rules    the errors as JSON, for editors

      Exit status: 0 without errors (warnings are shown), 2 with errors.
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case json, text }

  @Argument(
    help: ArgumentHelp(
      "Rules: .writ files and folders. Default: the shipped packs.", valueName: "path"))
  var paths: [String] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Set a parameter of the rules; repeatable.", valueName: "name=value"))
  var parameters: [ParameterSetting] = []

  @Option(help: "text for people (standard error), json for programs (standard output).")
  var format = Format.text

  @OptionGroup var colour: ColourOptions

  func run() throws {
    let loaded = try LoadedRules.load(paths, parameters: parameters)
    switch format {
    case .json:
      try StandardOutput.shared.write(JSONRenderer().render(loaded.diagnostics))
    case .text:
      loaded.printDiagnostics(colour: colour.colour)
    }
    if let failure = loaded.failure { throw failure }
    guard format == .text else { return }
    let warnings =
      loaded.warningCount == 0
      ? "no errors" : "no errors, \(counted(loaded.warningCount, "warning"))"
    try StandardOutput.shared.write(
      "\(counted(loaded.program.rules.count, "rule")), "
        + "\(counted(loaded.program.sources.count, "source")), "
        + "\(counted(loaded.program.tests.reduce(0) { $0 + $1.cases.count }, "test case")) "
        + "in \(counted(loaded.program.files.count, "file")): \(warnings)\n")
  }
}
