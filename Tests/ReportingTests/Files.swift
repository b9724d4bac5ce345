import Foundation
import Testing

/// Where the tests read and write.
enum Files {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A new folder that is removed after the body.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: "writ-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }

  /// Compares with Tests/ReportingTests/Golden/`name`, or writes it where the environment variable
  /// WRIT_UPDATE_GOLDEN is set.
  static func expectGolden(_ name: String, _ text: String) throws {
    let url = root.appending(path: "Tests/ReportingTests/Golden/\(name)")
    if ProcessInfo.processInfo.environment["WRIT_UPDATE_GOLDEN"] != nil {
      try text.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    let golden = try String(contentsOf: url, encoding: .utf8)
    guard golden != text else { return }
    let pair = zip(golden.split(separator: "\n"), text.split(separator: "\n"))
      .first { $0 != $1 }
    let places = pair.map { "\n golden: \($0)\n now:    \($1)" } ?? ""
    Issue.record("\(name) differs from its golden file (WRIT_UPDATE_GOLDEN=1 renews it)\(places)")
  }

  /// Writes a page for the scripts that open it in a browser, under .build/report-pages.
  static func writePage(_ name: String, _ bytes: [UInt8]) throws {
    let folder = root.appending(path: ".build/report-pages")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: folder.appending(path: name))
  }
}
