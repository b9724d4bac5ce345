import Diagnostics
import Foundation
import RuleSemantics
import Testing

/// Each `Snapshots/NAME.writ` is a mistake, `NAME.txt` what is said about it. With
/// `WRIT_UPDATE_SNAPSHOTS=1` in the environment the tests write the second. Lines that begin with
/// `# --set ` set parameters; lists and tables are in `Snapshots/files`.
struct SnapshotTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return files.filter { $0.hasSuffix(".writ") }.map { String($0.dropLast(5)) }.sorted()
  }()

  @Test func holdsEnoughMistakes() {
    #expect(Self.names.count >= 100)
  }

  @Test(arguments: names)
  func saysWhatIsWrong(name: String) throws {
    let source = try Data(contentsOf: Self.folder.appending(path: name + ".writ"))
    let rendered = Self.rendered([UInt8](source), name: name + ".writ")
    let place = Self.folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["WRIT_UPDATE_SNAPSHOTS"] == "1" {
      try Data(rendered.utf8).write(to: place)
    }
    let expected = try Data(contentsOf: place)
    #expect(!rendered.isEmpty)
    #expect(Data(rendered.utf8) == expected, "\(rendered)")
  }

  private static func rendered(_ bytes: [UInt8], name: String) -> String {
    let text = SourceText(name: name, bytes: bytes)
    var parameters: [(name: String, value: String)] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("# --set ") {
      let parts = line.dropFirst(8).split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { parameters.append((parts[0], parts[1])) }
    }
    let folder = folder.path()
    let options = CheckOptions(parameters: parameters) { path in
      try RuleFileReader.read(folder + "/" + path)
    }
    let diagnostics = check([text], options: options).diagnostics
    return TerminalRenderer(useColour: false).render(DiagnosticList(diagnostics).shown)
  }
}
