import ReferenceEvaluator
import RuleModel
import Testing
import Values

extension HandWrittenCase: CustomTestStringConvertible {
  var testDescription: String { id }
}

/// The hand-written cases of Fixtures/cases.json, by the reference evaluator.
@Suite struct HandWrittenTests {
  @Test func allButOneCanBeSaid() {
    #expect(HandWrittenCase.all.count == 12)
    #expect(
      HandWrittenCase.all.filter { $0.rule == nil }.map(\.id)
        == ["58_positional_next_depends_on_unrelated_events"])
  }

  @Test(arguments: HandWrittenCase.all.filter { $0.rule != nil })
  func referenceAgrees(_ handWritten: HandWrittenCase) throws {
    let rule = try #require(handWritten.rule)
    let subjects = referenceJudgement(of: rule, in: handWritten.world).subjects
    let failed = Set(positions(subjects, .failed))
    let pending = Set(positions(subjects, .pending))
    #expect(failed == expected(handWritten.expected_open_end.settled_violations, handWritten))
    #expect(pending == expected(handWritten.expected_open_end.pending, handWritten))
    #expect(!subjects.contains { $0.outcome == .inconclusive })
  }

  /// Counting events sees what counting distinct users does not.
  @Test func countingEvents() throws {
    let handWritten = try #require(HandWrittenCase.all.first { $0.id.hasPrefix("50_") })
    let subjects = referenceJudgement(of: HandWrittenCase.rate(.count), in: handWritten.world)
      .subjects
    #expect(positions(subjects, .failed) == [3, 4])
  }

  private func positions(
    _ subjects: [ReferenceSubject], _ outcome: ReferenceSubject.Outcome
  ) -> [Int] {
    subjects.compactMap { subject in
      guard subject.outcome == outcome, case .event(let index) = subject.identity else {
        return nil
      }
      return index
    }
  }

  /// The events of the expected entries with the expected values.
  private func expected(
    _ entries: [HandWrittenCase.Entries.Entry], _ handWritten: HandWrittenCase
  ) -> Set<Int> {
    let kind = handWritten.rule.map { String($0.kind.dropFirst(2)) }
    return Set(
      handWritten.events.indices.filter { index in
        let event = handWritten.events[index]
        return event.kind == kind
          && entries.contains { $0.tp == event.entry && $0.rows.contains(event.arguments) }
      })
  }
}
