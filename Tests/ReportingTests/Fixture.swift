import Findings

/// Results made by hand: every verdict, many findings, hostile text.
enum Fixture {
  /// A result like that of a real scan, with all verdicts and all facts.
  static func sample(findings: Int = 42, digests: Bool = true) -> ScanResult {
    var run = RunFacts(toolVersion: "0.1.0", asOf: "2026-07-01T00:00:00Z")
    run.ruleFiles = [
      .init(path: "rules/kubernetes/access.writ", sha256: digest(1)),
      .init(path: "rules/mesh/transport.writ", sha256: digest(2)),
    ]
    run.parameters = [("max_admin_calls", "50")]
    run.period = ("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")
    run.horizon = ("2026-01-01T00:00:03.012Z", "2026-03-31T23:59:58.904Z")
    run.zoneDataVersion = "2026a"
    run.exitStatus = 1
    run.problems = [
      .init(
        id: "unreadable-records", message: "15 records could not be read",
        acceptedBy: "--max-unreadable 15"),
      .init(
        id: "inconclusive", message: "1 rule is inconclusive: tls-1-2-or-newer",
        acceptedBy: "--allow-inconclusive"),
    ]
    run.notes = [
      "table services: 3 keys have no row (ratings, details-v2, adservice)",
      "raw.requestObject.spec.hostNetwork occurs in no record",
      "1 hidden file was skipped: logs/.DS_Store",
    ]
    return ScanResult(
      run: run, inputs: inputs(digests: digests),
      rules: [
        failing(
          "admin-access-authenticated", "Every admin endpoint access is authenticated", "critical",
          count: findings / 2),
        unjudged("audit-policy-unchanged", .error, "the memory limit was reached"),
        failing(
          "no-plaintext", "No request crosses the mesh in plain text", "high",
          count: findings - findings / 2),
        inconclusive(),
        passing("workload-identity-both-ends", "Both ends prove their identity", "medium"),
        passing("secrets-read-by-few", "Secrets are read by their owners only", "low"),
        unjudged("exec-into-pods-approved", .notApplicable, "no change events in the evidence"),
        unjudged("anonymous-kubernetes-access", .notApplicable, "all 12 subjects are excepted"),
      ].sorted { $0.id < $1.id })
  }

  static func digest(_ seed: Int) -> String {
    var random = SplitMix64(state: UInt64(truncatingIfNeeded: seed))
    return (0..<4).map { _ in
      let text = String(random.next(), radix: 16)
      return String(repeating: "0", count: 16 - text.utf8.count) + text
    }.joined()
  }

  // MARK: Inputs

  private static func inputs(digests: Bool) -> [InputFacts] {
    var mesh = InputFacts(path: "logs/mesh/2026-q1.jsonl.gz")
    mesh.source = "envoy-json"
    mesh.bytes = 82_345_123
    mesh.compression = "gzip"
    mesh.sha256 = digests ? digest(3) : nil
    mesh.records = 1_204_551
    mesh.events = 1_204_536
    mesh.eventsByKind = [("connection", 4_536), ("request", 1_200_000)]
    mesh.firstEvent = "2026-01-01T00:00:03.012Z"
    mesh.lastEvent = "2026-03-31T23:59:58.904Z"
    mesh.unreadable = [
      .init(reason: "cut-off", count: 1, places: [(1_204_551, 799_123_456)]),
      .init(
        reason: "invalid-utf8", count: 14,
        places: [(17, 12_345), (90, 65_001), (204, 145_333), (205, 146_002)]),
    ]
    var audit = InputFacts(path: "logs/kubernetes/audit.jsonl")
    audit.source = "kubernetes-audit"
    audit.bytes = 4_120_034
    audit.sha256 = digests ? digest(4) : nil
    audit.records = 3_300
    audit.events = 1_650
    audit.eventsByKind = [("change", 150), ("request", 1_500)]
    audit.firstEvent = "2026-01-02T08:00:00Z"
    audit.lastEvent = "2026-03-30T17:12:45.123456Z"
    var strange = InputFacts(path: "logs/notes.txt")
    strange.state = .unrecognised
    strange.detail = "its first records match no source"
    strange.bytes = 611
    return [audit, mesh, strange]
  }

  // MARK: Rules

  private static func rule(
    _ id: String, _ title: String, _ severity: String, _ verdict: Verdict,
    controls: [(framework: String, clause: String)]
  ) -> RuleResult {
    RuleResult(
      id: id, pack: "mesh", title: title, severity: severity, status: "stable", controls: controls,
      tags: ["mesh", "access"], references: ["https://gdpr-info.eu/art-32-gdpr/"],
      description: "Calls to administrative paths carry the identity of a person or a workload.",
      remedy: "Add a RequestAuthentication and an AuthorizationPolicy for {destination.service}.",
      text: text(id, title, severity), file: "rules/mesh/transport.writ", line: 12,
      sha256: digest(id.utf8.count), kind: "request", verdict: verdict)
  }

