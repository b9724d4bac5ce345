import Mapping
import RuleModel
import Shuffle
import Values

/// Times at which a group has members: certain ones, and all.
struct MemberTimes {
  var certain: [Int64] = []
  var all: [Int64] = []
}

extension CorrelationEvaluator {
  /// Windows that one rule judges at most.
  static let mostWindows = 50_000_000

  /// Judges a rule over the group at hand.
  func judgeGroup(_ rule: Int, _ partition: PartitionRun) {
    let tally = tallies[rule]
    guard let plan = tally.plan.group else { return }
    switch plan.subject.population {
    case .keys(let operands):
      judgeGroup(rule, tally, plan, GroupContext(key: groupKey, parts: operands.count))
    case .all: judgeGroup(rule, tally, plan, GroupContext())
    case .rows(let table):
      let key = Array(groupKey)
      partition.seen.insert(key)
      for row in plan.rowsByKey[key] ?? [] {
        judgeGroup(rule, tally, plan, GroupContext(table: table, row: row))
      }
    }
  }

  /// Groups that exist without events, and those of which no key is known.
  func performOutside(_ partition: PartitionRun) throws(ShuffleError) {
    for case .group(let rule) in partition.partition.tasks {
      let tally = tallies[rule]
      guard let plan = tally.plan.group else { continue }
      switch plan.subject.population {
      case .keys: break
      case .all:
        if partition.wasRead { continue }
        setUp(partition, key: [])
        judgeGroup(rule, tally, plan, GroupContext())
      case .rows(let table):
        for (key, rows) in plan.rowsByKey.sorted(by: { $0.value[0] < $1.value[0] })
        where !partition.seen.contains(key) {
          withoutGroup(partition, key: key) {
            for row in rows { judgeGroup(rule, tally, plan, GroupContext(table: table, row: row)) }
          }
        }
        begin(partition, key: UnsafeRawBufferPointer(start: nil, count: 0))
        for row in plan.rowsWithoutKey {
          let context = GroupContext(table: table, row: row)
          context.missingKey = reasons.number(
            .field(.missing, source: CorrelationReason.noSourceNumber, name: table.name))
          judgeGroup(rule, tally, plan, context)
        }
      }
    }
    begin(partition, key: UnsafeRawBufferPointer(start: nil, count: 0))
  }

  private func setUp(_ partition: PartitionRun, key: [UInt8]) {
    begin(partition, key: UnsafeRawBufferPointer(start: nil, count: 0))
    finishLanes(partition)
  }

  private func withoutGroup(_ partition: PartitionRun, key: [UInt8], _ body: () -> Void) {
    key.withUnsafeBytes { bytes in
      begin(partition, key: bytes)
      finishLanes(partition)
      body()
      groupKey = UnsafeRawBufferPointer(start: nil, count: 0)
    }
  }

  private func judgeGroup(
    _ rule: Int, _ tally: RuleTally, _ plan: GroupPlan, _ context: GroupContext
  ) {
    guard tally.result.error == nil else { return }
    group = context
    defer { group = nil }
    let isByKey = context.table == nil && context.keyCount > 0
    switch plan.subject.span {
    case .period:
      if isByKey, memberTimes(plan).certain.isEmpty { return }
      judge(tally, plan, periodWindow())
    case .per(let length, _):
      var steps = WindowSteps(plan.zone, length)
      if isByKey {
        judgeMembers(tally, plan, &steps)
      } else {
        judgeAll(rule, tally, plan, &steps)
      }
    case .inAny(let duration): judgeAny(tally, plan, duration.nanoseconds)
    case .withGap(let duration): judgeSessions(rule, tally, plan, duration.nanoseconds)
    }
  }

  /// When members of the group were, ascending, each time once.
  func memberTimes(_ plan: GroupPlan) -> MemberTimes {
    var result = MemberTimes()
    for (_, candidates) in plan.members {
      for lane in lanes[candidates].active {
        for index in 0..<lane.pointee.count {
          let row = lane.pointee.rows[index]
          result.all.append(row.time)
          if row.bag < 0 { result.certain.append(row.time) }
        }
      }
    }
    result.all = result.all.sortedOnce()
    result.certain = result.certain.sortedOnce()
    return result
  }

  // MARK: Windows

  private func periodWindow() -> GroupWindow {
    var window = GroupWindow()
    if let period {
      window.first = period.start
      window.last = period.end - 1
      window.start = period.start
      window.end = period.end
    }
    return window
  }

  private func window(_ start: Int64, _ end: Int64) -> GroupWindow {
    var window = GroupWindow()
    window.first = start
    window.last = end - 1
    window.start = start
    window.end = end
    return window
  }

  // The windows that hold a certain member.
  private func judgeMembers(_ tally: RuleTally, _ plan: GroupPlan, _ steps: inout WindowSteps) {
    var end = Int64.min
    if let lane = onlyLane(plan) {
      for index in 0..<lane.pointee.count {
        let row = lane.pointee.rows + index
        guard row.pointee.time >= end, row.pointee.bag < 0 else { continue }
        let (start, next) = steps.window(of: row.pointee.time)
        end = next
        if isJudged(start) { judge(tally, plan, window(start, next)) }
      }
      return
    }
    for time in memberTimes(plan).certain where time >= end {
      let (start, next) = steps.window(of: time)
      end = next
      if isJudged(start) { judge(tally, plan, window(start, next)) }
    }
  }

