import Findings

/// The report for machines; docs/schema/writ-report.schema.json describes it.
package enum JSONReporter {
  /// Grows when a member changes its meaning or goes; new members don't change it.
  package static let schemaVersion = 1

  /// Writes the report, finding by finding: memory doesn't grow with their number.
  package static func write(_ result: ScanResult, to sink: some ByteSink) throws(SinkError) {
    let output = Output(sink)
    var writer = JSONWriter(output)
    writer.beginObject()
    writer.integer("schema_version", schemaVersion)
    writer.object("run") { $0.write(result.run) }
    writer.object("summary") { $0.write(Totals(result), of: result) }
    writer.objects("inputs", result.inputs, compact: false) { $0.write($1) }
    try output.relieve()
    writer.key("rules")
    writer.beginArray()
    for rule in result.rules {
      writer.beginObject()
      writer.write(rule)
      writer.end()
      try output.relieve()
    }
    writer.end()
    writer.key("findings")
    writer.beginArray()
    for rule in result.rules {
      for index in rule.findings.indices {
        writer.beginObject(compact: true)
        writer.write(rule.findings[index])
        writer.end()
        try output.relieve()
      }
    }
    writer.end()
    writer.end()
    output.byte(UInt8(ascii: "\n"))
    try output.flush()
  }
}
