/// Places in a JSON string as code points of what it says.
package enum CodePoints {
  /// `range` (bytes of `record`) as code points of the string `value` (bytes of `record`, without quotes),
  /// its JSON escapes taken off. An escape of two units (`\ud83d\ude00`) is one code point. Linear in the
  /// value's length.
  package static func range(_ range: Range<Int>, in value: Range<Int>, of record: Bytes) -> Range<
    Int
  > {
    var index = value.lowerBound
    var points = 0
    var start = 0
    var started = false
    while index < value.upperBound {
      if !started, index >= range.lowerBound {
        start = points
        started = true
      }
      if index >= range.upperBound { return start..<max(start, points) }
      index += width(record, index, end: value.upperBound)
      points += 1
    }
    if !started { start = points }
    return start..<max(start, points)
  }

  private static func width(_ record: Bytes, _ index: Int, end: Int) -> Int {
    let byte = record[index]
    if byte == UInt8(ascii: "\\") {
      guard index + 1 < end else { return 1 }
      guard record[index + 1] == UInt8(ascii: "u") else { return 2 }
      if index + 11 < end, record[index + 2] | 0x20 == UInt8(ascii: "d"),
        "89abAB".utf8.contains(record[index + 3]), record[index + 6] == UInt8(ascii: "\\"),
        record[index + 7] == UInt8(ascii: "u"), record[index + 8] | 0x20 == UInt8(ascii: "d"),
        "cdefCDEF".utf8.contains(record[index + 9])
      {
        return 12
      }
      return min(6, end - index)
    }
    if byte < 0xC0 { return 1 }
    return min(byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4, end - index)
  }
}
