/// A part of the original value that is replaced. Offsets are bytes.
struct MaskSpan {
  enum Kind: Equatable {
    case secret, token, card, address

    var replacement: String {
      switch self {
      case .secret: "[masked]"
      case .token: "[masked token]"
      case .card: "****"
      case .address: "***"
      }
    }
  }

  var start: Int
  var end: Int
  var kind: Kind

  /// The value with each span replaced; spans that overlap become one.
  static func apply(_ spans: [MaskSpan], to value: UnsafeRawBufferPointer) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(value.count)
    var position = 0
    for span in merged(spans) {
      output.append(contentsOf: value[position..<span.start])
      output.append(contentsOf: span.kind.replacement.utf8)
      position = span.end
    }
    output.append(contentsOf: value[position...])
    return output
  }

  private static func merged(_ spans: [MaskSpan]) -> [MaskSpan] {
    let sorted = spans.filter { $0.start < $0.end }
      .sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    var merged: [MaskSpan] = []
    for span in sorted {
      guard let last = merged.last, span.start < last.end else {
        merged.append(span)
        continue
      }
      let index = merged.count - 1
      merged[index].end = max(last.end, span.end)
      if last.kind != span.kind { merged[index].kind = .secret }
    }
    return merged
  }
}

extension [MaskSpan] {
  /// Adds the part `range` of `text`, in offsets of the original.
  mutating func add(_ range: Range<Int>, of text: DecodedText, _ kind: MaskSpan.Kind) {
    guard !range.isEmpty else { return }
    let original = text.originalRange(range)
    append(MaskSpan(start: original.lowerBound, end: original.upperBound, kind: kind))
  }
}
