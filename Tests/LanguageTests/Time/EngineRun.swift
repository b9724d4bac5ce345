import Diagnostics
import Findings
import Foundation
import RuleModel
import RuleSemantics
import Scanning
import Values

/// Rules and logs laid out in a temporary folder, checked and scanned as from the command line.
struct EngineRun {
  var program: CheckedProgram
  var errors: [Diagnostic]
  private let folder: URL
  private var inputs: [String] = []

  /// `files` are those that rules read; they lie beside them.
  init(rules: String, files: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("writ-time-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try Data((text + "\n").utf8).write(to: folder.appendingPathComponent(name))
    }
    let text = SourceText(
      name: folder.appendingPathComponent("rules.writ").path, bytes: Array(rules.utf8))
    let (program, diagnostics) = check([text], options: CheckOptions())
    self.program = program
    errors = diagnostics.filter { $0.severity == .error }
  }

  func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  /// A body of evidence: a folder of files.
  mutating func add(body name: String, _ files: [String: [String]]) throws {
    let body = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: body, withIntermediateDirectories: true)
    for (name, lines) in files where !lines.isEmpty {
      try Data((lines.joined(separator: "\n") + "\n").utf8)
        .write(to: body.appendingPathComponent(name))
    }
    inputs.append(body.path)
  }

  var options: ScanOptions {
    ScanOptions(
      inputs: inputs, asOf: Timestamp(nanoseconds: 1_893_456_000_000_000_000), toolVersion: "test")
  }

  /// A folder for each source that has events.
  mutating func add(_ world: RandomTimeWorld) throws {
    for source in world.sources.indices {
      let files = (0..<world.sources[source].files).map { file in
        ("f\(file).jsonl", world.lines(source: source, file: file))
      }
      if files.contains(where: { !$0.1.isEmpty }) {
        try add(body: "s\(source)", Dictionary(uniqueKeysWithValues: files))
      }
    }
  }

  func options(for world: RandomTimeWorld) -> ScanOptions {
    var options = options
    if let dataSet = world.dataSet {
      options.inputs = []
      options.dataset = dataSet
      options.datasetFolder = folder.path
    }
    options.historyComplete = world.historyComplete
    options.from = world.from.map { Timestamp(nanoseconds: $0) }
    options.until = world.until.map { Timestamp(nanoseconds: $0) }
    options.period = world.period.map {
      (Timestamp(nanoseconds: $0.start), Timestamp(nanoseconds: $0.end))
    }
    return options
  }

  func scan(_ options: ScanOptions) throws -> ScanResult {
    try Scanning.scan(
      program: ScanProgram(
        vocabulary: program.vocabulary, rules: program.rules, sources: program.sources),
      options: options)
  }

  /// Where a record stands: its body, file and number from 0.
  func place(_ evidence: Evidence) -> String {
    let path = evidence.file.replacingOccurrences(of: folder.path + "/", with: "")
    return "\(path):\(evidence.record - 1)"
  }
}
