import CKernels
import Mapping
import RuleModel
import Values

/// What a mapping does with a text.
enum TextShape {
  case asItIs, path, other

  init(_ mapping: CheckedSource.Mapping) {
    let names = mapping.conversions.map(\.name)
    self = names.isEmpty ? .asItIs : names == ["path"] ? .path : .other
  }
}

/// What is known of a column before the first batch.
extension ColumnClassifier {
  static func scanTests(
    _ tests: [writ_text_test], hasPaths: Bool
  ) -> (Frozen<writ_text_test>, UInt8) {
    let marks = hasPaths ? URLPath.scanTests : []
    guard !marks.isEmpty, tests.count + marks.count <= WRIT_TEXT_TESTS else {
      return (Frozen(tests), 0)
    }
    return (Frozen(tests + marks), UInt8(truncatingIfNeeded: ~0 << tests.count))
  }

  static func isPresence(_ test: ScalarTest) -> Bool {
    if case .presence(.column, _) = test { true } else { false }
  }

  // A text without conversions is a value unless it is one of those that mean absent.
  static func plainLimit(of mapping: CheckedSource.Mapping, type: ValueType) -> UInt32 {
    guard type == .string || type == .json, mapping.conversions.isEmpty else { return .max }
    return longestAbsent(mapping)
  }

  static func longestAbsent(_ mapping: CheckedSource.Mapping) -> UInt32 {
    var longest = 0
    for value in mapping.absentWhen {
      guard case .string(let text) = value else { continue }
      longest = max(longest, text.bytes.count)
    }
    return UInt32(clamping: longest)
  }
}
