import Columns
import Engine
import Mapping
import RuleModel
import Testing
import Values

/// The table of C3, all 27 combinations, by three fields that are true, false or not recorded.
@Suite struct SubjectTableTests {
  static let rule = CheckedRule(
    id: "r", title: "", severity: .high, kind: "event",
    condition: Sample.isTrue("w"),
    exceptions: [CheckedRule.Exception(condition: Sample.isTrue("x"), because: "x")],
    requirement: Sample.isTrue("q"))

  static let states = ["true", "false", nil]

  static func expected(_ w: String?, _ x: String?, _ q: String?) -> String {
    switch (w, x, q) {
    case ("false", _, _): "none"
    case ("true", "true", _): "excepted"
    case ("true", _, "true"): "passed"
    case ("true", "false", "false"): "failed"
    case ("true", _, _): "inconclusive"
    case (_, "true", _), (_, _, "true"): "undecided"
    default: "inconclusive"
    }
  }

  @Test func everyCombination() {
    var combinations = 0
    for w in Self.states {
      for x in Self.states {
        for q in Self.states {
          let row = ["w": w, "x": x, "q": q].compactMapValues { $0 }
          let counted = Sample.evaluate([Self.rule], [row]).rules[0]
          let outcome = [
            ("passed", counted.passed), ("failed", counted.failed),
            ("excepted", counted.excepted), ("inconclusive", counted.inconclusive),
            ("undecided", counted.undecided),
          ].filter { $0.1 == 1 }.map(\.0)
          #expect(outcome == [Self.expected(w, x, q)].filter { $0 != "none" }, "\(row)")
          #expect(counted.examined == 1)
          combinations += 1
        }
      }
    }
    #expect(combinations == 27)
  }

  @Test func manyRowsCountAlike() {
    var rows: [[String: String]] = []
    var expected: [String: Int] = [:]
    var random = SplitMix64(seed: 7)
    for _ in 0..<1000 {
      let pick = (0..<3).map { _ in Self.states[Int(random.next() % 3)] }
      let row = ["w": pick[0], "x": pick[1], "q": pick[2]].compactMapValues { $0 }
      rows.append(row)
      expected[Self.expected(pick[0], pick[1], pick[2]), default: 0] += 1
    }
    let counted = Sample.evaluate([Self.rule], rows).rules[0]
    #expect(counted.passed == expected["passed"])
    #expect(counted.failed == expected["failed"])
    #expect(counted.excepted == expected["excepted"])
    #expect(counted.inconclusive == expected["inconclusive"])
    #expect(counted.undecided == expected["undecided"])
    #expect(counted.findings.count == expected["failed"])
  }
}

@Suite struct ReasonTests {
  @Test func anInconclusiveSubjectCountsUnderTheFirstReason() {
    let rule = CheckedRule(
      id: "r", title: "", severity: .high, kind: "event",
      requirement: .or([Sample.isTrue("b"), Sample.isTrue("a"), Sample.isTrue("c")]))
    // a is unreadable, b and c are not recorded: "missing" comes first, then the name.
    let counted = Sample.evaluate([rule], [["a": "12"], ["a": "12", "b": "false"]]).rules[0]
    #expect(counted.inconclusive == 2)
    let plan = Sample.plan([rule])
    let found = counted.missing.map { entry in
      "\(entry.column.map { plan.columns[$0].name } ?? "-") \(entry.reason) \(entry.count)"
    }
    #expect(found.sorted() == ["b missing 1", "c missing 1"])
    #expect(counted.missing.allSatisfy { $0.examples.count == $0.count })
  }

  @Test func aDecidedAnswerHasNoReasons() {
    let rule = CheckedRule(
      id: "r", title: "", severity: .high, kind: "event",
      requirement: .and([Sample.isTrue("a"), Sample.isTrue("b")]))
    let counted = Sample.evaluate([rule], [["a": "false"]]).rules[0]
    #expect(counted.failed == 1)
    #expect(counted.missing.isEmpty)
  }

  @Test func whatAbsenceDecidedIsCounted() {
    let text = Field(name: "t", type: .string)
    let rule = CheckedRule(
      id: "r", title: "", severity: .high, kind: "event",
      requirement: .not(.comparison(.field(text), .equal, .literal(.string("x")))))
    let rows = [["t": "null"], ["t": "\"x\""], ["t": "null"], [:]]
    let counted = Sample.evaluate([rule], rows).rules[0]
    #expect(counted.passed == 2 && counted.failed == 1 && counted.inconclusive == 1)
    #expect(counted.absences == [2])
  }

