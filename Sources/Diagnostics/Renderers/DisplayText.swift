/// A stretch of a text as a terminal shows it: one cell for each character, with its width in
/// columns. What a terminal would act on or not show (control characters, format characters,
/// bytes that are not UTF-8) is written out.
struct DisplayText {
  struct Cell {
    var shown: String
    /// In columns.
    var width: Int
    /// The byte that the character begins at.
    var offset: Int
  }

  private(set) var cells: [Cell] = []

  static let tabWidth = 4

  init(_ text: SourceText, _ range: Range<Int>) {
    var index = range.lowerBound
    var column = 0
    while index < range.upperBound {
      let cell: Cell
      if let (scalar, length) = UTF8Scalar.decode(text.bytes, at: index) {
        cell = Self.cell(scalar, at: index, column: column)
        index += length
      } else {
        let hex = String(text.bytes[index], radix: 16, uppercase: true)
        cell = Cell(shown: "\\x" + (hex.count < 2 ? "0" : "") + hex, width: 4, offset: index)
        index += 1
      }
      column += cell.width
      cells.append(cell)
    }
  }

  private static func cell(_ scalar: Unicode.Scalar, at offset: Int, column: Int) -> Cell {
    if scalar == "\t" {
      let width = tabWidth - column % tabWidth
      return Cell(shown: String(repeating: " ", count: width), width: width, offset: offset)
    }
    let shown = written(scalar)
    let isEscaped = shown.unicodeScalars.count > 1
    return Cell(
      shown: shown, width: isEscaped ? shown.count : width(of: scalar), offset: offset)
  }

  /// The character, or `\u{…}` where it must not reach a terminal.
  private static func written(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// A message for a terminal: on one line, with what it must not get written out.
  static func safe(_ message: String) -> String {
    if message.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return message }
    return message.unicodeScalars.map(written).joined()
  }
}
