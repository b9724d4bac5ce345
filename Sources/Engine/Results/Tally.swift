import Mapping

/// What the evaluation of one source's batches comes to. One per worker and source; tallies of
/// one plan merge by addition, in any order.
package final class Tally {
  /// What is counted for one rule.
  package struct Rule: Sendable {
    package var examined = 0
    package var passed = 0
    package var failed = 0
    package var excepted = 0
    package var inconclusive = 0
    package var undecided = 0
    package var waived = 0
    /// By exception of the rule: how many subjects it was the first to except.
    package var exceptions: [Int]
    /// By `RulePlan.absenceColumns`.
    package var absences: [Int]
    package var missing: [Missing] = []
    package var findings: FirstRecords
    package var failures = TimeHistogram()

    init(exceptions: Int, absences: Int, limit: Int) {
      self.exceptions = Array(repeating: 0, count: exceptions)
      self.absences = Array(repeating: 0, count: absences)
      findings = FirstRecords(limit: limit)
    }
  }

  /// Inconclusive subjects with the same first reason.
  package struct Missing: Sendable {
    package static let mostExamples = 5

    /// nil: the reason is no field's.
    package var column: Int?
    package var reason: UnknownReason
    package var count = 0
    package var examples = FirstRecords(limit: mostExamples)
  }

  package let plan: SourcePlan
  package internal(set) var rules: [Rule]
  /// Failed subjects by waiver of the program.
  package internal(set) var waived: [Int32: Int] = [:]
  /// Look-ups without a row.
  package internal(set) var missingRows = MissingRows()
  /// By column: some record had its key.
  package internal(set) var seenColumns: [Bool]

  package init(plan: SourcePlan, maxFindings: Int) {
    self.plan = plan
    seenColumns = Array(repeating: false, count: plan.columns.count)
    rules = plan.rules.indices.map { index in
      Rule(
        exceptions: plan.ruleSteps[index].exceptions.indices.count,
        absences: plan.rules[index].absenceColumns.count, limit: maxFindings)
    }
  }

  /// Adds what another worker found with the same plan.
  package func merge(_ other: Tally) {
    precondition(plan === other.plan, "tallies of one plan merge")
    for index in rules.indices { rules[index].merge(other.rules[index]) }
    for (waiver, count) in other.waived { waived[waiver, default: 0] += count }
    missingRows.merge(other.missingRows)
    for index in seenColumns.indices where other.seenColumns[index] { seenColumns[index] = true }
  }
}

extension Tally.Rule {
  mutating func merge(_ other: Tally.Rule) {
    examined += other.examined
    passed += other.passed
    failed += other.failed
    excepted += other.excepted
    inconclusive += other.inconclusive
    undecided += other.undecided
    waived += other.waived
    for index in exceptions.indices { exceptions[index] += other.exceptions[index] }
    for index in absences.indices { absences[index] += other.absences[index] }
    for one in other.missing {
      let index = missingIndex(column: one.column, reason: one.reason)
      missing[index].count += one.count
      missing[index].examples.merge(one.examples)
    }
    findings.merge(other.findings)
    failures.merge(other.failures)
  }

  mutating func missingIndex(column: Int?, reason: UnknownReason) -> Int {
    if let index = missing.firstIndex(where: { $0.column == column && $0.reason == reason }) {
      return index
    }
    missing.append(Tally.Missing(column: column, reason: reason))
    return missing.count - 1
  }
}
