import Engine
import Findings

/// Makes findings of chunks, in order, and hands them to the sink.
final class FindingEmitter {
  private let findings: FindingBuilder
  private let holdsAll: Bool
  private let sink: (Finding) throws -> Void
  private var held: [(failure: FindingStream.Failure, run: SourceRun)] = []
  private var numbers: [Int32: FileTally] = [:]
  private var file: Int32 = -1
  private var recordsBefore = 0

  /// `holdsAll`: some findings are known late, so that all wait for them.
  init(findings: FindingBuilder, holdsAll: Bool, sink: @escaping (Finding) throws -> Void) {
    self.findings = findings
    self.holdsAll = holdsAll
    self.sink = sink
  }

  func emit(_ chunk: FindingStream.Chunk) throws {
    if holdsAll {
      numbers[chunk.file, default: FileTally()].chunkRecords.append(
        (chunk: chunk.chunk, count: chunk.records))
      held += chunk.failures.map { ($0, chunk.run) }
      return
    }
    if chunk.file != file {
      file = chunk.file
      recordsBefore = 0
    }
    let ordered = chunk.failures.sorted {
      ($0.record.ordinal, $0.rule) < ($1.record.ordinal, $1.rule)
    }
    for failure in ordered {
      try emit(failure, chunk.run) { recordsBefore + Int($0.ordinal) + 1 }
    }
    findings.forgetRecords()
    recordsBefore += chunk.records
  }

  /// Emits what was held, and what was known late, in order.
  func finish(late: [(failure: FindingStream.Failure, run: SourceRun)]) throws {
    held += late
    held.sort { left, right in
      let a = left.failure.record
      let b = right.failure.record
      if a.key.file != b.key.file { return a.key.file < b.key.file }
      return (a.key.offset, left.failure.rule) < (b.key.offset, right.failure.rule)
    }
    let numbers = numbers.mapValues { RecordNumbers($0) }
    for (failure, run) in held {
      try emit(failure, run) {
        numbers[$0.key.file]?.number(chunk: Int($0.chunk), ordinal: $0.ordinal) ?? 0
      }
    }
    held = []
    findings.forgetRecords()
  }

  private func emit(
    _ failure: FindingStream.Failure, _ run: SourceRun, _ number: (CapturedRecord) -> Int
  ) throws {
    try sink(
      findings.finding(
        rule: failure.rule, waiver: failure.waiver, record: failure.record, number: number,
        run: run))
  }
}
