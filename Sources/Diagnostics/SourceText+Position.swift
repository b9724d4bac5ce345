extension SourceText {
  /// Line and column of a byte offset, both from 1. The column counts characters (Unicode code
  /// points; each byte that is not UTF-8 is one). An offset past the end is the end.
  ///
  /// Cost: the logarithm of the number of lines, and the length of the line before the offset.
  package func position(of offset: UInt32) -> (line: Int, column: Int) {
    let offset = min(Int(offset), bytes.count)
    let line = lineIndex(of: offset)
    var column = 1
    var index = Int(lineStarts[line])
    while index < offset {
      let length = UTF8Scalar.decode(bytes, at: index)?.length ?? 1
      index += length
      if index <= offset { column += 1 }
    }
    return (line + 1, column)
  }

  /// The line, from 0, that holds the offset; a line end belongs to its line.
  func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The bytes of a line, from 0, without its end.
  func lineRange(_ line: Int) -> Range<Int> {
    let start = Int(lineStarts[line])
    var end = line + 1 < lineStarts.count ? Int(lineStarts[line + 1]) : bytes.count
    while end > start, bytes[end - 1] == 10 || bytes[end - 1] == 13 { end -= 1 }
    return start..<end
  }
}
