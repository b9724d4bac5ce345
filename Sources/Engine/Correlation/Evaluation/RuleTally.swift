import RuleModel
import Values

/// What a subject came to (semantics C3).
enum SubjectOutcome {
  case passed, failed, undecided
  /// By the rule's exceptions: the first that holds.
  case excepted(Int)
  case inconclusive(ReasonBag)
}

/// A subject's place among all that are shown.
struct SubjectOrder {
  var key: RecordKey
  /// Of pairs of one trigger, and of groups.
  var each = OrderPoint(time: .min, offset: 0, source: 0, file: 0)
  var sequence: UInt32 = 0
  var content: [UInt8] = []

  func isBefore(_ other: SubjectOrder) -> Bool {
    if key != other.key { return key < other.key }
    if each != other.each { return each.isShownBefore(other.each) }
    if sequence != other.sequence { return sequence < other.sequence }
    return content.lexicographicallyPrecedes(other.content)
  }
}

/// A subject that is shown, as long as nothing before it takes its place.
struct ShownSubject {
  var order: SubjectOrder
  var finding: CorrelatedFinding
  /// By which answers that were kept about it are found; -1: there are none.
  var number = -1
  /// Judgements that a question asked in another partition fills.
  var elsewhere: [(place: Int, question: Int)] = []
}

/// The first so many subjects in their order, whatever order they come in: a heap with the last on top.
struct FirstSubjects {
  let limit: Int
  private var heap: [ShownSubject] = []

  init(limit: Int) { self.limit = limit }

  func accepts(_ key: RecordKey) -> Bool {
    if heap.count < limit { return true }
    guard let last = heap.first else { return false }
    return !(last.order.key < key)
  }

  func accepts(_ order: SubjectOrder) -> Bool {
    if heap.count < limit { return true }
    guard let last = heap.first else { return false }
    return order.isBefore(last.order)
  }

  mutating func insert(_ subject: ShownSubject) {
    if heap.count < limit {
      heap.append(subject)
      var child = heap.count - 1
      while child > 0 {
        let parent = (child - 1) / 2
        guard heap[parent].order.isBefore(heap[child].order) else { return }
        heap.swapAt(parent, child)
        child = parent
      }
    } else if limit > 0, subject.order.isBefore(heap[0].order) {
      heap[0] = subject
      siftDown()
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[largest].order.isBefore(heap[child].order) {
        largest = child
      }
      if largest == parent { return }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }

  /// Takes them out, in their order.
  mutating func sorted() -> [ShownSubject] { heap.sorted { $0.order.isBefore($1.order) } }

  /// Changes what is shown, not where.
  mutating func update(_ change: (inout ShownSubject) -> Void) {
    for index in heap.indices { change(&heap[index]) }
  }

  func forEach(_ body: (ShownSubject) -> Void) { heap.forEach(body) }
}

/// What one rule comes to.
final class RuleTally {
  struct Undecided {
    var count = 0
    var examples = FirstSubjects(limit: 5)
  }

  let plan: CorrelatedRulePlan
  var result: CorrelatedRule
  var findings: FirstSubjects
  var pending: FirstSubjects
  var undecided: [CorrelationReason: Undecided] = [:]
  var chart = ChartValues()
  /// What its chart shows.
  var primary: CorrelationEvaluator.Primary?
  /// The question of it.
  var primaryQuestion: Int?
  /// Windows that were judged.
  var windowCount = 0

  init(_ plan: CorrelatedRulePlan, maxFindings: Int) {
    self.plan = plan
    result = CorrelatedRule(rule: plan.rule, exceptions: plan.exceptions.count)
    findings = FirstSubjects(limit: max(0, maxFindings))
    pending = FirstSubjects(limit: max(0, maxFindings))
  }

  func forEachShown(_ body: (ShownSubject) -> Void) {
    findings.forEach(body)
    pending.forEach(body)
    for group in undecided.values { group.examples.forEach(body) }
  }

  func updateShown(_ change: (inout ShownSubject) -> Void) {
    findings.update(change)
    pending.update(change)
    for reason in undecided.keys { undecided[reason]?.examples.update(change) }
  }

  /// The finished result.
  func finish() -> CorrelatedRule {
    result.findings = findings.sorted().map(\.finding)
    result.pendingSubjects = pending.sorted().map(\.finding)
    result.reasons = undecided.sorted { $0.key.isShownBefore($1.key) }.map { reason, group in
      var group = group
      return CorrelatedRule.Undecided(
        reason: reason, count: group.count, examples: group.examples.sorted().map(\.finding))
    }
    result.chart = chart.points
    return result
  }
}

/// Values of windows by time, in buckets that grow as the span of time does.
struct ChartValues {
  private static let mostBuckets = 400
  private var width = 0
  private var values: [Int64: Double] = [:]
  var isUpper = true

  mutating func add(_ value: Double, at time: Int64) {
    keep(value, Self.start(of: time, TimeHistogram.widths[width]))
    while values.count > Self.mostBuckets, width + 1 < TimeHistogram.widths.count {
      width += 1
      let narrow = values
      values = [:]
      for (start, value) in narrow {
        keep(value, Self.start(of: start, TimeHistogram.widths[width]))
      }
    }
  }

  private mutating func keep(_ value: Double, _ bucket: Int64) {
    let known = values[bucket] ?? value
    values[bucket] = isUpper ? max(known, value) : min(known, value)
  }

  private static func start(of time: Int64, _ width: Int64) -> Int64 {
    let remainder = time % width
    let start = remainder < 0 ? time &- remainder &- width : time &- remainder
    return start > time ? .min : start
  }

  var points: [(start: Int64, value: Double)] {
    values.sorted { $0.key < $1.key }.map { (start: $0.key, value: $0.value) }
  }
}
