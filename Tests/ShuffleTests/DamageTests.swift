import Glibc
import Testing

@testable import Shuffle

/// Hostile bytes: each is an error or exactly what was written; none takes memory that the file
/// does not have, none crashes.
@Suite struct DamageTests {
  private func run(_ rows: [ModelRow], _ folder: Folder, block: Int = 256) throws -> [UInt8] {
    let tuning = ShuffleTuning.tiny(block: block)
    let core = StoreCore(memoryLimit: 0, temporaryFolder: folder.path, tuning: tuning)
    let path = folder.file("written")
    let writer = try RunWriter(
      file: TemporaryFile(descriptor: open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)),
      place: .file(path: path), blockBytes: block, core: core)
    let store = ShuffleStore(memoryLimit: 1 << 30, temporaryFolder: folder.path, tuning: tuning)
    let buffer = store.makeBuffer()
    for row in rows { try buffer.append(row) }
    let reader = try store.read(0..<5)
    while let group = try reader.next() {
      for row in group.rows { try writer.append(row, group.partition, group.key) }
    }
    _ = try writer.finish()
    return try contents(of: path)
  }

  private func read(
    _ bytes: [UInt8], _ folder: Folder, from first: Int = 0, readers: Int = 1
  ) throws -> [[ModelRow]] {
    let path = folder.file("read")
    try write(bytes, to: path)
    let store = ShuffleStore(memoryLimit: 0, temporaryFolder: folder.path, tuning: .tiny())
    try store.add(runAt: path)
    return try store.readers(first..<1 << 16, count: readers).flatMap { try groups($0) }
  }

  @Test func everyCutIsAnError() throws {
    let folder = try Folder()
    var numbers = Numbers(4)
    let bytes = try run(randomRows(40, keys: 9, &numbers), folder)
    for count in 0..<bytes.count {
      #expect(throws: ShuffleError.self) { try read(Array(bytes[..<count]), folder) }
    }
    #expect(throws: ShuffleError.self) { try read(bytes + [0], folder) }
    #expect(throws: ShuffleError.self) { try read(bytes + bytes, folder) }
    for place in stride(from: 0, to: bytes.count, by: 17) {
      var shorter = bytes
      shorter.removeSubrange(place..<min(place + 8, bytes.count))
      #expect(throws: ShuffleError.self) { try read(shorter, folder) }
    }
  }

  @Test func everyChangedByteIsAnError() throws {
    let folder = try Folder()
    var numbers = Numbers(4)
    let bytes = try run(randomRows(40, keys: 9, &numbers), folder)
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      #expect(throws: ShuffleError.self, "byte \(place)") { try read(changed, folder) }
    }
  }

  @Test func swappedBlocksAreAnError() throws {
    let folder = try Folder()
    let rows = (0..<8).map {
      ModelRow(
        partition: 0, key: [1], order: RowOrder(time: Int64($0), source: 0, file: 0, offset: 0),
        stream: 0, payload: [UInt8](repeating: UInt8($0), count: 200))
    }
    let bytes = try run(rows, folder)
    let size = 16 + RowHeader.rowSize(content: 201)
    try #require(bytes.count == 16 + 8 * size + 8 * 16 + 40)
    var swapped = bytes
    for place in 0..<size { swapped.swapAt(16 + place, 16 + size + place) }
    #expect(throws: ShuffleError.self) { try read(swapped, folder) }
    #expect(try read(bytes, folder) == [rows])
  }

  /// A run whose sums are right, with rows as given.
  private func forged(blocks: [[UInt8]], counts: [UInt32], firstKeys: [UInt64]) -> [UInt8] {
    func bytes<Value: BitwiseCopyable>(_ value: Value) -> [UInt8] {
      withUnsafeBytes(of: value) { Array($0) }
    }
    var run = bytes(
      RunHeader(magic: RunLayout.magic, version: RunLayout.version, hashBits: 48))
    var index: [UInt8] = []
    for (number, block) in blocks.enumerated() {
      let checksum = KeyHash.checksum(block, block.count, seed: UInt64(run.count))
      run += bytes(
        BlockHeader(bytes: UInt32(block.count), rows: counts[number], checksum: checksum))
      run += block
      index += bytes(
        IndexEntry(
          firstKey: firstKeys[number], bytes: UInt32(block.count), rows: counts[number]))
    }
    let rows = counts.reduce(0) { $0 + UInt64($1) }
    let offset = UInt64(run.count)
    run += index
    return run
      + bytes(
        RunFooter(
          indexOffset: offset, blocks: UInt64(blocks.count), rows: rows,
          checksum: KeyHash.checksum(index, index.count, seed: offset ^ rows),
          magic: RunLayout.endMagic))
  }

  private func row(partition: UInt16, key: [UInt8], claims: (UInt32, UInt32)? = nil) -> [UInt8] {
    let header = RowHeader(
      time: 0, offset: 0, source: 0, file: 0, sequence: 0,
      keyCount: claims?.0 ?? UInt32(key.count), payloadCount: claims?.1 ?? 0,
      partition: partition, stream: 0)
    var bytes = withUnsafeBytes(of: header) { Array($0) } + key
    while bytes.count % 8 > 0 { bytes.append(0) }
    return bytes
  }

  private func sortKey(_ partition: UInt16, _ key: [UInt8]) -> UInt64 {
    KeyHash.sortKey(partition, key, key.count, mask: KeyHash.mask(bits: 48))
  }

  @Test func rowsThatDoNotFitTheirBlockAreErrors() throws {
    let folder = try Folder()
    let key: [UInt8] = [1, 2, 3]
    let first = sortKey(0, key)
    let whole = row(partition: 0, key: key)
    #expect(
      try read(forged(blocks: [whole], counts: [1], firstKeys: [first]), folder).count == 1)
    let claims: [(UInt32, UInt32)] = [
      (9, 0), (3, 6), (.max, .max), (0, .max), (.max, 0), (1 << 31, 1 << 31),
    ]
    for claim in claims {
      let bytes = forged(
        blocks: [row(partition: 0, key: key, claims: claim)], counts: [1], firstKeys: [first])
      #expect(throws: ShuffleError.self) { try read(bytes, folder) }
    }
    for count in [0, 2, 3, UInt32.max] {
      let bytes = forged(blocks: [whole], counts: [count], firstKeys: [first])
      #expect(throws: ShuffleError.self) { try read(bytes, folder) }
    }
    for block in [whole + whole, whole + [0, 0, 0, 0, 0, 0, 0, 0], Array(whole[..<40])] {
      let bytes = forged(blocks: [block], counts: [1], firstKeys: [first])
      #expect(throws: ShuffleError.self) { try read(bytes, folder) }
    }
  }

  @Test func keysThatDoNotAscendAreErrors() throws {
    let folder = try Folder()
    let keys: [[UInt8]] = [[1], [2], [3], [4]].sorted { sortKey(0, $0) < sortKey(0, $1) }
    for (first, second) in [(1, 0), (3, 2), (3, 0)] {
      for split in [true, false] {
        let rows = [row(partition: 0, key: keys[first]), row(partition: 0, key: keys[second])]
        let firstKeys = [sortKey(0, keys[first]), sortKey(0, keys[second])]
        let bytes =
          split
          ? forged(blocks: rows, counts: [1, 1], firstKeys: firstKeys)
          : forged(blocks: [rows[0] + rows[1]], counts: [2], firstKeys: [firstKeys[0]])
        #expect(throws: ShuffleError.self) { try read(bytes, folder) }
      }
    }
    let wrong = forged(
      blocks: [row(partition: 0, key: keys[0])], counts: [1], firstKeys: [sortKey(0, keys[1])])
    #expect(throws: ShuffleError.self) { try read(wrong, folder) }
    let partitions = forged(
      blocks: [row(partition: 1, key: keys[0]) + row(partition: 0, key: keys[0])], counts: [2],
      firstKeys: [sortKey(1, keys[0])])
    #expect(throws: ShuffleError.self) { try read(partitions, folder) }
    #expect(throws: ShuffleError.self) { try read(partitions, folder, from: 2) }
  }

  /// Bytes changed at random, half of the time with sums that are right again.
  @Test func randomBytesNeverCrash() throws {
    let folder = try Folder()
    var numbers = Numbers(99)
    let rows = randomRows(60, keys: 9, &numbers)
    let bytes = try run(rows, folder, block: 400)
    var refused = 0
    for _ in 0..<3000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let place = Int.random(in: 0..<changed.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: changed[place] = numbers.bytes(1)[0]
        case 1: changed[place] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &numbers)!
        case 2: changed.removeSubrange(place..<min(changed.count, place + 8))
        default: changed.insert(contentsOf: numbers.bytes(8), at: place)
        }
      }
      if Bool.random(using: &numbers) { mend(&changed) }
      do {
        let first = [0, 0, 2].randomElement(using: &numbers)!
        _ = try read(changed, folder, from: first, readers: [1, 3].randomElement(using: &numbers)!)
      } catch is ShuffleError {
        refused += 1
      }
    }
    #expect(refused > 1500)
    #expect(refused < 3000)
  }

  /// Makes the sums of blocks and index right where there are such things.
  private func mend(_ bytes: inout [UInt8]) {
    guard bytes.count >= 72 else { return }
    bytes.withUnsafeMutableBytes { bytes in
      let end = bytes.count - 40
      let indexOffset = bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self)
      let blocks = bytes.loadUnaligned(fromByteOffset: end + 8, as: UInt64.self)
      guard indexOffset >= 16, indexOffset <= end, blocks == UInt64(end - Int(indexOffset)) / 16
      else { return }
      var offset = 16
      var rows: UInt64 = 0
      for number in 0..<Int(blocks) {
        let entry = bytes.loadUnaligned(
          fromByteOffset: Int(indexOffset) + number * 16, as: IndexEntry.self)
        rows &+= UInt64(entry.rows)
        guard entry.bytes & 7 == 0, offset + 16 + Int(entry.bytes) <= indexOffset else { return }
        let base = UnsafeRawPointer(bytes.baseAddress!)
        let checksum = KeyHash.checksum(
          base + offset + 16, Int(entry.bytes), seed: UInt64(offset))
        bytes.storeBytes(
          of: BlockHeader(bytes: entry.bytes, rows: entry.rows, checksum: checksum),
          toByteOffset: offset, as: BlockHeader.self)
        offset += 16 + Int(entry.bytes)
      }
      bytes.storeBytes(of: rows, toByteOffset: end + 16, as: UInt64.self)
      let checksum = KeyHash.checksum(
        UnsafeRawPointer(bytes.baseAddress! + Int(indexOffset)), end - Int(indexOffset),
        seed: indexOffset ^ rows)
      bytes.storeBytes(of: checksum, toByteOffset: end + 24, as: UInt64.self)
    }
  }
}
