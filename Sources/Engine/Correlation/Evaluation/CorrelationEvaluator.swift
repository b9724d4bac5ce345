import Glibc
import Mapping
import RuleModel
import Shuffle
import Values

/// Judges the rules of a plan over the groups of its partitions. One thread uses it.
final class CorrelationEvaluator {
  let plan: CorrelationPlan
  let run: CorrelationRun
  let coverage: Coverage
  let clocks: Clocks
  let period: (start: Int64, end: Int64)?
  let reasons = ReasonTable()
  let context: ScalarContext
  /// More rows that may be the latest are judged by counts.
  let mostCandidates: Int
  /// By stream.
  let layouts: UnsafeMutablePointer<StreamLayout>
  /// By question: what the evidence of its kinds covers.
  var evidence: [KindEvidence] = []
  var jointEvidence: [KindEvidence] = []
  /// By rule of the plan.
  var tallies: [RuleTally] = []
  /// By question that is stored.
  var stored: [AnswerColumn?] = []
  /// By candidate set.
  let lanes: [CandidateLanes]
  /// The same, to be read in loops without counting references.
  let laneTable: Frozen<Unmanaged<CandidateLanes>>
  /// Of an overflow in the rule at hand.
  var overflow: String?

  // Of the group at hand.
  var anchors: [AnchorRows] = []
  var groupKey: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
  var group: GroupContext? {
    didSet { hasGroupKey = group.map { $0.missingKey == nil } ?? false }
  }
  /// There is a group, and its key is known.
  private(set) var hasGroupKey = false
  /// The window in which the group is judged; `enter` changes it.
  private(set) var window = GroupWindow()
  /// Of a session, or of a window that may not be one: the reasons.
  var windowDoubts = ReasonBag()
  let kept: KeptValues

  // Scratch.
  var segments = SegmentList()
  var found: [FoundMember] = []
  var different = CodedSet()
  /// Why the key of the anchor at hand is not known, where that is no reason not to look.
  var anchorKey = ReasonBag()
  var pairs: PairWriter?
  /// By question, of the group at hand.
  var sliding: [Int: SlidingWindow] = [:]

  init(
    run: CorrelationRun, coverage: Coverage, period: (start: Int64, end: Int64)?, maxFindings: Int,
    mostCandidates: Int
  ) {
    self.run = run
    self.mostCandidates = mostCandidates
    plan = run.plan
    self.coverage = coverage
    self.period = period
    clocks = Clocks(tolerances: coverage.tolerances)
    context = ScalarContext(columnCount: plan.mostColumns)
    context.notesMissingRows = false
    layouts = StreamLayout.make(plan)
    lanes = plan.candidates.map { _ in CandidateLanes() }
    laneTable = Frozen(lanes.map { .passUnretained($0) })
    anchors = plan.streams.map { _ in AnchorRows() }
    let evidence = plan.questions.map { KindEvidence($0.kinds, coverage) }
    self.evidence = evidence
    kept = KeptValues(plan, evidence)
    jointEvidence = plan.rulePlans.map { rule in
      KindEvidence(rule.group?.members.map(\.kind) ?? [], coverage)
    }
    tallies = plan.rulePlans.map { RuleTally($0, maxFindings: maxFindings) }
    stored = plan.questions.map { $0.isStored ? AnswerColumn() : nil }
    prepareCharts()
  }

  deinit {
    StreamLayout.free(layouts, plan)
    laneTable.deallocate()
  }

  func evaluate(isCancelled: () -> Bool) throws(ShuffleError) -> [CorrelatedRule] {
    for partition in plan.partitions.indices {
      try evaluate(partition: partition, isCancelled)
      if isCancelled() { break }
    }
    try explainStored(isCancelled)
    return finish()
  }

  /// Makes a window the one at hand.
  @inline(__always)
  func enter(_ window: GroupWindow) {
    self.window = window
    kept.forget()
  }

  // MARK: Rows that a formula reads

  /// The row that a column of a test reads.
  @inline(__always)
  func row(_ source: ColumnSource, _ rows: FormulaRows) -> RowRef? {
    switch source.place {
    case .own: rows.own
    case .anchor: rows.anchor
    case .each: rows.each
    case .key, .cell, .windowStart, .windowEnd: nil
    }
  }

  func state(_ source: ColumnSource, _ rows: FormulaRows) -> FieldState {
    switch source.place {
    case .own, .anchor, .each:
      guard let row = row(source, rows) else { return .unknown(.missing) }
      let state = row.value(source.index).state
      guard !source.path.steps.isEmpty, case .value(let value) = state else { return state }
      return value.converted(nil, at: source.path)
    case .key, .cell, .windowStart, .windowEnd:
      return group?.state(source, window) ?? .unknown(.missing)
    }
  }

  private func fill(_ columns: [ColumnSource], _ rows: FormulaRows) {
    for index in columns.indices { context.states[index] = state(columns[index], rows) }
  }

  private func note(_ columns: [ColumnSource], _ rows: FormulaRows, to bag: inout ReasonBag) {
    for reason in context.reasons {
      let column = columns[reason.column]
      let source = source(of: column, rows)
      bag.insert(reasons.number(.field(reason.reason, source: source, name: column.name)))
    }
  }

  /// The source of the event that a column's value is of.
  func source(of column: ColumnSource, _ rows: FormulaRows) -> Int32 {
    guard let row = row(column, rows) else { return CorrelationReason.noSourceNumber }
    if row.isPair, column.index >= 0,
      case .pairs(let pairs) = plan.sets[plan.streams[Int(row.layout.pointee.stream)].set],
      case .each = pairs.values[column.index]
    {
      return row.eachPoint.source
    }
    return row.row.pointee.source
  }

