import Values

/// A table read from CSV, checked: rows sorted by key, cells typed, empty cells nil.
package final class Table: Hashable, Sendable {
  package let name: String
  package let keyColumns: [String]
  package let columns: [(name: String, type: ValueType)]
  /// One array a row, in the order of `columns`. Rows in the order of the file.
  package let rows: [[Value?]]
  /// Where a key's row is in `rows`.
  package let rowByKey: [[Value]: Int]

  package init(
    name: String, keyColumns: [String], columns: [(name: String, type: ValueType)],
    rows: [[Value?]], rowByKey: [[Value]: Int]
  ) {
    self.name = name
    self.keyColumns = keyColumns
    self.columns = columns
    self.rows = rows
    self.rowByKey = rowByKey
  }

  /// Tables are equal by name and content.
  package static func == (left: Table, right: Table) -> Bool {
    left === right || (left.name == right.name && left.rows == right.rows)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Hours of the week in a zone, less some dates.
package struct Calendar: Hashable, Sendable {
  /// Minutes from local midnight, `[start, end)`; `end` up to 1440.
  package struct Hours: Hashable, Sendable {
    /// 1 is Monday, 7 Sunday (ISO 8601).
    package var weekday: Int
    package var start: Int
    package var end: Int

    package init(weekday: Int, start: Int, end: Int) {
      self.weekday = weekday
      self.start = start
      self.end = end
    }
  }

  package var name: String
  /// An IANA zone name.
  package var zone: String
  package var hours: [Hours]
  package var exceptedDates: Set<CalendarDate>

  package init(name: String, zone: String, hours: [Hours], exceptedDates: Set<CalendarDate>) {
    self.name = name
    self.zone = zone
    self.hours = hours
    self.exceptedDates = exceptedDates
  }
}

package enum Severity: Int, Hashable, Sendable, Comparable, CaseIterable {
  case info, low, medium, high, critical

  package static func < (left: Severity, right: Severity) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A clause of a framework that a rule gives evidence for: `GDPR "Art. 32(1)(b)"`.
package struct Control: Hashable, Sendable {
  package var framework: String
  package var clause: String

  package init(framework: String, clause: String) {
    self.framework = framework
    self.clause = clause
  }
}

/// A text with holes: `"{source.workload} called {url.path}"`.
package struct Template: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case text(String)
    case operand(Operand, written: String)
  }

  package var parts: [Part]

  package init(parts: [Part]) { self.parts = parts }
}

/// A rule, checked.
package struct CheckedRule: Hashable, Sendable {
  package struct Exception: Hashable, Sendable {
    package var condition: Condition
    package var because: String

    package init(condition: Condition, because: String) {
      self.condition = condition
      self.because = because
    }
  }

  package var id: String
  /// The pack whose folder holds the rule; empty if none does.
  package var pack: String
  package var title: String
  package var severity: Severity
  /// `stable`, `experimental` or `deprecated`.
  package var status: String
  package var controls: [Control]
  package var tags: [String]
  package var references: [String]
  package var description: String
  package var message: Template
  package var remedy: Template
  /// What its subjects are.
  package var form: SubjectForm
  /// `with each …`; nil: the subjects are the triggers themselves.
  package var each: WithEach?
  /// The kind of event that is judged; empty for rules about groups.
  package var kind: String
  package var condition: Condition?  // `where` of `for each`; for `forbid` nil
  package var exceptions: [Exception]
  /// What must hold. `forbid K where C` has every K as subject and requires `not C`.
  package var requirement: Condition
  /// Field to gather findings by (`report per`); empty if not asked for.
  package var reportPer: [Operand]
  /// The rule's text as written, from `rule` to its closing brace.
  package var text: String
  /// The rule file's path as given, and the line of `rule`.
  package var file: String
  package var line: Int
  /// The SHA-256 of the rule file's bytes, in hexadecimal.
  package var fileSHA256: String

  package init(
    id: String, pack: String = "", title: String, severity: Severity, status: String = "stable",
    controls: [Control] = [], tags: [String] = [], references: [String] = [],
    description: String = "", message: Template = Template(parts: []),
    remedy: Template = Template(parts: []), form: SubjectForm = .event, each: WithEach? = nil,
    kind: String, condition: Condition? = nil,
    exceptions: [Exception] = [], requirement: Condition, reportPer: [Operand] = [],
    text: String = "", file: String = "", line: Int = 1, fileSHA256: String = ""
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
    self.message = message
    self.remedy = remedy
    self.form = form
    self.each = each
    self.kind = kind
    self.condition = condition
    self.exceptions = exceptions
    self.requirement = requirement
    self.reportPer = reportPer
    self.text = text
    self.file = file
    self.line = line
    self.fileSHA256 = fileSHA256
  }
}

/// A `test` declaration, checked: events with their fields, and the verdicts expected of them.
package struct CheckedTest: Sendable {
  /// A field's value in a test record; a field that is not given is unknown.
  package enum Given: Hashable, Sendable {
    case value(Value)
    case absent
    case unknown
  }

  package struct Record: Sendable {
    package var kind: String
    package var fields: [(field: Field, given: Given)]
    /// `raw.…` values, by path.
    package var raw: [(path: RecordPath, given: Given)]

    package init(
      kind: String, fields: [(field: Field, given: Given)],
      raw: [(path: RecordPath, given: Given)] = []
    ) {
      self.kind = kind
      self.fields = fields
      self.raw = raw
    }
  }

  package enum Outcome: Hashable, Sendable {
    case fails(Int?)
    case passes, inconclusive, pending, excepted, notApplicable
  }

  package struct Case: Sendable {
    package var title: String?
    package var records: [Record]
    /// What the evidence covers, `[from, until)`; nil: it is complete at that end.
    package var from: Timestamp?
    package var until: Timestamp?
    package var outcome: Outcome
    package var file: String
    package var line: Int

    package init(
      title: String?, records: [Record], from: Timestamp? = nil, until: Timestamp? = nil,
      outcome: Outcome, file: String, line: Int
    ) {
      self.title = title
      self.records = records
      self.from = from
      self.until = until
      self.outcome = outcome
      self.file = file
      self.line = line
    }
  }

  /// The rule under test, already with the test's own parameters and tables in place.
  package var rule: CheckedRule
  package var cases: [Case]

  package init(rule: CheckedRule, cases: [Case]) {
    self.rule = rule
    self.cases = cases
  }
}

/// A waiver, checked: covers failed subjects up to the end of its day.
package struct Waiver: Sendable {
  package var rule: String
  package var condition: Condition?
  /// The first instant after the `until` day in the pack's zone.
  package var end: Timestamp
  package var until: CalendarDate
  package var approvedBy: String
  package var because: String

  package init(
    rule: String, condition: Condition?, end: Timestamp, until: CalendarDate, approvedBy: String,
    because: String
  ) {
    self.rule = rule
    self.condition = condition
    self.end = end
    self.until = until
    self.approvedBy = approvedBy
    self.because = because
  }
}

/// A data set, checked.
package struct DataSet: Sendable {
  /// What an input's evidence claims to cover.
  package struct Coverage: Hashable, Sendable {
    /// Nothing is missing before: `complete from the beginning`.
    package var completeHistory = false
    package var from: Timestamp?
    /// The first instant after what is covered.
    package var until: Timestamp?

    package init(completeHistory: Bool = false, from: Timestamp? = nil, until: Timestamp? = nil) {
      self.completeHistory = completeHistory
      self.from = from
      self.until = until
    }
  }

  package struct Input: Sendable {
    /// A path, folder or glob, relative to the file that declares the data set.
    package var pattern: String
    package var source: String?
    package var supplies: [String]
    package var coverage: Coverage

    package init(
      pattern: String, source: String? = nil, supplies: [String] = [],
      coverage: Coverage = Coverage()
    ) {
      self.pattern = pattern
      self.source = source
      self.supplies = supplies
      self.coverage = coverage
    }
  }

  package var name: String
  package var zone: String?
  package var clockTolerance: Duration
  /// The audit period, as instants `[start, end)`.
  package var period: (start: Timestamp, end: Timestamp)?
  package var inputs: [Input]
  /// The file that declares it, as given; inputs are relative to its folder.
  package var file = ""

  package init(
    name: String, zone: String? = nil, clockTolerance: Duration = Duration(nanoseconds: 0),
    period: (start: Timestamp, end: Timestamp)? = nil, inputs: [Input]
  ) {
    self.name = name
    self.zone = zone
    self.clockTolerance = clockTolerance
    self.period = period
    self.inputs = inputs
  }
}
