import Engine
import Threads

/// The records of one source that wait for the others of their identity. Shared by all workers.
final class IdentityRun: @unchecked Sendable {
  // INVARIANT: `waiting` is behind the monitor; `table` does not change while workers run that
  // hold records.

  let table = IdentityTable()
  let merge: RecordMerge
  private let monitor = Monitor()
  /// The record that came last, with the others behind it, and how many they are.
  private var waiting: [UInt64: (last: CapturedRecord, count: Int)] = [:]

  init(plan: SourcePlan) { merge = RecordMerge(plan: plan) }

  deinit {
    // One after the other: to release a long chain from its end would nest as deep as it is long.
    for group in waiting.values { _ = Self.unchained(group.last) }
  }

  /// Adds what a worker has counted.
  func add(_ counted: IdentityTable) { monitor.withLock { table.merge(counted) } }

  /// Takes records with their hashes; returns the events that are complete with them.
  func hold(_ records: [(hash: UInt64, record: CapturedRecord)]) -> [MergedEvent] {
    var complete: [CapturedRecord] = []
    monitor.withLock {
      for (hash, record) in records {
        let expected = table.records(of: hash)
        let known = waiting[hash]
        record.next = known?.last
        let count = (known?.count ?? 0) + 1
        if count >= expected, expected < IdentityTable.mostCounted {
          if known != nil { waiting[hash] = nil }
          complete.append(record)
        } else {
          waiting[hash] = (record, count)
        }
      }
    }
    return complete.flatMap { merge.events(Self.unchained($0)) }
  }

  // The records that wait together.
  private static func unchained(_ last: CapturedRecord) -> [CapturedRecord] {
    var records: [CapturedRecord] = []
    var current: CapturedRecord? = last
    while let record = current {
      current = record.next
      record.next = nil
      records.append(record)
    }
    return records
  }

  /// The events whose records are still waiting at the end of the inputs, in order.
  func finish() -> [MergedEvent] {
    let rest = monitor.withLock {
      defer { waiting = [:] }
      return waiting.values.map(\.last)
    }
    return rest.flatMap { merge.events(Self.unchained($0)) }.sorted { $0.key < $1.key }
  }
}
