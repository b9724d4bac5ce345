import Diagnostics

/// The words of the language that a name can't be.
enum Words {
  static let declarations = [
    "pack", "rule", "define", "list", "table", "param", "calendar", "state", "source", "dataset",
    "detector", "waive", "gate", "test",
  ]

  /// Reserved in every place, besides the words that begin a declaration.
  static let reserved = [
    "and", "or", "not", "in", "is", "matches", "starts", "ends", "contains", "during", "ignoring",
    "has", "of", "else", "as", "with", "within", "before", "after", "around", "between", "where",
    "for", "each", "any", "every", "some", "no", "at", "exactly", "latest", "first", "per", "gap",
    "by", "because", "present", "absent", "unknown", "true", "false", "row", "all",
  ]

  static let everywhere = Set(declarations).union(reserved)
  static let declarationSet = Set(declarations)

  /// Words that begin a relation, a test of rows or a test of personal data.
  static let quantifiers: Set<String> = [
    "some", "no", "any", "every", "at", "exactly", "latest", "first",
  ]

  static let aggregates: Set<String> = [
    "count", "gap", "share", "sum", "min", "max", "avg", "distinct", "p50", "p95", "p99",
    "latest", "first",
  ]

  /// The operators that can follow an operand.
  static let operators = [
    "==", "!=", "<", "<=", ">", ">=", "in", "not in", "matches", "starts with", "ends with",
    "contains", "during", "is present", "is absent", "is unknown",
  ]
}

/// The units of quantities: glued to the number (`72h`), or as a word after it (`72 hours`).
package enum Units {
  package static let glued = [
    "ns", "us", "ms", "s", "m", "h", "d", "w", "B", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB",
    "TiB",
  ]
  package static let words = [
    "millisecond", "milliseconds", "second", "seconds", "minute", "minutes", "hour", "hours",
    "day", "days", "week", "weeks", "month", "months", "year", "years", "byte", "bytes",
  ]

  /// The units that a word was probably meant to be.
  static func meant(by word: String) -> [String] {
    if let unit = foreign[word.lowercased()] { return [unit] }
    return suggestions(for: word, among: glued + words)
  }

  private static let foreign = [
    "sec": "s", "secs": "s", "min": "m", "mins": "m", "hr": "h", "hrs": "h", "mo": "month",
    "mos": "months", "mth": "month", "yr": "year", "yrs": "years", "y": "years", "k": "KB",
    "kilobyte": "KB", "kilobytes": "KB", "megabyte": "MB", "megabytes": "MB", "gigabyte": "GB",
    "gigabytes": "GB", "kb": "KB", "mb": "MB", "gb": "GB", "millis": "ms", "msec": "ms",
  ]

  static let gluedSet = Set(glued)
  static let wordSet = Set(words)
}
