import Detectors
import Matching
import RuleModel

/// A field, path or element that is looked through, as the detectors see it. One for all questions about it.
package final class SearchedField: Sendable {
  package let names: FieldNames

  init(_ path: [String]) { names = FieldNames(path) }
}

/// What a rule asks of whole records of one source.
struct RecordQuestion {
  struct Pardon {
    /// nil: anything may stand there.
    var question: SensitiveQuestion?
    var column: Int
  }

  var question: SensitiveQuestion
  var pardons: [Pardon]
}

/// The question that a rule asks of one field.
package struct FieldQuestion: Sendable {
  /// The source plan's column.
  package let column: Int
  package let question: SensitiveQuestion
  package let field: SearchedField
}

extension OwnDetectors {
  /// The detectors that rule files declare, ready to run. What the checker let through compiles.
  package convenience init(_ declared: [DetectorDeclared]) {
    self.init(
      declared.map { detector in
        guard let category = SensitiveNames.category(named: detector.category),
          let finder = try? RegexFinder(
            pattern: detector.pattern.pattern, flags: detector.pattern.flags)
        else { preconditionFailure("a checked detector is whole") }
        let scratch = RegexScratch()
        return OwnDetector(
          name: detector.name, category: category, check: Check(rawValue: detector.check),
          near: detector.near,
          visible: Detector.VisiblePart(first: detector.visibleFirst, last: detector.visibleLast)
        ) { text, found in
          finder.forEach(in: UnsafeRawBufferPointer(text), scratch: scratch, found)
        }
      })
  }
}

extension SensitiveScreen {
  /// Looks for what is built in, and for what rule files declare.
  package convenience init(declared: [DetectorDeclared]) {
    self.init(own: declared.isEmpty ? nil : OwnDetectors(declared))
  }
}
