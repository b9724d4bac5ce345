import Diagnostics
import Foundation
import Functions
import Mapping
import Testing

@testable import CommandLineTool

/// Every list that a new command, function, conversion or diagnostic is added to is sorted, has
/// nothing twice, and stands in the documentation.
@Suite struct RegistryTests {
  private func isSortedAndUnique(_ names: [String]) -> Bool {
    zip(names, names.dropFirst()).allSatisfy { $0 < $1 }
  }

  @Test func commands() throws {
    let names = Writ.commands.compactMap { $0.configuration.commandName }
    #expect(names.count == 12)
    #expect(isSortedAndUnique(names))
    let page = try Checkout.text("docs/commands.md")
    for name in names { #expect(page.contains("writ \(name)"), "docs/commands.md: \(name)") }
    let files = try Checkout.files(in: "Sources/CommandLineTool/Commands", suffix: ".swift")
    // One for each, and the root.
    #expect(files.count == names.count + 1)
  }

  @Test func everyOptionIsDocumented() throws {
    let page = try Checkout.text("docs/commands.md")
    var seen = 0
    for command in Writ.commands {
      let help = Writ.helpMessage(for: command, columns: 100)
      for match in help.matches(of: /(?m)^\s+.*?(--[a-z][a-z-]+)/) {
        let option = String(match.output.1)
        seen += 1
        #expect(page.contains(option), "docs/commands.md does not have \(option)")
      }
    }
    #expect(seen > 20)
  }

  @Test func explanations() {
    let ids = Explain.pages.map(\.id)
    #expect(ids.count > 40)
    #expect(isSortedAndUnique(ids))
    for page in Explain.pages {
      #expect(page.id.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(page.id)")
      #expect(!page.title.isEmpty && !page.text.isEmpty, "\(page.id)")
      // What is wrong with an empty file is that there is nothing.
      #expect(!page.wrong.isEmpty || page.id == "empty-file", "\(page.id)")
      #expect(!page.right.isEmpty, "\(page.id)")
    }
  }

  @Test func functions() throws {
    let names = BuiltInFunctions.all.map(\.name)
    #expect(names.count >= 10)
    #expect(isSortedAndUnique(names))
    let page = try Checkout.text("docs/functions.md")
    for name in names {
      #expect(page.contains("`\(name)(") || page.contains("\(name)("), "\(name)")
    }
  }

  @Test func conversions() throws {
    let names = Conversions.all.map(\.name)
    #expect(names.count >= 15)
    #expect(isSortedAndUnique(names))
    let page = try Checkout.text("docs/sources.md")
    for name in names { #expect(page.contains("`\(name)"), "docs/sources.md: \(name)") }
  }
}
