import Foundation
import Testing

/// What holds for every file.
@Suite struct FileTests {
  /// A longer file is two files, unless its head says why not: `// Long because …`.
  @Test func filesAreShort() throws {
    let files = try Checkout.files(in: "Sources", suffix: ".swift")
    #expect(files.count > 50)
    for file in files {
      let text = try Checkout.text(file)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      guard lines.count > 600 else { continue }
      #expect(
        lines.prefix(5).contains { $0.hasPrefix("// Long because ") },
        "\(file) has \(lines.count) lines and does not say why")
    }
  }

  @Test func nothingIsLeftUnfinished() throws {
    let words = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "// Place" + "holder"]
    for folder in ["Sources", "Tests", "Benchmarks", "rules"] {
      for suffix in [".swift", ".py", ".writ", ".h", ".cpp"] {
        for file in try Checkout.files(in: folder, suffix: suffix) {
          let text = try Checkout.text(file)
          for word in words {
            #expect(!text.contains(word), "\(file) contains \(word)")
          }
        }
      }
    }
  }

  /// `[text](path)` in Markdown points to something, and a page's `#anchor` is not checked.
  @Test func linksInDocumentsLead() throws {
    let pages = try Checkout.files(in: ".", suffix: ".md")
    #expect(pages.count >= 4)
    var links = 0
    for page in pages {
      let folder = Checkout.root.appendingPathComponent(page).deletingLastPathComponent()
      for match in try Checkout.text(page).matches(of: /\]\(([^)\s]+)\)/) {
        let target = match.output.1.split(separator: "#", omittingEmptySubsequences: false)[0]
        guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else {
          continue
        }
        links += 1
        let path = folder.appendingPathComponent(String(target)).path
        #expect(
          FileManager.default.fileExists(atPath: path),
          "\(page) links to \(target), which is not there")
      }
    }
    #expect(links > 0)
  }
}
