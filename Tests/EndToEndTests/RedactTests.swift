import Foundation
import Testing

/// `writ redact` from outside: the copies, and what it refuses.
@Suite struct RedactTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private static let log = """
    {"user" : {"mail":"jane.roe@example-mail.de"}, "n": 1.50}
    {"card":4929123456789122}
    plain text for jane.roe@example-mail.de
    {"clean":true}

    """

  private func redact(_ arguments: String...) throws -> Tool.Outcome {
    try Tool.run(["redact"] + arguments, in: sandbox)
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try sandbox.read(name), as: UTF8.self)
  }

  @Test func copiesKeepTheirPathsAndTheirBytes() throws {
    try sandbox.write("logs/a.jsonl", Self.log)
    try sandbox.write("logs/deep/b.log", "nothing\r\n")
    let outcome = try redact("logs", "--output", "clean")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(
      try text("clean/logs/a.jsonl") == """
        {"user" : {"mail":"*****"}, "n": 1.50}
        {"card":"*****"}
        plain text for *****
        {"clean":true}

        """)
    #expect(try text("clean/logs/deep/b.log") == "nothing\r\n")
    #expect(outcome.output.contains("Replaced    3 values: 2 email, 1 payment_card"))
    #expect(outcome.output.contains("Looked again at 3 changed events, and found nothing"))
    #expect(try Tool.run(["sensitive", "clean"], in: sandbox).status == 0)
    // Again, and nothing changes.
    let again = try redact("clean", "--output", "twice")
    #expect(again.status == 0)
    #expect(again.output.contains("Replaced    0 values"))
    #expect(try sandbox.read("twice/clean/logs/a.jsonl") == sandbox.read("clean/logs/a.jsonl"))
    // The originals are what they were.
    #expect(try text("logs/a.jsonl") == Self.log)
  }

  @Test func compressedStaysCompressed() throws {
    try sandbox.write("a.jsonl", Self.log)
    #expect(try Tool.shell("gzip -k a.jsonl", in: sandbox).status == 0)
    #expect(try redact("a.jsonl", "a.jsonl.gz", "--output", "out").status == 0)
    let unpacked = try Tool.shell("gzip -dc out/a.jsonl.gz", in: sandbox)
    #expect(unpacked.status == 0)
    #expect(try unpacked.outputBytes == sandbox.read("out/a.jsonl"))
    let again = try redact("out", "--output", "out2")
    #expect(again.status == 0)
    #expect(try sandbox.read("out2/out/a.jsonl.gz") == sandbox.read("out/a.jsonl.gz"))
    let zstd = try Tool.shell("command -v zstd && zstd -q a.jsonl -o z.zst", in: sandbox)
    guard zstd.status == 0 else { return }
    #expect(try redact("z.zst", "--output", "out3").status == 0)
    #expect(
      try Tool.shell("zstd -dcq out3/z.zst", in: sandbox).outputBytes == sandbox.read("out/a.jsonl")
    )
  }

  @Test func standardInputAndOutput() throws {
    let outcome = try Tool.run(
      ["redact", "-", "--output", "-"], in: sandbox, input: Data(Self.log.utf8))
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("plain text for *****"))
    #expect(!outcome.output.contains("Replaced"))
    #expect(outcome.errors.contains("Replaced    3 values"))
    let named = try Tool.run(
      ["redact", "-", "--output", "out"], in: sandbox, input: Data(Self.log.utf8))
    #expect(named.status == 0)
    #expect(try sandbox.read("out/stdin") == outcome.outputBytes)
  }

  @Test func threadsAndChunksChangeNothing() throws {
    let text = (0..<3000).map { "{\"n\":\($0),\"mail\":\"u\($0)@example-mail.de\"}\n" }.joined()
    try sandbox.write("a.jsonl", text)
    for (index, arguments) in [
      ["--jobs", "1"], ["--jobs", "4", "--chunk-size", "700"],
      ["--jobs", "3", "--chunk-size", "1"],
    ].enumerated() {
      let outcome = try Tool.run(
        ["redact", "a.jsonl", "--output", "o\(index)"] + arguments, in: sandbox)
      #expect(outcome.status == 0)
      #expect(try sandbox.read("o\(index)/a.jsonl") == sandbox.read("o0/a.jsonl"))
    }
  }

  // MARK: Keys and policies

  @Test func digestsLinkOverFiles() throws {
    try sandbox.write("a.jsonl", "{\"from\":\"jane.roe@example-mail.de\"}\n")
    try sandbox.write("b.log", "GET /?to=Jane.Roe%40example-mail.de HTTP/1.1\n")
    try sandbox.write("key", "0123456789abcdef0123\n")
    let outcome = try redact(
      "a.jsonl", "b.log", "--output", "out", "--strategy", "hmac", "--key-file", "key", "--key-id",
      "2026")
    #expect(outcome.status == 0)
    let digest = try #require(try text("out/a.jsonl").firstMatch(of: /hmac:2026:[0-9a-f]{32}/))
    #expect(try text("out/b.log").contains(digest.output))
    let environment = try Tool.run(
      [
        "redact", "a.jsonl", "--output", "env", "--strategy", "hmac", "--key-env", "KEY",
        "--key-id", "2026",
      ],
      in: sandbox, environment: ["KEY": "0123456789abcdef0123"])
    #expect(environment.status == 0)
    #expect(try text("env/a.jsonl") == text("out/a.jsonl"))
  }

  @Test func policiesDecide() throws {
    try sandbox.write("a.jsonl", Self.log)
    try sandbox.write("policy", "email = token\npayment_card = keep-last:4\n")
    #expect(try redact("a.jsonl", "--output", "out", "--policy", "policy").status == 0)
    let result = try text("out/a.jsonl")
    #expect(result.contains("\"mail\":\"***EMAIL***\""))
    #expect(result.contains("\"card\":\"****9122\""))
    #expect(try Tool.run(["sensitive", "out"], in: sandbox).status == 0)
    try sandbox.write("wrong", "\nemial = mask\n")
    let outcome = try redact("a.jsonl", "--output", "none", "--policy", "wrong")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("wrong:2"))
    #expect(outcome.closingHelp.contains("'email'"))
    #expect(!sandbox.exists("none"))
  }

  @Test func withoutAKeyThereAreNoDigests() throws {
    try sandbox.write("a.jsonl", Self.log)
    try sandbox.write("short", "abc")
    for arguments in [
      ["--strategy", "hmac"], ["--strategy", "hmac", "--key-file", "missing"],
      ["--strategy", "hmac", "--key-file", "short"],
      ["--strategy", "hmac", "--key-env", "NOT_SET"],
      ["--key-file", "short"], ["--strategy", "hmac", "--key-env", "PATH", "--key-id", "a:b"],
      ["--strategy", "keep-last:0"], ["--strategy", "nothing"],
    ] {
      let outcome = try Tool.run(["redact", "a.jsonl", "--output", "out"] + arguments, in: sandbox)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(!outcome.errors.contains("abc"), "\(arguments)")
      #expect(!sandbox.exists("out"), "\(arguments)")
    }
  }

  // MARK: What it refuses

  @Test func noInputIsOverwritten() throws {
    try sandbox.write("logs/a.jsonl", Self.log)
    try sandbox.write("out/logs/b.jsonl", Self.log)
    try FileManager.default.createSymbolicLink(
      atPath: sandbox.path("link"), withDestinationPath: sandbox.path(""))
    for (arguments, word) in [
      (["logs/a.jsonl", "--output", "."], "output folder"),
      (["logs/a.jsonl", "--output", "link"], "output folder"),
      (["logs", "out", "--output", "out"], "output folder"),
      (["./logs/a.jsonl", "../work/out/logs/b.jsonl", "--output", "-"], "one input"),
    ] {
      let outcome = try Tool.run(["redact"] + arguments, in: sandbox)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(outcome.errors.contains(word), "\(arguments)")
    }
    // A hard link is the input under another name.
    #expect(
      try Tool.shell("mkdir -p o2/logs && ln logs/a.jsonl o2/logs/a.jsonl", in: sandbox).status == 0
    )
    let outcome = try redact("logs/a.jsonl", "--output", "o2")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("is the input"))
    // Two inputs with one name.
    let two = try redact("logs/a.jsonl", sandbox.path("logs/../logs/a.jsonl"), "--output", "o3")
    #expect(two.status == 0)
    try sandbox.write("x/a.log", "a\n")
    let same = try Tool.shell(
      "cd x && cp a.log ../a.log && \"$WRIT\" redact a.log ../a.log --output ../o4", in: sandbox)
    #expect(same.status == 2)
    #expect(same.errors.contains("would both be written"))
    #expect(try text("logs/a.jsonl") == Self.log)
    #expect(try text("out/logs/b.jsonl") == Self.log)
  }

  @Test func whatIsNotReadWholeIsNotWritten() throws {
    try sandbox.write("fine.jsonl", Self.log)
    try sandbox.write("log.jsonl", (0..<20_000).map { "{\"n\":\"\($0 &* 7919)\"}\n" }.joined())
    #expect(try Tool.shell("gzip -k log.jsonl", in: sandbox).status == 0)
    let whole = try sandbox.read("log.jsonl.gz")
    try sandbox.write("cut.gz", whole.prefix(whole.count / 2))
    try sandbox.write("noise.bin", Data((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31) }))
    let outcome = try redact("fine.jsonl", "cut.gz", "noise.bin", "missing", "--output", "out")
    #expect(outcome.status == 3)
    #expect(try sandbox.files().filter { $0.hasPrefix("out/") } == ["out/fine.jsonl"])
    #expect(outcome.output.contains("not written: cut.gz, noise.bin"))
  }

  @Test func aFullDiskLeavesNothingHalfWritten() throws {
    let noise = (0..<4000).map { "{\"n\":\($0),\"mail\":\"u\($0)@example-mail.de\"}\n" }.joined()
    try sandbox.write("a.jsonl", noise)
    let limited = try Tool.shell(
      "trap '' XFSZ; ulimit -f 8; \"$WRIT\" redact a.jsonl --output out", in: sandbox)
    #expect(limited.status == 3)
    #expect(limited.errors.contains("a.jsonl"))
    #expect(try sandbox.files().filter { $0.hasPrefix("out/") }.isEmpty)
    let full = try Tool.shell("\"$WRIT\" redact a.jsonl --output - > /dev/full", in: sandbox)
    #expect(full.status == 3)
    #expect(full.errors.contains("standard output"))
  }

  @Test func aFolderThatCannotBeIsTold() throws {
    try sandbox.write("a.jsonl", Self.log)
    try sandbox.write("out", "mine")
    let outcome = try redact("a.jsonl", "--output", "out")
    #expect(outcome.status == 3)
    #expect(try text("out") == "mine")
  }
}
