import RuleModel
import Values

extension CorrelationEvaluator {
  func isJudged(_ time: Int64) -> Bool {
    guard let period else { return true }
    return period.start <= time && time < period.end
  }

  // MARK: Verdicts

  /// The table of subjects (semantics C3). nil: it is none.
  func outcome(
    _ tally: RuleTally, _ rows: FormulaRows, selected: Truth, _ selectedReasons: ReasonBag
  ) -> SubjectOutcome? {
    if selected == .no { return nil }
    var bag = selectedReasons
    var mayBeExcepted = false
    for index in tally.plan.exceptions.indices {
      switch evaluate(tally.plan.exceptions[index], rows, &bag) {
      case .yes: return selected == .yes ? .excepted(index) : .undecided
      case .unknown: mayBeExcepted = true
      case .no: break
      }
    }
    switch evaluate(tally.plan.requirement, rows, &bag) {
    case .yes: return selected == .yes ? .passed : .undecided
    case .no: return selected == .yes && !mayBeExcepted ? .failed : .inconclusive(bag)
    case .unknown: return .inconclusive(bag)
    }
  }

  /// Judges an event, or a pair of events.
  func judge(
    _ tally: RuleTally, _ rows: FormulaRows, selected: Truth, _ selectedReasons: ReasonBag
  ) {
    guard let own = rows.own, tally.result.error == nil,
      let outcome = outcome(tally, rows, selected: selected, selectedReasons)
    else { return }
    if let overflow {
      fail(tally, overflow)
      return
    }
    switch outcome {
    case .passed: tally.result.passed += 1
    case .undecided: tally.result.undecided += 1
    case .excepted(let index):
      tally.result.excepted += 1
      tally.result.exceptions[index] += 1
    case .failed:
      tally.result.failed += 1
      tally.result.failures.add(own.row.pointee.time)
      let waiver = waiver(of: tally, rows, at: own.row.pointee.time)
      if waiver >= 0 {
        tally.result.waived += 1
        tally.result.waivedBy[waiver, default: 0] += 1
      }
      guard tally.findings.accepts(own.key) else { return }
      let order = order(rows)
      guard tally.findings.accepts(order) else { return }
      tally.findings.insert(shown(tally, rows, order, waiver: waiver))
    case .inconclusive(let bag): add(tally, bag, rows)
    }
  }

  func fail(_ tally: RuleTally, _ message: String) {
    tally.result.error = message
    overflow = nil
  }

  private func add(_ tally: RuleTally, _ bag: ReasonBag, _ rows: FormulaRows) {
    guard let own = rows.own else { return }
    add(tally, bag, key: own.key) {
      self.order(rows)
    } shown: {
      self.shown(tally, rows, $0)
    }
  }

  /// Counts a subject that is pending or inconclusive.
  func add(
    _ tally: RuleTally, _ bag: ReasonBag, key: RecordKey, order: () -> SubjectOrder,
    shown: (SubjectOrder) -> ShownSubject
  ) {
    if bag.isOnlyPending {
      tally.result.pending += 1
      tally.result.pendingUntil = max(tally.result.pendingUntil ?? .min, bag.pendingUntil)
      guard tally.pending.accepts(key) else { return }
      let order = order()
      guard tally.pending.accepts(order) else { return }
      var subject = shown(order)
      subject.finding.pendingUntil = bag.pendingUntil
      tally.pending.insert(subject)
      return
    }
    tally.result.inconclusive += 1
    let reason = firstReason(of: bag)
    tally.undecided[reason, default: RuleTally.Undecided()].count += 1
    guard tally.undecided[reason]?.examples.accepts(key) == true else { return }
    let order = order()
    guard tally.undecided[reason]?.examples.accepts(order) == true else { return }
    tally.undecided[reason]?.examples.insert(shown(order))
  }

  /// What a subject is counted under.
  private func firstReason(of bag: ReasonBag) -> CorrelationReason {
    if bag.others.isEmpty, !bag.isPending, bag.mask.nonzeroBitCount == 1 {
      return reasons.reasons[bag.mask.trailingZeroBitCount]
    }
    return reasons.reasons(of: bag).first ?? .orderUncertain
  }

  /// The first waiver that covers a failed subject; -1 if none does.
  func waiver(of tally: RuleTally, _ rows: FormulaRows, at time: Int64) -> Int32 {
    var unused = ReasonBag()
    for waiver in tally.plan.waivers where time < waiver.end {
      guard let condition = waiver.condition else { return waiver.waiver }
      if evaluate(condition, rows, &unused) == .yes { return waiver.waiver }
    }
    return -1
  }

  // MARK: Shown subjects

  private func order(_ rows: FormulaRows) -> SubjectOrder {
    guard let own = rows.own else {
      return SubjectOrder(key: RecordKey(time: .min, source: 0, file: 0, offset: 0))
    }
    var order = SubjectOrder(key: own.key)
    if let each = rows.each {
      order.each = each.point
    } else if own.isPair {
      order.each = own.eachPoint
    } else {
      order.sequence = own.row.pointee.sequence
    }
    return order
  }