  private static func text(_ id: String, _ title: String, _ severity: String) -> String {
    """
    # Art. 32 asks for access control
    rule \(id) {
      title     "\(title)"
      severity  \(severity)
      controls  GDPR "Art. 32(1)(b)", SOC2 "CC6.1"

      for each  request where url.path matches any admin_paths
      require   user.id is present or source.principal is present
      unless    source.ip in 10.20.0.0/16 because "vulnerability scanner, SEC-118"

      message   "{source.workload} called {url.path} in {http.duration}, more than 250ms"
      remedy    "Add an AuthorizationPolicy for {destination.service}."
    }
    """
  }

  private static func failing(
    _ id: String, _ title: String, _ severity: String, count: Int
  ) -> RuleResult {
    var rule = rule(
      id, title, severity, .fail,
      controls: [
        ("GDPR", "Art. 32(1)(b)"), ("GDPR", "Art. 5(1)(f)"), ("ISO 27001", "A.8.5"),
        ("SOC 2", "CC6.1"),
      ])
    rule.counts.examined = 1_201_500
    rule.counts.passed = 3_310
    rule.counts.failed = count + 1_000
    rule.counts.excepted = 120
    rule.counts.inconclusive = 9
    rule.counts.undecided = 31
    rule.counts.subjects = 3_310 + count + 1_000 + 120 + 9
    rule.exceptions = [("vulnerability scanner, SEC-118", 120)]
    rule.decidedByAbsence = [("source.principal", 880), ("user.id", 1_021)]
    rule.missing = [
      .init(
        source: "envoy-json", field: "source.principal", reason: "missing", count: 9,
        examples: [evidence(1, values: [])])
    ]
    rule.findings = (0..<count).map { finding(id, $0) }
    rule.findingsNotShown = 1_000
    var random = SplitMix64(state: UInt64(id.utf8.count))
    rule.failuresByTime = (0..<90).compactMap { day in
      let count = day % 7 < 5 ? random.below(40) : random.below(6)
      return count == 0 ? nil : (start: "\(date(day))T00:00:00Z", count: count)
    }
    return rule
  }

  private static func inconclusive() -> RuleResult {
    var rule = rule(
      "tls-1-2-or-newer", "Connections use TLS 1.2 or newer", "high", .inconclusive,
      controls: [("PCI DSS", "4.2.1"), ("GDPR", "Art. 32(1)(a)"), ("ISO 27001", "A.8.24")])
    rule.counts.examined = 1_204_536
    rule.counts.passed = 900_000
    rule.counts.inconclusive = 300_000
    rule.counts.subjects = 1_200_000
    rule.counts.pending = 0
    rule.missing = [
      .init(
        source: "envoy-json", field: "tls.version", reason: "missing", count: 299_998,
        examples: [evidence(7, values: [])]),
      .init(
        source: "envoy-json", field: "tls.version", reason: "unreadable-value", count: 2,
        examples: [evidence(8, values: [])]),
    ]
    return rule
  }

  private static func passing(_ id: String, _ title: String, _ severity: String) -> RuleResult {
    var rule = rule(
      id, title, severity, .pass, controls: [("SOC 2", "CC6.6"), ("ISO 27001", "A.5.15")])
    rule.counts.examined = 1_200_000
    rule.counts.passed = 41_234
    rule.counts.pending = 3
    rule.counts.subjects = 41_237
    return rule
  }

  private static func unjudged(_ id: String, _ verdict: Verdict, _ reason: String) -> RuleResult {
    var rule = rule(
      id, "Rules of the audit trail: \(id.replacing("-", with: " "))", "medium", verdict,
      controls: [("GDPR", "Art. 30(1)"), ("SOC 2", "CC7.2")])
    rule.reason = reason
    return rule
  }

  // MARK: Findings

  private static func finding(_ rule: String, _ index: Int) -> Finding {
    let workloads = ["productpage", "reviews-v2", "legacy-batch", "ratings", "reporting"]
    let paths = [
      "/admin/users", "/internal/export/customers", "/admin/keys", "/admin/audit/export",
    ]
    let workload = workloads[index % workloads.count]
    let path = paths[index / 2 % paths.count]
    let place = { (index: Int) in
      evidence(
        index,
        values: [
          .init(field: "url.path", value: path, state: "value"),
          .init(field: "source.workload", value: workload, state: "value"),
          .init(field: "source.ip", value: "10.9.\(index % 200).7", state: "value"),
          .init(field: "user.id", value: nil, state: "absent"),
          .init(
            field: "source.principal", value: nil, state: index % 3 == 0 ? "unknown" : "absent"),
        ])
    }
    return Finding(
      rule: rule, fingerprint: String(digest(index).prefix(32)),
      verdict: index % 8 == 7 ? "waived" : "fail",
      time: time(index), message: "\(workload) called GET \(path) without an identity",
      remedy: "Add a RequestAuthentication and an AuthorizationPolicy for \(workload).",
      evidence: index % 5 == 2
        ? [place(index), place(index + 1), place(index + 2)] : [place(index)])
  }

