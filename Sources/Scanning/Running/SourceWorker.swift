import Columns
import Engine
import Ingest

/// What one worker needs for one source.
final class SourceWorker {
  typealias OnFailure = (FindingStream.Failure) -> Void

  let run: SourceRun
  let extractor: RecordExtractor
  let evaluator: Evaluator
  let tally: Tally
  let batch: RecordBatch
  private let identityReader: IdentityReader?
  /// The rows of a batch that are events of their own.
  private let ownRows: UnsafeMutablePointer<UInt64>
  private let merged: MergedBatch
  /// nil where no identity has several records.
  private let merger: BatchMerger?
  private var groups: RowGroups
  private var hashes: [(hash: UInt64, row: Int)] = []
  /// What was found in whole records whose rows are events, or parts of some, with others; by row.
  private var examinations: [Int: RecordExamination] = [:]
  /// Events made of several records, to be evaluated with those of their file.
  private var pending: [MergedEvent] = []

  init(
    _ run: SourceRun, capacity: Int, maxFindings: Int, period: Evaluator.Period?,
    writer: CorrelationWriter?
  ) {
    self.run = run
    extractor = RecordExtractor(
      source: run.source, columns: run.plan.requests, limits: run.limits)
    evaluator = Evaluator(
      plan: run.plan, capacity: capacity, period: period, digest: RecordDigest.sha256,
      writer: writer)
    tally = Tally(plan: run.plan, maxFindings: maxFindings)
    batch = RecordBatch(columnCount: run.plan.requests.count, capacity: capacity)
    ownRows = .allocate(capacity: Mask.words(for: capacity))
    merged = MergedBatch(plan: run.plan, capacity: capacity)
    let repeats = run.identity?.table.hasRepeats ?? false
    identityReader = repeats ? run.identityReader : nil
    merger = run.identity.flatMap {
      repeats ? BatchMerger(merge: $0.merge, slotCount: run.plan.requests.count) : nil
    }
    groups = RowGroups(capacity: capacity)
  }

  deinit { ownRows.deallocate() }

  /// Evaluates the batch's events; records that others of their identity belong to are held until
  /// all of them are there.
  func evaluate(_ origin: BatchOrigin, _ file: inout FileTally, _ onFailure: OnFailure?) {
    guard let identityReader, let identity = run.identity,
      joinRows(identityReader, identity, origin)
    else {
      evaluate(batch, origin, nil, nil, &file, onFailure)
      return
    }
    let batch = batch
    let merger = merger
    let examinations = examinations
    let examiner = evaluator.examiner
    let made = Evaluator.Events(
      key: { _ in nil },
      record: { row in
        CapturedRecord(
          batch: batch, row: row, origin: origin,
          others: (merger?.others(of: row) ?? []).map {
            CapturedRecord(batch: batch, row: $0, origin: origin, digest: RecordDigest.sha256)
          }, examination: examinations[row] ?? examiner?.examine(batch, row: row),
          digest: RecordDigest.sha256)
      },
      places: { row in
        let others = merger?.others(of: row) ?? []
        return (nil, others.map { EventPlace(batch, row: $0, origin: origin) })
      },
      examination: { examinations[$0] })
    evaluate(batch, origin, ownRows, made, &file, onFailure)
  }

  private func evaluate(
    _ batch: RecordBatch, _ origin: BatchOrigin, _ rows: UnsafePointer<UInt64>?,
    _ made: Evaluator.Events?, _ file: inout FileTally, _ onFailure: OnFailure?
  ) {
    if let onFailure {
      evaluator.evaluate(batch, origin: origin, into: tally, rows: rows, made: made) {
        rule, _, waiver, record in
        onFailure(FindingStream.Failure(rule: rule, waiver: waiver, record: record))
      }
    } else {
      evaluator.evaluate(batch, origin: origin, into: tally, rows: rows, made: made)
    }
    if file.kinds.isEmpty { file.kinds = Array(repeating: 0, count: run.plan.kindNames.count) }
    evaluator.countKinds(into: &file.kinds)
    file.add(batch, rows: rows)
  }

