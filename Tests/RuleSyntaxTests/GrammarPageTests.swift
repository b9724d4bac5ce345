import Diagnostics
import Foundation
import Testing

@testable import RuleSyntax

/// docs/grammar.md agrees with the parser where that can be told.
struct GrammarPageTests {
  static let page: String = {
    let place = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/grammar.md")
    return (try? String(contentsOf: place, encoding: .utf8)) ?? ""
  }()

  static func fenced(_ language: String) -> [String] {
    var blocks: [String] = []
    var open = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```\(language)" {
        blocks.append("")
        open = true
      } else if line == "```" {
        open = false
      } else if open {
        blocks[blocks.count - 1] += line + "\n"
      }
    }
    return blocks
  }

  @Test func listsTheReservedWords() {
    let section = Self.page.split(separator: "\n").drop { $0 != "### Reserved words" }
      .prefix { $0 != "## Notation" }
    let listed = section.filter { $0.hasPrefix("    ") }
      .flatMap { $0.split(separator: " ") }.map(String.init)
    #expect(Set(listed) == Words.everywhere)
    #expect(listed.count == Words.everywhere.count)
  }

  /// Every word in quotes in the grammar is one that the parser looks for, and each clause's word
  /// stands in the grammar.
  @Test func namesTheWordsOfTheParser() {
    let grammar = Self.fenced("ebnf").joined()
    let quoted = Set(grammar.matches(of: /"([a-z0-9-]+)"/).map { String($0.1) })
    for word in Words.everywhere {
      #expect(quoted.contains(word), "\(word)")
    }
    for word in Parser.ruleClauses + Parser.sourceClauses + Parser.outcomes {
      #expect(quoted.contains(word), "\(word)")
    }
    for word in Words.aggregates { #expect(quoted.contains(word), "\(word)") }
  }

  /// Whatever a production uses is a production or a token.
  @Test func isComplete() {
    let grammar = Self.fenced("ebnf").joined()
    let defined = Set(
      grammar.matches(of: /(?m)^([a-z]+) +=/).map { String($0.1) })
    let bare = grammar.replacing(/"[^"]*"/, with: " ").replacing(/\(\*.*\*\)/, with: " ")
    let names = bare.matches(of: /[a-z]+/).map { String($0.0) }
    let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(defined.count > 40)
    #expect(Set(counts.keys).subtracting(defined) == [])
    // Each stands once on the left, and somewhere on the right.
    #expect(counts.filter { $0.value < 2 }.map(\.key) == ["file"])
  }

  @Test(arguments: fenced("writ"))
  func hasExamplesThatParse(text: String) {
    let diagnostics = parse(SourceText(name: "grammar.md", bytes: Array(text.utf8))).diagnostics
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
  }

  @Test func hasExamples() {
    #expect(Self.fenced("writ").count >= 2)
  }
}
