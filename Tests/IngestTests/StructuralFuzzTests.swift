import Columns
import Ingest
import Mapping
import RuleModel
import Testing
import Values

/// The extractor against the plain reader: the same records, slots and refusals, whatever is
/// done to the text.
@Suite struct StructuralFuzzTests {
  /// Records with all that the columns below look for.
  static let written: [String] = [
    """
    {"start_time":"2026-01-01T00:00:00.004Z","method":"GET","path":"/api","response_code":200,\
    "bytes":1772,"ratio":-0.5e3,"tls":"TLSv1.3","peer":null,"ok":true}
    """,
    """
    {"method": "POST", "start_time": "2023-11-14T06:46:37.917Z", "path": null, "tags": [], \
    "response_code": 403, "user": {}, "note": "q \\"x\\" \\u00e9"}
    """,
    """
    {"kind":"Event","metadata":{"creationTimestamp":"2017-09-11T19:55:05Z"},"timestamp":\
    "2017-09-11T19:55:05Z","auditID":"033d","user":{"username":"admin","groups":["a","b"]},\
    "objectRef":{"resource":"pods","extra":{"deep":[{"x":1},{"x":[2]}]}},"responseStatus":\
    {"code":403,"message":"User \\"bob\\" cannot"},"annotations":{"a.b/c":"allow"}}
    """,
    """
    {"time":1700000000.25,"kind":"request","user.name":"ann","http":{"request.method":"GET",\
    "response":{"status_code":200}},"user":{"id":"u1"},"user.id":"u1"}
    """,
    """
    {"subject":"CN=x","san":null,"start_time":"2026-01-01T00:00:00Z","peer":{"name":"-"},\
    "source":{"principal":"p"},"tags":1}
    """,
    """
    {"start_time":null,"timestamp":"2026-01-01T00:00:00Z","san":"-","peer":{"name":"a"},\
    "subject":""}
    """,
  ]

  /// Those and the fixtures.
  static let samples: [[UInt8]] =
    written.map { Array($0.utf8) }
    + ["kubernetes-audit.jsonl", "istio-ambient.jsonl", "hubble.jsonl"].flatMap(Fixture.lines)

  static let source = CheckedSource(
    name: "fuzz",
    time: [
      .init(path: path("start_time")), .init(path: path("timestamp")), .init(path: path("time")),
    ],
    fieldsByName: true,
    mappings: [
      Field(name: "url.path", type: .string): [
        .init(path: path("path")), .init(path: path("objectRef.resource")),
      ],
      Field(name: "deep", type: .string): [
        .init(path: path("objectRef.extra.deep[1].x[0]")),
        .init(path: path("user.nothing"), missing: .absent),
      ],
      Field(name: "source.principal", type: .string): [
        .init(path: path("san"), absentWhen: [.string("-"), .string("")]),
        .init(path: path("subject"), absentWhen: [.string("")]),
        .init(path: path("peer.name"), absentWhen: [.string("none"), .string("-")]),
      ],
    ],
    whole: [path("user"), path("objectRef.extra")])

  static let columns: [ColumnRequest] = [
    .field(Field(name: "url.path", type: .string)), .field(Field(name: "deep", type: .string)),
    .field(Field(name: "source.principal", type: .string)),
    .field(Field(name: "user.id", type: .string)),
    .field(Field(name: "http.request.method", type: .string)),
    .field(Field(name: "http.response.status_code", type: .integer)), .raw(path("method")),
    .raw(path("user")), .raw(path("user.groups")), .raw(path("user.groups[1]")),
    .raw(path("response_code")), .raw(path("responseStatus.message")),
    .raw(path("objectRef.extra.deep[0]")), .raw(path("peer.x")), .raw(path("tags")),
  ]

  /// Compares on one text; several batch sizes and one extractor for all, so that templates
  /// carry over from text to text.
  private func compare(
    _ bytes: [UInt8], _ extractor: RecordExtractor, _ reader: PlainReader
  ) -> Bool {
    var extraction = Extraction()
    extraction.add(ChunkBuffer(copying: bytes), extractor, capacity: 3)
    let expected = reader.read(bytes)
    let actual = PlainReader.Outcome(
      records: extraction.records.map(blankUnread), refused: extraction.unreadable.map(\.offset))
    let plain = PlainReader.Outcome(
      records: expected.records.map(blankUnread), refused: expected.refused)
    if actual == plain { return true }
    let text = String(decoding: bytes, as: UTF8.self)
    Issue.record("differs on \(text.debugDescription):\n  \(actual)\n  \(plain)")
    return false
  }

  /// The text of a slot without a value says nothing; nor who disagrees.
  private func blankUnread(_ record: ReadRecord) -> ReadRecord {
    var record = record
    record.slots = record.slots.map { slot in
      switch slot.kind {
      case .missing, .missingInWhole, .mismatch, .disagree:
        Slot(kind: slot.kind, mapping: slot.mapping)
      default: slot
      }
    }
    return record
  }

