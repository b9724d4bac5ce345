/// Reads CSV as RFC 4180 describes it: fields separated by commas, records by line ends, fields
/// in double quotes may hold both, and a doubled quote inside them is a quote. A byte-order mark
/// is skipped, LF ends a record as CRLF does. Cost: linear.
struct CSVReader {
  struct Cell {
    var text: String
    /// Byte offsets, the quotes included.
    var start: Int
    var end: Int
  }

  struct Failure: Error {
    var message: String
    var start: Int
    var end: Int
  }

  private let bytes: [UInt8]
  private var position: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  /// The next record; nil at the end. Lines without any character are skipped.
  mutating func next() throws(Failure) -> [Cell]? {
    while position < bytes.count, bytes[position] == 10 || bytes[position] == 13 { position += 1 }
    guard position < bytes.count else { return nil }
    var cells: [Cell] = []
    while true {
      cells.append(try cell())
      guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { break }
      position += 1
    }
    if position < bytes.count, bytes[position] == 13 { position += 1 }
    if position < bytes.count, bytes[position] == 10 { position += 1 }
    return cells
  }

  private mutating func cell() throws(Failure) -> Cell {
    let start = position
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      while position < bytes.count, !isEnd(bytes[position]) {
        if bytes[position] == UInt8(ascii: "\"") {
          throw Failure(
            message: "a quote stands inside a cell that does not begin with one",
            start: position, end: position + 1)
        }
        position += 1
      }
      return Cell(text: try text(bytes[start..<position], start), start: start, end: position)
    }
    position += 1
    var content: [UInt8] = []
    while true {
      guard position < bytes.count else {
        throw Failure(message: "this quote is never closed", start: start, end: start + 1)
      }
      let byte = bytes[position]
      position += 1
      if byte != UInt8(ascii: "\"") {
        content.append(byte)
      } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        content.append(byte)
        position += 1
      } else {
        break
      }
    }
    if position < bytes.count, !isEnd(bytes[position]) {
      throw Failure(
        message: "after the closing quote stands neither a comma nor a line end",
        start: position, end: position + 1)
    }
    return Cell(text: try text(content[...], start), start: start, end: position)
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == 10 || byte == 13
  }

  private func text(_ bytes: ArraySlice<UInt8>, _ start: Int) throws(Failure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(message: "this cell is not UTF-8", start: start, end: position)
    }
    return text
  }
}
