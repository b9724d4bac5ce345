import Mapping
import RuleModel
import Values

/// Where an event's record stands, so that it can be read again when it is shown.
package struct EventPlace: Hashable, Sendable {
  package var key: RecordKey
  /// The chunk and the place in it, for the record's number.
  package var chunk: Int32
  package var ordinal: UInt32
  /// In bytes.
  package var length: UInt32

  package init(key: RecordKey, chunk: Int32, ordinal: UInt32, length: UInt32) {
    self.key = key
    self.chunk = chunk
    self.ordinal = ordinal
    self.length = length
  }
}

/// Why an answer about related events is unknown (semantics C5). Reasons are ordered as they are shown.
package enum CorrelationReason: Hashable, Sendable {
  /// No source of the run can record the kind.
  case noSource(kind: String)
  /// A field of an event of a source (by number; -1 for a table's cell or a group's key): missing,
  /// unreadable, records disagree, limit.
  case field(UnknownReason, source: Int32, name: String)
  case orderUncertain
  /// What would decide may lie before the evidence, which begins then.
  case history(from: Int64)
  /// What would decide may still come, until then.
  case pending(until: Int64)
  /// `with each` over a window that is open: there may be further subjects.
  case moreMayFollow
}

/// What a finding of the correlation is about.
package enum CorrelatedSubject: Sendable {
  /// A trigger, with its `with each` event or element.
  case event(EventPlace, each: EventPlace?, element: Value?)
  /// A group: its keys by name, its window `[start, end)` (nil without that end), the table's row.
  case group(keys: [(name: String, state: FieldState)], start: Int64?, end: Int64?, row: Int?)
}

/// How one relation, state, aggregate or sequence came to its answer about a shown subject.
package struct CorrelatedJudgement: Sendable {
  package struct Event: Sendable {
    package enum Role: String, Sendable {
      case decided, candidate, start, end, member, step, each
      case nearestMiss = "nearest-miss"
    }

    package var role: Role
    /// In words; holds no value of a record.
    package var note: String
    package var place: EventPlace

    package init(role: Role, note: String, place: EventPlace) {
      self.role = role
      self.note = note
      self.place = place
    }
  }

  package var text: String
  /// In words; holds no value of a record but times, counts and sums.
  package var sentence: String
  package var answer: Truth
  package var windowStart: Int64?
  package var windowEnd: Int64?
  /// Whether an event at just that time counts.
  package var windowStartIsIncluded = true
  package var windowEndIsIncluded = true
  package var deadline: Int64?
  package var candidates = 0
  package var undecided = 0
  package var value: String?
  package var limit: String?
  package var events: [Event] = []
  package var eventsNotShown = 0

  package init(text: String, sentence: String, answer: Truth) {
    self.text = text
    self.sentence = sentence
    self.answer = answer
  }
}

/// A subject that is shown, with all that is said about it.
package struct CorrelatedFinding: Sendable {
  package var subject: CorrelatedSubject
  /// By which findings are ordered: the trigger's, or the first member's; a group without members is
  /// placed at its window's start.
  package var key: RecordKey
  /// The waiver that covers it, -1 if none does.
  package var waiver: Int32
  package var judgements: [CorrelatedJudgement]
  /// Of a pending subject: when later evidence will have decided it.
  package var pendingUntil: Int64?

  package init(
    subject: CorrelatedSubject, key: RecordKey, waiver: Int32 = -1,
    judgements: [CorrelatedJudgement] = []
  ) {
    self.subject = subject
    self.key = key
    self.waiver = waiver
    self.judgements = judgements
  }
}

/// What the correlation found for one rule.
package struct CorrelatedRule: Sendable {
  package struct Undecided: Sendable {
    package var reason: CorrelationReason
    /// Subjects whose first reason it is.
    package var count: Int
    /// The first in output order, at most 5.
    package var examples: [CorrelatedFinding]

    package init(reason: CorrelationReason, count: Int, examples: [CorrelatedFinding]) {
      self.reason = reason
      self.count = count
      self.examples = examples
    }
  }

  /// The rule's place in the program.
  package var rule: Int
  package var examined = 0
  package var passed = 0
  package var failed = 0
  /// Of `in any`: stretches of windows that violate, each of them a finding, shown or not. Elsewhere 0:
  /// every failed subject is one finding.
  package var findingCount = 0
  package var excepted = 0
  package var pending = 0
  package var inconclusive = 0
  package var undecided = 0
  package var waived = 0
  /// By waiver: how many failed subjects it covers.
  package var waivedBy: [Int32: Int] = [:]
  /// By the rule's exceptions.
  package var exceptions: [Int]
  /// In the order of reasons (C5).
  package var reasons: [Undecided] = []
  package var pendingUntil: Int64?
  /// The first ones in output order, at most as many as are shown.
  package var findings: [CorrelatedFinding] = []
  package var pendingSubjects: [CorrelatedFinding] = []
  /// Failed subjects by time.
  package var failures = TimeHistogram()
  package var withoutKey: [(kind: String, field: String, count: Int)] = []
  /// Of rules about windows: start of a window, and its value as shown, for the chart (the highest, or
  /// for lower limits the lowest, of each bucket).
  package var chart: [(start: Int64, value: Double)] = []
  package var chartLimit: Double?
  package var chartLimitIsUpper = true
  package var chartLabel = ""
  package var chartUnit = ""
  /// Evaluation was cut short (an overflow): why.
  package var error: String?

  package init(rule: Int, exceptions: Int) {
    self.rule = rule
    self.exceptions = Array(repeating: 0, count: exceptions)
  }
}
