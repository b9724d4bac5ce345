import Columns
import Ingest
import Mapping
import RuleModel
import Testing
import Values

/// Exports of OpenTelemetry: many records in one line.
@Suite struct ExportTests {
  static let source = CheckedSource(
    name: "otlp", format: .otlpJSON, detect: [path("signal")],
    time: ["startTimeUnixNano", "timeUnixNano", "observedTimeUnixNano"].map {
      CheckedSource.Mapping(path: path($0), conversions: [.init(name: "epoch_ns")])
    })

  static func raw(_ keys: String...) -> ColumnRequest {
    .raw(RecordPath(keys.map { .key(Text($0)) }))
  }

  static let columns = [
    raw("signal"), raw("resource", "service.name"), raw("scope", "name"), raw("spanId"),
    raw("attributes", "a.b"),
  ]

  private func shown(_ extraction: Extraction) -> [[String]] {
    extraction.records.map {
      $0.slots.map { slot in
        switch slot.kind {
        case .string, .number, .array, .object: slot.text
        default: "(\(slot.kind))"
        }
      }
    }
  }

  private func texts(_ text: String, _ columns: [ColumnRequest] = columns) -> [[String]] {
    let extraction = extract(text, columns, source: Self.source)
    #expect(extraction.unreadable.isEmpty)
    return shown(extraction)
  }

  private func span(_ id: String, _ rest: String = "") -> String {
    #"{"spanId":"\#(id)","startTimeUnixNano":"1"\#(rest)}"#
  }

