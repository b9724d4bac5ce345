import Testing

@testable import Matching

@Suite struct RegexTests {
  private func match(_ pattern: String, _ text: String, flags: String = "") throws -> MatchResult {
    let regex = try Regex(pattern: pattern, flags: flags)
    return Array(text.utf8).withUnsafeBytes { regex.match($0, scratch: RegexScratch()) }
  }

  private static let personal =
    #"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|\b\d{13,19}\b"#

  @Test(arguments: [
    (personal, "", "/users/ann@example.org/x", true),
    (personal, "", "/card/4111111111111111", true),
    (personal, "", "/api/v1/orders/64938", false), (personal, "", "/a@b", false),
    (personal, "", "/x12345678901234567890/", false),
    (#"^\/users\/\d+"#, "", "/users/17", true), (#"^\/users\/\d+"#, "", "/users/x", false),
    (#"^\/users\/\d+"#, "", "/a/users/1", false), ("curl|wget", "i", "Mozilla WGet/1", true),
    ("curl|wget", "", "CURL", false), ("/sa/reports$", "", "spiffe://c/ns/p/sa/reports", true),
    ("k", "i", "\u{212a}", true), ("^$", "", "", true), ("a.c", "", "a\nc", false),
    ("a.c", "s", "a\nc", true), ("^b", "m", "a\nb", true), ("a b", "x", "ab", true),
    (#"\d"#, "", "٣", false), ("é", "i", "É", true), ("é", "", "é", true),
    ("[^a]b", "", "éb", true),
  ])
  func examples(pattern: String, flags: String, text: String, matches: Bool) throws {
    #expect(try match(pattern, text, flags: flags) == (matches ? .match : .noMatch))
  }

  @Test func errors() {
    #expect(throws: RegexError.self) { try Regex(pattern: "a(") }
    #expect(throws: RegexError.self) { try Regex(pattern: "a", flags: "q") }
    #expect(throws: RegexError.self) { try Regex(pattern: #"\C"#) }
    do {
      _ = try Regex(pattern: "ab[c")
      Issue.record("accepted")
    } catch {
      #expect(error.offset == 4)
      #expect(error.message.contains("]"))
    }
  }

  @Test func limitsAreAnAnswer() throws {
    let text = String(repeating: "a", count: 40)
    #expect(try match(#"^(a+)+$"#, text + "c") == .limit)
    #expect(try match(#"^(a|aa)+$"#, String(repeating: "a", count: 5000) + "b") == .limit)
    // Deep recursion ends as well.
    let regex = try Regex(pattern: #"^(\((?1)*\))$"#)
    let deep = Array(repeating: UInt8(ascii: "("), count: 1_000_000)
    #expect(deep.withUnsafeBytes { regex.match($0, scratch: RegexScratch()) } != .match)
  }

  @Test func longTextsEndInTime() throws {
    let scratch = RegexScratch()
    let start = ContinuousClock.now
    for (pattern, byte) in [
      (#"(a|b)*[cd]"#, "a"), (#"(?:ab?)*[cd]"#, "a"), (#"(a+)+[cd]"#, "a"), (#".*a.*a.*[xy]"#, "a"),
      (#"\d+[xy]"#, "1"), (#".*=.*;x"#, "="), (Self.personal, "a"), (Self.personal, "1"),
      (#"\s+$"#, " "),
      (#"(?=(a+))\1+b"#, "a"),
    ] {
      let regex = try Regex(pattern: pattern)
      for count in [2_000, 8_000, 30_000, 1_000_000] {
        let text = Array(repeating: byte.utf8.first ?? 0, count: count) + Array("!bz.".utf8)
        let result = text.withUnsafeBytes { regex.matchInFull($0, scratch: scratch) }
        #expect(result != .match, "\(pattern) \(count)")
      }
    }
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  /// Counting changes no answer.
  @Test func longTextsMatchAsShortOnes() throws {
    let scratch = RegexScratch()
    var random = SplitMix64(seed: 71)
    for pattern in [
      "xyz", #"^é"#, "z$", #"\bzz\b"#, #"(?<=é)q"#, #"\Gx|q{3}"#, #"[^é ]{7}"#, "(?m)^w", "é?w$",
      "", "$", "e+f",
    ] {
      let regex = try Regex(pattern: pattern)
      for _ in 0..<20 {
        var text = (0..<(3_000 + random.below(8_000))).map { _ in random.pick(["é", " ", "a"]) }
        for _ in 0..<random.below(3) {
          text[random.below(text.count)] = random.pick(
            ["xyz", "z", " zz ", "éq", "qqq", "bbbbbbb", "\nw", "w", "ef", "eeef"])
        }
        if random.below(4) == 0 { text.append(random.pick(["w", "z", "éw"])) }
        let bytes = Array(text.joined().utf8)
        let expected = try plain(pattern, bytes)
        let found = bytes.withUnsafeBytes { regex.match($0, scratch: scratch) }
        if (found == .match) != expected { Issue.record("\(pattern): \(found)") }
        let full = bytes.withUnsafeBytes { regex.matchInFull($0, scratch: scratch) }
        if (full == .match) != expected { Issue.record("\(pattern) in full: \(full)") }
      }
    }
  }

  /// PCRE2 on the whole text.
  private func plain(_ pattern: String, _ text: [UInt8]) throws -> Bool {
    let scratch = RegexScratch()
    scratch.limit(steps: 10_000_000)
    let code = try CompiledPattern(Array(pattern.utf8), options: 0x0008_0000)
    return text.withUnsafeBytes { code.match($0, scratch: scratch) } == .match
  }

  @Test func scratchServesManyPatterns() throws {
    let scratch = RegexScratch()
    for round in 0..<100 {
      let regex = try Regex(pattern: "(a)(b)(c)(d)\(round)$")
      #expect(
        Array("abcd\(round)".utf8).withUnsafeBytes { regex.match($0, scratch: scratch) } == .match)
    }
  }

  @Test func prefiltersThatMustBeThere() throws {
    let expected: [(String, String, Bool)] = [
      (Self.personal, "", false), (#"^\/users\/\d+"#, "", true), ("curl|wget", "i", true),
      (#"/sa/reports$"#, "", false), (#"^/(admin|internal)/"#, "", true), (#"\d{13,19}"#, "", true),
      (#"Bearer\s+[A-Za-z0-9._-]{20,}"#, "", false), ("(?<user>abc)+x", "", true),
    ]
    for (pattern, flags, isExact) in expected {
      let filter = try #require(try Regex(pattern: pattern, flags: flags).prefilter, "\(pattern)")
      #expect(filter.isExact == isExact, "\(pattern)")
    }
    let path = Array("/api/v1/orders/64938".utf8)
    for pattern in [Self.personal, #"^\/users\/\d+"#, "curl|wget"] {
      let filter = try #require(try Regex(pattern: pattern).prefilter)
      #expect(!path.withUnsafeBytes { filter.mayMatch($0) }, "\(pattern)")
    }
    for pattern in ["", "a*", "(?i)a", "a|", "(*ACCEPT)a", #"(a)\1"#, ".", "a b"] {
      let filter = try Regex(pattern: pattern, flags: pattern == "a b" ? "x" : "").prefilter
      #expect(filter == nil, "\(pattern)")
    }
  }

  /// On random patterns and texts the prefilter lets through whatever PCRE2 matches, and an exact
  /// one nothing else.
  @Test(arguments: 0..<8)
  func prefiltersAreSound(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 41)
    let scratch = RegexScratch()
    var filtered = 0
    var exact = 0
    var matched = 0
    var kept = 0
    for _ in 0..<2_500 {
      var maker = PatternMaker(random: random)
      let pattern = maker.choice(depth: 3)
      random = maker.random
      let flags = random.pick(["", "", "i", "m", "s", "im"])
      guard let regex = try? Regex(pattern: pattern, flags: flags), let filter = regex.prefilter
      else {
        continue
      }
      filtered += 1
      if filter.isExact { exact += 1 }
      for _ in 0..<12 {
        var text = ""
        for _ in 0..<random.below(10) { text += random.pick(PatternMaker.texts) }
        if random.below(3) == 0 { text += PatternMaker.plain(pattern) }
        if random.below(3) == 0 { text += random.pick(PatternMaker.texts) }
        Array(text.utf8).withUnsafeBytes { bytes in
          let passes = filter.mayMatch(bytes)
          switch regex.matchInFull(bytes, scratch: scratch) {
          case .match:
            matched += 1
            if !passes { Issue.record("/\(pattern)/\(flags) must pass \(text.debugDescription)") }
          case .noMatch:
            if passes, filter.isExact {
              Issue.record("/\(pattern)/\(flags) is not exact on \(text.debugDescription)")
            }
            if !passes { kept += 1 }
          case .limit: break
          }
        }
      }
    }
    #expect(filtered > 300 && exact > 50 && matched > 500 && kept > 2_000)
  }
}

/// Makes patterns of all kinds, most of them valid.
struct PatternMaker {
  var random: SplitMix64

  static let texts = [
    "a", "b", "c", "k", "K", "s", "A", "B", "1", "23", "4567890", "/", ".", "@", "-", "é", "É",
    "\u{212a}", "ſ",
    "\n", " ", "ab", "abc", "/users/", "_", "😀", "[", "]",
  ]
  private static let atoms = [
    "a", "b", "c", "k", "s", "1", "/", "\\/", "\\.", "@", "-", "é", "É", "ab", "abc", "users", ".",
    "\\d", "\\w",
    "\\s", "\\D", "\\W", "\\S", "[a-c]", "[^a]", "[^/]", "[a-c0-9._-]", "[é]", "[\\d.]", "[^\\d]",
    "[]a]", "[^]a]",
    "[k]", "[^k]", "[a-k]", "\\b", "\\B", "^", "$", "\\A", "\\z", "(?=a)", "(?!b)", "(?<=a)", "\\1",
    "\\x41", "\\n",
    "\\Qa\\E", "[[:alpha:]]", "(?i)", "\\p{L}", "\\K", "[a\\-c]", "_", "\\_", "]", "}", "[s]",
    "(?#x)", "\\R", "\\G",
    "[\\w-]", "[a-]", "[-a]", "{", "a{,2}", "\\h",
  ]

  mutating func choice(depth: Int) -> String {
    (0..<(random.below(3) == 0 ? 2 + random.below(2) : 1)).map { _ in sequence(depth: depth) }
      .joined(separator: "|")
  }

  private mutating func sequence(depth: Int) -> String {
    (0..<(1 + random.below(4))).map { _ in quantified(depth: depth) }.joined()
  }

  private mutating func quantified(depth: Int) -> String {
    let quantifier = random.pick([
      "", "", "", "", "", "*", "+", "?", "{2}", "{2,}", "{0,2}", "{1,3}", "+?", "*?", "++", "?+",
      "{3}", "{0}",
    ])
    if depth > 0, random.below(4) == 0 {
      let open = random.pick(["(", "(?:", "(?<n\(random.below(1000))>", "(?>", "(?=", "(?|"])
      return open + choice(depth: depth - 1) + ")" + quantifier
    }
    return random.pick(Self.atoms) + quantifier
  }

  /// A text that has something of the pattern.
  static func plain(_ pattern: String) -> String {
    String(pattern.filter { !"\\()|*+?{}^$:=!<>".contains($0) })
  }
}
