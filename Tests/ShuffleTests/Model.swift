import Testing

@testable import Shuffle

/// A row as the tests write it down; the store must give the same back in the same order.
struct ModelRow: Comparable, Hashable {
  var partition: UInt16
  var key: [UInt8]
  var order: RowOrder
  var stream: UInt16
  var payload: [UInt8]

  static func < (one: ModelRow, other: ModelRow) -> Bool {
    if one.order.time != other.order.time { return one.order.time < other.order.time }
    if one.order.source != other.order.source { return one.order.source < other.order.source }
    if one.order.file != other.order.file { return one.order.file < other.order.file }
    if one.order.offset != other.order.offset { return one.order.offset < other.order.offset }
    if one.order.sequence != other.order.sequence {
      return one.order.sequence < other.order.sequence
    }
    if one.stream != other.stream { return one.stream < other.stream }
    return one.payload.lexicographicallyPrecedes(other.payload)
  }
}

struct ModelKey: Hashable {
  var partition: UInt16
  var key: [UInt8]
}

extension RowBuffer {
  func append(_ row: ModelRow) throws {
    try row.key.withUnsafeBytes { key in
      try row.payload.withUnsafeBytes { payload in
        try append(
          partition: row.partition, key: key, order: row.order, stream: row.stream,
          payload: payload)
      }
    }
  }
}

/// The rows of each key in their order, the slow and obvious way.
func model(_ rows: [ModelRow]) -> [ModelKey: [ModelRow]] {
  Dictionary(grouping: rows) { ModelKey(partition: $0.partition, key: $0.key) }
    .mapValues { $0.sorted() }
}

func modelRows(_ group: RowGroup) -> [ModelRow] {
  group.rows.map {
    ModelRow(
      partition: group.partition, key: Array(group.key), order: $0.order, stream: $0.stream,
      payload: Array($0.payloadBytes))
  }
}

/// All groups as they come; no key may come twice, nor a partition after a later one.
func groups(
  _ reader: GroupReader, where isWanted: (UInt16, [UInt8]) -> Bool = { _, _ in true }
) throws -> [[ModelRow]] {
  var groups: [[ModelRow]] = []
  var seen: Set<ModelKey> = []
  while let group = try reader.next(where: { isWanted($0, Array($1)) }) {
    let isNew = seen.insert(ModelKey(partition: group.partition, key: Array(group.key))).inserted
    #expect(isNew)
    #expect(groups.last.map { $0[0].partition <= group.partition } ?? true)
    groups.append(modelRows(group))
  }
  return groups
}

func expectEqual(_ groups: [[ModelRow]], _ expected: [ModelKey: [ModelRow]]) {
  #expect(groups.count == expected.count)
  for group in groups {
    #expect(group == expected[ModelKey(partition: group[0].partition, key: group[0].key)])
  }
}

/// Numbers that look random and are the same in each run.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
}

/// Rows with all that can be odd: empty keys and payloads, keys that begin alike, equal times,
/// rows that are equal in everything.
func randomRows(
  _ count: Int, keys: Int, partitions: Int = 5, payload: Int = 60, _ numbers: inout Numbers
) -> [ModelRow] {
  let pool: [[UInt8]] = (0..<keys).map { number in
    switch number {
    case 0: []
    case 1: [0]
    case 2: [0, 0]
    default:
      Array("key".utf8.prefix(Int.random(in: 0...3, using: &numbers)))
        + numbers.bytes(Int.random(in: 0...20, using: &numbers))
    }
  }
  var rows: [ModelRow] = []
  for _ in 0..<count {
    if let last = rows.last, Int.random(in: 0..<50, using: &numbers) == 0 {
      rows.append(last)
      continue
    }
    rows.append(
      ModelRow(
        partition: UInt16(Int.random(in: 0..<partitions, using: &numbers)),
        key: pool.randomElement(using: &numbers)!,
        order: RowOrder(
          time: Int64.random(in: -20...20, using: &numbers),
          source: Int32.random(in: -1...1, using: &numbers),
          file: Int32.random(in: 0...2, using: &numbers),
          offset: UInt64.random(in: 0...100, using: &numbers),
          sequence: UInt32.random(in: 0...1, using: &numbers)),
        stream: UInt16.random(in: 0...2, using: &numbers),
        payload: numbers.bytes(Int.random(in: 0...payload, using: &numbers))))
  }
  return rows
}

extension ShuffleTuning {
  /// Small enough that a few rows fill a chunk, a block and the memory.
  static func tiny(
    fanIn: Int = 4, hashBits: Int = 48, chunk: Int = 512, block: Int = 256
  ) -> ShuffleTuning {
    var tuning = ShuffleTuning(memoryLimit: 0)
    tuning.chunkBytes = chunk
    tuning.blockBytes = block
    tuning.fanIn = fanIn
    tuning.hashBits = hashBits
    return tuning
  }
}
