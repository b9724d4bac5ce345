import Testing

@testable import Engine

/// What is shown of windows: their ends, and the events that a group's finding rests on.
@Suite struct CorrelationShownTests {
  private func judgements(
    _ subject: String, _ requirement: String, _ events: [SampleEvent], pending: Bool = false,
    change: (inout CorrelationSample) -> Void = { _ in }
  ) throws -> [CorrelatedJudgement] {
    var sample = CorrelationGroupTests.rule(subject, requirement)
    change(&sample)
    let result = try sample.evaluate(events)[0]
    let shown = pending ? result.pendingSubjects : result.findings
    return try #require(shown.first).judgements
  }

  private static func request(
    _ time: Double, _ more: [String: String] = [:]
  ) -> SampleEvent {
    CorrelationGroupTests.request(time, "u", more)
  }

  private static func seconds(_ time: Double) -> Int64 { Int64(time * 1_000_000_000) }

  private func expect(
    _ judgement: CorrelatedJudgement, _ start: Double, _ isStartIncluded: Bool, _ end: Double,
    _ isEndIncluded: Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(judgement.windowStart == Self.seconds(start), sourceLocation: sourceLocation)
    #expect(judgement.windowEnd == Self.seconds(end), sourceLocation: sourceLocation)
    #expect(judgement.windowStartIsIncluded == isStartIncluded, sourceLocation: sourceLocation)
    #expect(judgement.windowEndIsIncluded == isEndIncluded, sourceLocation: sourceLocation)
  }

  /// As C4 and C7 have them: (x - D, x] where x counts itself, [start, end) of calendar windows, (t - D, t]
  /// of sliding ones, both ends of all others.
  @Test func windowsSayWhetherTheirEndsAreIncluded() throws {
    let three = [Self.request(12), Self.request(13), Self.request(15)]
    expect(
      try judgements("each request as r", "at most 2 request within 5s before r", three)[0],
      10, false, 15, true)
    expect(
      try judgements("each request as r", "count(request within 5s before r) <= 2", three)[0],
      10, false, 15, true)
    expect(
      try judgements("each request as r", "no request within 5s after r", three)[0],
      12, true, 17, true)
    expect(
      try judgements("each user.id per 10s", "count(request) <= 2", three)[0], 10, true, 20, false)
    expect(
      try judgements("each user.id in any 10s", "count(request) <= 2", three)[0],
      5, false, 15, true)
    expect(
      try judgements("each user.id with gap 5s", "count(request) <= 2", three)[0],
      12, true, 15, true)
  }

  /// A decided answer waits for nothing, though its window is open.
  @Test func onlyOpenAnswersHaveADeadline() throws {
    let judgements = try judgements(
      "each request as r",
      "some request within 5s after r and some deletion within 20s after r",
      [Self.request(12), Self.request(13), SampleEvent("data_access", 14, [:])], pending: true
    ) { $0 = $0.covering(0, 15) }
    #expect(judgements.map(\.answer) == [.yes, .unknown])
    #expect(judgements.map(\.deadline) == [nil, Self.seconds(32)])
  }

  /// None of its events is counted; they are shown all the same, with their exact number.
  @Test func aGroupsEventsAreShownWhereNoneCounts() throws {
    let events = (0..<9).map { Self.request(Double(10 + $0), ["request.id": "x"]) }
    let judgements = try judgements(
      "each user.id with gap 5s", "count(request where request.id == \"y\") >= 1", events)
    #expect(judgements.count == 2)
    #expect(judgements[0].value == "0" && judgements[0].events.isEmpty)
    #expect(judgements[1].candidates == 9)
    #expect(judgements[1].events.count == 5 && judgements[1].eventsNotShown == 4)
    #expect(judgements[1].events.allSatisfy { $0.role == .member })
  }

  /// The longest silence is shown by the events beside it.
  @Test func aSilenceIsShownByItsEnds() throws {
    func notes(_ times: [Double]) throws -> [String] {
      let judgements = try judgements(
        "each user.id per 60s", "gap(request) < 20s", times.map { Self.request($0) })
      #expect(
        judgements[0].eventsNotShown == judgements[0].candidates
          - judgements[0].events.count {
            $0.role == .decided
          })
      return judgements[0].events.map { "\($0.note) \($0.place.key.time / 1_000_000_000)" }
    }
    #expect(
      try notes([1, 2, 30, 31, 45, 59])
        == ["the last before the silence 2", "the first after the silence 30"])
    #expect(try notes([25, 40, 55]) == ["the first after the silence 25"])
    #expect(
      try notes([5, 20, 30, 61, 130])
        == ["the last before the silence 30", "the first after the window 61"])
  }

  /// What is said of a key whose windows slide is about the first window that is not decided.
  @Test func aPendingKeyShowsTheWindowThatIsOpen() throws {
    let judgements = try judgements(
      "each user.id in any 10s", "count(request) <= 2",
      [Self.request(2), Self.request(30), Self.request(58)], pending: true
    ) { $0 = $0.covering(nil, 58) }
    let judgement = try #require(judgements.first)
    #expect(judgement.deadline.map { $0 < Self.seconds(100) } == true)
    expect(judgement, 48, false, 58, true)
    #expect(judgement.events.count == 1)
  }
}
