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
    #expect(
      RuleDescription.text(of: try Checked.rule("forbid connection")).contains(
        "There must be none."))
  }

  private static func windows(
    _ judgement: String, after declarations: String = "", data: [String: String] = [:]
  ) throws -> [String] {
    RuleDescription.windows(of: try Checked.rule(judgement, after: declarations, data: data))
  }

  private static let order =
    "Of events at the same time in one file, what stands earlier is before; between files, and "
    + "between sources within the tolerance of their clocks, the order is not known."
  private static let history =
    "Where it begins before the evidence and what lies there could turn the answer, the answer is "
    + "inconclusive (history)."
  private static let pending =
    "Where it reaches to the end of the evidence or past it and what comes could turn the answer, "
    + "the answer is pending."

  @Test func saysThatAWindowHoldsItsEnd() throws {
    let windows: [String] =
      try Self.windows(
        "for each data_request as r\nrequire some deletion within 30d after r with same subject.id")
    let expected: [String] = [
      "`some deletion within 30d after r with same subject.id`: from the moment of the "
        + "data_request up to and including 30 days later; an event exactly 30 days later counts. "
        + Self.pending, Self.order,
    ]
    #expect(windows == expected)
  }

  @Test func saysThatCountingWindowsAreHalfOpen() throws {
    let windows: [String] =
      try Self.windows(
        """
        for each authentication as a
        require at most 4 authentication within 10m before a with same user.id where failed
        """, after: "define failed = event.outcome == \"failure\"")
    let expected: [String] = [
      "`at most 4 authentication within 10m before a with same user.id where failed`: from "
        + "10 minutes before the moment of the authentication up to it, and the authentication "
        + "itself where it qualifies; an event exactly 10 minutes earlier does not count. Asked "
        + "for are authentication events where event.outcome is \"failure\". " + Self.history,
      Self.order,
    ]
    #expect(windows == expected)
  }

  @Test func saysWhatAMonthIs() throws {
    let windows = try Self.windows(
      """
      zone "Europe/Berlin"
      for each data_request as r
      require some deletion within 1 month after r to end of day with same subject.id
      """)
    let expected: String =
      "`some deletion within 1 month after r to end of day with same subject.id`: from the "
      + "moment of the data_request up to the end of the day 1 month later (by the calendar in "
      + "Europe/Berlin: the same day and time of the month there, or the last day of a shorter "
      + "month), by the clock of Europe/Berlin. " + Self.pending
    #expect(windows.first == expected)
  }

  @Test func namesTheEventsOfNestedRelations() throws {
    let windows = try Self.windows(
      """
      for each change as c with each span as s within 1h around c with same trace.id
      require some approval as a before s with same change.id as c.change.id
              where actor.id != c.actor.id and (no deletion within 1h before a with same change.id)
      """)
    #expect(windows.count == 4)
    #expect(
      windows[0].hasPrefix("`with each span`: from 1 hour before to 1 hour after the moment of"))
    #expect(
      windows[1].contains(": everything before the moment of the span of the pair. Asked for are"))
    #expect(windows[1].contains("actor.id is not actor.id of the change"))
    #expect(
      windows[2].contains(
        "from 1 hour before the moment of that approval up to it; an event exactly 1 hour earlier "
          + "counts."))
    #expect(windows[3] == Self.order)
  }

  @Test(arguments: [
    ("per 1h", "1 hour each, side by side, counted from midnight, by the clock of UTC"),
    ("per 1d", "a day each, side by side, from midnight to midnight"),
    ("per 1w", "a week each, side by side, from Monday on"),
    ("per 1 month", "a month each, side by side, from the 1st on"),
    ("per 1 year", "a year each, side by side, from 1 January on"),
    ("in any 5m", "an event exactly 5 minutes earlier does not."),
    ("with gap 10m", "an event exactly 10 minutes after the last still belongs"),
  ])
  func saysWhatTheWindowsOfGroupsAre(window: String, text: String) throws {
    let windows = try Self.windows(
      "for each user.id \(window)\nrequire count(request where url.path == \"/a\") <= 5")
    #expect(windows.count == 2)
    #expect(windows[0].contains(text), "\(windows[0])")
    #expect(
      windows[1]
        == "`count(request where url.path == \"/a\")`: request events where url.path is \"/a\".")
  }

  @Test func saysWhenAStateIsOn() throws {
    let windows = try Self.windows(
      "for each data_access as use\nrequire consented for use",
      after: """
        state consented by subject.id {
          starts consent where event.action == "granted"
          ends consent where event.action == "withdrawn"
          ends deletion
          lasts at most 1 year
        }
        """)
    let expected: String =
      "`consented` is on at the data_access if the last start or end before it with the same "
      + "subject.id is a start; one at the same time that stands later does not count. It is "
      + "started by consent where event.action is \"granted\". It is ended by consent where "
      + "event.action is \"withdrawn\", or by deletion. A start counts up to and including 1 year "
      + "(by the calendar in UTC: the same day and time of the year there, or the last day of a "
      + "shorter month) later; a further start renews it. What lies before the evidence could "
      + "decide it, and then the answer is inconclusive (history), unless the history is declared "
      + "complete."
    #expect(windows.first == expected)
  }

  @Test func saysWhatASequenceIs() throws {
    let rule = try Checked.rule(
      """
      forbid sequence on user.id within 1h {
        a: authentication where event.outcome == "failure" at least 5 times
        b: authentication where event.outcome == "success"
      }
      """)
    let sentences = RuleDescription.sentences(of: rule)
    #expect(
      sentences[0] == "Judged is every authentication event where event.outcome is \"success\".")
    #expect(
      sentences[1]
        == "It must not end a sequence with the same user.id: 5 times authentication where "
        + "event.outcome is \"failure\", then authentication where event.outcome is \"success\".")
    #expect(sentences[2].contains("at most 1 hour before its last; exactly 1 hour counts."))
  }
}
