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

/// A partition while it is read.
final class PartitionRun {
  let partition: PartitionPlan
  /// Where the rows of a stream go.
  struct Target {
    /// The candidate set that takes them as they are, if there is one.
    var plain: Unmanaged<CandidateLanes>?
    /// The other ones.
    var filtered: [Filtered]
    /// nil: they do not ask.
    var anchors: Unmanaged<AnchorRows>?
  }

  /// A candidate set that takes some of a stream's rows.
  struct Filtered {
    var candidate: Int
    var lanes: Unmanaged<CandidateLanes>
    /// The answer in the row that is all of its filter; nil: the filter is more than that, or none.
    var answer: Int?
  }

  /// By number in the partition. The evaluator, which outlives this, owns what they refer to.
  let targets: [Target]
  let agreeing = AgreeingRows()
  /// Keys of table rows that had events.
  var seen: Set<[UInt8]> = []
  var wasRead = false
  var deferred: DeferredAnchors?

  let plainCandidates: [Int?]

  init(_ partition: PartitionPlan, _ evaluator: CorrelationEvaluator) {
    let plan = evaluator.plan
    self.partition = partition
    plainCandidates = partition.streams.map { stream in
      partition.candidates.first {
        plan.candidates[$0].stream == stream && plan.candidates[$0].filter == nil
      }
    }
    targets = partition.streams.enumerated().map { [plainCandidates] number, stream in
      let plain = plainCandidates[number]
      return Target(
        plain: plain.map { .passUnretained(evaluator.lanes[$0]) },
        filtered: partition.candidates.filter {
          plan.candidates[$0].stream == stream && $0 != plain
        }.map { candidate in
          var answer: Int?
          if case .answer(let index)? = plan.candidates[candidate].filter { answer = index }
          return Filtered(
            candidate: candidate, lanes: .passUnretained(evaluator.lanes[candidate]),
            answer: answer)
        },
        anchors: plan.streams[stream].roles.contains(.anchor)
          ? .passUnretained(evaluator.anchors[stream]) : nil)
    }
  }
}

extension CorrelationEvaluator {
  func evaluate(
    partition number: Int, _ isCancelled: () -> Bool
  ) throws(ShuffleError) {
    let partition = PartitionRun(plan.partitions[number], self)
    let reader = try run.store.read(2 * number..<2 * number + 2)
    var untilCheck = 0
    while let group = try reader.next() {
      if group.partition & 1 == 0 {
        readOutside(group, partition)
      } else {
        read(group, partition)
        perform(partition)
        partition.deferred?.add(group, partition, lanes)
      }
      untilCheck += group.count
      if untilCheck > 100_000 {
        untilCheck = 0
        if isCancelled() { return }
      }
      if let error = pairs?.failure { throw error }
    }
    performDeferred(partition)
    try performOutside(partition)
    pairs = nil
  }

  // MARK: Groups

  func read(_ group: RowGroup, _ partition: PartitionRun) {
    begin(partition, key: group.key)
    partition.targets.withUnsafeBufferPointer { targets in
      for index in 0..<group.count {
        let row = group.rows[index]
        let number = Int(row.stream)
        let laneRow = LaneRow(row)
        let flags = row.payload.load(as: UInt8.self)
        let isPlain =
          flags & (RowLayout.isCertain | RowLayout.keyIsUnknown) == RowLayout.isCertain
        targets[number].anchors?._withUnsafeGuaranteedRef { $0.append(laneRow) }
        if let plain = targets[number].plain {
          if isPlain {
            plain._withUnsafeGuaranteedRef { $0.append(laneRow) }
          } else if let candidate = partition.plainCandidates[number] {
            addUncertain(laneRow, to: candidate, lanes[candidate])
          }
        }
        for place in targets[number].filtered.indices {
          add(laneRow, isPlain: isPlain, to: targets[number].filtered[place])
        }
      }
    }
    finishLanes(partition)
  }

