import Testing

@testable import Matching

@Suite struct PatternRiskTests {
  @Test(arguments: [
    (#"\bE[0-9]{7}\b"#, PatternRisk.none), ("[a-z]+[0-9]", .none), ("(?:ab|cd)+x", .none),
    (#"(?:[0-9]+-)+[A-Z]"#, .none), (#"\bS-[0-9]{4}(?:-[A-Z]+)*\b"#, .none),
    (#"[a-z]+\.[a-z.]+x"#, .none), ("a{3}b{4,6}c", .none), ("[à-ý]+1", .none),
    ("(?<=id )[0-9]{6}", .none), ("x(?:a?b)*", .none), ("[^@ ]+@[a-z]+", .none),
    ("(?:[0-9]{1,4}:){3,}x", .none), ("a{2,5}b", .none),
    ("(a+)+b", .exponential), ("(a|a)*b", .exponential), ("(a|ab|b)*c", .exponential),
    ("(a*)*b", .exponential), ("(?:[a-z]+[0-9]*)+x", .exponential),
    ("(.*a){20,}", .exponential), ("(?=(x+)+y)z", .exponential),
    (#"(?:\w+\s?)+\."#, .exponential), ("(?:a|b|[ab])+c", .exponential),
    (#"\d+\d+x"#, .polynomial), (".*a.*b", .polynomial), ("[a-z]+[a-f]+1", .polynomial),
    ("x*y?x*z", .polynomial), ("a*", .matchesEmpty), ("(?=a)", .matchesEmpty),
    ("a?b?", .matchesEmpty), (#"(a)\1"#, .notUnderstood), (#"\p{L}+x"#, .notUnderstood),
    ("[[:alpha:]]x", .notUnderstood), ("(?R)?a", .notUnderstood),
    ("(?:[a-z]{1,39}-){30}", .tooLarge),
  ])
  func examples(pattern: String, risk: PatternRisk) throws {
    _ = try Regex(pattern: pattern)
    #expect(PatternRisk.of(pattern: pattern, flags: "") == risk)
  }

  @Test func theFlagsCount() {
    #expect(PatternRisk.of(pattern: "a+A+b", flags: "") == .none)
    #expect(PatternRisk.of(pattern: "a+A+b", flags: "i") == .polynomial)
    #expect(PatternRisk.of(pattern: "a b", flags: "x") == .notUnderstood)
  }

  // Held against what ambiguity means: how many ways of matching a text there are, counted.
  @Test func agreesWithCountedWays() {
    var random = SplitMix64(seed: 41)
    var exponential = 0
    for _ in 0..<400 {
      let pattern = Self.randomPattern(&random, depth: 3)
      let risk = PatternRisk.of(pattern: pattern, flags: "")
      guard risk == .none || risk == .exponential,
        let tree = PatternReader.read(Array(pattern.utf8), flags: ""),
        let automaton = PositionAutomaton(tree)
      else { continue }
      let short = Self.mostWays(automaton, length: 6)
      let long = Self.mostWays(automaton, length: 12)
      if risk == .none {
        // Bounded by the pattern, not by the text.
        #expect(long <= Double(automaton.sets.count), "\(pattern): \(short), \(long)")
      } else {
        exponential += 1
        #expect(long > short, "\(pattern): \(short), \(long)")
      }
    }
    #expect(exponential > 20)
  }

  private static func randomPattern(_ random: inout SplitMix64, depth: Int) -> String {
    switch depth == 0 ? 0 : Int.random(in: 0..<6, using: &random) {
    case 0: return ["a", "b", "[ab]"].randomElement(using: &random) ?? "a"
    case 1, 2:
      return randomPattern(&random, depth: depth - 1) + randomPattern(&random, depth: depth - 1)
    case 3:
      return "(?:" + randomPattern(&random, depth: depth - 1) + "|"
        + randomPattern(&random, depth: depth - 1) + ")"
    case 4: return "(?:" + randomPattern(&random, depth: depth - 1) + ")+"
    default: return "(?:" + randomPattern(&random, depth: depth - 1) + ")?b"
    }
  }

  /// The most ways in which any text of a and b leads from one place to another.
  private static func mostWays(_ automaton: PositionAutomaton, length: Int) -> Double {
    var most = 0.0
    for word in 0..<(1 << length) {
      for start in automaton.sets.indices {
        var ways = [Double](repeating: 0, count: automaton.sets.count)
        ways[start] = 1
        for place in 0..<length {
          let byte: UInt8 = word >> place & 1 == 0 ? 0x61 : 0x62
          var next = [Double](repeating: 0, count: ways.count)
          for from in ways.indices where ways[from] > 0 {
            for to in automaton.follow[from] where automaton.sets[to].contains(byte) {
              next[to] += ways[from] * (automaton.doubled[from].contains(to) ? 2 : 1)
            }
          }
          ways = next
        }
        most = max(most, ways.max() ?? 0)
      }
    }
    return most
  }
}

extension SplitMix64: RandomNumberGenerator {}

@Suite struct RegexFinderTests {
  private static func places(_ pattern: String, _ text: [UInt8], flags: String = "") throws
    -> [Range<Int>]
  {
    let finder = try RegexFinder(pattern: pattern, flags: flags)
    var found: [Range<Int>] = []
    let isComplete = text.withUnsafeBytes { bytes in
      finder.forEach(in: bytes, scratch: RegexScratch()) { found.append($0) }
    }
    #expect(isComplete)
    return found
  }

  @Test func findsEveryMatchOnce() throws {
    #expect(try Self.places("E[0-9]{2}", Array("E12 E345 E6".utf8)) == [0..<3, 4..<7])
    #expect(try Self.places(#"\bx"#, Array("ax x".utf8)) == [3..<4])
    #expect(try Self.places("a", []) == [])
    #expect(try Self.places("É1", Array("é1".utf8), flags: "i") == [0..<3])
  }

  @Test(arguments: [700, 767, 768, 769, 1000, 1023, 1024, 5000, 5376])
  func findsAcrossWindows(offset: Int) throws {
    let text = Array(repeating: UInt8(ascii: " "), count: offset) + Array("E1234567 E7654321".utf8)
    #expect(
      try Self.places(#"\bE[0-9]{7}\b"#, text) == [offset..<offset + 8, offset + 9..<offset + 17])
    let glued = Array(repeating: UInt8(ascii: "x"), count: offset) + Array("E1234567".utf8)
    #expect(try Self.places(#"\bE[0-9]{7}\b"#, glued) == [])
  }

  @Test func passesOverWhatIsNoUTF8() throws {
    let text: [UInt8] = [0xFF, 0xC3] + Array("E12".utf8) + [0x80, 0xE2, 0x82] + Array("E34".utf8)
    #expect(try Self.places("E[0-9]{2}", text) == [2..<5, 8..<11])
    for length in [767, 768, 769] {
      let noise = [UInt8](repeating: 0x80, count: length) + Array("E12".utf8)
      #expect(try Self.places("E[0-9]{2}", noise).map(\.count) == [3])
    }
  }

  @Test func noTextIsSlow() throws {
    let clock = ContinuousClock()
    let text = Array(repeating: UInt8(ascii: "a"), count: 1 << 18)
    let time = try clock.measure { _ = try Self.places("[a-z]+[0-9]", text) }
    #expect(time < .seconds(10))
  }
}
