import Foundation
import Ingest
import Testing

@Suite struct InputExpansionTests {
  private func names(_ expansion: InputExpansion, in folder: TemporaryFolder) -> [String] {
    expansion.files.map { String($0.path.dropFirst(folder.path.count + 1)) }
  }

  @Test func foldersAreReadInByteOrder() throws {
    let folder = try TemporaryFolder()
    for name in ["b/2.log", "b/1.log", "a.log", "B.log", ".hidden", "b/.git/x", "é.log"] {
      try folder.write(name, "x")
    }
    let found = InputExpansion.expand([folder.path])
    #expect(names(found, in: folder) == ["B.log", "a.log", "b/1.log", "b/2.log", "é.log"])
    #expect(
      found.passedOver
        == ["/.hidden", "/b/.git"].map { .init(path: folder.path + $0, reason: .hidden) })
    #expect(found.problems.isEmpty)
    let all = InputExpansion.expand([folder.path], includeHidden: true)
    #expect(all.files.count == 7 && all.passedOver.isEmpty)
  }

  @Test func aFileIsReadOnce() throws {
    let folder = try TemporaryFolder()
    try folder.write("logs/1.log", "x")
    try folder.link("again.log", to: "logs/1.log")
    try folder.link("logs/loop", to: "..")
    let paths = [folder.path, folder.path + "/logs/1.log", folder.path + "/logs/../again.log"]
    let found = InputExpansion.expand(paths)
    #expect(found.files.count == 1)
    #expect(found == InputExpansion.expand(paths.reversed()))
    #expect(found.problems.isEmpty)
  }

  @Test func globs() throws {
    let folder = try TemporaryFolder()
    for name in [
      "m/a.jsonl", "m/b.jsonl", "m/b.txt", "m/deep/er/c.jsonl", "m/.d.jsonl", "n/e.jsonl",
    ] {
      try folder.write(name, "x")
    }
    func matches(_ pattern: String) -> [String] {
      names(InputExpansion.expand([folder.path + "/" + pattern]), in: folder)
    }
    #expect(matches("m/*.jsonl") == ["m/a.jsonl", "m/b.jsonl"])
    #expect(matches("m/?.t?t") == ["m/b.txt"])
    #expect(
      matches("**/*.jsonl") == ["m/a.jsonl", "m/b.jsonl", "m/deep/er/c.jsonl", "n/e.jsonl"])
    #expect(matches("m/**/c*") == ["m/deep/er/c.jsonl"])
    #expect(matches("*/deep") == ["m/deep/er/c.jsonl"])
    #expect(matches("m/.*.jsonl") == ["m/.d.jsonl"])
    #expect(matches("**").count == 5)
  }

  @Test func whatMatchesNothingIsAProblem() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.log", "x")
    try folder.link("broken", to: "nowhere")
    let found = InputExpansion.expand([
      folder.path + "/missing.log", folder.path + "/*.nothing", folder.path,
    ])
    #expect(names(found, in: folder) == ["a.log"])
    #expect(
      found.problems.map(\.path)
        == ["/*.nothing", "/broken", "/missing.log"].map {
          folder.path + $0
        })
    #expect(found.problems[1].message == "the symbolic link leads nowhere")
    #expect(InputExpansion.expand(["-", "-"]).files == [.standardInput])
  }

  @Test func aFolderWithoutAFileIsAProblem() throws {
    let folder = try TemporaryFolder()
    try folder.write("full/a.log", "x")
    try folder.write("empty/.hidden", "x")
    try folder.link("full/to-empty", to: "../empty")
    let found = InputExpansion.expand([folder.path + "/empty", folder.path + "/full"])
    #expect(names(found, in: folder) == ["full/a.log"])
    #expect(found.problems.map(\.path) == [folder.path + "/empty"])
    // One that is only passed on the way is none.
    #expect(InputExpansion.expand([folder.path]).problems.isEmpty)
  }

  @Test func whatWasPassedOverIsNamedWithTheReason() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.log", "x")
    try folder.write("report.json", "x")
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    let found = InputExpansion.expand([folder.path], ownReports: [folder.path + "/report.json"])
    #expect(
      found.passedOver == [
        .init(path: folder.path + "/pipe", reason: .notAFile),
        .init(path: folder.path + "/report.json", reason: .ownReport),
      ])
  }
}
