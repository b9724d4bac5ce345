import RuleModel
import Values

extension CorrelationEvaluator {
  // MARK: Relations

  func judgement(
    _ question: Int, _ relation: RelationPlan, _ anchor: RowRef, each: RowRef?
  ) -> CorrelatedJudgement {
    var bag = ReasonBag()
    let answer = ask(question, anchor, each: each, &bag)
    var judgement = CorrelatedJudgement(
      text: plan.questions[question].text, sentence: "", answer: answer)
    var span = WindowSpan()
    var unused = ReasonBag()
    guard find(question, relation.related, anchor, each: each, &span, &unused) else {
      judgement.sentence = sentence(unknown: bag)
      return judgement
    }
    setWindow(&judgement, span)
    let all = lanes[relation.related.candidates]
    judgement.candidates = all.count
    judgement.undecided = all.undecided
    if answer == .unknown {
      judgement.deadline = openEnds(question, relation.related, span).pending
    }
    collect(relation.related, anchor, each: each)
    let members = found.sorted { $0.row.point.isShownBefore($1.row.point) }
    let certain = members.filter { $0.truth == .yes }
    let miss = certain.isEmpty ? nearestMiss(relation.related, span, members, anchor) : nil
    var isLatest = false
    if case .latest = relation.form { isLatest = true }
    let shown = isLatest ? Array(members.reversed()) : members
    add(shown, to: &judgement, role: answer == .unknown ? .candidate : .decided)
    if let miss, judgement.events.count < Self.mostEvents { judgement.events.append(miss) }
    judgement.sentence = sentence(relation, answer, certain.count, members.count, judgement, bag)
    if let miss, answer != .unknown, !miss.note.isEmpty {
      judgement.sentence += "; the nearest is \(miss.note)"
    }
    return judgement
  }

  private func setWindow(_ judgement: inout CorrelatedJudgement, _ span: WindowSpan) {
    if span.first > .min {
      // (x - D, x] is counted in whole nanoseconds from the one after x - D on.
      judgement.windowStart = span.holdsOrigin ? span.first - 1 : span.first
      judgement.windowStartIsIncluded = !span.holdsOrigin
    }
    if span.last < .max { judgement.windowEnd = span.last }
    switch span.direction {
    case .before, .beforeInstant:
      judgement.windowEnd = min(judgement.windowEnd ?? .max, span.point.time)
    case .after, .afterInstant:
      judgement.windowStart = max(judgement.windowStart ?? .min, span.point.time)
    case .any: break
    }
  }

  private func add(
    _ members: [FoundMember], to judgement: inout CorrelatedJudgement,
    role: CorrelatedJudgement.Event.Role
  ) {
    for member in members.prefix(Self.mostEvents) {
      let isCertain = member.truth == .yes
      judgement.events.append(
        CorrelatedJudgement.Event(
          role: isCertain ? role : .candidate,
          note: isCertain ? "" : "not known whether it counts", place: member.row.place))
    }
    judgement.eventsNotShown += max(0, members.count - Self.mostEvents)
  }

  private func sentence(
    _ relation: RelationPlan, _ answer: Truth, _ certain: Int, _ possible: Int,
    _ judgement: CorrelatedJudgement, _ bag: ReasonBag
  ) -> String {
    let kind = relation.relation.related.kind
    if answer == .unknown { return sentence(unknown: bag) }
    let none =
      judgement.candidates == 0
      ? "no candidate" : "none among \(Self.counted(judgement.candidates, "candidate"))"
    switch relation.form {
    case .atLeast(let number):
      if certain == 0 { return none }
      return number == 1
        ? Self.counted(certain, kind) : "\(certain) \(kind), at least \(number) needed"
    case .atMost(let number):
      if number == 0 { return certain == 0 ? none : Self.counted(certain, kind) }
      return "\(certain) \(kind), at most \(number) allowed"
    case .exactly(let number): return "\(certain) \(kind), exactly \(number) needed"
    case .latest, .first:
      if possible == 0 { return none }
      let name = if case .latest = relation.form { "latest" } else { "first" }
      return answer == .yes ? "the \(name) has it" : "the \(name) has it not"
    }
  }

