import RuleModel
import Values

/// One group in one of its windows (semantics C7).
struct ReferenceGroup {
  var kinds: [String]
  /// Of groups by key: the fields, and the group's values of them.
  var keyOperands: [Operand] = []
  var keys: [Value] = []
  /// Of groups by row.
  var row: [String: Value?]?
  /// As `window.start` and `window.end`, `[start, end)`; nil where it has no such end.
  var start: Int64?
  var end: Int64?
  var span = ReferenceSpan()
  /// Whether there is this window at all.
  var exists = ReferenceAnswer.yes
  /// Of sessions: the events that it certainly holds, and all that it may hold.
  var session: (certain: Set<Int>, possible: Set<Int>)?
  /// Of sessions: its open ends.
  var open: ReferenceScope.OpenEnds?

  /// The group's clauses read its keys as fields.
  var keyFields: [String: ReferenceState] {
    var fields: [String: ReferenceState] = [:]
    for (operand, key) in zip(keyOperands, keys) {
      if case .field(let field) = operand { fields[field.name] = .value(key) }
    }
    return fields
  }

  func membership(of event: Int, in world: ReferenceWorld) -> ReferenceAnswer {
    let scope = ReferenceScope(world: world, event: event)
    var parts = zip(keyOperands, keys).map { operand, key in
      scope.matches(scope.conditions.state(operand), key)
    }
    if let session {
      parts.append(
        session.certain.contains(event)
          ? .yes : session.possible.contains(event) ? .unknown([.field]) : .no)
    }
    return .and(parts)
  }
}

/// The groups of a rule, without and with their windows.
struct ReferenceGrouping {
  var world: ReferenceWorld
  var subject: GroupSubject
  var aggregates: [Aggregate]

  init(_ subject: GroupSubject, of rule: CheckedRule, in world: ReferenceWorld) {
    self.world = world
    self.subject = subject
    let conditions = [rule.condition, rule.requirement] + rule.exceptions.map(\.condition)
    aggregates = conditions.compactMap { $0 }.flatMap(\.aggregates)
  }

  private var kinds: [String] { Array(Set(aggregates.map(\.related.kind))).sorted() }

  /// Every group with all its windows, in order.
  func groups() -> [[ReferenceGroup]] {
    populations().map { group in
      switch subject.span {
      case .period: [inPeriod(group)]
      case .per(let length, let zone): perWindows(group, length, zone)
      case .inAny(let duration): anyWindows(group, duration.nanoseconds)
      case .withGap(let duration): sessions(group, duration.nanoseconds)
      }
    }
  }

  private func populations() -> [ReferenceGroup] {
    switch subject.population {
    case .all:
      return [ReferenceGroup(kinds: kinds)]
    case .rows(let table):
      let names = table.columns.map(\.name)
      return table.rows.map { row in
        ReferenceGroup(kinds: kinds, row: Dictionary(uniqueKeysWithValues: zip(names, row)))
      }
    case .keys(let operands):
      // A group exists where a member is certain.
      var seen: Set<[Value]> = []
      for event in world.events.indices {
        guard kinds.contains(where: { world.isOfKind(event, $0) == .yes }) else { continue }
        let conditions = ReferenceScope(world: world, event: event).conditions
        let values = operands.compactMap { operand -> Value? in
          if case .value(let value) = conditions.state(operand) { return value }
          return nil
        }
        if values.count == operands.count { seen.insert(values) }
      }
      return seen.sorted { "\($0)" < "\($1)" }.map {
        ReferenceGroup(kinds: kinds, keyOperands: operands, keys: $0)
      }
    }
  }

  // MARK: Members

  /// Whether an event is a member wherever the windows are: of a kind that the clauses name, with the
  /// group's keys.
  private func isMember(_ event: Int, of group: ReferenceGroup) -> Truth {
    let scope = ReferenceScope(world: world, event: event, group: group)
    let outer = ReferenceScope(world: world, group: group)
    let ofOneAggregate = aggregates.map { aggregate in
      var parts = [world.isOfKind(event, aggregate.related.kind)]
      for key in aggregate.related.same {
        guard case .value(let value) = outer.conditions.state(key.anchor) else {
          parts.append(.unknown)
          continue
        }
        parts.append(scope.matches(scope.conditions.state(key.related), value).truth)
      }
      return Truth.and(parts)
    }
    return .and([.or(ofOneAggregate), group.membership(of: event, in: world).truth])
  }

