import Testing

@testable import Shuffle

/// The store against a dictionary of sorted lists.
@Suite struct ShuffleTests {
  struct Case: CustomTestStringConvertible {
    var rows: Int
    var keys: Int
    var buffers: Int
    var limit: Int
    var hashBits = 48

    var testDescription: String {
      "\(rows) rows, \(keys) keys, \(buffers) buffers, \(limit) bytes, \(hashBits) bits"
    }
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    for rows in [0, 1, 2, 3, 25, 26, 300, 3000] {
      for keys in [1, 3, 40, 2000] {
        for (buffers, limit) in [(1, 1 << 30), (3, 1 << 30), (1, 0), (4, 20_000)] {
          cases.append(Case(rows: rows, keys: keys, buffers: buffers, limit: limit))
        }
      }
    }
    for hashBits in [0, 1, 3, 9] {
      for limit in [1 << 30, 8_000] {
        cases.append(Case(rows: 700, keys: 90, buffers: 2, limit: limit, hashBits: hashBits))
      }
    }
    return cases
  }()

  @Test(arguments: cases)
  func givesWhatTheModelGives(_ testCase: Case) throws {
    var numbers = Numbers(UInt64(testCase.rows * 31 + testCase.keys))
    let rows = randomRows(testCase.rows, keys: testCase.keys, &numbers)
    let store = ShuffleStore(
      memoryLimit: testCase.limit, temporaryFolder: "/tmp",
      tuning: .tiny(hashBits: testCase.hashBits))
    let buffers = (0..<testCase.buffers).map { _ in store.makeBuffer() }
    for row in rows { try buffers.randomElement(using: &numbers)!.append(row) }
    let expected = model(rows)

    let first = try groups(store.read(0..<5))
    expectEqual(first, expected)
    if testCase.limit == 1 << 30 { #expect(store.spilled.runs == 0) }
    if testCase.limit < 1 << 30, testCase.rows > 300 { #expect(store.spilled.runs > 0) }

    let second = try groups(store.read(0..<5))
    #expect(second == first)

    let some = try groups(store.read(1..<4)) { $0 != 2 && $1.count % 2 == 0 }
    #expect(some == first.filter { [1, 3].contains($0[0].partition) && $0[0].key.count % 2 == 0 })

    let sliced = try store.readers(0..<5, count: 3).flatMap { try groups($0) }
    #expect(sliced.count == first.count)
    expectEqual(sliced, expected)
  }

  @Test(arguments: [1 << 30, 6_000, 0])
  func orderDependsOnTheRowsAlone(_ limit: Int) throws {
    var numbers = Numbers(7)
    let rows = randomRows(900, keys: 60, &numbers)
    let plain = ShuffleStore(memoryLimit: 1 << 30, temporaryFolder: "/tmp")
    let buffer = plain.makeBuffer()
    for row in rows { try buffer.append(row) }
    let expected = try groups(plain.read(0..<5))
    for count in 1...4 {
      let store = ShuffleStore(memoryLimit: limit, temporaryFolder: "/tmp", tuning: .tiny())
      let buffers = (0..<count).map { _ in store.makeBuffer() }
      for row in rows.shuffled(using: &numbers) {
        try buffers.randomElement(using: &numbers)!.append(row)
      }
      #expect(try groups(store.read(0..<5)) == expected)
    }
  }

  /// Rows of later partitions are added while earlier ones are read.
  @Test(arguments: [1 << 30, 4_000, 0])
  func rowsAreAddedWhileOthersAreRead(_ limit: Int) throws {
    var numbers = Numbers(3)
    let rows = randomRows(600, keys: 30, partitions: 3, &numbers)
    let store = ShuffleStore(memoryLimit: limit, temporaryFolder: "/tmp", tuning: .tiny())
    let buffer = store.makeBuffer()
    for row in rows { try buffer.append(row) }
    var all = rows
    var seen: [[ModelRow]] = []
    for level in 0..<6 {
      let reader = try store.read(level..<level + 1)
      while let group = try reader.next() {
        seen.append(modelRows(group))
        for row in modelRows(group) where level < 5 && row.order.sequence == 0 {
          var derived = row
          derived.partition = UInt16(level + 1 + Int(row.stream) % (5 - level))
          derived.key.append(UInt8(level))
          try buffer.append(derived)
          all.append(derived)
        }
      }
    }
    expectEqual(seen, model(all))
    #expect(try groups(store.read(0..<6)) == seen)
  }

  @Test func readersCanWorkAtOneTime() async throws {
    var numbers = Numbers(11)
    let rows = randomRows(5000, keys: 700, &numbers)
    for limit in [1 << 30, 50_000] {
      let store = ShuffleStore(memoryLimit: limit, temporaryFolder: "/tmp", tuning: .tiny())
      let parts = stride(from: 0, to: rows.count, by: 1250).map { Array(rows[$0..<$0 + 1250]) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for part in parts {
          let buffer = store.makeBuffer()
          group.addTask { for row in part { try buffer.append(row) } }
        }
        try await group.waitForAll()
      }
      let readers = try store.readers(0..<5, count: 4)
      let all = try await withThrowingTaskGroup(of: [[ModelRow]].self) { group in
        for reader in readers { group.addTask { try groups(reader) } }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      expectEqual(all, model(rows))
    }
  }

  @Test(arguments: [1 << 30, 3 << 20])
  func longRowsAndLongKeys(_ limit: Int) throws {
    var numbers = Numbers(5)
    var rows = randomRows(200, keys: 20, &numbers)
    for place in stride(from: 0, to: 200, by: 23) {
      rows[place].payload = [UInt8](repeating: UInt8(place), count: 1 << 20 + place)
      rows[place + 1].key = [UInt8](repeating: UInt8(place), count: 100_000)
    }
    let store = ShuffleStore(memoryLimit: limit, temporaryFolder: "/tmp")
    let buffer = store.makeBuffer()
    for row in rows { try buffer.append(row) }
    expectEqual(try groups(store.read(0..<5)), model(rows))
    #expect((store.spilled.runs > 0) == (limit < 1 << 30))
  }

  @Test func rowsAreWrittenInPieces() throws {
    let store = ShuffleStore(memoryLimit: 1 << 30, temporaryFolder: "/tmp", tuning: .tiny())
    let buffer = store.makeBuffer()
    var expected: [ModelRow] = []
    for number in 0..<50 {
      try buffer.write(UInt32(number))
      buffer.cancelRow()
      try buffer.write(UInt16(0x0102))
      buffer.endKey()
      for _ in 0..<number * 20 { try buffer.write(UInt64(number)) }
      let place = try buffer.room(3)
      place.storeBytes(of: 9, as: UInt8.self)
      buffer.advance(1)
      buffer.written[2] = 77
      let order = RowOrder(time: Int64(number), source: 0, file: 0, offset: 0)
      try buffer.endRow(partition: 1, order: order, stream: 2)
      var payload: [UInt8] = []
      for _ in 0..<number * 20 { payload += [UInt8(number), 0, 0, 0, 0, 0, 0, 0] }
      payload.append(9)
      payload[0] = 77
      expected.append(
        ModelRow(partition: 1, key: [2, 1], order: order, stream: 2, payload: payload))
    }
    #expect(try groups(store.read(0..<2)) == [expected])
  }

  @Test func anEmptyStoreGivesNothing() throws {
    let store = ShuffleStore(memoryLimit: 1, temporaryFolder: "/nowhere")
    _ = store.makeBuffer()
    #expect(try groups(store.read(0..<1 << 16)).isEmpty)
    #expect(try groups(store.read(3..<3)).isEmpty)
    #expect(store.spilled.runs == 0)
  }

  @Test func whatIsNotGivenUpIsCounted() throws {
    var numbers = Numbers(1)
    let rows = randomRows(2000, keys: 90, &numbers)
    for limit in [1 << 30, 30_000] {
      let core: StoreCore
      do {
        let store = ShuffleStore(memoryLimit: limit, temporaryFolder: "/tmp", tuning: .tiny())
        core = store.core
        let buffers = (0..<2).map { _ in store.makeBuffer() }
        for row in rows { try buffers.randomElement(using: &numbers)!.append(row) }
        if limit == 30_000 { #expect(store.residentBytes < 60_000) }
        _ = try groups(store.read(0..<3))
        try buffers[0].append(rows.first { $0.partition == 4 }!)
        #expect(store.residentBytes > 0)
      }
      #expect(core.rowBytes.load(ordering: .relaxed) == 0)
      #expect(core.otherBytes.load(ordering: .relaxed) == 0)
    }
  }
}
