import RuleModel

/// What one rule does with which column.
struct ColumnUse {
  /// In the order of first mention.
  private(set) var shown: [Int] = []
  /// Columns of comparisons (not of presence tests) in `where`.
  private(set) var selectionAbsences: Set<Int> = []
  /// The same in `require` and `unless`.
  private(set) var judgementAbsences: Set<Int> = []

  mutating func show(_ operand: ScalarOperand) {
    var columns: Set<Int> = []
    operand.collectColumns(into: &columns)
    show(columns)
  }

  private mutating func show(_ columns: Set<Int>) {
    for column in columns.sorted() where !shown.contains(column) { shown.append(column) }
  }

  /// Notes what the condition reads.
  mutating func read(_ condition: Condition, by compiler: inout ScalarCompiler, judges: Bool) {
    switch condition {
    case .constant: break
    case .and(let parts), .or(let parts):
      for part in parts { read(part, by: &compiler, judges: judges) }
    case .not(let part): read(part, by: &compiler, judges: judges)
    default:
      var columns: Set<Int> = []
      compiler.compile(condition).collectColumns(into: &columns)
      show(columns)
      // Two columns of one event: an absent side makes the answer unknown, it decides nothing.
      if case .presence = condition { return }
      guard columns.count == 1 else { return }
      if judges {
        judgementAbsences.formUnion(columns)
      } else {
        selectionAbsences.formUnion(columns)
      }
    }
  }
}
