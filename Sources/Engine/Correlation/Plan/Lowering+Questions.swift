import RuleModel
import Values

/// On which rows questions stand.
struct AnchorSite {
  enum Each {
    case none
    /// The rows are triggers; the `with each` event is a row beside them.
    case row(set: Int, stream: Int)
    /// The rows are pairs.
    case pair
    /// The rows are elements of triggers.
    case element
  }

  /// -1: a group.
  var set: Int
  var each = Each.none
  var elementType: ValueType?
  /// Questions stand at least that high.
  var level = 0
  var group: GroupSubject.Population?

  /// What the rows of a stream show.
  func scope(stream: Int, place: ColumnSource.Place) -> ClauseScope {
    var scope = ClauseScope()
    switch each {
    case .none: scope.own = EventView(set: set, stream: stream, place: place)
    case .row(let eachSet, let eachStream):
      scope.own = EventView(set: set, stream: stream, place: place)
      scope.each = EventView(set: eachSet, stream: eachStream, place: .each)
    case .pair:
      scope.own = EventView(set: set, stream: stream, place: place, part: .trigger)
      scope.each = EventView(set: set, stream: stream, place: place, part: .each)
    case .element:
      scope.own = EventView(set: set, stream: stream, place: place)
      scope.element = scope.own
    }
    return scope
  }
}

extension Lowering {
  // MARK: Keys

  func signature(_ same: [Related.Key], _ site: AnchorSite) -> [KeyOperand] {
    sorted(same).map { key in
      KeyOperand(operand: key.anchor, kind: commonKind(key.related, key.anchor, site))
    }
  }

  func signature(_ use: StateUse, _ site: AnchorSite) -> [KeyOperand] {
    zip(use.keys, use.state.keys).map { operand, key in
      let kind = operand.kind(element: site.elementType) == nil ? ValueKind(key.type) : nil
      return KeyOperand(operand: operand, kind: kind)
    }
  }

  private func sorted(_ same: [Related.Key]) -> [Related.Key] {
    same.enumerated().sorted { left, right in
      let first = (left.element.anchor.mainName, left.element.related.mainName, left.offset)
      let second = (right.element.anchor.mainName, right.element.related.mainName, right.offset)
      return first < second
    }.map(\.element)
  }

  // What both sides are compared as, where one of them may be anything.
  private func commonKind(_ related: Operand, _ anchor: Operand, _ site: AnchorSite) -> ValueKind? {
    let first = related.kind(element: nil)
    let second = anchor.kind(element: site.elementType)
    return first == second ? nil : first ?? second
  }

  private func anchorParts(_ signature: [KeyOperand], _ site: AnchorSite) -> [StreamPlan.KeyPart] {
    let scope = site.scope(stream: -1, place: .own)
    return signature.map { part in
      let own = part.operand.kind(element: site.elementType)
      let kind = own == nil ? part.kind : nil
      switch part.operand {
      case .outer(.each, let inner):
        guard let view = scope.each else { break }
        return StreamPlan.KeyPart(value: number(of: inner, view), kind: kind)
      case .eachElement(let path):
        return StreamPlan.KeyPart(value: ColumnSource.element, kind: kind, path: path)
      default: break
      }
      guard let view = scope.own else { return StreamPlan.KeyPart(value: -1) }
      return StreamPlan.KeyPart(value: number(of: part.operand, view), kind: kind)
    }
  }

  private func relatedParts(
    _ same: [Related.Key], _ set: Int, _ site: AnchorSite
  ) -> [StreamPlan.KeyPart] {
    sorted(same).map { key in
      let kind = commonKind(key.related, key.anchor, site)
      return StreamPlan.KeyPart(
        value: value(key.related, of: set), kind: key.related.kind(element: nil) == nil ? kind : nil
      )
    }
  }

  // MARK: Related events

  struct RelatedSite {
    var plan: RelatedPlan
    var partition: Int
    var anchorStream: Int
    /// Of the clauses of a related event.
    var members: ClauseScope
    /// Of operands of the anchor.
    var anchor: ClauseScope
  }

