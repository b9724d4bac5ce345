import Detectors
import Engine
import Findings
import Values

extension Evidence.Sensitive {
  init(_ place: SensitivePlace) {
    self.init(
      place: place.place, isInName: place.isInName, type: place.type, detector: place.detector,
      category: place.category, state: place.state, confidence: place.confidence,
      context: place.context, length: place.length, excerpt: place.excerpt)
  }
}

extension SensitiveScreen {
  private static let mostPlaces = 16

  /// The places of a field's value that hold what any of the questions asks for: the first ones.
  func places(
    of value: Value, _ questions: [FieldQuestion], _ field: String
  ) -> [Evidence.Sensitive] {
    guard let first = questions.first else { return [] }
    var result: [Evidence.Sensitive] = []
    first.field.forEachText(of: value) { text, names in
      guard result.count < Self.mostPlaces else { return }
      text.bytes.withUnsafeBufferPointer { bytes in
        look(at: bytes, of: names)
        for leak in leaks
        where questions.contains(where: { $0.question.asks(leak.type, detector: leak.detector) }) {
          result.append(Evidence.Sensitive(place(of: leak, field: field)))
        }
      }
    }
    return Array(result.prefix(Self.mostPlaces))
  }
}
