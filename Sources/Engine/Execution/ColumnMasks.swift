import CKernels
import Columns
import Mapping

/// What the classes of one column come to in one batch: which rows are absent, which unknown and
/// why. The masks of the column's tests go straight to their nodes.
final class ColumnMasks {
  let classifier: ColumnClassifier
  let absent: UnsafeMutablePointer<UInt64>
  private let unknownMasks: UnsafeMutablePointer<UInt64>
  private let stride: Int
  private(set) var anyAbsent = false
  /// By the raw value of the reason.
  private(set) var anyUnknown = (false, false, false, false)
  private let scratch: UnsafeMutablePointer<UInt64>
  /// The rows of the most common class.
  private let rest: UnsafeMutablePointer<UInt64>
  /// The batch's next row of the same class; -1 after the last.
  private let next: UnsafeMutablePointer<Int32>
  private let present: UnsafeMutablePointer<Int32>

  init(classifier: ColumnClassifier, capacity: Int) {
    self.classifier = classifier
    stride = Mask.words(for: capacity)
    absent = .allocate(capacity: stride)
    unknownMasks = .allocate(capacity: 4 * stride)
    scratch = .allocate(capacity: stride)
    rest = .allocate(capacity: stride)
    next = .allocate(capacity: capacity)
    present = .allocate(capacity: capacity)
  }

  deinit {
    absent.deallocate()
    unknownMasks.deallocate()
    scratch.deallocate()
    rest.deallocate()
    next.deallocate()
    present.deallocate()
  }

  func unknown(_ reason: UnknownReason) -> UnsafeMutablePointer<UInt64> {
    unknownMasks + Int(reason.rawValue) * stride
  }

  func hasUnknown(_ reason: UnknownReason) -> Bool {
    switch reason {
    case .missing: anyUnknown.0
    case .unreadableValue: anyUnknown.1
    case .recordsDisagree: anyUnknown.2
    case .limit: anyUnknown.3
    }
  }

  /// Turns the classifier's class ids into masks: of the column's state, and of its tests' nodes.
  func fill(_ store: MaskStore, count: Int) {
    guard count > 0 else { return }
    let words = Mask.words(for: count)
    anyAbsent = false
    anyUnknown = (false, false, false, false)
    let common = commonClass(count)
    let presentCount = linkRows(count, common)
    let classes = classifier.classes
    if !classes.isPlain[common] { addClass(common, rest, store, words) }
    for index in 0..<presentCount {
      let classID = Int(present[index])
      collectRows(of: classes.heads[classID], words: words)
      classes.heads[classID] = -1
      addClass(classID, scratch, store, words)
    }
  }

  // The class that most rows are likely to have.
  private func commonClass(_ count: Int) -> Int {
    let classIDs = classifier.classIDs
    let middle = classIDs[count >> 1]
    let last = classIDs[count &- 1]
    return Int(middle == last ? middle : classIDs[0])
  }

  // Fills `rest` with the rows of the common class, and threads those of each other class that is
  // not plain on a list; returns how many lists there are.
  private func linkRows(_ count: Int, _ common: Int) -> Int {
    let classes = classifier.classes
    let isPlain = classes.isPlain
    let heads = classes.heads
    let classIDs = classifier.classIDs
    writ_class_mask(classIDs, count, Int32(truncatingIfNeeded: common), rest)
    var presentCount = 0
    for word in 0..<Mask.words(for: count) {
      let first = word &* 64
      var others = ~rest[word]
      if first &+ 64 > count { others &= Mask.tail(of: count) }
      while others != 0 {
        let row = first &+ others.trailingZeroBitCount
        others &= others &- 1
        let classID = Int(classIDs[row])
        if isPlain[classID] { continue }
        let head = heads[classID]
        if head < 0 {
          present[presentCount] = Int32(truncatingIfNeeded: classID)
          presentCount &+= 1
        }
        next[row] = head
        heads[classID] = Int32(truncatingIfNeeded: row)
      }
    }
    return presentCount
  }

  private func collectRows(of head: Int32, words: Int) {
    Mask.clear(scratch, words: words)
    var row = head
    while row >= 0 {
      Mask.insert(Int(row), into: scratch)
      row = next[Int(row)]
    }
  }

  private func addClass(
    _ classID: Int, _ rows: UnsafeMutablePointer<UInt64>, _ store: MaskStore, _ words: Int
  ) {
    let classes = classifier.classes
    addState(classes.states[classID], rows, words: words)
    let entries = classes.entries + Int(classes.starts[classID])
    for entry in 0..<Int(classes.lengths[classID]) {
      add(entries[entry], rows, to: store, words: words)
    }
  }

  private func addState(
    _ state: UInt8, _ rows: UnsafeMutablePointer<UInt64>, words: Int
  ) {
    switch state {
    case ClassTable.value: break
    case ClassTable.absent:
      if !anyAbsent { Mask.clear(absent, words: words) }
      anyAbsent = true
      Mask.or(rows, into: absent, words: words)
    default:
      let reason = UnknownReason(rawValue: state - ClassTable.unknown) ?? .missing
      let mask = unknown(reason)
      if !hasUnknown(reason) { Mask.clear(mask, words: words) }
      switch reason {
      case .missing: anyUnknown.0 = true
      case .unreadableValue: anyUnknown.1 = true
      case .recordsDisagree: anyUnknown.2 = true
      case .limit: anyUnknown.3 = true
      }
      Mask.or(rows, into: mask, words: words)
    }
  }

  @inline(__always)
  private func add(
    _ entry: ClassEntry, _ rows: UnsafeMutablePointer<UInt64>, to store: MaskStore, words: Int
  ) {
    let node = entry.node
    if !store.isFilled(node) { store.fillEmpty(node, words: words) }
    if entry.code == ClassEntry.yes {
      Mask.or(rows, into: store.yes(node), words: words)
      store.anyTrue[Int(node)] = true
    } else {
      Mask.or(rows, into: store.unknown(node), words: words)
      store.anyUnknown[Int(node)] = true
    }
  }
}
