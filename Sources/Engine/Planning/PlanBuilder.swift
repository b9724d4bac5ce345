import Mapping
import RuleModel
import Values

/// Builds a source's plan: interns conditions as nodes, numbers columns.
struct PlanBuilder {
  let vocabulary: Vocabulary
  var compiler: ScalarCompiler
  private(set) var nodes: [PlanNode] = []
  private(set) var children: [Int32] = []
  private(set) var hasRowTest: [Bool] = []
  private(set) var readsOneColumn: [Bool] = []
  private(set) var columnTests: [[ColumnTest]] = []
  private(set) var rowTests: [RowTest] = []
  private(set) var constantReasons: [[Reason]] = []
  var rules: [RulePlan] = []
  var ruleSteps: [RuleSteps] = []
  var selections: [SelectionPlan] = []
  private(set) var exceptions: [Int32] = []
  private(set) var waivers: [WaiverStep] = []
  private(set) var absences: [AbsenceStep] = []
  private(set) var kinds: [(name: String, node: Int32)] = []
  private(set) var identityColumns: [Int] = []
  private(set) var stageColumn: Int?

  private enum Joined: Hashable {
    case not(Int32)
    case and([Int32])
    case or([Int32])
  }

  private var nodeByCondition: [Condition: Int32] = [:]
  private var nodeByParts: [Joined: Int32] = [:]
  private var kindNodes: [String: Int32] = [:]
  let always: Int32 = 0
  let never: Int32 = 1

  init(source: CheckedSource, vocabulary: Vocabulary, zone: Zone?) {
    self.vocabulary = vocabulary
    compiler = ScalarCompiler(source: source, zone: zone)
    add(.constant(true), hasRowTest: false)
    add(.constant(false), hasRowTest: false)
  }

  @discardableResult
  private mutating func add(
    _ node: PlanNode, hasRowTest: Bool, readsOneColumn: Bool = false
  ) -> Int32 {
    nodes.append(node)
    self.hasRowTest.append(hasRowTest)
    self.readsOneColumn.append(readsOneColumn)
    return Int32(nodes.count - 1)
  }

  // MARK: Conditions

  mutating func node(_ condition: Condition) -> Int32 {
    switch condition {
    case .constant(let value): return value ? always : never
    case .not(let part): return negation(node(part))
    case .and(let parts): return conjunction(parts.map { node($0) })
    case .or(let parts): return disjunction(parts.map { node($0) })
    default:
      if let known = nodeByCondition[condition] { return known }
      let node = leaf(compiler.compile(condition))
      nodeByCondition[condition] = node
      return node
    }
  }

  private mutating func negation(_ part: Int32) -> Int32 {
    switch nodes[Int(part)] {
    case .constant(let value): return value ? never : always
    case .unknown: return part
    case .not(let inner): return inner
    default: break
    }
    if let known = nodeByParts[.not(part)] { return known }
    let node = add(.not(part), hasRowTest: hasRowTest[Int(part)])
    nodeByParts[.not(part)] = node
    return node
  }

  mutating func conjunction(_ parts: [Int32]) -> Int32 {
    join(parts, neutral: always, decides: never) { if case .and = $0 { true } else { false } }
  }

  mutating func disjunction(_ parts: [Int32]) -> Int32 {
    join(parts, neutral: never, decides: always) { if case .or = $0 { true } else { false } }
  }

  // `and` and `or` may be flattened and sorted: neither changes an answer or its reasons.
  private mutating func join(
    _ parts: [Int32], neutral: Int32, decides: Int32, isSame: (PlanNode) -> Bool
  ) -> Int32 {
    var flat: Set<Int32> = []
    for part in parts where part != neutral {
      if part == decides { return decides }
      switch nodes[Int(part)] {
      case .and(let start, let end) where isSame(nodes[Int(part)]),
        .or(let start, let end) where isSame(nodes[Int(part)]):
        flat.formUnion(children[Int(start)..<Int(end)])
      default: flat.insert(part)
      }
    }
    if flat.isEmpty { return neutral }
    let sorted = flat.sorted {
      let left = (hasRowTest[Int($0)] ? 1 : 0, $0)
      let right = (hasRowTest[Int($1)] ? 1 : 0, $1)
      return left < right
    }
    if sorted.count == 1 { return sorted[0] }
    let isConjunction = neutral == always
    let key: Joined = isConjunction ? .and(sorted) : .or(sorted)
    if let known = nodeByParts[key] { return known }
    let start = Int32(children.count)
    children += sorted
    let end = Int32(children.count)
    let node = add(
      isConjunction ? .and(start: start, end: end) : .or(start: start, end: end),
      hasRowTest: sorted.contains { hasRowTest[Int($0)] })
    nodeByParts[key] = node
    return node
  }

