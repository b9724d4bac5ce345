import RuleModel
import Shuffle
import Values

/// What is said about a shown subject; some of it is found in other partitions.
struct Explanation {
  var judgements: [CorrelatedJudgement] = []
  /// Places in `judgements` that a question asked elsewhere fills.
  var elsewhere: [(place: Int, question: Int)] = []
}

extension CorrelationEvaluator {
  static let mostJudgements = 12
  static let mostEvents = 5

  private enum Leaf: Hashable {
    case question(Int)
    case stored(Int)
    case comparison(Int)
  }

  /// How the questions of a rule's clauses came to their answers about a subject.
  func explain(_ tally: RuleTally, _ rows: FormulaRows) -> Explanation {
    var result = Explanation()
    if let own = rows.own, let each = rows.each?.place ?? (own.isPair ? own.eachPlace : nil) {
      var judgement = CorrelatedJudgement(
        text: tally.plan.each?.text ?? "", sentence: "one of the pairs", answer: .yes)
      judgement.events = [CorrelatedJudgement.Event(role: .each, note: "", place: each)]
      result.judgements.append(judgement)
    }
    var leaves: [Leaf] = []
    for formula in [tally.plan.requirement] + tally.plan.exceptions {
      collect(formula, into: &leaves)
    }
    for leaf in leaves.prefix(Self.mostJudgements) {
      switch leaf {
      case .question(let question):
        guard let own = rows.own else { continue }
        result.judgements.append(judgement(question, own, each: rows.each))
      case .stored(let question):
        result.elsewhere.append((result.judgements.count, question))
        result.judgements.append(storedJudgement(question, rows))
      case .comparison(let index):
        result.judgements.append(judgement(comparison: index, rows))
      }
    }
    return result
  }

  private func collect(_ formula: Formula, into leaves: inout [Leaf]) {
    func add(_ leaf: Leaf) { if !leaves.contains(leaf) { leaves.append(leaf) } }
    switch formula {
    case .question(let index): add(.question(index))
    case .stored(let index): add(.stored(index))
    case .comparison(let index): add(.comparison(index))
    case .and(let parts), .or(let parts):
      for part in parts { collect(part, into: &leaves) }
    case .not(let part): collect(part, into: &leaves)
    case .constant, .answer, .test: break
    }
  }

  // As long as its own partition was not read again.
  private func storedJudgement(_ question: Int, _ rows: FormulaRows) -> CorrelatedJudgement {
    var bag = ReasonBag()
    var answer = Truth.unknown
    if let own = rows.own, let column = stored[question] {
      answer = column.truth(own.number, reasons, &bag)
    }
    return CorrelatedJudgement(
      text: plan.questions[question].text, sentence: Self.sentence(answer), answer: answer)
  }

  private static func sentence(_ answer: Truth) -> String {
    switch answer {
    case .yes: "it holds"
    case .no: "it does not hold"
    case .unknown: "it is not known"
    }
  }

  func judgement(_ question: Int, _ anchor: RowRef, each: RowRef?) -> CorrelatedJudgement {
    switch plan.questions[question].kind {
    case .relation(let relation): return judgement(question, relation, anchor, each: each)
    case .state(let state): return judgement(question, state, anchor)
    case .sequence(let sequence): return judgement(question, sequence, anchor)
    case .aggregate:
      return CorrelatedJudgement(
        text: plan.questions[question].text, sentence: "", answer: .unknown)
    }
  }

  // MARK: Questions asked elsewhere

  /// Reads partitions again in which questions about shown subjects were asked, and fills in what they
  /// say.
  func explainStored(_ isCancelled: () -> Bool) throws(ShuffleError) {
    var wanted: [Int: Set<Int>] = [:]
    for tally in tallies {
      tally.forEachShown { subject in
        for (_, question) in subject.elsewhere {
          wanted[question, default: []].insert(subject.number)
        }
      }
    }
    guard !wanted.isEmpty else { return }
    var found: [Int: [Int: CorrelatedJudgement]] = [:]
    let partitions = Set(wanted.keys.map { plan.questions[$0].partition }).sorted()
    for number in partitions where !isCancelled() {
      let questions = wanted.filter { plan.questions[$0.key].partition == number }
      let partition = PartitionRun(plan.partitions[number], self)
      let reader = try run.store.read(2 * number..<2 * number + 2)
      while let group = try reader.next() {
        if group.partition & 1 == 0 {
          loadOutside(group, partition)
        } else {
          guard holds(group, partition, questions) else { continue }
          read(group, partition)
        }
        for (question, numbers) in questions {
          explain(question, numbers, into: &found[question, default: [:]])
        }
      }
    }
    for tally in tallies {
      tally.updateShown { subject in
        for (place, question) in subject.elsewhere {
          guard let judgement = found[question]?[subject.number] else { continue }
          subject.finding.judgements[place] = judgement
        }
      }
    }
  }

  private func explain(
    _ question: Int, _ numbers: Set<Int>, into found: inout [Int: CorrelatedJudgement]
  ) {
    forEachAnchor(plan.questions[question].anchorStream) { row in
      guard numbers.contains(row.number) else { return }
      found[row.number] = judgement(question, row, each: nil)
    }
  }

  // Whether one of the anchors is asked for: only then the group is set up.
  private func holds(
    _ group: RowGroup, _ partition: PartitionRun, _ questions: [Int: Set<Int>]
  ) -> Bool {
    for (question, numbers) in questions {
      let stream = plan.questions[question].anchorStream
      let layout = layouts[stream]
      for index in 0..<group.count {
        let row = group.rows[index]
        guard partition.partition.streams[Int(row.stream)] == stream else { continue }
        let number = (row.payload + Int(layout.numberOffset)).loadUnaligned(as: UInt32.self)
        if numbers.contains(Int(UInt32(littleEndian: number))) { return true }
      }
    }
    return false
  }
}
