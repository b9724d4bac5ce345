import Engine
import Findings
import Ingest
import Mapping
import RuleModel
import Values

/// Remarks that change no verdict.
enum RunNotes {
  static func notes(
    program: ScanProgram, options: ScanOptions, plan: InputPlan, facts: [InputFacts],
    sources: [(run: SourceRun, tally: Tally)], correlation: ScanCorrelation?
  ) -> [String] {
    var notes = claims(options)
    notes += plan.passedOver.map {
      "\(InputExpansion.shownPath($0.path)) was skipped: \(words(for: $0.reason))"
    }
    notes += withoutRecord(facts)
    // Otherwise it is a problem, and said there.
    if options.skipUnrecognised {
      notes += facts.filter { $0.state == .unrecognised }.map {
        "\(RunProblems.shown($0.path)) was skipped: no source recognises it"
      }
    }
    notes += program.parameters.map { "parameter \($0.name) was set to \($0.value)" }
    notes += rowsMissing(sources)
    notes += rawKeysMissing(program, sources, correlation)
    notes += idleWaivers(program, sources, correlation?.rules ?? [])
    if let correlation { notes += separateFiles(plan, facts, correlation) }
    return notes
  }

  // What the run takes on trust about its evidence: who reads the report must know that it was said.
  private static func claims(_ options: ScanOptions) -> [String] {
    var notes: [String] = []
    if let dataset = options.dataset {
      notes.append(
        "the data set is \(dataset.name), in the time zone \(dataset.zone ?? "UTC")")
      for input in dataset.inputs {
        var parts: [String] = []
        if !input.supplies.isEmpty {
          parts.append("supplies \(input.supplies.joined(separator: ", "))")
        }
        parts += coverage(
          from: input.coverage.from, until: input.coverage.until,
          isComplete: input.coverage.completeHistory)
        guard !parts.isEmpty else { continue }
        notes.append("claimed of \(input.pattern): it \(parts.joined(separator: "; it "))")
      }
    }
    let parts = coverage(
      from: options.from, until: options.until, isComplete: options.historyComplete)
    if !parts.isEmpty {
      notes.append("claimed of all evidence: it \(parts.joined(separator: "; it "))")
    }
    return notes
  }

  private static func coverage(from: Timestamp?, until: Timestamp?, isComplete: Bool) -> [String] {
    var parts: [String] = []
    if isComplete { parts.append("lacks nothing before its first event") }
    if let from { parts.append("is complete from \(from.rfc3339)") }
    if let until { parts.append("is complete up to \(until.rfc3339)") }
    return parts
  }

  // No evidence is never a pass: who reads the report must know which inputs said nothing.
  private static func withoutRecord(_ facts: [InputFacts]) -> [String] {
    var paths: [String: [String]] = [:]
    for input in facts where input.state == .read && input.records == 0 {
      if let detail = input.detail { paths[detail, default: []].append(input.path) }
    }
    return paths.sorted { Text($0.key) < Text($1.key) }.map { detail, paths in
      let more = paths.count - 1
      let others =
        more == 0 ? "" : ", and so \(more == 1 ? "is 1 more input" : "are \(more) more inputs")"
      return "\(RunProblems.shown(paths[0])) is no evidence: \(detail)\(others)"
    }
  }

  private static func words(for reason: InputExpansion.PassedOver.Reason) -> String {
    switch reason {
    case .hidden: "it is hidden"
    case .notAFile: "it is no regular file"
    case .ownReport: "it is where this run writes its report"
    }
  }

  // Files of one log that are named one by one each cover their own time alone: often a glob that the
  // shell has resolved.
  private static func separateFiles(
    _ plan: InputPlan, _ facts: [InputFacts], _ correlation: ScanCorrelation
  ) -> [String] {
    let isOpen = correlation.rules.contains { rule in
      rule.reasons.contains {
        switch $0.reason {
        case .history, .pending: true
        default: false
        }
      } || rule.pending > 0
    }
    guard isOpen else { return [] }
    var files: [String: Int] = [:]
    for body in plan.bodies where body.files.count == 1 {
      if let source = facts[body.files[0]].source, facts[body.files[0]].events > 0 {
        files[source, default: 0] += 1
      }
    }
    return files.filter { $0.value > 1 }.sorted { Text($0.key) < Text($1.key) }.map {
      "\($0.value) files of \($0.key) are named one by one, and each covers its own time alone; name their "
        + "folder, or put their glob in quotes, if they are parts of one log"
    }
  }

  private static func rowsMissing(_ sources: [(run: SourceRun, tally: Tally)]) -> [String] {
    var missing = MissingRows()
    for source in sources { missing.merge(source.tally.missingRows) }
    var result = missing.sorted().map { key in
      "table \(key.table) has no row for \(key.keys.joined(separator: ", "))"
    }
    if missing.isTruncated { result.append("further keys have no row in their tables") }
    return result
  }

  // Paths below `raw` that the rules read and that no record has: often a misspelling.
  private static func rawKeysMissing(
    _ program: ScanProgram, _ sources: [(run: SourceRun, tally: Tally)],
    _ correlation: ScanCorrelation?
  ) -> [String] {
    var seen: Set<String> = []
    var asked: [String: String] = [:]
    for (run, tally) in sources {
      for (column, isSeen) in tally.seenColumns.enumerated() where isSeen {
        seen.insert(run.plan.columns[column].name)
      }
      for (rule, path) in correlation?.rawKeys ?? [] where run.plan.column(of: path) != nil {
        let name = PlannedColumn.name(of: path)
        if asked[name] == nil { asked[name] = program.rules[rule].id }
      }
      for (index, rule) in run.plan.rules.enumerated() {
        for column in rule.shownColumns {
          guard case .raw = run.plan.columns[column].request else { continue }
          let name = run.plan.columns[column].name
          if tally.seenColumns[column] { seen.insert(name) }
          if asked[name] == nil { asked[name] = program.rules[index].id }
        }
      }
    }
    return asked.filter { !seen.contains($0.key) }
      .sorted { Text($0.key) < Text($1.key) }
      .map { "\($0.key), which rule \($0.value) reads, is in no record" }
  }

  private static func idleWaivers(
    _ program: ScanProgram, _ sources: [(run: SourceRun, tally: Tally)],
    _ correlated: [CorrelatedRule]
  ) -> [String] {
    program.waivers.enumerated().compactMap { index, waiver in
      let covered =
        sources.reduce(0) { $0 + ($1.tally.waived[Int32(index)] ?? 0) }
        + correlated.reduce(0) { $0 + ($1.waivedBy[Int32(index)] ?? 0) }
      guard covered == 0 else { return nil }
      return "the waiver of \(waiver.rule) until \(waiver.until.description) covers nothing"
    }
  }
}