  @Test func everyCutOff() {
    let extractor = RecordExtractor(source: Self.source, columns: Self.columns)
    let reader = PlainReader(source: Self.source, columns: Self.columns)
    var compared = 0
    for bytes in Self.samples {
      for cut in 0...bytes.count {
        guard compare(Array(bytes[..<cut]), extractor, reader) else { return }
        // Between whole records, whose shape is known by then.
        if cut % 5 == 0 {
          let text = bytes + [0x0A] + bytes[..<cut] + [0x0A] + bytes
          guard compare(text, extractor, reader) else { return }
        }
        compared += 1
      }
    }
    #expect(Self.samples.count == 16 && compared > 5000)
  }

  @Test(arguments: 0..<8) func mutations(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed) &* 77 &+ 5)
    let extractor = RecordExtractor(source: Self.source, columns: Self.columns)
    let reader = PlainReader(source: Self.source, columns: Self.columns)
    var readable = 0
    for _ in 0..<700 {
      let sample = Self.samples[random.below(Self.samples.count)]
      var mutated = sample
      for _ in 0...random.below(3) { mutated = mutate(mutated, &random) }
      var text: [UInt8] = []
      for _ in 0..<random.below(3) { text += sample + [0x0A] }
      text += mutated + (random.below(4) == 0 ? [0x0D, 0x0A] : [0x0A])
      text += sample
      guard compare(text, extractor, reader) else { return }
      readable += reader.read(mutated).records.count
    }
    #expect(readable > 100)
  }

  /// One change: of a byte, of a stretch, of a token, of a member.
  private func mutate(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    guard !bytes.isEmpty else { return bytes }
    let at = random.below(bytes.count)
    switch random.below(9) {
    case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes.remove(at: at)
    case 2: bytes.insert(Array("\"\\{}[]:, \t\r\n0a-.eE\u{0C}\u{0}".utf8)[random.below(20)], at: at)
    case 3: bytes.removeSubrange(at..<min(bytes.count, at + random.below(12)))
    case 4:
      let end = min(bytes.count, at + random.below(20))
      bytes.insert(contentsOf: bytes[at..<end], at: random.below(bytes.count))
    case 5:
      let tokens = [
        "null", "true", "false", "0", "-1", "01", "1e5", "\"\"", "{}", "[]", "[[1]]", "\\u0061",
        "\\ud83d\\ude00", "\\ud800", "{\"x\":null}", "\"a\"", "é", "\"user\":{\"id\":\"u2\"},",
        "\"peer\":{\"x\":5},", "\"http.request.method\":\"GET\",", "\"http\":null,",
        "\"url\":{\"path\":\"/p\"},", "\"t\\u0061gs\":[],",
      ]
      bytes.insert(contentsOf: tokens[random.below(tokens.count)].utf8, at: at)
    case 6:
      // Replace a value.
      guard let colon = bytes[at...].firstIndex(of: 0x3A),
        let end = bytes[colon...].firstIndex(where: { $0 == 0x2C || $0 == 0x7D })
      else { return bytes }
      let values = [
        "null", "\"s\"", "12", "{\"x\":1}", "[1,2]", "true", "\"a\\nb\"", " 7 ", "\"-\"",
        "\"\"", "\"none\"", "\"\\u002d\"",
      ]
      bytes.replaceSubrange((colon + 1)..<end, with: values[random.below(values.count)].utf8)
    case 7:
      // Write a member twice.
      guard let comma = bytes[at...].firstIndex(of: 0x2C),
        let end = bytes[(comma + 1)...].firstIndex(of: 0x2C)
      else { return bytes }
      bytes.insert(contentsOf: bytes[comma..<end], at: comma)
    default:
      // Write a member twice, with another value.
      guard let comma = bytes[at...].firstIndex(of: 0x2C),
        let colon = bytes[comma...].firstIndex(of: 0x3A)
      else { return bytes }
      bytes.insert(contentsOf: bytes[comma...colon] + Array("1".utf8), at: comma)
    }
    return bytes
  }

  @Test func depthLimit() {
    let extractor = RecordExtractor(source: Self.source, columns: Self.columns)
    let reader = PlainReader(source: Self.source, columns: Self.columns)
    for depth in [255, 256, 257, 300] {
      for key in ["user", "x"] {
        let text =
          "{\"time\":1,\"\(key)\":" + String(repeating: "[", count: depth - 1)
          + String(repeating: "]", count: depth - 1) + "}"
        #expect(compare(Array(text.utf8), extractor, reader))
        #expect(reader.read(Array(text.utf8)).records.count == (depth <= 256 ? 1 : 0))
      }
    }
  }

  @Test func wideObjects() {
    let members = (0..<100_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
    let text = "{\"time\":1,\(members),\"method\":\"PUT\"}"
    let result = extract(text, [.raw(path("method"))], source: Self.source)
    #expect(result.records.map(\.slots) == [[Slot(kind: .string, text: "PUT")]])
  }
}
