import Findings
import Foundation
import ReferenceEvaluator
import RuleModel
import Scanning
import Testing
import Values

/// Random rules about time over random worlds: what a scan says, from the rules' text and the log's
/// lines, is what the reference evaluator says, whatever the number of workers, the size of the chunks
/// and the memory.
@Suite struct EngineAgreementTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// `make agreement` sets many more.
  static let worlds = Int(environment["WRIT_TIME_WORLDS"] ?? "") ?? 250
  static let first = Int(environment["WRIT_TIME_FIRST"] ?? "") ?? 0
  static let rulesOfWorld = 12
  private static let parts = min(worlds, 20)

  @Test(arguments: 0..<parts)
  func agrees(_ part: Int) throws {
    var compared = 0
    var worlds = 0
    var wrong = 0
    for number in stride(from: Self.first + part, to: Self.first + Self.worlds, by: Self.parts) {
      let example = AgreementExample(seed: number)
      let (found, differences) = try example.differences()
      compared += found
      worlds += 1
      for (rule, _) in differences {
        wrong += 1
        // A few are enough to see what is wrong.
        if wrong > 3 { return }
        Issue.record("\(try example.minimised(rule))")
      }
    }
    #expect(
      compared > worlds * Self.rulesOfWorld / 2,
      "\(compared) rules were compared, the checker refused the others")
  }
}

/// A world with its rules, and how they are scanned.
struct AgreementExample {
  var seed: Int
  var world: RandomTimeWorld
  var rules: [CheckedRule]
  var zone: String

  init(seed: Int, world: RandomTimeWorld, rules: [CheckedRule], zone: String) {
    self.seed = seed
    self.world = world
    self.rules = rules
    self.zone = zone
  }

  init(seed: Int) {
    self.seed = seed
    let isCalendar = seed % 4 == 3
    let count = [2...8, 4...30, 4...30, 20...60][seed / 4 % 4]
    world = RandomTimeWorld(
      seed: UInt64(seed) &* 31 &+ 11, events: count, isCalendar: isCalendar,
      span: [20, 8, 40][seed % 3], uncertainty: [100, 6, 6, 20][seed / 3 % 4],
      isWide: seed % 2 == 0)
    var random = RandomTimeRule(seed: UInt64(seed) &* 7919 &+ 13, isCalendar: isCalendar)
    random.isWide = seed % 2 == 0
    zone = random.zone
    rules = (0..<EngineAgreementTests.rulesOfWorld).map { random.rule("r\($0)") }
  }

  /// The rules that differ with what differs, and how many were compared.
  func differences() throws -> (compared: Int, differences: [(rule: CheckedRule, text: String)]) {
    let rules = try accepted()
    guard !rules.isEmpty else { return (0, []) }
    let run = try prepared(rules)
    defer { run.cleanUp() }
    guard run.errors.isEmpty else {
      Issue.record("world \(seed): \(run.errors.map(\.message))")
      return (0, [])
    }
    let result = try run.scan(options(run))
    let byID = Dictionary(uniqueKeysWithValues: result.rules.map { ($0.id, $0) })
    var differences: [(CheckedRule, String)] = []
    for rule in rules {
      guard let found = byID[rule.id] else {
        differences.append((rule, "\(rule.id) has no result"))
        continue
      }
      let comparison = RuleComparison(rule: rule, found: found, world: world, run: run)
      if let text = comparison.difference { differences.append((rule, text)) }
    }
    return (rules.count, differences)
  }

  func prepared(_ rules: [CheckedRule]) throws -> EngineRun {
    var run = try EngineRun(
      rules: world.declarations + RuleText.text(rules, zone: zone), files: RuleText.files(rules))
    try run.add(world)
    return run
  }

  func options(_ run: EngineRun) -> ScanOptions {
    var options = run.options(for: world)
    options.jobs = 1 + seed % 3
    options.chunkBytes = [1 << 19, 50, 400][seed / 2 % 3]
    if seed % 5 == 0 { options.memoryBytes = 1 }
    return options
  }

  /// Without the rules that the checker refuses, such as those that would look at every event for each.
  func accepted() throws -> [CheckedRule] {
    var rules = rules
    // What is refused may hide that something else is too.
    while !rules.isEmpty {
      let text = world.declarations + RuleText.text(rules, zone: zone)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let run = try EngineRun(rules: text, files: RuleText.files(rules))
      defer { run.cleanUp() }
      if run.errors.isEmpty { return rules }
      let refused = Set(
        run.errors.compactMap { error -> String? in
          let line = error.primary.text.position(of: error.primary.span.start).line
          let start = lines[..<line].last { $0.hasPrefix("rule ") || $0.hasPrefix("state ") }
          // `rule r3 {`, `rule r3-not {`, `state state-r3-1 by k {`
          return start.flatMap { start in
            let name = start.split(separator: " ")[1]
            return name.split(separator: "-").first { $0 != "state" }.map(String.init)
          }
        })
      let left = rules.filter { !refused.contains(String($0.id.split(separator: "-")[0])) }
      guard left.count < rules.count else {
        Issue.record("world \(seed): \(run.errors.map(\.message))")
        return []
      }
      rules = left
    }
    return rules
  }

