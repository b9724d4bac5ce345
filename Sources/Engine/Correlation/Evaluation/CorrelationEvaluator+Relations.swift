import RuleModel
import Values

/// An event that is, or may be, a member of a window.
struct FoundMember {
  var row: RowRef
  /// `yes` or `unknown`.
  var truth: Truth
  var doubt: Segment.Doubt
  /// Why it is undecided.
  var bag: ReasonBag
}

extension CorrelationEvaluator {
  /// Answers a question about a row of the group at hand.
  func ask(
    _ index: Int, _ anchor: RowRef, each: RowRef?, _ bag: inout ReasonBag
  ) -> Truth {
    switch plan.questions[index].kind {
    case .relation(let relation): return ask(index, relation, anchor, each: each, &bag)
    case .state(let state): return ask(index, state, anchor, &bag)
    case .sequence(let sequence): return ask(index, sequence, anchor, &bag)
    case .aggregate: return .unknown
    }
  }

  // MARK: Windows

  /// Finds the segments of a question's window; false: it is not known where it is, or who is in it.
  func find(
    _ index: Int, _ related: RelatedPlan, _ anchor: RowRef, each: RowRef?, _ span: inout WindowSpan,
    _ bag: inout ReasonBag
  ) -> Bool {
    if let kind = evidence[index].missingKind {
      bag.insert(reasons.number(.noSource(kind: kind)))
      return false
    }
    var excluded: OrderPoint? = anchor.point
    if let window = related.window {
      guard let found = self.span(window, anchor, each: each, &bag) else { return false }
      span = found
      if case .anchor = window.origin { excluded = nil }
    }
    if !anchor.hasKey {
      reasons.addKey(anchor, to: &bag)
      return false
    }
    segments.removeAll()
    for lane in lanes[related.candidates].active {
      segments.add(lane, span, anchor: excluded, clocks: clocks)
    }
    return true
  }

  /// nil: the time that it starts from is not known.
  func span(
    _ window: WindowPlan, _ anchor: RowRef, each: RowRef?, _ bag: inout ReasonBag
  ) -> WindowSpan? {
    switch window.origin {
    case .anchor: return window.span(from: anchor.point, isInstant: false)
    case .each:
      guard let point = each?.point ?? (anchor.isPair ? anchor.eachPoint : nil) else { return nil }
      return window.span(from: point, isInstant: false)
    case .timestamp(let operand):
      let rows = FormulaRows(own: nil, anchor: anchor, each: each)
      let before = bag
      let state = state(operand, rows, &bag)
      if case .value(let value) = state,
        case .timestamp(let time)? = Coercion.convert(value, to: .timestamp)
      {
        let point = OrderPoint(time: time.nanoseconds, offset: 0, source: -1, file: -1)
        return window.span(from: point, isInstant: true)
      }
      if bag == before, let column = operand.columns.first {
        let isAbsent = state == .absent
        bag.insert(
          reasons.number(
            .field(
              isAbsent ? .missing : .unreadableValue,
              source: source(of: column, rows),
              name: column.name)))
      }
      return nil
    }
  }

  func openEnds(_ index: Int, _ related: RelatedPlan, _ span: WindowSpan) -> OpenEnds {
    var open = clocks.openEnds(span, evidence[index])
    if let pending = open.pending, !related.nested.isEmpty {
      open.pending = related.nested.deadline(pending)
    }
    return open
  }

  func add(_ open: OpenEnds, to bag: inout ReasonBag) {
    if let history = open.history { bag.insert(reasons.number(.history(from: history))) }
    if let pending = open.pending { bag.insert(pendingUntil: pending) }
  }

  // MARK: Forms

