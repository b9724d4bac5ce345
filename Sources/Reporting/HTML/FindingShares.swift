import Findings

/// How many entries of one rule the page holds.
struct RuleShare {
  var findings: Int
  var pending: Int
}

/// How many entries of each rule the page holds.
struct FindingShares {
  /// One for each rule, in the order given.
  let counts: [Int]

  /// The findings: all of them if they are at most `limit`; otherwise the largest equal share that
  /// fits, with rules that have fewer leaving theirs to the others.
  init(_ rules: [RuleResult], limit: Int) {
    self.init(available: rules.map(\.findings.count), limit: limit)
  }

  init(available: [Int], limit: Int) {
    var low = 0
    var high = available.max() ?? 0
    while low < high {
      let middle = (low + high + 1) / 2
      let total = available.reduce(0) { $0 + min($1, middle) }
      if total <= limit { low = middle } else { high = middle - 1 }
    }
    counts = available.map { min($0, low) }
  }

  /// Findings and pending subjects, each with a limit of their own: neither crowds the other out.
  static func each(_ rules: [RuleResult], findings: Int, pending: Int) -> [RuleShare] {
    let ofFindings = FindingShares(rules, limit: findings).counts
    let available = rules.map(\.pendingSubjects.count)
    let ofPending = FindingShares(available: available, limit: pending).counts
    return zip(ofFindings, ofPending).map { RuleShare(findings: $0, pending: $1) }
  }
}
