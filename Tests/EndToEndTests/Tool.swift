import Foundation
import Testing

/// The built binary and one call of it.
enum Tool {
  /// The executable that was built with this test: it stands beside the test bundle.
  static let path: String = {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return own.deletingLastPathComponent().appendingPathComponent("writ").path
  }()

  /// The checkout's root.
  static let root: String = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  struct Outcome {
    /// The exit status; 128 + the number for one that a signal ended.
    var status: Int32
    var output: String
    var errors: String
    var outputBytes: Data

    /// What standard error says last.
    var closingLine: String {
      errors.split(separator: "\n").last { !$0.hasPrefix("  help:") }.map(String.init) ?? ""
    }

    /// The help below the closing line.
    var closingHelp: String {
      errors.split(separator: "\n").last { $0.hasPrefix("  help:") }.map(String.init) ?? ""
    }
  }

  /// Runs `writ` with these arguments in a folder.
  static func run(
    _ arguments: [String], in sandbox: Sandbox, input: Data = Data(),
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try execute(path, arguments, in: sandbox, input: input, environment: environment)
  }

  /// Runs a shell command in which `$WRIT` is the binary.
  static func shell(
    _ command: String, in sandbox: Sandbox, environment: [String: String] = [:]
  ) throws -> Outcome {
    try execute("/bin/sh", ["-c", command], in: sandbox, input: Data(), environment: environment)
  }

  /// Starts `writ` and returns at once; the caller waits for it.
  static func start(
    _ arguments: [String], in sandbox: Sandbox, input: Any? = FileHandle.nullDevice
  ) throws -> Process {
    let process = process(path, arguments, in: sandbox, environment: [:])
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private static func process(
    _ executable: String, _ arguments: [String], in sandbox: Sandbox,
    environment: [String: String]
  ) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = sandbox.folder
    var variables = ProcessInfo.processInfo.environment
    variables["NO_COLOR"] = nil
    variables["WRIT_HOME"] = nil
    variables["WRIT"] = path
    process.environment = variables.merging(environment) { _, new in new }
    return process
  }

  private static func execute(
    _ executable: String, _ arguments: [String], in sandbox: Sandbox, input: Data,
    environment: [String: String]
  ) throws -> Outcome {
    let process = process(executable, arguments, in: sandbox, environment: environment)
    // Files, not pipes: nobody has to read while the process writes.
    let streams = try sandbox.streams(input: input)
    process.standardInput = streams.input
    process.standardOutput = streams.output
    process.standardError = streams.errors
    try process.run()
    process.waitUntilExit()
    let output = try Data(contentsOf: streams.outputURL)
    let errors = try Data(contentsOf: streams.errorsURL)
    return Outcome(
      status: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self), outputBytes: output)
  }
}
