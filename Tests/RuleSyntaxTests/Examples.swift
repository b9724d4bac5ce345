/// Rule texts that hold every construct of the language, for the tests of the parser.
enum Examples {
  static let all: [(name: String, text: String)] = [
    (
      "the first rule",
      #"""
      # rules/gdpr/art32-security.writ
      rule admin-access-authenticated {
        title     "Every admin endpoint access is authenticated"
        severity  critical
        controls  GDPR "Art. 32(1)(b)", SOC2 "CC6.1", ISO27001 "A.8.5"

        for each  request where url.path matches any admin_paths
        require   authenticated
        unless    source.ip in 10.20.0.0/16 because "vulnerability scanner, SEC-118"

        message   "{source.workload} called {http.request.method} {url.path} without an identity"
        remedy    "Add a RequestAuthentication and an AuthorizationPolicy for {destination.service}."
      }
      """#
    ),
    (
      "declarations",
      #"""
      list  admin_paths = ["/admin/**", "/internal/export/**"]
      list  sanctioned from "lists/sanctioned.txt"
      table services from "lists/services.csv" keyed by name (tier: string, live_from: date)
      table incidents from "lists/incidents.csv" keyed by id (start: timestamp, end: timestamp)
      param max_admin_calls: int = 100        # writ scan --set max_admin_calls=50
      define authenticated = user.id is present or source.principal is present
      calendar office_hours { zone "Europe/Berlin"  hours Mon..Fri 08:00 to 18:00
                              except dates from "lists/holidays.txt" }
      """#
    ),
    (
      "conditions",
      #"""
      define c0 = url.path matches "/admin/**"
      define c1 = url.path matches any admin_paths
      define c2 = user_agent matches /curl|wget/i
      define c3 = user.name starts with "svc-"
      define c4 = http.response.status_code in [401, 403, 500..599]
      define c5 = source.ip in 10.0.0.0/8
      define c6 = tls.version >= 1.2
      define c7 = http.duration > 2s
      define c8 = user.id is present
      define c9 = services[destination.service].tier == "gold"
      define c10 = any row of incidents as i has i.start <= time and (i.end is absent or time <= i.end)
      define c11 = time during office_hours
      define c12 = date(time) <= 2027-06-30
      define c13 = any   raw.requestObject.spec.containers as c has c.securityContext.privileged == true
      define c14 = every user.groups as g has g != "system:masters"
      define c15 = lower(user.name) == "x"
      define c16 = length(url.path) > 3
      define c17 = user.name ends with ".bot" ignoring case
      define c18 = user_agent contains "curl" ignoring case
      define c19 = source.ip not in [10.0.0.0/8, 192.168.0.0/16]
      define c20 = user.id is absent
      define c21 = user.id is not unknown
      define c22 = services[destination.service] is present
      define c23 = no raw.spec.containers as c has c.securityContext.privileged == true
      define c24 = raw."weird key".items[0] == "x"
      define c25 = a < b and not (c or d) and e != -5
      define c26 = x in 500..599
      define c27 = http.duration > 1 month
      define c28 = http.response.body.size <= 1GB
      define c29 = tls.version >= 1.2.1
      define c30 = time >= 2026-01-01T10:00:00.5+02:00
      define c31 = no row of services as s has s.tier == "gold"
      define c32 = every row of services as s has s.tier == "gold" and s.live_from < 2026-01-01
      define c33 = not tls.established
      define c34 = count(authentication within 1h before a with same user.id where x == 1 or y == 2) < max_n
      define c35 = min(http.duration of request) else 5s > 2s
      define c36 = latest(event.action of consent before use with same subject.id) else "none" == "granted"
      define c37 = share(http.response.status_code in 500..599 or error of request) < 0.01
      define c38 = p95(http.duration of request as r where r.url.path == "/") <= 300ms
      define c39 = distinct(subject.id of data_access) <= 200 and gap(request) <= 1h
      define c40 = exactly 2 approval between 1h and 2 days before c with same change.id as c.change.id, b where actor.id != c.actor.id
      define c41 = some deletion after r by end of data with same subject.id
      define c42 = at most n authentication within 10m around b.breach.aware_at has user.id == "a"
      define c43 = consented for use with same subject.id, purpose
      define c44 = first deletion within 3d after r has (a == 1 or b == 2) and (some x where (some y))
      define c45 = source.ip == destination.ip
      define c46 = state.x == 5 or source."k" is present
      define c47 = raw.source == raw.not
      define c48 = no unmasked email, payment card in url.path, url.query
      define c49 = no unmasked personal data in any field
      define c50 = count_x == 1_000_000
      define c51 = "a\u00e9\ud83d\ude00\n" == x
      define c52 = user_agent matches /^\/users\/[^/]+[[:alpha:]/]$/
      define c53 = x matches any ["a", "b"]
      define c54 = time in 2026-01-01..2026-02-01
      define c55 = table_x[a, b].c == 1
      """#
    ),
    (
      "about each event",
      #"""
      rule event-0 {
        for each  request where url.path matches any admin_paths
        require   authenticated
      }

      rule event-1 {

        forbid    traffic where not tls.established     # = for each traffic require not (…)
      }
      """#
    ),
    (
      "about related events",
      #"""
      state consented by subject.id, purpose {
        starts    consent where event.action == "granted"
        ends      consent where event.action == "withdrawn"
        lasts     at most 24 months
        initially from "lists/consents-2025.csv"
      }

      rule related-0 {
        # Art. 12(3), 17: erasure within one month, or an extension told in time
        for each  data_request as r where event.action == "erasure"
        require   some deletion within 1 month after r to end of day with same subject.id
             or  (some deletion within 3 months after r to end of day with same subject.id
                  and (some notification within 1 month after r to end of day
                       with same request.id where event.action == "extension"))

        # Art. 6/7: use only under a consent that has not been withdrawn
      }

      rule related-1 {
        for each  data_access as use
        require   consented for use
      }

      rule related-2 {

        # without a declaration (and so without `lasts` and `initially`)
        for each data_access as use
        require   latest consent before use with same subject.id, purpose
                  has event.action == "granted"
      }

      rule related-3 {

        # Art. 33: the authority is notified within 72 hours of becoming aware
        for each  first breach as b per breach.id
        require   some notification within 72h after b with same breach.id
                  where recipient.name == "supervisory-authority"
      }

      rule related-4 {

        # Art. 34: every affected person is told (one subject per person)
        for each  breach as b where breach.risk == "high"
          with each element of b.subject.ids as person
        require   some notification within 7d after b where subject.id == person
      }

      rule related-5 {

        # Art. 19: every recipient is told of the erasure (one subject per disclosure)
        for each  data_request as r where event.action == "erasure"
          with each disclosure as d before r with same subject.id
        require   some notification within 30d after r with same subject.id
                  where recipient.name == d.recipient.name
      }

      rule related-6 {

        # Four eyes
        for each  change as c where resource.type in mesh_policy_types
        require   some approval within 7d before c with same change.id
                  where actor.id != c.actor.id
      }

      rule related-7 {

        # Every hop of a trace has its audit record
        for each  span as s where span.kind == "server"
        require   some audit_record within 60s around s with same trace.id, span.id
        report per trace.id
      }

      rule related-8 {

        # Brute force that worked
        for each  authentication as a where event.outcome == "success"
        require   at most 4 authentication within 10m before a with same user.id
                  where event.outcome == "failure"
      }
      """#
    ),
    (
      "about groups",
      #"""
      rule group-0 {
        # Admin calls are rate limited
        for each  source.workload in any 5m
        require   count(request where url.path matches any admin_paths) <= max_admin_calls
      }

      rule group-1 {

        # Every known service logs at least once an hour of its life (population from a table)
        for each  row s of services per 1h where date(window.start) >= s.live_from
        require   count(request with same destination.service as s.name) >= 1
      }

      rule group-2 {

        # Silence (no window: the whole period)
        for each  row s of services
        require   gap(request with same destination.service as s.name) <= 1h
      }

      rule group-3 {

        # Mass export
        for each  user.id per 1d in "Europe/Berlin"
        require   sum(http.response.body.size of data_access) <= 1GB
           and    distinct(subject.id of data_access) <= 200
      }

      rule group-4 {

        # A trace that touches payment data is complete
        for each  trace.id with gap 10m where count(span where destination.service == "payments") >= 1
        require   count(span where span.parent_id is absent) == 1
      }
      """#
    ),
    (
      "sequences",
      #"""
      rule sequence-0 {
        forbid  sequence on user.id within 1h {
          a: authentication where event.outcome == "failure" at least 5 times
          b: authentication where event.outcome == "success"
          c: change where resource.type == "rolebindings"
        }
      }
      """#
    ),
    (
      "sensitive data",
      #"""
      rule data-0 {
        for each  event
        require   no unmasked personal data, credentials in any field
                  except email in user.id, ip_address in source.ip
      }

      rule data-1 {

        for each  request
        require   no unmasked email, payment_card in url.path, url.query, user_agent
      }
      """#
    ),
    (
      "a data set",
      #"""
      dataset production {
        zone "Europe/Berlin"        clock tolerance 2s
        period 2026-01-01 to 2026-03-31
        input "logs/mesh/**/*.jsonl.gz"  as envoy-json
        input "logs/approvals.jsonl"     supplies approval  complete until 2026-04-02
        input "logs/consents.jsonl"      supplies consent   complete from the beginning
      }
      """#
    ),
    (
      "a waiver",
      #"""
      waive admin-access-authenticated where source.workload == "legacy-batch" {
        until 2027-03-31   approved by "dpo"   because "migration, SEC-1234"
      }
      """#
    ),
    (
      "a gate",
      #"""
      gate production {
        fail on   fail of severity >= high
        fail on   inconclusive of severity critical
        allow     20 findings of severity medium
        require   evidence newer than 24h
        require   population of each rule of pack gdpr >= 1
      }
      """#
    ),
    (
      "a source",
      #"""
      source acme-gateway {
        title    "Acme gateway, JSON lines"
        detect   has "gw_ts" and has "gw_route"
        time     gw_ts as rfc3339
        identity request.id within 1h       # only where records of one event repeat
        kind     request
        kind     change where gw_admin == true
        supplies request, change
        url.path              <- gw_route | path
        url.query             <- gw_route | query
        http.response.status_code <- status | int
        user.id               <- sub            absent when "-", "", "anonymous"
        tls.version           <- tls | version  missing means unknown
        change.id             <- annotations."acme.io/ticket"
      }
      """#
    ),
    (
      "tests",
      #"""
      test admin-access-authenticated {
        fails        request { url.path: "/admin/users", user.id: absent, source.principal: absent,
                               source.ip: 10.9.0.1 }
        passes       request { url.path: "/admin/users", user.id: "alice" }
        inconclusive request { url.path: "/admin/users", source.principal: absent }
      }

      test four-eyes {
        given "an approval by somebody else" [
          approval { time: 2026-01-01T10:00:00Z, change.id: "C1", actor.id: "bob" }
          change   { time: 2026-01-02T10:00:00Z, change.id: "C1", actor.id: "ann",
                     resource.type: "authorizationpolicies" }
        ] until 2026-02-01 passes
      }
      """#
    ),
    (
      "everything else",
      #"""
      pack gdpr {
        title "GDPR"  description "Articles of the regulation"
        zone "Europe/Berlin"
      }
      param allowed: list of string = ["/a/**", "/b"]
      param limit: duration = 1 month
      list mixed = [1, 500..599, 10.0.0.0/8, "x",]
      table pairs from "pairs.csv" keyed by a, b
      calendar nights { hours Sat 00:00 to 24:00  except dates [2026-12-25, 2026-12-31] }
      source native-like {
        format ndjson
        title "x"
        kind from record.kind
        fields by name
        time "@timestamp" as epoch_ms
        sequence seq
        clock tolerance 5s
        kind payment: data_access where kind == "pay" and time is present
        missing keys mean absent
        whole raw.requestObject
        acme.tenant: string <- tenant | before("@") | split(",") absent when "-", 0 missing means absent
        raw.x <- items[0]."a b".time
        tags: list of string <- tags
        day.x <- d absent when 5
        day <- e
      }
      detector acme-id {
        title "Acme customer number"
        category personal data
        pattern /AC-\d{8}/i
        check luhn
        near "customer", "client"
        mask last 4
        examples { matches "AC-12345678", "AC-00000000" not "AC-1" }
      }
      gate g {
        allow inconclusive 5% of severity >= medium
        fail on pending
      }
      rule the-rest {
        title "t" severity high status draft tags "a", "b" references "https://example.org"
        description "d" zone "UTC"
        for all per 1 month in "Europe/Berlin" where count(request) > 0
        require share(status == 5 of request) <= 0.5
        report per trace.id, user.id
        unless  source.ip in 10.0.0.0/8 because "inside"
      }
      test the-rest {
        with param limit = 5d
        with table pairs from "small.csv"
        given [] from 2026-01-01 until 2026-02-01T00:00:00Z fails 2
        not-applicable event { raw: { a: [1, "x", absent], "b c": unknown, not: true } }
        excepted event {}
        pending event { time: 2026-01-01 }
      }
      """#
    ),
  ]
}
