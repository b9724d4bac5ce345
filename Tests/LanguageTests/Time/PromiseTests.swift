import Foundation
import ReferenceEvaluator
import RuleModel
import Testing
import Values

/// What a verdict promises (semantics C1), for random rules about time over small random evidence: a
/// subject that passes or fails does so in every world that agrees with the evidence, and whatever
/// evidence comes later.
@Suite struct PromiseTests {
  static let factor = Int(ProcessInfo.processInfo.environment["WRIT_FUZZ_FACTOR"] ?? "") ?? 1

  @Test func decidedSubjectsHoldInEveryWorld() {
    for seed in 0..<(2000 * Self.factor) {
      var generator = SeededGenerator(seed: UInt64(seed) &* 31 &+ 7)
      let (rule, evidence) = Self.example(seed)
      let worlds = Self.worlds(rule, evidence, seed)
      let decided = referenceJudgement(of: rule, in: evidence).subjects
      for events in worlds.completions(atMost: Self.factor == 1 ? 12 : 64, using: &generator) {
        for round in 0..<2 {
          let outside = round == 0 ? [] : worlds.outside(using: &generator)
          let all = events + outside
          let world = worlds.world(
            all, ranks: worlds.order(all, using: &generator), using: &generator)
          let found = referenceJudgement(of: rule, in: world).subjects
          let problem =
            Self.broken(decided, by: found, rule: rule, hasMore: !outside.isEmpty)
            ?? Self.overlooked(decided, by: found, known: evidence.events.count)
          if let problem {
            Issue.record(
              "seed \(seed)\n\(problem)\n\(Self.text(rule, evidence))\nin\n\(Self.text(all))")
            return
          }
        }
      }
    }
  }

  /// Unknown fields may become known, and further events come, known or not.
  @Test func decidedSubjectsHoldWhateverComesLater() {
    for seed in 0..<(2000 * Self.factor) {
      var generator = SeededGenerator(seed: UInt64(seed) &* 17 &+ 3)
      let (rule, evidence) = Self.example(seed)
      let decided = referenceJudgement(of: rule, in: evidence).subjects
      for _ in 0..<4 {
        let later = Self.worlds(rule, evidence, seed).extended(using: &generator)
        let found = referenceJudgement(of: rule, in: later).subjects
        let problem =
          Self.broken(decided, by: found, rule: rule, hasMore: true)
          ?? Self.overlooked(decided, by: found, known: evidence.events.count)
        if let problem {
          Issue.record(
            "seed \(seed)\n\(problem)\n\(Self.text(rule, evidence))\nthen\n\(Self.text(later.events))\n\(later.coverage)"
          )
          return
        }
      }
    }
  }

  /// Small evidence, and a rule whose forms are all inside the promise.
  private static func example(_ seed: Int) -> (CheckedRule, ReferenceWorld) {
    var random = RandomTimeRule(seed: UInt64(seed), isCalendar: isCalendar(seed))
    random.keepsPromise = true
    random.seconds = 5
    let rule = random.rule("r")
    let world = RandomTimeWorld(
      seed: UInt64(seed) &* 13 &+ 5, events: 2...6, isCalendar: isCalendar(seed), span: 6,
      uncertainty: 4)
    return (rule, world.world)
  }

  private static func isCalendar(_ seed: Int) -> Bool { seed % 5 == 0 }

  private static func worlds(
    _ rule: CheckedRule, _ evidence: ReferenceWorld, _ seed: Int
  ) -> PossibleWorlds {
    PossibleWorlds(
      evidence: evidence, step: (isCalendar(seed) ? 12 * 3600 : 1) * RandomTimeWorld.second,
      mayHaveEarlier: !RuleText.readsInitialStates(rule))
  }

  /// The first subject that was decided and is no longer, or is otherwise.
  private static func broken(
    _ decided: [ReferenceSubject], by found: [ReferenceSubject], rule: CheckedRule, hasMore: Bool
  ) -> String? {
    var group: GroupSubject?
    if case .group(let subject) = rule.form { group = subject }
    for subject in decided where subject.outcome == .passed || subject.outcome == .failed {
      let now = found.first { isSame(subject, $0, group) }
      if now?.outcome == subject.outcome { continue }
      // By the table of subjects what is required may be known to hold before the exception is known.
      if subject.outcome == .passed && now?.outcome == .excepted { continue }
      switch group?.span {
      // The key's further windows are other windows: what it did in those that there were stays.
      case .inAny where subject.outcome == .passed && hasMore: continue
      // Empty windows are judged as far as the evidence reaches.
      case .per where now == nil && !Self.hasKeys(group): continue
      default: break
      }
      return "\(subject)\nbecame \(now.map { "\($0)" } ?? "no subject")"
    }
    return nil
  }

