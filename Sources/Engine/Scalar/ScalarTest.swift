import Detectors
import Functions
import Mapping
import Matching
import RuleModel
import Values

/// A condition made ready for evaluation on single values: columns by number, patterns compiled.
///
/// The engine uses it where masks don't reach: to find the class of a value that it sees for the
/// first time, for conditions that read several fields of one event, and for messages.
indirect enum ScalarTest {
  case constant(Bool)
  case and([ScalarTest])
  case or([ScalarTest])
  case not(ScalarTest)
  case presence(ScalarOperand, Presence)
  case comparison(ScalarOperand, Comparison, ScalarOperand)
  case membership(ScalarOperand, ScalarSet)
  case glob(ScalarOperand, [Glob])
  case regex(ScalarOperand, Regex)
  case text(ScalarOperand, TextTest, ScalarOperand, ignoringCase: Bool)
  case during(ScalarOperand, CompiledCalendar)
  case quantified(Quantifier, ScalarOperand, ScalarTest)
  case rows(Quantifier, Table, ScalarTest)
  /// The operand holds what the question asks for.
  case sensitive(ScalarOperand, SensitiveQuestion, SearchedField)
  /// The record holds what the plan's record question of that number asks for; the column stands for the
  /// record.
  case sensitiveRecord(Int, column: Int)
  /// The record itself names its kinds in this column: a string, or a list of strings.
  case namesKind(Int, Set<Text>)
}

indirect enum ScalarOperand {
  case literal(Value)
  case column(Int)
  case call(BuiltInFunction, [ScalarOperand])
  /// `column` nil stands for the row itself.
  case lookup(Table, keys: [ScalarOperand], column: Int?)
  /// `whole`: a key that the element lacks is absent, not unknown.
  case element(depth: Int, RecordPath, whole: Bool)
  case cell(depth: Int, column: Int)

  /// It says the same of every event.
  var isLiteral: Bool {
    switch self {
    case .literal: true
    case .call(_, let arguments): arguments.allSatisfy(\.isLiteral)
    default: false
    }
  }

  /// The columns that it reads.
  func collectColumns(into columns: inout Set<Int>) {
    switch self {
    case .literal, .element, .cell: break
    case .column(let column): columns.insert(column)
    case .call(_, let arguments): for one in arguments { one.collectColumns(into: &columns) }
    case .lookup(_, let keys, _): for key in keys { key.collectColumns(into: &columns) }
    }
  }
}

extension ScalarTest {
  /// The columns that it reads.
  func collectColumns(into columns: inout Set<Int>) {
    switch self {
    case .constant: break
    case .and(let parts), .or(let parts):
      for part in parts { part.collectColumns(into: &columns) }
    case .not(let part): part.collectColumns(into: &columns)
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _):
      operand.collectColumns(into: &columns)
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      left.collectColumns(into: &columns)
      right.collectColumns(into: &columns)
    case .membership(let operand, let set):
      operand.collectColumns(into: &columns)
      for other in set.operands { other.collectColumns(into: &columns) }
    case .quantified(_, let list, let body):
      list.collectColumns(into: &columns)
      body.collectColumns(into: &columns)
    case .rows(_, _, let body): body.collectColumns(into: &columns)
    case .sensitive(let operand, _, _): operand.collectColumns(into: &columns)
    case .namesKind(let column, _), .sensitiveRecord(_, let column): columns.insert(column)
    }
  }
}
