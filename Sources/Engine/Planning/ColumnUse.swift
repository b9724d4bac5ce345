import RuleModel

/// What one rule does with which column.
struct ColumnUse {
  /// In the order of first mention.
  private(set) var shown: [Int] = []
  /// Columns of comparisons (not of presence tests) in `where`.
  private(set) var selectionAbsences: Set<Int> = []
  /// The same in `require` and `unless`.
  private(set) var judgementAbsences: Set<Int> = []

  /// What is asked of single fields, in the order of first mention.
  private(set) var fieldQuestions: [FieldQuestion] = []
  /// What is asked of whole records.
  private(set) var recordQuestions: [Int] = []

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
      let test = compiler.compile(condition)
      ask(test)
      test.collectColumns(into: &columns)
      columns = columns.filter { compiler.columns[$0].place != .record }
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

  // Of a list's elements the list is shown.
  private mutating func ask(_ test: ScalarTest) {
    switch test {
    case .and(let parts), .or(let parts): for part in parts { ask(part) }
    case .not(let part), .rows(_, _, let part), .quantified(_, _, let part): ask(part)
    case .sensitive(.column(let column), let question, let field):
      fieldQuestions.append(FieldQuestion(column: column, question: question, field: field))
    case .sensitiveRecord(let number, _):
      if !recordQuestions.contains(number) { recordQuestions.append(number) }
    default: break
    }
  }
}
