import Foundation

/// A real log in Fixtures/.
enum Fixture {
  static func path(_ name: String) -> String {
    (#filePath as NSString).deletingLastPathComponent + "/Fixtures/" + name
  }

  static func bytes(_ name: String) -> [UInt8] {
    FileManager.default.contents(atPath: path(name)).map(Array.init) ?? []
  }

  /// The lines without their ends.
  static func lines(_ name: String) -> [[UInt8]] {
    bytes(name).split(separator: 0x0A).map(Array.init)
  }
}
