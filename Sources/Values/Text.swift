/// A text as its UTF-8 bytes.
///
/// Two texts are equal when their bytes are equal, and are ordered by their bytes. `String`
/// would compare by canonical equivalence, under which two different user names can be one.
package struct Text: Hashable, Sendable, Comparable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  package var bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }

  package init(_ string: String) { bytes = Array(string.utf8) }

  package init(stringLiteral value: String) { self.init(value) }

  /// The text as a `String`; bytes that are not UTF-8 become U+FFFD.
  package var description: String { String(decoding: bytes, as: UTF8.self) }

  package static func < (left: Text, right: Text) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
