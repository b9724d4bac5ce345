import Findings

/// Findings as JSON lines, as they come, and a line with the summary at the end.
package final class NDJSONWriter {
  private let output: Output

  package init(_ sink: some ByteSink) {
    output = Output(sink)
  }

  /// Writes `{"type":"finding",…}`.
  package func write(_ finding: Finding) throws(SinkError) {
    var writer = JSONWriter(output)
    writer.beginObject(compact: true)
    writer.string("type", "finding")
    writer.write(finding)
    writer.end()
    output.byte(UInt8(ascii: "\n"))
    try output.relieve()
  }

  /// Writes `{"type":"summary",…}`, the last line: a file without it is not complete.
  package func finish(_ result: ScanResult) throws(SinkError) {
    var writer = JSONWriter(output)
    writer.beginObject(compact: true)
    writer.string("type", "summary")
    writer.integer("schema_version", JSONReporter.schemaVersion)
    writer.object("run") { $0.write(result.run) }
    writer.object("summary") { $0.write(Totals(result), of: result) }
    writer.objects("inputs", result.inputs) { $0.write($1) }
    writer.objects("rules", result.rules) { $0.write($1) }
    writer.end()
    output.byte(UInt8(ascii: "\n"))
    try output.flush()
  }
}
