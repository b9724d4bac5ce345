import Ingest
import Mapping
import RuleModel
import Testing
import Values

/// Exports made at random, cut, shuffled and swollen.
@Suite struct ExportFuzzTests {
  /// What a record must be read as: its own id, its attribute, its scope, its service.
  private struct Expected: Equatable {
    var id: String
    var attribute: String?
    var scope: String?
    var service: String?
  }

  private static let columns = [
    ExportTests.raw("spanId"), ExportTests.raw("attributes", "k"), ExportTests.raw("scope", "name"),
    ExportTests.raw("resource", "service.name"),
  ]

  private func read(_ extraction: Extraction) -> [Expected] {
    extraction.records.map { record in
      func text(_ index: Int) -> String? {
        record.slots[index].kind == .missing ? nil : record.slots[index].text
      }
      return Expected(id: text(0) ?? "", attribute: text(1), scope: text(2), service: text(3))
    }
  }

  // MARK: Random exports

  private struct Writer {
    var random: SplitMix64
    var expected: [Expected] = []
    private var nextID = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// Members in any order, with members that mean nothing between them.
    private mutating func object(_ members: [String]) -> String {
      var all = members
      if random.below(4) == 0 {
        all.append(
          #"""
          "x\#(random.below(9))":[{"spans":[{}],"a":"}\\\""}]
          """#)
      }
      if random.below(6) == 0 { all.append(#""droppedAttributesCount":0"#) }
      all.shuffle(using: &random)
      let blank = random.below(3) == 0 ? " " : ""
      return "{\(blank)" + all.joined(separator: "\(blank),\(blank)") + "\(blank)}"
    }

    private mutating func attribute(_ key: String, _ text: String) -> String {
      let value = object([#""stringValue":"\#(text)""#])
      return object([#""key":"\#(key)""#, #""value":\#(value)"#])
    }

    private mutating func attributes(_ key: String, _ text: String?) -> String? {
      guard let text else { return random.below(2) == 0 ? nil : #""attributes":[]"# }
      var entries = [attribute(key, text)]
      for number in 0..<random.below(3) { entries.append(attribute("other\(number)", "o")) }
      entries.shuffle(using: &random)
      return #""attributes":[\#(entries.joined(separator: ","))]"#
    }

    private mutating func some(_ text: String) -> String? { random.below(3) == 0 ? nil : text }

    mutating func export() -> String {
      let isSpans = random.below(2) == 0
      var entries: [String] = []
      for _ in 0..<random.below(3) {
        let service = some("service-\(random.below(5))")
        var scopes: [String] = []
        for _ in 0..<random.below(3) {
          let scope = some("scope-\(random.below(5))")
          var records: [String] = []
          for _ in 0..<random.below(4) { records.append(record(isSpans, scope, service)) }
          var members = [
            #"""
            "\#(isSpans ? "spans" : "logRecords")":[\#
            \#(records.joined(separator: ","))]
            """#
          ]
          if let scope { members.append(#""scope":{"name":"\#(scope)"}"#) }
          scopes.append(object(members))
        }
        var members = [
          #"""
          "\#(isSpans ? "scopeSpans" : "scopeLogs")":[\#
          \#(scopes.joined(separator: ","))]
          """#
        ]
        if let attributes = attributes("service.name", service) {
          members.append(#""resource":{\#(attributes)}"#)
        }
        entries.append(object(members))
      }
      return object([
        #"""
        "\#(isSpans ? "resourceSpans" : "resourceLogs")":[\#
        \#(entries.joined(separator: ","))]
        """#
      ])
    }

    private mutating func record(_ isSpan: Bool, _ scope: String?, _ service: String?) -> String {
      nextID += 1
      let own = some("v\(nextID)")
      expected.append(
        Expected(id: "\(nextID)", attribute: own, scope: scope, service: service))
      let time = isSpan ? "startTimeUnixNano" : "timeUnixNano"
      var members = [#""spanId":"\#(nextID)""#, #""\#(time)":"\#(nextID)""#]
      if let attributes = attributes("k", own) { members.append(attributes) }
      return object(members)
    }
  }

  @Test func randomExportsAreReadWhateverTheChunks() throws {
    let folder = try TemporaryFolder()
    for seed in 0..<UInt64(60 * fuzzFactor) {
      var writer = Writer(seed: seed)
      var lines: [String] = []
      for _ in 0..<6 { lines.append(writer.export()) }
      let whole = extract(
        lines.joined(separator: "\n"), Self.columns, source: ExportTests.source)
      #expect(whole.unreadable.isEmpty, "seed \(seed)")
      #expect(read(whole) == writer.expected, "seed \(seed)")
      let file = try folder.write("input", lines.joined(separator: "\n"))
      for chunkBytes in [1, 64, 1000] {
        let reading = try readFile(
          file, Self.columns, source: ExportTests.source, chunkBytes: chunkBytes)
        #expect(reading.records == whole.records, "seed \(seed), chunks of \(chunkBytes)")
      }
      // As one document of any layout.
      let list = try folder.write("list", "[\n" + lines.joined(separator: "\n,\n") + "]")
      let reading = try readFile(list, Self.columns, source: ExportTests.source, chunkBytes: 64)
      #expect(reading.framing == .values)
      #expect(read(reading.extraction) == writer.expected, "seed \(seed)")
    }
  }

  /// Of a text that ends too early the whole exports are read, and the cut one is refused once.
  @Test func cutAtEveryByte() {
    var writer = Writer(seed: 7)
    var lines: [String] = []
    while lines.count < 3 || writer.expected.count < 8 { lines.append(writer.export()) }
    let text = Array(lines.joined(separator: "\n").utf8)
    let whole = extract(
      String(decoding: text, as: UTF8.self), Self.columns, source: ExportTests.source)
    for count in 0..<text.count {
      let part = extract(
        String(decoding: text[..<count], as: UTF8.self), Self.columns, source: ExportTests.source)
      let ends = lines.indices.map { lines[...$0].joined(separator: "\n").utf8.count }
      let complete = ends.filter { $0 <= count }.max() ?? 0
      #expect(part.records == whole.records.filter { Int($0.offset) < complete })
      let rest = text[complete..<count].filter { $0 != 0x0A }
      #expect(part.unreadable.count == (rest.isEmpty ? 0 : 1), "\(count)")
      if !rest.isEmpty { #expect(part.unreadable.map(\.reason) == [.cutOff], "\(count)") }
    }
  }

  /// Whatever stands there, it is read or refused, and other lines are not touched.
  @Test func damagedExportsEndSomehow() {
    var random = SplitMix64(seed: 3)
    let good = #"""
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"good",\#
      "startTimeUnixNano":"1"}]}]}]}
      """#
    for seed in 0..<UInt64(400 * fuzzFactor) {
      var writer = Writer(seed: seed)
      var bytes = Array(writer.export().utf8)
      for _ in 0..<(1 + random.below(4)) where !bytes.isEmpty {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = Array("{}[]\",:0n\\ ".utf8)[random.below(11)]
        default: bytes.insert(Array("{}[]\",:0n".utf8)[random.below(9)], at: place)
        }
      }
      let text = good + "\n" + String(decoding: bytes, as: UTF8.self) + "\n" + good
      let result = extract(text, Self.columns, source: ExportTests.source)
      let ids = read(result).map(\.id)
      #expect(ids.first == "good" && ids.last == "good" && ids.count >= 2, "seed \(seed)")
    }
  }

  // MARK: Costs

  @Test func nestingHasALimit() {
    func nested(_ depth: Int) -> String {
      let open = String(repeating: #"{"arrayValue":{"values":["#, count: depth)
      let close = String(repeating: "]}}", count: depth)
      return #"""
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"1",\#
        "attributes":[{"key":"k","value":
        """#
          + open + close + "}]}]}]}]}"
    }
    let read = extract(nested(60), Self.columns, source: ExportTests.source)
    #expect(read.records.map { $0.slots[1].kind } == [.array])
    let refused = extract(nested(300), Self.columns, source: ExportTests.source)
    #expect(refused.unreadable.map(\.reason) == [.tooDeep])
    let endless = extract(
      #"{"resourceSpans":"# + String(repeating: "[", count: 200_000), [],
      source: ExportTests.source)
    #expect(endless.unreadable.count == 1)
  }

  /// What many records share is not read once for each; lists that are long, or names that stand
  /// often, cost no more than their length.
  @Test(arguments: [0, 1, 2, 3])
  func costsNoMoreThanItsLength(shape: Int) {
    func many(_ text: String, _ count: Int) -> String {
      Array(repeating: text, count: count).joined(separator: ",")
    }
    func export(_ entries: String) -> String { "{\"resourceSpans\":[" + entries + "]}" }
    let time = #""startTimeUnixNano":"1""#
    let span = "{\(time)}"
    let spans = "\"scopeSpans\":[{\"spans\":[\(span)]}]"
    let scope = #"{"scope":{"name":"s"},"spans":["# + span + "]}"
    let attribute = #"{"key":"service.name","value":{"stringValue":"x"}}"#
    let escaped = #"{"key":"o\u006f","value":{"stringValue":"\n"}}"#
    let text =
      switch shape {
      case 0:
        export(
          #"{"resource":{"attributes":["# + many(attribute, 40_000)
            + #"]},"scopeSpans":[{"spans":["# + many(span, 60_000) + "]}]}")
      case 1:
        export(
          #"{"scopeSpans":["# + many(scope, 40_000) + #"],"resource":{"attributes":["#
            + many(escaped, 40_000) + "]}}")
      case 2: export(many("{\(spans),\"a\":\"\\\\\"}", 40_000))
      default:
        export(
          #"{"scopeSpans":[{"spans":[{"# + time + #","attributes":["# + many(attribute, 80_000)
            + "]}]}]}")
      }
    let clock = ContinuousClock()
    let start = clock.now
    let result = extract(text, Self.columns, source: ExportTests.source)
    #expect(clock.now - start < .seconds(60))
    #expect(result.unreadable.isEmpty)
    #expect(result.records.count == [60_000, 40_000, 40_000, 1][shape])
  }
}
