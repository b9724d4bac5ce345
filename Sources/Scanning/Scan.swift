import Engine
import Findings
import Glibc
import Ingest
import RuleModel
import Threads
import Values

/// Evaluates the program's rules over the inputs.
///
/// The result depends on the inputs' contents and paths, the program and the options alone: not on
/// `jobs`, `chunkBytes` or the order of arguments.
///
/// - Parameters:
///   - everyFinding: takes every finding, in the order of (path, record, rule), while the scan runs;
///     called on the caller's thread. What it throws ends the scan.
///   - progress: called on the caller's thread some times a second.
///   - isCancelled: asked on the caller's thread some times a second.
/// - Throws: `ScanError` where nothing can be evaluated, and what `everyFinding` throws.
package func scan(
  program: ScanProgram, options: ScanOptions, everyFinding: ((Finding) throws -> Void)? = nil,
  progress: ((ScanProgress) -> Void)? = nil,
  isCancelled: @escaping () -> Bool = { false }
) throws -> ScanResult {
  let inputs = try InputPlan(program: program, options: options)
  let digests = options.digest ? InputDigests(inputs.inputs.map(\.file)) : nil
  defer { digests?.cancel() }
  let run = ScanRun(program: program, options: options, plan: inputs)
  try run.evaluate(everyFinding: everyFinding, progress: progress, isCancelled: isCancelled)
  return try run.result(digests: digests?.finish(), isCancelled: isCancelled)
}

/// One scan from its inputs to its result. Used on one thread; its workers have their own.
final class ScanRun {
  private let program: ScanProgram
  private let options: ScanOptions
  private let inputs: [ScanInput]
  private let runs: SourceRuns
  private let queue: ScanQueue
  private let findings: FindingBuilder
  private let plan: InputPlan
  /// nil where no rule relates events.
  private let correlation: ScanCorrelation?
  private var workers: [ScanWorker] = []

  init(program: ScanProgram, options: ScanOptions, plan: InputPlan) {
    let inputs = plan.inputs
    self.plan = plan
    var program = program
    program.rules.sort { Text($0.id) < Text($1.id) }
    self.program = program
    self.options = options
    self.inputs = inputs
    let limits = Self.limits(program, options)
    correlation = ScanCorrelation(
      program: program, options: options, bodies: plan.bodies, limits: limits)
    runs = SourceRuns(
      program: program, limits: limits, selections: correlation?.selections ?? [])
    queue = ScanQueue(
      inputs: inputs, runs: runs, recogniser: Recogniser(program.sources),
      chunkBytes: max(1, options.chunkBytes), maxRecordBytes: max(1, options.maxRecordBytes),
      spool: StreamSpool(folder: options.temporaryFolder), keepsStreams: correlation != nil)
    findings = FindingBuilder(program: program, paths: inputs.map(\.shownPath))
  }

  private static func limits(_ program: ScanProgram, _ options: ScanOptions) -> ExtractionLimits {
    let day: Int64 = 86_400 * 1_000_000_000
    let (latest, overflow) = options.asOf.nanoseconds.addingReportingOverflow(day)
    return ExtractionLimits(
      latestTime: Timestamp(nanoseconds: overflow ? .max : latest),
      zone: (options.dataset?.zone ?? options.zone).flatMap { Zone(identifier: $0) },
      knownKinds: Set(program.vocabulary.kindParents.keys.map { Text($0) }),
      maxRecordBytes: max(1, options.maxRecordBytes))
  }

  private var period: (start: Timestamp, end: Timestamp)? {
    options.period ?? options.dataset?.period
  }

  // MARK: Running

