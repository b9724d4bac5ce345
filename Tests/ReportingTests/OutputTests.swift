import Foundation
import Synchronization
import Testing

@testable import Reporting

@Suite struct AtomicFileTests {
  private func write(_ text: String, to file: AtomicFile) throws {
    try Array(text.utf8).withUnsafeBytes { try file.write($0) }
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func appearsWholeAtTheEnd() throws {
    try Files.withFolder { folder in
      let file = try AtomicFile(path: folder + "/report.json")
      try write("one", to: file)
      try write("two", to: file)
      #expect(try names(folder).count == 1)
      #expect(try !names(folder).contains("report.json"))
      try file.commit()
      #expect(try names(folder) == ["report.json"])
      #expect(try String(contentsOfFile: folder + "/report.json", encoding: .utf8) == "onetwo")
    }
  }

  @Test func leavesNothingWithoutACommit() throws {
    try Files.withFolder { folder in
      try "old".write(toFile: folder + "/r", atomically: false, encoding: .utf8)
      do {
        let file = try AtomicFile(path: folder + "/r")
        try write("new", to: file)
      }
      #expect(try names(folder) == ["r"])
      #expect(try String(contentsOfFile: folder + "/r", encoding: .utf8) == "old")
    }
  }

  @Test func leavesNothingWhenCancelled() throws {
    try Files.withFolder { folder in
      let flag = Flag()
      let file = try AtomicFile(path: folder + "/r", isCancelled: { flag.isSet })
      try write("part", to: file)
      flag.set()
      #expect(throws: SinkError.cancelled(path: folder + "/r")) { try write("more", to: file) }
      #expect(try names(folder) == [])
    }
  }

  @Test func namesTheFolderThatIsMissing() throws {
    try Files.withFolder { folder in
      let path = folder + "/none/r"
      let error = SinkError.system(operation: "create", path: path, code: ENOENT)
      #expect(throws: error) { try AtomicFile(path: path) }
      #expect(error.description == "cannot create \(path): no such file or directory")
    }
  }

  @Test func doesNotReplaceAFolder() throws {
    try Files.withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/r", withIntermediateDirectories: false)
      let file = try AtomicFile(path: folder + "/r")
      try write("x", to: file)
      #expect(throws: SinkError.self) { try file.commit() }
      #expect(try names(folder) == ["r"])
    }
  }

  @Test func twoWritersDoNotMeet() throws {
    try Files.withFolder { folder in
      let (one, two) = (try AtomicFile(path: folder + "/r"), try AtomicFile(path: folder + "/r"))
      try write("one", to: one)
      try write("two", to: two)
      try one.commit()
      try two.commit()
      #expect(try names(folder) == ["r"])
      #expect(try String(contentsOfFile: folder + "/r", encoding: .utf8) == "two")
    }
  }

  #if os(Linux)
    @Test func saysThatTheDiskIsFull() throws {
      let descriptor = open("/dev/full", O_WRONLY)
      try #require(descriptor >= 0)
      defer { close(descriptor) }
      let sink = DescriptorSink(descriptor: descriptor, name: "reports/r.json")
      let error = #expect(throws: SinkError.self) {
        try JSONReporter.write(Fixture.sample(), to: sink)
      }
      #expect(error?.isOutOfSpace == true)
      #expect(error?.description == "cannot write reports/r.json: no space left on device")
    }
  #endif
}

/// A flag that another thread may set.
private final class Flag: Sendable {
  private let state = Atomic(false)
  var isSet: Bool { state.load(ordering: .relaxed) }
  func set() { state.store(true, ordering: .relaxed) }
}