  /// The first event that fails though the evidence takes it for no subject, excepted, or harmless.
  private static func overlooked(
    _ decided: [ReferenceSubject], by found: [ReferenceSubject], known: Int
  ) -> String? {
    for subject in found where subject.outcome == .failed {
      let trigger: Int
      switch subject.identity {
      case .event(let index), .pair(let index, _), .element(let index, _, _): trigger = index
      // A group that is not certain to exist is none.
      case .more, .group: continue
      }
      if trigger >= known { continue }
      let before = decided.filter {
        $0.identity == subject.identity || $0.identity == .more(trigger)
      }
      if !before.contains(where: { [.failed, .inconclusive, .pending].contains($0.outcome) }) {
        return "\(before)\nbecame \(subject)"
      }
    }
    return nil
  }

  private static func hasKeys(_ group: GroupSubject?) -> Bool {
    if case .keys? = group?.population { return true }
    return false
  }

  private static func isSame(
    _ a: ReferenceSubject, _ b: ReferenceSubject, _ group: GroupSubject?
  ) -> Bool {
    guard case .withGap? = group?.span else { return a.identity == b.identity }
    // A session may turn out to be longer: it is the one that holds the first.
    guard case .group(let keys, let row, let start?) = a.identity,
      case .group(let others, let otherRow, _) = b.identity
    else { return false }
    return keys == others && row == otherRow && b.window?.contains(start) ?? false
  }

  static func text(_ rule: CheckedRule, _ world: ReferenceWorld) -> String {
    "\(RuleText.text(rule))\n\(text(world.events))\n\(world.coverage)"
  }

  static func text(_ events: [ReferenceEvent]) -> String {
    events.enumerated().map { index, event in
      let fields = event.fields.sorted { $0.key < $1.key }.map { name, state in
        switch state {
        case .value(let value): "\(name)=\(value)"
        case .absent: "\(name)=-"
        case .unknown: ""
        }
      }
      let kinds =
        event.kinds.sorted().joined() + event.undecidedKinds.sorted().joined(separator: "?")
      return "\(index): \(kinds) t=\(event.time.rfc3339) source \(event.source) file \(event.file) "
        + "position \(event.position) \(fields.joined(separator: " "))"
    }.joined(separator: "\n")
  }
}

extension PossibleWorlds {
  /// The evidence with more: some of what was unknown, and events of a source after its end or before
  /// its begin, which move with them.
  func extended(using generator: inout SeededGenerator) -> ReferenceWorld {
    var world = evidence
    if let filled = completions(atMost: 1, using: &generator).first {
      for index in world.events.indices {
        for (name, state) in filled[index].fields where Bool.random(using: &generator) {
          world.events[index].fields[name] = state
        }
      }
    }
    for index in world.coverage.suppliers.indices {
      let supplier = world.coverage.suppliers[index]
      var more = PossibleWorlds(evidence: world, step: step, mayHaveEarlier: mayHaveEarlier)
      more.evidence.coverage.suppliers = [supplier]
      for event in more.outside(using: &generator) where event.source == supplier.source {
        var event = event
        // Some of it is not known either.
        for name in ["k", "v", "w"] where Int.random(in: 0..<5, using: &generator) == 0 {
          event.fields[name] = nil
        }
        let time = event.time.nanoseconds
        if time < supplier.begin {
          world.coverage.suppliers[index].begin = min(world.coverage.suppliers[index].begin, time)
        } else {
          world.coverage.suppliers[index].end = max(world.coverage.suppliers[index].end, time)
          // It stands at the end of the file that the source writes.
          let written = world.events.filter { $0.source == event.source }
          guard Set(written.map(\.file)).count <= 1 || time > supplier.end else { continue }
          event.file = written.map(\.file).max() ?? 0
          event.position = (written.map(\.position).max() ?? 0) + 1
        }
        world.events.append(event)
      }
    }
    return world
  }
}
