import Columns
import Mapping
import RuleModel
import Testing
import Values

@testable import Engine

@Suite struct SharedSlotTests {
  @Test func theByteOfAStringIsItsRawValue() {
    #expect(SlotKind.stringByte == SlotKind.string.rawValue)
    let withBytes: [SlotKind] = [.string, .escapedString, .number, .object, .array]
    for raw in UInt8(0)...UInt8(11) {
      let kind = SlotKind(rawValue: raw)
      #expect(kind != nil)
      #expect(SlotKind.hasBytes(raw) == withBytes.contains { $0.rawValue == raw })
    }
  }

  /// Two fields and a path that stand at one place are read once.
  @Test func columnsAtOnePlaceShareASlot() {
    let path = RecordPath([.key("version")])
    let other = RecordPath([.key("other")])
    let first = Field(name: "a", type: .version)
    let second = Field(name: "b", type: .string)
    let third = Field(name: "c", type: .string)
    typealias Mapping = CheckedSource.Mapping
    let source = CheckedSource(
      name: "s", time: [],
      mappings: [
        first: [
          Mapping(path: path, conversions: [CheckedSource.Conversion(name: "version")])
        ],
        second: [Mapping(path: path, absentWhen: [.string("-")])],
        third: [Mapping(path: path), Mapping(path: other)],
      ])
    let conditions: [Condition] = [
      .presence(.field(first), .present), .presence(.field(second), .present),
      .presence(.field(third), .present), .presence(.raw(path), .present),
    ]
    let rule = CheckedRule(
      id: "r", title: "", severity: .high, kind: "event", requirement: .and(conditions))
    let plan = SourcePlan(
      source: source, rules: [rule], waivers: [], vocabulary: Sample.vocabulary)
    #expect(plan.columns.map(\.place) == [.slot(0), .slot(0), .slot(1), .slot(0)])
    #expect(plan.requests == [.field(first), .field(third)])
    var merging = source
    merging.identity = CheckedSource.Identity(fields: [second], within: nil)
    let own = SourcePlan(
      source: merging, rules: [rule], waivers: [], vocabulary: Sample.vocabulary)
    #expect(Set(own.columns.map { "\($0.place)" }).count == own.columns.count)
  }
}
