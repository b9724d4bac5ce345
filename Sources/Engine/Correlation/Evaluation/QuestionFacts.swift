import RuleModel

/// What of a question is the same in all windows, as plain numbers: loops over windows read nothing else.
struct QuestionFacts: BitwiseCopyable {
  /// What the evidence of its kinds covers, `[begin, end)`; without a source nothing is missing.
  var begin = Int64.min
  var end = Int64.max
  /// Some source can record each of its kinds.
  var isSupplied = true
  /// Every candidate in a window is a member, or may be: no condition compares it with the anchor.
  var takesAll = false
  var candidates: Int32 = -1
  /// The source that records its kinds, if it is one and no window is nested in the question's.
  var onlySource: Int32 = -1
  /// `for each first`.
  var isFirst = false
  /// Its plans, which live as long as the evaluator's.
  var relation: (plan: Unmanaged<RelationPlan>, related: Unmanaged<RelatedPlan>)?

  init(_ question: QuestionPlan, _ evidence: KindEvidence) {
    isSupplied = evidence.missingKind == nil
    isFirst = question.isFirst
    if case .relation(let plan) = question.kind {
      relation = (.passUnretained(plan), .passUnretained(plan.related))
      candidates = Int32(plan.related.candidates)
      if evidence.sources.count == 1, plan.related.nested.isEmpty {
        onlySource = evidence.sources[0]
      }
    }
    if !evidence.sources.isEmpty {
      begin = evidence.begin
      end = evidence.end
    }
    if case .aggregate(let plan) = question.kind {
      takesAll = plan.related.member == nil
      candidates = Int32(plan.related.candidates)
    }
  }

  /// Whether an event that the evidence does not hold could lie between two times, both included.
  @inline(__always)
  func isOpen(_ first: Int64, _ last: Int64) -> Bool {
    first <= last && (first < begin || (last >= end && end < .max))
  }
}

/// A comparison of a count with a whole number.
struct CountComparison: BitwiseCopyable {
  /// -1: the comparison is another one.
  var question: Int32 = -1
  /// Whether a count below `limit` decides, or the very number.
  private var isEquality = false
  /// What a count below the limit answers, in the other cases.
  private var answerBelow = true
  private var limit: Int64 = 0

  init(_ plan: ComparisonPlan, _ questions: [QuestionPlan]) {
    guard case .aggregate(let index, isStored: false) = plan.left,
      case .operand(let operand) = plan.right,
      case .literal(.number(let number)) = operand.operand, let limit = number.integer,
      case .aggregate(let aggregate) = questions[index].kind,
      aggregate.aggregate.function == .count
    else { return }
    question = Int32(index)
    self.limit = limit
    switch plan.comparison {
    case .less: break
    case .lessOrEqual: self.limit = limit.saturating(1)
    case .greater:
      self.limit = limit.saturating(1)
      answerBelow = false
    case .greaterOrEqual: answerBelow = false
    case .equal: isEquality = true
    }
  }

  /// Of a count from `low` to `high`, or without an upper end.
  @inline(__always)
  func truth(_ low: Int, _ high: Int, isOpen: Bool) -> Truth {
    let low = Int64(low)
    let high = Int64(high)
    if isEquality {
      if !isOpen, low == high { return Truth(low == limit) }
      return low > limit || (!isOpen && high < limit) ? .no : .unknown
    }
    if low >= limit { return Truth(!answerBelow) }
    return !isOpen && high < limit ? Truth(answerBelow) : .unknown
  }
}

/// How many members the window at hand has.
struct WindowCount: BitwiseCopyable {
  /// The number of the window; no window has a number below 0.
  var window = -1
  var low = 0
  var high = 0
  /// Events that the evidence does not hold may be members too.
  var isOpen = false
}

/// What aggregates come to in the window of the group at hand. Each is evaluated once, whoever asks: the
/// clauses, the chart, the peak of a stretch.
final class KeptValues {
  /// By question.
  private let facts: UnsafeMutablePointer<QuestionFacts>
  private let counts: UnsafeMutablePointer<WindowCount>
  /// By comparison.
  private let comparisons: UnsafeMutablePointer<CountComparison>
  /// By question, with the window's number.
  private var quantities: [(window: Int, quantity: Quantity)]
  /// The number of the window at hand.
  private var window = 0

  init(_ plan: CorrelationPlan, _ evidence: [KindEvidence]) {
    let questions = plan.questions
    facts = .allocate(capacity: max(1, questions.count))
    counts = .allocate(capacity: max(1, questions.count))
    for (index, question) in questions.enumerated() {
      (facts + index).initialize(to: QuestionFacts(question, evidence[index]))
    }
    counts.initialize(repeating: WindowCount(), count: max(1, questions.count))
    comparisons = .allocate(capacity: max(1, plan.comparisons.count))
    for (index, comparison) in plan.comparisons.enumerated() {
      (comparisons + index).initialize(to: CountComparison(comparison, questions))
    }
    quantities = Array(repeating: (-1, Quantity([])), count: questions.count)
  }

  deinit {
    facts.deallocate()
    counts.deallocate()
    comparisons.deallocate()
  }

  /// Another window is at hand, or another group.
  @inline(__always)
  func forget() { window &+= 1 }

  @inline(__always)
  func facts(_ question: Int) -> QuestionFacts { facts[question] }

  @inline(__always)
  func comparison(_ index: Int) -> CountComparison { comparisons[index] }

  @inline(__always)
  func count(_ question: Int) -> WindowCount? {
    let kept = counts[question]
    return kept.window == window ? kept : nil
  }

  @inline(__always)
  func keep(_ low: Int, _ high: Int, isOpen: Bool, _ question: Int) -> WindowCount {
    let count = WindowCount(window: window, low: low, high: high, isOpen: isOpen)
    counts[question] = count
    return count
  }

  func quantity(_ question: Int) -> Quantity? {
    quantities[question].window == window ? quantities[question].quantity : nil
  }

  func keep(_ quantity: Quantity, _ question: Int) { quantities[question] = (window, quantity) }
}
