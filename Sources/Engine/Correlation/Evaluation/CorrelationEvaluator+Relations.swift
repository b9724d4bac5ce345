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
    if let relation = kept.facts(index).relation {
      return relation.plan._withUnsafeGuaranteedRef { plan in
        relation.related._withUnsafeGuaranteedRef { related in
          ask(index, plan, related, anchor, each: each, &bag)
        }
      }
    }
    switch plan.questions[index].kind {
    case .relation, .aggregate: return .unknown
    case .state(let state): return ask(index, state, anchor, &bag)
    case .sequence(let sequence): return ask(index, sequence, anchor, &bag)
    }
  }

  // MARK: Windows

  /// Finds the segments of a question's window; false: it is not known where it is, or who is in it.
  func find(
    _ index: Int, _ related: RelatedPlan, _ anchor: RowRef, each: RowRef?, _ span: inout WindowSpan,
    _ bag: inout ReasonBag
  ) -> Bool {
    let facts = kept.facts(index)
    if !facts.isSupplied, let kind = evidence[index].missingKind {
      bag.insert(reasons.number(.noSource(kind: kind)))
      return false
    }
    var excluded: OrderPoint? = anchor.point
    if let window = related.window {
      guard let found = self.span(window, anchor, each: each, &bag) else { return false }
      span = found
      if window.startsAtAnchor { excluded = nil }
    }
    if !anchor.hasKey, !related.keyIsCondition {
      reasons.addKey(anchor, to: &bag)
      return false
    }
    segments.removeAll()
    laneTable[related.candidates]._withUnsafeGuaranteedRef { lanes in
      for number in 0..<lanes.active.count {
        segments.add(lanes.active[number], span, anchor: excluded, clocks: clocks)
      }
    }
    if !anchor.hasKey {
      anchorKey = ReasonBag()
      reasons.addKey(anchor, to: &anchorKey)
      segments.doubtKeys()
    }
    return true
  }

  /// nil: the time that it starts from is not known.
  func span(
    _ window: WindowPlan, _ anchor: RowRef, each: RowRef?, _ bag: inout ReasonBag
  ) -> WindowSpan? {
    if window.startsAtAnchor { return window.span(from: anchor.point, isInstant: false) }
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
    let facts = kept.facts(index)
    if facts.onlySource >= 0 {
      var open = OpenEnds()
      clocks.open(&open, span, facts.onlySource, facts.begin, facts.end)
      return open
    }
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
    _ index: Int, _ plan: RelationPlan, _ related: RelatedPlan, _ anchor: RowRef, each: RowRef?,
    _ bag: inout ReasonBag
  ) -> Truth {
    if kept.facts(index).isFirst, anchor.flags & RowLayout.keyIsAbsent != 0 {
      // Without the key it is no subject.
      return .no
    }
    var span = WindowSpan()
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
    case .session: bag.formUnion(windowDoubts)
    case .key: bag.formUnion(anchorKey)
    case .orderAndKey:
      bag.insert(reasons.orderUncertain)
      bag.formUnion(anchorKey)
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
}
