/// The rule's text in colours. This knows strings, comments, numbers and reserved words, and no
/// more of the language.
extension HTMLWriter {
  func highlighted(_ source: String) {
    var rest = Substring(source)
    while let first = rest.first {
      let piece: Substring
      var style: StaticString?
      if first == "#" {
        piece = rest.prefix { !$0.isNewline }
        style = "c"
      } else if first == "\"" {
        piece = Self.string(rest)
        style = "s"
      } else if first.isLetter {
        piece = rest.prefix { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        if Self.words.contains(String(piece)) { style = "k" }
      } else if first.isNumber {
        piece = rest.prefix { $0.isLetter || $0.isNumber || ".:/-".contains($0) }
        style = "n"
      } else {
        piece = rest.prefix { !$0.isLetter && !$0.isNumber && $0 != "#" && $0 != "\"" }
      }
      rest = rest.dropFirst(piece.count)
      styled(String(piece), style)
    }
  }

  private func styled(_ piece: String, _ style: StaticString?) {
    guard let style else {
      lines(piece)
      return
    }
    raw("<span class=\"")
    raw(style)
    raw("\">")
    lines(piece)
    raw("</span>")
  }

  /// A string with its quotes; to the end of the line if it is not closed.
  private static func string(_ text: Substring) -> Substring {
    var end = text.index(after: text.startIndex)
    while end < text.endIndex, !text[end].isNewline {
      let character = text[end]
      end = text.index(after: end)
      if character == "\"" { break }
      if character == "\\", end < text.endIndex, !text[end].isNewline {
        end = text.index(after: end)
      }
    }
    return text[..<end]
  }

  private static let words: Set<String> = [
    "absent", "after", "and", "any", "around", "as", "at", "because", "before", "between",
    "calendar", "contains", "controls", "define", "description", "during", "each", "element",
    "ends", "every", "exactly", "false", "first", "for", "forbid", "from", "has", "ignoring",
    "case",
    "in", "is", "latest", "least", "list", "matches", "message", "most", "no", "not", "of", "or",
    "pack", "param", "present", "references", "remedy", "report", "require", "rule", "same",
    "severity", "some", "starts", "status", "table", "tags", "title", "true", "unknown", "unless",
    "where", "with", "within",
  ]
}