  private static func evidence(_ index: Int, values: [Evidence.Shown]) -> Evidence {
    Evidence(
      file: "logs/mesh/2026-q1.jsonl.gz", source: "envoy-json", record: index * 117 + 1,
      offset: UInt64(index) * 93_601, time: time(index), sha256: digest(index &+ 1_000_000),
      values: values)
  }

  private static func date(_ day: Int) -> String {
    let (month, rest) = day < 31 ? (1, day) : day < 59 ? (2, day - 31) : (3, day - 59)
    return "2026-0\(month)-\(rest < 9 ? "0" : "")\(rest + 1)"
  }

  private static func time(_ index: Int) -> String {
    let minutes = index * 13 % (90 * 1440)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = "\(two(minutes / 60 % 24)):\(two(minutes % 60)):\(two(index % 60))"
    return "\(date(minutes / 1440))T\(clock).\(100 + index % 900)Z"
  }

  // MARK: Hostile

  /// A result in which every text is `text`, as far as a text may be anything.
  static func hostile(_ text: String) -> ScanResult {
    var run = RunFacts(toolVersion: text, asOf: text)
    run.ruleFiles = [.init(path: text, sha256: text)]
    run.parameters = [(text, text)]
    run.period = (text, text)
    run.horizon = (text, text)
    run.zoneDataVersion = text
    run.problems = [.init(id: text, message: text, acceptedBy: text)]
    run.notes = [text]
    var input = InputFacts(path: text)
    input.source = text
    input.state = .cutOff
    input.detail = text
    input.compression = text
    input.sha256 = text
    input.eventsByKind = [(text, 1)]
    input.firstEvent = text
    input.lastEvent = text
    input.unreadable = [.init(reason: text, count: 1, places: [(1, 0)])]
    let rules = Verdict.allCases.map { hostileRule(text, $0) }
    return ScanResult(run: run, inputs: [input], rules: rules)
  }

  private static func hostileRule(_ text: String, _ verdict: Verdict) -> RuleResult {
    var rule = RuleResult(
      id: text + verdict.rawValue, pack: text, title: text, severity: text, status: text,
      controls: [(text, text)], tags: [text], references: [text], description: text, remedy: text,
      text: text, file: text, line: 1, sha256: text, kind: text, verdict: verdict)
    rule.reason = text
    let place = Evidence(
      file: text, source: text, record: 1, offset: .max, time: text, sha256: text,
      values: [
        .init(field: text, value: text, state: "value"),
        .init(field: text + "2", value: nil, state: "absent"),
        .init(field: text + "3", value: nil, state: "unknown"),
      ])
    rule.counts.failed = 12
    rule.counts.subjects = 12
    rule.exceptions = [(text, 1)]
    rule.decidedByAbsence = [(text, 1)]
    rule.missing = [
      .init(source: text, field: text, reason: text, count: 1, examples: [place])
    ]
    rule.missing[0].text = text
    rule.missing.append(.init(source: text, field: nil, reason: text, count: 1))
    rule.missing[1].text = text
    rule.failuresByTime = [(text, 1)]
    rule.findings = (0..<12).map { _ in hostileFinding(text, place) }
    rule.counts.pending = 1
    rule.pendingSubjects = [hostileFinding(text, place)]
    rule.pendingUntil = text
    rule.withoutKey = [(text, text, 1)]
    rule.windows = [text]
    rule.chart = WindowChart(
      label: text, unit: text, limit: 1, limitIsUpper: true,
      buckets: [(text, 2), (text, .infinity), (text, -1)])
    return rule
  }

  private static func hostileFinding(_ text: String, _ place: Evidence) -> Finding {
    var place = place
    place.note = text
    var judgement = Judgement(text: text, sentence: text, answer: text)
    judgement.windowStart = text
    judgement.windowEnd = text
    judgement.deadline = text
    judgement.candidates = 1
    judgement.value = text
    judgement.limit = text
    judgement.events = [.init(role: text, note: text, evidence: place)]
    judgement.eventsNotShown = 1
    // Only what has times is drawn.
    var drawn = judgement
    drawn.windowStart = "2026-01-01T00:00:00Z"
    drawn.deadline = "2026-01-02T00:00:00Z"
    drawn.windowStartIsIncluded = false
    var finding = Finding(
      rule: text, fingerprint: text, verdict: text, time: text, message: text, remedy: text,
      evidence: [place])
    finding.pendingUntil = text
    finding.judgements = [judgement, drawn]
    finding.subject = [.init(field: text, value: text, state: "value")]
    return finding
  }
}
