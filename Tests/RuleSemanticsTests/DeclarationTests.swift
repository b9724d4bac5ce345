import Diagnostics
import RuleModel
import RuleSemantics
import Testing
import Values

/// What declarations become in the model.
struct DeclarationTests {
  private func time(_ text: String) throws -> Timestamp {
    let bytes = Array(text.utf8)
    return try #require(bytes.withUnsafeBytes { Timestamp(rfc3339: $0) })
  }

  // MARK: Rules

  @Test func checksAWholeRule() throws {
    let text = """
      # Admin access.
      rule admin-access {
        title "Admin access has an identity"
        severity critical
        status experimental
        controls GDPR "Art. 32(1)(b)", SOC2 "CC6.1"
        controls ISO27001 "A.8.5"
        tags "access", "admin"
        references "https://example.org"
        description "Why."
        for each request as r where r.url.path matches "/admin/**"
        require user.id is present
        unless source.ip in 10.0.0.0/8 because "scanner"
        unless user_agent contains "probe" because "probes"
        message "{r.source.workload} called {{url}} {url.path}"
        remedy "Add a policy."
        report per user.id, raw.x
      }
      """
    let program = try Checked.program(text)
    let rule = try #require(program.rules.first)
    #expect(rule.id == "admin-access")
    #expect(rule.title == "Admin access has an identity")
    #expect(rule.severity == .critical)
    #expect(rule.status == "experimental")
    #expect(
      rule.controls == [
        Control(framework: "GDPR", clause: "Art. 32(1)(b)"),
        Control(framework: "SOC2", clause: "CC6.1"),
        Control(framework: "ISO27001", clause: "A.8.5"),
      ])
    #expect(rule.tags == ["access", "admin"])
    #expect(rule.references == ["https://example.org"])
    #expect(rule.description == "Why.")
    #expect(rule.kind == "request")
    #expect(rule.condition == .glob(.field("url.path"), ["/admin/**"]))
    #expect(rule.requirement == .presence(.field("user.id"), .present))
    #expect(rule.exceptions.map(\.because) == ["scanner", "probes"])
    #expect(
      rule.message.parts == [
        .operand(.field("source.workload"), written: "r.source.workload"),
        .text(" called {url} "), .operand(.field("url.path"), written: "url.path"),
      ])
    #expect(rule.remedy.parts == [.text("Add a policy.")])
    #expect(rule.reportPer == [.field("user.id"), .keys("x")])
    #expect(rule.file == "rules/test.writ")
    #expect(rule.line == 2)
    #expect(rule.text.hasPrefix("rule admin-access {") && rule.text.hasSuffix("}"))
    #expect(rule.fileSHA256.utf8.count == 64)
    #expect(program.files.map(\.sha256) == [rule.fileSHA256])
  }

  @Test func forbidHasEveryEventAsSubject() throws {
    let rule = try Checked.rule("forbid request as r where not r.tls.established")
    #expect(rule.kind == "request")
    #expect(rule.condition == nil)
    #expect(
      rule.requirement
        == .not(
          .not(
            .comparison(
              .field("tls.established", .boolean), .equal, .literal(.boolean(true))))))
    #expect(try Checked.rule("forbid connection").requirement == .constant(false))
  }

  @Test func theTitleIsTheMessageOfARuleWithoutOne() throws {
    let rule = try Checked.rule("forbid connection")
    #expect(rule.message == Template(parts: [.text("An example")]))
    #expect(rule.remedy == Template(parts: []))
  }

  @Test func rulesAreSortedAndErrorsSpareTheOthers() {
    let (program, diagnostics) = Checked.check([
      ("b.writ", "rule z {\n  title \"Z\"\n  severity low\n  forbid connection\n}\n"),
      ("a.writ", "rule b {\n  title \"B\"\n  severity low\n  forbid conection\n}\n"),
      ("c.writ", "rule a {\n  title \"A\"\n  severity low\n  forbid request\n}\n"),
    ])
    #expect(program.rules.map(\.id) == ["a", "z"])
    #expect(diagnostics.map(\.id) == ["unknown-kind"])
    #expect(diagnostics.first?.primary.text.name == "a.writ")
  }

  @Test func packsHoldTheirFolderAndBelow() {
    let rule = "title \"T\" severity low forbid connection }"
    let (program, diagnostics) = Checked.check([
      ("rules/pack.writ", "pack base { title \"All\" zone \"Europe/Berlin\" }"),
      ("rules/mesh/pack.writ", "pack mesh { title \"Mesh\" description \"D\" }"),
      ("rules/a.writ", "rule a { \(rule)"),
      ("./rules/mesh/b.writ", "rule b { \(rule)"),
      ("rules/mesh/deep/c.writ", "rule c { \(rule)"),
      ("rules/meshes/d.writ", "rule d { \(rule)"),
      ("other/e.writ", "rule e { \(rule)"),
    ])
    #expect(diagnostics.isEmpty)
    #expect(program.rules.map(\.pack) == ["base", "mesh", "mesh", "base", ""])
    #expect(program.packs.map(\.name) == ["base", "mesh"])
    #expect(program.packs.map(\.title) == ["All", "Mesh"])
    #expect(program.packs.map(\.zone) == ["Europe/Berlin", nil])
  }

  // MARK: Sources

  @Test func checksAWholeSource() throws {
    let source = try #require(
      try Checked.program(
        """
        source acme {
          title "Acme"
          format json
          detect has "gw_ts" and has "a.\\"b.c\\""
          time gw_ts as rfc3339
          time "@ts" as epoch_ms
          identity request.id within 1h
          clock tolerance 2s
          kind request
          kind change where gw_admin == true and (any raw."weird key" as k has k.x in [1, 2])
          kind payment: data_access where route starts with "/pay"
          supplies request, payment
          whole raw.user
          missing keys mean absent
          request.id <- rid
          url.path <- gw_route | path
          user.id <- sub absent when "-", "" missing means unknown
          user.id <- claims."sub"[0]
          user.groups <- groups | split(",")
          http.response.status_code <- status | int absent when 0, "-"
          acme.tenant: string <- tenant
        }
        """
      ).sources.first)
    #expect(source.title == "Acme")
    #expect(
      source.detect == [
        RecordPath([.key("gw_ts")]), RecordPath([.key("a"), .key("b.c")]),
      ])
    #expect(source.time.map(\.path.steps) == [[.key("gw_ts")], [.key("@ts")]])
    #expect(source.time.map { $0.conversions.map(\.name) } == [["rfc3339"], ["epoch_ms"]])
    #expect(source.identity?.fields.map(\.name) == ["request.id"])
    #expect(source.identity?.within == Duration(nanoseconds: 3_600_000_000_000))
    #expect(source.clockTolerance == Duration(nanoseconds: 2_000_000_000))
    #expect(source.kinds.map(\.name) == ["request", "change", "payment"])
    #expect(
      source.kinds[1].condition
        == .and([
          .comparison(.keys("gw_admin"), .equal, .literal(.boolean(true))),
          .quantified(
            .any, .keys("weird key"),
            .membership(
              .element(depth: 0, RecordPath([.key("x")])),
              ValueSet(items: [.single(.number(1)), .single(.number(2))]))),
        ]))
    #expect(source.supplies == ["request", "payment"])
    #expect(source.whole == [RecordPath([.key("user")])])
    let user = try #require(source.mappings[Field(name: "user.id", type: .string)])
    #expect(user.map(\.missing) == [.unknown, .absent])
    #expect(user[0].absentWhen == [.string("-"), .string("")])
    #expect(user[1].path == RecordPath([.key("claims"), .key("sub"), .index(0)]))
    let status = try #require(
      source.mappings[Field(name: "http.response.status_code", type: .integer)])
    #expect(status[0].absentWhen == [.number(Number(0)), .string("-")])
    #expect(status[0].conversions == [CheckedSource.Conversion(name: "int")])
    let groups = try #require(
      source.mappings[Field(name: "user.groups", type: .list(of: .string))])
    #expect(
      groups[0].conversions == [
        CheckedSource.Conversion(name: "split", arguments: [.string(",")])
      ])
  }

  @Test func sourcesAddFieldsAndKinds() throws {
    let (program, diagnostics) = Checked.check([
      (
        "a.writ",
        """
        rule paid {
          title "T"
          severity low
          for each payment where acme.tenant == "x"
          require acme.ports is present
        }
        """
      ),
      (
        "b.writ",
        """
        source acme {
          time ts as rfc3339
          kind refund: payment
          kind payment: data_access
          acme.tenant: string <- tenant
          acme.ports: list of int <- ports
        }
        """
      ),
    ])
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    #expect(program.rules.first?.kind == "payment")
    #expect(program.vocabulary.fields["acme.tenant"]?.declaredBy == "acme")
    #expect(program.vocabulary.fields["acme.ports"]?.field.type == .list(of: .integer))
    #expect(
      program.vocabulary.kindAndDescendants(of: "data_access")
        == ["data_access", "payment", "refund"])
    #expect(program.sources.first?.supplies == [])
  }

  @Test func kindsCannotBeBelowThemselves() {
    let problems = Checked.problems(
      """
      source acme {
        time ts as rfc3339
        kind one: two
        kind two: one
      }
      """)
    #expect(problems.contains("recursive-definition"))
  }

  @Test func nativeSourcesReadFieldsByName() throws {
    let source = try #require(
      try Checked.program(
        """
        source native {
          detect has "kind"
          identity event.id
          kind from kind
          fields by name
        }
        """
      ).sources.first)
    #expect(source.fieldsByName)
    #expect(source.kindPath == RecordPath([.key("kind")]))
    #expect(source.time == [CheckedSource.Mapping(path: RecordPath([.key("time")]))])
    #expect(source.identity?.within == nil)
  }

  // MARK: Data sets and waivers

  @Test func datasetDaysAreWholeInTheirZone() throws {
    let dataset = try #require(
      try Checked.program(
        """
        source acme {
          time ts as rfc3339
          kind approval
        }
        dataset production {
          zone "Europe/Berlin"
          clock tolerance 2s
          period 2026-01-01 to 2026-03-31
          input "logs/*.gz" as acme
          input "a.jsonl" supplies approval complete until 2026-04-02
          input "b.jsonl" complete from the beginning until 2026-01-01T00:00:00Z
          input "c.jsonl" complete from 2026-01-01
        }
        """
      ).datasets.first)
    let period = try #require(dataset.period)
    #expect(period.start == (try time("2025-12-31T23:00:00Z")))
    #expect(period.end == (try time("2026-03-31T22:00:00Z")))
    #expect(dataset.clockTolerance == Duration(nanoseconds: 2_000_000_000))
    #expect(dataset.inputs.map(\.pattern) == ["logs/*.gz", "a.jsonl", "b.jsonl", "c.jsonl"])
    #expect(dataset.file == "rules/test.writ")
    #expect(dataset.inputs[0].source == "acme")
    #expect(dataset.inputs[1].supplies == ["approval"])
    #expect(dataset.inputs[1].coverage.until == (try time("2026-04-02T22:00:00Z")))
    #expect(dataset.inputs[2].coverage.completeHistory)
    #expect(dataset.inputs[2].coverage.until == (try time("2026-01-01T00:00:00Z")))
    #expect(dataset.inputs[3].coverage.from == (try time("2025-12-31T23:00:00Z")))
  }

  @Test func waiversEndWithTheirDay() throws {
    let program = try Checked.program(
      """
      pack berlin { title "B" zone "Europe/Berlin" }
      rule example {
        title "T"
        severity low
        forbid connection
      }
      waive example where source.workload == "legacy" {
        until 2026-06-30 approved by "dpo" because "SEC-1"
      }
      """)
    let waiver = try #require(program.waivers.first)
    #expect(waiver.rule == "example")
    #expect(
      waiver.condition == .comparison(.field("source.workload"), .equal, .text("legacy")))
    #expect(waiver.end == (try time("2026-06-30T22:00:00Z")))
    #expect(waiver.until.description == "2026-06-30")
    #expect(waiver.approvedBy == "dpo" && waiver.because == "SEC-1")
  }

  // MARK: Tests

  @Test func checksTestCases() throws {
    let program = try Checked.program(
      """
      rule example {
        title "T"
        severity low
        for each request
        require user.id is present
      }
      test example {
        fails request { user.id: absent, source.ip: 10.0.0.1, user.groups: ["a", "b"],
          http.duration: 5ms, time: 2026-01-01T00:00:00Z, raw.a.b: { c: [1, true, "x"], d: absent } }
        inconclusive request { user.id: unknown }
        given "two" [
          request { user.id: "a" }
          request { }
        ] fails 2
      }
      """)
    let cases = try #require(program.tests.first).cases
    #expect(cases.map(\.outcome) == [.fails(nil), .inconclusive, .fails(2)])
    #expect(cases.map(\.line) == [8, 10, 11])
    #expect(cases[2].title == "two" && cases[2].records.count == 2)
    let record = cases[0].records[0]
    #expect(
      record.fields.map(\.field.name) == [
        "user.id", "source.ip", "user.groups", "http.duration", "time",
      ])
    #expect(record.fields[0].given == .absent)
    #expect(record.fields[2].given == .value(.list([.string("a"), .string("b")])))
    #expect(record.fields[3].given == .value(.duration(Duration(nanoseconds: 5_000_000))))
    #expect(record.raw[0].path == RecordPath([.key("a"), .key("b")]))
    #expect(
      record.raw[0].given
        == .value(
          .object([
            Value.Member(
              key: "c", value: .list([.number(Number(1)), .boolean(true), .string("x")])),
            Value.Member(key: "d", value: nil),
          ])))
  }

  @Test func testsHaveTheirOwnParametersAndTables() throws {
    let program = try Checked.program(
      """
      param limit: int = 500
      table services from "s.csv" keyed by name (tier: string)
      define fine = http.response.status_code < limit
      rule example {
        title "T"
        severity low
        for each request
        require fine or services[user.id].tier == "gold"
      }
      test example {
        with param limit = 400
        with table services from "t.csv"
        passes request { http.response.status_code: 200 }
      }
      test example { passes request { http.response.status_code: 200 } }
      """,
      data: ["rules/s.csv": "name,tier\na,gold\n", "rules/t.csv": "name,tier\nb,gold\nc,x\n"])
    func facts(_ rule: CheckedRule) -> (Operand?, Int?) {
      guard case .or(let parts) = rule.requirement,
        case .comparison(_, .less, let limit) = parts[0],
        case .comparison(.lookup(let table, _, _), .equal, _) = parts[1]
      else { return (nil, nil) }
      return (limit, table.rows.count)
    }
    #expect(program.tests.count == 2)
    #expect(facts(program.tests[0].rule) == (.number(400), 2))
    #expect(facts(program.tests[1].rule) == (.number(500), 1))
    #expect(facts(program.rules[0]) == (.number(500), 1))
  }

  @Test func parametersAreListedWithTheirValues() throws {
    let (program, _) = Checked.check(
      [("a.writ", "param a: int = 1\nparam b: duration = 5s\n")], set: [("b", "2m")])
    #expect(program.parameters.map(\.name) == ["a", "b"])
    #expect(program.parametersOverridden.map(\.name) == ["b"])
    #expect(
      program.parametersOverridden.first?.value
        == .duration(Duration(nanoseconds: 120_000_000_000)))
  }
}
