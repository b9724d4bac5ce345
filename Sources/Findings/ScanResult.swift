/// What a scan found, as plain values: no engine type, nothing that still has to be masked.
package struct ScanResult: Sendable {
  package var run: RunFacts
  package var inputs: [InputFacts]
  /// In the order of rule ids.
  package var rules: [RuleResult]

  package init(run: RunFacts, inputs: [InputFacts], rules: [RuleResult]) {
    self.run = run
    self.inputs = inputs
    self.rules = rules
  }
}

package enum Verdict: String, Sendable, CaseIterable, Hashable {
  case error, fail, inconclusive, pass
  case notApplicable = "not-applicable"
}

/// Facts of the run itself. Everything in it is reproducible except what the user asked for.
package struct RunFacts: Sendable {
  package struct RuleFile: Sendable {
    package var path: String
    package var sha256: String

    package init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  /// One reason why not everything could be evaluated, as the closing line of the run says it.
  package struct Problem: Sendable {
    /// Kebab-case: `unreadable-records`, `unrecognised-format`, `no-input`, …
    package var id: String
    package var message: String
    /// The option that accepts it; nil if none does.
    package var acceptedBy: String?

    package init(id: String, message: String, acceptedBy: String?) {
      self.id = id
      self.message = message
      self.acceptedBy = acceptedBy
    }
  }

  package var toolVersion: String
  package var ruleFiles: [RuleFile] = []
  /// Parameters set on the command line: name, value as written.
  package var parameters: [(name: String, value: String)] = []
  /// RFC 3339, UTC. The clock that "in the future" is judged by.
  package var asOf: String
  package var period: (start: String, end: String)?
  /// The earliest and latest event, RFC 3339, UTC; nil if there is none.
  package var horizon: (start: String, end: String)?
  /// The width of the buckets of `RuleResult.failuresByTime`, the same for all rules. Buckets
  /// start at multiples of it since 1970-01-01T00:00:00Z.
  package var bucketSeconds = 3600
  /// The version of the time-zone data, if a rule used any.
  package var zoneDataVersion: String?
  /// Seconds, only where `--timing` asks for it (it makes a report irreproducible).
  package var durationSeconds: Double?
  package var problems: [Problem] = []
  /// Remarks that change no verdict: tables' keys without a row, literals and raw keys that
  /// occur in no record, hidden files that were skipped.
  package var notes: [String] = []
  /// The process's exit status.
  package var exitStatus: Int = 0

  package init(toolVersion: String, asOf: String) {
    self.toolVersion = toolVersion
    self.asOf = asOf
  }
}

package struct InputFacts: Sendable {
  package struct Unreadable: Sendable {
    /// Kebab-case: `cut-off`, `invalid-utf8`, `not-an-object`, `too-deep`, `too-long`,
    /// `no-time`, `invalid-json`, `other-format`, `unknown-kind`, `future-time`, …
    package var reason: String
    package var count: Int
    /// The first ones, in order, at most 10.
    package var places: [(record: Int, offset: UInt64)]

    package init(reason: String, count: Int, places: [(record: Int, offset: UInt64)]) {
      self.reason = reason
      self.count = count
      self.places = places
    }
  }

  /// `read`, `unrecognised`, `cut-off` (ended too early; what was read before it counts),
  /// `unopened`.
  package enum State: String, Sendable { case read, unrecognised, cutOff = "cut-off", unopened }

  package var path: String
  package var source: String?
  package var state: State = .read
  package var detail: String?
  /// Size of the file as stored.
  package var bytes: UInt64 = 0
  package var compression: String?
  /// Only with `--digest`.
  package var sha256: String?
  package var records: Int = 0
  package var events: Int = 0
  /// Events by kind, sorted by name.
  package var eventsByKind: [(kind: String, count: Int)] = []
  /// RFC 3339, UTC.
  package var firstEvent: String?
  package var lastEvent: String?
  package var unreadable: [Unreadable] = []

  package init(path: String) { self.path = path }
}

package struct RuleCounts: Sendable, Equatable {
  /// Events of the rule's kind, certain or undecided.
  package var examined = 0
  /// passed + failed + excepted + pending + inconclusive (those that are certain or could matter).
  package var subjects = 0
  package var passed = 0
  package var failed = 0
  package var excepted = 0
  package var pending = 0
  package var inconclusive = 0
  /// Events that may be subjects and do no harm if they are (C3).
  package var undecided = 0
  package var waived = 0

  package init() {}
}

package struct RuleResult: Sendable {
  /// Why subjects were inconclusive: counted once each, under the first reason (C5).
  package struct Missing: Sendable {
    package var source: String
    /// The field, or nil where the reason is not a field's.
    package var field: String?
    /// `no-source`, `missing`, `unreadable-value`, `records-disagree`, `limit`,
    /// `order-uncertain`, `history`, `pending`, `more-may-follow`.
    package var reason: String
    package var count: Int
    /// The first places, at most 5.
    package var examples: [Evidence]
    /// In words, where the reason is no field's: `no input holds deletion events`.
    package var text: String?

    package init(
      source: String, field: String?, reason: String, count: Int, examples: [Evidence] = []
    ) {
      self.source = source
      self.field = field
      self.reason = reason
      self.count = count
      self.examples = examples
    }
  }

  package var id: String
  package var pack: String
  package var title: String
  /// `info`, `low`, `medium`, `high`, `critical`.
  package var severity: String
  package var status: String
  package var controls: [(framework: String, clause: String)]
  package var tags: [String]
  package var references: [String]
  package var description: String
  /// The remedy with its holes shown as written.
  package var remedy: String
  package var text: String
  package var file: String
  package var line: Int
  package var sha256: String
  package var kind: String

  package var verdict: Verdict
  /// One sentence where the verdict needs a reason: `no request events in the evidence`.
  package var reason: String?
  package var counts = RuleCounts()
  /// Exceptions that were used: the `because` and how many subjects.
  package var exceptions: [(because: String, count: Int)] = []
  package var decidedByAbsence: [(field: String, count: Int)] = []
  package var missing: [Missing] = []
  /// Failed subjects per time bucket, for the histogram: bucket start RFC 3339, count.
  package var failuresByTime: [(start: String, count: Int)] = []
  /// In output order (time, source, path, record); at most `--max-findings`.
  package var findings: [Finding] = []
  /// Failed subjects that are counted and not shown.
  package var findingsNotShown = 0
  /// Subjects that later evidence will decide: the first ones in output order.
  package var pendingSubjects: [Finding] = []
  /// The latest time at which a pending subject will be decided; RFC 3339, UTC.
  package var pendingUntil: String?
  /// Related events, or events of a group's kinds, that could not be related because a key is absent.
  package var withoutKey: [(kind: String, field: String, count: Int)] = []
  /// For rules about windows.
  package var chart: WindowChart?
  /// What its windows include, in words, one sentence each.
  package var windows: [String] = []

  package init(
    id: String, pack: String, title: String, severity: String, status: String,
    controls: [(framework: String, clause: String)], tags: [String], references: [String],
    description: String, remedy: String, text: String, file: String, line: Int, sha256: String,
    kind: String, verdict: Verdict
  ) {
    self.id = id
    self.pack = pack
    self.title = title
    self.severity = severity
    self.status = status
    self.controls = controls
    self.tags = tags
    self.references = references
    self.description = description
    self.remedy = remedy
    self.text = text
    self.file = file
    self.line = line
    self.sha256 = sha256
    self.kind = kind
    self.verdict = verdict
  }
}

package struct Finding: Sendable {
  package var rule: String
  /// Stable over runs, file names and order: 32 hexadecimal digits.
  package var fingerprint: String
  /// `fail`, `waived`, or (in `RuleResult.pendingSubjects`) `pending`.
  package var verdict: String
  /// RFC 3339, UTC.
  package var time: String
  /// Of a pending subject: when later evidence will have decided it; RFC 3339, UTC.
  package var pendingUntil: String?
  /// The rule's message; of a pending subject what is awaited. Already masked.
  package var message: String
  package var remedy: String
  /// The trigger's record first. Of a finding about a group: its first members.
  package var evidence: [Evidence]
  /// Empty for rules that judge each event on its own.
  package var judgements: [Judgement] = []
  /// A group's keys and window, or a list's element, masked: what the finding is about where it is not
  /// one event.
  package var subject: [Evidence.Shown] = []

  package init(
    rule: String, fingerprint: String, verdict: String, time: String, message: String,
    remedy: String, evidence: [Evidence]
  ) {
    self.rule = rule
    self.fingerprint = fingerprint
    self.verdict = verdict
    self.time = time
    self.message = message
    self.remedy = remedy
    self.evidence = evidence
  }
}

/// How one relation, state, aggregate or sequence came to its answer about a subject: what is read
/// beside a finding, and drawn as a timeline. Already masked.
package struct Judgement: Sendable {
  /// An event that the answer rests on.
  package struct Event: Sendable {
    /// `decided`: it made the answer; `candidate`: of the kind and keys, and not enough;
    /// `nearest-miss`: the candidate that came nearest; `start`, `end`: of a state; `member`: of a
    /// window; `step`: of a sequence; `each`: the event of `with each`.
    package var role: String
    /// In words: `33 d later`, `same change.id, but actor.id is the trigger's`; empty if there is
    /// nothing to add.
    package var note: String
    package var evidence: Evidence

    package init(role: String, note: String, evidence: Evidence) {
      self.role = role
      self.note = note
      self.evidence = evidence
    }
  }

  /// As the rule writes it: `some deletion within 30d after r with same subject.id`.
  package var text: String
  /// What came of it, in words: `none among 3 candidates; the nearest is 33 d later`.
  package var sentence: String
  /// `true`, `false`, `unknown`.
  package var answer: String
  /// Where related events count, RFC 3339, UTC; nil without an end on that side.
  package var windowStart: String?
  package var windowEnd: String?
  /// Whether an event at just that time counts.
  package var windowStartIsIncluded = true
  package var windowEndIsIncluded = true
  /// Until when the answer can still turn; RFC 3339, UTC.
  package var deadline: String?
  /// Events of the kind and keys, certain and undecided, in the window or not.
  package var candidates = 0
  package var undecided = 0
  /// An aggregate's value: `137`, `at least 12`, `3 to 5`.
  package var value: String?
  /// What the value was compared with, as a number or duration.
  package var limit: String?
  /// The first ones in order, and those that decided.
  package var events: [Event] = []
  package var eventsNotShown = 0

  package init(text: String, sentence: String, answer: String) {
    self.text = text
    self.sentence = sentence
    self.answer = answer
  }
}

/// The values of a rule about windows over time, for its chart.
package struct WindowChart: Sendable {
  /// What is drawn: `count(request)`.
  package var label: String
  /// `""`, `bytes`, `seconds`.
  package var unit: String
  package var limit: Double?
  /// Whether values above the limit violate (else those below).
  package var limitIsUpper: Bool
  /// The highest value of a bucket (the lowest, where the limit is a lower one), by time.
  package var buckets: [(start: String, value: Double)]

  package init(
    label: String, unit: String, limit: Double?, limitIsUpper: Bool,
    buckets: [(start: String, value: Double)]
  ) {
    self.label = label
    self.unit = unit
    self.limit = limit
    self.limitIsUpper = limitIsUpper
    self.buckets = buckets
  }
}

/// One record that a finding rests on.
package struct Evidence: Sendable {
  /// A field that decided, with its state.
  package struct Shown: Sendable {
    package var field: String
    /// The value, already masked; nil if absent or unknown.
    package var value: String?
    /// `value`, `absent`, `unknown`.
    package var state: String

    package init(field: String, value: String?, state: String) {
      self.field = field
      self.value = value
      self.state = state
    }
  }

  /// A place with sensitive data that decided, without it.
  package struct Sensitive: Sendable, Equatable {
    /// A field's name, or a JSON pointer into the record (what is sensitive in it masked); empty for
    /// a record that is plain text.
    package var place: String
    /// It stands in the name of a member, not in its value.
    package var isInName: Bool
    package var type: String
    package var detector: String
    package var category: String
    /// `unmasked`, `insufficiently masked`, `weakly pseudonymised`.
    package var state: String
    package var confidence: String
    /// What decided, beside the form: `form`, `key`, `words nearby`, …
    package var context: String
    /// In bytes.
    package var length: Int
    /// Masked.
    package var excerpt: String

    package init(
      place: String, isInName: Bool, type: String, detector: String, category: String,
      state: String, confidence: String, context: String, length: Int, excerpt: String
    ) {
      self.place = place
      self.isInName = isInName
      self.type = type
      self.detector = detector
      self.category = category
      self.state = state
      self.confidence = confidence
      self.context = context
      self.length = length
      self.excerpt = excerpt
    }

    /// `email, unmasked, 17 bytes: j•••@e•••.com`
    package var words: String {
      "\(type)\(isInName ? " in a name" : ""), \(state), \(length) bytes: \(excerpt)"
    }
  }

  package var file: String
  package var source: String
  /// Counted from 1.
  package var record: Int
  /// The record's first byte in the (decompressed) input.
  package var offset: UInt64
  /// RFC 3339, UTC.
  package var time: String
  /// The SHA-256 of the record's bytes, in hexadecimal; zeros where they can't be read any more.
  package var sha256: String
  package var values: [Shown]
  /// What `no unmasked …` found: the first places.
  package var sensitive: [Sensitive] = []
  /// Why nothing of the record can be shown: its file changed while it was scanned.
  package var note: String?

  package init(
    file: String, source: String, record: Int, offset: UInt64, time: String, sha256: String,
    values: [Shown]
  ) {
    self.file = file
    self.source = source
    self.record = record
    self.offset = offset
    self.time = time
    self.sha256 = sha256
    self.values = values
  }
}
