import Findings

/// The members of the report's objects. The caller opens and closes the objects.
extension JSONWriter {
  mutating func write(_ run: RunFacts) {
    string("tool", "writ")
    string("tool_version", run.toolVersion)
    string("as_of", run.asOf)
    span("period", run.period)
    objects("parameters", run.parameters) { writer, parameter in
      writer.string("name", parameter.name)
      writer.string("value", parameter.value)
    }
    objects("rule_files", run.ruleFiles) { writer, file in
      writer.string("path", file.path)
      writer.string("sha256", file.sha256)
    }
    string("zone_data_version", orNull: run.zoneDataVersion)
    if let seconds = run.durationSeconds {
      key("duration_seconds")
      number(seconds)
    }
    integer("exit_status", run.exitStatus)
    objects("problems", run.problems) { writer, problem in
      writer.string("id", problem.id)
      writer.string("message", problem.message)
      writer.string("accepted_by", orNull: problem.acceptedBy)
    }
    array("notes", run.notes) { $0.string($1) }
  }

  mutating func write(_ totals: Totals, of result: ScanResult) {
    integer("rules", result.rules.count)
    object("verdicts", compact: true) { writer in
      for verdict in Totals.verdictOrder {
        let name = verdict == .notApplicable ? "not_applicable" : verdict.rawValue
        writer.key(named: name)
        writer.integer(totals.rules(verdict))
      }
    }
    write(totals.counts)
    integer("findings", totals.findings)
    integer("findings_not_shown", totals.findingsNotShown)
    span("horizon", result.run.horizon)
    object("evidence", compact: true) { writer in
      writer.integer("inputs", result.inputs.count)
      writer.integer("bytes", totals.bytes)
      writer.integer("records", totals.records)
      writer.integer("events", totals.events)
    }
    object("unreadable") { writer in
      writer.integer("records", totals.unreadableRecords)
      writer.objects("reasons", totals.unreadable) { writer, entry in
        writer.string("reason", entry.reason)
        writer.integer("count", entry.count)
      }
    }
  }

  mutating func write(_ input: InputFacts) {
    string("path", input.path)
    string("source", orNull: input.source)
    string("state", input.state.rawValue)
    string("detail", orNull: input.detail)
    integer("bytes", input.bytes)
    string("compression", orNull: input.compression)
    string("sha256", orNull: input.sha256)
    integer("records", input.records)
    integer("events", input.events)
    objects("events_by_kind", input.eventsByKind) { writer, entry in
      writer.string("kind", entry.kind)
      writer.integer("count", entry.count)
    }
    string("first_event", orNull: input.firstEvent)
    string("last_event", orNull: input.lastEvent)
    objects("unreadable", input.unreadable) { writer, unreadable in
      writer.string("reason", unreadable.reason)
      writer.integer("count", unreadable.count)
      writer.objects("places", unreadable.places) { writer, place in
        writer.integer("record", place.record)
        writer.integer("offset", place.offset)
      }
    }
  }

  mutating func write(_ rule: RuleResult) {
    describe(rule)
    string("verdict", rule.verdict.rawValue)
    string("reason", orNull: rule.reason)
    write(rule.counts)
    objects("exceptions", rule.exceptions) { writer, exception in
      writer.string("because", exception.because)
      writer.integer("count", exception.count)
    }
    objects("decided_by_absence", rule.decidedByAbsence) { writer, entry in
      writer.string("field", entry.field)
      writer.integer("count", entry.count)
    }
    objects("missing", rule.missing) { writer, missing in
      writer.string("source", missing.source)
      writer.string("field", orNull: missing.field)
      writer.string("reason", missing.reason)
      writer.string("text", orNull: missing.text)
      writer.integer("count", missing.count)
      writer.objects("examples", missing.examples) { $0.write($1) }
    }
    objects("failures_by_time", rule.failuresByTime) { writer, bucket in
      writer.string("start", bucket.start)
      writer.integer("count", bucket.count)
    }
    integer("findings", rule.findings.count)
    integer("findings_not_shown", rule.findingsNotShown)
    writeRelated(rule)
  }

  /// What rules about related events add.
  private mutating func writeRelated(_ rule: RuleResult) {
    objects("pending", rule.pendingSubjects) { $0.write($1) }
    string("pending_until", orNull: rule.pendingUntil)
    objects("without_key", rule.withoutKey) { writer, entry in
      writer.string("kind", entry.kind)
      writer.string("field", entry.field)
      writer.integer("count", entry.count)
    }
    if let chart = rule.chart {
      object("chart") { $0.write(chart) }
    } else {
      key("chart")
      null()
    }
    strings("windows", rule.windows)
  }

  private mutating func write(_ chart: WindowChart) {
    string("label", chart.label)
    string("unit", chart.unit)
    key("limit")
    if let limit = chart.limit { number(limit) } else { null() }
    key("limit_is_upper")
    boolean(chart.limitIsUpper)
    objects("buckets", chart.buckets) { writer, bucket in
      writer.string("start", bucket.start)
      writer.key("value")
      writer.number(bucket.value)
    }
  }

