import RuleModel
import Shuffle
import Synchronization

/// The correlation of one run: takes the writers' rows, and judges them when all are there.
package final class CorrelationRun: Sendable {
  private struct Gathered {
    var span: [TimeSpan]
    var withoutKey: [Int]
  }

  package let plan: CorrelationPlan
  let numbers: EventNumbers
  let store: ShuffleStore
  private let gathered: Mutex<Gathered>

  /// Rows beyond `memoryLimit` bytes go to files in the temporary folder.
  package init(plan: CorrelationPlan, memoryLimit: Int, temporaryFolder: String) {
    self.plan = plan
    store = ShuffleStore(memoryLimit: memoryLimit, temporaryFolder: temporaryFolder)
    numbers = EventNumbers(sets: plan.sets.count)
    gathered = Mutex(
      Gathered(
        span: Array(repeating: TimeSpan(), count: plan.sets.count),
        withoutKey: Array(repeating: 0, count: plan.writerTables.partCount)))
  }

  /// For one worker. All writers are finished before `evaluate`.
  package func makeWriter() -> CorrelationWriter {
    CorrelationWriter(run: self, rows: store.makeBuffer())
  }

  /// What the writers counted.
  var counted: (span: [TimeSpan], withoutKey: [Int]) {
    gathered.withLock { ($0.span, $0.withoutKey) }
  }

  func add(span: [TimeSpan], withoutKey: [Int]) {
    gathered.withLock { gathered in
      for index in span.indices { gathered.span[index].add(span[index]) }
      for index in withoutKey.indices { gathered.withoutKey[index] += withoutKey[index] }
    }
  }
}

/// Numbers events of each set, so that answers about them can be looked up. Numbers are dense and
/// differ from run to run: nothing that is shown depends on them.
final class EventNumbers: Sendable {
  /// Numbers that one worker has taken and not used.
  struct Block {
    private var next: UInt32 = 0
    private var end: UInt32 = 0

    @inline(__always)
    mutating func next(_ numbers: EventNumbers, _ set: Int) -> UInt32 {
      if next == end {
        next = numbers.take(set)
        end = next + EventNumbers.blockSize
      }
      next &+= 1
      return next &- 1
    }
  }

  static let blockSize: UInt32 = 1024
  private let ends: Mutex<[UInt32]>

  init(sets: Int) { ends = Mutex(Array(repeating: 0, count: sets)) }

  /// The first of a block of numbers. More than four billion events of one set end the run.
  func take(_ set: Int) -> UInt32 {
    ends.withLock { ends in
      let first = ends[set]
      ends[set] = first + Self.blockSize
      return first
    }
  }

  func count(_ set: Int) -> Int { ends.withLock { Int($0[set]) } }
}
