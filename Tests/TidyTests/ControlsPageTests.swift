import Foundation
import Testing

/// docs/controls.md and the shipped rules name the same controls.
@Suite struct ControlsPageTests {
  @Test func namesTheControlsOfTheRules() throws {
    var inRules: Set<String> = []
    for file in try Checkout.files(in: "rules", suffix: ".writ") {
      for line in try Checkout.text(file).split(separator: "\n")
      where line.trimmingCharacters(in: .whitespaces).hasPrefix("controls ") {
        for match in line.matches(of: /([A-Za-z0-9-]+) "([^"]+)"/) {
          inRules.insert("\(match.output.1) \(match.output.2)")
        }
      }
    }
    var onPage: [String] = []
    var framework = ""
    for line in try Checkout.text("docs/controls.md").split(separator: "\n") {
      if line.hasPrefix("## ") { framework = String(line.dropFirst(3)) }
      guard line.hasPrefix("| "), !line.hasPrefix("| control ") else { continue }
      let cell = line.dropFirst(2).prefix { $0 != "|" }.trimmingCharacters(in: .whitespaces)
      onPage.append("\(framework) \(cell)")
    }
    #expect(inRules.count > 60)
    #expect(inRules.subtracting(onPage).sorted() == [])
    #expect(Set(onPage).subtracting(inRules).sorted() == [])
    #expect(onPage.count == Set(onPage).count)
  }
}