  func related(
    _ related: Related, clauses: [Condition], on site: AnchorSite, level: Int
  ) -> RelatedSite {
    var related = related
    let isCondition = site.group == nil && takeKey(from: &related, site)
    let level = max(level, site.level)
    var partition: Int
    var anchorStream = -1
    var anchor = ClauseScope()
    var parts: (Int) -> [StreamPlan.KeyPart]
    if let population = site.group {
      (partition, parts) = groupPartition(population, related, level)
      anchor.isGroup = true
      if case .keys(let keys) = population { anchor.keys = keys }
      if case .rows(let table) = population { anchor.table = table }
    } else {
      let signature = signature(related.same, site)
      partition = self.partition(
        PartitionKey(level: level, signature: signature, isCondition: isCondition))
      anchorStream = stream(partition, site.set, anchorParts(signature, site), .anchor)
      anchor = site.scope(stream: anchorStream, place: .anchor)
      parts = { [unowned self, related] set in relatedParts(related.same, set, site) }
    }
    let conjuncts = related.condition?.conjuncts ?? []
    // Of a group all events of the kind are members: what they are filtered by is asked of each.
    let own =
      site.group == nil
      ? set(related.kind, .conjunction(conjuncts.filter(\.isLocal))) : set(related.kind, nil)
    // What is absent is no different one where two events are compared.
    let relatedStream = stream(
      partition, own, parts(own), isCondition ? [.related, .absentAgrees] : .related)
    var members = ClauseScope(own: EventView(set: own, stream: relatedStream, place: .own))
    members.anchor = anchor.own
    members.each = anchor.each
    members.element = anchor.element
    members.table = anchor.table
    let rest = site.group == nil ? conjuncts.filter { !$0.isLocal } : conjuncts
    let filter = rest.filter { !$0.readsOutside }.map { memberFormula($0, members) }
    let member = rest.filter(\.readsOutside).map { memberFormula($0, members) }
    let plan = RelatedPlan(
      candidates: candidates(relatedStream, filter: .all(filter)),
      window: related.window.map { window($0, anchor) }, member: .all(member),
      supply: SupplyPlan(kinds: [related.kind]),
      nested: ([related.condition].compactMap { $0 } + clauses).flatMap(\.nestedRelated),
      keyIsCondition: isCondition)
    return RelatedSite(
      plan: plan, partition: partition, anchorStream: anchorStream, members: members,
      anchor: anchor)
  }

  // Where nothing is asked to be the same, one equality with the anchor stands for it: else every event
  // would be compared with every anchor.
  private func takeKey(from related: inout Related, _ site: AnchorSite) -> Bool {
    guard related.same.isEmpty else { return false }
    var conjuncts = related.condition?.conjuncts ?? []
    for (index, conjunct) in conjuncts.enumerated() {
      guard case .comparison(let left, .equal, let right) = conjunct,
        let key = key(left, right, site) ?? key(right, left, site)
      else { continue }
      conjuncts.remove(at: index)
      related.same = [key]
      related.condition = .conjunction(conjuncts)
      return true
    }
    return false
  }

  private func key(_ own: Operand, _ other: Operand, _ site: AnchorSite) -> Related.Key? {
    guard own.isLocal, !own.readsFrame, !own.isFixed, !other.readsFrame else { return nil }
    let anchor: Operand
    switch other {
    case .outer(.anchor, let inner) where !inner.isFixed: anchor = inner
    case .outer(.each, let inner) where !inner.isFixed: anchor = other
    case .eachElement: anchor = other
    default: return nil
    }
    let kinds = (own.kind(element: nil), anchor.kind(element: site.elementType))
    guard kinds.0 != nil || kinds.1 != nil, kinds.0 == nil || kinds.1 == nil || kinds.0 == kinds.1
    else { return nil }
    return Related.Key(related: own, anchor: anchor)
  }

