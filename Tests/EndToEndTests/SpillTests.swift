import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// A scan whose rows go to temporary files: it is stopped, or their disk is full.
@Suite struct SpillTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(
      "rule.writ",
      """
      rule not-used-again {
        title    "Not used again after its deletion"
        severity high
        for each deletion as d
        require  no data_access within 30d after d with same subject.id
                 where source.port > d.source.port
      }
      """)
    try FileManager.default.createDirectory(
      atPath: sandbox.path("temp"), withIntermediateDirectories: true)
  }

  private static let arguments =
    [
      "scan", "--rules", "rule.writ", "--memory", "64KiB", "--temp", "temp", "--history",
      "complete",
    ]
    + Evidence.asOf

  /// Of four people; every deletion is compared with every later access, and none is as asked.
  private static func line(_ number: Int) -> String {
    let second = number % 60
    let time = String(
      format: "2026-01-%02dT%02d:%02d:%02dZ", 1 + number / 86_400, number / 3600 % 24,
      number / 60 % 60, second)
    let kind = number % 2 == 0 ? "deletion" : "data_access"
    return #"{"time":"\#(time)","kind":"\#(kind)","subject.id":"s\#(number / 2 % 4)""#
      + #","source.port":\#(number % 2 == 0 ? 2 : 1)}"# + "\n"
  }

  private static func lines(_ numbers: Range<Int>) -> Data {
    Data(numbers.map(line).joined().utf8)
  }

  /// How many files with such a path the process holds; those in the temporary folder have no name any
  /// more, but their folder's.
  private func held(by process: Process, below name: String) -> Int {
    let folder = "/proc/\(process.processIdentifier)/fd"
    let open = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return open.count { number in
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: folder + "/" + number)
      return target?.hasPrefix(sandbox.path(name)) == true
    }
  }

  private func expectNothingLeft(_ process: Process, _ signal: Int32) throws {
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 128 + signal)
    // The reports' folder may be there, empty.
    #expect(try sandbox.files().filter { $0 != "reports" } == ["log.jsonl", "rule.writ", "temp"])
  }

  /// Starts a scan that has hundreds of millions of comparisons to make once it has read its input.
  private func start() throws -> Process {
    try sandbox.write("log.jsonl", Self.lines(0..<150_000))
    return try Tool.start(Self.arguments + ["log.jsonl"], in: sandbox)
  }

  /// Whether `isReached` became true while the process ran.
  private func wait(_ process: Process, until isReached: () -> Bool) -> Bool {
    while process.isRunning {
      if isReached() { return true }
      usleep(2000)
    }
    return false
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalOnceRunsAreSpilled(_ signal: Int32) throws {
    let process = try start()
    #expect(wait(process) { held(by: process, below: "temp") > 0 })
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    try expectNothingLeft(process, signal)
  }

  @Test func aSignalDuringCorrelation() throws {
    let process = try start()
    #expect(wait(process) { held(by: process, below: "temp") > 0 })
    #expect(wait(process) { held(by: process, below: "log.jsonl") == 0 })
    // Rows are merged and judged: runs are read.
    usleep(500_000)
    #expect(held(by: process, below: "temp") > 0)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    try expectNothingLeft(process, SIGINT)
  }

  /// Only root may mount a file system that is small enough.
  private static let mayMount: Bool = {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("writ-mount-\(UUID().uuidString)").path
    guard mkdir(folder, 0o700) == 0 else { return false }
    defer { rmdir(folder) }
    guard mount("tmpfs", folder, "tmpfs", 0, "size=64k") == 0 else { return false }
    return umount2(folder, Int32(MNT_DETACH)) == 0
  }()

  @Test(.enabled(if: mayMount, "only root may mount a small file system"))
  func aFullTemporaryDiskIsThree() throws {
    try sandbox.write("log.jsonl", Self.lines(0..<60_000))
    let folder = sandbox.path("temp")
    try #require(mount("tmpfs", folder, "tmpfs", 0, "size=256k") == 0)
    defer { umount2(folder, Int32(MNT_DETACH)) }
    let outcome = try Tool.run(Self.arguments + ["log.jsonl"], in: sandbox)
    #expect(outcome.status == 3)
    #expect(outcome.closingLine.contains("temp"))
    #expect(outcome.closingLine.contains("No space left on device"))
    #expect(outcome.output.isEmpty)
    #expect(try sandbox.files().filter { $0 != "reports" } == ["log.jsonl", "rule.writ", "temp"])
  }
}
