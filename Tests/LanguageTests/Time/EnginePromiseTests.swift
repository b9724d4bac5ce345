import Findings
import Foundation
import ReferenceEvaluator
import RuleModel
import Testing
import Values

/// What a verdict promises (semantics C1), of scans: what failed still fails when more of the evidence
/// is known. Of rules about events also what passed: it fails the rule that asks for the opposite.
@Suite struct EnginePromiseTests {
  private static let worlds = 200 * PromiseTests.factor
  private static let parts = 20

  @Test(arguments: 0..<parts)
  func failuresStay(_ part: Int) throws {
    var failures = 0
    for seed in stride(from: part, to: Self.worlds, by: Self.parts) {
      let example = try Self.example(seed)
      let before = try EngineFailures(example)
      failures += before.byRule.values.reduce(0) { $0 + $1.count }
      var generator = SeededGenerator(seed: UInt64(seed) &* 43 &+ 19)
      for _ in 0..<3 {
        var later = example
        later.world = example.world.extended(
          mayHaveEarlier: !example.rules.contains(where: RuleText.readsInitialStates),
          using: &generator)
        let after = try EngineFailures(later)
        for rule in example.rules {
          guard let gone = before.first(of: rule, goneFrom: after) else { continue }
          Issue.record(
            """
            seed \(seed), \(gone)
            \(RuleText.text(rule, zone: example.zone))
            \(PromiseTests.text(example.world.events))
            \(example.world.coverage)
            then
            \(PromiseTests.text(later.world.events))
            \(later.world.coverage)
            """)
          return
        }
      }
    }
    #expect(failures > Self.worlds / Self.parts / 2, "\(failures) subjects failed")
  }

  private static func example(_ seed: Int) throws -> AgreementExample {
    let isCalendar = seed % 5 == 0
    var random = RandomTimeRule(seed: UInt64(seed) &* 101 &+ 7, isCalendar: isCalendar)
    random.keepsPromise = true
    random.seconds = 5
    var rules: [CheckedRule] = []
    for number in 0..<10 {
      let rule = random.rule("r\(number)")
      // In half of the worlds what was on at the beginning is known, and nothing comes before.
      if seed % 2 == 0, RuleText.readsInitialStates(rule) { continue }
      rules.append(rule)
      guard rule.kind != "", rule.requirement != .constant(false) else { continue }
      var opposite = rule
      opposite.id = "r\(number)-not"
      opposite.requirement = .not(rule.requirement)
      rules.append(opposite)
    }
    let world = RandomTimeWorld(
      seed: UInt64(seed) &* 29 &+ 3, events: 3...9, isCalendar: isCalendar, span: 8, uncertainty: 5)
    var example = AgreementExample(seed: seed, world: world, rules: rules, zone: random.zone)
    example.rules = try example.accepted()
    return example
  }
}

/// What fails in a scan, by rule.
struct EngineFailures {
  struct Failure {
    /// The trigger's place, with that of the other event of a pair; a group's key.
    var name: String
    /// Of a group with windows.
    var start: String?
    var end: String?
  }

  var byRule: [String: [Failure]] = [:]

  init(_ example: AgreementExample) throws {
    let run = try example.prepared(example.rules)
    defer { run.cleanUp() }
    try #require(run.errors.isEmpty, "\(run.errors.map(\.message))")
    for result in try run.scan(example.options(run)).rules {
      byRule[result.id] = result.findings.map { finding in
        guard finding.subject.isEmpty || result.kind != "" else {
          func value(_ name: String) -> String? {
            finding.subject.first { $0.field == name }?.value
          }
          let keys = finding.subject.filter { !$0.field.hasPrefix("window.") }
          return Failure(
            name: keys.map { $0.value ?? "" }.joined(separator: " "), start: value("window.start"),
            end: value("window.end"))
        }
        let each = finding.each.map { run.place($0) } ?? ""
        return Failure(name: "\(run.place(finding.evidence[0])) \(each)")
      }
    }
  }

  /// A subject that failed and no longer does.
  func first(of rule: CheckedRule, goneFrom later: EngineFailures) -> Failure? {
    let before = byRule[rule.id] ?? []
    let after = later.byRule[rule.id] ?? []
    guard case .group(let group) = rule.form else {
      // Elements of one trigger have one name.
      return before.first { failure in
        before.count { $0.name == failure.name } > after.count { $0.name == failure.name }
      }
    }
    return before.first { failure in
      !after.contains { other in
        guard other.name == failure.name else { return false }
        switch group.span {
        case .inAny, .period: return true
        case .per: return other.start == failure.start
        case .withGap:
          // A session may turn out to be longer.
          guard let start = failure.start, let first = other.start, let last = other.end else {
            return false
          }
          return first <= start && start <= last
        }
      }
    }
  }
}

extension RandomTimeWorld {
  /// With more that is known: some of what was unknown, and further events after the end or before the
  /// begin of a source's evidence, which move with them.
  func extended(
    mayHaveEarlier: Bool, using generator: inout SeededGenerator
  ) -> RandomTimeWorld {
    var world = self
    let step = (isCalendar ? 12 * 3600 : 1) * Self.second
    for index in world.events.indices { world.fill(index, using: &generator) }
    for supplier in coverage.suppliers {
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        let distance = Int64.random(in: 0...6, using: &generator) * step
        let comesLater = !mayHaveEarlier || supplier.begin == .min || Bool.random(using: &generator)
        let time = comesLater ? supplier.end + distance : supplier.begin - 1 - distance
        let files = Set(events.filter { $0.source == supplier.source }.map(\.file))
        // What is written at the very end goes to the file that is written, if that is known.
        if comesLater, distance == 0, files.count > 1 { continue }
        var event = ReferenceEvent(
          kinds: [], time: Timestamp(nanoseconds: time), fields: [:], source: supplier.source,
          file: files.max() ?? 0)
        event.undecidedKinds = supplier.kinds
        world.events.append(event)
        world.fill(world.events.count - 1, using: &generator)
        if comesLater {
          world.until = world.until.map { max($0, time + 1) }
        } else {
          world.from = world.from.map { min($0, time) }
        }
      }
    }
    world.number()
    return world
  }

  /// Some of what is not known of an event becomes known.
  private mutating func fill(_ index: Int, using generator: inout SeededGenerator) {
    func isFilled() -> Bool { Int.random(in: 0..<3, using: &generator) > 0 }
    if !events[index].undecidedKinds.isEmpty, isFilled() {
      let kinds = events[index].undecidedKinds.sorted()
      events[index].kinds = [kinds[Int.random(in: 0..<kinds.count, using: &generator)]]
      events[index].undecidedKinds = []
    }
    let times = events.map(\.time)
    let due = times[Int.random(in: 0..<times.count, using: &generator)]
    let values: [(name: String, value: Value)] = [
      ("k", .string(Bool.random(using: &generator) ? "x" : "y")),
      ("v", .number(Number(Int64.random(in: 1...3, using: &generator)))),
      ("w", .number(Number(Int64.random(in: 1...3, using: &generator)))),
      ("due", .timestamp(due)), ("items", .list([.string("x")])),
    ]
    for (name, value) in values where events[index].fields[name] == nil && isFilled() {
      let isAbsent = Int.random(in: 0..<4, using: &generator) == 0
      events[index].fields[name] = isAbsent ? .absent : .value(value)
    }
  }
}