  private mutating func describe(_ rule: RuleResult) {
    string("id", rule.id)
    string("pack", rule.pack)
    string("title", rule.title)
    string("severity", rule.severity)
    string("status", rule.status)
    string("kind", rule.kind)
    objects("controls", rule.controls) { writer, control in
      writer.string("framework", control.framework)
      writer.string("clause", control.clause)
    }
    strings("tags", rule.tags)
    strings("references", rule.references)
    string("description", rule.description)
    string("remedy", rule.remedy)
    string("file", rule.file)
    integer("line", rule.line)
    string("sha256", rule.sha256)
    string("text", rule.text)
  }

  mutating func write(_ finding: Finding) {
    string("rule", finding.rule)
    string("fingerprint", finding.fingerprint)
    string("verdict", finding.verdict)
    string("time", finding.time)
    if let until = finding.pendingUntil { string("pending_until", until) }
    string("message", finding.message)
    string("remedy", finding.remedy)
    objects("evidence", finding.evidence) { $0.write($1) }
    if !finding.subject.isEmpty { write(values: finding.subject, as: "subject") }
    if !finding.judgements.isEmpty { objects("judgements", finding.judgements) { $0.write($1) } }
  }

  private mutating func write(_ judgement: Judgement) {
    string("text", judgement.text)
    string("sentence", judgement.sentence)
    string("answer", judgement.answer)
    object("window", compact: true) { writer in
      writer.string("start", orNull: judgement.windowStart)
      writer.string("end", orNull: judgement.windowEnd)
      writer.key("start_included")
      writer.boolean(judgement.windowStartIsIncluded)
      writer.key("end_included")
      writer.boolean(judgement.windowEndIsIncluded)
    }
    string("deadline", orNull: judgement.deadline)
    integer("candidates", judgement.candidates)
    integer("undecided", judgement.undecided)
    string("value", orNull: judgement.value)
    string("limit", orNull: judgement.limit)
    objects("events", judgement.events) { writer, event in
      writer.string("role", event.role)
      writer.string("note", event.note)
      writer.object("evidence") { $0.write(event.evidence) }
    }
    integer("events_not_shown", judgement.eventsNotShown)
  }

  mutating func write(_ evidence: Evidence) {
    string("file", evidence.file)
    string("source", evidence.source)
    integer("record", evidence.record)
    integer("offset", evidence.offset)
    string("time", evidence.time)
    string("sha256", evidence.sha256)
    write(values: evidence.values)
    if !evidence.sensitive.isEmpty {
      objects("sensitive", evidence.sensitive) { $0.write($1) }
    }
    if let note = evidence.note { string("note", note) }
  }

  private mutating func write(_ place: Evidence.Sensitive) {
    string("place", place.place)
    if place.isInName {
      key("in_name")
      boolean(true)
    }
    string("type", place.type)
    string("detector", place.detector)
    string("category", place.category)
    string("state", place.state)
    string("confidence", place.confidence)
    string("context", place.context)
    integer("length", place.length)
    string("excerpt", place.excerpt)
  }

  /// Values with their states: `subject` in an object of its own, of evidence beside its other members.
  private mutating func write(values: [Evidence.Shown], as key: StaticString) {
    object(key) { $0.write(values: values) }
  }

  private mutating func write(values: [Evidence.Shown]) {
    let shown = values.shownOnce
    object("values") { writer in
      for value in shown { writer.string(named: value.field, orNull: value.value) }
    }
    fields(of: shown, in: "absent", as: "absent")
    fields(of: shown, in: "unknown", as: "unknown")
  }

  private mutating func fields(
    of values: [Evidence.Shown], in state: String, as key: StaticString
  ) {
    self.key(key)
    beginArray(compact: true)
    for value in values where value.state == state { string(value.field) }
    end()
  }

  private mutating func write(_ counts: RuleCounts) {
    object("counts", compact: true) { writer in
      for (name, count) in counts.named { writer.integer(name, count) }
    }
  }

  private mutating func span(_ key: StaticString, _ span: (start: String, end: String)?) {
    guard let span else {
      self.key(key)
      null()
      return
    }
    object(key, compact: true) { writer in
      writer.string("start", span.start)
      writer.string("end", span.end)
    }
  }
}

extension [Evidence.Shown] {
  /// With the first of each field only: members of a JSON object are unique.
  var shownOnce: [Evidence.Shown] {
    // A handful of fields: looking through those before is faster than a set.
    let isRepeated = indices.contains { index in
      let field = self[index].field.utf8
      return (0..<index).contains {
        self[$0].field.utf8.count == field.count && self[$0].field.utf8.elementsEqual(field)
      }
    }
    guard isRepeated else { return self }
    var seen: Set<[UInt8]> = []
    return filter { seen.insert([UInt8]($0.field.utf8)).inserted }
  }
}