  private func traces(_ spans: String...) -> String {
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans.joined(separator: ","))]}]}]}"#
  }

  private func value(_ any: String) -> [String] {
    let attributes = #","attributes":[{"key":"a.b","value":\#(any)}]"#
    return texts(traces(span("s", attributes)), [Self.raw("attributes", "a.b")]).flatMap { $0 }
  }

  // MARK: What a record is

  @Test func recordsHaveWhatStandsAround() {
    let text = #"""
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{\#
      "stringValue":"shop"}}]},"scopeSpans":[{"scope":{"name":"http"},"spans":[\#
      \#(span("1")),\#(span("2"))]},{"spans":[\#(span("3"))]}]},{"scopeSpans":[{\#
      "scope":{"name":"db"},"spans":[\#(span("4"))]}]}]}
      {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{\#
      "stringValue":"pay"}}]},"scopeLogs":[{"scope":{"name":"audit"},"logRecords":[{\#
      "spanId":"5","timeUnixNano":"7"}]}]}]}
      """#
    #expect(
      texts(text) == [
        ["resourceSpans", "shop", "http", "1", "(missing)"],
        ["resourceSpans", "shop", "http", "2", "(missing)"],
        ["resourceSpans", "shop", "(missing)", "3", "(missing)"],
        ["resourceSpans", "(missing)", "db", "4", "(missing)"],
        ["resourceLogs", "pay", "audit", "5", "(missing)"],
      ])
  }

  /// Also where the resource and scope stand behind what they are about, under the names of older
  /// releases, and with escapes in the names.
  @Test func namesAndTheirOrder() {
    let text = #"""
      {"other":[{"spans":[{}]}],"resource\u0053pans":[{"instrumentationLibrarySpans":[{\#
      "spans":[\#(span("1"))],"instrumentationLibrary":{"name":"old"}}],"resource":{\#
      "attributes":[{"value":{"stringValue":"shop"},"key":"service\u002ename"}]}}]}
      """#
    #expect(
      texts(text)
        == [["resourceSpans", "shop", "old", "1", "(missing)"]].map { row in
          // The list's name is shown as it is written.
          ["(escapedString)"] + row.dropFirst()
        })
  }

  @Test func placesAreThoseOfTheRecords() {
    let first = span("1", #","name":"}{"# + "\"")
    let text = " " + traces(first, span("22")) + "\n" + traces(span("3"))
    let result = extract(text, [Self.raw("spanId")], source: Self.source)
    #expect(result.records.map(\.text) == [first, span("22"), span("3")])
    for record in result.records {
      let start = text.utf8.index(text.utf8.startIndex, offsetBy: Int(record.offset))
      #expect(text.utf8[start...].starts(with: record.text.utf8))
    }
    #expect(result.records.map(\.ordinal) == [0, 1, 2])
  }

  /// A record's own keys can't pass for what stands around it.
  @Test func recordsDoNotNameTheirResource() {
    let own = #","resource":{"service.name":"x"},"scope":{"name":"x"},"signal":"resourceLogs""#
    #expect(
      texts(traces(span("1", own))) == [
        ["resourceSpans", "(missing)", "(missing)", "1", "(missing)"]
      ])
  }

  // MARK: Values

  @Test func values() {
    #expect(value(#"{"stringValue":"x"}"#) == ["x"])
    #expect(value(#"{"intValue":"-12"}"#) == ["-12"])
    #expect(value(#"{"intValue":12}"#) == ["12"])
    #expect(value(#"{"doubleValue":1.5}"#) == ["1.5"])
    #expect(value(#"{"doubleValue":"NaN"}"#) == ["NaN"])
    #expect(value(#"{"boolValue":true}"#) == ["(true)"])
    #expect(value(#"{"bytesValue":"AA=="}"#) == ["AA=="])
    #expect(value(#"{"arrayValue":{"values":[{"intValue":"1"}]}}"#) == [#"[{"intValue":"1"}]"#])
    #expect(value(#"{"arrayValue":{}}"#) == ["(null)"])
    #expect(value(#"{"kvlistValue":{"values":[]}}"#) == ["[]"])
    #expect(value("{}") == ["(null)"])
    #expect(value("null") == ["(null)"])
    #expect(value(#"{"stringValue":null,"later":1}"#) == ["(null)"])
    #expect(value(#"{"stringValue":null,"intValue":"4"}"#) == ["4"])
    // Not a value, or of two types.
    for wrong in [
      #""x""#, "[]", "1", #"{"stringValue":1}"#, #"{"intValue":true}"#, #"{"boolValue":"true"}"#,
      #"{"arrayValue":[]}"#, #"{"arrayValue":{"values":{}}}"#,
      #"{"stringValue":"a","intValue":"1"}"#,
    ] {
      #expect(value(wrong) == ["(mismatch)"], "\(wrong)")
    }
    let number = extract(
      traces(span("1", #","attributes":[{"key":"n","value":{"intValue":"200"}}]"#)),
      [Self.raw("attributes", "n")], source: Self.source)
    #expect(number.records[0].slots[0].kind == .number)
  }

  @Test func mapsListsAndBodies() {
    let log = #"""
      {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","body":{\#
      "kvlistValue":{"values":[{"key":"user","value":{"kvlistValue":{"values":[{\#
      "key":"id","value":{"stringValue":"u1"}}]}}},{"key":"l","value":{"arrayValue":{\#
      "values":[{"stringValue":"x"},{"stringValue":"y"}]}}}]}}}]}]}]}
      """#
    let columns: [ColumnRequest] = [
      Self.raw("body", "user", "id"), .raw(path("body.l[1]")), .raw(path("body.l[2]")),
      Self.raw("body", "user", "name"),
    ]
    #expect(texts(log, columns) == [["u1", "y", "(missing)", "(missing)"]])
    let text = #"""
      {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":1,"body":{\#
      "stringValue":"hello"}}]}]}]}
      """#
    #expect(texts(text, [Self.raw("body"), Self.raw("body", "x")]) == [["hello", "(mismatch)"]])
  }

  @Test func enumerationsAreTexts() {
    let columns = [Self.raw("kind"), Self.raw("status", "code")]
    #expect(
      texts(
        traces(
          span("1", #","kind":2,"status":{"code":1}"#),
          span("2", #","kind":"SPAN_KIND_SERVER","status":{}"#)), columns)
        == [["2", "1"], ["SPAN_KIND_SERVER", "(missing)"]])
    let kinds = extract(traces(span("1", #","kind":2"#)), columns, source: Self.source)
    #expect(kinds.records[0].slots[0].kind == .string)
  }

  @Test func timesOfZeroAreNone() {
    let log = #"""
      {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"0",\#
      "observedTimeUnixNano":"5"},{"timeUnixNano":0},{"timeUnixNano":"6",\#
      "observedTimeUnixNano":"7"}]}]}]}
      """#
    let result = extract(log, [], source: Self.source)
    #expect(result.records.map(\.time) == [5, 6])
    #expect(result.unreadable.map(\.reason) == [.noTime])
  }

  // MARK: What is contradictory or of another shape

  @Test func namesThatStandTwice() {
    func read(_ attributes: String) -> String {
      texts(traces(span("1", #","attributes":[\#(attributes)]"#)), [Self.raw("attributes", "k")])[
        0][0]
    }
    let one = #"{"key":"k","value":{"stringValue":"1"}}"#
    let two = #"{"key":"k","value":{"stringValue":"2"}}"#
    #expect(read("\(one),\(one)") == "1")
    #expect(read("\(one),\(two)") == "(disagree)")
    #expect(read("\(one),\(two),\(one)") == "(disagree)")
    // An entry without a key may be about any: what was not found is not known.
    #expect(read(#"{"value":{"stringValue":"1"}}"#) == "(mismatch)")
    #expect(read(#"\#(one),{"value":{"stringValue":"1"}}"#) == "1")
    #expect(read(#"7"#) == "(mismatch)")
    let resource = #"""
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{\#
      "stringValue":"1"}},{"key":"service.name","value":{"stringValue":"2"}}]},\#
      "scopeSpans":[{"spans":[\#(span("1")),\#(span("2"))]}]}]}
      """#
    #expect(texts(resource).map { $0[1] } == ["(disagree)", "(disagree)"])
  }

  /// Each is refused at its place, and what stands beside it is read.
  @Test(
    arguments: [
      (#"{"a":1}"#, .otherFormat), ("{}", .otherFormat),
      (#"{"resourceSpans":{}}"#, .otherFormat),
      (#"{"resourceSpans":[],"resourceSpans":[]}"#, .otherFormat),
      (#"{"resourceSpans":[1]}"#, .notAnObject),
      (#"{"resourceSpans":[{"scopeSpans":1}]}"#, .otherFormat),
      (#"{"resourceSpans":[{"scopeSpans":[7]}]}"#, .notAnObject),
      (#"{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}"#, .otherFormat),
      (#"{"resourceSpans":[{"scopeSpans":[{"spans":[7]}]}]}"#, .notAnObject),
      (#"{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}"#, .noTime),
      (#"{"resourceSpans":[{"resource":1,"scopeSpans":[{"spans":[{}]}]}]}"#, .otherFormat),
      (
        #"""
        {"resourceSpans":[{"resource":{},"resource":{},"scopeSpans":[{"spans":[{\#
        }]}]}]}
        """#, .otherFormat
      ),
      (#"{"resourceSpans":[{"scopeSpans":[],"instrumentationLibrarySpans":[]}]}"#, .otherFormat),
      (#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"1"#, .cutOff),
      (
        #"""
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"1",}]}]}]}
        """#, .invalidJSON
      ),
      ("[1]", .notAnObject), ("text", .otherFormat),
    ] as [(String, UnreadableReason)])
  func refusesOtherShapes(text: String, reason: UnreadableReason) {
    let result = extract(
      traces(span("1")) + "\n" + text + "\n" + traces(span("2")), [Self.raw("spanId")],
      source: Self.source)
    #expect(result.unreadable.map(\.reason) == [reason], "\(text)")
    #expect(shown(result) == [["1"], ["2"]], "\(text)")
  }

  @Test func emptyExportsAndMetricsHoldNoEvents() {
    for text in [
      #"{"resourceSpans":[]}"#, #"{"resourceSpans":null}"#, #"{"resourceMetrics":[{}]}"#,
      #"{"resourceSpans":[{},{"scopeSpans":[{}]},{"scopeSpans":null}]}"#,
    ] {
      #expect(texts(text).isEmpty, "\(text)")
    }
  }

  @Test func oneLineMayHoldBoth() {
    let both = #"""
      {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"spanId":"2",\#
      "timeUnixNano":"1"}]}]}],"resourceSpans":[{"scopeSpans":[{"spans":[\#
      \#(span("1"))]}]}]}
      """#
    #expect(texts(both).map { $0[0] } == ["resourceLogs", "resourceSpans"])
  }

  // MARK: Real ones

  @Test(
    arguments: [
      ("otlp-trace.json", "resourceSpans", "EEE19B7EC3C1B174"),
      ("otlp-logs.json", "resourceLogs", "EEE19B7EC3C1B174"),
      ("otlp-events.json", "resourceLogs", "(missing)"),
    ])
  func readsPublishedExamples(name: String, signal: String, spanID: String) throws {
    let reader = ChunkReader(try InputStream(InputFile(path: Fixture.path(name))))
    let recogniser = Recogniser(FixtureTests.sources + [Self.source])
    guard let chunk = reader.peek(), case .source(let source) = recogniser.recognise(chunk) else {
      Issue.record("\(name) is not recognised")
      return
    }
    #expect(source.name == "otlp")
    let reading = try readFile(Fixture.path(name), Self.columns, source: Self.source)
    #expect(reading.refusals.isEmpty)
    #expect(
      shown(reading.extraction) == [[signal, "my.service", "my.library", spanID, "(missing)"]])
    let small = try readFile(
      Fixture.path(name), Self.columns, source: Self.source, chunkBytes: 100)
    #expect(small.records == reading.records)
  }

  @Test func surveysByAttribute() throws {
    let extractor = RecordExtractor(
      source: Self.source, columns: Survey.columns(of: Self.source))
    let batch = RecordBatch(columnCount: 2, capacity: 10)
    let one = String(decoding: Fixture.bytes("otlp-logs.json"), as: UTF8.self)
      .split(separator: "\n").joined()
    extractor.begin(ChunkBuffer(copying: Array(one.utf8)))
    #expect(extractor.fill(batch))
    var survey = Survey(source: Self.source)
    survey.add(batch)
    #expect(
      survey.paths.map(\.name) == [
        #"attributes."array.attribute""#, #"attributes."array.attribute"[]"#,
        #"attributes."boolean.attribute""#, #"attributes."double.attribute""#,
        #"attributes."int.attribute""#, #"attributes."map.attribute"."some.map.key""#,
        #"attributes."string.attribute""#, "body", "observedTimeUnixNano",
        #"resource."service.name""#,
        #"scope.attributes."my.scope.attribute""#, "scope.name", "scope.version", "severityNumber",
        "severityText", "spanId", "timeUnixNano", "traceId",
      ])
  }
}