  @Test func twoAbsentFieldsAreNotEqual() {
    let rule = CheckedRule(
      id: "r", title: "", severity: .high, kind: "event",
      requirement: .comparison(
        .field(Field(name: "t", type: .string)), .equal,
        .field(Field(name: "u", type: .string))))
    let rows = [
      ["t": "null", "u": "null"], ["t": "\"a\"", "u": "\"a\""], ["t": "\"a\"", "u": "\"b\""],
      ["t": "\"a\""],
    ]
    let counted = Sample.evaluate([rule], rows).rules[0]
    #expect(counted.passed == 1 && counted.failed == 1 && counted.inconclusive == 2)
  }
}

@Suite struct SharedConditionTests {
  /// A row of random states against an evaluation by the definitions of Kleene's operators.
  @Test func masksAgreeWithASlowModel() {
    var random = SplitMix64(seed: 42)
    let names = ["a", "b", "c", "d"]
    for round in 0..<40 {
      let conditions = (0..<6).map { _ in Self.random(names, 3, &random) }
      let rules = conditions.enumerated().map { index, condition in
        CheckedRule(
          id: "r\(index)", title: "", severity: .high, kind: "event", requirement: condition)
      }
      let rows: [[String: String]] = (0..<150).map { _ in
        var row: [String: String] = [:]
        for name in names {
          switch random.next() % 5 {
          case 0: break
          case 1: row[name] = "null"
          case 2: row[name] = "false"
          default: row[name] = "true"
          }
        }
        return row
      }
      let tally = Sample.evaluate(rules, rows)
      for (index, condition) in conditions.enumerated() {
        let expected = rows.map { Self.slow(condition, $0) }
        #expect(tally.rules[index].passed == expected.count { $0 == true }, "round \(round)")
        #expect(tally.rules[index].failed == expected.count { $0 == false }, "round \(round)")
        #expect(tally.rules[index].inconclusive == expected.count { $0 == nil }, "round \(round)")
      }
    }
  }

  private static func random(
    _ names: [String], _ depth: Int, _ random: inout SplitMix64
  ) -> Condition {
    let name = names[Int(random.next() % UInt64(names.count))]
    let other = names[Int(random.next() % UInt64(names.count))]
    switch depth == 0 ? random.next() % 4 : random.next() % 8 {
    case 0, 1: return Sample.isTrue(name)
    case 2:
      let presences: [Presence] = [.present, .absent, .unknown]
      return .presence(.field(Sample.flag(name)), presences[Int(random.next() % 3)])
    case 3:
      return .comparison(.field(Sample.flag(name)), .equal, .field(Sample.flag(other)))
    case 4: return .not(Self.random(names, depth - 1, &random))
    case 5, 6:
      return .and((0..<3).map { _ in Self.random(names, depth - 1, &random) })
    default: return .or((0..<3).map { _ in Self.random(names, depth - 1, &random) })
    }
  }

  /// nil is unknown.
  private static func slow(_ condition: Condition, _ row: [String: String]) -> Bool? {
    switch condition {
    case .not(let part): return slow(part, row).map { !$0 }
    case .and(let parts):
      let answers = parts.map { slow($0, row) }
      return answers.contains(false) ? false : answers.contains(nil) ? nil : true
    case .or(let parts):
      let answers = parts.map { slow($0, row) }
      return answers.contains(true) ? true : answers.contains(nil) ? nil : false
    case .presence(.field(let field), let presence):
      switch (row[field.name], presence) {
      case (nil, .unknown): return true
      case (_, .unknown): return false
      case (nil, _): return nil
      case ("null", .present): return false
      case ("null", .absent): return true
      case (_, .present): return true
      case (_, .absent): return false
      }
    case .comparison(.field(let left), .equal, .literal):
      return row[left.name].map { $0 == "true" }
    case .comparison(.field(let left), .equal, .field(let right)):
      guard let a = row[left.name], let b = row[right.name], a != "null", b != "null" else {
        return nil
      }
      return a == b
    default:
      Issue.record("the model does not know \(condition)")
      return nil
    }
  }
}