  func evaluate(
    everyFinding: ((Finding) throws -> Void)?, progress: ((ScanProgress) -> Void)?,
    isCancelled: @escaping () -> Bool
  ) throws {
    let jobs = max(1, options.jobs)
    let stream = everyFinding == nil ? nil : FindingStream(queue: queue, jobs: jobs)
    let period = period.map {
      Evaluator.Period(start: $0.start.nanoseconds, end: $0.end.nanoseconds)
    }
    workers = (0..<jobs).map { _ in
      ScanWorker(
        queue: queue, chunkBytes: max(1, options.chunkBytes), maxFindings: options.maxFindings,
        period: period, stream: stream, correlation: correlation)
    }
    let watch = Watch(
      total: inputs.reduce(0) { $0 + $1.file.size }, progress: progress, isCancelled: isCancelled)
    if queue.prepare() {
      queue.begin(.counting)
      try run(watch, nil, nil) { $0.count() }
    }
    queue.begin(.evaluating)
    let hasRepeats = runs.byName.values.contains { $0.identity?.table.hasRepeats ?? false }
    let emitter = everyFinding.map {
      FindingEmitter(findings: findings, holdsAll: hasRepeats, sink: $0)
    }
    try run(watch, stream, emitter) { $0.evaluate() }
    finishIdentities(stream)
    if let stream { try emitter?.finish(late: stream.takeLate()) }
    if let failure = queue.failure { throw failure }
    if let correlation { try correlate(correlation, everyFinding, isCancelled) }
  }

  // Judges the rules that relate events, now that every event has been seen.
  private func correlate(
    _ correlation: ScanCorrelation, _ everyFinding: ((Finding) throws -> Void)?,
    _ isCancelled: @escaping () -> Bool
  ) throws {
    for worker in workers { worker.finishCorrelation() }
    let tallies = fileTallies()
    try correlation.evaluate(
      correlation.coverage(queue.states, tallies), period: period, findsAll: everyFinding != nil,
      isCancelled: isCancelled)
    guard let everyFinding else { return }
    try correlation.emit(
      correlation.findings(
        queue, tallies.map { RecordNumbers($0) }, isCancelled: isCancelled), sink: everyFinding)
  }

  /// What the caller's thread looks at while workers run.
  private struct Watch {
    let total: UInt64
    let progress: ((ScanProgress) -> Void)?
    let isCancelled: () -> Bool
  }

  // Runs `body` for each worker on a thread of its own, until all have ended.
  private func run(
    _ watch: borrowing Watch, _ stream: FindingStream?, _ emitter: FindingEmitter?,
    _ body: @escaping @Sendable (ScanWorker) -> Void
  ) throws {
    var threads: [WorkerThread] = []
    defer { for thread in threads { thread.join() } }
    let active = ActiveWorkers(monitor: queue.monitor)
    for worker in workers {
      active.enter()
      guard
        let thread = WorkerThread({
          body(worker)
          active.leave()
        })
      else {
        active.leave()
        break
      }
      threads.append(thread)
    }
    guard !threads.isEmpty else { throw ScanError.noThread }
    do {
      while try step(active, stream, emitter, watch) {
        if watch.isCancelled() { throw ScanError.cancelled }
      }
      if let failure = queue.failure { throw failure }
    } catch {
      queue.cancel()
      throw error
    }
  }

  // Waits for something to do on the caller's thread; false when all workers have ended.
  private func step(
    _ active: ActiveWorkers, _ stream: FindingStream?, _ emitter: FindingEmitter?,
    _ watch: borrowing Watch
  ) throws -> Bool {
    var chunk: FindingStream.Chunk?
    var isOver = false
    var state = ScanProgress(bytesTotal: watch.total, bytesRead: 0, events: 0, file: "")
    queue.monitor.withLock {
      chunk = stream?.next()
      if chunk == nil {
        if active.count == 0 {
          isOver = true
        } else {
          queue.monitor.wait(milliseconds: 50)
        }
      }
      state.bytesRead = queue.bytesRead
      state.file = queue.currentFile
      state.events = queue.events
    }
    if let chunk {
      try emitter?.emit(chunk)
    } else {
      watch.progress?(state)
    }
    return !isOver
  }

  // Events whose records did not all come (the input changed between the passes, or an identity has
  // more records than are counted) are evaluated by the first worker.
  private func finishIdentities(_ stream: FindingStream?) {
    guard let worker = workers.first else { return }
    for (_, run) in runs.byName.sorted(by: { Text($0.key) < Text($1.key) }) {
      guard let events = run.identity?.finish(), !events.isEmpty else { continue }
      worker.evaluate(late: events, of: run)
    }
  }

