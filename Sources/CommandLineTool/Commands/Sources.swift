import ArgumentParser
import Diagnostics
import RuleModel

/// `writ sources [NAME]`
struct Sources: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sources",
    abstract: "Lists the log formats, or describes how one fills the vocabulary.",
    discussion: """
      A format is a 'source' declaration in a rule file; your own are read from --rules.

      Examples:
        writ sources                            all formats
        writ sources envoy-json                 which field comes from which key
        writ sources acme --rules acme.writ     one of your own
      """)

  @Argument(help: "Describe this source. Default: list all.")
  var name: String?

  @OptionGroup var rules: RuleOptions

  func run() throws {
    let sources = try LoadedRules.loadForUse(rules).program.sources
    guard let name else {
      let width = sources.map(\.name.count).max() ?? 0
      for source in sources {
        try StandardOutput.shared.write("\(padded(source.name, width))  \(source.title)\n")
      }
      return
    }
    guard let source = sources.first(where: { $0.name == name }) else {
      let near = suggestions(for: name, among: sources.map(\.name))
      throw CommandFailure(
        .usage, "there is no source '\(name)'",
        help: [
          near.isEmpty
            ? "'writ sources' lists all"
            : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
        ])
    }
    try StandardOutput.shared.write(SourceDescription.text(of: source))
  }
}
