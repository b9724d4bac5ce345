import Foundation

/// One case of a spec page: a heading with its fenced blocks (see Specs/README.md).
struct SpecCase: Sendable {
  struct Block: Sendable {
    var info: [String]
    var lines: [String]
    /// The line of its opening fence in the page.
    var line: Int
  }

  var page: String
  var title: String
  var line: Int
  var blocks: [Block]

  var testDescription: String { "\(page):\(line) \(title)" }

  func blocks(_ word: String) -> [Block] { blocks.filter { $0.info.first == word } }
}

enum SpecPages {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Specs")

  static let all: [SpecCase] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { $0.hasSuffix(".md") && $0 != "README.md" }.flatMap(read)
  }()

  private static func read(_ name: String) -> [SpecCase] {
    let text =
      (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    var cases: [SpecCase] = []
    var current = SpecCase(page: name, title: "", line: 1, blocks: [])
    var block: SpecCase.Block?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (index, line) in lines.enumerated() {
      if var open = block {
        if line == "```" {
          current.blocks.append(open)
          block = nil
        } else {
          open.lines.append(line)
          block = open
        }
      } else if line.hasPrefix("```") {
        block = SpecCase.Block(
          info: line.dropFirst(3).split(separator: " ").map(String.init), lines: [],
          line: index + 1)
      } else if line.hasPrefix("## ") || line.hasPrefix("### ") {
        if !current.blocks.isEmpty { cases.append(current) }
        let title = line.drop { $0 == "#" || $0 == " " }
        current = SpecCase(page: name, title: String(title), line: index + 1, blocks: [])
      }
    }
    if !current.blocks.isEmpty { cases.append(current) }
    return cases
  }
}
