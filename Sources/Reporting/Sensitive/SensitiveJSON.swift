import Findings

/// The report for machines; docs/schema/writ-sensitive.schema.json describes it.
package enum SensitiveJSON {
  /// Grows when a member changes its meaning or goes; new members don't change it.
  package static let schemaVersion = 1

  /// Writes the report, finding by finding: memory doesn't grow with their number.
  package static func write(_ result: SensitiveResult, to sink: some ByteSink) throws(SinkError) {
    let output = Output(sink)
    var writer = JSONWriter(output)
    writer.beginObject()
    writer.integer("schema_version", schemaVersion)
    writer.object("run") { $0.writeRun(result) }
    writer.object("summary") { $0.writeSummary(result) }
    writer.objects("inputs", result.inputs, compact: false) { $0.writeScreened($1) }
    writer.key("fields")
    writer.beginArray()
    for field in result.fields {
      writer.beginObject(compact: true)
      writer.write(field)
      writer.end()
      try output.relieve()
    }
    writer.end()
    writer.key("findings")
    writer.beginArray()
    for finding in result.findings {
      writer.beginObject(compact: true)
      writer.write(finding)
      writer.end()
      try output.relieve()
    }
    writer.end()
    writer.end()
    output.byte(UInt8(ascii: "\n"))
    try output.flush()
  }
}

/// Findings as JSON lines, as they come, and a line with the summary at the end.
package final class SensitiveNDJSONWriter {
  private let output: Output

  package init(_ sink: some ByteSink) {
    output = Output(sink)
  }

  /// Writes `{"kind":"finding",…}`.
  package func write(_ finding: SensitiveFinding) throws(SinkError) {
    var writer = JSONWriter(output)
    writer.beginObject(compact: true)
    writer.string("kind", "finding")
    writer.write(finding)
    writer.end()
    output.byte(UInt8(ascii: "\n"))
    try output.relieve()
  }

  /// Writes `{"kind":"summary",…}`, the last line: a file without it is not complete.
  package func finish(_ result: SensitiveResult) throws(SinkError) {
    var writer = JSONWriter(output)
    writer.beginObject(compact: true)
    writer.string("kind", "summary")
    writer.integer("schema_version", SensitiveJSON.schemaVersion)
    writer.object("run") { $0.writeRun(result) }
    writer.object("summary") { $0.writeSummary(result) }
    writer.objects("inputs", result.inputs) { $0.writeScreened($1) }
    writer.objects("fields", result.fields) { $0.write($1) }
    writer.end()
    output.byte(UInt8(ascii: "\n"))
    try output.flush()
  }
}

extension JSONWriter {
  fileprivate mutating func writeRun(_ result: SensitiveResult) {
    string("tool", "writ")
    string("tool_version", result.toolVersion)
    string("min_confidence", result.minConfidence)
    strings("types", result.types)
    string("fail_on", result.failOn)
    objects("problems", result.problems) { writer, problem in
      writer.string("id", problem.id)
      writer.string("message", problem.message)
      writer.string("accepted_by", orNull: problem.acceptedBy)
    }
    strings("notes", result.notes)
    integer("exit_status", result.exitStatus)
  }

  fileprivate mutating func writeSummary(_ result: SensitiveResult) {
    integer("events_examined", result.eventsExamined)
    integer("events_with_findings", result.eventsWithFindings)
    write(result.total)
    integer("findings_shown", result.findings.count)
    integer("findings_not_shown", result.findingsNotShown)
    integer("below_confidence", result.belowConfidence)
  }

  private mutating func write(_ counts: SensitiveCounts) {
    integer("unmasked", counts.unmasked)
    integer("insufficiently_masked", counts.insufficientlyMasked)
    integer("weakly_pseudonymised", counts.weaklyPseudonymised)
    integer("masked", counts.masked)
  }

  fileprivate mutating func writeScreened(_ input: InputFacts) {
    string("path", input.path)
    string("source", orNull: input.source)
    string("state", input.state.rawValue)
    string("detail", orNull: input.detail)
    integer("bytes", input.bytes)
    string("compression", orNull: input.compression)
    string("sha256", orNull: input.sha256)
    integer("records", input.records)
    integer("events", input.events)
    objects("unreadable", input.unreadable) { writer, unreadable in
      writer.string("reason", unreadable.reason)
      writer.integer("count", unreadable.count)
      writer.objects("places", unreadable.places) { writer, place in
        writer.integer("record", place.record)
        writer.integer("offset", place.offset)
      }
    }
  }

  fileprivate mutating func write(_ field: SensitiveResult.Field) {
    string("type", field.type)
    string("category", field.category)
    string("field", field.field)
    string("source", field.source)
    write(field.counts)
    integer("events", field.counts.events)
  }

  fileprivate mutating func write(_ finding: SensitiveFinding) {
    string("id", finding.id)
    string("type", finding.type)
    string("category", finding.category)
    string("detector", finding.detector)
    string("state", finding.state)
    key("masked")
    boolean(finding.isMasked)
    string("confidence", finding.confidence)
    string("context", finding.context)
    string("file", finding.file)
    string("source", finding.source)
    integer("record", finding.record)
    integer("offset", finding.offset)
    integer("length", finding.length)
    string("pointer", finding.pointer)
    string("field", finding.field)
    integer("start", finding.start)
    integer("end", finding.end)
    string("in", finding.isInKey ? "key" : "value")
    string("excerpt", finding.excerpt)
  }
}
