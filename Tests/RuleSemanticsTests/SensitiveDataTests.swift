import Detectors
import RuleModel
import RuleSemantics
import Testing
import Values

@Suite struct SensitiveDataTests {
  private static let path = Operand.field("url.path")

  static func query(_ condition: Condition) -> SensitiveQuery? {
    if case .not(.sensitive(_, let query)) = condition { query } else { nil }
  }

  @Test func fieldsAreAskedOneByOne() throws {
    let condition = try Checked.condition("no unmasked email, payment card in url.path, url.query")
    let types = TypeSet([.email, .paymentCard]).rawValue
    let query = SensitiveQuery(
      types: SensitiveTypes(types: types), names: "email, payment card")
    #expect(
      condition
        == .and([
          .not(.sensitive(.field("url.path"), query)), .not(.sensitive(.field("url.query"), query)),
        ]))
    let one = try Checked.condition("no unmasked email in raw.spec.containers[0]")
    guard case .not(.sensitive(.raw(let path), _)) = one else {
      Issue.record("\(one)")
      return
    }
    #expect(path.steps.count == 3)
  }

  @Test func groupsAndSingleDetectorsAreTypes() throws {
    let query = try #require(
      Self.query(try Checked.condition("no unmasked gitlab-token, credentials in url.path")))
    #expect(TypeSet(rawValue: query.types.types).contains(.password))
    #expect(query.types.detectors.map { Catalogue.detectors[Int($0)].id } == ["gitlab-token"])
    let one = try #require(
      Self.query(try Checked.condition("no unmasked gitlab-token in url.path")))
    #expect(one.types.types == 0)
  }

  @Test func exceptionsNameTypesAndFields() throws {
    let condition = try Checked.condition(
      "no unmasked personal data in any field except email in user.id, source.ip, iban in raw.note")
    guard case .not(.sensitive(let operand, let query)) = condition else {
      Issue.record("\(condition)")
      return
    }
    #expect(operand.isRecord)
    #expect(query.pardons.map(\.names) == ["email", "", "iban"])
    #expect(query.pardons[0].types == SensitiveTypes(types: TypeSet(.email).rawValue))
    #expect(query.pardons[1].types == nil)
    #expect(query.pardons.map(\.field)[..<2] == [.field("user.id"), .field("source.ip", .ip)])
  }

  static let detector = #"""
    detector staff_number {
      title    "Staff number"
      category national identifiers
      pattern  /\bE[0-9]{7}\b/i
      check    luhn
      near     "staff", "badge no"
      mask     last 2
      mask     first 1
      examples {
        matches "staff E1234566", "{\"badgeNo\": \"e1234566\"}"
        not     "E1234566", "staff E1234567"
      }
    }
    """#

  @Test func detectorsAreTypesOfTheirCategory() throws {
    let program = try Checked.program(Self.detector)
    #expect(
      program.detectors == [
        DetectorDeclared(
          name: "staff_number", title: "Staff number", category: "national identifiers",
          pattern: RegexPattern(pattern: #"\bE[0-9]{7}\b"#, flags: "i"), check: "luhn",
          near: ["staff", "badge no"], visibleFirst: 1, visibleLast: 2,
          examples: ["staff E1234566", #"{"badgeNo": "e1234566"}"#],
          lookAlikes: ["E1234566", "staff E1234567"])
      ])
    for name in ["staff_number", "staff number", "national identifiers", "personal data"] {
      let query = try #require(
        Self.query(
          try Checked.condition("no unmasked \(name) in url.path", after: Self.detector)))
      #expect(query.types.own == program.detectors, "\(name)")
    }
    for name in ["credentials", "contact data"] {
      let query = try #require(
        Self.query(
          try Checked.condition("no unmasked \(name) in url.path", after: Self.detector)))
      #expect(query.types.own == [], "\(name)")
    }
  }

  @Test func relationsMayAskOfTheirOwnEvent() throws {
    let rule = try Checked.rule(
      """
      for each request as r
      require no change within 1h before r with same user.id where (no unmasked email in url.path)
      """)
    guard case .relation(let relation) = rule.requirement else {
      Issue.record("\(rule.requirement)")
      return
    }
    #expect(Self.query(try #require(relation.related.condition)) != nil)
  }

  @Test func rulesAreDescribed() throws {
    let rule = try Checked.rule(
      "for each request\nrequire no unmasked iban, personal data in any field except email in user.id, source.ip",
      after: "", data: [:])
    let sentences = RuleDescription.sentences(of: rule)
    #expect(
      sentences.contains(
        "It must be that the record holds no unmasked iban or personal data, but email in user.id or anything in source.ip may stand there."
      ), "\(sentences)")
    let fields = try Checked.rule("forbid request where not (no unmasked email in url.path)")
    #expect(RuleDescription.sentences(of: fields).contains { $0.contains("url.path holds") })
  }
}
