import RuleModel
import Shuffle

/// Rows of one stream that ask or are judged.
final class AnchorRows {
  private(set) var rows: UnsafeMutablePointer<LaneRow>
  private(set) var count = 0
  private var capacity = 16

  init() { rows = .allocate(capacity: capacity) }

  deinit { rows.deallocate() }

  @inline(__always)
  func removeAll() { count = 0 }

  @inline(__always)
  func append(_ row: LaneRow) {
    if count == capacity { grow() }
    rows[count] = row
    count &+= 1
  }

  private func grow() {
    let larger = UnsafeMutablePointer<LaneRow>.allocate(capacity: capacity * 2)
    larger.update(from: rows, count: count)
    rows.deallocate()
    rows = larger
    capacity *= 2
  }
}

/// A candidate set that takes rows of a stream. Its lanes are the evaluator's, which outlives it.
struct RowTaker {
  let lanes: Unmanaged<CandidateLanes>
  /// As numbered in the plan.
  let candidate: Int
  /// Its filter is an answer that the rows hold: where it stands in the payload. -1: it is another one, or
  /// there is none.
  private(set) var answerByte = -1
  private(set) var answerShift: UInt8 = 0
  let hasFilter: Bool

  init(_ candidate: Int, _ evaluator: CorrelationEvaluator) {
    self.candidate = candidate
    lanes = .passUnretained(evaluator.lanes[candidate])
    let plan = evaluator.plan.candidates[candidate]
    hasFilter = plan.filter != nil
    if case .answer(let index)? = plan.filter {
      let layout = evaluator.layouts[plan.stream]
      let place = Int(layout.answerPlaces[index])
      answerByte = Int(layout.answersOffset) + place >> 2
      answerShift = UInt8((place & 3) << 1)
    }
  }

  /// What is known of a row whose kind, condition and key are certain.
  @inline(__always)
  func takes(_ payload: UnsafeRawPointer) -> Truth {
    if !hasFilter { return .yes }
    guard answerByte >= 0 else { return .unknown }
    let byte = payload.load(fromByteOffset: answerByte, as: UInt8.self)
    return Truth(rawValue: byte >> answerShift & 3) ?? .unknown
  }
}

/// A task with what it needs of the evaluator, which outlives it.
struct GroupTask {
  let task: PartitionTask
  /// Whom it asks or judges.
  private var anchors: Unmanaged<AnchorRows>?
  private var layout: UnsafePointer<StreamLayout>
  /// nil where nothing is judged.
  private var tally: Unmanaged<RuleTally>?

  init(_ task: PartitionTask, _ evaluator: CorrelationEvaluator) {
    self.task = task
    let plan = evaluator.plan
    let stream: Int
    switch task {
    case .store(let question): stream = plan.questions[question].anchorStream
    case .judge(let rule), .group(let rule):
      stream = plan.rulePlans[rule].stream
      tally = .passUnretained(evaluator.tallies[rule])
    case .judgePairs(let rule), .makePairs(let rule):
      stream = plan.rulePlans[rule].each?.stream ?? -1
      tally = .passUnretained(evaluator.tallies[rule])
    }
    if stream >= 0 { anchors = .passUnretained(evaluator.anchors[stream]) }
    layout = UnsafePointer(evaluator.layouts + max(0, stream))
  }

  @inline(__always)
  func forEachAnchor(_ body: (RowRef) -> Void) {
    anchors?._withUnsafeGuaranteedRef { anchors in
      for index in 0..<anchors.count {
        body(RowRef(row: anchors.rows + index, layout: layout))
      }
    }
  }

  @inline(__always)
  func forEachAnchor(judged body: (RuleTally, RowRef) -> Void) {
    tally?._withUnsafeGuaranteedRef { tally in forEachAnchor { body(tally, $0) } }
  }
}

/// A partition while it is read.
final class PartitionRun {
  let partition: PartitionPlan
  /// Where the rows of a stream go.
  struct Target {
    /// In `takers`.
    var takers: Stretch
    /// nil: they do not ask.
    var anchors: Unmanaged<AnchorRows>?
  }

  /// By number in the partition.
  let targets: Frozen<Target>
  let takers: Frozen<RowTaker>
  let tasks: Frozen<GroupTask>
  let agreeing = AgreeingRows()
  /// Keys of table rows that had events.
  var seen: Set<[UInt8]> = []
  var wasRead = false
  var deferred: DeferredAnchors?

  init(_ partition: PartitionPlan, _ evaluator: CorrelationEvaluator) {
    let plan = evaluator.plan
    self.partition = partition
    var takers: [RowTaker] = []
    var targets: [Target] = []
    for stream in partition.streams {
      let first = Int32(takers.count)
      takers += partition.candidates.filter { plan.candidates[$0].stream == stream }.map {
        RowTaker($0, evaluator)
      }
      let isAnchor = plan.streams[stream].roles.contains(.anchor)
      targets.append(
        Target(
          takers: Stretch(start: first, end: Int32(takers.count)),
          anchors: isAnchor ? .passUnretained(evaluator.anchors[stream]) : nil))
    }
    tasks = Frozen(partition.tasks.map { GroupTask($0, evaluator) })
    self.takers = Frozen(takers)
    self.targets = Frozen(targets)
  }

  deinit {
    targets.deallocate()
    takers.deallocate()
    tasks.deallocate()
  }
}
