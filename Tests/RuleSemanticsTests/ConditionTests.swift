import RuleModel
import RuleSemantics
import Testing
import Values

/// What each construct of a condition becomes in the model.
struct ConditionTests {
  private func network(_ text: String) throws -> Value {
    .network(try #require(IPNetwork(text: text)))
  }

  private func address(_ text: String) throws -> Value { .ip(try #require(IPAddress(text: text))) }

  @Test func comparesFieldsWithLiterals() throws {
    #expect(
      try Checked.condition("url.path == \"/a\"")
        == .comparison(.field("url.path"), .equal, .text("/a")))
    #expect(
      try Checked.condition("http.response.status_code >= 500")
        == .comparison(
          .field("http.response.status_code", .integer), .greaterOrEqual, .number(500)))
    #expect(
      try Checked.condition("tls.version < 1.2")
        == .comparison(
          .field("tls.version", .version), .less, .literal(.version(Version(parts: [1, 2])))))
    #expect(
      try Checked.condition("http.duration > 1.5s")
        == .comparison(
          .field("http.duration", .duration), .greater,
          .literal(.duration(Duration(nanoseconds: 1_500_000_000)))))
    #expect(
      try Checked.condition("http.request.body.size <= 2MiB")
        == .comparison(
          .field("http.request.body.size", .size), .lessOrEqual, .literal(.size(2 << 20))))
  }

  @Test func turnsLiteralsToTheRight() throws {
    #expect(
      try Checked.condition("500 <= http.response.status_code")
        == .comparison(
          .field("http.response.status_code", .integer), .greaterOrEqual, .number(500)))
    #expect(
      try Checked.condition("\"/a\" == url.path")
        == .comparison(.field("url.path"), .equal, .text("/a")))
  }

  @Test func negatesInequality() throws {
    #expect(
      try Checked.condition("url.path != \"/a\"")
        == .not(.comparison(.field("url.path"), .equal, .text("/a"))))
    #expect(
      try Checked.condition("url.path not in [\"/a\"]")
        == .not(
          .membership(.field("url.path"), ValueSet(items: [.single(.text("/a"))]))))
    #expect(
      try Checked.condition("not http.response.status_code < 500")
        == .not(
          .comparison(.field("http.response.status_code", .integer), .less, .number(500))))
  }

  @Test func comparesFieldsWithFields() throws {
    #expect(
      try Checked.condition("user.id == actor.id")
        == .comparison(.field("user.id"), .equal, .field("actor.id")))
    #expect(
      try Checked.condition("raw.a.b == user.id")
        == .comparison(.keys("a", "b"), .equal, .field("user.id")))
    #expect(
      try Checked.condition("raw.\"weird key\" < raw.b")
        == .comparison(.keys("weird key"), .less, .keys("b")))
  }

  @Test func givesRawTheTypeOfItsLiteral() throws {
    #expect(
      try Checked.condition("raw.a == 1.5")
        == .comparison(
          .keys("a"), .equal, .literal(.number(Number(significand: 15, exponent: -1)))))
    #expect(
      try Checked.condition("raw.a == true")
        == .comparison(.keys("a"), .equal, .literal(.boolean(true))))
    #expect(
      try Checked.condition("raw.a >= 1.2.1")
        == .comparison(
          .keys("a"), .greaterOrEqual, .literal(.version(Version(parts: [1, 2, 1])))))
    #expect(
      try Checked.condition("raw.items[2].ip in 10.0.0.0/8")
        == .membership(
          .raw(RecordPath([.key("items"), .index(2), .key("ip")])),
          ValueSet(items: [.single(.literal(try network("10.0.0.0/8")))])))
  }

  @Test func takesBooleansAlone() throws {
    let established = Condition.comparison(
      .field("tls.established", .boolean), .equal, .literal(.boolean(true)))
    #expect(try Checked.condition("tls.established") == established)
    #expect(try Checked.condition("not tls.established") == .not(established))
    #expect(
      try Checked.condition("raw.hostNetwork")
        == .comparison(.keys("hostNetwork"), .equal, .literal(.boolean(true))))
  }

  @Test func asksForPresence() throws {
    #expect(
      try Checked.condition("user.id is present") == .presence(.field("user.id"), .present))
    #expect(
      try Checked.condition("user.id is not absent")
        == .not(.presence(.field("user.id"), .absent)))
    #expect(
      try Checked.condition("raw.a is unknown") == .presence(.keys("a"), .unknown))
  }

  @Test func joinsConditions() throws {
    let a = Condition.presence(.field("user.id"), .present)
    let b = Condition.presence(.field("user.name"), .present)
    let c = Condition.presence(.field("actor.id"), .present)
    #expect(
      try Checked.condition("user.id is present and (user.name is present or actor.id is present)")
        == .and([a, .or([b, c])]))
  }

  @Test func takesSets() throws {
    #expect(
      try Checked.condition("http.response.status_code in [401, 403, 500..599]")
        == .membership(
          .field("http.response.status_code", .integer),
          ValueSet(items: [
            .single(.number(401)), .single(.number(403)),
            .range(.number(Number(500)), .number(Number(599))),
          ])))
    #expect(
      try Checked.condition("source.ip in [10.0.0.0/8, \"fd00::/8\", 192.168.0.1]")
        == .membership(
          .field("source.ip", .ip),
          ValueSet(items: [
            .single(.literal(try network("10.0.0.0/8"))),
            .single(.literal(try network("fd00::/8"))),
            .single(.literal(try address("192.168.0.1"))),
          ])))
    #expect(
      try Checked.condition("source.ip in 10.0.0.1..10.0.0.9")
        == .membership(
          .field("source.ip", .ip),
          ValueSet(items: [.range(try address("10.0.0.1"), try address("10.0.0.9"))])))
    #expect(
      try Checked.condition("source.ip in [destination.ip]")
        == .membership(
          .field("source.ip", .ip),
          ValueSet(items: [.single(.field("destination.ip", .ip))])))
  }

  @Test func typesListsByTheirUse() throws {
    let data = ["rules/lists/nets.txt": "# ours\n10.0.0.0/8\n\n  192.168.0.1 # one\n"]
    #expect(
      try Checked.condition(
        "source.ip in nets", after: "list nets from \"lists/nets.txt\"", data: data)
        == .membership(
          .field("source.ip", .ip),
          ValueSet(items: [
            .single(.literal(try network("10.0.0.0/8"))),
            .single(.literal(try address("192.168.0.1"))),
          ])))
    #expect(
      try Checked.condition(
        "user.id in admins and actor.id in admins", after: "list admins = [\"ann\", \"bob\"]")
        == .and(
          ["user.id", "actor.id"].map {
            .membership(
              .field($0), ValueSet(items: [.single(.text("ann")), .single(.text("bob"))]))
          }))
    #expect(
      try Checked.condition(
        "raw.code in codes", after: "list codes from \"lists/codes.txt\"",
        data: ["rules/lists/codes.txt": "\u{FEFF}403\r\nx"])
        == .membership(
          .keys("code"),
          ValueSet(items: [.single(.text("403")), .single(.number(403)), .single(.text("x"))])))
  }

  @Test func matchesPatterns() throws {
    #expect(
      try Checked.condition("url.path matches \"/admin/**\"")
        == .glob(.field("url.path"), ["/admin/**"]))
    #expect(
      try Checked.condition(
        "url.path matches any paths", after: "list paths = [\"/a/**\", \"/b\"]")
        == .glob(.field("url.path"), ["/a/**", "/b"]))
    #expect(
      try Checked.condition("url.path matches any [\"/a\", \"/b\"]")
        == .glob(.field("url.path"), ["/a", "/b"]))
    #expect(
      try Checked.condition("user_agent matches /curl|wget/si")
        == .regex(.field("user_agent"), RegexPattern(pattern: "curl|wget", flags: "is")))
  }

  @Test func testsTexts() throws {
    #expect(
      try Checked.condition("user.name starts with \"svc-\" ignoring case")
        == .text(.field("user.name"), .prefix, .text("svc-"), ignoringCase: true))
    #expect(
      try Checked.condition("url.path contains user.id")
        == .text(.field("url.path"), .contains, .field("user.id"), ignoringCase: false))
    #expect(
      try Checked.condition("raw.host ends with \".local\"")
        == .text(.keys("host"), .suffix, .text(".local"), ignoringCase: false))
  }

  @Test func quantifiesLists() throws {
    #expect(
      try Checked.condition("any user.groups as g has g == \"admin\"")
        == .quantified(
          .any, .field("user.groups", .list(of: .string)),
          .comparison(.element(depth: 0, RecordPath([])), .equal, .text("admin"))))
    // The outer element is one deeper inside the inner quantifier.
    #expect(
      try Checked.condition("no raw.a as x has (every x.b as y has y.c == x.d)")
        == .quantified(
          .no, .keys("a"),
          .quantified(
            .every, .element(depth: 0, RecordPath([.key("b")])),
            .comparison(
              .element(depth: 0, RecordPath([.key("c")])), .equal,
              .element(depth: 1, RecordPath([.key("d")]))))))
  }

  @Test func expandsDefinitions() throws {
    let authenticated = Condition.or([
      .presence(.field("user.id"), .present), .presence(.field("source.principal"), .present),
    ])
    #expect(
      try Checked.condition(
        "authenticated and not authenticated",
        after: "define authenticated = user.id is present or source.principal is present")
        == .and([authenticated, .not(authenticated)]))
  }

  @Test func definitionsDoNotSeeWhereTheyAreUsed() {
    // `g` is an element where the definition is used, but not where it is written.
    let problems = Checked.problems(
      """
      define inner = g == "a"
      rule example {
        title "An example"
        severity high
        for each request
        require any user.groups as g has (inner and g == "b")
      }
      """)
    #expect(problems == ["unknown-field"])
  }

  @Test func definitionsWorkInsideQuantifiers() throws {
    let condition = try Checked.condition(
      "any user.groups as g has (grouped and g == \"b\")",
      after: "define grouped = any raw.x as y has y == \"a\"")
    #expect(
      condition
        == .quantified(
          .any, .field("user.groups", .list(of: .string)),
          .and([
            .quantified(
              .any, .keys("x"),
              .comparison(.element(depth: 0, RecordPath([])), .equal, .text("a"))),
            .comparison(.element(depth: 0, RecordPath([])), .equal, .text("b")),
          ])))
  }

  @Test func putsParametersInPlace() throws {
    let declaration = "param limit: int = 500\nparam admins: list of string = [\"a\", \"b\"]"
    let condition = "http.response.status_code < limit and user.id in admins"
    func expected(_ limit: Int64, _ names: [String]) -> Condition {
      .and([
        .comparison(.field("http.response.status_code", .integer), .less, .number(limit)),
        .membership(.field("user.id"), ValueSet(items: names.map { .single(.text($0)) })),
      ])
    }
    #expect(try Checked.condition(condition, after: declaration) == expected(500, ["a", "b"]))
    #expect(
      try Checked.condition(
        condition, after: declaration, set: [("limit", "5"), ("limit", "400"), ("admins", "c, d")])
        == expected(400, ["c", "d"]))
    #expect(
      try Checked.condition("limit > http.response.status_code", after: "param limit: int = 5")
        == .comparison(.field("http.response.status_code", .integer), .less, .number(5)))
  }

  @Test func parametersMayMakeConditionsConstant() throws {
    #expect(
      try Checked.condition("strict or user.id is present", after: "param strict: bool = true")
        == .or([.constant(true), .presence(.field("user.id"), .present)]))
    #expect(
      try Checked.condition("limit >= 3", after: "param limit: int = 5") == .constant(true))
    #expect(
      try Checked.condition("level != \"x\"", after: "param level: string = \"x\"")
        == .not(.constant(true)))
    #expect(
      try Checked.condition(
        "limit in [1, 3..7] or user.id is present", after: "param limit: int = 5")
        == .or([.constant(true), .presence(.field("user.id"), .present)]))
    #expect(
      try Checked.condition("length(name) > 2", after: "param name: string = \"ab\"")
        == .constant(false))
  }

  @Test func looksRowsUp() throws {
    let data = [
      "rules/lists/s.csv": "tier,name,live\r\ngold,\"pay\"\"ments, old\",2026-01-01\r\n,b,\r\n"
    ]
    let declaration = """
      table services from "lists/s.csv" keyed by name (tier: string, live: date)
      """
    let condition = try Checked.condition(
      "services[destination.service].live <= 2026-06-30 and services[user.id] is present",
      after: declaration, data: data)
    guard case .and(let parts) = condition,
      case .comparison(.lookup(let table, let keys, "live"), .lessOrEqual, .literal(.date)) =
        parts.first
    else {
      Issue.record("\(condition)")
      return
    }
    #expect(keys == [.field("destination.service")])
    #expect(parts[1] == .presence(.lookup(table, keys: [.field("user.id")], column: nil), .present))
    #expect(table.keyColumns == ["name"])
    #expect(table.columns.map(\.name) == ["name", "tier", "live"])
    #expect(
      table.rows == [
        [
          .string("pay\"ments, old"), .string("gold"),
          .date(try #require(CalendarDate(text: "2026-01-01"))),
        ], [.string("b"), nil, nil],
      ])
    #expect(table.rowByKey[[.string("b")]] == 1)
  }

  @Test func asksRows() throws {
    let condition = try Checked.condition(
      "any row of incidents as i has i.start <= time and (i.end is absent or time <= i.end)",
      after: """
        table incidents from "i.csv" keyed by id (start: timestamp, end: timestamp)
        """, data: ["rules/i.csv": "id,start,end\n1,2026-01-01T00:00:00Z,\n"])
    guard case .rows(.any, _, .and(let parts)) = condition else {
      Issue.record("\(condition)")
      return
    }
    #expect(
      parts[0]
        == .comparison(
          .cell(depth: 0, column: "start"), .lessOrEqual, .field("time", .timestamp)))
    #expect(
      parts[1]
        == .or([
          .presence(.cell(depth: 0, column: "end"), .absent),
          .comparison(
            .field("time", .timestamp), .lessOrEqual, .cell(depth: 0, column: "end")),
        ]))
  }

  @Test func knowsCalendars() throws {
    let condition = try Checked.condition(
      "time during office_hours",
      after: """
        calendar office_hours {
          zone "Europe/Berlin"
          hours Sat..Mon 08:00 to 18:30
          except dates from "days.txt"
          except dates [2026-01-01..2026-01-03]
        }
        """, data: ["rules/days.txt": "2026-12-25\n"])
    guard case .during(.field(let field), let calendar) = condition else {
      Issue.record("\(condition)")
      return
    }
    #expect(field.name == "time")
    #expect(calendar.zone == "Europe/Berlin")
    #expect(
      calendar.hours
        == [6, 7, 1].map { Calendar.Hours(weekday: $0, start: 480, end: 1110) })
    #expect(
      calendar.exceptedDates
        == Set(
          ["2026-12-25", "2026-01-01", "2026-01-02", "2026-01-03"].compactMap {
            CalendarDate(text: $0)
          }))
    #expect(calendar.exceptedDates.count == 4)
  }

  @Test func callsFunctions() throws {
    func call(_ name: String, _ arguments: [Operand], _ type: ValueType) -> Operand {
      .function(FunctionCall(name: name, arguments: arguments, type: type))
    }
    #expect(
      try Checked.condition("lower(user.name) == \"root\"")
        == .comparison(call("lower", [.field("user.name")], .string), .equal, .text("root")))
    #expect(
      try Checked.condition("length(trim(raw.x)) < 5")
        == .comparison(
          call("length", [call("trim", [.keys("x")], .string)], .integer), .less, .number(5)))
    #expect(
      try Checked.condition("hour(time) >= 22", after: "pack p { zone \"Europe/Berlin\" }")
        == .comparison(
          call("hour", [.field("time", .timestamp), .text("Europe/Berlin")], .integer),
          .greaterOrEqual, .number(22)))
    #expect(
      try Checked.condition("date(time) == 2026-01-31")
        == .comparison(
          call("date", [.field("time", .timestamp), .text("UTC")], .date), .equal,
          .literal(.date(try #require(CalendarDate(text: "2026-01-31"))))))
  }

  /// A rule's zone, else its pack's, the data set's, UTC; also inside definitions.
  @Test func definitionsTakeTheZoneOfTheirRule() throws {
    let (program, diagnostics) = Checked.check([
      (
        "a/rules.writ",
        """
        define late = hour(time) >= 22
        rule a { title "T" severity low zone "Asia/Tokyo" for each request require late }
        rule b { title "T" severity low for each request require late }
        """
      ),
      ("b/pack.writ", "pack b { zone \"America/New_York\" }"),
      ("b/rules.writ", "rule c { title \"T\" severity low for each request require late }"),
      ("data.writ", "dataset d { zone \"Europe/Berlin\" input \"logs\" }"),
    ])
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    let zones = program.rules.map { rule -> Operand? in
      guard case .comparison(.function(let call), _, _) = rule.requirement else { return nil }
      return call.arguments.last
    }
    #expect(zones == [.text("Asia/Tokyo"), .text("Europe/Berlin"), .text("America/New_York")])
  }
}