  func evaluate(test index: Int, _ rows: FormulaRows, _ bag: inout ReasonBag) -> Truth {
    if plan.tests[index].isEquality, let truth = equality(index, rows) { return truth }
    let columns = plan.tests[index].columns
    fill(columns, rows)
    context.reasons.removeAll(keepingCapacity: true)
    let truth = context.evaluate(plan.tests[index].test)
    if truth == .unknown { note(columns, rows, to: &bag) }
    return truth
  }

  // Two strings are equal by their bytes; nil if they are none.
  @inline(__always)
  private func equality(_ index: Int, _ rows: FormulaRows) -> Truth? {
    let columns = plan.tests[index].columns
    guard let first = row(columns[0], rows), let second = row(columns[1], rows) else { return nil }
    let a = first.value(columns[0].index)
    let b = second.value(columns[1].index)
    guard a.tag == ValueCode.string, b.tag == ValueCode.string else { return nil }
    return Truth(a.contents.isEqual(to: b.contents))
  }

  /// An operand's state; of an unknown one the reasons are added.
  func state(
    _ operand: RelatedOperand, _ rows: FormulaRows, _ bag: inout ReasonBag
  ) -> FieldState {
    if case .column(0) = operand.operand, operand.columns.count == 1 {
      let column = operand.columns[0]
      let state = state(column, rows)
      if case .unknown(let reason) = state {
        let source = source(of: column, rows)
        bag.insert(reasons.number(.field(reason, source: source, name: column.name)))
      }
      return state
    }
    fill(operand.columns, rows)
    let state = context.state(of: operand.operand)
    if case .unknown = state { note(operand.columns, rows, to: &bag) }
    return state
  }

  // MARK: Formulas

  /// Kleene's truth of a formula; where it is unknown, the reasons of its unknown parts are added.
  func evaluate(_ formula: Formula, _ rows: FormulaRows, _ bag: inout ReasonBag) -> Truth {
    switch formula {
    case .constant(let value): return Truth(value)
    case .answer(let index):
      guard let own = rows.own else { return .unknown }
      let truth = own.answer(index)
      if truth == .unknown { reasons.addAnswer(own, index, to: &bag) }
      return truth
    case .test(let index): return evaluate(test: index, rows, &bag)
    case .question(let index):
      guard let own = rows.own else { return .unknown }
      return ask(index, own, each: rows.each, &bag)
    case .stored(let index):
      guard let own = rows.own, let column = stored[index] else { return .unknown }
      return column.truth(own.number, reasons, &bag)
    case .comparison(let index): return compare(index, rows, &bag)
    case .and(let parts): return fold(parts, decides: .no, rows, &bag)
    case .or(let parts): return fold(parts, decides: .yes, rows, &bag)
    case .not(let part): return evaluate(part, rows, &bag).negated
    }
  }

  private func fold(
    _ parts: [Formula], decides: Truth, _ rows: FormulaRows, _ bag: inout ReasonBag
  ) -> Truth {
    var own = ReasonBag()
    var unknown = false
    for part in parts {
      let truth = evaluate(part, rows, &own)
      if truth == decides { return decides }
      if truth == .unknown { unknown = true }
    }
    guard unknown else { return decides.negated }
    bag.formUnion(own)
    return .unknown
  }
}

extension CorrelationReason {
  /// The source of what no event holds: cells of tables, keys of groups.
  static let noSourceNumber: Int32 = -1
}

extension QuestionPlan {
  var supply: SupplyPlan {
    switch kind {
    case .relation(let plan): plan.related.supply
    case .aggregate(let plan): plan.related.supply
    case .state(let plan): plan.supply
    case .sequence(let plan): plan.supply
    }
  }

  var kinds: [String] { supply.kinds }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard count > 0, let a = baseAddress, let b = other.baseAddress else { return true }
    return memcmp(a, b, count) == 0
  }
}

/// Answers to one question by the number of the event that it was asked about: a truth, or an unknown
/// with the bag of its reasons; of an aggregate what it may be.
final class AnswerColumn {
  private var answers: [UInt32] = []
  private var quantities: [Quantity] = []
  private static let firstBag: UInt32 = 3

  func set(_ number: Int, _ truth: Truth, _ bag: ReasonBag, _ reasons: ReasonTable) {
    reserve(number)
    answers[number] =
      truth == .unknown
      ? Self.firstBag + UInt32(reasons.intern(bag)) : UInt32(truth.rawValue) + 1
  }

  func set(_ number: Int, _ quantity: Quantity) {
    reserve(number)
    quantities.append(quantity)
    answers[number] = UInt32(quantities.count)
  }

  private func reserve(_ number: Int) {
    if number >= answers.count {
      answers += repeatElement(0, count: max(number + 1, 2 * answers.count) - answers.count)
    }
  }

  @inline(__always)
  func truth(_ number: Int, _ reasons: ReasonTable, _ bag: inout ReasonBag) -> Truth {
    guard number < answers.count else { return .unknown }
    switch answers[number] {
    case 1: return .no
    case 2: return .yes
    case 0: return .unknown
    case let code:
      bag.formUnion(reasons.bags[Int(code - Self.firstBag)])
      return .unknown
    }
  }

  func quantity(_ number: Int) -> Quantity? {
    guard number < answers.count, answers[number] > 0 else { return nil }
    return quantities[Int(answers[number]) - 1]
  }
}
