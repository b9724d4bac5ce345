/// Why a text is no glob.
package struct GlobError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Reason: Hashable, Sendable {
    case empty
    /// A backslash that nothing follows.
    case openEscape
  }

  package let reason: Reason
  /// The byte of the pattern at which it shows.
  package let offset: Int

  package var description: String {
    switch reason {
    case .empty: "a glob must not be empty"
    case .openEscape: "a glob must not end in a single backslash"
    }
  }
}
