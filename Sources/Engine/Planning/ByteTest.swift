import Matching
import RuleModel
import Values

/// A test that needs no more of a text value than its bytes.
enum ByteTest {
  /// Equal to one of these.
  case equal([Text])
  case glob([Glob])
  case regex(Regex)
  case text(TextTest, Text, ignoringCase: Bool)

  /// nil if the test is not one on the bytes of this very column.
  init?(_ test: ScalarTest) {
    switch test {
    case .comparison(.column, .equal, .literal(.string(let text))),
      .comparison(.literal(.string(let text)), .equal, .column):
      self = .equal([text])
    case .membership(.column, let set):
      guard let texts = set.onlyTexts else { return nil }
      self = .equal(texts)
    case .glob(.column, let globs): self = .glob(globs)
    case .regex(.column, let regex): self = .regex(regex)
    case .text(.column, let test, .literal(.string(let text)), let ignoringCase):
      self = .text(test, text, ignoringCase: ignoringCase)
    default: return nil
    }
  }
}

extension ScalarSet {
  /// The members, if all of them are texts; sorted.
  var onlyTexts: [Text]? {
    guard ranges.isEmpty, networks.isEmpty, operands.isEmpty, singles.count == 1,
      let texts = singles[.string]
    else { return nil }
    return texts.compactMap { if case .string(let text) = $0 { text } else { nil } }.sorted()
  }
}