  // Makes one row of those that are all records of an event, and holds the rows whose event has
  // further records elsewhere; false if there is neither, and `ownRows` is not filled.
  private func joinRows(
    _ reader: IdentityReader, _ identity: IdentityRun, _ origin: BatchOrigin
  ) -> Bool {
    guard let merger else { return false }
    merger.begin()
    // First the hashes, then the look-ups: these miss the processor's caches, and are faster if
    // nothing stands between them.
    hashes.removeAll(keepingCapacity: true)
    for row in 0..<batch.count {
      if let hash = reader.hash(batch, row: row) { hashes.append((hash, row)) }
    }
    let table = identity.table
    for (hash, row) in hashes where table.records(of: hash) > 1 {
      if groups.isEmpty { Mask.fill(ownRows, rows: batch.count) }
      ownRows[row >> 6] &= ~(1 << UInt64(row & 63))
      groups.add(hash, row: row)
    }
    if groups.isEmpty { return false }
    var held: [(hash: UInt64, record: CapturedRecord)] = []
    if !examinations.isEmpty { examinations.removeAll(keepingCapacity: true) }
    groups.drain { hash, rows in
      examine(rows)
      let expected = table.records(of: hash)
      if rows.count == expected, expected < IdentityTable.mostCounted,
        let main = merger.event(rows, in: batch)
      {
        Mask.insert(main, into: ownRows)
        examinations[main] = RecordExamination.joined(
          [examinations[main]] + merger.others(of: main).map { examinations[$0] })
      } else {
        for row in rows {
          let record = CapturedRecord(
            batch: batch, row: row, origin: origin, examination: examinations[row],
            digest: RecordDigest.sha256)
          held.append((hash, record))
        }
      }
    }
    if !held.isEmpty { pending += identity.hold(held) }
    return true
  }

  // Before rows become one: afterwards their fields stand in different records.
  private func examine(_ rows: [Int]) {
    guard let examiner = evaluator.examiner else { return }
    for row in rows { examinations[row] = examiner.examine(batch, row: row) }
  }

  /// Evaluates events that are complete, once there are enough for a batch.
  func flush(into files: inout [Int32: FileTally], _ stream: FindingStream?) {
    if pending.count >= batch.capacity { evaluatePending(&files, stream) }
  }

  /// Evaluates what is left, and adds what was noted beside the batches.
  func finish(into files: inout [Int32: FileTally], _ stream: FindingStream?) {
    evaluatePending(&files, stream)
    evaluator.finish(into: tally)
  }

  /// Evaluates events whose records were not all seen.
  func evaluate(
    late events: [MergedEvent], into files: inout [Int32: FileTally], _ stream: FindingStream?
  ) {
    pending += events
    evaluatePending(&files, stream)
  }

  // An event counts for the file of its main record, so that a batch holds those of one file.
  private func evaluatePending(_ files: inout [Int32: FileTally], _ stream: FindingStream?) {
    guard !pending.isEmpty else { return }
    var failures: [FindingStream.Failure] = []
    let events = pending.sorted { ($0.key.file, $0.key) < ($1.key.file, $1.key) }
    pending.removeAll(keepingCapacity: true)
    for (index, event) in events.enumerated() {
      merged.append(event)
      let isLast = index + 1 == events.count || events[index + 1].key.file != event.key.file
      guard isLast || merged.isFull else { continue }
      let origin = BatchOrigin(file: event.key.file, chunk: 0, source: run.number)
      var file = files.removeValue(forKey: event.key.file) ?? FileTally()
      merged.drain { batch, made in
        evaluate(
          batch, origin, nil, made, &file, stream == nil ? nil : { failures.append($0) })
      }
      files[event.key.file] = file
    }
    stream?.put(late: failures, run: run)
  }
}

extension FileTally {
  /// Counts the batch's events: those of `rows`, or all.
  mutating func add(_ batch: RecordBatch, rows: UnsafePointer<UInt64>?) {
    var first = firstTime
    var last = lastTime
    if let rows {
      let words = Mask.words(for: batch.count)
      events += Mask.count(rows, words: words)
      for row in MaskRows(rows, words: words) {
        first = min(first, batch.times[row])
        last = max(last, batch.times[row])
      }
    } else {
      events += batch.count
      for row in 0..<batch.count {
        let time = batch.times[row]
        if time < first { first = time }
        if time > last { last = time }
      }
    }
    firstTime = first
    lastTime = last
  }
}

/// Counts the identities of one source's records. Used by one worker.
final class IdentityCounter {
  private let run: SourceRun
  private let reader: IdentityReader?
  private let keys: IdentityKeys
  private let extractor: RecordExtractor
  private let batch: RecordBatch
  private let table = IdentityTable()

  init(_ run: SourceRun, capacity: Int) {
    self.run = run
    reader = IdentityReader(run.source, zone: run.limits.zone)
    keys = IdentityKeys(run.source)
    let requests = reader?.requests ?? []
    extractor = RecordExtractor(source: run.source, columns: requests, limits: run.limits)
    batch = RecordBatch(columnCount: requests.count, capacity: capacity)
  }

  func count(_ buffer: ChunkBuffer) {
    guard let reader, keys.mayStand(in: buffer.bytes) else { return }
    var hashes: [UInt64] = []
    hashes.reserveCapacity(batch.capacity)
    extractor.begin(buffer)
    while extractor.fill(batch) {
      for row in 0..<batch.count {
        if let hash = reader.hash(batch, row: row) { hashes.append(hash) }
      }
      for hash in hashes { table.add(hash) }
      hashes.removeAll(keepingCapacity: true)
    }
  }

  func finish() { run.identity?.add(table) }
}
