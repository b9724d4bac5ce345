import Diagnostics

/// The pages that `writ explain` shows for the problems that the checker says.
package enum SemanticExplanations {
  /// Sorted by id; one for each id of this module.
  package static let all: [Explanation] =
    (names + types + relations + judgements + declarations + sensitiveData)
    .sorted { $0.id < $1.id }
}
