import RuleModel
import Testing
import Values

@testable import Engine

/// Which events and pairs are judged, what is nested, what is shown, and that nothing else matters.
@Suite struct CorrelationSubjectTests {
  static func sample(_ text: String) -> CorrelationSample {
    CorrelationSample("rule r { title \"t\" severity high\n\(text) }")
  }

  // MARK: First

  static let first = sample(
    """
    for each first breach as b per breach.id
    require some notification within 10s after b with same breach.id
    """)

  static func about(
    _ kind: String, _ time: Double, _ id: String = "b", file: Int32 = 0, maybe: Bool = false
  ) -> SampleEvent {
    SampleEvent(kind, time, ["breach.id": id], file: file, maybe: maybe)
  }

  @Test func theFirstOfEachKey() throws {
    let late = [Self.about("breach", 0), Self.about("breach", 50), Self.about("notification", 55)]
    #expect(try Self.first.outcome(late) == "failed 1")
    #expect(try Self.first.outcome(Array(late.dropFirst())) == "passed 1")
    #expect(try Self.first.outcome([Self.about("breach", 0, "-")]) == "")
    // Either may be the first.
    #expect(
      try Self.first.outcome([Self.about("breach", 0), Self.about("breach", 0, file: 1)])
        == "inconclusive 2")
    #expect(
      try Self.first.outcome([Self.about("breach", 0, maybe: true), Self.about("breach", 1)])
        == "inconclusive 2")
    #expect(
      try Self.first.outcome([
        Self.about("breach", 0, "?"), Self.about("notification", 2, "?"), Self.about("breach", 1),
      ]) == "inconclusive 2")
    #expect(try Self.first.covering(0, 100).outcome([Self.about("breach", 0)]) == "inconclusive 1")
  }

  // MARK: Pairs

  /// One partition: the pair's relation has the keys of `with each`.
  static let told = sample(
    """
    for each data_request as r
      with each disclosure as d before r with same subject.id
    require some notification within 10s after r with same subject.id
            where recipient.name == d.recipient.name
    """)

  /// Two: its relation has keys of both halves.
  static let toldByKey = sample(
    """
    for each data_request as r
      with each disclosure as d before r with same subject.id
    require some notification within 10s after r
            with same subject.id as r.subject.id, recipient.name as d.recipient.name
    """)

  static func event(
    _ kind: String, _ time: Double, subject: String = "s", _ recipient: String, maybe: Bool = false
  ) -> SampleEvent {
    SampleEvent(
      kind, time, ["subject.id": subject, "recipient.name": recipient], maybe: maybe)
  }

  @Test func everyPairIsJudged() throws {
    for rule in [Self.told, Self.toldByKey] {
      let events = [
        Self.event("disclosure", 1, "a"), Self.event("disclosure", 2, "b"),
        Self.event("data_request", 5, "-"), Self.event("notification", 6, "a"),
        Self.event("notification", 7, subject: "other", "b"),
      ]
      let result = try rule.evaluate(events)[0]
      #expect(result.summary == "passed 1, failed 1")
      guard case .event(_, let each?, _)? = result.findings.first?.subject else {
        Issue.record("a pair is shown")
        return
      }
      #expect(each.key.time == 2 * SampleEvent.second)
      // A pair that may be none is an undecided subject: harmful if it could fail.
      #expect(
        try rule.outcome([
          Self.event("disclosure", 1, "a", maybe: true), Self.event("data_request", 5, "-"),
        ]) == "inconclusive 1")
      #expect(
        try rule.outcome([
          Self.event("disclosure", 1, "a", maybe: true), Self.event("data_request", 5, "-"),
          Self.event("notification", 6, "a"),
        ]) == "undecided 1")
      // The window of `with each` reaches back before the evidence.
      let open = try rule.covering(0, 100).evaluate(events)[0]
      #expect(open.reasons.map(\.reason) == [.moreMayFollow])
      #expect(open.summary == "passed 1, failed 1, inconclusive 1")
    }
  }

  static let elements = sample(
    """
    for each breach as b
      with each element of b.subject.ids as person
    require some notification within 10s after b where subject.id == person
    """)

  @Test func everyElementIsJudged() throws {
    let list = Value.list([.string("x"), .string("y")])
    let breach = SampleEvent("breach", 1)
    let told = SampleEvent("notification", 2, ["subject.id": "x"])
    let result = try Self.elements.evaluate([breach.with("subject.ids", list), told])[0]
    #expect(result.summary == "passed 1, failed 1")
    guard case .event(_, _, let element)? = result.findings.first?.subject else {
      Issue.record("an element is shown")
      return
    }
    #expect(element == .string("y"))
    #expect(try Self.elements.outcome([breach.with("subject.ids", .list([]))]) == "")
    #expect(try Self.elements.outcome([breach]) == "inconclusive 1")
    // Whose notification it is, is not known: it may be anybody's.
    #expect(
      try Self.elements.outcome([
        breach.with("subject.ids", list), told, SampleEvent("notification", 3, ["subject.id": "-"]),
      ]) == "passed 1, inconclusive 1")
  }

  // MARK: Nested

  static let nested = sample(
    """
    for each data_request as r
    require some deletion as d within 10s after r with same subject.id
            where (some audit_record within 5s after d with same request.id)
    """)

  @Test func relationsOfRelatedEvents() throws {
    func deletion(_ time: Double, _ request: String) -> SampleEvent {
      SampleEvent("deletion", time, ["subject.id": "s", "request.id": request])
    }
    func audit(_ time: Double, _ request: String) -> SampleEvent {
      SampleEvent("audit_record", time, ["request.id": request])
    }
    let request = SampleEvent("data_request", 0, ["subject.id": "s"])
    #expect(
      try Self.nested.outcome([request, deletion(5, "q"), audit(10, "q")]) == "passed 1")
    #expect(
      try Self.nested.outcome([request, deletion(5, "q"), audit(10.1, "q")]) == "failed 1")
    // The windows add up, as long as a further deletion may come.
    let waits = try Self.nested.covering(0, 8).evaluate([request])[0]
    #expect(waits.pendingUntil == 15 * SampleEvent.second)
    let decided = try Self.nested.covering(0, 12).evaluate([request, deletion(9, "q")])[0]
    #expect(decided.pendingUntil == 14 * SampleEvent.second)
    #expect(try Self.nested.covering(0, 15).outcome([request, deletion(9, "q")]) == "failed 1")
  }

  /// Art. 17: two relations with different keys of one trigger.
  @Test func severalKeys() throws {
    let rule = Self.sample(
      """
      for each data_request as r
      require some deletion within 10s after r with same subject.id
         or  (some deletion within 30s after r with same subject.id
              and (some notification within 10s after r with same request.id))
      """)
    let request = SampleEvent("data_request", 0, ["subject.id": "s", "request.id": "q"])
    let late = SampleEvent("deletion", 20, ["subject.id": "s"])
    let told = SampleEvent("notification", 5, ["request.id": "q"])
    #expect(try rule.outcome([request, late, told]) == "passed 1")
    let failed = try rule.evaluate([request, late])[0]
    #expect(failed.summary == "failed 1")
    // What was asked in the other partition is explained too.
    let judgements = try #require(failed.findings.first?.judgements)
    #expect(judgements.count == 3)
    #expect(judgements.allSatisfy { !$0.sentence.isEmpty && $0.windowEnd != nil })
    #expect(judgements.first?.events.map(\.note) == ["20 s later"])
  }

  // MARK: Exceptions, waivers, periods

  @Test func exceptionsAndWaivers() throws {
    let sample = CorrelationSample(
      """
      rule r { title "t" severity high
        for each data_request as r
        require some deletion within 10s after r with same subject.id
        unless some notification within 10s after r with same subject.id because "told" }
      waive r where request.id == "w" { until 1970-01-01 approved by "x" because "y" }
      """)
    func request(_ time: Double, _ request: String) -> SampleEvent {
      SampleEvent("data_request", time, ["subject.id": "s\(request)", "request.id": request])
    }
    let events = [
      request(0, "w"), request(1, "n"), request(2, "e"), request(86_400, "w"),
      SampleEvent("notification", 3, ["subject.id": "se"]),
    ]
    let result = try sample.evaluate(events)[0]
    #expect(result.summary == "failed 3, excepted 1, waived 1")
    #expect(result.exceptions == [1])
    #expect(result.findings.map(\.waiver) == [0, -1, -1])
    var judged = sample
    judged.period = (SampleEvent.second, 3 * SampleEvent.second)
    #expect(try judged.outcome(events) == "failed 1, excepted 1")
  }

  // MARK: What doesn't matter

  @Test func arrivalAndWorkersDontMatter() throws {
    var sample = CorrelationSample(
      """
      rule a { title "t" severity high
        for each data_request as r
        require some deletion within 10s after r with same subject.id }
      rule b { title "t" severity high
        for each user.id in any 10s
        require count(request) <= 3 }
      rule c { title "t" severity high
        for each data_request as r
          with each deletion as d after r by end of data with same subject.id
        require no request within 5s around d with same subject.id as d.subject.id }
      """)
    sample.maxFindings = 7
    var random = SplitMix64(seed: 11)
    var events: [SampleEvent] = []
    for index in 0..<2000 {
      let kind = ["data_request", "deletion", "request"][Int(random.next() % 3)]
      let subject = ["a", "b", "c", "d", "?", "-"][Int(random.next() % 6)]
      var event = SampleEvent(
        kind, Double(random.next() % 500), ["subject.id": subject, "user.id": subject],
        file: Int32(random.next() % 3), maybe: random.next() % 20 == 0)
      event.position = UInt64(index)
      events.append(event)
    }
    func text(_ events: [SampleEvent], _ writers: Int, _ memory: Int) throws -> String {
      try sample.evaluate(placed: events, writers: writers, memory: memory, coverage: nil)
        .map(\.everything).joined(separator: "\n")
    }
    let expected = try text(events, 1, 1 << 30)
    #expect(expected.count > 1000)
    for (writers, memory) in [(1, 1 << 30), (3, 1 << 30), (8, 1 << 18), (2, 1 << 18)] {
      events.shuffle(using: &random)
      #expect(try text(events, writers, memory) == expected)
    }
  }
}