  static func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
  }

  /// Why an answer is not known, in words.
  func sentence(unknown bag: ReasonBag) -> String {
    let all = reasons.reasons(of: bag)
    guard let first = all.first else { return "it is not known" }
    let more = all.count > 1 ? ", and more" : ""
    switch first {
    case .noSource(let kind): return "no source records \(kind)" + more
    case .field(.missing, _, let name): return "\(name) is not recorded" + more
    case .field(.unreadableValue, _, let name): return "\(name) can't be read" + more
    case .field(.recordsDisagree, _, let name): return "records disagree on \(name)" + more
    case .field(.limit, _, let name): return "\(name) takes too long to look at" + more
    case .orderUncertain: return "the order of events is not known" + more
    case .history(let time):
      return "the evidence begins at \(Timestamp(nanoseconds: time).rfc3339)" + more
    case .pending(let time):
      if time == .max { return "it may still turn" + more }
      return "it may still turn until \(Timestamp(nanoseconds: time).rfc3339)" + more
    case .moreMayFollow: return "there may be more"
    }
  }

  // MARK: Nearest misses

  /// Of the candidates that are no members the one that comes nearest: in the window and of the wrong
  /// kind, else next to it.
  private func nearestMiss(
    _ related: RelatedPlan, _ span: WindowSpan, _ members: [FoundMember], _ anchor: RowRef
  ) -> CorrelatedJudgement.Event? {
    let layout = layout(of: related)
    for number in 0..<segments.count {
      let segment = segments[number]
      for index in segment.start..<min(segment.end, segment.start + 64) {
        let row = RowRef(row: segment.lane.pointee.rows + index, layout: layout)
        if members.contains(where: { $0.row.row == row.row }) { continue }
        let note = "in the window, but not as the condition asks"
        return CorrelatedJudgement.Event(role: .nearestMiss, note: note, place: row.place)
      }
    }
    var best: (distance: UInt64, row: RowRef)?
    var low = span.first
    var high = span.last
    switch span.direction {
    case .before, .beforeInstant: high = min(high, span.point.time)
    case .after, .afterInstant: low = max(low, span.point.time)
    case .any: break
    }
    for lane in lanes[related.candidates].active {
      let before = low == .min ? -1 : lane.pointee.lower(low) - 1
      let after = high == .max ? lane.pointee.count : lane.pointee.upper(high)
      for index in [before, after] where index >= 0 && index < lane.pointee.count {
        let row = RowRef(row: lane.pointee.rows + index, layout: layout)
        if row.point.isSame(anchor.point) { continue }
        let time = row.row.pointee.time
        let edge = index == before ? low : high
        let (difference, overflow) = time.subtractingReportingOverflow(edge)
        let distance = overflow ? .max : difference.magnitude
        if let known = best, (known.distance, known.row.point.time) <= (distance, time) {
          continue
        }
        best = (distance, row)
      }
    }
    guard let best else { return nil }
    return CorrelatedJudgement.Event(
      role: .nearestMiss, note: Self.distance(from: span.point.time, to: best.row.point.time),
      place: best.row.place)
  }

  /// `33 d later`, `2 h earlier`.
  static func distance(from origin: Int64, to time: Int64) -> String {
    let (difference, overflow) = time.subtractingReportingOverflow(origin)
    if overflow { return time < origin ? "long before" : "long after" }
    if difference == 0 { return "at the same time" }
    let word = difference < 0 ? "earlier" : "later"
    let size = difference.magnitude
    for (unit, length) in [
      ("d", UInt64(86_400_000_000_000)), ("h", 3_600_000_000_000), ("min", 60_000_000_000),
      ("s", 1_000_000_000), ("ms", 1_000_000),
    ] where size >= 2 * length || (size >= length && size % length == 0) {
      return "\(size / length) \(unit) \(word)"
    }
    return "\(size) ns \(word)"
  }

  // MARK: States

  func judgement(_ question: Int, _ state: StatePlan, _ anchor: RowRef) -> CorrelatedJudgement {
    var bag = ReasonBag()
    let answer = ask(question, state, anchor, &bag)
    var judgement = CorrelatedJudgement(
      text: plan.questions[question].text, sentence: "", answer: answer)
    judgement.windowEnd = anchor.row.pointee.time
    var history: [(point: OrderPoint, starts: Bool, row: RowRef, isCertain: Bool)] = []
    for boundary in state.boundaries {
      let layout = UnsafePointer(layouts + plan.candidates[boundary.candidates].stream)
      for lane in lanes[boundary.candidates].active {
        judgement.candidates += lane.pointee.count
        judgement.undecided += lane.pointee.undecided
        let end = lane.pointee.upper(anchor.row.pointee.time)
        for index in max(0, end - Self.mostEvents)..<end {
          let row = RowRef(row: lane.pointee.rows + index, layout: layout)
          if row.point.isSame(anchor.point) { continue }
          history.append((row.point, boundary.starts, row, row.row.pointee.bag < 0))
        }
      }
    }
    history.sort { $0.point.isShownBefore($1.point) }
    for event in history.suffix(Self.mostEvents) {
      judgement.events.append(
        CorrelatedJudgement.Event(
          role: event.starts ? .start : .end,
          note: event.isCertain ? "" : "not known whether it counts", place: event.row.place))
    }
    judgement.eventsNotShown = max(0, judgement.candidates - judgement.events.count)
    judgement.sentence = sentence(state, answer, history.last.map { ($0.point, $0.starts) }, bag)
    return judgement
  }

  private func sentence(
    _ state: StatePlan, _ answer: Truth, _ last: (point: OrderPoint, starts: Bool)?,
    _ bag: ReasonBag
  ) -> String {
    if answer == .unknown { return sentence(unknown: bag) }
    guard let last else {
      return answer == .yes ? "on from the beginning" : "it was never seen to start"
    }
    let time = Timestamp(nanoseconds: last.point.time).rfc3339
    if answer == .yes { return "on since \(time)" }
    return last.starts ? "started at \(time), and over by then" : "off since \(time)"
  }

  // MARK: Sequences

  func judgement(
    _ question: Int, _ sequence: SequencePlan, _ anchor: RowRef
  ) -> CorrelatedJudgement {
    var bag = ReasonBag()
    let answer = ask(question, sequence, anchor, &bag)
    let names = sequence.sequence.steps.map(\.name).joined(separator: ", ")
    var judgement = CorrelatedJudgement(
      text: "sequence \(names)", sentence: "", answer: answer)
    let span = sequenceSpan(sequence, anchor)
    judgement.windowStart = span.first > .min ? span.first : nil
    judgement.windowEnd = anchor.row.pointee.time
    var taken: [(step: Int, row: RowRef)] = []
    var limit = anchor.point
    for step in sequence.sequence.steps.indices.reversed() {
      var needed = sequence.sequence.steps[step].count
      if step == sequence.sequence.steps.count - 1 { needed -= 1 }
      let rows = lastRows(sequence.candidates[step], before: limit, span, needed)
      for row in rows { taken.append((step, row)) }
      if let first = rows.last { limit = first.point }
    }
    for lane in sequence.candidates.flatMap({ lanes[$0].active }) {
      judgement.candidates += lane.pointee.count
      judgement.undecided += lane.pointee.undecided
    }
    if answer != .no {
      for (step, row) in taken.reversed().prefix(2 * Self.mostEvents) {
        judgement.events.append(
          CorrelatedJudgement.Event(
            role: .step, note: sequence.sequence.steps[step].name, place: row.place))
      }
      judgement.eventsNotShown = max(0, taken.count - judgement.events.count)
    }
    switch answer {
    case .yes:
      judgement.sentence = "it completes, with \(Self.counted(taken.count, "event")) before"
    case .no: judgement.sentence = "it does not complete"
    case .unknown: judgement.sentence = sentence(unknown: bag)
    }
    return judgement
  }

  // The last rows of a step before a point, the latest first.
  private func lastRows(
    _ candidates: Int, before limit: OrderPoint, _ span: WindowSpan, _ count: Int
  ) -> [RowRef] {
    guard count > 0 else { return [] }
    let layout = UnsafePointer(layouts + plan.candidates[candidates].stream)
    var rows: [RowRef] = []
    for lane in lanes[candidates].active {
      var index = lane.pointee.upper(limit.time)
      var left = count
      while index > 0, left > 0 {
        index -= 1
        let row = lane.pointee.rows + index
        if row.pointee.time < span.first { break }
        guard row.pointee.point.isShownBefore(limit) else { continue }
        rows.append(RowRef(row: row, layout: layout))
        left -= 1
      }
    }
    return Array(rows.sorted { $1.point.isShownBefore($0.point) }.prefix(count))
  }

  // MARK: Aggregates

  func judgement(comparison index: Int, _ rows: FormulaRows) -> CorrelatedJudgement {
    let comparison = plan.comparisons[index]
    var bag = ReasonBag()
    let answer = compare(index, rows, &bag)
    var judgement = CorrelatedJudgement(text: "", sentence: "", answer: answer)
    for side in [comparison.left, comparison.right] {
      switch side {
      case .aggregate(let index, let isStored):
        guard case .aggregate(let aggregate) = plan.questions[index].kind else { continue }
        let quantity = quantity(side, rows)
        let value = Self.words(quantity)
        if judgement.text.isEmpty {
          judgement.text = aggregate.aggregate.text
          judgement.value = value
          if !isStored { addMembers(index, aggregate, rows, to: &judgement) }
        } else {
          judgement.limit = value
        }
      case .operand(let operand):
        var unused = ReasonBag()
        if case .literal(let value) = operand.operand {
          judgement.limit = value.description
        } else if case .value(let value) = state(operand, rows, &unused), !value.isText {
          judgement.limit = value.description
        }
      }
    }
    judgement.sentence =
      answer == .unknown ? sentence(unknown: bag) : judgement.value.map { "it is \($0)" } ?? ""
    return judgement
  }

  private func addMembers(
    _ index: Int, _ aggregate: AggregatePlan, _ rows: FormulaRows,
    to judgement: inout CorrelatedJudgement
  ) {
    var unused = ReasonBag()
    guard let site = site(index, aggregate, rows, &unused) else { return }
    setWindow(&judgement, site)
    if judgement.answer == .unknown { judgement.deadline = site.open.pending }
    collect(aggregate.related, site.anchor, each: site.each)
    let members = found.sorted { $0.row.point.isShownBefore($1.row.point) }
    judgement.candidates = members.count
    judgement.undecided = members.count { $0.truth == .unknown }
    if aggregate.aggregate.function == .gap {
      addSilence(site, members, to: &judgement)
    } else {
      add(members, to: &judgement, role: .member)
    }
  }

  private func setWindow(_ judgement: inout CorrelatedJudgement, _ site: AggregateSite) {
    judgement.windowStart = site.start
    judgement.windowEnd = site.end
    guard site.anchor == nil, let group else {
      judgement.windowStartIsIncluded = !site.countsAnchor
      return
    }
    if group.isSliding {
      // (t - D, t]
      judgement.windowStart = site.start.map { $0.saturating(-1) }
      judgement.windowEnd = site.end.map { $0.saturating(-1) }
      judgement.windowStartIsIncluded = false
    } else if !window.isSession {
      judgement.windowEndIsIncluded = false
    }
  }

  /// The members of a group's window, where nothing else says which events it was about.
  func membersJudgement(_ plan: GroupPlan) -> CorrelatedJudgement? {
    guard group != nil else { return nil }
    var points: [(point: OrderPoint, place: EventPlace)] = []
    var count = 0
    var undecided = 0
    for (_, candidates) in plan.members {
      let layout = UnsafePointer(layouts + self.plan.candidates[candidates].stream)
      for lane in lanes[candidates].active {
        let low = window.first == .min ? 0 : lane.pointee.lower(window.first)
        let high = window.last == .max ? lane.pointee.count : lane.pointee.upper(window.last)
        guard low < high else { continue }
        count += high - low
        undecided += lane.pointee.undecided(low, high)
        for index in low..<min(high, low + Self.mostEvents) {
          let row = RowRef(row: lane.pointee.rows + index, layout: layout)
          points.append((row.point, row.place))
        }
      }
    }
    guard count > 0 else { return nil }
    points.sort { $0.point.isShownBefore($1.point) }
    var judgement = CorrelatedJudgement(
      text: "the group's events",
      sentence: Self.counted(count, "event") + " of the kinds that the rule names", answer: .yes)
    judgement.windowStart = window.first > .min ? window.first : nil
    judgement.windowEnd = window.last < .max ? window.last : nil
    judgement.candidates = count
    judgement.undecided = undecided
    judgement.events = points.prefix(Self.mostEvents).map {
      CorrelatedJudgement.Event(role: .member, note: "", place: $0.place)
    }
    judgement.eventsNotShown = count - judgement.events.count
    return judgement
  }

  /// `137`, `at least 12`, `3 to 5`; texts of records are never said.
  private static func words(_ quantity: Quantity) -> String? {
    guard quantity.possible.count == 1 else { return nil }
    switch quantity.possible[0] {
    case .value(let value): return value.isText ? nil : value.description
    case .absent: return "none"
    case .anything: return nil
    case .range(let low, let high):
      switch (low?.words, high?.words) {
      case (let low?, let high?): return low == high ? low : "\(low) to \(high)"
      case (let low?, nil): return "at least \(low)"
      case (nil, let high?): return "at most \(high)"
      case (nil, nil): return nil
      }
    }
  }
}

