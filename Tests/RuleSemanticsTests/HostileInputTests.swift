import Diagnostics
import Foundation
import RuleSemantics
import Testing

/// Whatever the files hold, the check ends, and says where its problems are.
struct HostileInputTests {
  /// Deterministic random numbers.
  /// How many times the usual number of rounds; `make fuzz` asks for more.
  static let factor =
    ProcessInfo.processInfo.environment["WRIT_FUZZ_FACTOR"].flatMap(Int.init) ?? 1

  struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  @Test func deepDefinitionsAreRefused() {
    var text = "define d400 = user.id is present\n"
    for index in 0..<400 { text += "define d\(index) = not (not d\(index + 1))\n" }
    #expect(Checked.problems(text).contains("definition-too-large"))
  }

  @Test func wideDefinitionsAreRefused() {
    var text = "define d60 = user.id is present\n"
    for index in 0..<60 { text += "define d\(index) = d\(index + 1) or not d\(index + 1)\n" }
    text += "rule example { title \"T\" severity low for each request require d0 }"
    let problems = Checked.problems(text)
    #expect(problems.contains("definition-too-large"))
  }

  @Test func manyMistakesAreSaidInTime() {
    var text = ""
    for index in 0..<3000 { text += "define a\(index) = unknown.b\(index) == 1\n" }
    let clock = ContinuousClock()
    var problems: [String] = []
    let time = clock.measure { problems = Checked.problems(text) }
    #expect(problems == Array(repeating: "unknown-field", count: 3000))
    #expect(time < .seconds(20))
  }

  @Test func tablesAreReadWhateverTheyHold() {
    var random = SplitMix64(state: 7)
    let alphabet = Array("ab,\"\"\n\r#é1.-".utf8) + [0xff, 0x00]
    let text = "table t from \"t.csv\" keyed by a (b: int)\nlist l from \"t.csv\"\n"
    var read = 0
    for _ in 0..<(3000 * Self.factor) {
      var bytes = Array("a,b\n".utf8)
      for _ in 0..<Int.random(in: 0..<20, using: &random) {
        bytes.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
      }
      let content = bytes
      let diagnostics = check(
        [SourceText(name: "t.writ", bytes: Array(text.utf8))],
        options: CheckOptions { _ in content }
      ).diagnostics
      if !diagnostics.contains(where: { $0.severity == .error }) { read += 1 }
      for diagnostic in diagnostics {
        #expect(diagnostic.primary.span.end <= UInt32(diagnostic.primary.text.bytes.count))
      }
    }
    #expect(read > 100 && read < 3000)
  }

  /// Cuts, doubles, swaps and overwrites stretches of the snapshots' rule files.
  @Test func mutatedRulesDoNotCrash() throws {
    var sources: [[UInt8]] = []
    for name in SnapshotTests.names {
      sources.append(
        [UInt8](
          try Data(contentsOf: SnapshotTests.folder.appending(path: name + ".writ"))))
    }
    try #require(!sources.isEmpty)
    var random = SplitMix64(state: 42)
    var checks = 0
    for _ in 0..<(4000 * Self.factor) {
      var bytes = sources[Int.random(in: 0..<sources.count, using: &random)]
      if Bool.random(using: &random) {
        bytes += sources[Int.random(in: 0..<sources.count, using: &random)]
      }
      for _ in 0..<Int.random(in: 1..<5, using: &random) where !bytes.isEmpty {
        let start = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, start + Int.random(in: 1..<12, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: Array(bytes[start..<end]), at: start)
        case 2:
          let other = Int.random(in: 0..<bytes.count, using: &random)
          bytes.swapAt(start, other)
        default: bytes[start] = UInt8.random(in: 0...255, using: &random)
        }
      }
      let text = SourceText(name: "fuzz.writ", bytes: bytes)
      let (program, diagnostics) = check(
        [text],
        options: CheckOptions { _ in Array("name,tier,live_from\na,b,\n".utf8) })
      for diagnostic in diagnostics {
        for label in [diagnostic.primary] + diagnostic.secondary {
          #expect(label.span.start <= label.span.end)
          #expect(label.span.end <= UInt32(label.text.bytes.count))
        }
      }
      for rule in program.rules { #expect(!RuleDescription.text(of: rule).isEmpty) }
      checks += 1
    }
    #expect(checks == 4000)
  }

  /// The examples with a word left out, doubled or put elsewhere: whatever is said of them, all of it is
  /// said, and what is taken can be described.
  @Test func takesBrokenRelations() {
    let examples = JudgementExamples.all.map(JudgementExamples.rule)
    for (number, example) in examples.enumerated() {
      let words = example.split(separator: " ", omittingEmptySubsequences: false)
      for index in words.indices {
        var broken = words
        switch (index + number) % 3 {
        case 0: broken.remove(at: index)
        case 1: broken.insert(words[(index * 7 + 3) % words.count], at: index)
        default: broken.swapAt(index, (index * 5 + 1) % words.count)
        }
        let text = JudgementExamples.declarations + "\n" + broken.joined(separator: " ")
        let (program, diagnostics) = Checked.check(
          [("rules/test.writ", text)], data: JudgementExamples.files)
        for rule in program.rules { #expect(!RuleDescription.text(of: rule).isEmpty) }
        #expect(!program.rules.isEmpty || diagnostics.contains { $0.severity == .error })
      }
    }
  }

  @Test func refusesKeysOfTooManyFields() {
    let keys = (0..<40).map { "raw.k\($0)" }.joined(separator: ", ")
    let texts = [
      "for each change as c require some approval within 7d before c with same \(keys)",
      "for each \(keys) per 1d require count(request) <= 5",
      "for each first breach as b per \(keys) require user.id is present",
      "forbid sequence on \(keys) within 1h { a: change b: change }",
    ]
    for text in texts {
      #expect(
        Checked.problems("rule example { title \"T\" severity low \(text) }") == ["bad-key"])
    }
  }
}