  @inline(__always)
  private func add(_ row: LaneRow, isPlain: Bool, to target: PartitionRun.Filtered) {
    guard isPlain, let answer = target.answer else {
      addUncertain(row, to: target.candidate, lanes[target.candidate])
      return
    }
    let layout = UnsafePointer(layouts + plan.candidates[target.candidate].stream)
    let truth = withUnsafePointer(to: row) { RowRef(row: $0, layout: layout).answer(answer) }
    switch truth {
    case .yes: target.lanes._withUnsafeGuaranteedRef { $0.append(row) }
    case .no: break
    case .unknown: addUncertain(row, to: target.candidate, lanes[target.candidate])
    }
  }

  /// Empties the lanes for the next group.
  func begin(_ partition: PartitionRun, key: UnsafeRawBufferPointer) {
    groupKey = key
    group = nil
    for candidate in partition.partition.candidates { lanes[candidate].removeAll() }
    for stream in partition.partition.streams { anchors[stream].removeAll() }
  }

  /// Adds the rows that agree with the group in the known parts of their keys.
  func finishLanes(_ partition: PartitionRun) {
    for candidate in partition.partition.candidates { lanes[candidate].finish() }
    guard !partition.agreeing.isEmpty else { return }
    partition.agreeing.forEach(key: groupKey, parts: partition.partition.keyCount) { rows in
      for (candidate, agreeing) in rows.lanes { lanes[candidate].add(agreeing: agreeing) }
    }
  }

  /// A row becomes a candidate, certain or undecided, unless the set's filter excludes it.
  func add(_ row: LaneRow, to candidate: Int, _ lanes: CandidateLanes) {
    let flags = row.payload.load(as: UInt8.self)
    let isPlain = flags & (RowLayout.isCertain | RowLayout.keyIsUnknown) == RowLayout.isCertain
    if isPlain, plan.candidates[candidate].filter == nil {
      lanes.append(row)
    } else {
      addUncertain(row, to: candidate, lanes)
    }
  }

  @inline(never)
  private func addUncertain(_ row: LaneRow, to candidate: Int, _ lanes: CandidateLanes) {
    var row = row
    var bag = ReasonBag()
    var isCertain = true
    let layout = UnsafePointer(layouts + plan.candidates[candidate].stream)
    withUnsafePointer(to: row) { pointer in
      let reference = RowRef(row: pointer, layout: layout)
      if !reference.isCertain {
        isCertain = false
        reasons.addEvent(reference, to: &bag)
      }
      if reference.flags & RowLayout.keyIsUnknown != 0 {
        isCertain = false
        reasons.addKey(reference, to: &bag)
      }
    }
    if let filter = plan.candidates[candidate].filter {
      let truth = withUnsafePointer(to: row) { pointer in
        evaluate(filter, FormulaRows(own: RowRef(row: pointer, layout: layout)), &bag)
      }
      if truth == .no { return }
      if truth == .unknown { isCertain = false }
    }
    if !isCertain { row.bag = reasons.intern(bag) }
    lanes.append(row)
  }

  // MARK: Tasks

  func perform(_ partition: PartitionRun) {
    partition.wasRead = true
    for task in partition.partition.tasks {
      switch task {
      case .store(let question):
        forEachAnchor(plan.questions[question].anchorStream) { answer(question, $0) }
      case .judge(let rule):
        forEachAnchor(plan.rulePlans[rule].stream) { judge(tallies[rule], trigger: $0) }
      case .judgePairs(let rule):
        forEachAnchor(plan.rulePlans[rule].each?.stream ?? -1) {
          judgePairs(tallies[rule], trigger: $0, write: false)
        }
      case .makePairs(let rule):
        preparePairs(rule)
        forEachAnchor(plan.rulePlans[rule].each?.stream ?? -1) {
          judgePairs(tallies[rule], trigger: $0, write: true)
        }
      case .group(let rule): judgeGroup(rule, partition)
      }
    }
  }

  func forEachAnchor(_ stream: Int, _ body: (RowRef) -> Void) {
    guard stream >= 0 else { return }
    let anchors = anchors[stream]
    let layout = UnsafePointer(layouts + stream)
    for index in 0..<anchors.count {
      body(RowRef(row: anchors.rows + index, layout: layout))
    }
  }

