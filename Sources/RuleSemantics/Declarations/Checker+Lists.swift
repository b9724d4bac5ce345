import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// Reads a file that a declaration names; nil after saying what is wrong.
  func readFile(_ file: StringLiteral, in text: SourceText) -> SourceText? {
    let path = text.resolve(file.content)
    do {
      return SourceText(name: path, bytes: try options.readFile(path))
    } catch {
      report(
        .unreadableFile, "the file `\(path)` can't be read", at: file.span, in: text,
        label: "\(error)", help: ["paths are relative to the rule file's folder"])
      return nil
    }
  }

  /// `list NAME from "file"`: one entry a line; `#` begins a comment, blank lines are skipped.
  func list(_ name: Name, from file: StringLiteral, _ place: DeclarationPlace) -> Symbol.Content? {
    guard let content = readFile(file, in: place.text) else { return nil }
    guard let entries = entries(of: content) else { return nil }
    if entries.isEmpty {
      report(
        .emptyList, "the list `\(name.content)` is empty: its file holds no entry",
        at: file.span, in: place.text,
        help: ["write one entry a line; an empty list would quietly match nothing"])
      return nil
    }
    return .list(.file(content, entries))
  }

  /// The entries of a list file, with their places. A `#` begins a comment at the beginning of a
  /// line or after a blank.
  func entries(of file: SourceText) -> [Spanned<String>]? {
    var result: [Spanned<String>] = []
    let bytes = file.bytes
    var lineStart = 0
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { lineStart = 3 }
    while lineStart < bytes.count {
      var lineEnd = lineStart
      while lineEnd < bytes.count, bytes[lineEnd] != 10, bytes[lineEnd] != 13 { lineEnd += 1 }
      var start = lineStart
      while start < lineEnd, isBlank(bytes[start]) { start += 1 }
      var end = start
      while end < lineEnd {
        if bytes[end] == UInt8(ascii: "#"), end == start || isBlank(bytes[end - 1]) { break }
        end += 1
      }
      while end > start, isBlank(bytes[end - 1]) { end -= 1 }
      if end > start {
        let span = SourceSpan(start: UInt32(start), end: UInt32(end))
        guard let entry = String(validating: bytes[start..<end], as: UTF8.self) else {
          report(.listEntry, "this line is not UTF-8", at: span, in: file)
          return nil
        }
        result.append(Spanned(entry, span))
      }
      lineStart = lineEnd + 1
    }
    return result
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