  /// A condition of a related event: questions in it were answered before.
  func memberFormula(_ condition: Condition, _ scope: ClauseScope) -> Formula {
    formula(condition, scope) { [unowned self] question in
      guard let own = scope.own else { return .constant(false) }
      let site = AnchorSite(set: own.set)
      if case .comparison(let left, let comparison, let right) = question {
        func side(_ operand: Operand) -> ComparisonPlan.Side {
          guard case .aggregate(let aggregate) = operand else {
            return .operand(self.operand(operand, scope))
          }
          return .aggregate(stored(aggregate, site), isStored: true)
        }
        comparisons.append(
          ComparisonPlan(left: side(left), comparison: comparison, right: side(right)))
        return .comparison(comparisons.count - 1)
      }
      let key = StoredKey(set: own.set, condition: question)
      if let known = storedQuestions[key] { return .stored(known) }
      let number = self.question(question, on: site)
      store(number)
      storedQuestions[key] = number
      return .stored(number)
    }
  }

  private func stored(_ aggregate: Aggregate, _ site: AnchorSite) -> Int {
    let key = AggregateKey(set: site.set, aggregate: aggregate)
    if let known = storedAggregates[key] { return known }
    let number = question(aggregate, on: site)
    store(number)
    storedAggregates[key] = number
    return number
  }

  /// Lets a question's answers be kept for later partitions.
  func store(_ number: Int) {
    guard !questions[number].isStored else { return }
    questions[number].isStored = true
    sets[questions[number].anchorSet].isNumbered = true
    tasks[questions[number].partition].append(.store(question: number))
  }

  private func window(_ window: Window, _ anchor: ClauseScope) -> WindowPlan {
    let origin: WindowPlan.Origin =
      switch window.origin {
      case .event: .anchor
      case .eachEvent: .each
      case .timestamp(let operand): .timestamp(self.operand(operand, anchor))
      }
    return WindowPlan(
      extent: window.extent, origin: origin, countsAnchor: window.countsAnchor,
      zone: Zone(identifier: window.zone) ?? .utc)
  }

  // MARK: Questions

  /// Adds a relation or state as a question about the rows of a site.
  func question(_ condition: Condition, on site: AnchorSite) -> Int {
    switch condition {
    case .relation(let relation): return question(relation, on: site)
    case .state(let use): return question(use, on: site)
    default: preconditionFailure("comparisons are split into their sides")
    }
  }

  func question(_ relation: Relation, on site: AnchorSite) -> Int {
    let has: Condition? =
      switch relation.form {
      case .latest(let condition), .first(let condition): condition
      case .atLeast, .atMost, .exactly: nil
      }
    let found = related(
      relation.related, clauses: has.map { [$0] } ?? [], on: site,
      level: Condition.relation(relation).level)
    let form: RelationPlan.Form =
      switch relation.form {
      case .atLeast(let number): .atLeast(number)
      case .atMost(let number): .atMost(number)
      case .exactly(let number): .exactly(number)
      case .latest: .latest
      case .first: .first
      }
    let condition = has.map { memberFormula($0, found.members) }
    let plan = RelationPlan(
      form: form, related: found.plan, has: condition,
      hasReadsRowAlone: condition?.readsRowAlone(tests) ?? false, relation: relation)
    return add(.relation(plan), found, site, text: relation.text)
  }

  func question(_ aggregate: Aggregate, on site: AnchorSite) -> Int {
    let level = Condition.comparison(.aggregate(aggregate), .equal, .literal(.boolean(true))).level
    let found = related(
      aggregate.related, clauses: aggregate.condition.map { [$0] } ?? [], on: site, level: level)
    let plan = AggregatePlan(
      aggregate: aggregate, related: found.plan,
      value: aggregate.value.map { operand($0, found.members) },
      condition: aggregate.condition.map { memberFormula($0, found.members) },
      otherwise: aggregate.otherwise.map { operand($0, found.anchor) })
    return add(.aggregate(plan), found, site, text: aggregate.text)
  }

  private func add(
    _ kind: QuestionPlan.Kind, _ found: RelatedSite, _ site: AnchorSite, text: String
  ) -> Int {
    questions.append(
      QuestionPlan(
        kind: kind, partition: found.partition, anchorSet: site.set,
        anchorStream: found.anchorStream, text: text))
    return questions.count - 1
  }

