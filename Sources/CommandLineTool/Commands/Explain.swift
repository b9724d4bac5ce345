import ArgumentParser
import Diagnostics
import RuleSemantics
import RuleSyntax

/// `writ explain [ID]`
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains an error of 'writ check', with a wrong and a right example.",
    discussion: """
      Examples:
        writ explain unknown-field        the page of one id
        writ explain                      all ids
      """)

  @Argument(
    help: ArgumentHelp(
      "The id in brackets: error[unknown-field]. Default: list all.", valueName: "id"))
  var id: String?

  /// The pages of all modules, sorted by id.
  static let pages: [Explanation] = (SyntaxExplanations.all + SemanticExplanations.all)
    .sorted { $0.id < $1.id }

  func run() throws {
    guard let id else {
      let width = Self.pages.map(\.id.count).max() ?? 0
      for page in Self.pages {
        try StandardOutput.shared.write(
          page.id + String(repeating: " ", count: width + 2 - page.id.count) + page.title + "\n")
      }
      return
    }
    guard let page = Self.pages.first(where: { $0.id == id }) else {
      let near = suggestions(for: id, among: Self.pages.map(\.id))
      throw CommandFailure(
        .usage, "there is no page '\(id)'",
        help: [
          near.isEmpty
            ? "'writ explain' lists all ids"
            : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
        ])
    }
    try StandardOutput.shared.write(Self.text(of: page))
  }

  static func text(of page: Explanation) -> String {
    """
    \(page.id): \(page.title)

    \(page.text)

    Wrong:

    \(indented(page.wrong))

    Right:

    \(indented(page.right))

    """
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    " + $0 }
      .joined(separator: "\n")
  }
}
