import Engine
import Findings
import Mapping
import RuleModel
import Values

/// Makes findings of what the correlation found: reads the records that are shown again, decodes and
/// masks what is shown of them like `FindingBuilder` does. Used on one thread.
final class CorrelatedFindings {
  /// A finding that is to be made.
  struct Request {
    var rule: Int
    var finding: CorrelatedFinding
    /// `fail` or `pending`; a waiver makes of it `waived`.
    var verdict: String
  }

  /// What findings of one rule show.
  struct Shown {
    let fields: ShownFields
    let message: TemplateReader
    let remedy: TemplateReader
  }

  private static let changedNote =
    "the record can't be read any more: its file changed or vanished while it was scanned"
  /// Bytes of records that are held at a time.
  private static let mostRecordBytes = 64 << 20

  let findings: FindingBuilder
  let rules: [CheckedRule]
  let shown: [Int: Shown]
  private let numbers: [RecordNumbers]
  let records: EvidenceRecords
  let sourceNames: [String]

  init(
    rules: [CheckedRule], fields: [Int: ShownFields], findings: FindingBuilder,
    numbers: [RecordNumbers], records: EvidenceRecords, sourceNames: [String]
  ) {
    self.rules = rules
    self.findings = findings
    self.numbers = numbers
    self.records = records
    self.sourceNames = sourceNames
    var shown: [Int: Shown] = [:]
    for (rule, one) in fields {
      shown[rule] = Shown(
        fields: one, message: TemplateReader(rules[rule].message),
        remedy: TemplateReader(rules[rule].remedy))
    }
    self.shown = shown
  }

  /// Calls `sink` with each finding, in order. Records are read for some findings at a time.
  func make(_ requests: [Request], sink: (Finding) throws -> Void) throws {
    var start = 0
    while start < requests.count {
      var places: [EventPlace] = []
      var bytes = 0
      var end = start
      while end < requests.count, bytes < Self.mostRecordBytes {
        for place in requests[end].finding.places {
          places.append(place)
          bytes += Int(place.length) + 256
        }
        bytes += 256
        end += 1
      }
      try records.read(places)
      for request in requests[start..<end] { try sink(finding(request)) }
      findings.forgetRecords()
      start = end
    }
  }

  /// Records that undecided subjects rest on, one for each subject.
  func examples(_ rule: Int, _ examples: [CorrelatedFinding]) throws -> [Evidence] {
    let places = examples.compactMap { $0.places.first }
    try records.read(places)
    defer { findings.forgetRecords() }
    return places.map { evidence($0, shown[rule]?.fields.trigger ?? []) }
  }

  // MARK: One finding

  private func finding(_ request: Request) -> Finding {
    let about = request.finding
    let fields = shown[request.rule]?.fields
    var result = Finding(
      rule: rules[request.rule].id, fingerprint: fingerprint(request),
      verdict: about.waiver >= 0 ? "waived" : request.verdict,
      time: findings.time(about.shownTime), message: "", remedy: "", evidence: [])
    switch about.subject {
    case .event(let trigger, _, let element):
      result.evidence = [evidence(trigger, fields?.trigger ?? [])]
      if let record = records.record(at: trigger), let plan = records.plan(of: trigger) {
        result.evidence += record.others.map {
          self.evidence($0, trigger, plan, fields?.trigger ?? [])
        }
      }
      if let element, let name = elementName(request.rule) {
        result.subject = [findings.shownValue(.value(element), name)]
      }
    case .group(let keys, let start, let end, let row):
      result.evidence = members(about).map { evidence($0, fields?.related("") ?? []) }
      result.subject = keys.map { findings.shownValue($0.state, $0.name) }
      if let row { result.subject += rowKeys(request.rule, row) }
      result.subject += windowEnds(start, end)
    }
    result.judgements = about.judgements.map { judgement($0, request.rule) }
    if request.verdict == "pending" {
      // The rule's own words are about a failure.
      result.pendingUntil = about.pendingUntil.flatMap { $0 == .max ? nil : findings.time($0) }
      result.message = awaited(result)
    } else {
      result.message = text(request) { $0.message }
      result.remedy = text(request) { $0.remedy }
    }
    return result
  }

  // The first members of a group that its judgements name.
  private func members(_ finding: CorrelatedFinding) -> [EventPlace] {
    var places: [EventPlace] = []
    for judgement in finding.judgements {
      for event in judgement.events where !places.contains(event.place) && places.count < 5 {
        places.append(event.place)
      }
    }
    return places
  }

  private func windowEnds(_ start: Int64?, _ end: Int64?) -> [Evidence.Shown] {
    var result: [Evidence.Shown] = []
    if let start {
      result.append(
        Evidence.Shown(field: "window.start", value: findings.time(start), state: "value"))
    }
    if let end {
      result.append(
        Evidence.Shown(field: "window.end", value: findings.time(end), state: "value"))
    }
    return result
  }

