import Mapping
import Values

/// Answers of tests on the event's time, kept by minute.
final class TimeClassifier {
  private static let placeBits = 10

  private let tests: [ColumnTest]
  private let column: Int
  private let context: ScalarContext
  private let list = EntryList()
  private let classes = ClassTable()
  private let minutes: UnsafeMutablePointer<Int64>
  private let classIDs: UnsafeMutablePointer<Int32>

  init(column: Int, plan: SourcePlan, context: ScalarContext) {
    self.column = column
    tests = plan.columnTests[column]
    self.context = context
    minutes = .allocate(capacity: 1 << Self.placeBits)
    minutes.initialize(repeating: .min, count: 1 << Self.placeBits)
    classIDs = .allocate(capacity: 1 << Self.placeBits)
    classIDs.initialize(repeating: -1, count: 1 << Self.placeBits)
  }

  deinit {
    minutes.deallocate()
    classIDs.deallocate()
  }

  /// Fills the masks of the tests' nodes.
  func fill(_ store: MaskStore, times: UnsafeMutablePointer<Int64>, count: Int, words: Int) {
    for test in tests { store.fillEmpty(test.node, words: words) }
    var lastMinute = Int64.min
    var lastClass = 0
    for row in 0..<count {
      let time = times[row]
      let minute = time / TimeStability.nanosecondsPerMinute
      if minute != lastMinute || time < TimeStability.firstStableInstant {
        lastMinute = minute
        lastClass = Int(classOf(time, minute))
      }
      let entries = classes.entries + Int(classes.starts[lastClass])
      for index in 0..<Int(classes.lengths[lastClass]) {
        let entry = entries[index]
        if entry.code == ClassEntry.yes {
          store.yes(entry.node)[row >> 6] |= 1 << UInt64(row & 63)
          store.anyTrue[Int(entry.node)] = true
        } else {
          store.unknown(entry.node)[row >> 6] |= 1 << UInt64(row & 63)
          store.anyUnknown[Int(entry.node)] = true
        }
      }
    }
  }

  private func classOf(_ time: Int64, _ minute: Int64) -> Int32 {
    guard time >= TimeStability.firstStableInstant else { return evaluate(time) }
    let place = Int(truncatingIfNeeded: minute) & ((1 << Self.placeBits) - 1)
    if minutes[place] == minute { return classIDs[place] }
    let result = evaluate(time)
    minutes[place] = minute
    classIDs[place] = result
    return result
  }

  private func evaluate(_ time: Int64) -> Int32 {
    context.states[column] = .value(.timestamp(Timestamp(nanoseconds: time)))
    list.removeAll()
    for test in tests {
      switch context.answer(test.test).truth {
      case .no: break
      case .yes: list.append(ClassEntry(node: test.node, code: ClassEntry.yes))
      case .unknown: list.append(ClassEntry(node: test.node, code: ClassEntry.firstSpecial))
      }
    }
    list.sort()
    return classes.intern(state: ClassTable.value, list)
  }
}
