/// Where a JSON string ends, and whether anything in it may be escaped.
enum StringEnd {
  /// The string has a backslash in it.
  static let backslash = 1
  /// The string has `%` or `&` in it.
  static let percent = 2

  /// The place of the closing quote, or the end of the record if there is none.
  @inline(__always)
  static func find(_ record: Bytes, from start: Int) -> (close: Int, marks: Int) {
    guard let base = record.baseAddress else { return (0, 0) }
    let raw = UnsafeRawPointer(base)
    let end = record.count
    var index = start
    var marks = 0
    while index + 8 <= end {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let stops = zeros(word ^ 0x2222_2222_2222_2222) | zeros(word ^ 0x5C5C_5C5C_5C5C_5C5C)
      let percents = zeros(word ^ 0x2525_2525_2525_2525) | zeros(word ^ 0x2626_2626_2626_2626)
      if stops == 0 {
        if percents != 0 { marks |= percent }
        index += 8
        continue
      }
      let offset = stops.trailingZeroBitCount / 8
      if percents & (stops & (0 &- stops) &- 1) != 0 { marks |= percent }
      index += offset
      if base[index] == UInt8(ascii: "\"") { return (index, marks) }
      marks |= backslash
      index += 2
    }
    while index < end {
      let byte = base[index]
      if byte == UInt8(ascii: "\"") { return (index, marks) }
      if byte == UInt8(ascii: "\\") {
        marks |= backslash
        index += 1
      } else if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "&") {
        marks |= percent
      }
      index += 1
    }
    return (end, marks)
  }

  /// Bit 7 of each byte that is zero; bytes above the lowest such one may be marked falsely.
  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }
}
