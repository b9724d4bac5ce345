import Foundation
import Testing

/// A folder of its own for one test, removed with it.
final class Sandbox {
  let folder: URL
  private let streamsFolder: URL
  private var calls = 0

  init() throws {
    let base = FileManager.default.temporaryDirectory
      .appendingPathComponent("writ-test-\(UUID().uuidString)")
    folder = base.appendingPathComponent("work")
    streamsFolder = base.appendingPathComponent("streams")
    for url in [folder, streamsFolder] {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
  }

  deinit {
    try? FileManager.default.removeItem(at: folder.deletingLastPathComponent())
  }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  @discardableResult
  func write(_ name: String, _ data: Data) throws -> String {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    return url.path
  }

  func read(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }

  /// Everything below the folder, sorted, hidden files too.
  func files() throws -> [String] {
    guard let walk = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return walk.compactMap { $0 as? String }.sorted()
  }

  struct Streams {
    var input: FileHandle
    var output: FileHandle
    var errors: FileHandle
    var outputURL: URL
    var errorsURL: URL
  }

  func streams(input: Data) throws -> Streams {
    calls += 1
    let url = { (name: String) in
      self.streamsFolder.appendingPathComponent("\(name)-\(self.calls)")
    }
    try input.write(to: url("in"))
    for name in ["out", "err"] {
      guard FileManager.default.createFile(atPath: url(name).path, contents: nil) else {
        throw CocoaError(.fileWriteUnknown)
      }
    }
    return Streams(
      input: try FileHandle(forReadingFrom: url("in")),
      output: try FileHandle(forWritingTo: url("out")),
      errors: try FileHandle(forWritingTo: url("err")),
      outputURL: url("out"), errorsURL: url("err"))
  }
}
