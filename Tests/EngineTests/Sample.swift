import Columns
import Engine
import Mapping
import RuleModel
import Values

/// Hand-made batches of a source whose fields are read by name.
enum Sample {
  static let vocabulary = Vocabulary(fields: [:], kindParents: ["event": nil])

  static let source = CheckedSource(
    name: "sample", time: [], fieldsByName: true)

  static func flag(_ name: String) -> Field { Field(name: name, type: .boolean) }

  static func isTrue(_ name: String) -> Condition {
    .comparison(.field(flag(name)), .equal, .literal(.boolean(true)))
  }

  static func plan(_ rules: [CheckedRule]) -> SourcePlan {
    SourcePlan(source: source, rules: rules, waivers: [], vocabulary: vocabulary)
  }

  /// Rows as JSON values by field: `true`, `null`, `"text"`, `12`; a field that a row lacks is
  /// missing in it.
  static func evaluate(
    _ rules: [CheckedRule], _ rows: [[String: String]], waivers: [Waiver] = [],
    maxFindings: Int = 1000
  ) -> Tally {
    let plan = SourcePlan(
      source: source, rules: rules, waivers: waivers, vocabulary: vocabulary)
    let tally = Tally(plan: plan, maxFindings: maxFindings)
    let evaluator = Evaluator(plan: plan, capacity: 100)
    var start = 0
    while start < rows.count {
      let part = rows[start..<min(start + 100, rows.count)]
      withBatch(plan, Array(part), firstTime: Int64(start)) { batch in
        evaluator.evaluate(
          batch, origin: BatchOrigin(file: 0, chunk: Int32(start), source: 0), into: tally)
      }
      start += 100
    }
    evaluator.finish(into: tally)
    return tally
  }

  private static func withBatch(
    _ plan: SourcePlan, _ rows: [[String: String]], firstTime: Int64,
    _ body: (RecordBatch) -> Void
  ) {
    let batch = RecordBatch(columnCount: plan.requests.count, capacity: 100)
    var bytes: [UInt8] = []
    for (row, values) in rows.enumerated() {
      let recordStart = bytes.count
      for (number, request) in plan.requests.enumerated() {
        guard case .field(let field) = request else { continue }
        let text = Array((values[field.name] ?? "").utf8)
        let kind = kind(of: text)
        let isQuoted = kind == .string
        batch.columns[number].kinds[row] = kind.rawValue
        batch.columns[number].mappings[row] = 0
        batch.columns[number].offsets[row] = UInt32(bytes.count + (isQuoted ? 1 : 0))
        batch.columns[number].lengths[row] = UInt32(text.count - (isQuoted ? 2 : 0))
        bytes += text
      }
      batch.times[row] = firstTime + Int64(row)
      batch.recordOffsets[row] = UInt32(recordStart)
      batch.recordLengths[row] = UInt32(bytes.count - recordStart)
      batch.ordinals[row] = UInt32(row)
    }
    batch.count = rows.count
    batch.baseOffset = UInt64(firstTime) * 1000
    bytes.withUnsafeBytes {
      batch.bytes = $0
      body(batch)
    }
  }

  private static func kind(of text: [UInt8]) -> SlotKind {
    switch text.first {
    case nil: .missing
    case UInt8(ascii: "n")?: .null
    case UInt8(ascii: "t")?: .true
    case UInt8(ascii: "f")?: .false
    case UInt8(ascii: "\"")?: .string
    case UInt8(ascii: "[")?: .array
    case UInt8(ascii: "{")?: .object
    default: .number
    }
  }
}

/// A small generator of the same numbers everywhere.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
