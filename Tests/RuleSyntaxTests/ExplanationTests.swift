import Diagnostics
import Foundation
import RuleSyntax
import Testing

struct ExplanationTests {
  static let pages = SyntaxExplanations.all

  @Test func areSortedAndUnique() {
    #expect(Self.pages.count >= 40)
    #expect(Self.pages.map(\.id) == Set(Self.pages.map(\.id)).sorted())
  }

  @Test(arguments: pages.map(\.id))
  func showAWrongAndARightExample(id: String) throws {
    let page = try #require(Self.pages.first { $0.id == id })
    #expect(!page.title.isEmpty && !page.text.isEmpty)
    let wrong = parse(source(page.wrong)).diagnostics
    #expect(wrong.contains { $0.id == id }, "\(wrong.map(\.id))")
    let right = parse(source(page.right)).diagnostics
    #expect(right.isEmpty, "\(right.map { "\($0.id): \($0.message)" })")
  }

  /// A page can't hold bytes that are not UTF-8; the replacement character stands for one.
  private func source(_ example: String) -> SourceText {
    let bytes = example.unicodeScalars.flatMap { scalar in
      scalar == "\u{FFFD}" ? [0xFC] : Array(String(scalar).utf8)
    }
    return SourceText(name: "example.writ", bytes: bytes)
  }

  /// The ids that stand in the sources of the module are those that have a page.
  @Test func coverEveryIdOfTheModule() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/RuleSyntax")
      .resolvingSymlinksInPath()
    let files = try #require(FileManager.default.enumerator(atPath: folder.path()))
    var ids: Set<String> = []
    for case let file as String in files
    where file.hasSuffix(".swift") && !file.hasPrefix("Explanations") {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for match in text.matches(of: /\b(?:report|fail|mark)\(\s*"([a-z0-9-]+)"/) {
        ids.insert(String(match.1))
      }
      for match in text.matches(of: /\bid: "([a-z0-9-]+)"/) { ids.insert(String(match.1)) }
    }
    #expect(ids == Set(Self.pages.map(\.id)))
  }
}
