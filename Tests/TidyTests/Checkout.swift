import Foundation
import Testing

/// The sources that this test was built from.
enum Checkout {
  static let root: URL = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file's text; bytes that are not UTF-8 (tests have such files) are replaced.
  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appendingPathComponent(path)), as: UTF8.self)
  }

  /// Paths below `folder` that end in `suffix`, relative to the root, sorted. Build folders and
  /// hidden ones are left out.
  static func files(in folder: String, suffix: String) throws -> [String] {
    let base = root.appendingPathComponent(folder).standardizedFileURL.path
    guard let walk = FileManager.default.enumerator(atPath: base) else { return [] }
    return walk.compactMap { $0 as? String }
      .filter { path in
        path.hasSuffix(suffix) && !path.split(separator: "/").contains { $0.hasPrefix(".") }
      }
      .map { folder == "." ? $0 : "\(folder)/\($0)" }
      .sorted()
  }

  /// The names of the folders directly in `folder`, sorted.
  static func folders(in folder: String) throws -> [String] {
    let url = root.appendingPathComponent(folder)
    return try FileManager.default
      .contentsOfDirectory(at: url, includingPropertiesForKeys: [.isDirectoryKey])
      .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
      .map(\.lastPathComponent)
      .sorted()
  }
}