  private func members(of group: ReferenceGroup, undecided: Bool) -> [Int] {
    world.events.indices.filter {
      let truth = isMember($0, of: group)
      return truth == .yes || (undecided && truth == .unknown)
    }
  }

  private func isJudged(_ time: Int64) -> Bool {
    world.period.map { $0.start <= time && time < $0.end } ?? true
  }

  // MARK: Windows

  private func inPeriod(_ group: ReferenceGroup) -> ReferenceGroup {
    var group = group
    if let period = world.period {
      (group.start, group.end) = period
      group.span.first = period.start
      group.span.last = period.end - 1
    }
    return group
  }

  private func perWindows(
    _ group: ReferenceGroup, _ length: Length, _ zone: String
  ) -> [ReferenceGroup] {
    var starts: Set<Int64> = []
    if case .keys = subject.population {
      for event in members(of: group, undecided: false) {
        starts.insert(referencePerWindow(of: world.time(event), length: length, zone: zone).start)
      }
    } else if let (first, last) = evidenceTimes() {
      // Groups that always exist have every window of the evidence.
      var time = first
      while time <= last, starts.count < 10_000 {
        let window = referencePerWindow(of: time, length: length, zone: zone)
        starts.insert(window.start)
        time = window.end
      }
    }
    return starts.filter(isJudged).sorted().map { start in
      var group = group
      group.start = start
      group.end = referencePerWindow(of: start, length: length, zone: zone).end
      group.span.first = start
      group.span.last = (group.end ?? .max) - 1
      return group
    }
  }

  /// The first and last time that groups without members are judged at.
  private func evidenceTimes() -> (first: Int64, last: Int64)? {
    if let period = world.period { return (period.start, period.end - 1) }
    guard case .evidence(let evidence) = world.supply(of: kinds),
      let earliest = world.events.map(\.time.nanoseconds).min(),
      let latest = world.events.map(\.time.nanoseconds).max()
    else { return nil }
    return (
      evidence.begin == .min ? earliest : evidence.begin,
      evidence.end == .max ? latest : max(evidence.end - 1, latest)
    )
  }

  /// (t - D, t] for each time of a member; where no member of a time is certain, the window isn't.
  private func anyWindows(_ group: ReferenceGroup, _ duration: Int64) -> [ReferenceGroup] {
    let certain = Set(members(of: group, undecided: false).map { world.time($0) })
    if certain.isEmpty { return [] }
    let times = Set(members(of: group, undecided: true).map { world.time($0) })
    return times.filter(isJudged).sorted().map { time in
      var group = group
      group.start = time - duration
      group.end = time
      group.span.first = time - duration + 1
      group.span.last = time
      if !certain.contains(time) { group.exists = .unknown([.field]) }
      return group
    }
  }

  /// A member exactly D after the last still belongs. Undecided events may belong to a session, and
  /// may join what follows to it: all that they could join is undecided.
  private func sessions(_ group: ReferenceGroup, _ gap: Int64) -> [ReferenceGroup] {
    func chains(_ events: [Int]) -> [[Int]] {
      events.sorted { world.time($0) < world.time($1) }.reduce(into: []) { chains, event in
        if let last = chains.last?.last, world.time(event) - world.time(last) <= gap {
          chains[chains.count - 1].append(event)
        } else {
          chains.append([event])
        }
      }
    }
    let wide = chains(members(of: group, undecided: true))
    return chains(members(of: group, undecided: false)).compactMap { certain in
      guard let possible = wide.first(where: { $0.contains(certain[0]) }) else { return nil }
      var group = group
      group.start = world.time(certain[0])
      group.end = world.time(certain[certain.count - 1])
      guard isJudged(world.time(certain[0])) else { return nil }
      group.session = (Set(certain), Set(possible))
      group.span.first = world.time(possible[0])
      group.span.last = world.time(possible[possible.count - 1])
      // Within D of an end of the evidence it may go on.
      var open = ReferenceScope.OpenEnds()
      if case .evidence(let evidence) = world.supply(of: kinds) {
        if evidence.begin > .min, group.span.first - gap < evidence.begin {
          open.history = evidence.begin
        }
        if evidence.end < .max, group.span.last + gap >= evidence.end {
          open.pending = group.span.last + gap
        }
      }
      group.open = open
      return group
    }
  }
}
