import ReferenceEvaluator
import RuleModel
import Testing

/// The verdict depends on the set of events, and positions inside files, alone.
@Suite struct ArrivalTests {
  private static let rounds = 1500 * PromiseTests.factor

  /// Events arrive in any order: only names for them change.
  @Test func orderOfArrivalIsIrrelevant() {
    for seed in 0..<Self.rounds {
      let (rule, world) = Self.example(seed)
      var generator = SeededGenerator(seed: UInt64(seed))
      let order = world.events.indices.shuffled(using: &generator)
      var shuffled = world
      shuffled.events = order.map { world.events[$0] }
      let expected = Self.outcomes(of: rule, in: world, names: Array(world.events.indices))
      let found = Self.outcomes(of: rule, in: shuffled, names: order)
      guard found == expected else {
        Issue.record("seed \(seed)\n\(PromiseTests.text(rule, world))\n\(found)\n\(expected)")
        return
      }
    }
  }

  /// A file cut between events of different times is the same evidence.
  @Test func filesCutBetweenTimesAreTheSame() {
    for seed in 0..<Self.rounds {
      let (rule, world) = Self.example(seed)
      var generator = SeededGenerator(seed: UInt64(seed))
      let cut = world.events.randomElement(using: &generator)?.time.nanoseconds ?? 0
      var split = world
      for index in split.events.indices where split.events[index].time.nanoseconds > cut {
        split.events[index].file += 10
      }
      let names = Array(world.events.indices)
      let expected = Self.outcomes(of: rule, in: world, names: names)
      let found = Self.outcomes(of: rule, in: split, names: names)
      guard found == expected else {
        Issue.record("seed \(seed)\n\(PromiseTests.text(rule, world))\n\(found)\n\(expected)")
        return
      }
    }
  }

  private static func example(_ seed: Int) -> (CheckedRule, ReferenceWorld) {
    let isCalendar = seed % 3 == 0
    var random = RandomTimeRule(seed: UInt64(seed) &* 5 &+ 1, isCalendar: isCalendar)
    let rule = random.rule("r")
    let world = RandomTimeWorld(
      seed: UInt64(seed) &* 11 &+ 2, events: 4...10, isCalendar: isCalendar)
    return (rule, world.world)
  }

  private static func outcomes(
    of rule: CheckedRule, in world: ReferenceWorld, names: [Int]
  ) -> [String] {
    referenceJudgement(of: rule, in: world).subjects.map { subject in
      let name: String
      switch subject.identity {
      case .event(let index): name = "\(names[index])"
      case .pair(let index, let each): name = "\(names[index]) with \(names[each])"
      case .element(let index, let number, _): name = "\(names[index]) element \(number)"
      case .more(let index): name = "\(names[index]) and more"
      case .group: name = "\(subject.identity)"
      }
      return "\(name): \(subject.outcome) \(subject.pendingUntil ?? 0)"
    }.sorted()
  }
}
