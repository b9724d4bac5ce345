import Findings

/// Results of rules about related events, groups and states, made by hand.
extension Fixture {
  /// - Parameters:
  ///   - erasures: further findings of the rule about erasure.
  ///   - pending: its pending subjects.
  static func related(erasures: Int = 0, pending: Int = 1) -> ScanResult {
    var run = RunFacts(toolVersion: "0.1.0", asOf: "2026-04-20T00:00:00Z")
    run.horizon = ("2026-01-01T00:00:00Z", "2026-04-15T12:00:00Z")
    run.exitStatus = 1
    return ScanResult(
      run: run, inputs: [], rules: [approval(), erasure(erasures, pending), rate()])
  }

  private static func rule(
    _ id: String, _ title: String, _ kind: String, _ verdict: Verdict
  ) -> RuleResult {
    RuleResult(
      id: id, pack: "gdpr", title: title, severity: "high", status: "stable",
      controls: [("GDPR", "Art. 17(1)")], tags: [], references: [], description: "",
      remedy: "Look into it.", text: "rule \(id) { … }", file: "rules/gdpr/rights.writ", line: 3,
      sha256: digest(5), kind: kind, verdict: verdict)
  }

  static func record(
    _ number: Int, _ time: String, _ values: [(String, String?)], note: String? = nil
  ) -> Evidence {
    var evidence = Evidence(
      file: "logs/privacy.jsonl", source: "native", record: number, offset: UInt64(number) * 150,
      time: time, sha256: digest(number),
      values: values.map {
        .init(field: $0.0, value: $0.1, state: $0.1 == nil ? "absent" : "value")
      })
    evidence.note = note
    return evidence
  }

  // MARK: A window with a near miss, and one that is still open

  private static func erasure(_ further: Int, _ pendingCount: Int) -> RuleResult {
    var rule = rule("erasure-in-time", "Erasure within one month", "data_request", .fail)
    rule.counts.examined = 40
    rule.counts.passed = 36
    rule.counts.failed = 2 + further
    rule.counts.pending = 1 + pendingCount
    rule.counts.subjects = 39 + further + pendingCount
    rule.windows = [
      "From the moment of r up to and including 30 days later; an event exactly 30 days later counts."
    ]
    rule.withoutKey = [("deletion", "subject.id", 3)]
    var miss = Judgement(
      text: "some deletion within 30d after r with same request.id, subject.id",
      sentence: "none among 1 candidate; the nearest is 33 d later", answer: "false")
    miss.windowStart = "2026-01-10T09:00:00Z"
    miss.windowEnd = "2026-02-09T09:00:00Z"
    miss.candidates = 1
    miss.events = [
      .init(
        role: "candidate", note: "long before",
        evidence: record(2, "2024-06-01T00:00:00Z", [("subject.id", "u12")])),
      .init(
        role: "nearest-miss", note: "33 d later",
        evidence: record(
          311, "2026-02-12T09:30:00.250Z", [("request.id", "r7"), ("subject.id", "u12")])),
    ]
    var none = miss
    none.sentence = "none, and no candidate"
    none.candidates = 0
    none.events = []
    rule.findings = [
      finding(
        rule.id, 10, "2026-01-10T09:00:00Z", "the request r7 was not answered in time", [miss]),
      finding(
        rule.id, 20, "2026-01-11T09:00:00Z", "the request r8 was not answered in time", [none]),
    ]
    rule.findings += (0..<further).map { number in
      let day = number % 28 + 1
      return finding(
        rule.id, 2000 + number,
        "2026-01-\(day < 10 ? "0" : "")\(day)T10:00:\(10 + number % 50)Z",
        "the request q\(number) was not answered in time", [miss])
    }
    var open = none
    open.sentence = "none yet"
    open.answer = "unknown"
    open.windowStart = "2026-04-10T09:00:00Z"
    open.windowEnd = "2026-05-10T09:00:00Z"
    open.deadline = "2026-05-10T09:00:00Z"
    var pending = finding(
      rule.id, 400, "2026-04-10T09:00:00Z",
      "open until 2026-05-10T09:00:00Z: some deletion within 30d after r (request.id r99)", [open])
    pending.verdict = "pending"
    pending.pendingUntil = "2026-05-10T09:00:00Z"
    pending.remedy = ""
    rule.pendingSubjects = Array(repeating: pending, count: pendingCount)
    rule.pendingUntil = "2026-05-10T09:00:00Z"
    return rule
  }

  private static func finding(
    _ rule: String, _ number: Int, _ time: String, _ message: String, _ judgements: [Judgement]
  ) -> Finding {
    var finding = Finding(
      rule: rule, fingerprint: String(digest(number).prefix(32)), verdict: "fail", time: time,
      message: message, remedy: "Answer it.",
      evidence: [
        record(number, time, [("request.id", "r7"), ("subject.id", "u12"), ("user.id", nil)])
      ])
    finding.judgements = judgements
    return finding
  }

  // MARK: A group's window

  private static func rate() -> RuleResult {
    var rule = rule("rate-limited", "Admin calls are rate limited", "", .fail)
    rule.counts.failed = 1
    rule.counts.passed = 90
    rule.counts.subjects = 91
    rule.counts.examined = 3_000
    rule.chart = WindowChart(
      label: "count(request)", unit: "", limit: 100, limitIsUpper: true,
      buckets: (0..<60).map {
        (
          start:
            "2026-02-\($0 / 3 < 9 ? "0" : "")\($0 / 3 + 1)T\($0 % 3 == 0 ? "00" : $0 % 3 == 1 ? "08" : "16"):00:00Z",
          value: $0 == 41 ? 137 : Double($0 * 37 % 90)
        )
      })
    var peak = Judgement(
      text: "count(request where url.path matches any admin_paths) <= max_admin_calls",
      sentence: "137 in the fullest window", answer: "false")
    peak.windowStart = "2026-02-14T16:00:00Z"
    peak.windowEnd = "2026-02-14T16:05:00Z"
    peak.windowEndIsIncluded = false
    peak.value = "137"
    peak.limit = "100"
    peak.candidates = 137
    peak.events = (0..<3).map {
      .init(
        role: "member", note: "",
        evidence: record(900 + $0, "2026-02-14T16:0\($0):10Z", [("user.id", "ann")]))
    }
    peak.eventsNotShown = 134
    var finding = finding(rule.id, 900, "2026-02-14T16:00:10Z", "ann made too many calls", [peak])
    finding.subject = [
      .init(field: "user.id", value: "ann", state: "value"),
      .init(field: "window.start", value: "2026-02-14T16:00:00Z", state: "value"),
    ]
    rule.findings = [finding]
    return rule
  }

  // MARK: What can't be decided

  private static func approval() -> RuleResult {
    var rule = rule("approved-changes", "Changes are approved", "change", .inconclusive)
    rule.counts.inconclusive = 5
    rule.counts.subjects = 5
    rule.counts.examined = 5
    var source = RuleResult.Missing(
      source: "", field: nil, reason: "no-source", count: 4,
      examples: [
        record(1, "2026-01-02T00:00:00Z", [], note: "the file changed while it was scanned")
      ])
    source.text = "no input holds approval events"
    rule.missing = [
      source, .init(source: "", field: nil, reason: "history", count: 1),
    ]
    return rule
  }
}
