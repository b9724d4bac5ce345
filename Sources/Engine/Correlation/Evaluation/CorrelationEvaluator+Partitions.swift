import Shuffle

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
    let targets = partition.targets
    let takers = partition.takers
    for index in 0..<group.count {
      let row = group.rows[index]
      let target = targets[Int(row.stream)]
      let laneRow = LaneRow(row)
      target.anchors?._withUnsafeGuaranteedRef { $0.append(laneRow) }
      for number in target.takers.indices {
        let taker = takers[number]
        let truth = laneRow.isPlain ? taker.takes(laneRow.payload) : .unknown
        if truth == .no { continue }
        taker.lanes._withUnsafeGuaranteedRef { lanes in
          if truth == .yes {
            lanes.append(laneRow)
          } else {
            addUncertain(laneRow, to: taker.candidate, lanes)
          }
        }
      }
    }
    finishLanes(partition)
  }

  /// Empties the lanes for the next group.
  func begin(_ partition: PartitionRun, key: UnsafeRawBufferPointer) {
    groupKey = key
    group = nil
    for taker in 0..<partition.takers.count {
      partition.takers[taker].lanes._withUnsafeGuaranteedRef { $0.removeAll() }
    }
    for target in 0..<partition.targets.count {
      partition.targets[target].anchors?._withUnsafeGuaranteedRef { $0.removeAll() }
    }
  }

  /// Adds the rows that agree with the group in the known parts of their keys.
  func finishLanes(_ partition: PartitionRun) {
    for taker in 0..<partition.takers.count {
      partition.takers[taker].lanes._withUnsafeGuaranteedRef { $0.finish() }
    }
    guard !partition.agreeing.isEmpty else { return }
    partition.agreeing.forEach(key: groupKey, parts: partition.partition.keyCount) { rows in
      for (candidate, agreeing) in rows.lanes { lanes[candidate].add(agreeing: agreeing) }
    }
  }

  /// A row becomes a candidate, certain or undecided, unless the set's filter excludes it.
  func add(_ row: LaneRow, to candidate: Int, _ lanes: CandidateLanes) {
    if row.isPlain, plan.candidates[candidate].filter == nil {
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
    for number in 0..<partition.tasks.count {
      let task = partition.tasks[number]
      switch task.task {
      case .store(let question): task.forEachAnchor { answer(question, $0) }
      case .judge: task.forEachAnchor { judge($0, trigger: $1) }
      case .judgePairs: task.forEachAnchor { judgePairs($0, trigger: $1, write: false) }
      case .makePairs(let rule):
        preparePairs(rule)
        task.forEachAnchor { judgePairs($0, trigger: $1, write: true) }
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
      guard isAgreeing, !target.takers.isEmpty else { continue }
      let kept = partition.agreeing.keep(LaneRow(row), Int(row.payloadCount))
      for taker in target.takers.indices {
        let candidate = partition.takers[taker].candidate
        add(kept, to: candidate, partition.agreeing.lanes(group.key, candidate))
      }
    }
    if isAgreeing { partition.agreeing.finish(group.key) }
  }

  // Groups are no matter of rows without a key.
  private func performForAnchors(_ partition: PartitionRun) {
    for number in 0..<partition.tasks.count {
      let task = partition.tasks[number]
      switch task.task {
      case .store(let question): task.forEachAnchor { answer(question, $0) }
      case .judge: task.forEachAnchor { judge($0, trigger: $1) }
      case .judgePairs, .makePairs:
        task.forEachAnchor { judgePairs($0, trigger: $1, write: false) }
      case .group: break
      }
    }
  }
}

extension LaneRow {
  /// Kind, condition and key are certain.
  @inline(__always)
  var isPlain: Bool {
    let flags = payload.load(as: UInt8.self)
    return flags & (RowLayout.isCertain | RowLayout.keyIsUnknown) == RowLayout.isCertain
  }

  @inline(__always)
  init(_ row: Row) {
    self.init(
      time: row.time, offset: row.offset, payload: row.payload, source: row.source,
      file: row.file, sequence: row.sequence, bag: -1)
  }
}
