import Diagnostics
import Foundation
import RuleSyntax
import Testing

/// Each `Snapshots/NAME.writ` is a mistake, `NAME.txt` what is said about it. With
/// `WRIT_UPDATE_SNAPSHOTS=1` in the environment the tests write the second.
struct SnapshotTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return files.filter { $0.hasSuffix(".writ") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test func holdsEnoughMistakes() {
    #expect(Self.names.count >= 50)
  }

  @Test(arguments: names)
  func saysWhatIsWrong(name: String) throws {
    let source = try Data(contentsOf: Self.folder.appending(path: name + ".writ"))
    let text = SourceText(name: name + ".writ", bytes: [UInt8](source))
    let diagnostics = DiagnosticList(parse(text).diagnostics).shown
    #expect(!diagnostics.isEmpty)
    let rendered = TerminalRenderer(useColour: false).render(diagnostics)
    let place = Self.folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["WRIT_UPDATE_SNAPSHOTS"] == "1" {
      try Data(rendered.utf8).write(to: place)
    }
    let expected = try Data(contentsOf: place)
    #expect(Data(rendered.utf8) == expected, "\(rendered)")
  }
}
