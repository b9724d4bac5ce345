import Testing

@testable import Matching

@Suite struct GlobSetTests {
  @Test func againstOneByOne() throws {
    var random = SplitMix64(seed: 51)
    let pieces = ["/", "a", "b", "api", "é", "/api/v1/", "users"]
    let globPieces = pieces + ["*", "**", "?", "/**"]
    var matched = 0
    for _ in 0..<300 {
      var patterns: [GlobSet.Pattern] = []
      for _ in 0..<(1 + random.below(200)) {
        let text = (0..<random.below(5)).map { _ in random.pick(pieces) }.joined()
        switch random.below(6) {
        case 0: patterns.append(.equals(Array(text.utf8)))
        case 1: patterns.append(.prefix(Array(text.utf8)))
        case 2: patterns.append(.suffix(Array(text.utf8)))
        case 3: patterns.append(.contains(Array(text.utf8)))
        default:
          let glob = (0..<(1 + random.below(5))).map { _ in random.pick(globPieces) }.joined()
          patterns.append(.glob(try Glob(glob)))
        }
      }
      let set = GlobSet(patterns)
      var words = [UInt64](repeating: .max, count: set.wordCount)
      for _ in 0..<20 {
        let text = Array((0..<random.below(6)).map { _ in random.pick(pieces) }.joined().utf8)
        text.withUnsafeBytes { bytes in
          words.withUnsafeMutableBufferPointer { set.match(bytes, into: $0) }
        }
        var any = false
        for (number, pattern) in patterns.enumerated() {
          let expected =
            switch pattern {
            case .equals(let part): text == part
            case .prefix(let part): text.starts(with: part)
            case .suffix(let part): text.reversed().starts(with: part.reversed())
            case .contains(let part):
              part.isEmpty
                || (0..<max(0, text.count - part.count + 1)).contains {
                  text[$0...].starts(with: part)
                }
            case .glob(let glob): text.withUnsafeBytes { glob.matches($0) }
            }
          let found = words[number / 64] >> UInt64(number % 64) & 1 == 1
          if found != expected { Issue.record("\(pattern) \(text): \(found)") }
          if found { matched += 1 }
          any = any || expected
        }
        #expect(text.withUnsafeBytes { set.matchesAny($0) } == any)
      }
    }
    #expect(matched > 10_000)
  }

  @Test func emptySet() {
    let set = GlobSet([])
    #expect(set.wordCount == 0)
    #expect(!Array("a".utf8).withUnsafeBytes { set.matchesAny($0) })
  }

  @Test func searchesOfHostileTexts() {
    let text = Array(repeating: UInt8(ascii: "a"), count: 400_000)
    let part = Array(repeating: UInt8(ascii: "a"), count: 10_000) + [UInt8(ascii: "b")]
    let start = ContinuousClock.now
    for _ in 0..<3 {
      #expect(!text.withUnsafeBytes { t in part.withUnsafeBytes { ByteSearch.contains(t, $0) } })
    }
    // The rarest byte early and often.
    let other = Array(repeating: UInt8(ascii: "a"), count: 10_000) + [UInt8(ascii: "e")]
    #expect(!text.withUnsafeBytes { t in other.withUnsafeBytes { ByteSearch.contains(t, $0) } })
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func searches() {
    var random = SplitMix64(seed: 52)
    for _ in 0..<20_000 {
      let text = (0..<random.below(40)).map { _ in UInt8(97 + random.below(2)) }
      let part = (0..<random.below(7)).map { _ in UInt8(97 + random.below(2)) }
      let expected =
        part.isEmpty
        || (0..<max(0, text.count - part.count + 1)).contains { text[$0...].starts(with: part) }
      text.withUnsafeBytes { t in
        part.withUnsafeBytes { p in
          #expect(ByteSearch.contains(t, p) == expected)
          #expect(ByteSearch.hasPrefix(t, p) == text.starts(with: part))
          #expect(ByteSearch.hasSuffix(t, p) == text.reversed().starts(with: part.reversed()))
        }
      }
    }
  }
}
