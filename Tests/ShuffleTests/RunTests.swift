import Glibc
import Testing

@testable import Shuffle

/// Runs in files that others may have written.
@Suite struct RunTests {
  private func store(_ rows: [ModelRow], limit: Int = 1 << 30) throws -> ShuffleStore {
    let store = ShuffleStore(memoryLimit: limit, temporaryFolder: "/tmp", tuning: .tiny())
    let buffer = store.makeBuffer()
    for row in rows { try buffer.append(row) }
    return store
  }

  private func read(_ path: String, count: Int = 1) throws -> [[ModelRow]] {
    let store = ShuffleStore(memoryLimit: 1 << 30, temporaryFolder: "/tmp", tuning: .tiny())
    try store.add(runAt: path)
    return try store.readers(0..<1 << 16, count: count).flatMap { try groups($0) }
  }

  @Test func storesMergeTheRunsOfOthers() throws {
    let folder = try Folder()
    var numbers = Numbers(21)
    let rows = randomRows(3000, keys: 200, &numbers)
    let parts = stride(from: 0, to: 3000, by: 1000).map { Array(rows[$0..<$0 + 1000]) }
    for (number, limit) in [1 << 30, 5000].enumerated() {
      try store(parts[number], limit: limit).write(runTo: folder.file("\(number)"))
    }
    for limit in [1 << 30, 20_000] {
      let merging = try store(parts[2], limit: limit)
      for number in 0..<2 { try merging.add(runAt: folder.file("\(number)")) }
      expectEqual(try groups(merging.read(0..<5)), model(rows))
      try merging.write(runTo: folder.file("merged-\(limit)"))
    }
    try store(rows.shuffled(using: &numbers)).write(runTo: folder.file("all"))
    let expected = try contents(of: folder.file("all"))
    #expect(try contents(of: folder.file("merged-20000")) == expected)
    #expect(try contents(of: folder.file("merged-\(1 << 30)")) == expected)
    for count in [1, 2, 7, 256] {
      expectEqual(try read(folder.file("all"), count: count), model(rows))
    }
  }

  @Test func runsAreNotWrittenOverFiles() throws {
    let folder = try Folder()
    try write([1, 2], to: folder.file("there"))
    let rows = try store([])
    #expect(throws: ShuffleError.write(path: folder.file("there"), code: EEXIST)) {
      try rows.write(runTo: folder.file("there"))
    }
    #expect(try contents(of: folder.file("there")) == [1, 2])
    try rows.write(runTo: folder.file("empty"))
    #expect(try contents(of: folder.file("empty")).count == 56)
    #expect(try read(folder.file("empty")).isEmpty)
    let full = try store([])
    #expect(throws: ShuffleError.write(path: "/nowhere/run", code: ENOENT)) {
      try full.write(runTo: "/nowhere/run")
    }
  }

  @Test func whatIsNoRunIsAnError() throws {
    let folder = try Folder()
    #expect(throws: ShuffleError.open(path: folder.file("none"), code: ENOENT)) {
      try read(folder.file("none"))
    }
    #expect(throws: ShuffleError.self) { try read(folder.path) }
    #expect(throws: ShuffleError.damaged(run: "/dev/zero", offset: 0, .notRun)) {
      try read("/dev/zero")
    }
    mkfifo(folder.file("pipe"), 0o600)
    #expect(throws: ShuffleError.damaged(run: folder.file("pipe"), offset: 0, .notRun)) {
      try read(folder.file("pipe"))
    }
    try write(Array("{\"level\": \"info\", \"message\": \"x\"}\n".utf8), to: folder.file("log"))
    #expect(throws: ShuffleError.damaged(run: folder.file("log"), offset: 0, .notRun)) {
      try read(folder.file("log"))
    }
  }

  @Test func otherLayoutsAreErrors() throws {
    let folder = try Folder()
    try store([]).write(runTo: folder.file("run"))
    var bytes = try contents(of: folder.file("run"))
    bytes[8] = 2
    try write(bytes, to: folder.file("later"))
    #expect(
      throws: ShuffleError.otherLayout(run: folder.file("later"), version: 2, hashBits: 48)
    ) { try read(folder.file("later")) }
    let other = ShuffleStore(
      memoryLimit: 0, temporaryFolder: "/tmp", tuning: .tiny(hashBits: 7))
    #expect(throws: ShuffleError.otherLayout(run: folder.file("run"), version: 1, hashBits: 48)) {
      try other.add(runAt: folder.file("run"))
    }
  }

  /// The layout as docs/shuffle.md has it, byte by byte.
  @Test func theLayoutIsAsDocumented() throws {
    let folder = try Folder()
    let row = ModelRow(
      partition: 0x0201, key: [0xaa, 0xbb],
      order: RowOrder(time: -2, source: 3, file: 4, offset: 5, sequence: 6), stream: 7,
      payload: [9, 8, 7])
    try store([row]).write(runTo: folder.file("run"))
    let bytes = try contents(of: folder.file("run"))
    var expected = Array("writ-run".utf8) + [1, 0, 0, 0, 48, 0, 0, 0]
    expected += [48, 0, 0, 0, 1, 0, 0, 0] + bytes[24..<32]
    expected += [0xfe, 255, 255, 255, 255, 255, 255, 255, 5, 0, 0, 0, 0, 0, 0, 0]
    expected += [3, 0, 0, 0, 4, 0, 0, 0, 6, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1, 2, 7, 0]
    expected += [0xaa, 0xbb, 9, 8, 7, 0, 0, 0]
    expected += bytes[80..<86] + [1, 2, 48, 0, 0, 0, 1, 0, 0, 0]
    expected += [80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    expected += bytes[120..<128] + Array("writ-end".utf8)
    #expect(bytes == expected)
    // Of the functions, a value each: other programs must come to the same.
    #expect(bytes[24..<32].map { $0 } == littleEndian(checksum(expected[32..<80], seed: 16)))
    #expect(KeyHash.hash([0xaa, 0xbb] as [UInt8], 2) == Self.documentedHash([0xaa, 0xbb]))
    for count in 0..<40 {
      let key = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
      #expect(KeyHash.hash(key, count) == Self.documentedHash(key))
    }
  }

  private func littleEndian(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  private static func words(_ bytes: some Collection<UInt8>) -> [UInt64] {
    let bytes = Array(bytes)
    return stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<min(start + 8, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  private static let k: [UInt64] = [
    0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3, 0x5899_65cc_7537_4cc3,
  ]

  private static func documentedHash(_ key: [UInt8]) -> UInt64 {
    var hash = k[0] ^ UInt64(key.count)
    var words = words(key)
    if key.count > 8, key.count % 8 > 0 { words[words.count - 1] = Self.words(key.suffix(8))[0] }
    for word in words { hash = fold(hash ^ word, k[1]) }
    return fold(hash ^ k[2], k[0])
  }

  private func checksum(_ bytes: ArraySlice<UInt8>, seed: UInt64) -> UInt64 {
    let k = Self.k
    var lanes = k.map { seed ^ $0 }
    let words = Self.words(bytes)
    for (place, word) in words.enumerated() {
      let lane = place < words.count / 4 * 4 ? place % 4 : 0
      lanes[lane] = Self.fold(lanes[lane] ^ word, k[(lane + 1) % 4])
    }
    let halves =
      Self.fold(lanes[0] ^ k[2], lanes[1] ^ k[3]) ^ Self.fold(lanes[2] ^ k[0], lanes[3] ^ k[1])
    return Self.fold(halves ^ UInt64(bytes.count), k[1])
  }
}
