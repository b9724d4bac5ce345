import Foundation
import Ingest
import Mapping
import RuleModel
import Testing

@Suite struct RecogniserTests {
  static func source(
    _ name: String, _ detect: [String], format: CheckedSource.Format = .json
  ) -> CheckedSource {
    CheckedSource(
      name: name, format: format, detect: detect.map { path($0) },
      time: [.init(path: path("time"))])
  }

  static let recogniser = Recogniser([
    source("envoy-json", ["start_time", "response_code"]),
    source("envoy-text", [], format: .envoyText),
    source("kubernetes-audit", ["auditID", "stage"]), source("native", ["kind", "time"]),
    source("wide", ["kind", "time", "extra.x"]), source("ztunnel-text", [], format: .ztunnelText),
    source("undetectable", []),
  ])

  /// A format that wraps its records finds none in what is not its own, which is no empty file.
  @Test(
    arguments: [
      ("{\"a\":1}\n{\"b\":2}\n", false), ("{\n\"a\": [1, 2]\n}\n", false), ("[{\"a\":1}]", false),
      ("plain text\nand more\n", false), ("a,b\n1,2\n", false), ("1\n2\n", false),
      ("<a>b</a>\n", false), ("{\"items\":[{\"a\":1}]}\n", false), ("{\"a\":", false),
      ("\n \n", true), ("[]", true), ("{\"resourceSpans\":[]}\n", true),
      ("{\"resourceMetrics\":[{\"scopeMetrics\":[]}]}\n", true),
    ] as [(String, Bool)])
  func tellsEmptyFromUnknown(text: String, isEmpty: Bool) throws {
    let recogniser = Recogniser([
      Self.source("exports", ["signal"], format: .otlpJSON),
      Self.source("native", ["kind", "time"]),
      Self.source("envoy-text", [], format: .envoyText),
      Self.source("ztunnel-text", [], format: .ztunnelText),
    ])
    let folder = try TemporaryFolder()
    let reader = ChunkReader(
      try InputStream(InputFile(path: try folder.write("input", text))))
    guard let chunk = reader.peek() else {
      #expect(isEmpty)
      return
    }
    switch recogniser.recognise(chunk) {
    case .source(let source): Issue.record("\(source.name)")
    case .empty: #expect(isEmpty)
    case .unrecognised: #expect(!isEmpty)
    }
  }

