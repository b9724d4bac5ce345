import Testing

@testable import Engine

/// Where a source never records the key, each of its events may be the latest for every anchor.
@Suite struct CorrelationCrowdTests {
  static let rules = """
    state consented by subject.id {
      starts consent where event.action == "granted"
      ends consent where event.action == "withdrawn"
      lasts at most 20s
    }
    state kept by subject.id {
      starts consent where event.action == "granted"
      ends deletion
      lasts at most 1 month
    }
    rule a_latest { title "t" severity high
      for each data_access as use
      require latest consent before use with same subject.id has event.action == "granted" }
    rule b_first { title "t" severity high
      for each data_access as use
      require first consent within 30s after use with same subject.id has not (event.action == "granted") }
    rule c_near { title "t" severity high
      for each data_access as use
      require latest consent within 40s before use with same subject.id
        where request.id is present has (event.action == "granted" or request.id == "1") }
    rule d_on { title "t" severity high
      for each data_access as use require consented for use }
    rule e_kept { title "t" severity high
      for each data_access as use require kept for use }
    """

  /// The answers and all reasons are those of looking at each candidate.
  @Test(arguments: 0..<150) func countsSayWhatEachCandidateSays(seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0x9e37_79b9 &+ 1)
    let events = (0..<40).map { _ in
      let kind = random.one(of: ["consent", "consent", "consent", "deletion", "data_access"])
      var fields: [String: String] = [
        "subject.id": random.one(
          of: kind == "data_access" ? ["a", "b", "?"] : ["?", "?", "?", "a"])
      ]
      fields["event.action"] = random.one(of: ["granted", "granted", "withdrawn", "?", "-"])
      fields["request.id"] = random.one(of: ["1", "2", "?", "-"])
      return SampleEvent(
        kind, Double(random.below(60)), fields, source: Int32(random.below(2)),
        file: Int32(random.below(2)), maybe: random.below(6) == 0)
    }
    var sample = CorrelationSample(Self.rules)
    sample.tolerances = [0, random.below(2) == 0 ? 0 : 1_500_000_000]
    if random.below(2) == 0 { sample = sample.covering(5, 58) }
    let exact = try sample.evaluate(events).map(\.everything)
    sample.mostCandidates = random.below(4)
    #expect(try sample.evaluate(events).map(\.everything) == exact)
  }

  /// Four weeks and more after a start near a month's end or a night in which the clocks change.
  @Test(arguments: [0, 1, 2, 27, 28, 29, 30, 31, 59, 60]) func calendarStepsOfACrowd(
    day: Int
  ) throws {
    // From 2025-09-25 on, each quarter of an hour of two months, in Berlin.
    let start: Double = 1_758_751_200
    var events = (0..<200).map { number in
      SampleEvent(
        "consent", start + Double(number * 1237 % 5800) * 900,
        ["subject.id": "?", "event.action": "granted"])
    }
    for quarter in 0..<96 {
      let time = start + Double(day) * 86_400 + Double(quarter) * 900 + 1
      events.append(SampleEvent("data_access", time, ["subject.id": "a"]))
    }
    var sample = CorrelationSample("pack p { zone \"Europe/Berlin\" }\n" + Self.rules)
    let exact = try sample.evaluate(events).map(\.everything)
    sample.mostCandidates = 0
    #expect(try sample.evaluate(events).map(\.everything) == exact)
  }

  /// Looked at one by one this would be hundreds of millions of looks.
  @Test func manyCandidates() throws {
    let count = 10_000
    var events: [SampleEvent] = []
    for number in 0..<count {
      let time = Double(number)
      events.append(
        SampleEvent("consent", time, ["subject.id": "?", "event.action": "granted"], source: 1))
      events.append(SampleEvent("data_access", time + 0.5, ["subject.id": "s\(number % 100)"]))
    }
    var sample = CorrelationSample(Self.rules)
    sample.rules.removeAll { ["b_first", "c_near"].contains($0.id) }
    sample.tolerances = [0, 0]
    sample.maxFindings = 1
    let result = try sample.evaluate(events)
    // Whose they are is not known, and it may be that there is none.
    #expect(result.map(\.summary) == Array(repeating: "inconclusive \(count)", count: 3))
  }
}

private struct Random {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  mutating func one<Element>(of all: [Element]) -> Element { all[below(all.count)] }
}
