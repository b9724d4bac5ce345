import Columns
import Engine
import Ingest

/// Evaluates chunk after chunk on its own thread. What it counts is its own until it has ended.
final class ScanWorker: @unchecked Sendable {
  // INVARIANT: used by one thread at a time: by its own while it runs, by the scan's afterwards.

  /// Records a batch holds at most. Small enough for the masks and slots to stay near, large
  /// enough for a chunk of usual access log lines.
  static let batchRows = 1024

  private let queue: ScanQueue
  private let buffer: ChunkBuffer
  private let maxFindings: Int
  private let period: Evaluator.Period?
  private let stream: FindingStream?
  private let correlation: ScanCorrelation?
  private let writer: CorrelationWriter?
  private var counters: [String: IdentityCounter] = [:]
  private(set) var files: [Int32: FileTally] = [:]
  private(set) var sources: [String: SourceWorker] = [:]

  init(
    queue: ScanQueue, chunkBytes: Int, maxFindings: Int, period: Evaluator.Period?,
    stream: FindingStream?, correlation: ScanCorrelation?
  ) {
    self.correlation = correlation
    writer = correlation?.run.makeWriter()
    self.queue = queue
    buffer = ChunkBuffer(capacity: chunkBytes)
    self.maxFindings = maxFindings
    self.period = period
    self.stream = stream
  }

  // MARK: Counting identities

  func count() {
    while let work = queue.take(buffer) {
      if counters[work.run.source.name] == nil {
        counters[work.run.source.name] = IdentityCounter(work.run, capacity: Self.batchRows)
      }
      counters[work.run.source.name]?.count(work.buffer)
    }
    for counter in counters.values { counter.finish() }
    counters = [:]
  }

  // MARK: Evaluating

  func evaluate() {
    while let work = queue.take(buffer) { evaluate(work) }
    for source in sources.values {
      source.finish(into: &files, stream)
      noteMerged(source)
    }
  }

  private func evaluate(_ work: ScanQueue.Work) {
    let source = worker(for: work.run)
    var file = files.removeValue(forKey: work.file) ?? FileTally()
    let chunk = work.buffer.number
    let origin = BatchOrigin(
      file: work.file, chunk: Int32(truncatingIfNeeded: chunk), source: work.run.number)
    let events = file.events
    var failures: [FindingStream.Failure] = []
    source.extractor.begin(work.buffer)
    while source.extractor.fill(source.batch) {
      source.evaluate(origin, &file, stream == nil ? nil : { failures.append($0) })
    }
    for record in source.extractor.unreadable {
      file.unreadable[record.reason, default: FileTally.Unreadable()].add(chunk: chunk, record)
    }
    let records = source.extractor.recordCount
    file.chunkRecords.append((chunk: chunk, count: records))
    queue.note(events: file.events - events)
    files[work.file] = file
    source.flush(into: &files, stream)
    noteMerged(source)
    stream?.put(
      FindingStream.Chunk(
        sequence: work.sequence, file: work.file, chunk: chunk, records: records, run: work.run,
        failures: failures))
  }

  /// Evaluates events whose records were not all seen, after all workers have ended.
  func evaluate(late events: [MergedEvent], of run: SourceRun) {
    let source = worker(for: run)
    source.evaluate(late: events, into: &files, stream)
    noteMerged(source)
  }

  /// Hands over what the correlation counts, after all events have been evaluated.
  func finishCorrelation() { writer?.finish() }

  // Where the records of events stand that were made of several, for the day they are shown.
  private func noteMerged(_ source: SourceWorker) {
    guard let correlation, let merged = source.evaluator.capture?.takeMerged(), !merged.isEmpty
    else { return }
    correlation.merged.add(merged)
  }

  private func worker(for run: SourceRun) -> SourceWorker {
    if let known = sources[run.source.name] { return known }
    let worker = SourceWorker(
      run, capacity: Self.batchRows, maxFindings: maxFindings, period: period, writer: writer)
    sources[run.source.name] = worker
    return worker
  }
}
