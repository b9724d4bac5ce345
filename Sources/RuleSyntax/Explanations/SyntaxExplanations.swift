import Diagnostics

/// The pages of `writ explain` for what the parser says.
package enum SyntaxExplanations {
  /// Sorted by id; one for each id that `parse` can say.
  package static let all: [Explanation] =
    (conditions + declarations + text).sorted { $0.id < $1.id }
}