  /// How many workers have not ended. An object of its own, so that threads share no more than that.
  private final class ActiveWorkers: @unchecked Sendable {
    // INVARIANT: `count` is touched with the monitor held.
    private let monitor: Monitor
    private(set) var count = 0

    init(monitor: Monitor) { self.monitor = monitor }

    func enter() { monitor.withLock { count += 1 } }

    func leave() {
      monitor.withLock {
        count -= 1
        monitor.wakeAll()
      }
    }
  }

  // MARK: Results

  private func fileTallies() -> [FileTally] {
    var tallies = Array(repeating: FileTally(), count: inputs.count)
    for worker in workers {
      for (file, tally) in worker.files { tallies[Int(file)].merge(tally) }
    }
    return tallies
  }

  func result(digests: [String?]?, isCancelled: @escaping () -> Bool) throws -> ScanResult {
    let tallies = fileTallies()
    let numbers = tallies.map { RecordNumbers($0) }
    let facts = inputs.indices.map {
      InputResults.facts(
        inputs[$0], queue.states[$0], tallies[$0], numbers[$0], sha256: digests?[$0])
    }
    let first = tallies.map(\.firstTime).min() ?? .max
    let last = tallies.map(\.lastTime).max() ?? .min
    let sources = mergedSources()
    let correlated = correlation?.findings(queue, numbers, isCancelled: isCancelled)
    let rules = try ruleResults(sources, numbers, correlated, first: first, last: last)
    var problems = RunProblems(options: options)
    problems.add(unmatched: plan.problems)
    problems.add(inputs: facts)
    problems.add(rules: rules)
    var run = RunFacts(toolVersion: options.toolVersion, asOf: options.asOf.rfc3339)
    run.ruleFiles = program.ruleFiles.map { RunFacts.RuleFile(path: $0.path, sha256: $0.sha256) }
    run.parameters = program.parameters
    run.period = period.map { (start: $0.start.rfc3339, end: $0.end.rfc3339) }
    if first <= last {
      run.horizon = (
        start: Timestamp(nanoseconds: first).rfc3339, end: Timestamp(nanoseconds: last).rfc3339
      )
      let width = TimeHistogram.width(from: first, to: last, most: 60)
      run.bucketSeconds = Int(TimeHistogram.widths[width] / 1_000_000_000)
    }
    if program.rules.contains(where: \.usesTimeZones) { run.zoneDataVersion = Zone.dataVersion }
    run.problems = problems.problems
    run.notes = RunNotes.notes(
      program: program, options: options, plan: plan, facts: facts, sources: sources,
      correlation: correlation)
    run.exitStatus = problems.exitStatus(rules)
    return ScanResult(run: run, inputs: facts, rules: rules)
  }

  // The tallies of all workers, one a source, in the order of names.
  private func mergedSources() -> [(run: SourceRun, tally: Tally)] {
    var result: [(run: SourceRun, tally: Tally)] = []
    for (name, run) in runs.byName.sorted(by: { Text($0.key) < Text($1.key) }) {
      let tally = Tally(plan: run.plan, maxFindings: options.maxFindings)
      for worker in workers {
        if let source = worker.sources[name] { tally.merge(source.tally) }
      }
      result.append((run, tally))
    }
    return result
  }

  private func ruleResults(
    _ sources: [(run: SourceRun, tally: Tally)], _ numbers: [RecordNumbers],
    _ correlated: CorrelatedFindings?, first: Int64, last: Int64
  ) throws -> [RuleResult] {
    let width = first <= last ? TimeHistogram.width(from: first, to: last, most: 60) : 0
    let builder = RuleResultBuilder(
      rules: program.rules,
      findings: FindingBuilder(program: program, paths: inputs.map(\.shownPath)),
      numbers: numbers, maxFindings: options.maxFindings, histogramWidth: width)
    return try program.rules.indices.map { index in
      var result = builder.result(
        index, RuleOutcome(parts: sources.map { ($0.run, $0.tally.rules[index]) }))
      result.windows = program.windows[result.id] ?? []
      if let correlated, let outcome = correlation?.outcome(of: index) {
        let results = CorrelatedResults(
          rules: program.rules, findings: correlated, maxFindings: options.maxFindings,
          histogramWidth: width)
        try results.fill(&result, outcome)
      }
      return result
    }
  }
}
