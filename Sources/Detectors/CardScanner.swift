/// Finds card-like numbers: at least 13 digits, single separators allowed between them.
enum CardScanner {
  static let fewestDigits = 13

  static func scan(
    _ text: DecodedText, readable: ReadableSpans, into spans: inout [MaskSpan]
  ) {
    let bytes = text.bytes
    var index = 0
    while index < bytes.count {
      guard bytes[index].isDigit else {
        index += 1
        continue
      }
      var end = index
      var positions: [Int] = []
      while end < bytes.count {
        if bytes[end].isDigit {
          positions.append(end)
          end += 1
        } else if end + 1 < bytes.count, bytes[end + 1].isDigit, separates(bytes, end) {
          end += 1
        } else {
          break
        }
      }
      if positions.count >= fewestDigits, !readable.overlap(index..<end) {
        // More digits than a card has: where its last four stand is not known.
        let last = positions.count <= 19 ? positions[positions.count - 4] : end
        spans.add(index..<last, of: text, .card)
      }
      index = end
    }
  }

  /// Dots separate groups of four digits only: addresses stay readable.
  private static func separates(_ bytes: [UInt8], _ index: Int) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "_"): true
    case UInt8(ascii: "."):
      index >= 4 && bytes[index - 4..<index].allSatisfy(\.isDigit) && index + 4 < bytes.count
        && bytes[index + 1...index + 4].allSatisfy(\.isDigit)
    default: false
    }
  }
}
