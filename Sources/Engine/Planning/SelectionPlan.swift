import Columns
import Mapping
import RuleModel
import Values

/// A selection on one source's columns.
struct SelectionPlan {
  /// Its place among the run's selections.
  let number: Int
  /// Kind and condition.
  let node: Int32
  let answers: [Int32]
  let values: [PlannedValue]
  let elements: PlannedValue?
  /// Columns that can make the selection, or the answer of that number, unknown; sorted by name.
  let reasonColumns: [Int]
  let answerReasonColumns: [[Int]]
}

/// Where a kept value comes from.
enum PlannedValue {
  /// A column whose strings are the value, byte for byte, where they hold no escape and have more bytes
  /// than that: nothing of it is decoded on the way.
  case text(slot: Int, column: Int, above: Int)
  case column(Int)
  case computed(ScalarOperand, columns: [Int])

  /// Columns of raw keys, to tell which keys no record has.
  var columns: [Int] {
    switch self {
    case .text(_, let column, _), .column(let column): [column]
    case .computed(_, let columns): columns
    }
  }
}

extension PlanBuilder {
  /// Rules that the correlation judges have their place among the rules; here their events are counted,
  /// and nothing is judged.
  mutating func addCorrelated(_ rule: CheckedRule) {
    let none = Stretch(start: 0, end: 0)
    let kinds = rule.examinedKinds.sorted().map { kind($0) }
    ruleSteps.append(
      RuleSteps(
        kind: disjunction(kinds), selection: never, exception: -1, requirement: never,
        exceptions: none, waivers: none, selectionAbsences: none, judgementAbsences: none))
    rules.append(
      RulePlan(
        shownColumns: [], absenceColumns: [], reasonColumns: [], message: [], remedy: [],
        fieldQuestions: [], recordQuestions: []))
  }

  /// Conditions of selections are nodes like those of rules, and share their masks.
  mutating func add(_ selection: Selection, number: Int) {
    var parts = [kind(selection.kind)]
    if let condition = selection.condition { parts.append(node(condition)) }
    let joined = conjunction(parts)
    if joined == never { return }
    let answers = selection.answers.map { node($0) }
    let values = selection.values.map { value($0) }
    let elements = selection.elements.map { value($0) }
    selections.append(
      SelectionPlan(
        number: number, node: joined, answers: answers, values: values, elements: elements,
        reasonColumns: reasonColumns(of: joined),
        answerReasonColumns: answers.map { reasonColumns(of: $0) }))
  }

  private func reasonColumns(of node: Int32) -> [Int] {
    var columns: Set<Int> = []
    collectReasonColumns(of: node, into: &columns)
    return sortedByName(columns)
  }

  private mutating func value(_ operand: Operand) -> PlannedValue {
    let compiled = compiler.compile(operand)
    guard case .column(let column) = compiled else {
      var columns: Set<Int> = []
      compiled.collectColumns(into: &columns)
      return .computed(compiled, columns: columns.sorted())
    }
    if case .slot(let slot) = place(column), let decoder = compiler.columns[column].decoder,
      let above = decoder.keepsTextsAbove
    {
      return .text(slot: slot, column: column, above: above)
    }
    return .column(column)
  }
}
