import ArgumentParser
import Detectors
import Diagnostics
import Screening

/// `writ detectors`
struct DetectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detectors",
    abstract: "Lists and describes what is recognised as sensitive, and tries it on a text.",
    discussion: """
      Examples:
        writ detectors                          all detectors
        writ detectors list --category credentials
        writ detectors describe payment-card    form, check, context, examples, look-alikes
        writ detectors test 'mail jane@example.com'
            what is found in a text, and what only lacks a key that says what it is
      """,
    subcommands: [List.self, Describe.self, Test.self, Pages.self],
    defaultSubcommand: List.self)

  /// `writ detectors list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists the detectors: id, type, category, confidence, context, title.",
      discussion: """
        Examples:
          writ detectors list
          writ detectors list --category credentials
        """)

    @Option(
      help: ArgumentHelp(
        "Only this category, or this type.", valueName: "name"))
    var category: String?

    func run() throws {
      var detectors = Catalogue.detectors.sorted { $0.id < $1.id }
      if let category {
        let types = try ScreeningArguments.types(category)
        detectors = detectors.filter { types.contains($0.type) }
      }
      try StandardOutput.shared.write(DetectorText.list(detectors))
    }
  }

  /// `writ detectors describe ID`
  struct Describe: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "describe",
      abstract: "Describes a detector, with what it finds and what it leaves.",
      discussion: """
        Example:
          writ detectors describe payment-card
        """)

    @Argument(help: "The detector's id, or a type.")
    var id: String

    func run() throws {
      let found = Catalogue.detectors.filter { $0.id == id || $0.type.name == id }
      guard !found.isEmpty else {
        let known = Catalogue.detectors.map(\.id) + SensitiveType.allCases.map(\.name)
        let near = suggestions(for: id, among: known)
        throw CommandFailure(
          .usage, "there is no detector '\(id)'",
          help: [
            near.isEmpty
              ? "'writ detectors' lists them"
              : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
          ])
      }
      try StandardOutput.shared.write(
        found.map(DetectorText.description).joined(separator: "\n"))
    }
  }

  /// `writ detectors test TEXT`
  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Shows what is found in a text, and why; and what lacks a key to be found.",
      discussion: """
        The text is a record: JSON if it begins with { or [, else a line. Values are shown as reports show \
        them. Exit status 1 if something unmasked was found.

        Examples:
          writ detectors test 'mail jane@example.com'
          writ detectors test '{"user":{"tax_id":"86095742719"}}'
        """)

    @Argument(help: "The text.")
    var text: String

    func run() throws {
      let trial = DetectorTrial(text)
      try StandardOutput.shared.write(trial.text)
      if trial.hasLeaks { throw CommandEnding(status: .findings) }
    }
  }

  /// `writ detectors pages`: writes docs/detectors.
  struct Pages: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pages", abstract: "Writes a page for each detector.", shouldDisplay: false)

    @Option(help: ArgumentHelp("The folder for the pages.", valueName: "dir"))
    var output: String

    func run() throws {
      try OutputFolder.make(output)
      for (name, text) in DetectorPages.all {
        let file = try OutputFolder.open(OutputFolder.join(output, name))
        try Array(text.utf8).withUnsafeBytes { bytes throws in try file.write(bytes) }
        try file.commit()
        Interruption.keep(file.temporaryPath)
      }
    }
  }
}
