import RuleModel
import Values

extension Lowering {
  func add(_ rule: CheckedRule, number: Int) {
    var plan = CorrelatedRulePlan(rule: number, checked: rule)
    let before = questions.count
    if case .group(let subject) = rule.form {
      addGroup(rule, subject, &plan)
    } else if case .related(let related)? = rule.each {
      addPairs(rule, related, &plan)
    } else {
      addTriggers(rule, &plan)
    }
    count(questionsFrom: before, &plan)
    rules.append(plan)
  }

  // The streams that the rule's questions look at; events in them may lack the key.
  private func count(questionsFrom first: Int, _ plan: inout CorrelatedRulePlan) {
    var seen: Set<Int> = []
    func count(_ candidate: Int) {
      let stream = candidates[candidate].stream
      if seen.insert(stream).inserted {
        plan.counted.append((stream, sets[streams[stream].key.set].kind))
      }
    }
    for question in questions[first...] {
      switch question.kind {
      case .relation(let relation): count(relation.related.candidates)
      case .aggregate(let aggregate): count(aggregate.related.candidates)
      case .sequence(let sequence): for one in sequence.candidates { count(one) }
      case .state: break
      }
    }
    if let each = plan.each { count(each.related.candidates) }
  }

  // MARK: Clauses

  /// A rule's own clauses with their questions.
  struct Clauses {
    var conditions: [Condition]
    var questions: [Condition: Int] = [:]
    var aggregates: [Aggregate: Int] = [:]

    init(_ rule: CheckedRule) {
      conditions = [rule.requirement] + rule.exceptions.map(\.condition)
    }

    var all: [Int] { Array(questions.values) + Array(aggregates.values) }
  }

  // Asks all that the clauses ask.
  func ask(_ clauses: inout Clauses, on site: AnchorSite) {
    for condition in clauses.conditions.flatMap(\.questions) {
      if case .comparison(let left, _, let right) = condition {
        for side in [left, right] {
          guard case .aggregate(let aggregate) = side, clauses.aggregates[aggregate] == nil else {
            continue
          }
          clauses.aggregates[aggregate] = question(aggregate, on: site)
        }
      } else if clauses.questions[condition] == nil {
        clauses.questions[condition] = question(condition, on: site)
      }
    }
  }

  // A clause where its subject is judged: what is asked elsewhere is looked up.
  func settled(
    _ condition: Condition, _ clauses: Clauses, partition: Int, _ scope: ClauseScope
  ) -> Formula {
    formula(condition, scope) { [unowned self] question in
      guard case .comparison(let left, let comparison, let right) = question else {
        guard let number = clauses.questions[question] else { return .constant(false) }
        return settled(number, partition)
      }
      func side(_ operand: Operand) -> ComparisonPlan.Side {
        guard case .aggregate(let aggregate) = operand,
          let number = clauses.aggregates[aggregate]
        else { return .operand(self.operand(operand, scope)) }
        let isElsewhere = questions[number].partition != partition
        if isElsewhere { store(number) }
        return .aggregate(number, isStored: isElsewhere)
      }
      comparisons.append(
        ComparisonPlan(left: side(left), comparison: comparison, right: side(right)))
      return .comparison(comparisons.count - 1)
    }
  }

  func settled(_ number: Int, _ partition: Int) -> Formula {
    if questions[number].partition == partition { return .question(number) }
    store(number)
    return .stored(number)
  }

  // Waivers of the rule, over what its subjects show.
  func waivers(of rule: CheckedRule, _ scope: ClauseScope) -> [WaiverPlan] {
    waivers.enumerated().compactMap { index, waiver in
      guard waiver.rule == rule.id else { return nil }
      return WaiverPlan(
        waiver: Int32(index), end: waiver.end.nanoseconds,
        condition: waiver.condition.map { formula($0, scope) { _ in .constant(false) } })
    }
  }

  // MARK: Triggers

  private func addTriggers(_ rule: CheckedRule, _ plan: inout CorrelatedRulePlan) {
    var elements: Operand?
    var site = AnchorSite(set: -1)
    if case .element(let list, let type)? = rule.each {
      elements = list
      site.each = .element
      site.elementType = type
      plan.hasElements = true
    }
    site.set = set(rule.kind, rule.condition, elements: elements)
    var clauses = Clauses(rule)
    site.level = clauses.conditions.map(\.level).max() ?? 0
    ask(&clauses, on: site)
    var asked = clauses.all
    var first: Int?
    if case .first(let operands) = rule.form {
      first = question(firstPer: operands, rule, on: site)
    }
    if let first { asked.append(first) }
    var sequence: Int?
    if case .sequence(let steps) = rule.form { sequence = question(steps, on: site) }
    if let sequence { asked.append(sequence) }
    let partition = judgePartition(asked)
    let stream = judgeStream(partition, asked, site)
    let scope = site.scope(stream: stream, place: .own)
    plan.partition = partition
    plan.stream = stream
    plan.selected = first.map { settled($0, partition) }
    plan.exceptions = rule.exceptions.map {
      settled($0.condition, clauses, partition: partition, scope)
    }
    plan.requirement = settled(rule.requirement, clauses, partition: partition, scope)
    if let sequence { plan.requirement = .not(settled(sequence, partition)) }
    plan.waivers = waivers(of: rule, scope)
    if plan.hasElements, let element = scope.element { _ = keepElement(element) }
    tasks[partition].append(.judge(rule: rules.count))
  }

