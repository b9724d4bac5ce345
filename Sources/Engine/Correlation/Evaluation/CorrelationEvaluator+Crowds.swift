import RuleModel
import Values

/// What a condition on rows alone says of a lane's rows.
final class LaneAnswers {
  /// How many of the rows before each it is true of, and false of.
  let yes: [Int32]
  let no: [Int32]
  /// Why it is unknown of the others; nil: there are none.
  let unknown: ReasonTree?

  init(yes: [Int32], no: [Int32], unknown: ReasonTree?) {
    self.yes = yes
    self.no = no
    self.unknown = unknown
  }

  /// Adds what it says of the rows in a range.
  func add(
    _ start: Int, _ end: Int, to answers: inout Possibilities, _ bag: inout ReasonBag
  ) {
    let yes = Int(yes[end] - yes[start])
    let no = Int(no[end] - no[start])
    if yes > 0 { answers.add(.yes) }
    if no > 0 { answers.add(.no) }
    guard yes + no < end - start else { return }
    answers.add(.unknown)
    unknown?.add(start, end, to: &bag)
  }
}

/// Rows that may be the latest (or first), where very many may: no certain one is after them, as where
/// a source never records the key. They are not looked at one by one.
struct Crowd {
  /// Rows as near as the nearest certain one, or so near to it that their order with it is in question.
  var near: [Segment] = []
  /// Rows beyond it: any of them may be the one.
  var beyond: [Segment] = []
}

extension CorrelationEvaluator {
  /// More candidates than these are not looked at one by one.
  static let mostCandidates = 256

  /// Splits the segments found by the nearest certain row; nil if there are but few rows beyond it.
  func crowd(latest: Bool) -> Crowd? {
    var rows = 0
    for number in 0..<segments.count { rows += segments[number].end - segments[number].start }
    guard rows > mostCandidates else { return nil }
    let all = (0..<segments.count).map { segments[$0] }
    let best = bestTime(all, latest: latest)
    var result = Crowd()
    var beyond = 0
    for segment in all {
      let part = split(segment, best, latest: latest)
      beyond += part.beyond.end - part.beyond.start
      if part.beyond.start < part.beyond.end { result.beyond.append(part.beyond) }
      if part.near.start < part.near.end { result.near.append(part.near) }
    }
    return beyond > mostCandidates ? result : nil
  }

  /// The time of the last (or first) certain row; nil if there is none.
  func bestTime(_ segments: [Segment], latest: Bool) -> Int64? {
    var best: Int64?
    for segment in segments where segment.doubt == .none {
      guard let index = nearestCertain(segment, latest: latest) else { continue }
      let time = segment.lane.pointee.rows[index].time
      best = best.map { latest ? max($0, time) : min($0, time) } ?? time
    }
    return best
  }

  /// The rows of a segment that may be as near as the nearest certain one, and those beyond it.
  func split(
    _ segment: Segment, _ best: Int64?, latest: Bool
  ) -> (near: Segment, beyond: Segment) {
    var near = segment
    var beyond = segment
    guard let best else {
      near.end = near.start
      return (near, beyond)
    }
    let slack = coverage.tolerances.max().map { $0.saturating($0) } ?? 0
    let lane = segment.lane
    func clamp(_ index: Int) -> Int { min(max(index, segment.start), segment.end) }
    if latest {
      beyond.start = clamp(lane.pointee.upper(best))
      near.start = clamp(lane.pointee.lower(best.saturating(-slack)))
      near.end = beyond.start
    } else {
      beyond.end = clamp(lane.pointee.lower(best))
      near.start = beyond.end
      near.end = clamp(lane.pointee.upper(best.saturating(slack)))
    }
    return (near, beyond)
  }

  /// The last (or first) row of a segment that is certain.
  private func nearestCertain(_ segment: Segment, latest: Bool) -> Int? {
    let lane = segment.lane
    let all = segment.end - segment.start
    guard lane.pointee.undecided(segment.start, segment.end) < all else { return nil }
    // By halves: the shortest stretch at the near end that holds a certain row.
    var low = 0
    var high = all
    while high - low > 1 {
      let middle = (low + high) / 2
      let start = latest ? segment.end - middle : segment.start
      let end = latest ? segment.end : segment.start + middle
      if lane.pointee.undecided(start, end) < middle { high = middle } else { low = middle }
    }
    return latest ? segment.end - high : segment.start + high - 1
  }

  // MARK: Latest and first

