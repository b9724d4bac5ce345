/// How an input's bytes are divided into records.
package enum Framing: Sendable, Equatable {
  /// A record ends with its line.
  case lines
  /// JSON values of any layout, with nothing but whitespace between them; what stood between
  /// them in the input (the commas and brackets of an array) is blanked.
  case values
}
