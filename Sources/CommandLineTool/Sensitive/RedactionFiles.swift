import Ingest
import Reporting
import Screening

/// The copies that `writ redact` writes: each below the output folder under its input's path, whole or not
/// at all.
struct RedactionFiles: RedactedFiles {
  private let folder: String
  private var file: AtomicFile?
  private var sink: (any ByteSink)?
  private var compressed: CompressedSink?

  private var isStandardOutput: Bool { folder == "-" }

  /// Checks that no copy takes the place of an input or of another copy, before anything is read.
  init(folder: String, inputs: [InputFile]) throws {
    self.folder = folder
    if folder == "-" {
      guard inputs.count <= 1 else {
        throw CommandFailure(
          .usage, "standard output takes one input, and there are \(inputs.count)",
          help: ["--output names a folder for several"])
      }
      return
    }
    try OutputFolder.make(folder)
    var identities: [FileSystem.Identity: String] = [:]
    for input in inputs where !input.isStandardInput {
      if let status = try? FileSystem.status(of: input.path) {
        identities[status.identity] = input.path
      }
    }
    let root = FileSystem.realPath(folder).map { $0 == "/" ? "/" : $0 + "/" }
    var taken: [String: String] = [:]
    for input in inputs {
      if !input.isStandardInput, let root, let real = FileSystem.realPath(input.path),
        real.hasPrefix(root)
      {
        throw CommandFailure(
          .usage, "\(input.path) lies in the output folder \(folder)",
          help: ["--output names a folder that no input is in"])
      }
      let path = Self.path(of: input, in: folder)
      if let other = taken.updateValue(input.path, forKey: path) {
        throw CommandFailure(
          .usage, "\(other) and \(input.path) would both be written to \(path)",
          help: ["redact them one after the other, into folders of their own"])
      }
      if let status = try? FileSystem.status(of: path), let other = identities[status.identity] {
        throw CommandFailure(
          .usage, "\(path) is the input \(other)", help: ["--output names another folder"])
      }
    }
  }

  /// The input's path below the folder, without a root and without steps up.
  static func path(of input: InputFile, in folder: String) -> String {
    if input.isStandardInput { return OutputFolder.join(folder, "stdin") }
    let parts = input.path.split(separator: "/").filter { $0 != "." && $0 != ".." }
    return OutputFolder.join(folder, parts.joined(separator: "/"))
  }

  mutating func begin(_ input: InputFile, compression: InputStream.Compression?) throws {
    let target: any ByteSink
    let path: String
    if isStandardOutput {
      target = StandardOutput.shared
      path = "standard output"
    } else {
      path = Self.path(of: input, in: folder)
      try OutputFolder.make(FileSystem.parent(of: path))
      let opened = try OutputFolder.open(path)
      file = opened
      target = opened
    }
    switch compression {
    case .gzip: compressed = try CompressedSink(.gzip, target, path: path)
    case .zstd: compressed = try CompressedSink(.zstd, target, path: path)
    case nil: compressed = nil
    }
    sink = compressed ?? target
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    try sink?.write(bytes)
  }

  mutating func commit() throws {
    try compressed?.finish()
    if let file {
      try file.commit()
      Interruption.keep(file.temporaryPath)
    } else {
      try StandardOutput.shared.flush()
    }
    end()
  }

  mutating func abandon() {
    file?.abandon()
    end()
  }

  private mutating func end() {
    file = nil
    sink = nil
    compressed = nil
  }
}