  func place(_ column: Int) -> PlannedColumn.Place { compiler.columns[column].place }

  private mutating func leaf(_ test: ScalarTest) -> Int32 {
    var columns: Set<Int> = []
    test.collectColumns(into: &columns)
    let recorded = columns.filter { place($0) != .nowhere }.sorted()
    if recorded.isEmpty { return constant(test) }
    if recorded.count == 1, place(recorded[0]) != .record {
      let column = recorded[0]
      if place(column) != .time || TimeStability.isStable(test) {
        let node = add(
          .columnTest(column: Int32(column)), hasRowTest: false,
          readsOneColumn: columns.count == 1)
        while columnTests.count <= column { columnTests.append([]) }
        columnTests[column].append(
          ColumnTest(node: node, test: test, onBytes: ByteTest(test)))
        return node
      }
    }
    let node = add(.rowTest(Int32(rowTests.count)), hasRowTest: true)
    rowTests.append(
      RowTest(node: node, test: test, columns: recorded.filter { place($0) != .record }))
    return node
  }

  // A test that reads nothing that the source records has one answer for all events.
  private mutating func constant(_ test: ScalarTest) -> Int32 {
    let context = ScalarContext(columnCount: compiler.columns.count)
    context.notesMissingRows = false
    let answer = context.answer(test)
    switch answer.truth {
    case .yes: return always
    case .no: return never
    case .unknown:
      constantReasons.append(answer.reasons)
      return add(.unknown(reasons: Int32(constantReasons.count - 1)), hasRowTest: false)
    }
  }

  // MARK: Kinds

  /// Whether an event is of the kind, or of one below it.
  mutating func kind(_ name: String) -> Int32 {
    if let known = kindNodes[name] { return known }
    let node = makeKind(name)
    kindNodes[name] = node
    return node
  }

  private mutating func makeKind(_ name: String) -> Int32 {
    if name == "event" { return always }
    let names = vocabulary.kindAndDescendants(of: name)
    var parts: [Int32] = []
    if let path = compiler.source.kindPath {
      let column = compiler.column(.raw(path))
      parts.append(leaf(.namesKind(column, Set(names.map { Text($0) }))))
    }
    for kind in compiler.source.kinds where names.contains(kind.name) {
      parts.append(kind.condition.map { node($0) } ?? always)
    }
    return disjunction(parts)
  }

  /// The kinds that events of the source are counted by.
  mutating func addKinds() {
    if let path = compiler.source.kindPath {
      let column = compiler.column(.raw(path))
      for name in vocabulary.kindParents.keys.sorted() {
        kinds.append((name, leaf(.namesKind(column, [Text(name)]))))
      }
    } else {
      for name in Set(compiler.source.kinds.map(\.name)).sorted() {
        var parts: [Int32] = []
        for kind in compiler.source.kinds where kind.name == name {
          parts.append(kind.condition.map { node($0) } ?? always)
        }
        kinds.append((name, disjunction(parts)))
      }
    }
  }

  /// The columns that records of one event are found and merged by.
  mutating func addIdentity() {
    guard let identity = compiler.source.identity else { return }
    identityColumns = identity.fields.map { compiler.column(.field($0)) }
    stageColumn = compiler.column(.field(Field(name: "event.stage", type: .string)))
  }

  // MARK: Rules

