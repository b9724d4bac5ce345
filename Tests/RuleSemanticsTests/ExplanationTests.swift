import Diagnostics
import Testing

@testable import RuleSemantics

struct ExplanationTests {
  static let pages = SemanticExplanations.all

  /// The files that the examples name.
  static let files = [
    "lists/hosts.txt": "localhost\n",
    "lists/networks.txt": "# ours\n10.0.0.0/8\n",
    "lists/services.csv": "name,tier,live_from\npayments,gold,2026-01-01\nreviews,,\n",
    "lists/short.csv": "name,tier,live_from\npayments,gold\n",
    "lists/soon.csv": "name,tier,live_from\npayments,gold,soon\n",
    "lists/twice.csv": "name,tier,live_from\npayments,gold,\npayments,silver,\n",
  ]

  struct NoSuchFile: Error {}

  @Test func areSortedAndUnique() {
    #expect(Self.pages.map(\.id) == Set(Self.pages.map(\.id)).sorted())
  }

  @Test func coverEveryIdOfTheModule() {
    #expect(Self.pages.map(\.id) == ProblemID.allCases.map(\.rawValue).sorted())
  }

  @Test(arguments: pages.map(\.id))
  func showAWrongAndARightExample(id: String) throws {
    let page = try #require(Self.pages.first { $0.id == id })
    #expect(!page.title.isEmpty && !page.text.isEmpty)
    let wrong = diagnostics(page.wrong, set: Self.wrongParameters[id] ?? [])
    #expect(wrong.contains { $0.id == id }, "\(wrong.map(\.id))")
    let right = diagnostics(page.right, set: Self.rightParameters[id] ?? [])
    #expect(right.isEmpty, "\(right.map { "\($0.id): \($0.message)" })")
  }

  static let wrongParameters = [
    "unknown-parameter": [("max_call", "5")], "bad-parameter": [("timeout", "5")],
  ]
  static let rightParameters = [
    "unknown-parameter": [("max_calls", "5")], "bad-parameter": [("timeout", "5s")],
  ]

  private func diagnostics(_ text: String, set: [(String, String)]) -> [Diagnostic] {
    let options = CheckOptions(parameters: set.map { (name: $0.0, value: $0.1) }) { path in
      guard let content = Self.files[path] else { throw NoSuchFile() }
      return Array(content.utf8)
    }
    return check([SourceText(name: "example.writ", bytes: Array(text.utf8))], options: options)
      .diagnostics
  }
}
