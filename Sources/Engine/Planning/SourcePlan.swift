import Mapping
import RuleModel
import Values

/// All that is worked out before data of one source is read: which columns the rules need, their
/// conditions as a graph in which equal ones are one node, and each rule in terms of it.
///
/// Immutable, so that all workers share one.
package final class SourcePlan: @unchecked Sendable {
  // INVARIANT: nothing changes after `init`.

  package let source: CheckedSource
  package let columns: [PlannedColumn]
  /// By request: the first of its columns.
  let columnNumbers: [ColumnRequest: Int]
  /// What the source's reader must extract, in the order of `PlannedColumn.Place.slot`.
  package let requests: [ColumnRequest]
  /// In the order of the rules that the plan was made from.
  package let rules: [RulePlan]
  /// The columns of the source's identity; empty if it has none.
  package let identityColumns: [Int]
  /// The column of the records' stages; nil where there is no identity.
  package let stageColumn: Int?
  /// What the correlation needs of the source's events; those that no event of it can be are left out.
  let selections: [SelectionPlan]
  /// The kinds of the source's events, to be counted: name and node.
  let kinds: [(name: String, node: Int32)]

  /// The first so many columns are those that rules and waivers read, and the kinds of rules.
  let ruleColumns: Int
  let nodes: Frozen<PlanNode>
  let children: Frozen<Int32>
  /// The node has a row test in it.
  let hasRowTest: Frozen<Bool>
  /// The node is a test that reads one column and no other, recorded or not.
  let readsOneColumn: Frozen<Bool>
  let ruleSteps: Frozen<RuleSteps>
  /// Nodes of exceptions, in the rules' order.
  let exceptions: Frozen<Int32>
  let waivers: Frozen<WaiverStep>
  /// Columns whose absence is counted, in the rules' order.
  let absences: Frozen<AbsenceStep>
  let columnTests: [[ColumnTest]]
  let rowTests: [RowTest]
  /// The detectors of rule files that are asked for, by their numbers.
  package let ownDetectors: [DetectorDeclared]
  /// What is asked of whole records.
  let recordQuestions: [RecordQuestion]
  /// Why the nodes that are unknown in every event are.
  let constantReasons: [[Reason]]

  /// `zone`: of times that the source's records write without an offset; nil makes them unreadable.
  /// Rules that relate events have no steps; `selections` are what the correlation asks for them.
  package convenience init(
    source: CheckedSource, rules: [CheckedRule], waivers: [Waiver], vocabulary: Vocabulary,
    selections: [Selection] = [], zone: Zone? = nil
  ) {
    var builder = PlanBuilder(source: source, vocabulary: vocabulary, zone: zone)
    for rule in rules {
      builder.add(rule, waivers: waivers.enumerated().filter { $0.element.rule == rule.id })
    }
    for (number, selection) in selections.enumerated() {
      builder.add(selection, number: number)
    }
    let ruleColumns = builder.compiler.columns.count
    builder.addKinds()
    builder.addIdentity()
    self.init(builder, ruleColumns: ruleColumns)
  }

  init(_ made: PlanBuilder, ruleColumns: Int) {
    var builder = made
    builder.finish()
    source = builder.compiler.source
    selections = builder.selections
    columns = builder.compiler.columns
    let requested = builder.compiler.columns.enumerated().map { ($1.request, $0) }
    columnNumbers = Dictionary(requested, uniquingKeysWith: { first, _ in first })
    requests = builder.compiler.requests
    self.rules = builder.rules
    kinds = builder.kinds
    identityColumns = builder.identityColumns
    stageColumn = builder.stageColumn
    self.ruleColumns = ruleColumns
    nodes = Frozen(builder.nodes)
    children = Frozen(builder.children)
    hasRowTest = Frozen(builder.hasRowTest)
    readsOneColumn = Frozen(builder.readsOneColumn)
    ruleSteps = Frozen(builder.ruleSteps)
    exceptions = Frozen(builder.exceptions)
    self.waivers = Frozen(builder.waivers)
    absences = Frozen(builder.absences)
    columnTests = builder.columnTests
    rowTests = builder.rowTests
    ownDetectors = builder.compiler.ownDetectors
    recordQuestions = builder.compiler.recordQuestions
    constantReasons = builder.constantReasons
  }

  deinit {
    nodes.deallocate()
    children.deallocate()
    hasRowTest.deallocate()
    readsOneColumn.deallocate()
    ruleSteps.deallocate()
    exceptions.deallocate()
    waivers.deallocate()
    absences.deallocate()
  }
}

/// What the evaluator does for one rule.
struct RuleSteps: BitwiseCopyable {
  /// The rule's kind.
  var kind: Int32
  /// The kind and `where`.
  var selection: Int32
  /// All exceptions, joined by `or`; -1 if there is none.
  var exception: Int32
  var requirement: Int32
  var exceptions: Stretch
  var waivers: Stretch
  /// Of `where`: counted for examined events that were not selected.
  var selectionAbsences: Stretch
  /// Of `unless` and `require`: counted for judged subjects.
  var judgementAbsences: Stretch
}

struct WaiverStep: BitwiseCopyable {
  /// Its number in the program.
  var waiver: Int32
  /// -1: every failed subject.
  var condition: Int32
  /// The first instant that it does not cover.
  var end: Int64
}

struct AbsenceStep: BitwiseCopyable {
  var column: Int32
  /// Its number among the rule's `absenceColumns`.
  var counter: Int32
}

/// A rule on one source's columns.
package struct RulePlan: Sendable {
  /// Columns that `where`, `unless`, `require` read and the message shows, in that order.
  package let shownColumns: [Int]
  /// Columns whose absence decided may be counted; sorted by name.
  package let absenceColumns: [Int]
  /// Columns that can make an answer unknown, sorted by name.
  let reasonColumns: [Int]
  let message: [MessagePart]
  let remedy: [MessagePart]
  /// What it asks of single fields, and (by the plan's numbers) of whole records.
  package let fieldQuestions: [FieldQuestion]
  package let recordQuestions: [Int]
}

/// A part of a message; `written` is what stood between the braces.
enum MessagePart: @unchecked Sendable {
  // INVARIANT: operands are immutable.
  case text(String)
  case operand(ScalarOperand, written: String)
}
