import Columns
import Ingest
import Mapping
import RuleModel
import Testing
import Values

@Suite struct TextFormatTests {
  static let envoy = CheckedSource(
    name: "envoy-text", format: .envoyText, detect: [path("start_time")],
    time: [.init(path: path("start_time"), conversions: [.init(name: "rfc3339")])])

  static let ztunnel = CheckedSource(
    name: "ztunnel-text", format: .ztunnelText,
    time: [.init(path: path("time"), conversions: [.init(name: "rfc3339")])])

  private func texts(_ text: String, _ keys: [String], _ source: CheckedSource) -> [[String]] {
    extract(text, keys.map { .raw(RecordPath([.key(Text($0))])) }, source: source).records.map {
      $0.slots.map { $0.kind == .string ? $0.text : "(\($0.kind))" }
    }
  }

  @Test func istioSince19() {
    let line = """
      [2025-01-30T12:10:13.279Z] "GET /details/0 HTTP/1.1" 200 - via_upstream - "-" 0 178 7 6 "-" \
      "Go http client" "e7d5b6ce" "details:9080" "10.244.0.32:9080" \
      inbound-vip|9080|http|details.bookinfo.svc.cluster.local envoy://internal_client_address/ \
      10.96.185.196:9080 10.244.0.37:52134 - default
      """
    let keys = [
      "start_time", "method", "path", "protocol", "response_code", "response_flags",
      "response_code_details", "upstream_transport_failure_reason", "bytes_sent", "duration",
      "user_agent", "upstream_cluster", "downstream_remote_address", "requested_server_name",
      "route_name",
    ]
    let expected = [
      "2025-01-30T12:10:13.279Z", "GET", "/details/0", "HTTP/1.1", "200", "-", "via_upstream", "-",
      "178", "7", "Go http client", "inbound-vip|9080|http|details.bookinfo.svc.cluster.local",
      "10.244.0.37:52134", "-", "default",
    ]
    #expect(texts(line, keys, Self.envoy) == [expected])
    // As `kubectl logs --timestamps` and a container runtime write it.
    #expect(texts("2025-01-30T12:10:14.68Z " + line, keys, Self.envoy) == [expected])
    #expect(texts("2025-01-30T12:10:14.68Z stdout F " + line, keys, Self.envoy) == [expected])
  }

