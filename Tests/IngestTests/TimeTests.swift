import Ingest
import Mapping
import RuleModel
import Testing
import Values

@Suite struct TimeTests {
  /// The extractor remembers minutes; every time must be what the parser alone makes of it.
  @Test func timesAreThoseOfTheParser() {
    var texts: [String] = []
    let bases = [
      "2026-01-01T00:00:", "2026-01-01t00:00:", "2026-01-01 23:59:", "1969-12-31T23:59:",
      "1677-09-21T00:12:", "2262-04-11T23:47:", "2024-02-29T12:00:", "2023-02-29T12:00:",
    ]
    for base in bases {
      for rest in [
        "00.000Z", "59.999Z", "60.000Z", "00.001Z", "07.5Z", "07.123456789Z", "07.123z", "07,123Z",
        "0a.123Z", "07.12aZ", "07.123+", "07.000+01:00", "07.123X", "16.854Z", "16.855Z", "43.145Z",
      ] {
        texts.append(base + rest)
      }
    }
    var random = SplitMix64(seed: 4)
    texts += (0..<2000).map { _ in texts[random.below(texts.count)] }
    let source = CheckedSource(name: "x", time: [.init(path: path("t"))])
    let input = texts.map { "{\"t\":\"\($0)\"}\n" }.joined()
    let result = extract(input, [], source: source)
    let expected = texts.map { text in
      Array(text.utf8).withUnsafeBytes { Timestamp(rfc3339: $0)?.nanoseconds }
    }
    #expect(result.records.map(\.time) == expected.compactMap { $0 })
    #expect(result.unreadable.count == expected.filter { $0 == nil }.count)
    #expect(result.unreadable.allSatisfy { $0.reason == .noTime })
    #expect(result.records.count > 900)
  }

  @Test func theFirstMappingThatHoldsAValueDecides() {
    let source = CheckedSource(
      name: "x",
      time: [
        .init(path: path("a"), conversions: [.init(name: "epoch_ms")]), .init(path: path("b")),
      ])
    let input = """
      {"a":1500,"b":"2026-01-01T00:00:00Z"}
      {"b":"2026-01-01T00:00:00\\u005a"}
      {"b":1.5}
      {"a":null,"b":1}
      {"b":null,"a":null}
      {"a":"2026-01-01T00:00:00Z","b":1}
      {"c":1}
      """
    let result = extract(input, [], source: source)
    #expect(
      result.records.map(\.time) == [
        1_500_000_000, 1_767_225_600_000_000_000, 1_500_000_000, 1_000_000_000,
      ])
    #expect(result.unreadable.map(\.reason) == [.noTime, .noTime, .noTime])
  }

  @Test func limits() {
    let input = """
      {"t":"2026-01-01T00:00:00Z","kind":"request"}
      {"t":"2026-01-01T00:00:01Z","kind":"request"}
      {"t":"2026-01-01T00:00:00","kind":["request","change"]}
      {"t":0,"kind":"nonsense"}
      {"t":0,"kind":["request",1]}
      {"t":0,"kind":[]}
      {"t":0}
      {"t":0,"kind":"r\\u0065quest"}
      """
    let source = CheckedSource(
      name: "x", time: [.init(path: path("t"))], kindPath: path("kind"))
    let limits = ExtractionLimits(
      latestTime: Timestamp(nanoseconds: 1_767_225_600_000_000_000), zone: .utc,
      knownKinds: ["request", "change"])
    let result = extract(input, [], source: source, limits: limits)
    #expect(result.records.map(\.ordinal) == [0, 2, 7])
    #expect(
      result.unreadable.map(\.reason) == [
        .futureTime, .unknownKind, .unknownKind, .unknownKind, .unknownKind,
      ])
    // Without a zone a time without an offset is none.
    #expect(
      extract("{\"t\":\"2026-01-01T00:00:00\"}", [], source: plainSource).unreadable.count == 1)
  }
}
