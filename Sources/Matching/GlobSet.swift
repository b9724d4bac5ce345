/// Many patterns at once: which of them does a text match?
///
/// A text is walked once through a tree of the patterns' literal beginnings, however many there
/// are; only those whose beginning it has are looked at further. Patterns that begin with a
/// wildcard, and texts to be found anywhere, are looked at one by one.
package final class GlobSet: Sendable {
  package enum Pattern: Sendable {
    case glob(Glob)
    case equals([UInt8])
    case prefix([UInt8])
    case suffix([UInt8])
    case contains([UInt8])
  }

  /// How many patterns there are. Their numbers are their places in what `init` was given.
  package let count: Int
  /// Words of 64 bits that `match` writes.
  package let wordCount: Int

  private let beginnings: ByteTree
  private let endings: ByteTree
  /// Patterns with neither a beginning nor an end.
  private let others: [(number: Int, pattern: Pattern)]
  /// By number; those that are looked at further.
  private let globs: [Glob?]
  /// What a text that matches any pattern begins with: one of these; empty if that is not known.
  package let heads: [[UInt8]]

  package init(_ patterns: [Pattern]) {
    count = patterns.count
    wordCount = (patterns.count + 63) / 64
    var beginnings = ByteTree.Builder()
    var endings = ByteTree.Builder()
    var others: [(number: Int, pattern: Pattern)] = []
    var globs: [Glob?] = Array(repeating: nil, count: patterns.count)
    for (number, pattern) in patterns.enumerated() {
      switch pattern {
      case .equals(let text): beginnings.insert(text, number, .end)
      case .prefix(let text): beginnings.insert(text, number, .reached)
      case .suffix(let text): endings.insert(text.reversed(), number, .reached)
      case .contains: others.append((number, pattern))
      case .glob(let glob):
        let prefix = glob.literalPrefix
        switch glob.shape {
        case .literal: beginnings.insert(prefix, number, .end)
        case .prefix: beginnings.insert(prefix, number, .reached)
        case .folder:
          beginnings.insert(prefix, number, .reached)
          beginnings.insert(Array(prefix.dropLast()), number, .end)
        case .segmentPrefix, .automaton:
          if prefix.isEmpty {
            others.append((number, pattern))
          } else {
            globs[number] = glob
            beginnings.insert(prefix, number, .candidate)
          }
        }
      }
    }
    self.beginnings = ByteTree(beginnings)
    self.endings = ByteTree(endings)
    self.others = others
    self.globs = globs
    heads = Self.heads(patterns)
  }

  private static func heads(_ patterns: [Pattern]) -> [[UInt8]] {
    let heads = patterns.map { pattern in
      switch pattern {
      case .equals(let text), .prefix(let text): text
      case .glob(let glob):
        // A folder matches without its slash as well.
        if case .folder = glob.shape {
          Array(glob.literalPrefix.dropLast())
        } else {
          glob.literalPrefix
        }
      case .suffix, .contains: [UInt8]()
      }
    }
    return heads.contains([]) ? [] : heads
  }

  /// Sets the bit of every pattern that the text matches and clears the others: of pattern n the
  /// bit `n % 64` of word `n / 64`. `words` has `wordCount` words.
  package func match(
    _ text: UnsafeRawBufferPointer, into words: UnsafeMutableBufferPointer<UInt64>
  ) {
    words.update(repeating: 0)
    beginnings.walk(text, isReversed: false, into: words) { number, length in
      globs[number]?.matches(text, afterPrefix: length) ?? false
    }
    if !endings.isEmpty {
      endings.walk(text, isReversed: true, into: words) { _, _ in false }
    }
    for (number, pattern) in others {
      let isMatch =
        switch pattern {
        case .glob(let glob): glob.matches(text)
        case .contains(let part): Self.contains(text, part)
        default: false
        }
      if isMatch { words[number >> 6] |= 1 << UInt64(number & 63) }
    }
  }

  /// Whether at least one pattern matches.
  package func matchesAny(_ text: UnsafeRawBufferPointer) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(1, wordCount)) { words in
      words.initialize(repeating: 0)
      match(text, into: words)
      return words.contains { $0 != 0 }
    }
  }

  private static func contains(_ text: UnsafeRawBufferPointer, _ part: [UInt8]) -> Bool {
    part.withUnsafeBytes { ByteSearch.contains(text, $0) }
  }
}
