/// Why a text is no regular expression.
package struct RegexError: Error, Hashable, Sendable, CustomStringConvertible {
  /// In PCRE2's words.
  package let message: String
  /// The byte of the pattern at which it shows.
  package let offset: Int

  package var description: String { message }
}
