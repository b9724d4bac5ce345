import Matching
import RuleModel
import Values

/// The tests of a column that need no more than a text's bytes, evaluated together.
final class ByteMatcher {
  /// Every test of the column that depends on the value is among them.
  let isComplete: Bool
  /// Tests that the matcher leaves to the value.
  let others: [ColumnTest]
  /// Nodes of `is present`: true of every value.
  private let present: [Int32]
  private let literals: LiteralTable
  private let globs: [(node: Int32, globs: [Glob])]
  private let regexes: [(node: Int32, regex: Regex)]
  private let texts: [(node: Int32, test: TextTest, wanted: [UInt8], ignoringCase: Bool)]

  init(_ tests: [ColumnTest]) {
    var present: [Int32] = []
    var literals: [(text: Text, node: Int32)] = []
    var globs: [(node: Int32, globs: [Glob])] = []
    var regexes: [(node: Int32, regex: Regex)] = []
    var texts: [(node: Int32, test: TextTest, wanted: [UInt8], ignoringCase: Bool)] = []
    var others: [ColumnTest] = []
    for test in tests {
      switch test.onBytes {
      case .equal(let wanted)?: literals += wanted.map { (text: $0, node: test.node) }
      case .glob(let patterns)?: globs.append((test.node, patterns))
      case .regex(let regex)?: regexes.append((test.node, regex))
      case .text(let kind, let wanted, let ignoringCase)?:
        texts.append((test.node, kind, wanted.bytes, ignoringCase))
      case nil:
        guard case .presence(.column, let presence) = test.test else {
          others.append(test)
          continue
        }
        if presence == .present { present.append(test.node) }
      }
    }
    self.present = present
    self.literals = LiteralTable(literals)
    self.globs = globs
    self.regexes = regexes
    self.texts = texts
    self.others = others
    isComplete = others.isEmpty
  }

  /// Adds an entry for each test that is true of the text. Of a test that hits a limit adds one with
  /// the code `limitCode`.
  func match(
    _ bytes: UnsafeRawBufferPointer, scratch: RegexScratch, limitCode: () -> Int32,
    into list: EntryList
  ) {
    for node in present { list.append(ClassEntry(node: node, code: ClassEntry.yes)) }
    if !literals.isEmpty, let start = bytes.baseAddress {
      literals.match(start, bytes.count, into: list)
    }
    for (node, globs) in globs {
      for glob in globs where glob.matches(bytes) {
        list.append(ClassEntry(node: node, code: ClassEntry.yes))
        break
      }
    }
    for (node, regex) in regexes {
      switch regex.match(bytes, scratch: scratch) {
      case .match: list.append(ClassEntry(node: node, code: ClassEntry.yes))
      case .noMatch: break
      case .limit: list.append(ClassEntry(node: node, code: limitCode()))
      }
    }
    for (node, test, wanted, ignoringCase) in texts {
      let matches = wanted.withUnsafeBytes {
        TextSearch.matches(bytes, test, $0, ignoringCase: ignoringCase)
      }
      if matches { list.append(ClassEntry(node: node, code: ClassEntry.yes)) }
    }
  }
}
