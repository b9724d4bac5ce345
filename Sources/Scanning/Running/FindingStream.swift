import Engine
import Threads

/// Brings the findings of chunks, which workers finish in any order, back into the inputs' order.
/// Holds a bounded number of chunks: workers that are too far ahead wait.
///
/// Findings about events that were made of several records are known only when all of those have
/// been read. Where a run has such events, its findings are held to the end.
final class FindingStream: @unchecked Sendable {
  // INVARIANT: all mutable state is behind the queue's monitor.

  struct Failure {
    let rule: Int
    let waiver: Int32
    let record: CapturedRecord
  }

  struct Chunk {
    let sequence: Int
    let file: Int32
    let chunk: Int
    let records: Int
    let run: SourceRun
    let failures: [Failure]
  }

  private let monitor: Monitor
  private let queue: ScanQueue
  private let mostWaiting: Int
  private var waiting: [Int: Chunk] = [:]
  private var nextSequence = 0
  private var late: [(failure: Failure, run: SourceRun)] = []

  init(queue: ScanQueue, jobs: Int) {
    self.queue = queue
    monitor = queue.monitor
    mostWaiting = 4 * jobs
  }

  func put(_ chunk: Chunk) {
    monitor.withLock {
      while chunk.sequence > nextSequence, waiting.count >= mostWaiting, !queue.isCancelled {
        monitor.wait()
      }
      waiting[chunk.sequence] = chunk
      monitor.wakeAll()
    }
  }

  func put(late failures: [Failure], run: SourceRun) {
    guard !failures.isEmpty else { return }
    monitor.withLock { late += failures.map { ($0, run) } }
  }

  /// The next chunk in order, if it is there. Only with the monitor held.
  func next() -> Chunk? {
    guard let chunk = waiting.removeValue(forKey: nextSequence) else { return nil }
    nextSequence += 1
    monitor.wakeAll()
    return chunk
  }

  /// Findings that were known late. Only when all workers have ended.
  func takeLate() -> [(failure: Failure, run: SourceRun)] {
    defer { late = [] }
    return late
  }
}
