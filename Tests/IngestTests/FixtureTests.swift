import Ingest
import Mapping
import RuleModel
import Testing

/// Real logs through recogniser, reader and extractor.
@Suite struct FixtureTests {
  static let sources: [CheckedSource] = [
    source("envoy-json", ["start_time", "response_code"], ["start_time"]),
    source("kubernetes-audit", ["auditID", "stage"], ["requestReceivedTimestamp", "timestamp"]),
    source("cloudtrail", ["eventSource", "eventName"], ["eventTime"]),
    source("hubble", ["flow.verdict"], ["flow.time"]),
    CheckedSource(
      name: "envoy-text", format: .envoyText, time: [.init(path: path("start_time"))]),
    CheckedSource(name: "ztunnel-text", format: .ztunnelText, time: [.init(path: path("time"))]),
  ]

  private static func source(
    _ name: String, _ detect: [String], _ time: [String]
  ) -> CheckedSource {
    CheckedSource(
      name: name, detect: detect.map { path($0) }, time: time.map { .init(path: path($0)) })
  }

  @Test(
    arguments: [
      ("cloudtrail.json", "cloudtrail", 1, 0, "requestParameters"),
      ("envoy-gateway-cri.log", "envoy-json", 3, 1, "response_flags"),
      ("envoy-text.log", "envoy-text", 10, 3, "path"),
      ("hubble.jsonl", "hubble", 2, 0, "flow"),
      ("istio-ambient.jsonl", "envoy-json", 3, 0, "response_code_details"),
      ("istio-waypoint.log", "envoy-text", 3, 0, "upstream_cluster"),
      ("kubernetes-audit.jsonl", "kubernetes-audit", 5, 0, "user"),
      ("ztunnel.log", "ztunnel-text", 6, 0, "direction"),
    ] as [(String, String, Int, Int, String)])
  func reads(
    name: String, source: String, records: Int, refused: Int, key: String
  ) throws {
    let stream = try InputStream(InputFile(path: Fixture.path(name)))
    let reader = ChunkReader(stream)
    var found: CheckedSource?
    if let chunk = reader.peek(),
      case .source(let source) = Recogniser(Self.sources).recognise(chunk)
    {
      found = source
    }
    #expect(found?.name == source)
    guard let found else { return }
    let reading = try readFile(Fixture.path(name), [.raw(path(key))], source: found)
    #expect(reading.records.count == records)
    #expect(reading.refusals.count == refused)
    #expect(reading.records.allSatisfy { $0.slots[0].kind != .missing })
    let small = try readFile(
      Fixture.path(name), [.raw(path(key))], source: found, chunkBytes: 100)
    #expect(small.records == reading.records)
  }

  @Test func anotherFormatInTheFile() throws {
    let reading = try readFile(
      Fixture.path("envoy-gateway-cri.log"), source: Self.sources[0])
    #expect(reading.extraction.unreadable.map(\.reason) == [.otherFormat])
  }
}
