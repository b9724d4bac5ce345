import CKernels
import Matching
import RuleModel
import Values

/// The tests of a column that need no more than a text's bytes, evaluated together: one look-up for
/// all literals, one walk for all globs, prefixes and suffixes, and the regular expressions behind
/// their prefilters.
final class ByteMatcher {
  private struct RegexTest: BitwiseCopyable {
    let node: Int32
    let regex: Unmanaged<Regex>
    /// Bits of `scanTests`, one of which a text passes if it matches; 0 if none says that.
    let scanned: UInt8
  }

  /// Tests to be asked of many texts at once.
  let scanTests: [writ_text_test]
  /// The bits of all of them, if the matcher says nothing of a text that passes none and begins with
  /// none of `heads`; nil if it may.
  let scanned: UInt8?
  private let heads: TextHeads?

  /// Every test of the column that depends on the value is among them.
  let isComplete: Bool
  /// Nodes of `is present`: true of every value.
  private let present: Frozen<Int32>
  // INVARIANT: what is read unmanaged is held by `owned`, which lives as long as the matcher.
  private let literals: Unmanaged<LiteralTable>?
  private let globs: Unmanaged<GlobSet>?
  /// By the number of a pattern in `globs`.
  private let globNodes: Frozen<Int32>
  private let globWords: UnsafeMutableBufferPointer<UInt64>
  /// By the number of a pattern: the glob of which it is only the end; nil for whole patterns.
  private let endedGlobs: [Glob?]
  private let substrings: Unmanaged<SubstringMatcher>?
  private let owned: [AnyObject]
  private let regexTests: Frozen<RegexTest>
  private let caseless: [(node: Int32, test: TextTest, wanted: [UInt8])]

  init(_ tests: [ColumnTest]) {
    var present: [Int32] = []
    var literals: [(text: Text, node: Int32)] = []
    var patterns: [(pattern: GlobSet.Pattern, node: Int32)] = []
    var regexes: [(regex: Regex, node: Int32)] = []
    var caseless: [(node: Int32, test: TextTest, wanted: [UInt8])] = []
    var endedGlobs: [Glob?] = []
    var substrings: [(bytes: [UInt8], node: Int32)] = []
    var isComplete = true
    for test in tests {
      switch test.onBytes {
      case .equal(let wanted)?: literals += wanted.map { (text: $0, node: test.node) }
      case .glob(let globs)?:
        for glob in globs {
          if let end = Self.literalEnd(of: glob) {
            patterns.append((.suffix(end), test.node))
            endedGlobs.append(glob)
          } else {
            patterns.append((.glob(glob), test.node))
            endedGlobs.append(nil)
          }
        }
      case .regex(let regex)?: regexes.append((regex, test.node))
      case .text(let kind, let wanted, true)?: caseless.append((test.node, kind, wanted.bytes))
      case .text(.contains, let wanted, false)? where !wanted.bytes.isEmpty:
        substrings.append((wanted.bytes, test.node))
      case .text(let kind, let wanted, false)?:
        patterns.append(
          (kind == .suffix ? .suffix(wanted.bytes) : .prefix(wanted.bytes), test.node))
        endedGlobs.append(nil)
      case nil:
        if case .presence(.column, let presence) = test.test {
          if presence == .present { present.append(test.node) }
        } else {
          isComplete = false
        }
      }
    }
    self.isComplete = isComplete
    // For few texts a search for each is faster than a walk over every byte.
    let matcher = substrings.count < 4 ? nil : SubstringMatcher(substrings)
    if matcher == nil {
      patterns += substrings.map { (.contains($0.bytes), $0.node) }
      endedGlobs += substrings.map { _ in nil }
    }
    substrings.removeAll()
    var owned: [AnyObject] = regexes.map(\.regex)
    func hold<Object: AnyObject>(_ object: Object?) -> Unmanaged<Object>? {
      guard let object else { return nil }
      owned.append(object)
      return Unmanaged.passUnretained(object)
    }
    self.substrings = hold(matcher)
    self.endedGlobs = endedGlobs
    self.present = Frozen(present)
    self.literals = literals.isEmpty ? nil : hold(LiteralTable(literals))
    let set = patterns.isEmpty ? nil : GlobSet(patterns.map(\.pattern))
    globs = hold(set)
    globNodes = Frozen(patterns.map(\.node))
    globWords = .allocate(capacity: set?.wordCount ?? 0)
    globWords.initialize(repeating: 0)
    var scanTests: [writ_text_test] = []
    regexTests = Frozen(
      regexes.map { regex, node in
        let own = regex.scanTests
        var scanned: UInt8 = 0
        if !own.isEmpty, scanTests.count + own.count <= WRIT_TEXT_TESTS {
          for index in own.indices { scanned |= 1 << UInt8(scanTests.count + index) }
          scanTests += own
        }
        return RegexTest(node: node, regex: Unmanaged.passUnretained(regex), scanned: scanned)
      })
    self.scanTests = scanTests
    let unscanned = regexes.map(\.regex).enumerated().filter { [regexTests] index, _ in
      regexTests[index].scanned == 0
    }.map(\.element)
    let beginnings = (set.map { [$0.heads] } ?? []) + unscanned.map(\.beginnings)
    heads = TextHeads(beginnings.flatMap { $0 })
    let isBeginning = beginnings.isEmpty || (heads != nil && !beginnings.contains([]))
    let isScanned =
      isBeginning && present.isEmpty && literals.isEmpty && matcher == nil && caseless.isEmpty
    scanned = isScanned ? UInt8(truncatingIfNeeded: (1 << scanTests.count) - 1) : nil
    self.caseless = caseless
    self.owned = owned
  }