  func table(_ rule: Int) -> Table? {
    if case .group(let group) = rules[rule].form, case .rows(let table) = group.population {
      return table
    }
    return nil
  }

  private func rowKeys(_ rule: Int, _ row: Int) -> [Evidence.Shown] {
    guard let table = table(rule), table.rows.indices.contains(row) else { return [] }
    return table.keyColumns.compactMap { column in
      guard let index = table.columns.firstIndex(where: { $0.name == column }) else { return nil }
      let state = table.rows[row][index].map { FieldState.value($0) } ?? .absent
      return findings.shownValue(state, column)
    }
  }

  func elementName(_ rule: Int) -> String? {
    if case .element(let list, _) = rules[rule].each { list.shownName } else { nil }
  }

  // MARK: Judgements

  private func judgement(_ judgement: CorrelatedJudgement, _ rule: Int) -> Judgement {
    let fields = shown[rule]?.fields
    var result = Judgement(
      text: judgement.text, sentence: judgement.sentence, answer: judgement.answer.word)
    result.windowStart = judgement.windowStart.map { findings.time($0) }
    result.windowEnd = judgement.windowEnd.map { findings.time($0) }
    result.windowStartIsIncluded = judgement.windowStartIsIncluded
    result.windowEndIsIncluded = judgement.windowEndIsIncluded
    result.deadline = judgement.deadline.flatMap { $0 == .max ? nil : findings.time($0) }
    result.candidates = judgement.candidates
    result.undecided = judgement.undecided
    result.value = judgement.value
    result.limit = judgement.limit
    result.eventsNotShown = judgement.eventsNotShown
    result.events = judgement.events.map { event in
      let requests = event.role == .each ? fields?.each : fields?.related(judgement.text)
      return Judgement.Event(
        role: event.role.rawValue, note: event.note,
        evidence: evidence(event.place, requests ?? []))
    }
    return result
  }

  // MARK: Evidence

  private func evidence(_ place: EventPlace, _ requests: [ColumnRequest]) -> Evidence {
    if let record = records.record(at: place), let plan = records.plan(of: place) {
      return evidence(record, place, plan, requests)
    }
    var result = Evidence(
      file: findings.paths[Int(place.key.file)], source: name(of: place), record: number(place),
      offset: place.key.offset, time: findings.time(place.key.time),
      sha256: String(repeating: "0", count: 64),
      values: requests.map {
        Evidence.Shown(field: PlannedColumn.name(of: $0), value: nil, state: "unknown")
      })
    result.note = Self.changedNote
    return result
  }

  private func evidence(
    _ record: CapturedRecord, _ place: EventPlace, _ plan: SourcePlan, _ requests: [ColumnRequest]
  ) -> Evidence {
    Evidence(
      file: findings.paths[Int(record.key.file)], source: name(of: place),
      record: numbers[Int(record.key.file)].number(
        chunk: Int(record.chunk), ordinal: record.ordinal),
      offset: record.key.offset, time: findings.time(record.key.time),
      sha256: findings.digest(record),
      values: requests.map {
        findings.shownValue(state($0, record, plan), PlannedColumn.name(of: $0))
      })
  }

  private func number(_ place: EventPlace) -> Int {
    numbers[Int(place.key.file)].number(chunk: Int(place.chunk), ordinal: place.ordinal)
  }

  func name(of place: EventPlace) -> String {
    let number = Int(place.key.source)
    return sourceNames.indices.contains(number) ? sourceNames[number] : ""
  }

  private func state(
    _ request: ColumnRequest, _ record: CapturedRecord, _ plan: SourcePlan
  ) -> FieldState {
    guard let column = plan.column(of: request) else { return .unknown(.missing) }
    return plan.state(of: column, in: record)
  }

  func state(_ request: ColumnRequest, at place: EventPlace) -> FieldState {
    guard let record = records.record(at: place), let plan = records.plan(of: place) else {
      return .unknown(.missing)
    }
    return state(request, record, plan)
  }
}

extension CorrelatedFinding {
  /// The records that are shown, the trigger's first.
  fileprivate var places: [EventPlace] {
    var result: [EventPlace] = []
    if case .event(let trigger, let each, _) = subject {
      result.append(trigger)
      if let each { result.append(each) }
    }
    for judgement in judgements { result += judgement.events.map(\.place) }
    return result
  }

  /// A group's time is its window's start, the trigger's time that of everything else.
  fileprivate var shownTime: Int64 {
    if case .group(_, let start?, _, _) = subject { return start }
    return key.time
  }
}

extension Truth {
  /// As reports write it.
  fileprivate var word: String {
    switch self {
    case .yes: "true"
    case .no: "false"
    case .unknown: "unknown"
    }
  }
}
