import Testing

@testable import Engine

/// States (C6): what was on after the last start or end strictly before an event.
@Suite struct CorrelationStateTests {
  static func sample(_ more: String = "") -> CorrelationSample {
    CorrelationSample(
      """
      state consented by subject.id {
        starts consent where event.action == "granted"
        ends consent where event.action == "withdrawn"
        \(more)
      }
      rule r { title "t" severity high
        for each data_access as use
        require consented for use }
      """)
  }

  static func consent(
    _ time: Double, _ action: String, _ subject: String = "s", file: Int32 = 0,
    source: Int32 = 0, maybe: Bool = false
  ) -> SampleEvent {
    SampleEvent(
      "consent", time, ["subject.id": subject, "event.action": action], source: source, file: file,
      maybe: maybe)
  }

  static func access(_ time: Double, _ subject: String = "s") -> SampleEvent {
    SampleEvent("data_access", time, ["subject.id": subject])
  }

  @Test func theLastBoundaryDecides() throws {
    let sample = Self.sample()
    #expect(try sample.outcome([Self.consent(1, "granted"), Self.access(2)]) == "passed 1")
    #expect(
      try sample.outcome([
        Self.consent(1, "granted"), Self.consent(2, "withdrawn"), Self.access(3),
      ]) == "failed 1")
    // Strictly before, as the file has it.
    #expect(try sample.outcome([Self.consent(2, "granted"), Self.access(2)]) == "passed 1")
    #expect(try sample.outcome([Self.access(2), Self.consent(2, "granted")]) == "failed 1")
    #expect(
      try sample.outcome([Self.consent(2, "granted", file: 1), Self.access(2)])
        == "inconclusive 1")
  }

  @Test func whatMayBeTheLast() throws {
    let sample = Self.sample()
    #expect(
      try sample.outcome([
        Self.consent(1, "granted"), Self.consent(2, "withdrawn", maybe: true), Self.access(3),
      ]) == "inconclusive 1")
    #expect(
      try sample.outcome([
        Self.consent(1, "withdrawn", maybe: true), Self.consent(2, "granted"), Self.access(3),
      ]) == "passed 1")
    // A further start changes nothing, whether it is one or not.
    #expect(
      try sample.outcome([
        Self.consent(1, "granted"), Self.consent(2, "granted", maybe: true), Self.access(3),
      ]) == "passed 1")
    for subject in ["?", "-"] {
      #expect(
        try sample.outcome([
          Self.consent(1, "granted"), Self.consent(2, "withdrawn", subject), Self.access(3),
        ]) == "inconclusive 1", "\(subject)")
    }
    #expect(
      try sample.outcome([Self.consent(1, "granted"), Self.consent(2, "?"), Self.access(3)])
        == "inconclusive 1")
  }

  @Test func withoutBoundaries() throws {
    #expect(try Self.sample().outcome([Self.access(3)]) == "failed 1")
    let cut = try Self.sample().covering(0, 100).evaluate([Self.access(3)])[0]
    #expect(cut.reasons.map(\.reason) == [.history(from: 0)])
    // What lasts less long than since the beginning can't be on.
    let short = Self.sample("lasts at most 2s").covering(0, 100)
    #expect(try short.outcome([Self.access(2)]) == "failed 1")
    #expect(try short.outcome([Self.access(1.999999999)]) == "inconclusive 1")
  }

  @Test func statesEndByThemselves() throws {
    let sample = Self.sample("lasts at most 10s")
    #expect(try sample.outcome([Self.consent(1, "granted"), Self.access(11)]) == "passed 1")
    #expect(
      try sample.outcome([Self.consent(1, "granted"), Self.access(11.000000001)]) == "failed 1")
    #expect(
      try sample.outcome([
        Self.consent(1, "granted"), Self.consent(5, "granted"), Self.access(15),
      ]) == "passed 1")
  }

  @Test func monthsOfTheCalendar() throws {
    // 2025-01-31T12:00Z, and a month later.
    let start = 1_738_324_800.0
    let sample = Self.sample("lasts at most 1 month")
    let end = 1_740_744_000.0  // 2025-02-28T12:00Z
    #expect(try sample.outcome([Self.consent(start, "granted"), Self.access(end)]) == "passed 1")
    #expect(
      try sample.outcome([Self.consent(start, "granted"), Self.access(end + 1)]) == "failed 1")
  }

  @Test func startAndEndAtOnceIsUndecided() throws {
    let sample = CorrelationSample(
      """
      state open by subject.id {
        starts consent where event.action == "granted"
        ends consent where purpose == "x"
      }
      rule r { title "t" severity high
        for each data_access as use
        require open for use }
      """)
    let both = SampleEvent(
      "consent", 1, ["subject.id": "s", "event.action": "granted", "purpose": "x"])
    let result = try sample.evaluate([both, Self.access(2)])[0]
    #expect(result.reasons.map(\.reason) == [.orderUncertain])
  }

  @Test func endsOfFewerKeys() throws {
    let sample = CorrelationSample(
      """
      state consented by subject.id, purpose {
        starts consent
        ends deletion by subject.id
      }
      rule r { title "t" severity high
        for each data_access as use
        require consented for use }
      """)
    func event(_ kind: String, _ time: Double, _ purpose: String, _ subject: String = "s")
      -> SampleEvent
    {
      SampleEvent(kind, time, ["subject.id": subject, "purpose": purpose])
    }
    let events = [
      event("consent", 1, "a"), event("consent", 2, "b"), event("deletion", 3, "?"),
      event("consent", 4, "b"), event("data_access", 5, "a"), event("data_access", 5, "b"),
    ]
    #expect(try sample.outcome(events) == "passed 1, failed 1")
    #expect(
      try sample.outcome([
        event("consent", 1, "a"), event("deletion", 3, "?", "other"),
        event("data_access", 5, "a"),
      ]) == "passed 1")
  }

  @Test func historyIsShown() throws {
    let result = try Self.sample().evaluate([
      Self.consent(1, "granted"), Self.consent(2, "withdrawn"), Self.access(3),
    ])[0]
    let judgement = try #require(result.findings.first?.judgements.first)
    #expect(judgement.text == "consented")
    #expect(judgement.events.map(\.role) == [.start, .end])
    #expect(judgement.sentence == "off since 1970-01-01T00:00:02Z")
  }
}