  /// `for each first`: no event with the same keys, that satisfies the same, comes before.
  private func question(
    firstPer operands: [Operand], _ rule: CheckedRule, on site: AnchorSite
  ) -> Int {
    let related = Related(
      kind: rule.kind, window: Window(extent: .everBefore, origin: .event),
      same: operands.map { Related.Key(related: $0, anchor: $0) }, condition: rule.condition)
    let names = operands.map(\.mainName).joined(separator: ", ")
    let number = question(
      Relation(form: .atMost(0), related: related, text: "first \(rule.kind) per \(names)"),
      on: site)
    questions[number].isFirst = true
    return number
  }

  // The last of the partitions that have an answer: there all others are known.
  func judgePartition(_ asked: [Int]) -> Int {
    let all = asked.map { questions[$0].partition }
    guard var last = all.first else {
      return partition(PartitionKey(level: 0, signature: [], isScattered: true))
    }
    for one in all where isEarlier(last, one) { last = one }
    return last
  }

  private func judgeStream(_ partition: Int, _ asked: [Int], _ site: AnchorSite) -> Int {
    for number in asked where questions[number].partition == partition {
      return questions[number].anchorStream
    }
    return stream(partition, site.set, [], [.anchor, .scattered])
  }

  // MARK: Pairs

  private func addPairs(
    _ rule: CheckedRule, _ related: Related, _ plan: inout CorrelatedRulePlan
  ) {
    let trigger = set(rule.kind, rule.condition)
    var site = AnchorSite(set: trigger)
    let clauses = Clauses(rule)
    let keys = signature(related.same, site)
    var isDirect = clauses.conditions.allSatisfy { hasSignature(keys, $0) }
    if case .first(let operands) = rule.form,
      keys != operands.map({ KeyOperand(operand: $0, kind: nil) })
    {
      isDirect = false
    }
    let nested = related.condition?.nestedLevel ?? 0
    site.level = max(nested, isDirect ? clauses.conditions.map(\.level).max() ?? 0 : 1)
    let found = self.related(related, clauses: [], on: site, level: 0)
    let eachSet = streams[candidates[found.plan.candidates].stream].key.set
    var each = EachPlan(
      stream: found.anchorStream, partition: found.partition, related: found.plan,
      text: "with each \(related.kind)")
    if case .first(let operands) = rule.form {
      var own = AnchorSite(set: trigger)
      own.level = isDirect ? site.level : 0
      each.selected = settled(question(firstPer: operands, rule, on: own), found.partition)
    }
    if isDirect {
      site.each = .row(set: eachSet, stream: candidates[found.plan.candidates].stream)
      judgePairs(rule, clauses, site, found, &plan)
    } else {
      let pairs = pairSet(trigger: trigger, each: eachSet)
      each.pairSet = pairs
      var pairSite = AnchorSite(set: pairs, each: .pair)
      let needed = clauses.conditions.map(\.level).max() ?? 0
      pairSite.level = max(needed, partitions[found.partition].level + 1)
      judgePairRows(rule, clauses, pairSite, &plan)
      tasks[found.partition].append(.makePairs(rule: rules.count))
    }
    plan.each = each
  }

  // Whether all that a clause asks is asked with the keys of `with each`, and of the trigger.
  private func hasSignature(_ keys: [KeyOperand], _ condition: Condition) -> Bool {
    let site = AnchorSite(set: -1)
    return condition.questions.allSatisfy { question in
      switch question {
      case .relation(let relation): return signature(relation.related.same, site) == keys
      case .comparison(let left, _, let right):
        return [left, right].allSatisfy { side in
          guard case .aggregate(let aggregate) = side else { return true }
          return signature(aggregate.related.same, site) == keys
        }
      case .state(let use): return signature(use, site) == keys
      default: return false
      }
    }
      && !keys.contains { $0.operand.readsOutside }
  }

  private func judgePairs(
    _ rule: CheckedRule, _ clauses: Clauses, _ site: AnchorSite, _ found: RelatedSite,
    _ plan: inout CorrelatedRulePlan
  ) {
    var clauses = clauses
    ask(&clauses, on: site)
    let scope = site.scope(stream: found.anchorStream, place: .own)
    plan.partition = found.partition
    plan.stream = found.anchorStream
    plan.exceptions = rule.exceptions.map {
      settled($0.condition, clauses, partition: found.partition, scope)
    }
    plan.requirement = settled(rule.requirement, clauses, partition: found.partition, scope)
    plan.waivers = waivers(of: rule, scope)
    tasks[found.partition].append(.judgePairs(rule: rules.count))
  }

  private func judgePairRows(
    _ rule: CheckedRule, _ clauses: Clauses, _ site: AnchorSite,
    _ plan: inout CorrelatedRulePlan
  ) {
    var clauses = clauses
    ask(&clauses, on: site)
    var partition = judgePartition(clauses.all)
    if clauses.all.isEmpty {
      partition = self.partition(
        PartitionKey(level: site.level, signature: [], isScattered: true))
    }
    let stream = judgeStream(partition, clauses.all, site)
    let scope = site.scope(stream: stream, place: .own)
    plan.partition = partition
    plan.stream = stream
    plan.exceptions = rule.exceptions.map {
      settled($0.condition, clauses, partition: partition, scope)
    }
    plan.requirement = settled(rule.requirement, clauses, partition: partition, scope)
    plan.waivers = waivers(of: rule, scope)
    tasks[partition].append(.judge(rule: rules.count))
  }
}
