import Columns
import Mapping
import RuleModel
import Values

/// Evaluates all rules of a plan over batches of its source. Owned by one worker.
///
/// Cost: for each batch, each distinct condition once; for each rule some operations on masks;
/// nothing for each row, unless a rule has something to report about it.
package final class Evaluator {
  /// Which subjects are judged, by their time: `[start, end)`.
  package struct Period: Sendable, Equatable {
    package var start: Int64
    package var end: Int64

    package init(start: Int64, end: Int64) {
      self.start = start
      self.end = end
    }
  }

  /// Called for every failed subject, in the order of rules and, within a rule, of rows.
  package typealias EveryFailure = (
    _ rule: Int, _ row: Int, _ waiver: Int32, _ record: CapturedRecord
  ) -> Void

  /// Where rows come from that were made of several records.
  package struct Events {
    /// The place of a row's main record; nil: the row is that record.
    package let key: (_ row: Int) -> RecordKey?
    /// Makes a row's record.
    package let record: (_ row: Int) -> CapturedRecord
    /// Where a row's main record stands (nil: the row is that record), and its others.
    package let places: (_ row: Int) -> (main: EventPlace?, others: [EventPlace])
    /// What the questions about whole records come to for a row; nil: the row is one record, and not
    /// examined yet.
    package let examination: (_ row: Int) -> RecordExamination?

    package init(
      key: @escaping (_ row: Int) -> RecordKey?, record: @escaping (_ row: Int) -> CapturedRecord,
      places: @escaping (_ row: Int) -> (main: EventPlace?, others: [EventPlace]),
      examination: @escaping (_ row: Int) -> RecordExamination?
    ) {
      self.key = key
      self.record = record
      self.places = places
      self.examination = examination
    }
  }

  package let plan: SourcePlan
  /// nil where no rule relates events.
  package let capture: SelectionCapture?
  /// Looks through whole records; nil where no rule asks for it.
  package var examiner: RecordExaminer? { nodes.examiner }
  private let nodes: NodeEvaluator
  private let reasons: ReasonMasks
  private let period: Period?
  private let digest: ((UnsafeRawBufferPointer) -> [UInt8])?
  private let masks: RuleMasks
  private let judged: UnsafeMutablePointer<UInt64>
  private let open: UnsafeMutablePointer<UInt64>
  private let events: UnsafeMutablePointer<UInt64>
  /// The rows of the batch that are events; nil for all.
  private var eventRows: UnsafePointer<UInt64>?
  private var madeEvents: Events?
  private var captured: [CapturedRecord?]
  private var capturedRows: [Int] = []

  /// `digest`: computes the digest of a record that is too long to be kept. `writer`: takes what the
  /// correlation needs of the events.
  package init(
    plan: SourcePlan, capacity: Int, period: Period? = nil,
    digest: ((UnsafeRawBufferPointer) -> [UInt8])? = nil, writer: CorrelationWriter? = nil
  ) {
    self.plan = plan
    self.period = period
    self.digest = digest
    nodes = NodeEvaluator(plan: plan, capacity: capacity)
    reasons = ReasonMasks(evaluator: nodes)
    let words = max(1, Mask.words(for: capacity))
    capture = writer.map { [nodes, reasons] in
      SelectionCapture(plan: plan, nodes: nodes, reasons: reasons, writer: $0, words: words)
    }
    masks = RuleMasks(words: words)
    judged = .allocate(capacity: words)
    open = .allocate(capacity: words)
    events = .allocate(capacity: words)
    captured = Array(repeating: nil, count: capacity)
  }

  deinit {
    judged.deallocate()
    open.deallocate()
    events.deallocate()
  }

  /// Evaluates the batch and adds what comes of it to the tally.
  ///
  /// - Parameters:
  ///   - rows: the rows that are events, as a mask; nil for all.
  ///   - made: where the rows come from that are no records of the batch's own bytes.
  package func evaluate(
    _ batch: RecordBatch, origin: BatchOrigin, into tally: Tally,
    rows: UnsafePointer<UInt64>? = nil, made: Events? = nil,
    everyFailure: EveryFailure? = nil
  ) {
    precondition(tally.plan === plan, "a tally belongs to one plan")
    eventRows = nil
    guard batch.count > 0 else { return }
    nodes.begin(batch, examination: made?.examination)
    fillJudged(batch)
    if let rows {
      for index in 0..<nodes.words { judged[index] &= rows[index] }
      Mask.copy(rows, to: events, words: nodes.words)
      eventRows = UnsafePointer(events)
    }
    madeEvents = made
    for rule in 0..<plan.ruleSteps.count {
      evaluate(rule, batch, origin, tally, everyFailure)
    }
    capture?.capture(batch, origin, eventRows ?? nodes.allRows, made)
    madeEvents = nil
    for row in capturedRows { captured[row] = nil }
    capturedRows.removeAll(keepingCapacity: true)
  }

  /// How many of the batch evaluated last are of each of the source's kinds, in order of names.
  package func countKinds(into counts: inout [Int]) {
    for (index, kind) in plan.kinds.enumerated() {
      nodes.evaluate(kind.node, demand: nodes.allRows)
      counts[index] += Mask.countOfBoth(
        nodes.store.yes(kind.node), eventRows ?? nodes.allRows, words: nodes.words)
    }
  }

  /// Puts what was noted beside the batches (keys without a row, columns never seen) in the tally.
  package func finish(into tally: Tally) {
    tally.missingRows.merge(nodes.context.missingRows)
    for (index, masks) in nodes.columnMasks.enumerated() {
      if masks?.classifier.wasSeen ?? false { tally.seenColumns[index] = true }
      if capture?.seenColumns[index] ?? false { tally.seenColumns[index] = true }
    }
  }

  private func fillJudged(_ batch: RecordBatch) {
    guard let period else {
      Mask.copy(nodes.allRows, to: judged, words: nodes.words)
      return
    }
    Mask.clear(judged, words: nodes.words)
    for row in 0..<batch.count
    where batch.times[row] >= period.start && batch.times[row] < period.end {
      Mask.insert(row, into: judged)
    }
  }

  // MARK: One rule (C3)

  private func evaluate(
    _ rule: Int, _ batch: RecordBatch, _ origin: BatchOrigin, _ tally: Tally,
    _ everyFailure: EveryFailure?
  ) {
    let steps = plan.ruleSteps[rule]
    let words = nodes.words
    let store = nodes.store
    nodes.evaluate(steps.kind, demand: judged)
    guard store.anyTrue[Int(steps.kind)] || store.anyUnknown[Int(steps.kind)] else { return }
    let kindYes = store.yes(steps.kind)
    let kindUnknown = store.unknown(steps.kind)
    var examined = 0
    for index in 0..<words {
      open[index] = (kindYes[index] | kindUnknown[index]) & judged[index]
      examined &+= open[index].nonzeroBitCount
    }
    if examined == 0 { return }
    // Its masks say something of these rows, and of no others.
    nodes.evaluate(steps.selection, demand: open)
    let possible = masks.select(
      yes: store.yes(steps.selection), unknown: store.unknown(steps.selection), open,
      words: words)
    withUnsafeMutablePointer(to: &tally.rules[rule]) { counts in
      counts.pointee.examined += examined
      if !steps.selectionAbsences.isEmpty { countUnselected(steps, &counts.pointee) }
      if possible {
        judge(steps, words)
        count(steps, batch, &counts.pointee)
        report(rule, steps, batch, origin, tally, &counts.pointee, everyFailure)
      }
    }
  }

  private func judge(_ steps: RuleSteps, _ words: Int) {
    let store = nodes.store
    if steps.exception >= 0 {
      nodes.evaluate(steps.exception, demand: masks.subjects)
      masks.except(
        yes: store.yes(steps.exception), unknown: store.unknown(steps.exception), words: words)
    } else {
      masks.exceptNothing(words: words)
    }
    nodes.evaluate(steps.requirement, demand: masks.remaining)
    masks.judge(
      yes: store.yes(steps.requirement), unknown: store.unknown(steps.requirement), words: words)
  }

  // Examined events that `where` did not select because a field is absent.
  private func countUnselected(_ steps: RuleSteps, _ counts: inout Tally.Rule) {
    let store = nodes.store
    let selected = store.yes(steps.selection)
    let undecided = store.unknown(steps.selection)
    for index in steps.selectionAbsences.indices {
      let step = plan.absences[index]
      nodes.fillColumn(Int(step.column))
      guard let column = nodes.columnMasks[Int(step.column)], column.anyAbsent else { continue }
      var count = 0
      for word in 0..<nodes.words {
        let rows = open[word] & ~(selected[word] | undecided[word]) & column.absent[word]
        count &+= rows.nonzeroBitCount
      }
      counts.absences[Int(step.counter)] += count
    }
  }

  private func count(_ steps: RuleSteps, _ batch: RecordBatch, _ counts: inout Tally.Rule) {
    let words = nodes.words
    let result = masks.count(words: words)
    counts.passed += result.passed
    counts.failed += result.failed
    counts.excepted += result.excepted
    counts.inconclusive += result.inconclusive
    counts.undecided += result.undecided
    if result.excepted > 0 { countExceptions(steps, &counts) }
    if !steps.judgementAbsences.isEmpty { countAbsences(steps, &counts) }
  }

  // Each excepted subject counts for the first exception that holds.
  private func countExceptions(_ steps: RuleSteps, _ counts: inout Tally.Rule) {
    Mask.copy(masks.excepted, to: open, words: nodes.words)
    for (number, index) in steps.exceptions.indices.enumerated() {
      let node = plan.exceptions[index]
      nodes.evaluate(node, demand: open)
      let yes = nodes.store.yes(node)
      var count = 0
      for word in 0..<nodes.words {
        count &+= (open[word] & yes[word]).nonzeroBitCount
        open[word] &= ~yes[word]
      }
      counts.exceptions[number] += count
    }
  }

  private func countAbsences(_ steps: RuleSteps, _ counts: inout Tally.Rule) {
    for index in steps.judgementAbsences.indices {
      let step = plan.absences[index]
      nodes.fillColumn(Int(step.column))
      guard let column = nodes.columnMasks[Int(step.column)], column.anyAbsent else { continue }
      var count = 0
      for word in 0..<nodes.words {
        let rows = masks.passed[word] | masks.failed[word] | masks.excepted[word]
        count &+= (rows & column.absent[word]).nonzeroBitCount
      }
      counts.absences[Int(step.counter)] += count
    }
  }

  // MARK: What there is to report

  private func report(
    _ rule: Int, _ steps: RuleSteps, _ batch: RecordBatch, _ origin: BatchOrigin, _ tally: Tally,
    _ counts: inout Tally.Rule, _ everyFailure: EveryFailure?
  ) {
    let words = nodes.words
    if !Mask.isEmpty(masks.failed, words: words) {
      var lastTime = counts.findings.lastTime
      if !steps.waivers.isEmpty { waive(steps, batch) }
      for row in MaskRows(masks.failed, words: words) {
        let time = batch.times[row]
        counts.failures.add(time)
        var waiver: Int32 = -1
        if !steps.waivers.isEmpty {
          waiver = self.waiver(of: row, time: time, steps)
          if waiver >= 0 {
            counts.waived += 1
            tally.waived[waiver, default: 0] += 1
          }
        }
        if time <= lastTime, keep(row, waiver, batch, origin, &counts.findings) {
          lastTime = counts.findings.lastTime
        }
        if let everyFailure { everyFailure(rule, row, waiver, capture(row, batch, origin)) }
      }
    }
    if !Mask.isEmpty(masks.inconclusive, words: words) {
      explain(rule, steps, batch, origin, &counts)
    }
  }

  private func keep(
    _ row: Int, _ waiver: Int32, _ batch: RecordBatch, _ origin: BatchOrigin,
    _ findings: inout FirstRecords
  ) -> Bool {
    guard findings.accepts(key(of: row, batch, origin)) else { return false }
    findings.insert(
      FirstRecords.Candidate(record: capture(row, batch, origin), waiver: waiver))
    return true
  }

  private func key(of row: Int, _ batch: RecordBatch, _ origin: BatchOrigin) -> RecordKey {
    if let key = madeEvents?.key(row) { return key }
    return RecordKey(
      time: batch.times[row], source: origin.source, file: origin.file,
      offset: batch.baseOffset &+ UInt64(batch.recordOffsets[row]))
  }

  private func capture(
    _ row: Int, _ batch: RecordBatch, _ origin: BatchOrigin
  ) -> CapturedRecord {
    if let known = captured[row] { return known }
    let record =
      madeEvents?.record(row)
      ?? CapturedRecord(
        batch: batch, row: row, origin: origin,
        examination: examiner?.examine(batch, row: row), digest: digest)
    captured[row] = record
    capturedRows.append(row)
    return record
  }

  private func waive(_ steps: RuleSteps, _ batch: RecordBatch) {
    for index in steps.waivers.indices {
      let condition = plan.waivers[index].condition
      if condition >= 0 { nodes.evaluate(condition, demand: masks.failed) }
    }
  }

  // The first waiver that covers the subject (C10); -1 if none does.
  private func waiver(of row: Int, time: Int64, _ steps: RuleSteps) -> Int32 {
    for index in steps.waivers.indices {
      let step = plan.waivers[index]
      guard time < step.end else { continue }
      if step.condition < 0 || Mask.contains(nodes.store.yes(step.condition), row: row) {
        return step.waiver
      }
    }
    return -1
  }

  // Counts each inconclusive subject under the first of its reasons (C5).
  private func explain(
    _ rule: Int, _ steps: RuleSteps, _ batch: RecordBatch, _ origin: BatchOrigin,
    _ counts: inout Tally.Rule
  ) {
    let words = nodes.words
    reasons.collect(steps.selection, masks.inconclusive)
    if steps.exception >= 0 { reasons.collect(steps.exception, masks.inconclusive) }
    reasons.collect(steps.requirement, masks.inconclusive)
    Mask.copy(masks.inconclusive, to: open, words: words)
    for reason in UnknownReason.all {
      for column in plan.rules[rule].reasonColumns {
        guard let mask = reasons.take(column, reason) else { continue }
        for index in 0..<words {
          let rows = mask[index] & open[index]
          open[index] &= ~rows
          mask[index] = rows
        }
        count(mask, column, reason, batch, origin, &counts)
      }
    }
    count(open, nil, .missing, batch, origin, &counts)
  }

  private func count(
    _ rows: UnsafeMutablePointer<UInt64>, _ column: Int?, _ reason: UnknownReason,
    _ batch: RecordBatch, _ origin: BatchOrigin, _ counts: inout Tally.Rule
  ) {
    let number = Mask.count(rows, words: nodes.words)
    guard number > 0 else { return }
    let index = counts.missingIndex(column: column, reason: reason)
    counts.missing[index].count += number
    var lastTime = counts.missing[index].examples.lastTime
    for row in MaskRows(rows, words: nodes.words) where batch.times[row] <= lastTime {
      if keep(row, -1, batch, origin, &counts.missing[index].examples) {
        lastTime = counts.missing[index].examples.lastTime
      }
    }
  }
}
