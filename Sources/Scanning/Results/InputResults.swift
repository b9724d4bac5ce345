import Findings
import Ingest
import RuleModel
import Values

/// Builds the facts about inputs from what the workers counted.
enum InputResults {
  static func facts(
    _ input: ScanInput, _ state: ScanQueue.FileState, _ tally: FileTally,
    _ numbers: RecordNumbers, sha256: String?
  ) -> InputFacts {
    var facts = InputFacts(path: input.shownPath)
    facts.bytes = input.file.isStandardInput ? state.storedBytes : input.file.size
    facts.source = state.source?.source.name
    facts.compression = state.compression
    facts.sha256 = sha256
    if let problem = state.problem {
      facts.state = state.isOpen ? .cutOff : .unopened
      facts.detail = problem.message
    } else if state.isUnrecognised {
      facts.state = .unrecognised
      facts.detail = "no source recognises its first records"
    }
    facts.records = numbers.total
    facts.events = tally.events
    if facts.state == .read, facts.records == 0, facts.bytes > 0 {
      facts.detail = detail(withoutRecord: state.source?.source.format ?? state.emptyFormat)
    }
    if let plan = state.source?.plan {
      for (name, count) in zip(plan.kindNames, tally.kinds) where count > 0 {
        facts.eventsByKind.append((kind: name, count: count))
      }
    }
    if tally.events > 0 {
      facts.firstEvent = Timestamp(nanoseconds: tally.firstTime).rfc3339
      facts.lastEvent = Timestamp(nanoseconds: tally.lastTime).rfc3339
    }
    facts.unreadable = unreadable(tally, numbers)
    return facts
  }

  // Of blanks alone there is nothing to say.
  private static func detail(withoutRecord format: CheckedSource.Format?) -> String? {
    switch format {
    case nil: nil
    case .otlpJSON: "it holds no span and no log record"
    default: "it holds no record"
    }
  }

  private static func unreadable(
    _ tally: FileTally, _ numbers: RecordNumbers
  ) -> [InputFacts.Unreadable] {
    UnreadableReason.allCases.compactMap { reason in
      guard let one = tally.unreadable[reason] else { return nil }
      return InputFacts.Unreadable(
        reason: reason.rawValue, count: one.count,
        places: one.places.map {
          (record: numbers.number(chunk: $0.chunk, ordinal: $0.ordinal), offset: $0.offset)
        })
    }
  }
}
