/// What rule files declare, beside what is built in.
///
/// Own detectors compete with nothing: what they find never changes what the built-in ones say, so that a
/// rule about these does not depend on which others are declared.
extension ValueScanner {
  /// Adds what own detectors find in the value to the claims. `raw` is what was scanned.
  func addOwn(_ own: OwnDetectors, in raw: Bytes, mayBeEscaped: Bool) {
    text.decode(raw, mayBeEscaped: mayBeEscaped)
    let found = text.bytes
    let count = claims.count
    names.withUnsafeBufferPointer { names in
      for (number, detector) in own.detectors.enumerated() {
        let isComplete = detector.forEach(in: found, names: names) { range, basis in
          let context: Finding.Context =
            switch basis {
            case .form: .form
            case .key: .path
            case .words: .words
            }
          add(range, .custom, detector: UInt16(number), context: context)
        }
        if !isComplete, !own.cutShort.contains(UInt16(number)) {
          own.cutShort.append(UInt16(number))
        }
      }
    }
    if claims.count > count, count > 0 || claims.count > 1 {
      claims.sort {
        ($0.range.lowerBound, $0.range.upperBound, $0.type.rawValue, $0.detector)
          < ($1.range.lowerBound, $1.range.upperBound, $1.type.rawValue, $1.detector)
      }
    }
  }
}
