import Findings
import Reporting

/// The reports of one scan: where they go, whole or not at all.
final class ReportFiles {
  /// The files, in the order of their formats; empty on standard output.
  private(set) var paths: [String] = []
  /// The formats that are written when the scan is over.
  private let late: [(format: ReportFormat, path: String?)]
  private let stream: Stream?

  /// The stream of findings: open while the scan runs.
  private struct Stream {
    var writer: NDJSONWriter
    var file: AtomicFile?
  }

  /// Makes the folder and opens the stream, so that what can't be written is known before the
  /// scan. `-` is standard output.
  init(folder: String, formats: [ReportFormat]) throws {
    let isStandardOutput = folder == "-"
    // The summary on standard output is the text format; only `--output -` needs a sink for it.
    let formats = isStandardOutput ? formats : formats.filter { $0 != .text }
    if !isStandardOutput, !formats.isEmpty { try OutputFolder.make(folder) }
    var stream: Stream?
    var late: [(ReportFormat, String?)] = []
    for format in formats {
      let path = isStandardOutput ? nil : OutputFolder.join(folder, format.fileName)
      if let path { paths.append(path) }
      if format == .ndjson {
        let file = try path.map(OutputFolder.open)
        let sink: any ByteSink = file ?? StandardOutput.shared
        stream = Stream(writer: NDJSONWriter(sink), file: file)
      } else {
        late.append((format, path))
      }
    }
    self.stream = stream
    self.late = late
  }

  /// Takes every finding in input order; nil if nobody wants them.
  var findingSink: ((Finding) throws -> Void)? {
    guard let writer = stream?.writer else { return nil }
    return { try writer.write($0) }
  }

  /// Writes the reports and gives all files their names.
  func write(_ result: ScanResult) throws(SinkError) {
    // All are complete before the first appears under its name.
    var files: [AtomicFile] = []
    if let stream {
      try stream.writer.finish(result)
      if let file = stream.file { files.append(file) }
    }
    for (format, path) in late {
      guard let path else {
        try format.write(result, to: StandardOutput.shared)
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
    ReportFormat.allCases.map { OutputFolder.join(folder, $0.fileName) }
  }
}
