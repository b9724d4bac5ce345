/// The rules about time of the language's design, and those of the benchmark: all are right.
enum JudgementExamples {
  struct Example {
    var name: String
    var text: String
  }

  static let files = [
    "rules/lists/services.csv":
      "name,tier,live_from\npayments,gold,2026-01-01\nreviews,,2026-02-01\n",
    "rules/lists/consents-2025.csv":
      "subject.id,purpose,since\nS1,marketing,2025-03-01T00:00:00Z\nS2,research,2025-04-01\n",
  ]

  static let declarations = """
    list admin_paths = ["/admin/**", "/internal/export/**"]
    list mesh_policy_types = ["authorizationpolicies", "peerauthentications"]
    table services from "lists/services.csv" keyed by name (tier: string, live_from: date)
    param max_admin_calls: int = 100
    define authenticated = user.id is present or source.principal is present
    state consented by subject.id, purpose {
      starts    consent where event.action == "granted"
      ends      consent where event.action == "withdrawn"
      lasts     at most 24 months
      initially from "lists/consents-2025.csv"
    }
    """

  static let events = [
    Example(
      name: "authenticated",
      text: """
        for each  request where url.path matches any admin_paths
        require   authenticated
        """),
    Example(name: "tls", text: "forbid    traffic where not tls.established"),
    Example(
      name: "erasure",
      text: """
        for each  data_request as r where event.action == "erasure"
        require   some deletion within 1 month after r to end of day with same subject.id
             or  (some deletion within 3 months after r to end of day with same subject.id
                  and (some notification within 1 month after r to end of day
                       with same request.id where event.action == "extension"))
        """),
    Example(
      name: "consent-state",
      text: """
        for each data_access as use
        require   consented for use
        """),
    Example(
      name: "latest-consent",
      text: """
        for each data_access as use
        require   latest consent before use with same subject.id, purpose
                  has event.action == "granted"
        """),
    Example(
      name: "authority",
      text: """
        for each  first breach as b per breach.id
        require   some notification within 72h after b with same breach.id
                  where recipient.name == "supervisory-authority"
        """),
    Example(
      name: "persons",
      text: """
        for each  breach as b where breach.risk == "high"
          with each element of b.subject.ids as person
        require   some notification within 7d after b where subject.id == person
        """),
    Example(
      name: "recipients",
      text: """
        for each  data_request as r where event.action == "erasure"
          with each disclosure as d before r with same subject.id
        require   some notification within 30d after r with same subject.id
                  where recipient.name == d.recipient.name
        """),
    Example(
      name: "four-eyes",
      text: """
        for each  change as c where resource.type in mesh_policy_types
        require   some approval within 7d before c with same change.id
                  where actor.id != c.actor.id
        """),
    Example(
      name: "hops",
      text: """
        for each  span as s where span.kind == "server"
        require   some audit_record within 60s around s with same trace.id, span.id
        report per trace.id
        """),
    Example(
      name: "brute-force",
      text: """
        for each  authentication as a where event.outcome == "success"
        require   at most 4 authentication within 10m before a with same user.id
                  where event.outcome == "failure"
        """),
  ]

  static let groups = [
    Example(
      name: "rate",
      text: """
        for each  source.workload in any 5m
        require   count(request where url.path matches any admin_paths) <= max_admin_calls
        """),
    Example(
      name: "hourly",
      text: """
        for each  row s of services per 1h where date(window.start) >= s.live_from
        require   count(request with same destination.service as s.name) >= 1
        """),
    Example(
      name: "silence",
      text: """
        for each  row s of services
        require   gap(request with same destination.service as s.name) <= 1h
        """),
    Example(
      name: "export",
      text: """
        for each  user.id per 1d in "Europe/Berlin"
        require   sum(http.response.body.size of data_access) <= 1GB
           and    distinct(subject.id of data_access) <= 200
        """),
    Example(
      name: "trace",
      text: """
        for each  trace.id with gap 10m
          where count(span where destination.service == "payments") >= 1
        require   count(span where span.parent_id is absent) == 1
        """),
    Example(
      name: "sequence",
      text: """
        forbid  sequence on user.id within 1h {
          a: authentication where event.outcome == "failure" at least 5 times
          b: authentication where event.outcome == "success"
          c: change where resource.type == "rolebindings"
        }
        """),
  ]

  /// Those that ../Benchmarks checks on a year of privacy events.
  static let privacy = [
    Example(
      name: "privacy-erasure",
      text: """
        for each data_request as r where event.action == "erasure"
        require some deletion within 30d after r with same request.id, subject.id
        """),
    Example(
      name: "privacy-breach",
      text: """
        for each breach as b
        require some notification within 72h after b with same breach.id
        """),
    Example(
      name: "privacy-approval",
      text: """
        for each change as c
        require some approval within 7d before c with same change.id where actor.id != c.actor.id
        """),
    Example(
      name: "privacy-hop-audit",
      text: """
        for each span as s
        require some audit_record within 300s around s with same trace.id, span.id
        """),
    Example(
      name: "privacy-consent",
      text: """
        for each data_access as use
        require latest consent before use with same subject.id, purpose
                has event.action == "granted"
        """),
    Example(
      name: "privacy-rate",
      text: """
        for each request as r
        require at most 100 request within 60s before r with same user.id
        """),
  ]

  static let all = events + groups + privacy

  /// The patterns of the temporal oracle; `k` and `v` are fields that a source declares.
  static let oracleDeclarations = """
    source oracle {
      detect has "kind"
      time position as rfc3339
      kind a: event where kind == "a"
      kind b: event where kind == "b"
      kind c: event where kind == "c"
      kind d: event where kind == "d"
      k: string <- k
      v: int <- v
    }
    state on by k { starts c  ends d }
    state lasting by k { starts c  ends d  lasts at most 10s }
    """

  static let oracle = [
    """
    for each c as x
    require some b as y between 1s and 7s after x with same k
            where (some d between 1s and 5s after y with same k)
    """,
    "for each a as x require no b between 0s and 0s after x with same k",
    "for each a as x require some b before x with same k where v != x.v",
    "for each a as x require some b within 8s around x with same k, v",
    "for each a as x require sum(v of a within 2s before x with same k) <= 3",
    "for each a as x require some b within 2s before x with same k, v",
    """
    for each a as x with each b as y before x with same k
    require some c within 2s after x with same k
    """,
    """
    for each a as x
    require some b within 10s after x with same k or some c within 10s after x with same k
    """,
    "for each a as x require at most 2 a within 6s before x with same k",
    "for each a as x require on for x",
    "for each a as x require not on for x",
    "for each a as x require lasting for x",
    "for each a as x require no b between 2s and 8s before x with same k",
    "for each a as x require x.v <= latest(v of b before x with same k) else x.v",
    "for each a as x require no b before x with same k or latest b before x with same k has v >= x.v",
  ]

  static func rule(_ example: Example) -> String {
    """
    rule \(example.name) {
      title "An example"
      severity high
      \(example.text)
    }
    """
  }
}
