import Columns

/// The table of C3 as masks: what `where`, `unless` and `require` say of the rows of a batch, and
/// what becomes of them.
final class RuleMasks {
  private let memory: UnsafeMutablePointer<UInt64>
  /// Events that are subjects, and those that may be.
  let selected: UnsafeMutablePointer<UInt64>
  let maybe: UnsafeMutablePointer<UInt64>
  /// Either of them.
  let subjects: UnsafeMutablePointer<UInt64>
  let exceptYes: UnsafeMutablePointer<UInt64>
  let exceptUnknown: UnsafeMutablePointer<UInt64>
  /// Subjects that are not certainly excepted: those whose requirement matters.
  let remaining: UnsafeMutablePointer<UInt64>
  let excepted: UnsafeMutablePointer<UInt64>
  let passed: UnsafeMutablePointer<UInt64>
  let failed: UnsafeMutablePointer<UInt64>
  let inconclusive: UnsafeMutablePointer<UInt64>
  let undecided: UnsafeMutablePointer<UInt64>

  init(words: Int) {
    memory = .allocate(capacity: 11 * words)
    memory.initialize(repeating: 0, count: 11 * words)
    selected = memory
    maybe = memory + words
    subjects = memory + 2 * words
    exceptYes = memory + 3 * words
    exceptUnknown = memory + 4 * words
    remaining = memory + 5 * words
    excepted = memory + 6 * words
    passed = memory + 7 * words
    failed = memory + 8 * words
    inconclusive = memory + 9 * words
    undecided = memory + 10 * words
  }

  deinit { memory.deallocate() }

  /// Takes what `where` says; false if there is no subject and can be none.
  func select(
    yes: UnsafePointer<UInt64>, unknown: UnsafePointer<UInt64>, _ judged: UnsafePointer<UInt64>,
    words: Int
  ) -> Bool {
    var any: UInt64 = 0
    for index in 0..<words {
      selected[index] = yes[index] & judged[index]
      maybe[index] = unknown[index] & judged[index]
      subjects[index] = selected[index] | maybe[index]
      any |= subjects[index]
    }
    return any != 0
  }

  /// Takes what `unless` says.
  func except(yes: UnsafePointer<UInt64>, unknown: UnsafePointer<UInt64>, words: Int) {
    for index in 0..<words {
      exceptYes[index] = yes[index] & subjects[index]
      exceptUnknown[index] = unknown[index] & subjects[index]
      remaining[index] = subjects[index] & ~yes[index]
    }
  }

  func exceptNothing(words: Int) {
    Mask.clear(exceptYes, words: words)
    Mask.clear(exceptUnknown, words: words)
    Mask.copy(subjects, to: remaining, words: words)
  }

  /// Takes what `require` says, and fills the outcomes.
  func judge(yes: UnsafePointer<UInt64>, unknown: UnsafePointer<UInt64>, words: Int) {
    for index in 0..<words {
      let holds = yes[index] & remaining[index]
      let broken = remaining[index] & ~(yes[index] | unknown[index])
      let notExcepted = selected[index] & remaining[index]
      excepted[index] = selected[index] & exceptYes[index]
      passed[index] = notExcepted & holds
      failed[index] = notExcepted & broken & ~exceptUnknown[index]
      undecided[index] = maybe[index] & (exceptYes[index] | holds)
      inconclusive[index] =
        notExcepted & ~passed[index] & ~failed[index]
        | maybe[index] & ~undecided[index]
    }
  }

  /// How many rows came to what.
  func count(
    words: Int
  ) -> (passed: Int, failed: Int, excepted: Int, inconclusive: Int, undecided: Int) {
    var result = (passed: 0, failed: 0, excepted: 0, inconclusive: 0, undecided: 0)
    for index in 0..<words {
      result.passed &+= passed[index].nonzeroBitCount
      result.failed &+= failed[index].nonzeroBitCount
      result.excepted &+= excepted[index].nonzeroBitCount
      result.inconclusive &+= inconclusive[index].nonzeroBitCount
      result.undecided &+= undecided[index].nonzeroBitCount
    }
    return result
  }
}