  /// `latest … has` over a crowd.
  func oneOf(
    _ crowd: Crowd, _ index: Int, _ plan: RelationPlan, _ has: Formula, _ open: OpenEnds,
    latest: Bool, _ bag: inout ReasonBag
  ) -> Truth {
    let layout = layout(of: plan.related)
    collectNear(crowd, layout)
    let one = nearest(of: found, evidence[index], open, latest: latest)
    var answers = Possibilities()
    var own = one.reasons
    for candidate in one.candidates {
      answers.add(evaluate(has, FormulaRows(own: candidate.row), &own))
    }
    for segment in crowd.beyond {
      self.answers(segment.lane, index, has, layout)
        .add(segment.start, segment.end, to: &answers, &own)
      segment.lane.pointee.addReasons(segment.start, segment.end, reasons, to: &own)
      add(segment.doubt, to: &own)
    }
    if one.mayBeNone { answers.add(.no) } else { own.insert(reasons.orderUncertain) }
    if one.open.isOpen {
      answers.add(.unknown)
      add(one.open, to: &own)
    }
    let truth = answers.common
    if truth == .unknown { bag.formUnion(own) }
    return truth
  }

  // Members of the near rows, in `found`.
  private func collectNear(_ crowd: Crowd, _ layout: UnsafePointer<StreamLayout>) {
    found.removeAll(keepingCapacity: true)
    for segment in crowd.near {
      for index in segment.start..<segment.end {
        let row = RowRef(row: segment.lane.pointee.rows + index, layout: layout)
        if let member = member(row, segment.doubt, nil, nil, each: nil) { found.append(member) }
      }
    }
  }

  // Made once of each lane, which groups that agree with its rows share.
  private func answers(
    _ lane: UnsafeMutablePointer<Lane>, _ index: Int, _ has: Formula,
    _ layout: UnsafePointer<StreamLayout>
  ) -> LaneAnswers {
    if let known = lane.pointee.answers[index] { return known }
    var yes: [Int32] = [0]
    var no: [Int32] = [0]
    var bags: [ReasonBag?] = []
    var isKnown = true
    for number in 0..<lane.pointee.count {
      let row = RowRef(row: lane.pointee.rows + number, layout: layout)
      var bag = ReasonBag()
      let truth = evaluate(has, FormulaRows(own: row), &bag)
      yes.append(yes[number] + (truth == .yes ? 1 : 0))
      no.append(no[number] + (truth == .no ? 1 : 0))
      bags.append(truth == .unknown ? bag : nil)
      if truth == .unknown { isKnown = false }
    }
    let tree = isKnown ? nil : ReasonTree(bags.count) { bags[$0] }
    let answers = LaneAnswers(yes: yes, no: no, unknown: tree)
    lane.pointee.answers[index] = answers
    return answers
  }

  // MARK: States

  /// What boundaries beyond the last certain one may do to a state: a start that is late enough may have
  /// it on.
  func addEffects(
    _ segment: Segment, starts: Bool, _ plan: StatePlan, at time: Int64,
    to effects: inout Possibilities
  ) {
    guard starts else {
      effects.add(.no)
      return
    }
    guard let lasts = plan.use.state.lasts else {
      effects.add(.yes)
      return
    }
    // Calendar steps from two times of a night in which clocks go back may end in the other order, so the
    // starts about the turn are looked at one by one.
    let turn = lasts.moved(time, forward: false, zone: plan.zone, later: true)
    let lane = segment.lane
    let first = max(segment.start, lane.pointee.lower(turn.saturating(-Self.turnMargin)))
    let last = min(segment.end, lane.pointee.upper(turn.saturating(Self.turnMargin)))
    if segment.start < min(first, segment.end) { effects.add(.no) }
    if max(last, segment.start) < segment.end { effects.add(.yes) }
    guard first < last else { return }
    for index in first..<last {
      effects.add(Truth(isOn(plan, since: lane.pointee.rows[index].time, at: time)))
    }
  }

  /// Four days: more than a month's end and a zone's steps move a date by.
  private static let turnMargin: Int64 = 4 * 86_400 * 1_000_000_000
}

extension Formula {
  /// Reads nothing but the row that it is about.
  func readsRowAlone(_ tests: [RelatedTest]) -> Bool {
    switch self {
    case .constant, .answer, .stored: true
    case .test(let index): tests[index].columns.allSatisfy { $0.place == .own }
    case .question, .comparison: false
    case .and(let parts), .or(let parts): parts.allSatisfy { $0.readsRowAlone(tests) }
    case .not(let part): part.readsRowAlone(tests)
    }
  }
}