  deinit {
    present.deallocate()
    globNodes.deallocate()
    globWords.deallocate()
    regexTests.deallocate()
  }

  // What a text must end with to match; nil if that says little. Of many globs with one beginning,
  // those are found by their ends.
  private static func literalEnd(of glob: Glob) -> [UInt8]? {
    let pattern = Array(glob.pattern.utf8)
    guard !glob.isLiteral, !pattern.contains(UInt8(ascii: "\\")),
      let wildcard = pattern.lastIndex(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
      )
    else { return nil }
    let end = pattern[(wildcard + 1)...]
    return end.isEmpty ? nil : Array(end)
  }

  /// Whether a text that passes none of `scanTests` may yet be one of which something is said; only
  /// with `scanned`.
  @inline(__always)
  func mayBegin(_ text: UnsafeRawBufferPointer) -> Bool { heads?.mayBegin(text) ?? false }

  /// Adds an entry for each test that is true of the text, and one with a code that `limitCode`
  /// gives for each that hits a limit. A node may stand there twice.
  ///
  /// `passed`: which of `scanTests` the text passes, with bits behind them set or not.
  @inline(__always)
  func match(
    _ bytes: UnsafeRawBufferPointer, passed: UInt8, scratch: RegexScratch,
    limitCode: () -> Int32, into list: EntryList
  ) {
    for index in 0..<present.count {
      list.append(ClassEntry(node: present[index], code: ClassEntry.yes))
    }
    if let literals, let start = bytes.baseAddress {
      literals._withUnsafeGuaranteedRef { $0.match(start, bytes.count, into: list) }
    }
    if let globs {
      globs._withUnsafeGuaranteedRef { $0.match(bytes, into: globWords) }
      for word in 0..<globWords.count where globWords[word] != 0 { addGlobs(word, bytes, list) }
    }
    if let substrings {
      substrings._withUnsafeGuaranteedRef { $0.match(bytes, into: list) }
    }
    for index in 0..<regexTests.count {
      let test = regexTests[index]
      if test.scanned != 0, test.scanned & passed == 0 { continue }
      switch test.regex._withUnsafeGuaranteedRef({ $0.match(bytes, scratch: scratch) }) {
      case .match: list.append(ClassEntry(node: test.node, code: ClassEntry.yes))
      case .noMatch: break
      case .limit: list.append(ClassEntry(node: test.node, code: limitCode()))
      }
    }
    if !caseless.isEmpty { matchCaseless(bytes, list) }
  }

  @inline(never)
  private func addGlobs(_ word: Int, _ bytes: UnsafeRawBufferPointer, _ list: EntryList) {
    var bits = globWords[word]
    while bits != 0 {
      let number = word << 6 + bits.trailingZeroBitCount
      bits &= bits &- 1
      if let glob = endedGlobs[number], !glob.matches(bytes) { continue }
      list.append(ClassEntry(node: globNodes[number], code: ClassEntry.yes))
    }
  }

  @inline(never)
  private func matchCaseless(_ bytes: UnsafeRawBufferPointer, _ list: EntryList) {
    for (node, test, wanted) in caseless {
      let matches = wanted.withUnsafeBytes {
        TextSearch.matches(bytes, test, $0, ignoringCase: true)
      }
      if matches { list.append(ClassEntry(node: node, code: ClassEntry.yes)) }
    }
  }
}
