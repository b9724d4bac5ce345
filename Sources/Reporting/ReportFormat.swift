import Findings

/// The formats that a scan's result can be written in, sorted by name.
package enum ReportFormat: String, CaseIterable, Sendable {
  case html, json, ndjson, text

  /// One line for `--help` and the documentation.
  package var summary: String {
    switch self {
    case .html: "one self-contained page for people, with filters and the evidence"
    case .json: "one document for machines, with a published schema"
    case .ndjson: "every finding as a line of JSON, and a last line with the summary"
    case .text: "the short summary, as on the terminal"
    }
  }

  /// The name of its file in the output folder.
  package var fileName: String {
    switch self {
    case .html: "writ-report.html"
    case .json: "writ-report.json"
    case .ndjson: "writ-findings.ndjson"
    case .text: "writ-report.txt"
    }
  }

  /// Writes the whole report. For `ndjson` these are the findings that `result` holds; who wants
  /// all of them streams them to an `NDJSONWriter` during the scan.
  package func write(_ result: ScanResult, to sink: some ByteSink) throws(SinkError) {
    switch self {
    case .html: try HTMLReporter().write(result, to: sink)
    case .json: try JSONReporter.write(result, to: sink)
    case .ndjson:
      let writer = NDJSONWriter(sink)
      for rule in result.rules {
        for finding in rule.findings { try writer.write(finding) }
      }
      try writer.finish(result)
    case .text: try TextReporter(useColour: false).write(result, to: sink)
    }
  }
}
