import Diagnostics

/// One word of a rule file.
struct Token: Sendable {
  enum Kind: UInt8, Sendable {
    /// A NAME or a reserved word; the parser decides, since clauses reserve their own words.
    case word
    case string, regex
    case number, quantity, time, clock, network
    case mark
    case end
  }

  var kind: Kind
  var span: SourceSpan
  /// A word, number, time or network as written; a mark's spelling; a string decoded; a regex's
  /// pattern.
  var text: String
  /// A quantity's unit, a regex's flags.
  var suffix = ""
  /// A clock as minutes from 0:00.
  var minutes = 0
  /// Only blanks stand before it on its line.
  var startsLine = false
  /// A `.` (not `..`) follows without a blank: the word is the beginning of a field.
  var isFollowedByDot = false

  func isMark(_ spelling: String) -> Bool { kind == .mark && text == spelling }

  /// The keyword `word`; `source` in `source.ip` is none.
  func isWord(_ word: String) -> Bool { kind == .word && !isFollowedByDot && text == word }

  var start: UInt32 { span.start }
  var end: UInt32 { span.end }
}
