import Engine
import Findings
import Mapping
import RuleModel
import Values

/// What one rule comes to over all sources of a run.
struct RuleOutcome {
  /// The sources whose events were evaluated, by name, with what each gave.
  var parts: [(run: SourceRun, tally: Tally.Rule)]

  var counts: RuleCounts {
    var counts = RuleCounts()
    for (_, part) in parts {
      counts.examined += part.examined
      counts.passed += part.passed
      counts.failed += part.failed
      counts.excepted += part.excepted
      counts.inconclusive += part.inconclusive
      counts.undecided += part.undecided
      counts.waived += part.waived
    }
    counts.subjects = counts.passed + counts.failed + counts.excepted + counts.inconclusive
    return counts
  }
}

/// Builds the results of rules from what the workers counted.
struct RuleResultBuilder {
  let rules: [CheckedRule]
  let findings: FindingBuilder
  let numbers: [RecordNumbers]
  let maxFindings: Int
  /// The width of the histogram's buckets.
  let histogramWidth: Int

  func result(_ index: Int, _ outcome: RuleOutcome) -> RuleResult {
    let rule = rules[index]
    let counts = outcome.counts
    let (verdict, reason) = Self.verdict(counts, rule)
    var result = RuleResult(
      id: rule.id, pack: rule.pack, title: rule.title, severity: String(describing: rule.severity),
      status: rule.status,
      controls: rule.controls.map { (framework: $0.framework, clause: $0.clause) },
      tags: rule.tags, references: rule.references, description: rule.description,
      remedy: Self.written(rule.remedy), text: rule.text, file: rule.file, line: rule.line,
      sha256: rule.fileSHA256, kind: rule.kind, verdict: verdict)
    result.reason = reason
    result.counts = counts
    if !rule.isCorrelated { result.exceptions = exceptions(rule, outcome) }
    result.decidedByAbsence = absences(index, outcome)
    result.missing = missing(index, outcome)
    result.failuresByTime = histogram(outcome)
    result.findings = shownFindings(index, outcome)
    result.findingsNotShown = counts.failed - result.findings.count
    return result
  }

  /// The verdict by C8, and where it needs one, a sentence that says why.
  static func verdict(_ counts: RuleCounts, _ rule: CheckedRule) -> (Verdict, String?) {
    if counts.failed > 0 {
      let allWaived = counts.waived == counts.failed
      return (.fail, allWaived ? "every failed subject is covered by a waiver" : nil)
    }
    if counts.inconclusive > 0 { return (.inconclusive, nil) }
    if counts.passed == 0, counts.pending + counts.undecided > 0 {
      return (
        .inconclusive,
        "no subject is certain: \(counts.undecided) events may be subjects"
      )
    }
    if counts.passed > 0 { return (.pass, nil) }
    if counts.excepted > 0 {
      return (.notApplicable, "all \(counts.excepted) subjects are excepted")
    }
    if counts.examined > 0 {
      return (
        .notApplicable,
        "none of \(counts.examined) \(rule.kind) events was selected"
      )
    }
    return (.notApplicable, "no \(rule.kind) events in the evidence")
  }

  private static func written(_ template: Template) -> String {
    template.parts.map { part in
      switch part {
      case .text(let text): text
      case .operand(_, let written): "{\(written)}"
      }
    }.joined()
  }

  private func exceptions(
    _ rule: CheckedRule, _ outcome: RuleOutcome
  ) -> [(because: String, count: Int)] {
    var result: [(because: String, count: Int)] = []
    for (index, exception) in rule.exceptions.enumerated() {
      // Rules that the correlation judges have none here.
      let count = outcome.parts.reduce(0) { sum, part in
        let counts = part.tally.exceptions
        return sum + (counts.indices.contains(index) ? counts[index] : 0)
      }
      if count > 0 { result.append((because: exception.because, count: count)) }
    }
    return result
  }

  private func absences(_ index: Int, _ outcome: RuleOutcome) -> [(field: String, count: Int)] {
    var counts: [String: Int] = [:]
    for (run, tally) in outcome.parts {
      for (counter, column) in run.plan.rules[index].absenceColumns.enumerated()
      where tally.absences[counter] > 0 {
        counts[run.plan.columns[column].name, default: 0] += tally.absences[counter]
      }
    }
    return counts.sorted { Text($0.key) < Text($1.key) }.map { (field: $0.key, count: $0.value) }
  }

  // In the order of reasons (C5), then by source and field.
  private func missing(_ index: Int, _ outcome: RuleOutcome) -> [RuleResult.Missing] {
    var entries: [(order: UInt8, missing: RuleResult.Missing)] = []
    for (run, tally) in outcome.parts {
      for one in tally.missing {
        let examples = one.examples.sorted().map {
          findings.example(
            rule: index, record: $0.record, number: number(of:), run: run)
        }
        entries.append(
          (
            one.reason.rawValue,
            RuleResult.Missing(
              source: run.source.name, field: one.column.map { run.plan.columns[$0].name },
              reason: one.reason.id, count: one.count, examples: examples)
          ))
      }
    }
    entries.sort {
      if $0.order != $1.order { return $0.order < $1.order }
      if $0.missing.source != $1.missing.source {
        return Text($0.missing.source) < Text($1.missing.source)
      }
      return Text($0.missing.field ?? "") < Text($1.missing.field ?? "")
    }
    return entries.map(\.missing)
  }

  private func histogram(_ outcome: RuleOutcome) -> [(start: String, count: Int)] {
    var histogram = TimeHistogram()
    for (_, tally) in outcome.parts { histogram.merge(tally.failures) }
    return histogram.buckets(width: histogramWidth).map {
      (start: Timestamp(nanoseconds: $0.start).rfc3339, count: $0.count)
    }
  }

  private func shownFindings(_ index: Int, _ outcome: RuleOutcome) -> [Finding] {
    var candidates: [(run: SourceRun, candidate: FirstRecords.Candidate)] = []
    for (run, tally) in outcome.parts {
      candidates += tally.findings.sorted().map { (run, $0) }
    }
    if outcome.parts.count > 1 {
      candidates.sort { $0.candidate.record.key < $1.candidate.record.key }
    }
    return candidates.prefix(maxFindings).map { run, candidate in
      findings.finding(
        rule: index, waiver: candidate.waiver, record: candidate.record,
        number: number(of:), run: run)
    }
  }

  private func number(of record: CapturedRecord) -> Int {
    numbers[Int(record.key.file)].number(chunk: Int(record.chunk), ordinal: record.ordinal)
  }
}

extension UnknownReason {
  /// As reports show it.
  var id: String {
    switch self {
    case .missing: "missing"
    case .unreadableValue: "unreadable-value"
    case .recordsDisagree: "records-disagree"
    case .limit: "limit"
    }
  }
}
