import ReferenceEvaluator
import RuleModel
import Values

/// What may have happened, given evidence that does not tell everything: fields that were not recorded
/// have a value or are absent, undecided kinds are decided, what the evidence does not cover holds
/// further events, and everything happened in some order that agrees with what is known.
struct PossibleWorlds {
  var evidence: ReferenceWorld
  /// How far apart the times are that further events may have.
  var step = RandomTimeWorld.second
  /// Whether anything may have happened before the evidence begins. Not where a list says what was on
  /// then: it stands for all that happened before.
  var mayHaveEarlier = true

  /// A field or a kind that is not known, with all that it may be.
  private struct Choice {
    enum Subject {
      case field(String)
      case kind
    }

    var event: Int
    var subject: Subject
    var count: Int
  }

  private static let domains: [(name: String, states: [ReferenceState])] = [
    ("k", [.value(.string("x")), .value(.string("y")), .absent]),
    ("v", (1...3).map { .value(.number(Number(Int64($0)))) } + [.absent]),
    ("w", (1...3).map { .value(.number(Number(Int64($0)))) } + [.absent]),
    (
      "items",
      [
        .value(.list([])), .value(.list([.string("x")])),
        .value(.list([.string("x"), .string("y")])), .absent,
      ]
    ),
  ]

  private var times: [Int64] {
    let known = evidence.events.map(\.time.nanoseconds)
    return Array(Set(known + known.map { $0 + step })).sorted()
  }

  private func domain(_ name: String) -> [ReferenceState] {
    if let found = Self.domains.first(where: { $0.name == name }) { return found.states }
    return times.map { .value(.timestamp(Timestamp(nanoseconds: $0))) } + [.absent]
  }

  private var choices: [Choice] {
    evidence.events.indices.flatMap { index -> [Choice] in
      let event = evidence.events[index]
      var result = ["k", "v", "w", "items", "due"].filter { event.fields[$0] == nil }.map {
        Choice(event: index, subject: .field($0), count: domain($0).count)
      }
      if !event.undecidedKinds.isEmpty {
        // Any one of them, or none.
        result.append(
          Choice(event: index, subject: .kind, count: event.undecidedKinds.count + 1))
      }
      return result
    }
  }

  /// All completions of the recorded events if there are few, else as many random ones.
  func completions(
    atMost limit: Int, using generator: inout SeededGenerator
  ) -> [[ReferenceEvent]] {
    let choices = choices
    let total = choices.reduce(1) { min($0 * $1.count, limit + 1) }
    return (0..<min(total, limit)).map { number in
      var rest = number
      var events = evidence.events
      for choice in choices {
        var taken = rest % choice.count
        rest /= choice.count
        if total > limit { taken = Int.random(in: 0..<choice.count, using: &generator) }
        switch choice.subject {
        case .field(let name): events[choice.event].fields[name] = domain(name)[taken]
        case .kind:
          let kinds = events[choice.event].undecidedKinds.sorted()
          events[choice.event].kinds = taken < kinds.count ? [kinds[taken]] : []
          events[choice.event].undecidedKinds = []
        }
      }
      return events
    }
  }

  // MARK: Events that the evidence does not hold

  /// Before the begin or at and after the end of a source; of a kind without a source, anywhere.
  func outside(using generator: inout SeededGenerator) -> [ReferenceEvent] {
    (0..<Int.random(in: 0...2, using: &generator)).compactMap { _ in
      event(using: &generator)
    }
  }

  private func event(using generator: inout SeededGenerator) -> ReferenceEvent? {
    let suppliers = evidence.coverage.suppliers
    let unsupplied = TimeSources.kinds.filter { kind in
      !suppliers.contains { $0.kinds.contains(kind) }
    }
    var event = ReferenceEvent(kinds: [], time: Timestamp(nanoseconds: 0), fields: [:])
    if !unsupplied.isEmpty, Int.random(in: 0..<3, using: &generator) == 0 {
      event.kinds = [unsupplied.randomElement(using: &generator) ?? "a"]
      event.source = 99
      event.time = Timestamp(nanoseconds: times.randomElement(using: &generator) ?? 0)
    } else if let supplier = suppliers.randomElement(using: &generator) {
      let distance = Int64.random(in: 0...6, using: &generator) * step
      let comesLater = Bool.random(using: &generator)
      guard comesLater ? supplier.end < .max : mayHaveEarlier && supplier.begin > .min else {
        return nil
      }
      event.kinds = [supplier.kinds.sorted().randomElement(using: &generator) ?? "a"]
      event.source = supplier.source
      event.file = comesLater ? 101 : 100
      event.time = Timestamp(
        nanoseconds: comesLater ? supplier.end + distance : supplier.begin - 1 - distance)
    }
    for name in ["k", "v", "w", "items", "due"] {
      event.fields[name] = domain(name).randomElement(using: &generator)
    }
    return event
  }

  // MARK: Order

  /// One of the orders that agree with what is known. What a source has yet to record comes after what
  /// it has recorded.
  func order(_ events: [ReferenceEvent], using generator: inout SeededGenerator) -> [Int] {
    var world = evidence
    world.events = events
    var ranks = Array(repeating: 0, count: events.count)
    var left = Set(events.indices)
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      let (x, y) = (events[a], events[b])
      if x.source == y.source, x.time == y.time, x.file != y.file, max(x.file, y.file) == 101 {
        return x.file < y.file
      }
      return world.comesBefore(a, b)
    }
    for rank in events.indices {
      let free = left.filter { one in !left.contains { $0 != one && isBefore($0, one) } }
      guard let next = free.sorted().randomElement(using: &generator) else { return ranks }
      ranks[next] = rank
      left.remove(next)
    }
    return ranks
  }

  /// The world in which these events are all there are, in this order.
  func world(
    _ events: [ReferenceEvent], ranks: [Int], using generator: inout SeededGenerator
  ) -> ReferenceWorld {
    var world = evidence
    world.events = events
    world.ranks = ranks
    world.equalsComeBeforeInstants = Bool.random(using: &generator)
    for index in world.coverage.suppliers.indices {
      world.coverage.suppliers[index].begin = .min
      world.coverage.suppliers[index].end = .max
    }
    world.coverage.suppliers.append(
      ReferenceCoverage.Supplier(
        source: 99, kinds: Set(TimeSources.kinds), begin: .min, end: .max))
    return world
  }
}
