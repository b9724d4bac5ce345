import Testing

@testable import Engine

/// Groups in windows, stretches, sessions, populations; sequences (C7).
@Suite struct CorrelationGroupTests {
  static func rule(_ subject: String, _ requirement: String, _ more: String = "")
    -> CorrelationSample
  {
    CorrelationSample(
      """
      \(more)
      rule r { title "t" severity high
        for \(subject)
        require \(requirement) }
      """)
  }

  static func request(
    _ time: Double, _ user: String = "u", _ more: [String: String] = [:], maybe: Bool = false
  ) -> SampleEvent {
    SampleEvent(
      "request", time, ["user.id": user].merging(more) { $1 }, maybe: maybe)
  }

  // MARK: Different values

  /// Absent ones do not count, unknown ones may be any; in windows side by side and in any window.
  @Test(arguments: ["per 10s", "in any 10s"])
  func differentValues(window: String) throws {
    let rule = Self.rule("each user.id \(window)", "distinct(url.path of request) <= 2")
    func paths(_ values: [String], maybe: String? = nil) throws -> String {
      var events = values.enumerated().map {
        Self.request(Double($0.offset), "u", ["url.path": $0.element])
      }
      if let maybe { events.append(Self.request(9, "u", ["url.path": maybe], maybe: true)) }
      return try rule.outcome(events)
    }
    #expect(try paths(["/a", "/b", "/a", "/a", "/b"]) == "passed 1")
    #expect(try paths(["/a", "/b", "-", "-"]) == "passed 1")
    #expect(try paths(["/a", "/b", "/aa"]) == "failed 1")
    #expect(try paths(["/a", "/b", "/c", "?"]) == "failed 1")
    #expect(try paths(["/a", "?"]) == "passed 1")
    #expect(try paths(["/a", "?", "?"]) == "inconclusive 1")
    #expect(try paths(["/a", "/b"], maybe: "/b") == "passed 1")
    #expect(try paths(["/a", "/b"], maybe: "/c") == "inconclusive 1")
    #expect(try paths(["/a", "/b", "/c"], maybe: "/d") == "failed 1")
  }

  /// What is counted in one window is not taken for another's, whichever clause asks first.
  @Test func clausesShareCounts() throws {
    let rule = Self.rule(
      "each user.id per 10s",
      "count(request) <= 1 or count(request) == 3 or distinct(url.path of request) <= 1")
    func users(_ counts: [Int]) throws -> String {
      var events: [SampleEvent] = []
      for (window, count) in counts.enumerated() {
        for number in 0..<count {
          events.append(
            Self.request(Double(10 * window + number), "u", ["url.path": "/\(number)"]))
        }
      }
      return try rule.outcome(events)
    }
    #expect(try users([1, 3, 1, 3]) == "passed 4")
    #expect(try users([2, 1, 4, 3, 2]) == "passed 2, failed 3")
  }

  // MARK: Adjacent windows

