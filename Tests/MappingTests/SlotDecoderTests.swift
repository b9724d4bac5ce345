import Columns
import RuleModel
import Testing
import Values

@testable import Mapping

@Suite struct SlotDecoderTests {
  @Test func slotsWithoutAValue() {
    let unknown = SlotDecoder(mappings: [mapping()], type: .string)
    let absent = SlotDecoder(mappings: [mapping(missing: .absent)], type: .string)
    let mixed = SlotDecoder(mappings: [mapping(missing: .absent), mapping()], type: .string)
    let states: [(SlotKind, FieldState)] = [
      (.missing, .unknown(.missing)), (.missingInWhole, .absent), (.null, .absent),
      (.mismatch, .unknown(.unreadableValue)), (.disagree, .unknown(.recordsDisagree)),
    ]
    for (kind, state) in states {
      #expect(Slot(kind: kind, bytes: []).decode(unknown) == state)
      #expect(Slot(kind: kind, bytes: []).decode(absent) == (kind == .missing ? .absent : state))
    }
    // One of two mappings says nothing: nothing is known.
    #expect(Slot(kind: .missing, bytes: []).decode(mixed) == .unknown(.missing))
  }

  @Test func absentWhen() {
    let dash = SlotDecoder(
      mappings: [mapping(.init(name: "int"), absentWhen: [.string("-")])], type: .integer)
    #expect(Slot(json: "\"-\"").decode(dash) == .absent)
    #expect(Slot(json: "\"x\"").decode(dash) == .unknown(.unreadableValue))
    #expect(Slot(json: "\"7\"").decode(dash) == .value(.number(Number(7))))
    let zero = SlotDecoder(
      mappings: [mapping(.init(name: "ms"), absentWhen: [.number(Number(0))])], type: .duration)
    #expect(Slot(json: "0.0").decode(zero) == .absent)
    let after = SlotDecoder(
      mappings: [
        mapping(.init(name: "lower"), absentWhen: [.string("anonymous"), .string("")])
      ], type: .string)
    #expect(Slot(json: "\"Anonymous\"").decode(after) == .absent)
    #expect(Slot(json: "\"\"").decode(after) == .absent)
    #expect(Slot(json: "\"ann\"").decode(after) == .value(.string("ann")))
  }

