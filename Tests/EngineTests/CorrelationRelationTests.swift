import Testing

@testable import Engine

/// Relations over hand-made events: windows, order, truth tables, ends of the evidence.
@Suite struct CorrelationRelationTests {
  static func rule(_ requirement: String, trigger: String = "data_request as r")
    -> CorrelationSample
  {
    CorrelationSample(
      """
      rule r {
        title "t" severity high
        for each \(trigger)
        require \(requirement)
      }
      """)
  }

  static let erasure = "some deletion within 10s after r with same subject.id"

  static func request(_ time: Double, _ subject: String = "s", source: Int32 = 0, file: Int32 = 0)
    -> SampleEvent
  {
    SampleEvent("data_request", time, ["subject.id": subject], source: source, file: file)
  }

  static func deletion(
    _ time: Double, _ subject: String = "s", source: Int32 = 0, file: Int32 = 0, maybe: Bool = false
  ) -> SampleEvent {
    SampleEvent(
      "deletion", time, ["subject.id": subject], source: source, file: file, maybe: maybe)
  }

  @Test(arguments: [
    (0.0, "passed 1"), (10, "passed 1"), (10.000000001, "failed 1"), (-1, "failed 1"),
  ])
  func windowsAreClosed(delay: Double, expected: String) throws {
    #expect(
      try Self.rule(Self.erasure).outcome([Self.request(100), Self.deletion(100 + delay)])
        == expected)
  }

  @Test func otherKeysDontCount() throws {
    #expect(
      try Self.rule(Self.erasure).outcome([Self.request(100), Self.deletion(101, "other")])
        == "failed 1")
  }

  @Test func equalTimesInOneFileStandAsWritten() throws {
    let rule = Self.rule(Self.erasure)
    #expect(try rule.outcome([Self.request(100), Self.deletion(100)]) == "passed 1")
    #expect(try rule.outcome([Self.deletion(100), Self.request(100)]) == "failed 1")
  }

  @Test func equalTimesInTwoFilesHaveNoOrder() throws {
    let events = [Self.request(100), Self.deletion(100, file: 1)]
    let result = try Self.rule(Self.erasure).evaluate(events)[0]
    #expect(result.summary == "inconclusive 1")
    #expect(result.reasons.map(\.reason) == [.orderUncertain])
    #expect(
      try Self.rule("some deletion within 10s around r with same subject.id").outcome(events)
        == "passed 1")
  }

  @Test(arguments: [
    (98.0, "failed 1"), (98.5, "inconclusive 1"), (101.5, "inconclusive 1"),
    (101.6, "passed 1"),
  ])
  func clocksOfSourcesMayDiffer(time: Double, expected: String) throws {
    var rule = Self.rule(Self.erasure)
    rule.tolerances = [1_000_000_000, 500_000_000]
    #expect(
      try rule.outcome([Self.request(100), Self.deletion(time, source: 1)]) == expected)
  }

  // MARK: Undecided and open

  static let forms: [(String, [String])] = [
    // By certain and undecided members 0…2: k, u = 00, 01, 02, 10, 11, 12, 20, 21, 22.
    (
      "some",
      [
        "failed", "inconclusive", "inconclusive", "passed", "passed", "passed", "passed",
        "passed", "passed",
      ]
    ),
    (
      "no",
      [
        "passed", "inconclusive", "inconclusive", "failed", "failed", "failed", "failed",
        "failed", "failed",
      ]
    ),
    (
      "at least 2",
      [
        "failed", "failed", "inconclusive", "failed", "inconclusive", "inconclusive",
        "passed", "passed", "passed",
      ]
    ),
    (
      "at most 1",
      [
        "passed", "passed", "inconclusive", "passed", "inconclusive", "inconclusive",
        "failed", "failed", "failed",
      ]
    ),
    (
      "exactly 1",
      [
        "failed", "inconclusive", "inconclusive", "passed", "inconclusive",
        "inconclusive", "failed", "failed", "failed",
      ]
    ),
  ]

  @Test func truthTable() throws {
    for (form, expected) in Self.forms {
      let rule = Self.rule("\(form) deletion within 10s after r with same subject.id")
      for (index, outcome) in expected.enumerated() {
        var events = [Self.request(100)]
        for number in 0..<(index / 3) { events.append(Self.deletion(101 + Double(number))) }
        for number in 0..<(index % 3) {
          events.append(Self.deletion(104 + Double(number), maybe: true))
        }
        #expect(try rule.outcome(events) == "\(outcome) 1", "\(form) \(index)")
      }
    }
  }

  /// The same in a window that is open: what could still turn is pending.
  @Test func openWindows() throws {
    let expected: [(String, [String])] = [
      ("some", ["pending", "inconclusive", "passed", "passed"]),
      ("no", ["pending", "inconclusive", "failed", "failed"]),
      ("at least 2", ["pending", "inconclusive", "pending", "inconclusive"]),
      ("at most 1", ["pending", "inconclusive", "pending", "inconclusive"]),
      ("exactly 1", ["pending", "inconclusive", "pending", "inconclusive"]),
    ]
    for (form, outcomes) in expected {
      let rule = Self.rule("\(form) deletion within 10s after r with same subject.id")
        .covering(0, 110)
      for (index, outcome) in outcomes.enumerated() {
        var events = [Self.request(100)]
        if index / 2 == 1 { events.append(Self.deletion(101)) }
        if index % 2 == 1 { events.append(Self.deletion(102, maybe: true)) }
        #expect(try rule.outcome(events) == "\(outcome) 1", "\(form) \(index)")
      }
    }
  }

  @Test func pendingUntilTheWindowEnds() throws {
    let result = try Self.rule(Self.erasure).covering(0, 110).evaluate([Self.request(100)])[0]
    #expect(result.pendingUntil == 110 * SampleEvent.second)
    #expect(
      try Self.rule(Self.erasure).covering(0, 110.000000001).outcome([Self.request(100)])
        == "failed 1")
  }

  @Test func historyThatIsMissing() throws {
    let rule = Self.rule("some deletion within 10s before r with same subject.id")
    let result = try rule.covering(90.000000001, 200).evaluate([Self.request(100)])[0]
    #expect(result.summary == "inconclusive 1")
    #expect(result.reasons.map(\.reason) == [.history(from: 90_000_000_001)])
    #expect(try rule.covering(90, 200).outcome([Self.request(100)]) == "failed 1")
    // Its own source writes nothing before it any more.
    #expect(try rule.covering(90, 100).outcome([Self.request(100)]) == "failed 1")
    var two = rule.covering(90, 100)
    two.tolerances = [0, 0]
    #expect(try two.outcome([Self.request(100)]) == "pending 1")
  }

  @Test func noSourceForAKind() throws {
    var rule = Self.rule(Self.erasure)
    rule.sources = ["data_request": [0]]
    let result = try rule.evaluate([Self.request(100)])[0]
    #expect(result.reasons.map(\.reason) == [.noSource(kind: "deletion")])
  }

  // MARK: Keys

  @Test func keysOfTheAnchor() throws {
    for state in ["-", "?"] {
      let result = try Self.rule(Self.erasure).evaluate([
        Self.request(100, state), Self.deletion(101),
      ])[0]
      #expect(result.summary == "inconclusive 1")
      #expect(
        result.reasons.map(\.reason) == [.field(.missing, source: 0, name: "subject.id")])
    }
  }

  @Test func keysOfRelatedEvents() throws {
    let absent = try Self.rule(Self.erasure).evaluate([Self.request(100), Self.deletion(101, "-")])[
      0]
    #expect(absent.summary == "failed 1")
    #expect(
      absent.withoutKey.map { "\($0)" } == ["(kind: \"deletion\", field: \"subject.id\", count: 1)"]
    )
    #expect(
      try Self.rule(Self.erasure).outcome([
        Self.request(100), Self.request(150), Self.deletion(101, "?"),
      ]) == "failed 1, inconclusive 1")
  }

  @Test func aPartOfTheKeyIsUnknown() throws {
    let rule = Self.rule(
      "some deletion within 10s after r with same subject.id, request.id")
    func deletion(_ subject: String, _ request: String) -> SampleEvent {
      SampleEvent("deletion", 101, ["subject.id": subject, "request.id": request])
    }
    let request = SampleEvent("data_request", 100, ["subject.id": "s", "request.id": "q"])
    #expect(try rule.outcome([request, deletion("s", "?")]) == "inconclusive 1")
    #expect(try rule.outcome([request, deletion("other", "?")]) == "failed 1")
    #expect(try rule.outcome([request, deletion("?", "q")]) == "inconclusive 1")
    #expect(try rule.outcome([request, deletion("?", "?")]) == "inconclusive 1")
    #expect(try rule.outcome([request, deletion("-", "?")]) == "failed 1")
  }

  // MARK: Counting windows

  @Test func countingIsHalfOpenAndHoldsTheEventItself() throws {
    let rule = Self.rule(
      "at most 2 request within 10s before x with same user.id", trigger: "request as x")
    func request(_ time: Double) -> SampleEvent {
      SampleEvent("request", time, ["user.id": "u"])
    }
    #expect(try rule.outcome([request(0), request(5), request(10)]) == "passed 3")
    #expect(
      try rule.outcome([request(0.000000001), request(5), request(10)]) == "passed 2, failed 1")
    #expect(try rule.outcome([request(5), request(5), request(5)]) == "passed 2, failed 1")
  }

  @Test func anEventIsNotRelatedToItself() throws {
    let rule = Self.rule(
      "some request within 10s around x with same user.id", trigger: "request as x")
    let event = SampleEvent("request", 5, ["user.id": "u"])
    #expect(try rule.outcome([event]) == "failed 1")
    #expect(try rule.outcome([event, event]) == "passed 2")
  }

  // MARK: Conditions across events

  @Test func fourEyes() throws {
    let rule = Self.rule(
      """
      some approval within 7d before c with same change.id where actor.id != c.actor.id
      """, trigger: "change as c")
    func change(_ actor: String) -> SampleEvent {
      SampleEvent("change", 100, ["change.id": "c", "actor.id": actor])
    }
    func approval(_ actor: String) -> SampleEvent {
      SampleEvent("approval", 50, ["change.id": "c", "actor.id": actor])
    }
    #expect(try rule.outcome([approval("bob"), change("ann")]) == "passed 1")
    #expect(try rule.outcome([approval("ann"), change("ann")]) == "failed 1")
    #expect(try rule.outcome([approval("-"), change("ann")]) == "inconclusive 1")
    #expect(try rule.outcome([approval("?"), change("ann")]) == "inconclusive 1")
    #expect(try rule.outcome([approval("ann"), approval("bob"), change("?")]) == "inconclusive 1")
  }

  /// An equality stands for `with same`, but says of what is missing that it is not known.
  @Test func equalityAsKey() throws {
    let rule = Self.rule(
      "some approval within 10s before c where change.id == c.change.id", trigger: "change as c")
    func change(_ id: String) -> SampleEvent { SampleEvent("change", 100, ["change.id": id]) }
    func approval(_ id: String, _ time: Double = 95) -> SampleEvent {
      SampleEvent("approval", time, ["change.id": id])
    }
    #expect(try rule.outcome([approval("c"), change("c")]) == "passed 1")
    #expect(try rule.outcome([approval("d"), change("c")]) == "failed 1")
    for state in ["?", "-"] {
      #expect(try rule.outcome([approval(state), change("c")]) == "inconclusive 1")
      #expect(try rule.outcome([approval("d"), change(state)]) == "inconclusive 1")
      #expect(try rule.outcome([approval(state), change(state)]) == "inconclusive 1")
      // There is nothing that it could be equal to.
      #expect(try rule.outcome([approval("d", 50), change(state)]) == "failed 1")
    }
  }

  // MARK: Latest and first

  static let latest = Self.rule(
    "latest consent before u with same subject.id has event.action == \"granted\"",
    trigger: "data_access as u")

  static func consent(
    _ time: Double, _ action: String, file: Int32 = 0, maybe: Bool = false
  ) -> SampleEvent {
    SampleEvent(
      "consent", time, ["subject.id": "s", "event.action": action], file: file, maybe: maybe)
  }

  static let access = SampleEvent("data_access", 100, ["subject.id": "s"])

  @Test func theLatestDecides() throws {
    let latest = Self.latest
    #expect(try latest.outcome([Self.consent(1, "granted"), Self.access]) == "passed 1")
    #expect(
      try latest.outcome([Self.consent(1, "granted"), Self.consent(2, "withdrawn"), Self.access])
        == "failed 1")
    #expect(try latest.outcome([Self.access]) == "failed 1")
    #expect(try latest.covering(0, 200).outcome([Self.access]) == "inconclusive 1")
    #expect(
      try latest.covering(0, 200).outcome([Self.consent(1, "granted"), Self.access]) == "passed 1")
  }

  @Test func whateverMayBeTheLatest() throws {
    let latest = Self.latest
    #expect(
      try latest.outcome([
        Self.consent(1, "granted"), Self.consent(2, "withdrawn", maybe: true), Self.access,
      ]) == "inconclusive 1")
    #expect(
      try latest.outcome([
        Self.consent(1, "withdrawn", maybe: true), Self.consent(2, "granted"), Self.access,
      ]) == "passed 1")
    // Two files, one time: either may be the last.
    #expect(
      try latest.outcome([
        Self.consent(2, "granted"), Self.consent(2, "withdrawn", file: 1), Self.access,
      ]) == "inconclusive 1")
    #expect(
      try latest.outcome([
        Self.consent(2, "granted"), Self.consent(2, "granted", file: 1), Self.access,
      ]) == "passed 1")
  }
}
