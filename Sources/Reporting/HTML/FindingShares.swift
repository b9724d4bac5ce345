import Findings

/// How many findings of each rule the page holds.
struct FindingShares {
  /// One for each rule, in the order given.
  let counts: [Int]

  /// All of them if they are at most `limit`; otherwise the largest equal share that fits, with
  /// rules that have fewer leaving theirs to the others.
  init(_ rules: [RuleResult], limit: Int) {
    let available = rules.map(\.findings.count)
    var low = 0
    var high = available.max() ?? 0
    while low < high {
      let middle = (low + high + 1) / 2
      let total = available.reduce(0) { $0 + min($1, middle) }
      if total <= limit { low = middle } else { high = middle - 1 }
    }
    counts = available.map { min($0, low) }
  }
}
