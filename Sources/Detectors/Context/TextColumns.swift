/// Tables in a text: lines of cells under a line of names, and the values of an SQL `INSERT`.
struct TextColumns {
  struct Cell {
    var value: Range<Int>
    var header: Range<Int>
  }

  /// In the order of the text.
  private(set) var cells: [Cell] = []
  private static let mostCells = 4096

  /// nil if the text holds no table. Linear in its length.
  init?(_ text: Bytes) {
    addLines(text)
    addInserts(text)
    if cells.isEmpty { return nil }
    cells.sort { $0.value.lowerBound < $1.value.lowerBound }
  }

  /// The name of the column that `place` is in.
  func header(for place: Int) -> Range<Int>? {
    var low = 0
    var high = cells.count
    while low < high {
      let middle = (low + high) / 2
      if cells[middle].value.lowerBound <= place { low = middle + 1 } else { high = middle }
    }
    guard low > 0, place < cells[low - 1].value.upperBound else { return nil }
    return cells[low - 1].header
  }

  // MARK: Lines

  private mutating func addLines(_ text: Bytes) {
    guard var lineEnd = text.firstIndex(of: 0x0A) else { return }
    var line = 0..<lineEnd
    var header: [Range<Int>] = []
    var separator: UInt8 = 0
    while lineEnd < text.count, cells.count < Self.mostCells {
      let start = lineEnd + 1
      guard start < text.count else { return }
      lineEnd = text[start...].firstIndex(of: 0x0A) ?? text.count
      let next = start..<lineEnd
      let parts = header.isEmpty ? [] : Self.cells(text, next, separator)
      if !header.isEmpty, parts.count == header.count {
        for (value, name) in zip(parts, header) where !value.isEmpty {
          cells.append(Cell(value: value, header: name))
        }
      } else {
        (header, separator) = Self.header(text, line, next)
        if !header.isEmpty {
          for (value, name) in zip(Self.cells(text, next, separator), header) where !value.isEmpty {
            cells.append(Cell(value: value, header: name))
          }
        }
      }
      line = next
    }
  }

  /// The names over a line; empty if the line before it does not end with as many names.
  private static func header(
    _ text: Bytes, _ line: Range<Int>, _ next: Range<Int>
  ) -> ([Range<Int>], UInt8) {
    guard line.count <= 2048, next.count <= 8192, mayBeNames(text, line) else { return ([], 0) }
    for separator in [UInt8(ascii: "\t"), UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: ",")] {
      let values = cells(text, next, separator)
      guard values.count >= 2, values.count <= 64 else { continue }
      var names = Array(cells(text, line, separator).suffix(values.count))
      guard names.count == values.count else { continue }
      // Other text may stand before the first name.
      let first = names[0]
      if let blank = text[first].lastIndex(of: 0x20) { names[0] = (blank + 1)..<first.upperBound }
      if names.allSatisfy({ isName(text, $0) }), values.contains(where: { !isName(text, $0) }) {
        return (names, separator)
      }
    }
    return ([], 0)
  }

  /// Two letters for each number, at least: a look before the work.
  private static func mayBeNames(_ text: Bytes, _ line: Range<Int>) -> Bool {
    var letters = 0
    for index in line {
      if ByteClass.of(text[index]) & (ByteClass.lower | ByteClass.upper | ByteClass.high) != 0 {
        letters += 1
      }
    }
    return letters >= 4 && letters * 2 >= line.count
  }

  private static func isName(_ text: Bytes, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty, range.count <= 40 else { return false }
    var letters = 0
    for index in range {
      let kind = ByteClass.of(text[index])
      if kind & (ByteClass.lower | ByteClass.upper | ByteClass.high) != 0 {
        letters += 1
      } else if kind & (ByteClass.digit | ByteClass.underscore) == 0, text[index] != 0x20,
        text[index] != UInt8(ascii: "-"), text[index] != UInt8(ascii: ".")
      {
        return false
      }
    }
    return letters * 2 > range.count
  }

  private static func cells(_ text: Bytes, _ line: Range<Int>, _ separator: UInt8) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = line.lowerBound
    var index = start
    var isQuoted = false
    while index <= line.upperBound {
      let isEnd = index == line.upperBound
      if !isEnd, text[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isEnd || text[index] == separator && !isQuoted {
        result.append(trimmed(text, start..<index))
        start = index + 1
      }
      index += 1
    }
    return result
  }

  private static func trimmed(_ text: Bytes, _ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    func isPadding(_ byte: UInt8) -> Bool {
      byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
        || byte == UInt8(ascii: "`")
    }
    while low < high, isPadding(text[low]) { low += 1 }
    while high > low, isPadding(text[high - 1]) { high -= 1 }
    return low..<high
  }

  // MARK: SQL

  private mutating func addInserts(_ text: Bytes) {
    var index = 0
    while index + 6 < text.count, cells.count < Self.mostCells {
      guard text[index] | 0x20 == UInt8(ascii: "v"), Self.isValues(text, index) else {
        index += 1
        continue
      }
      let place = index
      index += 6
      guard let names = Self.group(endingAt: place, text), names.count <= 64 else { continue }
      while let (values, end) = Self.group(from: index, text) {
        if values.count == names.count {
          for (value, name) in zip(values, names) where !value.isEmpty {
            cells.append(Cell(value: value, header: name))
          }
        }
        index = end
      }
    }
  }

  private static func isValues(_ text: Bytes, _ index: Int) -> Bool {
    index > 0 && !ByteClass.isWord(text[index - 1])
      && zip(text[index...], "values".utf8).allSatisfy { $0 | 0x20 == $1 }
  }

  /// The names in brackets before `values`.
  private static func group(endingAt end: Int, _ text: Bytes) -> [Range<Int>]? {
    var close = end
    while close > 0, text[close - 1] <= 0x20 { close -= 1 }
    guard close > 0, text[close - 1] == UInt8(ascii: ")") else { return nil }
    var open = close - 1
    while open > max(0, close - 2048), text[open - 1] != UInt8(ascii: "(") { open -= 1 }
    guard open > 0, text[open - 1] == UInt8(ascii: "(") else { return nil }
    let names = cells(text, open..<(close - 1), UInt8(ascii: ","))
    return names.allSatisfy { isName(text, $0) } ? names : nil
  }

  /// The values in brackets at `start`, behind blanks and a comma, and where the group ends.
  private static func group(from start: Int, _ text: Bytes) -> ([Range<Int>], end: Int)? {
    var index = start
    while index < text.count, text[index] <= 0x20 || text[index] == UInt8(ascii: ",") { index += 1 }
    guard index < text.count, text[index] == UInt8(ascii: "(") else { return nil }
    index += 1
    var values: [Range<Int>] = []
    var from = index
    var isQuoted = false
    var depth = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "'") { isQuoted.toggle() }
      if !isQuoted {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ",") && depth == 0 || byte == UInt8(ascii: ")") && depth == 0 {
          values.append(trimmed(text, from..<index))
          from = index + 1
          if byte == UInt8(ascii: ")") { return (values, index + 1) }
        }
        if byte == UInt8(ascii: ")") { depth -= 1 }
      }
      index += 1
    }
    return nil
  }
}
