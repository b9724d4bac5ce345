import Findings

/// The findings as SARIF 2.1.0: a rule for each detector, a result for each finding that is shown.
enum SensitiveSARIF {
  static func write(_ result: SensitiveResult, to sink: some ByteSink) throws(SinkError) {
    let output = Output(sink)
    var writer = JSONWriter(output)
    writer.beginObject()
    writer.string("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
    writer.string("version", "2.1.0")
    writer.key("runs")
    writer.beginArray()
    writer.beginObject()
    writer.object("tool") { writer in
      writer.object("driver") { writer in
        writer.string("name", "Writ")
        writer.string("semanticVersion", result.toolVersion)
        writer.objects("rules", result.detectors, compact: false) { $0.write($1) }
      }
    }
    writer.objects("invocations", [result], compact: false) { $0.writeInvocation($1) }
    writer.string("columnKind", "unicodeCodePoints")
    writer.key("results")
    writer.beginArray()
    let rules = Dictionary(
      result.detectors.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    for finding in result.findings {
      writer.beginObject(compact: true)
      writer.write(finding, rule: rules[finding.detector] ?? -1)
      writer.end()
      try output.relieve()
    }
    writer.end()
    writer.object("properties") { writer in
      writer.integer("eventsExamined", result.eventsExamined)
      writer.integer("eventsWithFindings", result.eventsWithFindings)
      writer.integer("maskedValues", result.total.masked)
      writer.integer("findingsNotShown", result.findingsNotShown)
    }
    writer.end()
    writer.end()
    writer.end()
    output.byte(UInt8(ascii: "\n"))
    try output.flush()
  }

  /// A path as the URI reference that SARIF asks for: what is not a letter, a digit or one of the signs
  /// that paths share with URIs is percent-encoded.
  static func reference(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = path.hasPrefix("/") ? Array("file://".utf8) : []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        result.append(byte)
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ detector: SensitiveResult.DetectorFacts) {
    string("id", detector.id)
    string("name", Self.pascalCase(detector.id))
    object("shortDescription", compact: true) { $0.string("text", detector.title) }
    object("fullDescription", compact: true) {
      $0.string("text", "\(detector.title), unmasked. Looked for: \(detector.form)")
    }
    if let reference = detector.references.first(where: { $0.hasPrefix("https://") }) {
      string("helpUri", reference)
    }
    object("defaultConfiguration", compact: true) { $0.string("level", "error") }
    object("properties") { writer in
      writer.strings("tags", ["sensitive-data", detector.category])
      writer.string("type", detector.type)
    }
  }

  private static func pascalCase(_ id: String) -> String {
    id.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  fileprivate mutating func writeInvocation(_ result: SensitiveResult) {
    key("executionSuccessful")
    boolean(result.problems.isEmpty)
    integer("exitCode", result.exitStatus)
    objects("toolExecutionNotifications", result.problems, compact: false) { writer, problem in
      writer.string("level", "error")
      writer.object("message", compact: true) { $0.string("text", problem.message) }
    }
  }

  fileprivate mutating func write(_ finding: SensitiveFinding, rule: Int) {
    string("ruleId", finding.detector)
    if rule >= 0 { integer("ruleIndex", rule) }
    string(
      "level",
      finding.confidence == "high" ? "error" : finding.confidence == "medium" ? "warning" : "note")
    object("message") { writer in
      let place = finding.pointer.isEmpty ? "the line" : finding.pointer
      writer.string(
        "text",
        "\(finding.type), \(finding.state), in \(finding.isInKey ? "the name at " : "")\(place) of record \(finding.record): \(finding.excerpt)"
      )
    }
    objects("locations", [finding]) { writer, finding in
      writer.object("physicalLocation") { writer in
        writer.object("artifactLocation") {
          $0.string("uri", SensitiveSARIF.reference(finding.file))
        }
        writer.object("region") {
          $0.integer("byteOffset", finding.offset)
          $0.integer("byteLength", finding.length)
        }
      }
      writer.objects("logicalLocations", [finding]) { writer, finding in
        writer.string("fullyQualifiedName", "record \(finding.record)\(finding.pointer)")
        writer.string("kind", "member")
      }
    }
    object("partialFingerprints") { $0.string("place/v1", finding.id) }
    object("properties") { writer in
      writer.integer("record", finding.record)
      writer.string("pointer", finding.pointer)
      writer.string("state", finding.state)
      writer.string("confidence", finding.confidence)
      writer.string("context", finding.context)
      writer.string("source", finding.source)
    }
  }
}
