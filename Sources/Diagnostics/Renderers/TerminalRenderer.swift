/// Diagnostics for people: the message, the place, the marked lines, and what to write instead.
/// The same diagnostics give the same text.
package struct TerminalRenderer: Sendable {
  package var useColour: Bool

  /// In columns, without the line number.
  static let lineWidth = 100

  package init(useColour: Bool) {
    self.useColour = useColour
  }

  /// One block for each, separated by blank lines; ends with a line end unless there are none.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(render).joined(separator: "\n")
  }

  /// What the list shows, and a line for each file that has more.
  package func render(_ list: DiagnosticList) -> String {
    let shown = render(list.shown)
    let hidden = list.hiddenLines.map { DisplayText.safe($0) + "\n" }.joined()
    return shown + (shown.isEmpty || hidden.isEmpty ? "" : "\n") + hidden
  }

  private func render(_ diagnostic: Diagnostic) -> String {
    let head = "\(diagnostic.severity.rawValue)[\(diagnostic.id)]"
    let message = DisplayText.safe(diagnostic.message)
    var lines = [
      paint(head, severityStyle(diagnostic.severity)) + paint(": \(message)", .bold)
    ]
    let labels = [diagnostic.primary] + diagnostic.secondary
    let gutter = gutterWidth(of: labels)
    let blank = String(repeating: " ", count: gutter)
    var isFirst = true
    for excerpt in excerpts(of: diagnostic) {
      let (line, column) = excerpt.text.position(of: excerpt.start)
      let arrow = paint(isFirst ? "-->" : ":::", .quiet)
      lines.append(
        "\(blank)\(arrow) \(DisplayText.safe(excerpt.text.name)):\(line):\(column)")
      lines += render(excerpt, gutter: gutter, severity: diagnostic.severity)
      isFirst = false
    }
    for help in diagnostic.help {
      lines.append(
        "\(blank) \(paint("=", .quiet)) \(paint("help:", .help)) \(DisplayText.safe(help))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Excerpts

  /// The marks of one file.
  private struct Excerpt {
    var text: SourceText
    /// Of its first label, shown beside the name.
    var start: UInt32
    var marks: [Mark]
  }

  /// A stretch of one line to underline.
  private struct Mark {
    var line: Int
    var range: Range<Int>
    var isPrimary: Bool
    var message: String
  }

  private func excerpts(of diagnostic: Diagnostic) -> [Excerpt] {
    var result: [Excerpt] = []
    for (index, label) in ([diagnostic.primary] + diagnostic.secondary).enumerated() {
      let marks = marks(of: label, isPrimary: index == 0)
      if let place = result.firstIndex(where: { $0.text === label.text }) {
        result[place].marks += marks
      } else {
        result.append(Excerpt(text: label.text, start: label.span.start, marks: marks))
      }
    }
    return result
  }

  /// A label over several lines marks its first and its last line.
  private func marks(of label: Diagnostic.Label, isPrimary: Bool) -> [Mark] {
    let text = label.text
    let start = min(Int(label.span.start), text.bytes.count)
    let end = min(max(start, Int(label.span.end)), text.bytes.count)
    let first = text.lineIndex(of: start)
    let last = text.lineIndex(of: max(start, end - 1))
    let message = DisplayText.safe(label.message)
    guard first < last else {
      return [Mark(line: first, range: start..<end, isPrimary: isPrimary, message: message)]
    }
    let firstLine = text.lineRange(first)
    let lastLine = text.lineRange(last)
    let indented =
      lastLine.first { $0 < end && text.bytes[$0] != 0x20 && text.bytes[$0] != 9 }
      ?? lastLine.lowerBound
    return [
      Mark(
        line: first, range: start..<max(start, firstLine.upperBound), isPrimary: isPrimary,
        message: ""),
      Mark(
        line: last, range: indented..<max(indented, min(end, lastLine.upperBound)),
        isPrimary: isPrimary, message: message),
    ]
  }

  private func gutterWidth(of labels: [Diagnostic.Label]) -> Int {
    let lines = labels.map { label in
      label.text.lineIndex(of: min(Int(label.span.end), label.text.bytes.count)) + 1
    }
    return String(lines.max() ?? 1).count + 1
  }

  private func render(
    _ excerpt: Excerpt, gutter: Int, severity: Diagnostic.Severity
  ) -> [String] {
    let bar = paint("|", .quiet)
    let blank = String(repeating: " ", count: gutter)
    var lines = ["\(blank) \(bar)"]
    var previous: Int?
    for line in Set(excerpt.marks.map(\.line)).sorted() {
      if let previous, line > previous + 1 {
        if line == previous + 2 {
          lines.append(sourceLine(excerpt.text, previous + 1, near: nil, gutter: gutter).shown)
        } else {
          lines.append(paint("\(blank)...", .quiet))
        }
      }
      let marks = excerpt.marks.filter { $0.line == line }
      let source = sourceLine(excerpt.text, line, near: marks[0].range, gutter: gutter)
      lines.append(source.shown)
      for mark in marks where mark.isPrimary || source.shows(mark.range) {
        let style: Style = mark.isPrimary ? severityStyle(severity) : .help
        let underline = source.underline(mark.range, with: mark.isPrimary ? "^" : "-")
        let label = mark.message.isEmpty ? "" : " \(mark.message)"
        lines.append("\(blank) \(bar) \(underline.blanks)\(paint(underline.signs + label, style))")
      }
      previous = line
    }
    if !excerpt.marks.isEmpty { lines.append("\(blank) \(bar)") }
    return lines
  }

  // MARK: Lines

  /// One line of a text as it is shown, cut round a place.
  private struct SourceLine {
    var shown: String
    var cells: ArraySlice<DisplayText.Cell>
    /// Columns before the first cell: the sign that something was left out.
    var indent: Int

    /// Whether the place is in what is left of a cut line.
    func shows(_ range: Range<Int>) -> Bool {
      guard let first = cells.first, let last = cells.last else { return true }
      return range.upperBound > first.offset && range.lowerBound <= last.offset + 4
    }

    func underline(_ range: Range<Int>, with sign: String) -> (blanks: String, signs: String) {
      var before = indent
      var width = 0
      for cell in cells {
        if cell.offset < range.lowerBound {
          before += cell.width
        } else if cell.offset < range.upperBound {
          width += cell.width
        }
      }
      return (
        String(repeating: " ", count: before), String(repeating: sign, count: max(1, width))
      )
    }
  }

  private func sourceLine(
    _ text: SourceText, _ line: Int, near place: Range<Int>?, gutter: Int
  ) -> SourceLine {
    let whole = text.lineRange(line)
    let focus = max(whole.lowerBound, min(place?.lowerBound ?? whole.lowerBound, whole.upperBound))
    // Of a very long line only the bytes near the place are looked at.
    var from = max(whole.lowerBound, focus - 8 * Self.lineWidth)
    while from > whole.lowerBound, text.bytes[from] & 0xC0 == 0x80, focus - from < 810 { from -= 1 }
    let to = min(whole.upperBound, focus + 8 * Self.lineWidth)
    var cells = DisplayText(text, from..<to).cells[...]
    var isCutBefore = from > whole.lowerBound
    let isCutAfter: Bool
    if cells.reduce(0, { $0 + $1.width }) > Self.lineWidth {
      // A third of the columns before the place, the rest behind it.
      var before = cells.prefix { $0.offset < focus }.reduce(0) { $0 + $1.width }
      while before > Self.lineWidth / 3, let first = cells.first {
        before -= first.width
        cells.removeFirst()
        isCutBefore = true
      }
      var width = 0
      let kept = cells.prefix { cell in
        width += cell.width
        return width <= Self.lineWidth
      }
      isCutAfter = kept.count < cells.count || to < whole.upperBound
      cells = kept
    } else {
      isCutAfter = to < whole.upperBound
    }
    let number = String(line + 1)
    let margin = String(repeating: " ", count: max(0, gutter - number.count))
    let content = (isCutBefore ? "…" : "") + cells.map(\.shown).joined() + (isCutAfter ? "…" : "")
    let shown = paint("\(margin)\(number) |", .quiet) + (content.isEmpty ? "" : " \(content)")
    return SourceLine(shown: shown, cells: cells, indent: isCutBefore ? 1 : 0)
  }

  // MARK: Colour

  private enum Style: String {
    case bold = "1"
    case error = "1;31"
    case warning = "1;33"
    case note = "1;32"
    case quiet = "34"
    case help = "36"
  }

  private func severityStyle(_ severity: Diagnostic.Severity) -> Style {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }

  private func paint(_ text: String, _ style: Style) -> String {
    useColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