  private func answer(_ question: Int, _ row: RowRef) {
    guard let column = stored[question] else { return }
    if case .aggregate(let aggregate) = plan.questions[question].kind {
      column.set(row.number, quantity(question, aggregate, FormulaRows(own: row)))
      return
    }
    var bag = ReasonBag()
    let truth = ask(question, row, each: nil, &bag)
    column.set(row.number, truth, bag, reasons)
  }

  private func preparePairs(_ rule: Int) {
    guard pairs?.rule != rule, let each = plan.rulePlans[rule].each, let set = each.pairSet else {
      return
    }
    pairs = PairWriter(rule: rule, set: set, each: each, plan: plan, run: run)
  }

  // MARK: Rows outside of groups

  /// Rows whose key is not known: judged here, and kept for the groups that agree with them.
  private func readOutside(_ group: RowGroup, _ partition: PartitionRun) {
    loadOutside(group, partition)
    guard partition.partition.keyIsCondition else {
      performForAnchors(partition)
      return
    }
    let deferred = partition.deferred ?? DeferredAnchors()
    for index in 0..<group.count {
      let row = group.rows[index]
      guard partition.targets[Int(row.stream)].anchors != nil else { continue }
      deferred.anchors.append(
        (
          partition.partition.streams[Int(row.stream)],
          partition.agreeing.keep(LaneRow(row), Int(row.payloadCount))
        ))
      partition.deferred = deferred
    }
  }

  // Anchors that ask all rows of the partition, for any may have their key.
  private func performDeferred(_ partition: PartitionRun) {
    guard let deferred = partition.deferred else { return }
    begin(partition, key: UnsafeRawBufferPointer(start: nil, count: 0))
    partition.agreeing.forEachLane { deferred.add($1, to: $0) }
    for (candidate, rows) in deferred.rows {
      for row in rows.sorted(by: { $0.isBeforeInLane($1) }) { lanes[candidate].append(row) }
    }
    for candidate in partition.partition.candidates { lanes[candidate].finish() }
    for (stream, row) in deferred.anchors { anchors[stream].append(row) }
    performForAnchors(partition)
  }

  func loadOutside(_ group: RowGroup, _ partition: PartitionRun) {
    begin(partition, key: UnsafeRawBufferPointer(start: nil, count: 0))
    let isAgreeing = group.key.first == OutsideKey.agreeing
    for index in 0..<group.count {
      let row = group.rows[index]
      let number = Int(row.stream)
      let target = partition.targets[number]
      target.anchors?._withUnsafeGuaranteedRef { $0.append(LaneRow(row)) }
      let candidates =
        target.filtered.map(\.candidate) + [partition.plainCandidates[number]].compactMap { $0 }
      guard isAgreeing, !candidates.isEmpty else { continue }
      let kept = partition.agreeing.keep(LaneRow(row), Int(row.payloadCount))
      for candidate in candidates {
        add(kept, to: candidate, partition.agreeing.lanes(group.key, candidate))
      }
    }
    if isAgreeing { partition.agreeing.finish(group.key) }
  }

  // Groups are no matter of rows without a key.
  private func performForAnchors(_ partition: PartitionRun) {
    for task in partition.partition.tasks {
      switch task {
      case .store(let question):
        forEachAnchor(plan.questions[question].anchorStream) { answer(question, $0) }
      case .judge(let rule):
        forEachAnchor(plan.rulePlans[rule].stream) { judge(tallies[rule], trigger: $0) }
      case .judgePairs(let rule), .makePairs(let rule):
        forEachAnchor(plan.rulePlans[rule].each?.stream ?? -1) {
          judgePairs(tallies[rule], trigger: $0, write: false)
        }
      case .group: break
      }
    }
  }
}

extension LaneRow {
  @inline(__always)
  init(_ row: Row) {
    self.init(
      time: row.time, offset: row.offset, payload: row.payload, source: row.source,
      file: row.file, sequence: row.sequence, bag: -1)
  }
}
