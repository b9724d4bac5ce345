import RuleModel

extension Lowering {
  struct Result {
    var selections: [Selection]
    var sets: [EventSet]
    var isNumbered: [Bool]
    var streams: [StreamPlan]
    var partitions: [PartitionPlan]
    var questions: [QuestionPlan]
    var rules: [CorrelatedRulePlan]
  }

  /// Puts partitions in the order in which they are read, and selections before pairs.
  func finish() -> Result {
    keepPairs()
    let partitionOrder = partitions.indices.sorted { isEarlier($0, $1) }
    var newPartition = Array(repeating: 0, count: partitions.count)
    for (new, old) in partitionOrder.enumerated() { newPartition[old] = new }
    let setOrder = sets.indices.sorted {
      (sets[$0].pairs == nil ? 0 : 1, $0) < (sets[$1].pairs == nil ? 0 : 1, $1)
    }
    var newSet = Array(repeating: 0, count: sets.count)
    for (new, old) in setOrder.enumerated() { newSet[old] = new }

    let selections = setOrder.filter { sets[$0].pairs == nil }.map { old in
      Selection(
        kind: sets[old].kind, condition: sets[old].condition, answers: sets[old].answers,
        values: sets[old].values, elements: sets[old].elements)
    }
    let finishedSets = setOrder.enumerated().map { new, old -> EventSet in
      guard var pairs = sets[old].pairs else { return .selection(new) }
      pairs.triggerSet = newSet[pairs.triggerSet]
      pairs.eachSet = newSet[pairs.eachSet]
      return .pairs(pairs)
    }
    let finishedStreams = streams.map { draft in
      let set = sets[draft.key.set]
      return StreamPlan(
        partition: newPartition[draft.key.partition], set: newSet[draft.key.set],
        keys: draft.key.keys, roles: draft.roles, values: draft.values.sorted(),
        answers: draft.answers.sorted(), isNumbered: set.isNumbered,
        valueCount: set.pairs?.values.count ?? set.values.count,
        answerCount: set.pairs?.answers.count ?? set.answers.count)
    }
    return Result(
      selections: selections, sets: finishedSets,
      isNumbered: setOrder.map { sets[$0].isNumbered }, streams: finishedStreams,
      partitions: finishedPartitions(partitionOrder, finishedStreams),
      questions: finishedQuestions(newPartition, newSet),
      rules: finishedRules(newPartition, newSet))
  }

  // What pairs hold, the rows that they are made of hold.
  private func keepPairs() {
    for rule in rules {
      guard let each = rule.each, let set = each.pairSet, let pairs = sets[set].pairs else {
        continue
      }
      let eachStream = candidates[each.related.candidates].stream
      for part in pairs.values {
        switch part {
        case .trigger(let index): streams[each.stream].values.insert(index)
        case .each(let index): streams[eachStream].values.insert(index)
        }
      }
      streams[each.stream].answers.formUnion(pairs.answers)
    }
  }

  private func finishedPartitions(
    _ order: [Int], _ streams: [StreamPlan]
  ) -> [PartitionPlan] {
    order.enumerated().map { new, old in
      var plan = PartitionPlan(keyCount: partitions[old].signature.count)
      plan.streams = streams.indices.filter { streams[$0].partition == new }
      plan.tasks = tasks[old]
      plan.keyIsCondition = partitions[old].isCondition
      plan.candidates = candidates.indices.filter {
        streams[candidates[$0].stream].partition == new
      }
      return plan
    }
  }

  private func finishedQuestions(_ newPartition: [Int], _ newSet: [Int]) -> [QuestionPlan] {
    questions.map { question in
      var question = question
      question.partition = newPartition[question.partition]
      if question.anchorSet >= 0 { question.anchorSet = newSet[question.anchorSet] }
      return question
    }
  }

  private func finishedRules(_ newPartition: [Int], _ newSet: [Int]) -> [CorrelatedRulePlan] {
    rules.map { rule in
      var rule = rule
      rule.partition = newPartition[rule.partition]
      if let each = rule.each {
        rule.each?.partition = newPartition[each.partition]
        rule.each?.pairSet = each.pairSet.map { newSet[$0] }
      }
      return rule
    }
  }
}
