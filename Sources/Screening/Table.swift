import Detectors
import Ingest

/// The first line of a table of delimited values (CSV): what the columns are called.
struct TableHeader: Sendable {
  private let delimiter: UInt8
  /// As JSON strings without quotes.
  private let names: [[UInt8]]

  private static let longestName = 64
  private static let mostColumns = 1000

  /// The header of a chunk of lines, if its first line is one: the file is called `.csv` or `.tsv`, or the
  /// first line has names in three columns or more and the second as many cells.
  init?(_ chunk: ChunkBuffer, path: String) {
    guard chunk.framing == .lines else { return nil }
    var cutter = RecordCutter(chunk)
    guard let first = cutter.next() else { return nil }
    let bytes = chunk.bytes.assumingMemoryBound(to: UInt8.self)
    let line = Bytes(rebasing: bytes[first.range])
    // What holds data itself is a row.
    let scanner = RecordScanner()
    scanner.scan(line)
    guard scanner.findings.allSatisfy({ $0.state == .masked }) else { return nil }
    let isCalledSo = Self.isTable(path)
    let second = cutter.next().map { Bytes(rebasing: bytes[$0.range]) }
    for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] {
      guard let cells = TableRow.cells(line, delimiter), cells.count <= Self.mostColumns,
        cells.count >= (isCalledSo ? 2 : 3),
        cells.allSatisfy({ Self.isName(Bytes(rebasing: line[$0])) })
      else { continue }
      let names = cells.map { Array(line[$0]) }
      guard Set(names).count == names.count else { continue }
      if !isCalledSo {
        guard let second, TableRow.cells(second, delimiter)?.count == cells.count else { continue }
      }
      self.delimiter = delimiter
      self.names = names
      return
    }
    return nil
  }

  private static func isTable(_ path: String) -> Bool {
    var path = path.lowercased()
    for suffix in [".gz", ".zst"] where path.hasSuffix(suffix) { path.removeLast(suffix.count) }
    return path.hasSuffix(".csv") || path.hasSuffix(".tsv")
  }

  /// A name begins with a letter, and is of letters, digits and few signs: safe in JSON as it is.
  private static func isName(_ cell: Bytes) -> Bool {
    guard let first = cell.first, cell.count <= longestName, first >= 0x80 || isLetter(first) else {
      return false
    }
    return cell.allSatisfy { byte in
      byte >= 0x80 || isLetter(byte) || byte &- UInt8(ascii: "0") < 10
        || " _-.:/()#".utf8.contains(byte)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

  /// The line as a JSON object with the columns' names; nil if it has not as many cells, or a cell
  /// that goes on in the next line.
  func row(_ line: Bytes) -> TableRow? {
    guard let cells = TableRow.cells(line, delimiter), cells.count == names.count else {
      return nil
    }
    return TableRow(line, cells: cells, names: names)
  }
}

/// One line of a table as a JSON object.
struct TableRow: Sendable {
  private(set) var json: [UInt8] = []
  /// For each byte of `json`, the place in the line that it stands for.
  private var places: [UInt32] = []

  fileprivate init(_ line: Bytes, cells: [Range<Int>], names: [[UInt8]]) {
    json.reserveCapacity(2 * line.count + 32 * cells.count)
    places.reserveCapacity(json.capacity)
    append(UInt8(ascii: "{"), 0)
    for (cell, name) in zip(cells, names) {
      if json.count > 1 { append(UInt8(ascii: ","), cell.lowerBound) }
      append(UInt8(ascii: "\""), cell.lowerBound)
      for byte in name { append(byte, cell.lowerBound) }
      for byte in "\":\"".utf8 { append(byte, cell.lowerBound) }
      append(line, cell)
      append(UInt8(ascii: "\""), cell.upperBound)
    }
    append(UInt8(ascii: "}"), line.count)
  }

  private mutating func append(_ line: Bytes, _ cell: Range<Int>) {
    var index = cell.lowerBound
    while index < cell.upperBound {
      let byte = line[index]
      switch byte {
      case UInt8(ascii: "\""):
        // Two quotes in a quoted cell are one, as an escaped quote is.
        append(UInt8(ascii: "\\"), index)
        let isPair = index + 1 < cell.upperBound && line[index + 1] == byte
        if isPair { index += 1 }
        append(byte, index)
      case UInt8(ascii: "\\"):
        append(byte, index)
        append(byte, index)
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        for escaped in "\\u00".utf8 { append(escaped, index) }
        append(digits[Int(byte >> 4)], index)
        append(digits[Int(byte & 15)], index)
      default: append(byte, index)
      }
      index += 1
    }
  }

  private mutating func append(_ byte: UInt8, _ place: Int) {
    json.append(byte)
    places.append(UInt32(truncatingIfNeeded: place))
  }

  /// Where a part of `json`, in a cell, stands in the line.
  func place(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else {
      let start = range.lowerBound < places.count ? Int(places[range.lowerBound]) : 0
      return start..<start
    }
    return Int(places[range.lowerBound])..<Int(places[range.upperBound - 1]) + 1
  }

  /// The cells of a line, without the quotes around them; nil if a quoted cell does not end in it.
  static func cells(_ line: Bytes, _ delimiter: UInt8) -> [Range<Int>]? {
    var cells: [Range<Int>] = []
    var index = 0
    while true {
      if index < line.count, line[index] == UInt8(ascii: "\"") {
        let start = index + 1
        index = start
        while index < line.count {
          if line[index] != UInt8(ascii: "\"") {
            index += 1
          } else if index + 1 < line.count, line[index + 1] == UInt8(ascii: "\"") {
            index += 2
          } else {
            break
          }
        }
        guard index < line.count else { return nil }
        cells.append(start..<index)
        index += 1
        guard index == line.count || line[index] == delimiter else { return nil }
      } else {
        let start = index
        while index < line.count, line[index] != delimiter { index += 1 }
        cells.append(start..<index)
      }
      if index >= line.count { return cells }
      index += 1
    }
  }
}
