/// What `writ sensitive` found, as every report shows it. It holds no text of the data but field names
/// without what is sensitive in them, and masked excerpts.
package struct SensitiveResult: Sendable {
  /// Counts of one type in one field of one source.
  package struct Field: Sendable, Equatable {
    package var type: String
    package var category: String
    /// A JSON pointer with `*` for array indexes and for names that are data; empty for text lines.
    package var field: String
    /// The format that was recognised, or `json`, `csv`, `text`.
    package var source: String
    package var counts: SensitiveCounts

    package init(
      type: String, category: String, field: String, source: String, counts: SensitiveCounts
    ) {
      self.type = type
      self.category = category
      self.field = field
      self.source = source
      self.counts = counts
    }
  }

  /// What is told about a detector that found something.
  package struct DetectorFacts: Sendable, Equatable {
    package var id: String
    package var type: String
    package var category: String
    package var title: String
    package var form: String
    package var references: [String]

    package init(
      id: String, type: String, category: String, title: String, form: String, references: [String]
    ) {
      self.id = id
      self.type = type
      self.category = category
      self.title = title
      self.form = form
      self.references = references
    }
  }

  package var toolVersion: String
  /// The least confidence that is reported.
  package var minConfidence: String
  /// The types that were looked for; empty for all.
  package var types: [String] = []
  /// What decides the exit status: a confidence, or `none`.
  package var failOn: String
  package var inputs: [InputFacts] = []
  /// Sorted by type, field and source.
  package var fields: [Field] = []
  /// What is not masked, in the order of files and records; at most so many of a type.
  package var findings: [SensitiveFinding] = []
  package var findingsNotShown = 0
  /// Of the findings that are shown, and no others; sorted by id.
  package var detectors: [DetectorFacts] = []
  /// Records that were looked through.
  package var eventsExamined = 0
  /// Of them, those with something that is not masked.
  package var eventsWithFindings = 0
  /// Findings of less than the least confidence; neither shown nor counted elsewhere.
  package var belowConfidence = 0
  package var problems: [RunFacts.Problem] = []
  package var notes: [String] = []
  package var exitStatus = 0

  package init(toolVersion: String, minConfidence: String, failOn: String) {
    self.toolVersion = toolVersion
    self.minConfidence = minConfidence
    self.failOn = failOn
  }

  /// The sums over all fields; `events` is not a sum, for a record can have findings in several.
  package var total: SensitiveCounts {
    var total = SensitiveCounts()
    for field in fields { total.add(field.counts) }
    total.events = eventsWithFindings
    return total
  }
}

/// How often something was found, by its state.
package struct SensitiveCounts: Sendable, Equatable {
  package var unmasked = 0
  package var insufficientlyMasked = 0
  package var weaklyPseudonymised = 0
  /// As it should be.
  package var masked = 0
  /// Records with something that is not masked.
  package var events = 0

  package init() {}

  /// What should have been masked, or better.
  package var leaks: Int { unmasked + insufficientlyMasked + weaklyPseudonymised }

  package mutating func add(_ other: SensitiveCounts) {
    unmasked += other.unmasked
    insufficientlyMasked += other.insufficientlyMasked
    weaklyPseudonymised += other.weaklyPseudonymised
    masked += other.masked
    events += other.events
  }
}

/// One place with sensitive data, without it.
package struct SensitiveFinding: Sendable, Equatable {
  /// Made of the place alone, never of the value; the same in every run over the same data.
  package var id = ""
  package var detector: String
  package var type: String
  package var category: String
  /// `unmasked`, `insufficiently masked`, `weakly pseudonymised` or `masked`.
  package var state: String
  package var confidence: String
  /// What decided, beside the form.
  package var context: String
  package var file = ""
  package var source: String
  /// Counted from 1.
  package var record: Int
  /// Bytes from the (decompressed) input's beginning.
  package var offset: UInt64
  /// Bytes.
  package var length: Int
  /// The JSON pointer to the value; names that hold something sensitive are `*`.
  package var pointer: String
  /// The pointer as in the table of fields.
  package var field: String
  /// Code points in the JSON string, or in the number's text, or in the line.
  package var start: Int
  package var end: Int
  /// It stands in the member's name.
  package var isInKey: Bool
  /// What may be seen of it: `j•••@g•••.com`, `[email, 23 characters]`.
  package var excerpt: String

  package init(
    detector: String, type: String, category: String, state: String, confidence: String,
    context: String, source: String, record: Int, offset: UInt64, length: Int, pointer: String,
    field: String, start: Int, end: Int, isInKey: Bool, excerpt: String
  ) {
    self.detector = detector
    self.type = type
    self.category = category
    self.state = state
    self.confidence = confidence
    self.context = context
    self.source = source
    self.record = record
    self.offset = offset
    self.length = length
    self.pointer = pointer
    self.field = field
    self.start = start
    self.end = end
    self.isInKey = isInKey
    self.excerpt = excerpt
  }

  package var isMasked: Bool { state == "masked" }
}
