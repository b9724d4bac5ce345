import Testing

@testable import Matching

@Suite struct GlobTests {
  private func matches(_ pattern: String, _ text: String) throws -> Bool {
    let glob = try Glob(pattern)
    return Array(text.utf8).withUnsafeBytes { glob.matches($0) }
  }

  @Test(arguments: [
    (
      "/admin/**", ["/admin", "/admin/", "/admin/a", "/admin/a/b"],
      ["/admins", "/", "/a/admin/b", ""]
    ),
    ("/admin/*", ["/admin/", "/admin/a"], ["/admin", "/admin/a/b"]),
    ("/a?c", ["/abc", "/aéc", "/a😀c"], ["/a/c", "/ac", "/abbc", "/Abc"]),
    ("**", ["", "a", "a/b"], []), ("*", ["", "a"], ["a/b"]),
    ("**/x", ["/x", "a/b/x"], ["x", "a/x/y"]),
    ("/a/**/b", ["/a/c/b", "/a/c/d/b", "/a//b"], ["/a/b"]),
    ("/**", ["", "/", "/a/b"], ["a"]), ("*.prod", ["a.prod", ".prod"], ["a/b.prod", "a.prodx"]),
    ("\\*\\?", ["*?"], ["ab", "\\*?"]), ("a\\\\b", ["a\\b"], ["ab"]),
    ("/api/*/users/*/x", ["/api/v1/users/7/x"], ["/api/v1/users/7", "/api/v1/v2/users/7/x"]),
    ("a**b**c", ["abc", "axbyc", "a/b/c"], ["acb", "ab"]), ("a/***", ["a", "a/b"], ["ab"]),
    ("é*", ["é", "éa"], ["e"]), ("*/**", ["a/b", "a", "", "/"], []), ("[ab]", ["[ab]"], ["a"]),
    ("a/*/**", ["a/b", "a/b/c", "a/"], ["a", "ab"]),
  ])
  func examples(pattern: String, matching: [String], other: [String]) throws {
    for text in matching { #expect(try matches(pattern, text), "\(pattern) \(text)") }
    for text in other { #expect(try !matches(pattern, text), "\(pattern) \(text)") }
  }

  @Test func errors() {
    #expect(throws: GlobError(reason: .empty, offset: 0)) { try Glob("") }
    #expect(throws: GlobError(reason: .openEscape, offset: 1)) { try Glob("a\\") }
  }

  @Test func literalParts() throws {
    #expect(try Glob("/a\\*b").literalPrefix == Array("/a*b".utf8))
    #expect(try Glob("/a\\*b").isLiteral)
    #expect(try Glob("/a/**").literalPrefix == Array("/a/".utf8))
    #expect(try !Glob("/a/**").isLiteral)
    #expect(try Glob("**").literalPrefix.isEmpty)
  }

  @Test func againstAnObviousMatcher() throws {
    var random = SplitMix64(seed: 31)
    let pieces = ["*", "**", "?", "/", "a", "b", "é", "/**", "\\*", "ab"]
    let characters = ["/", "/", "a", "b", "é", "*", "😀"]
    var matched = 0
    for _ in 0..<10_000 {
      let length = 1 + random.below(random.below(20) == 0 ? 90 : 7)
      let pattern = (0..<length).map { _ in random.pick(pieces) }.joined()
      let glob = try Glob(pattern)
      let set = GlobSet([.glob(glob)])
      for _ in 0..<5 {
        // Half of the texts are made from the pattern, so that they are near.
        var text = (0..<random.below(12)).map { _ in random.pick(characters) }.joined()
        if random.below(2) == 0 {
          text =
            pattern.map { $0 == "*" || $0 == "?" ? random.pick(characters) : String($0) }.joined()
        }
        let bytes = Array(text.utf8)
        let expected = plainMatch(GlobPlain.parse(pattern), Array(text.unicodeScalars))
        let found = bytes.withUnsafeBytes { glob.matches($0) }
        if found != expected { Issue.record("\(pattern) \(text): \(found)") }
        if found { matched += 1 }
        var words: [UInt64] = [0]
        bytes.withUnsafeBytes { text in
          words.withUnsafeMutableBufferPointer { set.match(text, into: $0) }
        }
        if (words[0] == 1) != expected { Issue.record("set \(pattern) \(text): \(words)") }
      }
    }
    #expect(matched > 1_000)
  }

  /// What the sentences of the language say, tried in every way.
  private enum GlobPlain: Equatable {
    case scalar(Unicode.Scalar), one, star, starStar

    static func parse(_ pattern: String) -> [GlobPlain] {
      var result: [GlobPlain] = []
      var rest = Array(pattern.unicodeScalars)[...]
      while let first = rest.popFirst() {
        switch first {
        case "\\": result.append(.scalar(rest.removeFirst()))
        case "?": result.append(.one)
        case "*":
          let more = rest.prefix { $0 == "*" }.count
          rest = rest.dropFirst(more)
          result.append(more > 0 ? .starStar : .star)
        default: result.append(.scalar(first))
        }
      }
      return result
    }
  }

  private func plainMatch(_ pattern: [GlobPlain], _ text: [Unicode.Scalar]) -> Bool {
    let slash = Unicode.Scalar("/")
    // table[i][j]: pattern from i matches text from j.
    var table = Array(
      repeating: Array(repeating: false, count: text.count + 1), count: pattern.count + 1)
    for i in stride(from: pattern.count, through: 0, by: -1) {
      for j in stride(from: text.count, through: 0, by: -1) {
        let rest = pattern[i...]
        if rest.isEmpty {
          table[i][j] = j == text.count
          continue
        }
        if rest.elementsEqual([.scalar(slash), .starStar]), j == text.count {
          table[i][j] = true
          continue
        }
        let isMore = j < text.count
        switch pattern[i] {
        case .scalar(let scalar): table[i][j] = isMore && text[j] == scalar && table[i + 1][j + 1]
        case .one: table[i][j] = isMore && text[j] != slash && table[i + 1][j + 1]
        case .star: table[i][j] = table[i + 1][j] || (isMore && text[j] != slash && table[i][j + 1])
        case .starStar: table[i][j] = table[i + 1][j] || (isMore && table[i][j + 1])
        }
      }
    }
    return table[0][0]
  }

  @Test func hostileTextsTakeLinearTime() throws {
    let glob = try Glob("/**a*a*a*a*a*a**b*b*b**c?d")
    let text = Array(repeating: UInt8(ascii: "a"), count: 200_000)
    let start = ContinuousClock.now
    #expect(!text.withUnsafeBytes { glob.matches($0) })
    let other = try Glob("**" + String(repeating: "a*b**", count: 60) + "z")
    #expect(!text.withUnsafeBytes { other.matches($0) })
    #expect(ContinuousClock.now - start < .seconds(5))
  }
}
