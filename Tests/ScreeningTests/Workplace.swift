import Detectors
import Findings
import Foundation
import Ingest
import Testing

@testable import Screening

/// A folder of its own for one test, and screenings of what is written there.
final class Workplace {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("writ-screening-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  @discardableResult
  func write(_ name: String, _ data: Data) throws -> String {
    try data.write(to: folder.appendingPathComponent(name))
    return path(name)
  }

  func options(_ names: [String], jobs: Int = 1, chunkBytes: Int = 512 << 10) -> ScreeningOptions {
    var options = ScreeningOptions(inputs: names.map(path), toolVersion: "test")
    options.jobs = jobs
    options.chunkBytes = chunkBytes
    return options
  }

  /// The result, and every finding in the order in which it came.
  func screened(_ options: ScreeningOptions) throws -> (SensitiveResult, [SensitiveFinding]) {
    var all: [SensitiveFinding] = []
    let result = try screen(options, everyFinding: { all.append($0) })
    return (result, all)
  }

  /// The redacted text of one file.
  func redacted(
    _ text: String, as name: String = "log", policy: RedactionPolicy = RedactionPolicy(),
    key: RedactionKey? = nil, jobs: Int = 1, chunkBytes: Int = 512 << 10
  ) throws -> String {
    let path = try write(name, text)
    var files = MemoryFiles()
    let options = options([name], jobs: jobs, chunkBytes: chunkBytes)
    let result = try redact(
      options, policy: policy, key: key, expansion: InputExpansion.expand([path]), into: &files)
    #expect(
      result.problems.allSatisfy { $0.id == "no-input" }, "\(result.problems.map(\.message))")
    return String(decoding: files.committed[path] ?? [], as: UTF8.self)
  }
}

/// Redacted files in memory.
struct MemoryFiles: RedactedFiles {
  private(set) var committed: [String: [UInt8]] = [:]
  private(set) var abandoned: [String] = []
  private var path: String?
  private var bytes: [UInt8] = []

  mutating func begin(_ file: InputFile, compression: Ingest.InputStream.Compression?) {
    path = file.path
    bytes = []
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }

  mutating func commit() {
    if let path { committed[path] = bytes }
    path = nil
  }

  mutating func abandon() {
    if let path { abandoned.append(path) }
    path = nil
  }
}

/// Values that are sensitive by their form alone. None is anybody's.
enum Sample {
  static let email = "jane.roe@example-mail.de"
  static let card = "4929123456789122"
  static let iban = "DE89370400440532013000"
  static let token = "ghp_" + "a8F3kLq92LmZx0Rt7Vb4Wc6Yd1Ne5Uj3Hs8G"
}

extension String {
  /// Every byte percent-encoded.
  var percentEncoded: String { utf8.map { String(format: "%%%02x", $0) }.joined() }
  /// Every character as `\u00xx`.
  var escaped: String { utf8.map { String(format: "\\u%04x", $0) }.joined() }
  /// As a JSON string's contents.
  var inJSON: String {
    replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }
}