  mutating func add(_ rule: CheckedRule, waivers ruleWaivers: [(offset: Int, element: Waiver)]) {
    if rule.isCorrelated {
      addCorrelated(rule)
      return
    }
    let kind = kind(rule.kind)
    var use = ColumnUse()
    var selection = kind
    if let condition = rule.condition {
      selection = conjunction([kind, node(condition)])
      use.read(condition, by: &compiler, judges: false)
    }
    let requirement = node(rule.requirement)
    use.read(rule.requirement, by: &compiler, judges: true)
    let exceptionStart = Int32(exceptions.count)
    for exception in rule.exceptions {
      exceptions.append(node(exception.condition))
      use.read(exception.condition, by: &compiler, judges: true)
    }
    let ruleExceptions = Array(exceptions[Int(exceptionStart)...])
    let exception = ruleExceptions.isEmpty ? -1 : disjunction(ruleExceptions)
    let waiverStart = Int32(waivers.count)
    for (index, waiver) in ruleWaivers {
      waivers.append(
        WaiverStep(
          waiver: Int32(index), condition: waiver.condition.map { node($0) } ?? -1,
          end: waiver.end.nanoseconds))
    }
    let message = parts(of: rule.message)
    let remedy = parts(of: rule.remedy)
    for part in message {
      if case .operand(let operand, _) = part { use.show(operand) }
    }
    var reasonColumns: Set<Int> = []
    for node in [selection, exception, requirement] where node >= 0 {
      collectReasonColumns(of: node, into: &reasonColumns)
    }
    let absenceColumns = sortedByName(use.selectionAbsences.union(use.judgementAbsences))
    ruleSteps.append(
      RuleSteps(
        kind: kind, selection: selection, exception: exception, requirement: requirement,
        exceptions: Stretch(start: exceptionStart, end: Int32(exceptions.count)),
        waivers: Stretch(start: waiverStart, end: Int32(waivers.count)),
        selectionAbsences: addAbsences(use.selectionAbsences, among: absenceColumns),
        judgementAbsences: addAbsences(use.judgementAbsences, among: absenceColumns)))
    rules.append(
      RulePlan(
        shownColumns: use.shown, absenceColumns: absenceColumns,
        reasonColumns: sortedByName(reasonColumns), message: message, remedy: remedy,
        fieldQuestions: use.fieldQuestions, recordQuestions: use.recordQuestions))
  }

  func sortedByName(_ columns: Set<Int>) -> [Int] {
    columns.sorted {
      Text(compiler.columns[$0].name) < Text(compiler.columns[$1].name)
    }
  }

  private mutating func addAbsences(_ columns: Set<Int>, among all: [Int]) -> Stretch {
    let start = Int32(absences.count)
    for (counter, column) in all.enumerated()
    where columns.contains(column) && place(column).isSlot {
      absences.append(AbsenceStep(column: Int32(column), counter: Int32(counter)))
    }
    return Stretch(start: start, end: Int32(absences.count))
  }

  private mutating func parts(of template: Template) -> [MessagePart] {
    var result: [MessagePart] = []
    for part in template.parts {
      switch part {
      case .text(let text): result.append(.text(text))
      case .operand(let operand, let written):
        result.append(.operand(compiler.compile(operand), written: written))
      }
    }
    return result
  }

  func collectReasonColumns(of node: Int32, into columns: inout Set<Int>) {
    switch nodes[Int(node)] {
    case .constant: break
    case .unknown(let reasons):
      columns.formUnion(constantReasons[Int(reasons)].map(\.column))
    case .columnTest(let column):
      columns.insert(Int(column))
      for test in columnTests[Int(column)] where test.node == node {
        test.test.collectColumns(into: &columns)
      }
    case .rowTest(let index): rowTests[Int(index)].test.collectColumns(into: &columns)
    case .not(let part): collectReasonColumns(of: part, into: &columns)
    case .and(let start, let end), .or(let start, let end):
      for child in children[Int(start)..<Int(end)] {
        collectReasonColumns(of: child, into: &columns)
      }
    }
  }

  /// Every column has its list of tests.
  mutating func finish() {
    while columnTests.count < compiler.columns.count { columnTests.append([]) }
  }
}
