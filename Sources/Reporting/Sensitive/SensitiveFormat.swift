import Findings

/// The formats that the result of `writ sensitive` can be written in, sorted by name.
package enum SensitiveFormat: String, CaseIterable, Sendable {
  case html, json, ndjson, sarif, text

  /// One line for `--help` and the documentation.
  package var summary: String {
    switch self {
    case .html: "one self-contained page for people"
    case .json: "one document for machines, with a published schema"
    case .ndjson: "every finding as a line of JSON, and a last line with the summary"
    case .sarif: "SARIF 2.1.0, for code scanning and review tools"
    case .text: "the table, as on the terminal"
    }
  }

  /// The name of its file in the output folder.
  package var fileName: String {
    switch self {
    case .html: "writ-sensitive.html"
    case .json: "writ-sensitive.json"
    case .ndjson: "writ-sensitive.ndjson"
    case .sarif: "writ-sensitive.sarif"
    case .text: "writ-sensitive.txt"
    }
  }

  /// Writes the whole report. For `ndjson` these are the findings that `result` holds; who wants all of
  /// them streams them to a `SensitiveNDJSONWriter` while they are found.
  package func write(_ result: SensitiveResult, to sink: some ByteSink) throws(SinkError) {
    switch self {
    case .html: try SensitivePage.write(result, to: sink)
    case .json: try SensitiveJSON.write(result, to: sink)
    case .ndjson:
      let writer = SensitiveNDJSONWriter(sink)
      for finding in result.findings { try writer.write(finding) }
      try writer.finish(result)
    case .sarif: try SensitiveSARIF.write(result, to: sink)
    case .text: try SensitiveText(useColour: false).write(result, to: sink)
    }
  }
}
