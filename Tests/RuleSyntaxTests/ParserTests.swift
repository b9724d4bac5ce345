import Diagnostics
import Testing

@testable import RuleSyntax

struct ParserTests {
  @Test(arguments: Examples.all.map(\.name))
  func readsEveryExample(name: String) throws {
    let example = try #require(Examples.all.first { $0.name == name })
    let (file, diagnostics) = parse(SourceText(name: name, bytes: Array(example.text.utf8)))
    #expect(diagnostics.isEmpty, "\(diagnostics.map { "\($0.id): \($0.message)" })")
    #expect(!file.declarations.isEmpty)
    #expect(!file.declarations.contains { $0.isDamaged })
  }
}