  @Test func windowsAreHalfOpen() throws {
    let rule = Self.rule("each user.id per 10s", "count(request) <= 2")
    #expect(
      try rule.outcome([Self.request(0), Self.request(9.9), Self.request(10)]) == "passed 2")
    #expect(
      try rule.outcome([Self.request(10), Self.request(11), Self.request(19.999999999)])
        == "failed 1")
  }

  @Test func undecidedMembersAreBounds() throws {
    let rule = Self.rule("each user.id per 10s", "count(request) <= 2")
    let certain = [Self.request(0), Self.request(1)]
    #expect(try rule.outcome(certain + [Self.request(2, maybe: true)]) == "inconclusive 1")
    #expect(try rule.outcome(certain + [Self.request(2, "?")]) == "inconclusive 1")
    #expect(try rule.outcome(certain + [Self.request(2, "-")]) == "passed 1")
    #expect(
      try rule.outcome(certain + [Self.request(2), Self.request(3, maybe: true)]) == "failed 1")
    // Without a certain member there is no group.
    #expect(try rule.outcome([Self.request(2, maybe: true)]) == "")
  }

  @Test func windowsThatTheEvidenceCuts() throws {
    let rule = Self.rule("each user.id per 10s", "count(request) <= 1").covering(5, 25)
    let result = try rule.evaluate([
      Self.request(6, "a"), Self.request(12, "a"), Self.request(21, "a"), Self.request(22, "b"),
      Self.request(23, "b"),
    ])[0]
    #expect(result.summary == "passed 1, failed 1, pending 1, inconclusive 1")
    #expect(result.pendingUntil == 30 * SampleEvent.second)
    #expect(result.reasons.map(\.reason) == [.history(from: 5 * SampleEvent.second)])
  }

  /// 2026-10-25 in Berlin has 25 hours, 2026-03-29 has 23.
  @Test func daysOfTwentyThreeAndTwentyFiveHours() throws {
    let rule = Self.rule("each user.id per 1d in \"Europe/Berlin\"", "count(request) <= 1")
    let autumn = 1_792_879_200.0  // 2026-10-24T22:00Z: midnight in Berlin
    #expect(
      try rule.outcome([Self.request(autumn), Self.request(autumn + 25 * 3600 - 1)]) == "failed 1")
    #expect(
      try rule.outcome([Self.request(autumn), Self.request(autumn + 25 * 3600)]) == "passed 2")
    let spring = 1_774_738_800.0  // 2026-03-28T23:00Z
    #expect(
      try rule.outcome([Self.request(spring), Self.request(spring + 23 * 3600 - 1)])
        == "failed 1")
    #expect(
      try rule.outcome([Self.request(spring), Self.request(spring + 23 * 3600)]) == "passed 2")
    // Six hours from midnight, the last what remains of the day.
    let quarters = Self.rule("each user.id per 6h in \"Europe/Berlin\"", "count(request) <= 1")
    #expect(
      try quarters.outcome([Self.request(autumn + 24 * 3600), Self.request(autumn + 25 * 3600)])
        == "passed 2")
    #expect(
      try quarters.outcome([Self.request(spring + 18 * 3600), Self.request(spring + 23 * 3600)])
        == "passed 2")
  }

  // MARK: Populations

  @Test func allIsOneGroup() throws {
    let rule = Self.rule("all per 10s", "count(request) >= 1")
    #expect(try rule.outcome([Self.request(0), Self.request(35)]) == "passed 2, failed 2")
  }

  @Test func thePeriodIsTheWindow() throws {
    var rule = Self.rule("all", "count(request) <= 1")
    let events = [Self.request(1), Self.request(2), Self.request(3, "v")]
    // Without ends a group can fail, but not pass.
    #expect(try rule.covering(0, 100).outcome(events) == "failed 1")
    #expect(try rule.covering(0, 100).outcome([events[0]]) == "inconclusive 1")
    rule.period = (0, 2 * SampleEvent.second)
    #expect(try rule.outcome(events) == "passed 1")
  }

  // MARK: Any window

  @Test func stretchesWithTheirPeak() throws {
    let rule = Self.rule("each user.id in any 10s", "count(request) <= 2")
    let events = [0.0, 1, 2, 3, 30, 40, 60, 61, 62].map { Self.request($0) }
    let result = try rule.evaluate(events + [Self.request(5, "v")])[0]
    #expect(result.summary == "passed 1, failed 1")
    #expect(result.findingCount == 2)
    #expect(result.findings.map(\.key.time) == [0, 60 * SampleEvent.second])
    #expect(result.findings.first?.judgements.first?.value == "4")
    #expect(result.chart.map(\.value).max() == 4)
    #expect(result.chartLimit == 2)
  }

  @Test func exactlyTheLengthApart() throws {
    let rule = Self.rule("each user.id in any 10s", "count(request) <= 1")
    #expect(try rule.outcome([Self.request(0), Self.request(10)]) == "passed 1")
    #expect(try rule.outcome([Self.request(0), Self.request(9.999999999)]) == "failed 1")
    // All members of one time count, wherever they stand.
    #expect(try rule.outcome([Self.request(0), Self.request(0)]) == "failed 1")
  }

  // MARK: Sessions

  @Test func sessionsEndAfterSilence() throws {
    let rule = Self.rule("each user.id with gap 10s", "count(request) <= 2")
    #expect(try rule.outcome([0.0, 10, 20].map { Self.request($0) }) == "failed 1")
    #expect(try rule.outcome([0.0, 10, 20.000000001].map { Self.request($0) }) == "passed 2")
    let open = rule.covering(0, 30)
    #expect(try open.outcome([Self.request(15), Self.request(20)]) == "pending 1")
    #expect(try open.outcome([Self.request(15), Self.request(19.999999999)]) == "passed 1")
    #expect(try open.outcome([Self.request(9)]) == "inconclusive 1")
  }

  // MARK: Aggregates

  @Test func exactSumsAndAverages() throws {
    func event(_ time: Double, _ size: String) -> SampleEvent {
      var event = Self.request(time)
      event.fields["http.response.body.size"] = size == "?" ? nil : .value(.size(Int64(size)!))
      return event
    }
    let sum = Self.rule("each user.id per 10s", "sum(http.response.body.size of request) <= 10B")
    #expect(try sum.outcome([event(0, "4"), event(1, "6")]) == "passed 1")
    #expect(try sum.outcome([event(0, "4"), event(1, "7")]) == "failed 1")
    // What is not known can but add.
    #expect(try sum.outcome([event(0, "4"), event(1, "?")]) == "inconclusive 1")
    #expect(try sum.outcome([event(0, "11"), event(1, "?")]) == "failed 1")
    let large = String(Int64.max)
    let most = Self.rule(
      "each user.id per 10s", "sum(http.response.body.size of request) <= 9223372036854775807B")
    #expect(try most.outcome([event(0, large), event(1, large)]) == "failed 1")
    let average = Self.rule(
      "each user.id per 10s", "avg(http.response.body.size of request) else 0B <= 3B")
    #expect(try average.outcome([event(0, "3"), event(1, "3"), event(2, "3")]) == "passed 1")
    #expect(try average.outcome([event(0, "3"), event(1, "3"), event(2, "4")]) == "failed 1")
  }

  @Test func silence() throws {
    let rule = Self.rule("all per 20s", "gap(request) <= 10s")
    #expect(try rule.outcome([Self.request(10), Self.request(10)]) == "passed 1")
    #expect(try rule.outcome([Self.request(9.9), Self.request(10)]) == "passed 1")
    #expect(try rule.outcome([Self.request(5)]) == "failed 1")
  }

  // MARK: Sequences

  static let sequence = CorrelationSample(
    """
    rule r { title "t" severity high
      forbid sequence on user.id within 10s {
        a: authentication where event.outcome == "failure" at least 2 times
        b: authentication where event.outcome == "success"
        c: change
      } }
    """)

  static func login(_ time: Double, _ outcome: String, maybe: Bool = false) -> SampleEvent {
    SampleEvent(
      "authentication", time, ["user.id": "u", "event.outcome": outcome], maybe: maybe)
  }

  @Test func sequencesComplete() throws {
    let change = SampleEvent("change", 10, ["user.id": "u"])
    let good = [Self.login(0, "failure"), Self.login(1, "failure"), Self.login(2, "success")]
    #expect(try Self.sequence.outcome(good + [change]) == "failed 1")
    // Exactly the length still counts, a nanosecond more does not.
    #expect(
      try Self.sequence.outcome(
        [Self.login(-0.000000001, "failure")] + good.dropFirst() + [change]) == "passed 1")
    #expect(try Self.sequence.outcome(Array(good.dropFirst()) + [change]) == "passed 1")
    // Others between don't matter, the order does.
    #expect(
      try Self.sequence.outcome(
        [good[0], good[2], Self.login(3, "failure"), change]) == "passed 1")
    #expect(
      try Self.sequence.outcome(
        [good[0], Self.login(1, "failure", maybe: true), good[2], change]) == "inconclusive 1")
    #expect(try Self.sequence.covering(0.5, 100).outcome([change]) == "inconclusive 1")
  }

  @Test func stepsAreShown() throws {
    let result = try Self.sequence.evaluate([
      Self.login(0, "failure"), Self.login(1, "failure"), Self.login(2, "success"),
      SampleEvent("change", 10, ["user.id": "u"]),
    ])[0]
    let judgement = try #require(result.findings.first?.judgements.first)
    #expect(judgement.events.map(\.note) == ["a", "a", "b"])
    #expect(judgement.events.map(\.place.key.time) == [0, 1, 2].map { $0 * SampleEvent.second })
  }
}
