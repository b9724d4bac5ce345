import RuleModel
import Values

extension CorrelationEvaluator {
  // MARK: In any window

  /// Every window (t - D, t] that ends at a member. The key is the subject; stretches of windows that
  /// violate are its findings, shown with their peak.
  func judgeAny(_ tally: RuleTally, _ plan: GroupPlan, _ length: Int64) {
    let times = memberTimes(plan)
    if times.certain.isEmpty { return }
    group?.isSliding = true
    sliding.removeAll(keepingCapacity: true)
    defer { sliding.removeAll(keepingCapacity: true) }
    var certain = times.certain[...]
    var sums = AnyWindows()
    var stretch: Stretch?
    for time in times.all where isJudged(time) {
      while let first = certain.first, first < time { certain = certain.dropFirst() }
      var window = GroupWindow()
      window.start = time.saturating(-length)
      window.end = time
      window.first = time.saturating(-length).saturating(1)
      window.last = time
      if certain.first != time {
        window.isDoubtful = true
        windowDoubts = doubts(plan, time, time)
      }
      guard let outcome = outcome(tally, plan, window) else {
        close(&stretch, tally, plan, &sums)
        continue
      }
      sums.add(outcome)
      if case .inconclusive = outcome, sums.firstOpen == nil { sums.firstOpen = window }
      if case .failed = outcome {
        let value = primaryValue(tally)
        if stretch == nil {
          stretch = Stretch(first: window, peak: window, value: value)
        } else {
          stretch?.extend(window, value, isUpper: tally.chart.isUpper)
        }
      } else {
        close(&stretch, tally, plan, &sums)
      }
    }
    close(&stretch, tally, plan, &sums)
    finish(tally, plan, sums)
  }

  /// Consecutive windows that violate.
  private struct Stretch {
    var first: GroupWindow
    var last: GroupWindow
    /// Where the value is worst, the first such.
    var peak: GroupWindow
    var value: Double?

    init(first: GroupWindow, peak: GroupWindow, value: Double?) {
      self.first = first
      last = first
      self.peak = peak
      self.value = value
    }

    mutating func extend(_ window: GroupWindow, _ other: Double?, isUpper: Bool) {
      last = window
      if let other, value.map({ isUpper ? other > $0 : other < $0 }) ?? true {
        peak = window
        value = other
      }
    }
  }

  private struct AnyWindows {
    var failed = false
    var passed = false
    var undecided = false
    var excepted: Int?
    var inconclusive: ReasonBag?
    /// The first window that is not decided.
    var firstOpen: GroupWindow?
    /// The first stretch that failed.
    var failedAt: Int64?
    var waiver: Int32 = -1

    mutating func add(_ outcome: SubjectOutcome) {
      switch outcome {
      case .passed: passed = true
      case .failed: failed = true
      case .undecided: undecided = true
      case .excepted(let index): excepted = min(excepted ?? index, index)
      case .inconclusive(let bag):
        inconclusive = inconclusive ?? ReasonBag()
        inconclusive?.formUnion(bag)
      }
    }
  }

  private func close(
    _ stretch: inout Stretch?, _ tally: RuleTally, _ plan: GroupPlan, _ sums: inout AnyWindows
  ) {
    guard let closed = stretch else { return }
    stretch = nil
    var window = closed.peak
    window.start = closed.first.start
    window.end = closed.last.end
    enter(window)
    tally.result.findingCount += 1
    let order = groupOrder(plan)
    if sums.failedAt == nil {
      sums.failedAt = order.key.time
      sums.waiver = waiver(of: tally, FormulaRows(), at: order.key.time)
    }
    guard tally.findings.accepts(order) else { return }
    tally.findings.insert(shownGroup(tally, plan, order, waiver: sums.waiver))
  }

  // The key fails if one window does.
  private func finish(_ tally: RuleTally, _ plan: GroupPlan, _ sums: AnyWindows) {
    if sums.failed {
      tally.result.failed += 1
      tally.result.failures.add(sums.failedAt ?? 0)
      if sums.waiver >= 0 {
        tally.result.waived += 1
        tally.result.waivedBy[sums.waiver, default: 0] += 1
      }
    } else if let bag = sums.inconclusive {
      enter(GroupWindow())
      let order = groupOrder(plan)
      add(tally, bag, key: order.key) {
        order
      } shown: { order in
        // The subject is the key; what is said of it is about the first window that is not decided.
        if var window = sums.firstOpen {
          window.start = nil
          window.end = nil
          self.enter(window)
        }
        return self.shownGroup(tally, plan, order)
      }
    } else if sums.passed {
      tally.result.passed += 1
    } else if let index = sums.excepted {
      tally.result.excepted += 1
      tally.result.exceptions[index] += 1
    } else if sums.undecided {
      tally.result.undecided += 1
    }
  }

  /// The reasons of members in a stretch of time that are not certain.
  private func doubts(_ plan: GroupPlan, _ first: Int64, _ last: Int64) -> ReasonBag {
    var bag = ReasonBag()
    for (_, candidates) in plan.members {
      for lane in lanes[candidates].active {
        lane.pointee.addReasons(
          lane.pointee.lower(first), lane.pointee.upper(last), reasons, to: &bag)
      }
    }
    return bag
  }

  // MARK: Sessions

  /// A member exactly D after the last still belongs. Undecided events may belong to a session, and may
  /// join what follows to it: all that they could join is undecided.
  func judgeSessions(
    _ rule: Int, _ tally: RuleTally, _ plan: GroupPlan, _ gap: Int64
  ) {
    let times = memberTimes(plan)
    let wide = Self.chains(times.all, gap)
    var place = 0
    for certain in Self.chains(times.certain, gap) where isJudged(certain.lowerBound) {
      while wide[place].upperBound < certain.lowerBound { place += 1 }
      let possible = wide[place]
      var window = GroupWindow()
      window.isSession = true
      window.first = possible.lowerBound
      window.last = possible.upperBound
      window.certainFirst = certain.lowerBound
      window.certainLast = certain.upperBound
      window.start = certain.lowerBound
      window.end = certain.upperBound
      window.open = sessionEnds(rule, possible, gap)
      windowDoubts = doubts(plan, possible.lowerBound, possible.upperBound)
      judge(tally, plan, window)
    }
  }

  // Within D of an end of the evidence it may go on.
  private func sessionEnds(_ rule: Int, _ session: ClosedRange<Int64>, _ gap: Int64) -> OpenEnds {
    let evidence = jointEvidence[rule]
    var open = OpenEnds()
    guard evidence.missingKind == nil else { return open }
    if evidence.begin > .min, session.lowerBound.saturating(-gap) < evidence.begin {
      open.history = evidence.begin
    }
    if evidence.end < .max, session.upperBound.saturating(gap) >= evidence.end {
      open.pending = session.upperBound.saturating(gap)
    }
    return open
  }

  private static func chains(_ times: [Int64], _ gap: Int64) -> [ClosedRange<Int64>] {
    var result: [ClosedRange<Int64>] = []
    for time in times {
      if let last = result.last, time <= last.upperBound.saturating(gap) {
        result[result.count - 1] = last.lowerBound...time
      } else {
        result.append(time...time)
      }
    }
    return result
  }
}