  @Test(
    arguments: [
      ("{\"start_time\":\"x\",\"response_code\":200}\n", "envoy-json"),
      ("{\"kind\":\"Event\",\"auditID\":\"x\",\"stage\":\"s\"}\n", "kubernetes-audit"),
      (
        "{\"kind\":\"EventList\",\"items\":[{\"auditID\":\"x\",\"stage\":\"s\"}]}",
        "kubernetes-audit"
      ),
      ("[\n{\"auditID\":\"x\",\n\"stage\":\"s\"}]", "kubernetes-audit"),
      ("{\"kind\":\"request\",\"time\":1}", "native"),
      ("{\"kind\":\"request\",\"time\":1,\"extra\":{\"x\":null}}", "wide"),
      ("{\"kind\":\"request\",\"time\":null}", "native"),
      ("not JSON\n\n{\"kind\":\"request\",\"time\":1}", "native"),
      ("{\"kind\":\"request\"}\n{\"time\":1}", nil), ("{\"a\":1}\n", nil), ("", nil), ("[1]", nil),
      (
        "[2016-04-15T20:17:00.310Z] \"POST / HTTP/2\" 204 - 154 0 226 100 \"a\" \"b\" \"c\" \"d\" \"e\"",
        "envoy-text"
      ),
      (
        "2024-04-12T10:17:44Z\tinfo\tproxy\tstarted\n2024-04-12T10:17:44Z\tinfo\taccess\tdone\ta=1",
        "ztunnel-text"
      ),
      ("2025-12-31T17:37:40Z stdout F {\"start_time\":\"x\",\"response_code\":200}", "envoy-json"),
    ] as [(String, String?)])
  func recognises(text: String, name: String?) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("input", text)
    let reader = ChunkReader(try InputStream(InputFile(path: file)))
    #expect(recognised(reader) == name)
  }

  /// The name of the source, as the reader's first stretch with a record tells it.
  private func recognised(_ reader: ChunkReader) -> String? {
    while let chunk = reader.peek() {
      switch Self.recogniser.recognise(chunk) {
      case .source(let source): return source.name
      case .unrecognised: return nil
      case .empty: continue
      }
    }
    return nil
  }

  /// A first record longer than the limit tells nothing; the next ones do, and it is counted.
  @Test(
    arguments: [
      ("LONG\nGOOD\nGOOD\n", ["too-long@0"]),
      ("LONG\nLONG\nGOOD\nGOOD\n", ["too-long@0", "too-long@3026"]),
      ("[LONG,\nGOOD,GOOD]", ["too-long@1"]),
      ("LONG{\n\"kind\":\"request\",\"time\":1}GOOD", ["too-long@0"]),
      ("[\nGOOD,LONG,GOOD]", ["too-long@30"]),
    ])
  func looksPastRecordsThatAreTooLong(text: String, refusals: [String]) throws {
    let long = "{\"kind\":\"request\",\"x\":\"\(String(repeating: "y", count: 3000))\"}"
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "input",
      text.replacingOccurrences(of: "LONG", with: long)
        .replacingOccurrences(of: "GOOD", with: "{\"kind\":\"request\",\"time\":1}"))
    let reader = ChunkReader(try InputStream(InputFile(path: file)), maxRecordBytes: 1000)
    #expect(recognised(reader) == "native")
    for size in [1, 100, 100_000] {
      let reading = try readFile(
        file, source: Self.source("native", ["kind"]), chunkBytes: size, maxRecordBytes: 1000,
        peeks: true)
      #expect(reading.records.count == 2)
      #expect(reading.refusals == refusals)
    }
  }

  /// A list's first record may be longer than what is usually looked at.
  @Test func recognisesLongFirstElements() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x\\n", count: 100_000)
    let file = try folder.write(
      "input", "[\n{\"kind\":\"request\",\"long\":\"\(long)\",\n\"time\":1}\n]\n")
    let reader = ChunkReader(try InputStream(InputFile(path: file)))
    #expect(recognised(reader) == "native")
  }

  @Test(arguments: ["", "\n\n \r\n", "[]", " [ ]\n", "{\"kind\":\"EventList\",\"items\":[]}\n"])
  func inputsWithoutARecordAreEmpty(text: String) throws {
    let folder = try TemporaryFolder()
    let reader = ChunkReader(
      try InputStream(InputFile(path: try folder.write("input", text))))
    while let chunk = reader.peek() {
      guard case .empty = Self.recogniser.recognise(chunk) else {
        Issue.record("\(text.debugDescription) is not empty")
        return
      }
    }
  }

  /// What was looked at is read once more, whatever the size of chunks.
  @Test func lookingAheadLosesNothing() throws {
    let folder = try TemporaryFolder()
    let lines = (0..<9000).map { "{\"kind\":\"request\",\"time\":\($0)}\n" }.joined()
    for text in [lines, "[" + lines.dropLast().replacingOccurrences(of: "\n", with: ",\n") + "]"] {
      let file = try folder.write("input", text)
      for size in [1000, 1 << 20] {
        let reading = try readFile(
          file, source: Self.source("native", ["kind"]), chunkBytes: size, peeks: true)
        #expect(reading.records.map(\.ordinal) == Array(0..<9000))
        #expect(reading.refusals.isEmpty)
      }
    }
  }

  /// A whole first record is looked at, however long (up to the limit of records) it is.
  @Test(arguments: [100_000, 3_000_000])
  func recognisesLongRecords(length: Int) throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "x", count: length)
    let file = try folder.write(
      "input", "{\"kind\":\"request\",\"long\":\"\(long)\",\"time\":1}\n{\"a\":1}\n")
    let reader = ChunkReader(try InputStream(InputFile(path: file)))
    #expect(recognised(reader) == "native")
    let reading = try readFile(file, source: Self.source("native", ["kind"]))
    #expect(reading.records.count == 1)
    #expect(reading.refusals.count == 1)
  }

  @Test func recordsOfAnotherFormatAreRefused() {
    let text = """
      {"start_time":"2026-01-01T00:00:00Z","response_code":200}
      {"kind":"request","time":"2026-01-01T00:00:00Z"}
      2024-04-12T10:17:44Z\tinfo\taccess\tdone\ta="1"
      {"start_time":"2026-01-01T00:00:00Z"}
      {"response_code":200}
      """
    var source = Self.source("envoy-json", ["start_time", "response_code"])
    source.time = [.init(path: path("start_time"))]
    let result = extract(text, [], source: source)
    #expect(result.records.map(\.ordinal) == [0, 3])
    #expect(result.unreadable.map(\.reason) == [.otherFormat, .otherFormat, .noTime])
  }
}