  /// The rule alone, over as few events as show the difference.
  func minimised(_ rule: CheckedRule) throws -> String {
    var small = self
    small.rules = [rule]
    guard var text = try small.differences().differences.first?.text else {
      let all = try differences().differences.first { $0.rule.id == rule.id }?.text
      return "world \(seed), only among other rules: \(all ?? "")\n\(RuleText.text(rule))"
    }
    var index = 0
    while index < small.world.events.count {
      var smaller = small
      smaller.world.events.remove(at: index)
      smaller.world.number()
      if let found = try smaller.differences().differences.first?.text {
        (small, text) = (smaller, found)
        index = 0
      } else {
        index += 1
      }
    }
    return """
      world \(seed), \(text)
      \(RuleText.text(rule, zone: zone))\(RuleText.files([rule]))
      \(PromiseTests.text(small.world.events))
      \(small.world.coverage) \(small.world.period.map { "\($0)" } ?? "")
      """
  }
}

/// What a scan says of a rule beside what the reference says.
struct RuleComparison {
  var rule: CheckedRule
  var found: RuleResult
  var world: RandomTimeWorld
  var run: EngineRun

  /// nil where they agree.
  var difference: String? {
    let expected = referenceJudgement(of: rule, in: world.world)
    var parts: [String] = []
    func compare<Value: Equatable>(_ name: String, _ expected: Value, _ found: Value) {
      if expected != found { parts.append("\(name): expected \(expected), found \(found)") }
    }
    compare("passed", expected.count(.passed), found.counts.passed)
    compare("failed", expected.count(.failed), found.counts.failed)
    compare("excepted", expected.count(.excepted), found.counts.excepted)
    compare("inconclusive", expected.count(.inconclusive), found.counts.inconclusive)
    compare("pending", expected.count(.pending), found.counts.pending)
    compare("undecided", expected.count(.undecided), found.counts.undecided)
    compare("verdict", expected.verdict, found.verdict.rawValue)
    let until = expected.subjects.compactMap(\.pendingUntil).max()
    // Without an end nothing is said.
    compare(
      "until", until.flatMap { $0 == .max ? nil : Timestamp(nanoseconds: $0).rfc3339 },
      found.pendingUntil)
    compare("reasons", reasons(expected), reasons(found))
    if case .group(let group) = rule.form, case .inAny = group.span {
      // The key is the subject; its findings are stretches of windows.
      compare("findings", expected.count(.failed) > 0, !found.findings.isEmpty)
    } else {
      compare("failures", names(expected, .failed), names(found.findings))
      compare("waiting", names(expected, .pending), names(found.pendingSubjects))
    }
    if parts.isEmpty { return nil }
    let subjects = expected.subjects.map {
      "\($0.identity) \($0.outcome) \($0.reasons.isEmpty ? "" : "\($0.reasons)")"
    }
    let missing = found.missing.map { "\($0.reason) \($0.field ?? "") \($0.count)" }
    return (parts + ["reference:"] + subjects + ["engine: \(missing)"]).joined(separator: "\n")
  }

  /// How many subjects are inconclusive for which first reason.
  private func reasons(_ judgement: ReferenceJudgement) -> [String: Int] {
    var counts: [String: Int] = [:]
    for subject in judgement.subjects where subject.outcome == .inconclusive {
      let ranked = subject.reasons.map { reason in
        switch reason {
        case .noSource: (0, "no-source")
        case .field: (1, "missing")
        case .orderUncertain: (2, "order-uncertain")
        case .history: (3, "history")
        case .pending: (4, "pending")
        case .moreMayFollow: (5, "more-may-follow")
        }
      }
      counts[ranked.min { $0.0 < $1.0 }?.1 ?? "", default: 0] += 1
    }
    return counts
  }

  private func reasons(_ result: RuleResult) -> [String: Int] {
    result.missing.reduce(into: [:]) { $0[$1.reason, default: 0] += $1.count }
  }

  private func names(
    _ judgement: ReferenceJudgement, _ outcome: ReferenceSubject.Outcome
  ) -> [String] {
    let places = world.places
    return judgement.subjects.filter { $0.outcome == outcome }.map { subject in
      switch subject.identity {
      case .event(let index), .element(let index, _, _), .more(let index): places[index]
      case .pair(let index, let each): "\(places[index]) with \(places[each])"
      case .group(let keys, let row, let start):
        ((row.map { [RandomTimeRule.table.rows[$0][0]?.description ?? ""] }
          ?? keys.map(\.description))
          + [start.map { Timestamp(nanoseconds: $0).rfc3339 }]
          .compactMap(\.self)).joined(separator: " ")
      }
    }.sorted()
  }

  private func names(_ findings: [Finding]) -> [String] {
    findings.map { finding in
      if case .group = rule.form {
        return finding.subject.filter { $0.field != "window.end" }.map { $0.value ?? "" }
          .joined(separator: " ")
      }
      let trigger = run.place(finding.evidence[0])
      return finding.each.map { "\(trigger) with \(run.place($0))" } ?? trigger
    }.sorted()
  }
}

extension Finding {
  /// Where the event of `with each` stands.
  var each: Evidence? {
    judgements.lazy.flatMap(\.events).first { $0.role == "each" }?.evidence
  }
}