extension Value {
  /// May hold what must not be shown.
  fileprivate var isText: Bool {
    switch self {
    case .number, .boolean, .timestamp, .date, .duration, .size, .version: false
    case .string, .ip, .network, .list, .object: true
    }
  }
}

extension Endpoint {
  fileprivate var words: String? {
    switch self {
    case .value(let value): return value.isText ? nil : value.description
    case .quotient(let number, let divisor, let kind):
      if divisor == 1 {
        switch kind {
        case .size: return number.integer.map { Value.size($0).description }
        case .duration:
          return number.integer.map { Value.duration(Duration(nanoseconds: $0)).description }
        default: return number.description
        }
      }
      return rounded(number, divisor, kind)
    }
  }

  // To four digits behind the point, towards zero.
  private func rounded(_ number: Number, _ divisor: Int64, _ kind: ValueKind) -> String? {
    if kind == .duration || kind == .size, let whole = number.integer {
      let part = whole / max(1, divisor)
      return kind == .size
        ? Value.size(part).description
        : Value.duration(Duration(nanoseconds: part)).description
    }
    let scaled = number.approximate / Double(divisor) * 10_000
    guard scaled.magnitude < 1e15 else { return nil }
    return Number(significand: Int128(scaled), exponent: -4).description
  }
}
