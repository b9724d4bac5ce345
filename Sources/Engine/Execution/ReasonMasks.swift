import Columns
import Mapping

/// Why rows of a batch are unknown: a mask for each column and reason, built only for rules that
/// have inconclusive subjects.
final class ReasonMasks {
  private let evaluator: NodeEvaluator
  private let masks: UnsafeMutablePointer<UInt64>
  private let touched: UnsafeMutablePointer<Bool>
  private let stride: Int

  init(evaluator: NodeEvaluator) {
    self.evaluator = evaluator
    stride = evaluator.store.stride
    let count = max(1, evaluator.plan.columns.count * 4)
    masks = .allocate(capacity: max(1, count * stride))
    touched = .allocate(capacity: count)
    touched.initialize(repeating: false, count: count)
  }

  deinit {
    masks.deallocate()
    touched.deallocate()
  }

  private func index(_ column: Int, _ reason: UnknownReason) -> Int {
    column &* 4 &+ Int(reason.rawValue)
  }

  /// The rows that are unknown for that reason; nil if none is. Forgets it.
  func take(_ column: Int, _ reason: UnknownReason) -> UnsafeMutablePointer<UInt64>? {
    let index = index(column, reason)
    guard touched[index] else { return nil }
    touched[index] = false
    return masks + index * stride
  }

  private func mask(_ column: Int, _ reason: UnknownReason) -> UnsafeMutablePointer<UInt64> {
    let index = index(column, reason)
    let mask = masks + index * stride
    if !touched[index] {
      touched[index] = true
      Mask.clear(mask, words: evaluator.words)
    }
    return mask
  }

  private func add(_ reasons: [Reason], _ rows: UnsafePointer<UInt64>) {
    for reason in reasons {
      Mask.or(rows, into: mask(reason.column, reason.reason), words: evaluator.words)
    }
  }

  private func add(_ reasons: [Reason], row: Int) {
    for reason in reasons { Mask.insert(row, into: mask(reason.column, reason.reason)) }
  }

  /// Adds the reasons for which a node is unknown in those of `rows` where it is (C5): of `and`
  /// and `or` those of their unknown parts.
  func collect(_ node: Int32, _ rows: UnsafePointer<UInt64>) {
    let words = evaluator.words
    guard evaluator.store.isFilled(node), evaluator.store.anyUnknown[Int(node)] else { return }
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(1, words)) { buffer in
      guard let open = buffer.baseAddress else { return }
      let unknown = evaluator.store.unknown(node)
      var any: UInt64 = 0
      for index in 0..<words {
        open[index] = rows[index] & unknown[index]
        any |= open[index]
      }
      if any != 0 { collectParts(node, open) }
    }
  }

  private func collectParts(_ node: Int32, _ open: UnsafeMutablePointer<UInt64>) {
    let plan = evaluator.plan
    switch plan.nodes[node] {
    case .constant: break
    case .unknown(let reasons): add(plan.constantReasons[Int(reasons)], open)
    case .not(let part): collect(part, open)
    case .and(let start, let end), .or(let start, let end):
      for child in start..<end { collect(plan.children[child], open) }
    case .columnTest(let column): collectColumn(node, Int(column), open)
    case .rowTest(let index):
      for row in MaskRows(open, words: evaluator.words) {
        add(evaluator.reasons(of: plan.rowTests[Int(index)], row: row), row: row)
      }
    }
  }

  private func collectColumn(_ node: Int32, _ column: Int, _ open: UnsafeMutablePointer<UInt64>) {
    guard let masks = evaluator.columnMasks[column] else { return }
    let words = evaluator.words
    if evaluator.plan.readsOneColumn[node] {
      for reason in UnknownReason.all where masks.hasUnknown(reason) {
        let unknown = masks.unknown(reason)
        let result = mask(column, reason)
        for index in 0..<words {
          result[index] |= open[index] & unknown[index]
          open[index] &= ~unknown[index]
        }
      }
    }
    for row in MaskRows(open, words: words) { collectEntry(node, column, masks, row) }
  }

  // Values that are known, and of which the test says nothing certain.
  private func collectEntry(_ node: Int32, _ column: Int, _ masks: ColumnMasks, _ row: Int) {
    let classes = masks.classifier.classes
    let classID = Int(masks.classifier.classIDs[row])
    let entries = classes.entries + Int(classes.starts[classID])
    for index in 0..<Int(classes.lengths[classID]) where entries[index].node == node {
      let code = entries[index].code
      if code >= ClassEntry.firstSpecial {
        add(masks.classifier.specialReasons[Int(code - ClassEntry.firstSpecial)], row: row)
      } else if code == ClassEntry.unknown,
        let reason = UnknownReason(rawValue: classes.states[classID] - ClassTable.unknown)
      {
        Mask.insert(row, into: mask(column, reason))
      }
    }
  }
}

extension UnknownReason {
  /// In the order in which they count (C5).
  static let all: [UnknownReason] = [.missing, .unreadableValue, .recordsDisagree, .limit]
}
