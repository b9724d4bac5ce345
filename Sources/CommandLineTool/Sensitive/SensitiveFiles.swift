import Findings
import Reporting

/// The reports of one `writ sensitive`: where they go, whole or not at all.
final class SensitiveFiles {
  /// The files, in the order of their formats; empty on standard output.
  private(set) var paths: [String] = []
  /// The formats that are written when the run is over.
  private let late: [(format: SensitiveFormat, path: String?)]
  private let stream: (writer: SensitiveNDJSONWriter, file: AtomicFile?)?
  private let useColour: Bool

  /// Makes the folder and opens the stream, so that what can't be written is known before the run. `-`
  /// is standard output.
  init(folder: String, formats: [SensitiveFormat], useColour: Bool) throws {
    let isStandardOutput = folder == "-"
    self.useColour = useColour
    if !isStandardOutput, !formats.isEmpty { try OutputFolder.make(folder) }
    var stream: (SensitiveNDJSONWriter, AtomicFile?)?
    var late: [(SensitiveFormat, String?)] = []
    for format in formats {
      let path = isStandardOutput ? nil : OutputFolder.join(folder, format.fileName)
      if let path { paths.append(path) }
      if format == .ndjson {
        let file = try path.map(OutputFolder.open)
        let sink: any ByteSink = file ?? StandardOutput.shared
        stream = (SensitiveNDJSONWriter(sink), file)
      } else {
        late.append((format, path))
      }
    }
    self.stream = stream
    self.late = late
  }

  /// Takes every finding in input order; nil if nobody wants them.
  var findingSink: ((SensitiveFinding) throws -> Void)? {
    guard let writer = stream?.writer else { return nil }
    return { try writer.write($0) }
  }

  /// Writes the reports and gives all files their names.
  func write(_ result: SensitiveResult) throws(SinkError) {
    // All are complete before the first appears under its name.
    var files: [AtomicFile] = []
    if let stream {
      try stream.writer.finish(result)
      if let file = stream.file { files.append(file) }
    }
    for (format, path) in late {
      guard let path else {
        if format == .text {
          try SensitiveText(useColour: useColour).write(result, to: StandardOutput.shared)
        } else {
          try format.write(result, to: StandardOutput.shared)
        }
        continue
      }
      let file = try OutputFolder.open(path)
      try format.write(result, to: file)
      files.append(file)
    }
    for file in files {
      try file.commit()
      Interruption.keep(file.temporaryPath)
    }
    try StandardOutput.shared.flush()
  }

  /// Where reports of any format lie in a folder.
  static func everyPath(in folder: String) -> [String] {
    SensitiveFormat.allCases.map { OutputFolder.join(folder, $0.fileName) }
  }
}
