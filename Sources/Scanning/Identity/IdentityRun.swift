import Engine

/// The records of one source that wait for the others of their identity. Shared by all workers.
final class IdentityRun: @unchecked Sendable {
  // INVARIANT: `waiting` is behind the monitor; `table` does not change while workers run that
  // hold records.

  private(set) var table = IdentityTable()
  private let merge: RecordMerge
  private let monitor = Monitor()
  private var waiting: [UInt64: [CapturedRecord]] = [:]

  init(plan: SourcePlan) { merge = RecordMerge(plan: plan) }

  /// Adds what a worker has counted.
  func add(_ counted: IdentityTable) { monitor.withLock { table.merge(counted) } }

  /// Takes records with their hashes; returns the events that are complete with them.
  func hold(_ records: [(hash: UInt64, record: CapturedRecord)]) -> [CapturedRecord] {
    var complete: [[CapturedRecord]] = []
    monitor.withLock {
      for (hash, record) in records {
        let expected = table.records(of: hash)
        var group = waiting.removeValue(forKey: hash) ?? []
        group.append(record)
        if group.count >= expected, expected < IdentityTable.mostCounted {
          complete.append(group)
        } else {
          waiting[hash] = group
        }
      }
    }
    return complete.flatMap { merge.events($0) }
  }

  /// The events whose records are still waiting at the end of the inputs, in order.
  func finish() -> [CapturedRecord] {
    let rest = monitor.withLock {
      defer { waiting = [:] }
      return Array(waiting.values)
    }
    return rest.flatMap { merge.events($0) }.sorted { $0.key < $1.key }
  }
}