  @Test(arguments: [
    (ValueType.string, "\"a\\u00e9\\n\"", "aé\n"), (.string, "1", "unreadable"),
    (.string, "\"\\ud800\"", "unreadable"), (.string, "\"\\ud83d\\ude00\"", "😀"),
    (.string, "\"\\x\"", "unreadable"), (.string, "true", "unreadable"),
    (.integer, "1.0", "1"), (.integer, "\"12\"", "12"), (.integer, "1.5", "unreadable"),
    (.decimal, "1.50", "1.5"), (.boolean, "true", "true"), (.boolean, "\"true\"", "unreadable"),
    (.timestamp, "\"2026-01-01T00:00:00Z\"", "2026-01-01T00:00:00Z"),
    (.timestamp, "\"2026-01-01T00:00:00\"", "unreadable"),
    (.timestamp, "1767225600.25", "2026-01-01T00:00:00.250Z"),
    (.date, "\"2026-01-01\"", "2026-01-01"), (.duration, "\"2s\"", "2s"),
    (.duration, "1.5", "1.5s"),
    (.size, "\"1KiB\"", "1KiB"), (.size, "12", "12B"), (.version, "\"TLSv1.3\"", "1.3"),
    (.version, "1.10", "1.10"), (.version, "\"1.2.3\"", "1.2.3"), (.ip, "\"::1\"", "::1"),
    (.list(of: .string), "[\"a\", \"b\"]", "[\"a\", \"b\"]"),
    (.list(of: .string), "\"a\"", "[\"a\"]"),
    (.list(of: .string), "[1]", "unreadable"), (.list(of: .integer), "[]", "[]"),
    (.json, "{\"a\": [1, {\"b\": null}]}", "{\"a\": [1, {\"b\": null}]}"), (.json, "1e2", "100"),
    (.json, "[null]", "unreadable"), (.string, "{}", "unreadable"),
  ])
  func valuesOfAType(type: ValueType, json: String, printed: String) {
    #expect(
      describe(Slot(json: json).decode(SlotDecoder(mappings: [mapping()], type: type))) == printed)
  }

  @Test func localTimesNeedAZone() throws {
    let zone = try #require(Zone(identifier: "Europe/Berlin"))
    let decoder = SlotDecoder(mappings: [mapping()], type: .timestamp, zone: zone)
    #expect(
      describe(Slot(json: "\"2026-01-01T00:00:00\"").decode(decoder)) == "2025-12-31T23:00:00Z")
  }

  @Test func fieldsByName() throws {
    let field = Field(name: "user.id", type: .string)
    let source = CheckedSource(name: "native", time: [], fieldsByName: true)
    let decoder = try #require(SlotDecoder(.field(field), source: source))
    #expect(decoder.mappings[0].path == RecordPath([.key("user"), .key("id")]))
    let other = CheckedSource(name: "other", time: [])
    #expect(SlotDecoder(.field(field), source: other) == nil)
  }

  /// The path that borrows says what the path that copies says.
  @Test func decodeBytesAgreesWithDecode() {
    var random = SplitMix64(seed: 12)
    let pieces = [
      "/", "//", "a", "b.c", ".", "..", "/../", "%2e", "%2F", "%c3%a9", "%ff", "%", "%4", "?q=1",
      "#f", "é", "\\u002f", "\\/", "\\ud800", "\\n", "-", "http://h", "x", "api", "users",
      "1234567",
    ]
    let decoders = [
      SlotDecoder(mappings: [mapping()], type: .string),
      SlotDecoder(mappings: [mapping(.init(name: "path"))], type: .string),
      SlotDecoder(
        mappings: [
          mapping(.init(name: "path"), absentWhen: [.string("-"), .string("")], missing: .absent)
        ], type: .string),
      SlotDecoder(
        mappings: [mapping(.init(name: "path"), absentWhen: [.string("/"), .string("-")])],
        type: .string),
    ]
    let scratch = ByteScratch(capacity: 64)
    let kinds: [SlotKind] = [
      .string, .escapedString, .missing, .missingInWhole, .null, .number, .true, .object, .mismatch,
      .disagree,
    ]
    var borrowed = 0
    var changed = 0
    for round in 0..<100_000 {
      let text = (0..<random.below(12)).map { _ in random.pick(pieces) }.joined()
      let kind: SlotKind =
        round % 10 == 0
        ? random.pick(kinds) : text.contains("\\") ? .escapedString : .string
      let slot = Slot(
        kind: kind, bytes: kind == .number ? [49] : kind == .object ? [123, 125] : Array(text.utf8))
      let decoder = random.pick(decoders)
      #expect(decoder.decodesBytes)
      slot.bytes.withUnsafeBytes { bytes in
        let state: FieldState
        switch decoder.decodeBytes(kind: kind, mapping: 0, bytes: bytes, scratch: scratch) {
        case .bytes(let text):
          state = .value(.string(Text(bytes: Array(text))))
          if text.baseAddress == bytes.baseAddress { borrowed += 1 } else { changed += 1 }
        case .absent: state = .absent
        case .unknown(let reason): state = .unknown(reason)
        }
        let expected = decoder.decode(kind: kind, mapping: 0, bytes: bytes)
        if state != expected { Issue.record("\(kind) \(text): \(state) \(expected)") }
      }
    }
    #expect(borrowed > 1000 && changed > 1000)
  }

  /// Where the short path gives a number, the long one gives the same.
  @Test func decodeIntegerAgreesWithDecode() {
    var random = SplitMix64(seed: 13)
    let cases: [(ValueType, [String?])] = [
      (.integer, [nil, "int"]), (.size, [nil, "size"]), (.duration, [nil, "ms", "ns", "seconds"]),
      (.timestamp, [nil, "rfc3339", "epoch_ms", "epoch_ns"]),
    ]
    let texts = [
      "0", "-0", "1", "-1", "200", "1.5", "12345678901234567", "999999999999999999999", "1e3", "-",
      "",
      "9223372036854775807", "2026-01-01T00:00:00Z", "2ms", "007", "-007", "99999999999999999",
    ]
    var read = 0
    for (type, names) in cases {
      for name in names {
        for absentWhen: [Value] in [[], [.string("-")], [.number(Number(1))]] {
          let step = name.map { [CheckedSource.Conversion(name: $0)] } ?? []
          let decoder = SlotDecoder(
            mappings: [
              .init(path: RecordPath([]), conversions: step, absentWhen: absentWhen)
            ], type: type)
          #expect(decoder.decodesIntegers)
          for text in texts + (0..<50).map({ _ in String(random.below(1_000_000)) }) {
            for kind in [SlotKind.string, .number, .null, .missing] {
              // The reader has checked a number against JSON's grammar.
              let isNumber = text.withBytes { Number(json: $0) } != nil
              if kind == .number, !isNumber { continue }
              Array(text.utf8).withUnsafeBytes { bytes in
                guard let fast = decoder.decodeInteger(kind: kind, mapping: 0, bytes: bytes) else {
                  return
                }
                read += 1
                let slow: Int64?
                switch decoder.decode(kind: kind, mapping: 0, bytes: bytes) {
                case .value(.number(let number)): slow = number.integer
                case .value(.size(let size)): slow = size
                case .value(.duration(let duration)): slow = duration.nanoseconds
                case .value(.timestamp(let time)): slow = time.nanoseconds
                default: slow = nil
                }
                if fast != slow {
                  Issue.record("\(type) \(name ?? "") \(kind) \(text): \(fast) \(slow as Any)")
                }
              }
            }
          }
        }
      }
    }
    #expect(read > 1000)
  }

  @Test func presence() {
    let decoder = SlotDecoder(
      mappings: [mapping(.init(name: "present"), absentWhen: [.string("-"), .string("")])],
      type: .boolean)
    let whole = SlotDecoder(
      mappings: [mapping(.init(name: "present"), missing: .absent)], type: .boolean)
    for (json, expected) in [
      ("\"TLSv1.3\"", true), ("\"-\"", false), ("\"\"", false), ("null", false), ("0", true),
      ("\"x\"", true), ("true", true), ("false", true), ("{}", true),
    ] {
      let slot = Slot(json: json)
      #expect(slot.decode(decoder) == .value(.boolean(expected)), "\(json)")
      let quick = slot.bytes.withUnsafeBytes {
        decoder.decodeBoolean(kind: slot.kind, mapping: 0, bytes: $0)
      }
      #expect(quick == nil || quick == expected, "\(json)")
    }
    #expect(Slot(kind: .missing, bytes: []).decode(decoder) == .unknown(.missing))
    #expect(Slot(kind: .missing, bytes: []).decode(whole) == .value(.boolean(false)))
    #expect(Slot(kind: .disagree, bytes: []).decode(whole) == .unknown(.recordsDisagree))
    let steps = ["present", "lower"].compactMap { Conversions.named($0) }
    #expect(Conversion.problem(with: steps) == "nothing may follow 'present'")
    #expect(Conversion.problem(with: steps.reversed()) == nil)
  }

  @Test func plainBooleans() {
    let decoder = SlotDecoder(mappings: [mapping()], type: .boolean)
    let empty = UnsafeRawBufferPointer(start: nil, count: 0)
    #expect(decoder.decodeBoolean(kind: .true, mapping: 0, bytes: empty) == true)
    #expect(decoder.decodeBoolean(kind: .false, mapping: 0, bytes: empty) == false)
    #expect(decoder.decodeBoolean(kind: .null, mapping: 0, bytes: empty) == nil)
  }
}