  @Test func olderVariants() {
    let keys = [
      "response_code", "response_code_details", "bytes_sent", "upstream_host", "route_name",
    ]
    let old = """
      [2019-03-06T09:31:27.360Z] "GET /status/418 HTTP/1.1" 418 - "-" 0 135 5 2 "-" "curl/7.60.0" \
      "d209e46f" "httpbin:8000" "127.0.0.1:80" inbound|8000|http|httpbin.default - \
      172.30.146.73:80 172.30.146.82:38618 outbound_.8000_._.httpbin
      """
    #expect(
      texts(old, keys, Self.envoy) == [["418", "(missing)", "135", "127.0.0.1:80", "(missing)"]])
    let plain = """
      [2016-04-15T20:17:00.310Z] "POST /api/v1/locations HTTP/2" 204 - 154 0 226 100 "10.0.35.28" \
      "nsq2http" "cc21d9b0" "locations" "tcp://10.0.2.1:80"
      """
    #expect(
      texts(plain, keys, Self.envoy) == [
        ["204", "(missing)", "0", "tcp://10.0.2.1:80", "(missing)"]
      ]
    )
  }

  @Test func refusesWhatDoesNotFit() {
    let lines = [
      "[2016-04-15T20:17:00.310Z] \"POST / HTTP/2\" 204 - 154 0 226 100 \"a\" \"x\" \"y\" \"z\"",
      "[2016-04-15T20:17:00.310Z] \"POST / HTTP/2\" 204 - 154 0 226 100 \"a\" \"b\" \"c\" \"d\" \"e\" \"f\"",
      "[2016-04-15T20:17:00.310Z] \"POST / HTTP/2\" 204 - 154 0 226 100 a b c d e",
      "[2016-04-15T20:17:00.310Z] \"POST\" 204 - 154 0 226 100 \"a\" \"b\" \"c\" \"d\" \"e\"",
      "some other line", "{\"start_time\":\"2016-04-15T20:17:00.310Z\"}", "[", "[]",
    ]
    for line in lines {
      let result = extract(line, [], source: Self.envoy)
      #expect(result.records.isEmpty, "\(line)")
      #expect(result.unreadable.map(\.reason) == [.otherFormat], "\(line)")
    }
    // A quote inside a value moves nothing.
    let quoted = """
      [2016-04-15T20:17:00.310Z] "GET /a"b HTTP/2" 204 - 154 0 226 100 "-" "x"y" "c" "d" "e"
      """
    #expect(texts(quoted, ["path", "user_agent"], Self.envoy) == [["/a\"b", "x\"y"]])
  }

  @Test func ztunnelLines() {
    let text = """
      2024-04-12T10:17:44.080629Z\tinfo\taccess\tconnection complete\tsrc.addr=10.244.0.16:52008 \
      src.identity="spiffe://cluster.local/ns/a/sa/b" direction="outbound" bytes_sent=200
      2024-04-12T10:17:44Z  error  access  connection failed  src.addr="10.0.0.1:1" \
      error="policy \\"x\\" says no" odd="\\u{1f}"
      2024-04-12T10:17:44.080629Z\tinfo\tproxy\tstarted src.addr=1
      2024-04-12T10:17:44.080629Z\tinfo\taccess\tconnection complete
      """
    let keys = ["message", "scope", "src.addr", "src.identity", "bytes_sent", "odd"]
    #expect(
      texts(text, keys, Self.ztunnel) == [
        [
          "connection complete", "access", "10.244.0.16:52008", "spiffe://cluster.local/ns/a/sa/b",
          "200", "(missing)",
        ],
        ["connection failed", "access", "10.0.0.1:1", "(missing)", "(missing)", "(mismatch)"],
      ])
    let result = extract(text, [.raw(path("error")), .raw(path("src.addr"))], source: Self.ztunnel)
    #expect(
      result.records.last?.slots == [
        Slot(kind: .escapedString, text: "policy \\\"x\\\" says no"),
        // Dots spell a path as well.
        Slot(kind: .string, text: "10.0.0.1:1"),
      ])
    #expect(result.unreadable.map(\.reason) == [.otherFormat, .otherFormat])
    #expect(result.unreadable.map(\.ordinal) == [2, 3])
  }

  @Test func lyingPartsDisagree() {
    let line =
      "2024-04-12T10:17:44Z\tinfo\taccess\tdone\tdirection=inbound direction=outbound a=1 a=1"
    let result = extract(line, [.raw(path("direction")), .raw(path("a"))], source: Self.ztunnel)
    #expect(result.records.first?.slots.map(\.kind) == [.disagree, .string])
  }

  @Test func invalidUTF8() {
    let extractor = RecordExtractor(source: Self.ztunnel, columns: [])
    var result = Extraction()
    let line = Array("2024-04-12T10:17:44Z\tinfo\taccess\tdone\ta=".utf8)
    result.add(
      ChunkBuffer(copying: line + [0xC0, 0x80, 0x0A] + line + [0xC3, 0xA9, 0x0A]), extractor)
    #expect(result.unreadable.map(\.reason) == [.invalidUTF8])
    #expect(result.records.count == 1)
  }

  @Test(arguments: 0..<4) func mutatedLinesDoNotCrash(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &+ 99)
    let samples = [
      "[2016-04-15T20:17:00.310Z] \"POST /a HTTP/2\" 204 - 154 0 226 100 \"a\" \"x\" \"y\" \"z\" \"h\"",
      "2024-04-12T10:17:44Z\tinfo\taccess\tdone\tdirection=\"in\\\"bound\" a=1 b=\"\"",
      "2024-04-12T10:17:44.1Z stdout P [2016-04-15T20:17:00.310Z] \"POST /a HTTP/2\" 204",
    ].map { Array($0.utf8) }
    let sources = [Self.envoy, Self.ztunnel]
    let extractors = sources.map {
      RecordExtractor(source: $0, columns: [.raw(path("a")), .raw(path("path"))])
    }
    var read = 0
    for _ in 0..<(4000 * fuzzFactor) {
      var line = samples[random.below(samples.count)]
      for _ in 0..<random.below(4) {
        let at = random.below(line.count)
        switch random.below(3) {
        case 0: line[at] = Array("\"\\ \t=[]-0\n\u{0}".utf8)[random.below(11)]
        case 1: line.removeSubrange(at..<min(line.count, at + random.below(5)))
        default: line.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
        }
        if line.isEmpty { line = samples[0] }
      }
      for extractor in extractors {
        var result = Extraction()
        result.add(ChunkBuffer(copying: line), extractor)
        read += result.records.count
        let lines = line.split(separator: 0x0A).filter { !$0.allSatisfy(PlainJSON.isBlank) }
        #expect(result.records.count + result.unreadable.count == lines.count)
      }
    }
    #expect(read > 200)
  }
}