  private func question(_ use: StateUse, on site: AnchorSite) -> Int {
    let state = use.state
    let signature = signature(use, site)
    let partition = partition(PartitionKey(level: site.level, signature: signature))
    let anchorStream = stream(partition, site.set, anchorParts(signature, site), .anchor)
    let boundaries = state.boundaries.map { boundary in
      let set = set(boundary.kind, boundary.condition)
      let parts = zip(boundary.keys, state.keys).map { operand, key in
        operand.map {
          StreamPlan.KeyPart(
            value: value($0, of: set),
            kind: $0.kind(element: nil) == nil ? ValueKind(key.type) : nil)
        } ?? StreamPlan.KeyPart(value: -1)
      }
      let stream = stream(partition, set, parts, [.related, .absentAgrees])
      return StatePlan.Boundary(starts: boundary.starts, candidates: candidates(stream))
    }
    var kinds: [String] = []
    for boundary in state.boundaries where !kinds.contains(boundary.kind) {
      kinds.append(boundary.kind)
    }
    let plan = StatePlan(
      use: use, boundaries: boundaries, zone: Zone(identifier: state.zone) ?? .utc,
      supply: SupplyPlan(kinds: kinds), initial: state.initial.map(Self.initial))
    questions.append(
      QuestionPlan(
        kind: .state(plan), partition: partition, anchorSet: site.set, anchorStream: anchorStream,
        text: state.name))
    return questions.count - 1
  }

  private static func initial(_ initial: EventState.Initial) -> [[UInt8]: Int64] {
    var result: [[UInt8]: Int64] = [:]
    for entry in initial.entries {
      var key = RowBytes()
      for value in entry.keys { key.append(value) }
      let bytes = Array(key.bytes)
      result[bytes] = max(result[bytes] ?? .min, entry.since?.nanoseconds ?? .min)
    }
    return result
  }

  func question(_ sequence: EventSequence, on site: AnchorSite) -> Int {
    let signature = sequence.keys.map { KeyOperand(operand: $0, kind: nil) }
    let partition = partition(PartitionKey(level: site.level, signature: signature))
    let anchorStream = stream(partition, site.set, anchorParts(signature, site), .anchor)
    let steps = sequence.steps.map { step in
      let set = set(step.kind, step.condition)
      let parts = sequence.keys.map { StreamPlan.KeyPart(value: value($0, of: set)) }
      return candidates(stream(partition, set, parts, .related))
    }
    var kinds: [String] = []
    for step in sequence.steps where !kinds.contains(step.kind) { kinds.append(step.kind) }
    let plan = SequencePlan(
      sequence: sequence, candidates: steps, zone: Zone(identifier: sequence.zone) ?? .utc,
      supply: SupplyPlan(kinds: kinds))
    questions.append(
      QuestionPlan(
        kind: .sequence(plan), partition: partition, anchorSet: site.set,
        anchorStream: anchorStream, text: "sequence"))
    return questions.count - 1
  }

  // MARK: Groups

  // Where a group's members go, and by which of their values.
  private func groupPartition(
    _ population: GroupSubject.Population, _ related: Related, _ level: Int
  ) -> (Int, (Int) -> [StreamPlan.KeyPart]) {
    switch population {
    case .keys(let operands):
      let signature = operands.map { KeyOperand(operand: $0, kind: nil) }
      return (
        partition(PartitionKey(level: level, signature: signature)),
        { [unowned self] set in
          operands.map { StreamPlan.KeyPart(value: value($0, of: set)) }
        }
      )
    case .all:
      return (partition(PartitionKey(level: level, signature: [])), { _ in [] })
    case .rows:
      let site = AnchorSite(set: -1)
      let signature = signature(related.same, site)
      return (
        partition(PartitionKey(level: level, signature: signature)),
        { [unowned self] set in relatedParts(related.same, set, site) }
      )
    }
  }
}
