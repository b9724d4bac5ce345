import Glibc
import Testing

@testable import Shuffle

/// What the environment refuses is an error and never fewer rows, and nothing is left behind.
@Suite struct FailureTests {
  private func fill(_ store: ShuffleStore, rows: Int = 2000) throws {
    var numbers = Numbers(2)
    let buffer = store.makeBuffer()
    for row in randomRows(rows, keys: 100, &numbers) { try buffer.append(row) }
  }

  /// The error of filling or reading, and that there is no way to rows after it.
  private func failure(of store: ShuffleStore) throws -> ShuffleError {
    let error = try #require(throws: ShuffleError.self) {
      try fill(store)
      _ = try groups(store.read(0..<5))
    }
    #expect(throws: error) { try store.read(0..<5) }
    let buffer = store.makeBuffer()
    #expect(throws: error) { _ = try buffer.room(10) }
    return error
  }

  @Test(arguments: [true, false])
  func nothingIsLeftBehind(_ withName: Bool) throws {
    let folder = try Folder()
    do {
      var tuning = ShuffleTuning.tiny()
      tuning.makeFile = { (path) throws(ShuffleError) in
        try TemporaryFile(in: path, withName: withName)
      }
      let store = ShuffleStore(memoryLimit: 0, temporaryFolder: folder.path, tuning: tuning)
      try fill(store)
      #expect(store.spilled.runs > 10)
      // Merging keeps the number of open files small.
      #expect(folder.openFiles > 0 && folder.openFiles < 30)
      #expect(folder.names == [])
      #expect(try !groups(store.read(0..<5)).isEmpty)
      #expect(folder.names == [])
    }
    #expect(folder.openFiles == 0)
  }

  @Test func aFullDiskIsAnError() throws {
    var tuning = ShuffleTuning.tiny()
    tuning.makeFile = { (_) throws(ShuffleError) in
      TemporaryFile(descriptor: open("/dev/full", O_RDWR))
    }
    let store = ShuffleStore(memoryLimit: 10_000, temporaryFolder: "/some/where", tuning: tuning)
    let error = try failure(of: store)
    #expect(error == .spill(folder: "/some/where", code: ENOSPC))
    #expect(error.isOutOfSpace)
    #expect(
      error.description == """
        cannot write to the temporary folder /some/where: No space left on device; make room \
        there, name another one with --temp, or let more stay in memory with --memory
        """)
  }

  @Test func aDiskThatBecomesFullIsAnError() throws {
    let folder = try Folder()
    // Only root may mount; /dev/full stands for it otherwise.
    guard mount("tmpfs", folder.path, "tmpfs", 0, "size=128k") == 0 else { return }
    defer { umount2(folder.path, Int32(MNT_DETACH)) }
    let store = ShuffleStore(
      memoryLimit: 10_000, temporaryFolder: folder.path, tuning: .tiny(fanIn: 64))
    let error = try failure(of: store)
    #expect(error == .spill(folder: folder.path, code: ENOSPC))
    #expect(folder.names == [])
  }

  @Test func aFolderThatTakesNoFilesIsAnError() throws {
    let folder = try Folder()
    try write([1], to: folder.file("file"))
    for (path, codes) in [
      (folder.file("missing"), [ENOENT]), (folder.file("file"), [ENOTDIR]),
      ("/proc", [ENOENT, EACCES, EPERM]),
    ] {
      let store = ShuffleStore(memoryLimit: 0, temporaryFolder: path, tuning: .tiny())
      let error = try failure(of: store)
      guard case .temporaryFolder(path, let code) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(codes.contains(code))
      #expect(error.description.contains("--temp"))
    }
    #expect(throws: ShuffleError.temporaryFolder(path: folder.file("missing"), code: ENOENT)) {
      try TemporaryFile(in: folder.file("missing"), withName: true)
    }
  }

  @Test func whatCannotBeReadBackIsAnError() throws {
    let folder = try Folder()
    var tuning = ShuffleTuning.tiny(fanIn: 1000)
    let path = folder.file("run")
    tuning.makeFile = { (_) throws(ShuffleError) in
      // All runs in one file, so that they write over each other.
      TemporaryFile(descriptor: open(path, O_RDWR | O_CREAT, 0o600))
    }
    let store = ShuffleStore(memoryLimit: 0, temporaryFolder: folder.path, tuning: tuning)
    let error = try failure(of: store)
    guard case .damaged = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func aGroupLargerThanTheLimitIsAnError() throws {
    var tuning = ShuffleTuning.tiny()
    tuning.groupBytes = 10_000
    let store = ShuffleStore(memoryLimit: 0, temporaryFolder: "/tmp", tuning: tuning)
    let buffer = store.makeBuffer()
    let row = ModelRow(
      partition: 3, key: [1], order: RowOrder(time: 1, source: 0, file: 0, offset: 0), stream: 0,
      payload: [UInt8](repeating: 0, count: 52))
    let error = try #require(throws: ShuffleError.self) {
      for _ in 0..<102 { try buffer.append(row) }
      _ = try groups(store.read(0..<5))
    }
    #expect(error == .groupTooLarge(partition: 3, limit: 10_000))

    let enough = ShuffleStore(memoryLimit: 0, temporaryFolder: "/tmp", tuning: tuning)
    let other = enough.makeBuffer()
    for _ in 0..<98 { try other.append(row) }
    #expect(try groups(enough.read(0..<5)).map(\.count) == [98])
  }

  @Test func aRowLargerThanTheLimitIsAnError() throws {
    let store = ShuffleStore(memoryLimit: 1 << 30, temporaryFolder: "/tmp")
    let buffer = store.makeBuffer()
    let error = ShuffleError.rowTooLarge(bytes: 1 << 28 + 4, limit: 1 << 28)
    #expect(throws: error) {
      try buffer.write(UInt32(1))
      _ = try buffer.room(1 << 28)
    }
    #expect(throws: error) { try store.read(0..<1) }
  }

  /// Every state of the memory, with what is not rows: blocks of runs, groups, chunks for later.
  @Test(arguments: [1, 3])
  func memoryKeepsToTheLimit(_ count: Int) throws {
    let limit = 2 << 20
    let store = ShuffleStore(memoryLimit: limit, temporaryFolder: "/tmp")
    let buffers = (0..<count).map { _ in store.makeBuffer() }
    var most = 0
    for number in 0..<150_000 {
      let buffer = buffers[number % count]
      try buffer.write(UInt64(number % 20_000))
      buffer.endKey()
      for _ in 0..<5 { try buffer.write(UInt64(number)) }
      try buffer.endRow(
        partition: 0, order: RowOrder(time: Int64(number), source: 0, file: 0, offset: 0),
        stream: 0)
      most = max(most, store.residentBytes)
    }
    let reader = try store.read(0..<1)
    var rows = 0
    while let group = try reader.next() {
      rows += group.count
      most = max(most, store.residentBytes)
    }
    #expect(rows == 150_000)
    #expect(store.spilled.bytes > 10 << 20)
    #expect(most < limit * 3 / 2)
  }
}
