import RuleModel
import RuleSemantics
import Testing

struct DescriptionTests {
  @Test func saysARuleInPlainWords() throws {
    let program = try Checked.program(
      """
      list admin_paths = ["/admin/**", "/export"]
      rule admin-access {
        title "Admin access has an identity"
        severity critical
        controls GDPR "Art. 32(1)(b)", SOC2 "CC6.1"
        description "Nobody administers anonymously."
        for each request where url.path matches any admin_paths and not tls.established
        require user.id is present or (source.ip in [10.0.0.0/8] and http.duration < 5s)
        unless any user.groups as g has g not in ["a", "b"] because "the scanner, SEC-118"
        remedy "Tell {user.name}."
      }
      """)
    let rule = try #require(program.rules.first)
    #expect(
      RuleDescription.text(of: rule) == """
        Admin access has an identity

        Severity critical, status stable. Evidence for GDPR Art. 32(1)(b), SOC2 CC6.1.

        Nobody administers anonymously.

        Judged is every request event where url.path matches "/admin/**" or "/export" and tls.established is not true.
        It must be that user.id is present or (source.ip is in 10.0.0.0/8 and http.duration is less than 5s).
        Excepted: where any x of user.groups has (x is not in "a" or "b"), because of: the scanner, SEC-118.
        It is decided by http.duration, source.ip, tls.established, url.path, user.groups, user.id. Where one of them is not recorded and could turn the answer, the answer is inconclusive.

        If it fails: Tell {user.name}.

        """)
  }

  @Test func saysWhatIsForbidden() throws {
    let rule = try Checked.rule("forbid request where raw.\"a b\"[0] == 1")
    let text = RuleDescription.text(of: rule)
    #expect(text.contains("Judged is every request event.\n"))
    #expect(text.contains("It must not be that raw.\"a b\"[0] is 1.\n"))
    #expect(text.contains("Where it is not recorded and could turn the answer"))
    #expect(
      RuleDescription.text(of: try Checked.rule("forbid connection")).contains(
        "There must be none."))
  }
}
