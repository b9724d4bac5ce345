import ArgumentParser
import Scanning

/// `writ test [PATH…]`
struct Test: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the tests that stand in rules: events, and the verdict expected of them.",
    discussion: """
      A test gives events with some fields; fields that are not given are unknown:

        test admin-access-authenticated {
          fails        request { url.path: "/admin/users", user.id: absent }
          passes       request { url.path: "/admin/users", user.id: "alice" }
          inconclusive request { url.path: "/admin/users" }
        }

      Examples:
        writ test                         the shipped rules' own tests
        writ test rules/acme.writ         one file
        writ test rules lists.writ        folders and files together

      Exit status: 0 if all cases came out as expected, 1 if one did not, 2 for errors in the \\
      rules, 3 if there is no test.
      """)

  @Argument(
    help: ArgumentHelp(
      "Rules: .writ files and folders. Default: the shipped packs.", valueName: "path"))
  var paths: [String] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Set a parameter of the rules; repeatable.", valueName: "name=value"))
  var parameters: [ParameterSetting] = []

  @OptionGroup var colour: ColourOptions

  func run() throws {
    let loaded = try LoadedRules.load(paths, parameters: parameters)
    loaded.printDiagnostics(colour: colour.colour)
    if let failure = loaded.failure { throw failure }
    let outcomes = TestRunner.run(loaded.program.tests, vocabulary: loaded.program.vocabulary)
    guard !outcomes.isEmpty else {
      throw CommandFailure(
        .incomplete, "the rules have no tests",
        help: ["'writ test --help' shows how to write one"])
    }
    let failed = outcomes.filter { !$0.passed }
    let paint = Terminal(.output, colour: colour.colour).useColour
    for outcome in failed { try StandardOutput.shared.write(Self.text(of: outcome, paint)) }
    try StandardOutput.shared.write(
      "\(counted(outcomes.count, "test case")) of \(counted(Set(outcomes.map(\.rule)).count, "rule")): "
        + (failed.isEmpty ? "all as expected\n" : "\(grouped(failed.count)) not as expected\n"))
    if !failed.isEmpty {
      throw CommandFailure(
        .findings, "\(counted(failed.count, "test case")) did not come out as expected")
    }
  }

  /// One difference: where, what was expected, what came, and why.
  static func text(of outcome: TestOutcome, _ useColour: Bool) -> String {
    let mark = useColour ? "\u{1B}[1;31mdiffers\u{1B}[0m" : "differs"
    var text = "\(mark)  \(outcome.rule)"
    if let title = outcome.title { text += ", \(title)" }
    text += "\n  --> \(outcome.file):\(outcome.line)\n"
    text += "  expected  \(outcome.expected)\n  came      \(outcome.actual)\n"
    for detail in outcome.details { text += "  \(detail)\n" }
    return text + "\n"
  }
}