  private func ask(
    _ index: Int, _ plan: RelationPlan, _ anchor: RowRef, each: RowRef?, _ bag: inout ReasonBag
  ) -> Truth {
    if self.plan.questions[index].isFirst, anchor.flags & RowLayout.keyIsAbsent != 0 {
      // Without the key it is no subject.
      return .no
    }
    var span = WindowSpan()
    let related = plan.related
    guard find(index, related, anchor, each: each, &span, &bag) else { return .unknown }
    let isTrue: Bool
    let isFalse: Bool
    switch plan.form {
    case .atLeast(let number):
      let (certain, possible) = counts(related, anchor, each: each, enough: number)
      if certain >= number { return .yes }
      isTrue = false
      isFalse = possible < number
    case .atMost(let number):
      let (certain, possible) = counts(
        related, anchor, each: each, enough: number == .max ? number : number + 1)
      if certain > number { return .no }
      isTrue = possible <= number
      isFalse = false
    case .exactly(let number):
      let (certain, possible) = counts(
        related, anchor, each: each, enough: number == .max ? number : number + 1)
      if certain > number { return .no }
      isTrue = certain == number && possible == certain
      isFalse = possible < number
    case .latest, .first: return oneOf(index, plan, span, anchor, each: each, &bag)
    }
    let open = openEnds(index, related, span)
    if !open.isOpen {
      if isTrue { return .yes }
      if isFalse { return .no }
    }
    addReasons(related, anchor, each: each, to: &bag)
    add(open, to: &bag)
    return .unknown
  }

  /// How many members are certain and how many possible, of the segments found. Counting may stop at
  /// so many certain ones.
  func counts(
    _ related: RelatedPlan, _ anchor: RowRef?, each: RowRef?, enough: Int
  ) -> (certain: Int, possible: Int) {
    guard let member = related.member else { return segments.counts }
    var certain = 0
    var possible = 0
    var unused = ReasonBag()
    let layout = layout(of: related)
    for number in 0..<segments.count {
      let segment = segments[number]
      for index in segment.start..<segment.end {
        let row = segment.lane.pointee.rows + index
        let rows = FormulaRows(
          own: RowRef(row: row, layout: layout), anchor: anchor, each: each)
        let truth = evaluate(member, rows, &unused)
        if truth == .no { continue }
        possible &+= 1
        if truth == .yes, segment.doubt == .none, row.pointee.bag < 0 {
          certain &+= 1
          if certain >= enough { return (certain, possible) }
        }
      }
    }
    return (certain, possible)
  }

  func layout(of related: RelatedPlan) -> UnsafePointer<StreamLayout> {
    UnsafePointer(layouts + plan.candidates[related.candidates].stream)
  }

  /// Adds the reasons of undecided members of the segments found.
  func addReasons(
    _ related: RelatedPlan, _ anchor: RowRef?, each: RowRef?, to bag: inout ReasonBag
  ) {
    guard related.member == nil else {
      collect(related, anchor, each: each)
      for member in found where member.truth == .unknown { bag.formUnion(member.bag) }
      return
    }
    for number in 0..<segments.count {
      let segment = segments[number]
      segment.lane.pointee.addReasons(segment.start, segment.end, reasons, to: &bag)
      if segment.doubt != .none { add(segment.doubt, to: &bag) }
    }
  }

  func add(_ doubt: Segment.Doubt, to bag: inout ReasonBag) {
    switch doubt {
    case .none: break
    case .order: bag.insert(reasons.orderUncertain)
    case .session: bag.formUnion(group?.window.doubts ?? ReasonBag())
    }
  }

  /// Lists all members of the segments found in `found`.
  func collect(_ related: RelatedPlan, _ anchor: RowRef?, each: RowRef?) {
    found.removeAll(keepingCapacity: true)
    let layout = layout(of: related)
    for number in 0..<segments.count {
      let segment = segments[number]
      for index in segment.start..<segment.end {
        let row = RowRef(row: segment.lane.pointee.rows + index, layout: layout)
        if let member = member(row, segment.doubt, related.member, anchor, each: each) {
          found.append(member)
        }
      }
    }
  }