  // The usual case: all members of the group are of one kind and of one source.
  private func onlyLane(_ plan: GroupPlan) -> UnsafeMutablePointer<Lane>? {
    guard plan.members.count == 1 else { return nil }
    let active = lanes[plan.members[0].candidates].active
    return active.count == 1 ? active[0] : nil
  }

  // Groups that always exist have every window of the evidence.
  private func judgeAll(
    _ rule: Int, _ tally: RuleTally, _ plan: GroupPlan, _ steps: inout WindowSteps
  ) {
    guard let (first, last) = judgedTimes(rule) else { return }
    var time = first
    while time <= last, tally.result.error == nil {
      let (start, end) = steps.window(of: time)
      if isJudged(start) { judge(tally, plan, window(start, end)) }
      guard end > time else { return }
      time = end
    }
  }

  /// The first and last time that groups without members are judged at.
  private func judgedTimes(_ rule: Int) -> (first: Int64, last: Int64)? {
    if let period { return (period.start, period.end - 1) }
    let evidence = jointEvidence[rule]
    var horizon = TimeSpan()
    for span in run.counted.span { horizon.add(span) }
    if let whole = coverage.horizon {
      horizon.add(whole.lowerBound)
      horizon.add(whole.upperBound)
    }
    guard evidence.missingKind == nil, horizon.first <= horizon.last else { return nil }
    return (
      evidence.begin == .min ? horizon.first : evidence.begin,
      evidence.end == .max ? horizon.last : max(evidence.end - 1, horizon.last)
    )
  }

  // MARK: One window

  func outcome(
    _ tally: RuleTally, _ plan: GroupPlan, _ window: GroupWindow
  ) -> SubjectOutcome? {
    enter(window)
    tally.windowCount += 1
    if tally.windowCount > Self.mostWindows {
      fail(tally, "there are more than \(Self.mostWindows) windows")
      return nil
    }
    var bag = ReasonBag()
    var selected = Truth.yes
    if window.isDoubtful {
      selected = .unknown
      bag.formUnion(windowDoubts)
    }
    if let condition = plan.where_ {
      var own = ReasonBag()
      switch evaluate(condition, FormulaRows(), &own) {
      case .no: return nil
      case .unknown:
        selected = .unknown
        bag.formUnion(own)
      case .yes: break
      }
    }
    let outcome = outcome(tally, FormulaRows(), selected: selected, bag)
    if let overflow {
      fail(tally, overflow)
      return nil
    }
    addToChart(tally)
    return outcome
  }

  func judge(_ tally: RuleTally, _ plan: GroupPlan, _ window: GroupWindow) {
    guard let outcome = outcome(tally, plan, window) else { return }
    switch outcome {
    case .passed: tally.result.passed += 1
    case .undecided: tally.result.undecided += 1
    case .excepted(let index):
      tally.result.excepted += 1
      tally.result.exceptions[index] += 1
    case .failed:
      tally.result.failed += 1
      let order = groupOrder(plan)
      tally.result.failures.add(order.key.time)
      let waiver = waiver(of: tally, FormulaRows(), at: order.key.time)
      if waiver >= 0 {
        tally.result.waived += 1
        tally.result.waivedBy[waiver, default: 0] += 1
      }
      if tally.findings.accepts(order) {
        tally.findings.insert(shownGroup(tally, plan, order, waiver: waiver))
      }
    case .inconclusive(let bag):
      let order = groupOrder(plan)
      add(tally, bag, key: order.key) {
        order
      } shown: {
        self.shownGroup(tally, plan, $0)
      }
    }
  }

  /// A group stands where its first member does, or where its window begins.
  func groupOrder(_ plan: GroupPlan) -> SubjectOrder {
    var first: OrderPoint?
    for certainOnly in [true, false] {
      for (_, candidates) in plan.members where first == nil || certainOnly {
        for lane in lanes[candidates].active {
          let low = window.first == .min ? 0 : lane.pointee.lower(window.first)
          let high = window.last == .max ? lane.pointee.count : lane.pointee.upper(window.last)
          for index in low..<max(low, high) {
            let row = lane.pointee.rows[index]
            if certainOnly, row.bag >= 0 { continue }
            if first.map({ row.point.isShownBefore($0) }) ?? true { first = row.point }
            break
          }
        }
      }
      if first != nil { break }
    }
    let point =
      first ?? OrderPoint(time: window.start ?? .min, offset: 0, source: 0, file: 0)
    var order = SubjectOrder(
      key: RecordKey(
        time: point.time, source: point.source, file: point.file, offset: point.offset))
    order.content = Array(groupKey)
    order.each.time = window.first
    order.sequence = UInt32(truncatingIfNeeded: group?.row ?? 0)
    return order
  }

  func shownGroup(
    _ tally: RuleTally, _ plan: GroupPlan, _ order: SubjectOrder, waiver: Int32 = -1
  ) -> ShownSubject {
    let context = group ?? GroupContext()
    let keys = zip(plan.keyNames, context.keys).map { (name: $0, state: $1) }
    var judgements = explain(tally, FormulaRows()).judgements
    if judgements.allSatisfy({ $0.events.isEmpty }), let members = membersJudgement(plan) {
      judgements.append(members)
    }
    let finding = CorrelatedFinding(
      subject: .group(
        keys: keys, start: window.start, end: window.end, row: context.row),
      key: order.key, waiver: waiver, judgements: judgements)
    return ShownSubject(order: order, finding: finding)
  }
}

extension [Int64] {
  /// Ascending, each once.
  fileprivate func sortedOnce() -> [Int64] {
    var result: [Int64] = []
    result.reserveCapacity(count)
    for value in sorted() where value != result.last { result.append(value) }
    return result
  }
}
