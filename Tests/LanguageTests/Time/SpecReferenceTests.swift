import Diagnostics
import Foundation
import ReferenceEvaluator
import RuleModel
import RuleSemantics
import Testing
import Values

/// The spec pages about time say what the reference evaluator says.
@Suite struct SpecReferenceTests {
  static let pages: Set = [
    "relations.md", "windows.md", "states.md", "groups.md", "sequences.md", "evidence-ends.md",
    "order.md",
  ]

  /// Cases with a source of their own are left to the engine.
  @Test func referenceAgrees() throws {
    var compared = 0
    for specCase in SpecPages.all where Self.pages.contains(specCase.page) {
      let run = try SpecRun(specCase)
      defer { run.cleanUp() }
      let program = try run.checked()
      guard !program.rules.isEmpty, let reference = SpecReference(specCase, program) else {
        continue
      }
      for rule in program.rules {
        let judgement = referenceJudgement(of: rule, in: reference.world)
        compared += compare(specCase, rule.id, judgement, reference.places)
      }
    }
    #expect(compared > 45)
  }

  private func compare(
    _ specCase: SpecCase, _ rule: String, _ judgement: ReferenceJudgement,
    _ places: [(input: Int, record: Int)]
  ) -> Int {
    var compared = 0
    var isOfRule = false
    for line in specCase.blocks("expect").flatMap(\.lines) {
      let words = line.split(separator: " ").map(String.init)
      guard let head = words.first else { continue }
      func records(_ outcome: ReferenceSubject.Outcome) -> [Int] {
        judgement.subjects.filter { $0.outcome == outcome }.compactMap { subject in
          switch subject.identity {
          case .event(let index), .pair(let index, _), .element(let index, _, _), .more(let index):
            places[index].record
          case .group: nil
          }
        }.sorted()
      }
      let expected = words.dropFirst().compactMap(Int.init)
      let place = "\(specCase.page):\(specCase.line) \(line)"
      switch head {
      case "\(rule):":
        isOfRule = true
        compared += 1
        #expect(judgement.verdict == words[1], "\(place)")
        let counts: [String: ReferenceSubject.Outcome] = [
          "passed": .passed, "failed": .failed, "excepted": .excepted, "pending": .pending,
          "inconclusive": .inconclusive, "undecided": .undecided,
        ]
        var named: Set<String> = []
        for word in words.dropFirst(2) {
          let parts = word.split(separator: "=").map(String.init)
          named.insert(parts[0])
          guard let outcome = counts[parts[0]] else { continue }
          #expect("\(judgement.count(outcome))" == parts[1], "\(place)")
        }
        // What is not named has no subjects.
        for (name, outcome) in counts where !named.contains(name) {
          #expect(judgement.count(outcome) == 0, "\(place): \(name)")
        }
      case "failures:" where isOfRule:
        #expect(records(.failed) == expected, "\(place)")
      case "pending:" where isOfRule:
        #expect(records(.pending) == expected, "\(place)")
      case "until:" where isOfRule:
        let latest = judgement.subjects.compactMap(\.pendingUntil).max() ?? 0
        #expect(Timestamp(nanoseconds: latest).rfc3339 == words[1], "\(place)")
      case "failures:", "pending:", "until:", "missing:": break
      default: isOfRule = false
      }
    }
    return compared
  }
}