  /// nil: it is no member.
  func member(
    _ row: RowRef, _ doubt: Segment.Doubt, _ condition: Formula?, _ anchor: RowRef?, each: RowRef?
  ) -> FoundMember? {
    var member = FoundMember(row: row, truth: .yes, doubt: doubt, bag: ReasonBag())
    if let condition {
      let rows = FormulaRows(own: row, anchor: anchor, each: each)
      member.truth = evaluate(condition, rows, &member.bag)
      if member.truth == .no { return nil }
    }
    if row.row.pointee.bag >= 0 {
      member.truth = .unknown
      member.bag.formUnion(reasons.bags[Int(row.row.pointee.bag)])
    }
    if doubt != .none {
      member.truth = .unknown
      add(doubt, to: &member.bag)
    }
    return member
  }

  // MARK: Latest and first

  /// Which of some members may be the latest (or first), and what else may be.
  struct Nearest {
    var candidates: [FoundMember] = []
    var mayBeNone = false
    /// An event that the evidence does not hold may be it, for these ends.
    var open = OpenEnds()
    /// Why it is not one event.
    var reasons = ReasonBag()
  }

  private func oneOf(
    _ index: Int, _ plan: RelationPlan, _ span: WindowSpan, _ anchor: RowRef, each: RowRef?,
    _ bag: inout ReasonBag
  ) -> Truth {
    guard let has = plan.has else { return .unknown }
    var isLatest = false
    if case .latest = plan.form { isLatest = true }
    if let row = certainNearest(index, plan.related, span, latest: isLatest) {
      let own = RowRef(row: row, layout: layout(of: plan.related))
      return evaluate(has, FormulaRows(own: own, anchor: anchor, each: each), &bag)
    }
    let one = nearest(
      plan.related, evidence[index], openEnds(index, plan.related, span), latest: isLatest, anchor,
      each: each)
    var answers = Possibilities()
    var own = one.reasons
    for candidate in one.candidates {
      let rows = FormulaRows(own: candidate.row, anchor: anchor, each: each)
      answers.add(evaluate(has, rows, &own))
    }
    if one.mayBeNone { answers.add(.no) }
    if one.open.isOpen {
      answers.add(.unknown)
      add(one.open, to: &own)
    }
    let truth = answers.common
    if truth == .unknown { bag.formUnion(own) }
    return truth
  }

  /// The usual case: of the segments found one row is certainly the latest (or first), and nothing that the
  /// evidence lacks may be. nil: it is not so simple.
  private func certainNearest(
    _ index: Int, _ related: RelatedPlan, _ span: WindowSpan, latest: Bool
  ) -> UnsafePointer<LaneRow>? {
    guard related.member == nil, segments.count > 0 else { return nil }
    var best: UnsafePointer<LaneRow>?
    for number in 0..<segments.count {
      let segment = segments[number]
      let rows = segment.lane.pointee.rows
      guard segment.doubt == .none else { return nil }
      let row = rows + (latest ? segment.end - 1 : segment.start)
      guard row.pointee.bag < 0 else { return nil }
      // Those of its time are of its file, whose order is known.
      let next = latest ? row - 1 : row + 1
      if segment.end - segment.start > 1, next.pointee.time == row.pointee.time,
        next.pointee.file != row.pointee.file
      {
        return nil
      }
      if let known = best {
        guard known.pointee.source == row.pointee.source,
          known.pointee.time != row.pointee.time
        else { return nil }
        if latest ? row.pointee.time > known.pointee.time : row.pointee.time < known.pointee.time {
          best = UnsafePointer(row)
        }
      } else {
        best = UnsafePointer(row)
      }
    }
    guard let best else { return nil }
    let open = clocks.openEnds(span, evidence[index])
    if !open.isOpen { return best }
    if open.pending != nil, latest || !clocks.isBeforeEnd(best.pointee.point, evidence[index]) {
      return nil
    }
    if open.history != nil,
      !latest || !clocks.isAfterHistory(best.pointee.point, evidence[index])
    {
      return nil
    }
    return best
  }

