import RuleModel
import Values

extension Lowering {
  func addGroup(
    _ rule: CheckedRule, _ subject: GroupSubject, _ plan: inout CorrelatedRulePlan
  ) {
    var rule = rule
    if case .rows = subject.population { rule = withOneKey(rule) }
    var site = AnchorSite(set: -1)
    site.group = subject.population
    var clauses = Clauses(rule)
    if let condition = rule.condition { clauses.conditions.append(condition) }
    site.level = clauses.conditions.map(\.level).max() ?? 0
    ask(&clauses, on: site)
    let asked = clauses.all
    let partition = judgePartition(asked)
    var scope = ClauseScope(isGroup: true)
    if case .keys(let keys) = subject.population { scope.keys = keys }
    if case .rows(let table) = subject.population { scope.table = table }
    plan.partition = partition
    plan.exceptions = rule.exceptions.map {
      settled($0.condition, clauses, partition: partition, scope)
    }
    plan.requirement = settled(rule.requirement, clauses, partition: partition, scope)
    plan.waivers = waivers(of: rule, scope)
    plan.group = GroupPlan(
      subject: subject, members: members(asked), rowsByKey: [:], rowsWithoutKey: [],
      zone: Self.zone(subject.span),
      where_: rule.condition.map { settled($0, clauses, partition: partition, scope) },
      keyNames: scope.keys.map(\.mainName), questions: asked.sorted())
    if let table = scope.table { addRows(table, partition, &plan) }
    tasks[partition].append(.group(rule: rules.count))
  }

  private static func zone(_ span: GroupSubject.Span) -> Zone {
    if case .per(_, let zone) = span { return Zone(identifier: zone) ?? .utc }
    return .utc
  }

  // All events of the kinds that the clauses name are members, whatever their aggregates filter.
  private func members(_ asked: [Int]) -> [(kind: String, candidates: Int)] {
    var result: [(kind: String, candidates: Int)] = []
    for number in asked.sorted() {
      guard case .aggregate(let plan) = questions[number].kind else { continue }
      let stream = candidates[plan.related.candidates].stream
      let all = candidates(stream)
      if !result.contains(where: { $0.candidates == all }) {
        result.append((sets[streams[stream].key.set].kind, all))
      }
    }
    return result
  }

  // Aggregates that name different cells of a row can't share a key: they compare then.
  private func withOneKey(_ rule: CheckedRule) -> CheckedRule {
    let site = AnchorSite(set: -1)
    var signatures: Set<[KeyOperand]> = []
    let conditions =
      [rule.requirement, rule.condition ?? .constant(true)]
      + rule.exceptions.map(\.condition)
    for aggregate in conditions.flatMap(\.aggregates) {
      signatures.insert(signature(aggregate.related.same, site))
    }
    guard signatures.count > 1 else { return rule }
    var rule = rule
    rule.requirement = rule.requirement.replacingAggregates(Self.comparing)
    rule.condition = rule.condition?.replacingAggregates(Self.comparing)
    for index in rule.exceptions.indices {
      rule.exceptions[index].condition =
        rule.exceptions[index].condition.replacingAggregates(Self.comparing)
    }
    return rule
  }

  private static func comparing(_ aggregate: Aggregate) -> Aggregate {
    var aggregate = aggregate
    let keys = aggregate.related.same.flatMap { key -> [Condition] in
      [.presence(key.related, .present), .comparison(key.related, .equal, key.anchor)]
    }
    aggregate.related.same = []
    aggregate.related.condition = .and(keys + (aggregate.related.condition?.conjuncts ?? []))
    return aggregate
  }

  private func addRows(_ table: Table, _ partition: Int, _ plan: inout CorrelatedRulePlan) {
    let signature = partitions[partition].signature
    for row in table.rows.indices {
      var key = RowBytes()
      var isWhole = true
      for part in signature {
        guard case .row(let name) = part.operand,
          let column = table.columns.firstIndex(where: { $0.name == name }),
          let cell = table.rows[row][column]
        else {
          isWhole = false
          continue
        }
        key.append(part.kind.flatMap { Coercion.convert(cell, to: $0) } ?? cell)
      }
      if isWhole {
        plan.group?.rowsByKey[Array(key.bytes), default: []].append(row)
      } else {
        plan.group?.rowsWithoutKey.append(row)
      }
    }
  }
}

extension Condition {
  /// The aggregates directly in the condition.
  var aggregates: [Aggregate] {
    questions.flatMap { question -> [Aggregate] in
      guard case .comparison(let left, _, let right) = question else { return [] }
      return [left, right].compactMap { if case .aggregate(let one) = $0 { one } else { nil } }
    }
  }

  func replacingAggregates(_ replace: (Aggregate) -> Aggregate) -> Condition {
    func side(_ operand: Operand) -> Operand {
      if case .aggregate(let aggregate) = operand { return .aggregate(replace(aggregate)) }
      return operand
    }
    switch self {
    case .and(let parts): return .and(parts.map { $0.replacingAggregates(replace) })
    case .or(let parts): return .or(parts.map { $0.replacingAggregates(replace) })
    case .not(let part): return .not(part.replacingAggregates(replace))
    case .comparison(let left, let comparison, let right):
      return .comparison(side(left), comparison, side(right))
    default: return self
    }
  }
}