  private func shown(
    _ tally: RuleTally, _ rows: FormulaRows, _ order: SubjectOrder, waiver: Int32 = -1
  ) -> ShownSubject {
    guard let own = rows.own else { preconditionFailure("an event's subject has a row") }
    var element: Value?
    if tally.plan.hasElements, case .value(let value) = own.value(ColumnSource.element).state {
      element = value
    }
    let each = rows.each?.place ?? (own.isPair ? own.eachPlace : nil)
    let subject = CorrelatedSubject.event(own.place, each: each, element: element)
    let explanation = explain(tally, rows)
    let finding = CorrelatedFinding(
      subject: subject, key: own.key, waiver: waiver, judgements: explanation.judgements)
    return ShownSubject(
      order: order, finding: finding,
      number: own.layout.pointee.numberOffset >= 0 ? own.number : -1,
      elsewhere: explanation.elsewhere)
  }

  // MARK: Triggers

  /// Whether an event is a subject: its own certainty, and that it is the first of its key.
  func selected(
    _ row: RowRef, _ condition: Formula?, _ bag: inout ReasonBag
  ) -> Truth {
    var truth = Truth.yes
    if !row.isCertain {
      truth = .unknown
      reasons.addEvent(row, to: &bag)
    }
    guard let condition else { return truth }
    var own = ReasonBag()
    switch evaluate(condition, FormulaRows(own: row), &own) {
    case .no: return .no
    case .unknown:
      bag.formUnion(own)
      return .unknown
    case .yes: return truth
    }
  }

  func judge(_ tally: RuleTally, trigger row: RowRef) {
    guard isJudged(row.row.pointee.time) else { return }
    var bag = ReasonBag()
    let selected = selected(row, tally.plan.selected, &bag)
    if selected == .no { return }
    if tally.plan.hasElements {
      let element = row.value(ColumnSource.element)
      if ValueCode.isUnknown(element.tag) {
        // A list that is not known: how many subjects there are is not.
        var own = ReasonBag()
        let name = tally.plan.elementName
        own.insert(
          reasons.number(
            .field(
              ValueCode.reason(element.tag), source: row.row.pointee.source, name: name)))
        addMore(tally, own, row)
        return
      }
    }
    judge(tally, FormulaRows(own: row), selected: selected, bag)
  }

  /// Judges the pairs of a trigger, or writes them as rows.
  func judgePairs(_ tally: RuleTally, trigger row: RowRef, write: Bool) {
    guard let each = tally.plan.each, isJudged(row.row.pointee.time) else { return }
    var bag = ReasonBag()
    let selected = selected(row, each.selected, &bag)
    if selected == .no { return }
    var more = ReasonBag()
    var open = OpenEnds()
    guard findEach(each, row, &open, &more) else {
      more.insert(reasons.number(.moreMayFollow))
      addMore(tally, more, row)
      return
    }
    collect(each.related, row, each: nil)
    let members = found
    for member in members {
      var truth = selected
      var own = bag
      if member.truth == .unknown {
        truth = .unknown
        own.formUnion(member.bag)
      }
      if write {
        pairs?.write(row, member.row, truth, own, reasons)
      } else {
        judge(tally, FormulaRows(own: row, each: member.row), selected: truth, own)
      }
    }
    if open.isOpen {
      var own = ReasonBag()
      own.insert(reasons.number(.moreMayFollow))
      addMore(tally, own, row)
    }
  }

  /// Counts a trigger of which it is not known how many subjects it makes. The rule's clauses are about
  /// those, and say nothing of it.
  private func addMore(_ tally: RuleTally, _ bag: ReasonBag, _ row: RowRef) {
    add(tally, bag, key: row.key) {
      SubjectOrder(key: row.key)
    } shown: { order in
      let text = tally.plan.each?.text ?? "with each element of \(tally.plan.elementName)"
      let judgement = CorrelatedJudgement(
        text: text, sentence: self.sentence(unknown: bag), answer: .unknown)
      return ShownSubject(
        order: order,
        finding: CorrelatedFinding(
          subject: .event(row.place, each: nil, element: nil), key: row.key,
          judgements: [judgement]))
    }
  }

  private func findEach(
    _ each: EachPlan, _ row: RowRef, _ open: inout OpenEnds, _ bag: inout ReasonBag
  ) -> Bool {
    let evidence = KindEvidence(each.related.supply.kinds, coverage)
    if let kind = evidence.missingKind {
      bag.insert(reasons.number(.noSource(kind: kind)))
      return false
    }
    var span = WindowSpan()
    var excluded: OrderPoint? = row.point
    if let window = each.related.window {
      guard let found = self.span(window, row, each: nil, &bag) else { return false }
      span = found
      if case .anchor = window.origin { excluded = nil }
    }
    if !row.hasKey {
      reasons.addKey(row, to: &bag)
      return false
    }
    segments.removeAll()
    for lane in lanes[each.related.candidates].active {
      segments.add(lane, span, anchor: excluded, clocks: clocks)
    }
    open = clocks.openEnds(span, evidence)
    return true
  }
}

extension CorrelatedRulePlan {
  /// The list of `with each element of`, as a rule writes it.
  var elementName: String {
    if case .element(let list, _)? = checked.each { return list.mainName }
    return ""
  }
}