  /// Of the segments found.
  func nearest(
    _ related: RelatedPlan, _ evidence: KindEvidence, _ open: OpenEnds, latest: Bool,
    _ anchor: RowRef?, each: RowRef?
  ) -> Nearest {
    collectNearest(related, latest: latest, anchor, each: each)
    return nearest(of: found, evidence, open, latest: latest)
  }

  func nearest(
    of members: [FoundMember], _ evidence: KindEvidence, _ open: OpenEnds, latest: Bool
  ) -> Nearest {
    var result = Nearest()
    let best = bestCertain(members, latest: latest)
    for member in members where !isBehind(member.row.point, best, latest: latest) {
      result.candidates.append(member)
      if member.truth == .unknown { result.reasons.formUnion(member.bag) }
    }
    result.mayBeNone = best.isEmpty
    if result.candidates.count > 1, !best.isEmpty {
      result.reasons.insert(reasons.orderUncertain)
    }
    if let history = open.history,
      !latest || !best.contains(where: { clocks.isAfterHistory($0, evidence) })
    {
      result.open.history = history
    }
    if let pending = open.pending,
      latest || !best.contains(where: { clocks.isBeforeEnd($0, evidence) })
    {
      result.open.pending = pending
    }
    return result
  }

  // Of the certain members the last (or first) of each file: whatever is behind another of its file
  // is behind that.
  private func bestCertain(_ members: [FoundMember], latest: Bool) -> [OrderPoint] {
    var best: [OrderPoint] = []
    for member in members where member.truth == .yes {
      let point = member.row.point
      if let index = best.firstIndex(where: { $0.source == point.source && $0.file == point.file })
      {
        let isNearer =
          latest
          ? (best[index].time, best[index].offset) < (point.time, point.offset)
          : (point.time, point.offset) < (best[index].time, best[index].offset)
        if isNearer { best[index] = point }
      } else {
        best.append(point)
      }
    }
    return best
  }

  private func isBehind(_ point: OrderPoint, _ best: [OrderPoint], latest: Bool) -> Bool {
    for other in best {
      let precedes = latest ? clocks.precedes(point, other) : clocks.precedes(other, point)
      if precedes == true, !point.isSame(other) { return true }
    }
    return false
  }

  // Members near enough to the latest (or first) certain one to be it; `found` holds them.
  private func collectNearest(
    _ related: RelatedPlan, latest: Bool, _ anchor: RowRef?, each: RowRef?
  ) {
    found.removeAll(keepingCapacity: true)
    let layout = layout(of: related)
    let slack = coverage.tolerances.max().map { $0.saturating($0) } ?? 0
    var best: Int64?
    for number in 0..<segments.count {
      let segment = segments[number]
      for step in 0..<(segment.end - segment.start) {
        let index = latest ? segment.end - 1 - step : segment.start + step
        let row = segment.lane.pointee.rows + index
        if let best {
          // Nothing further in this lane can be as near.
          if latest, row.pointee.time < best.saturating(-slack) { break }
          if !latest, row.pointee.time > best.saturating(slack) { break }
        }
        guard
          let member = member(
            RowRef(row: row, layout: layout), segment.doubt, related.member, anchor, each: each)
        else { continue }
        found.append(member)
        guard member.truth == .yes else { continue }
        let time = row.pointee.time
        best = best.map { latest ? max($0, time) : min($0, time) } ?? time
      }
    }
  }
}

/// What is true of all possibilities or of none.
struct Possibilities {
  private var seen: UInt8 = 0

  mutating func add(_ truth: Truth) { seen |= 1 << truth.rawValue }

  var common: Truth {
    switch seen {
    case 1 << Truth.yes.rawValue: .yes
    case 1 << Truth.no.rawValue: .no
    default: .unknown
    }
  }
}
