import Diagnostics
import RuleModel
import RuleSyntax
import Values

/// What names mean at one place of a rule file.
struct Scope {
  enum Root {
    /// Bare names are fields of the event that is judged; `alias` is its name, if it has one.
    case event(alias: String?)
    /// Bare names are the record's own keys: conditions inside a `source`.
    case record
  }

  /// A name that a quantifier gives to an element or row.
  struct Binder {
    enum Content {
      case element(ValueType)
      case row(Table)
    }

    var alias: String
    var content: Content
  }

  /// The text that spans point into.
  var text: SourceText
  var root: Root
  /// The zone of days and hours here.
  var zone: String
  /// Outermost first.
  var binders: [Binder] = []

  init(text: SourceText, root: Root = .event(alias: nil), zone: String) {
    self.text = text
    self.root = root
    self.zone = zone
  }

  func adding(_ binder: Binder) -> Scope {
    var result = self
    result.binders.append(binder)
    return result
  }

  /// The innermost binder of that name, with its depth counted from the inside.
  func binder(_ name: String) -> (binder: Binder, depth: Int)? {
    guard let index = binders.lastIndex(where: { $0.alias == name }) else { return nil }
    return (binders[index], binders.count - 1 - index)
  }

  /// What stands at a span, as written.
  func written(_ span: SourceSpan) -> String { text.slice(span) }
}

extension SourceText {
  /// The text of a span; bytes that are not UTF-8 become U+FFFD.
  func slice(_ span: SourceSpan) -> String {
    let start = min(Int(span.start), bytes.count)
    let end = max(start, min(Int(span.end), bytes.count))
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The part of the name up to its last `/`, without it; empty for a bare file name.
  var folder: String { name.lastIndex(of: "/").map { String(name[..<$0]) } ?? "" }

  /// A path written in this text, relative to the text's folder.
  func resolve(_ path: String) -> String {
    path.hasPrefix("/") || !name.contains("/") ? path : folder + "/" + path
  }

  /// The 1-based line of an offset. Cost: logarithmic in the number of lines.
  func line(of offset: UInt32) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }
}
