import Findings
import Testing

@testable import Reporting

@Suite struct TimelineTests {
  private let day = 86_400

  /// Seconds after the beginning of 2026.
  private static func at(_ seconds: Int) -> String {
    let text = Histogram.text(1_767_225_600 + Int64(seconds))
    return text.replacing(" ", with: "T") + (text.utf8.count == 16 ? ":00Z" : "Z")
  }

  private func judgement(
    _ start: Int?, _ end: Int?, events: [Int] = [], deadline: Int? = nil
  ) -> Judgement {
    var judgement = Judgement(text: "some x", sentence: "none", answer: "false")
    judgement.windowStart = start.map(Self.at)
    judgement.windowEnd = end.map(Self.at)
    judgement.deadline = deadline.map(Self.at)
    judgement.events = events.map { time in
      .init(
        role: "candidate", note: "",
        evidence: Evidence(
          file: "f", source: "s", record: 1, offset: 0, time: Self.at(time), sha256: "",
          values: []))
    }
    return judgement
  }

  private func timeline(_ judgement: Judgement, trigger: Int?) -> Timeline? {
    Timeline(judgement, events: judgement.events, trigger: trigger.map(Self.at))
  }

  @Test func everythingStandsInTheOrderOfTime() throws {
    let line = try #require(
      timeline(judgement(0, 30 * day, events: [day, 33 * day], deadline: 30 * day), trigger: 0))
    let band = try #require(line.band)
    let events = line.events.compactMap { $0 }
    #expect(line.trigger == band.x)
    #expect(band.startGlyph == .closedStart && band.endGlyph == .closedEnd)
    #expect(line.deadline == band.x + band.width)
    #expect(band.x < events[0] && events[0] < band.x + band.width)
    #expect(band.x + band.width < events[1] && events[1] < TimeScale.full)
    #expect(line.breaks.isEmpty)
    // To scale: the event after a day is a thirtieth of the window away from its start.
    #expect(abs((events[0] - band.x) * 30 - band.width) <= 30)
  }

  /// What lies far away is behind a break, and the window keeps most of the room.
  @Test(arguments: [1, -1])
  func farEventsDoNotPressTheWindowTogether(side: Int) throws {
    let line = try #require(
      timeline(judgement(0, 60, events: [30, side * 4_000 * day]), trigger: 0))
    let band = try #require(line.band)
    let far = try #require(line.events[1])
    #expect(line.breaks.count == 1)
    #expect(band.width > TimeScale.full / 2)
    if side > 0 {
      #expect(band.x + band.width < line.breaks[0] && line.breaks[0] < far)
    } else {
      #expect(far < line.breaks[0] && line.breaks[0] < band.x)
    }
  }

  @Test func aWindowWithoutAnEndGoesToTheEdge() throws {
    let line = try #require(timeline(judgement(nil, 0, events: [-day]), trigger: 0))
    let band = try #require(line.band)
    #expect(band.x == 0 && band.startGlyph == .openStart && band.endGlyph == .closedEnd)
    // The sign of the open side stands alone.
    #expect(try #require(line.events[0]) >= 900)
    let other = try #require(timeline(judgement(0, nil, events: [day]), trigger: 0)?.band)
    #expect(other.x + other.width == TimeScale.full && other.endGlyph == .openEnd)
  }

  @Test func anEndThatIsNotIncludedHasAnotherShape() throws {
    var judgement = judgement(0, day)
    judgement.windowStartIsIncluded = false
    let band = try #require(timeline(judgement, trigger: 0)?.band)
    #expect(band.startGlyph == .excludedStart && band.endGlyph == .closedEnd)
    judgement.windowEndIsIncluded = false
    #expect(timeline(judgement, trigger: 0)?.band?.endGlyph == .excludedEnd)
  }

  @Test func shapesDiffer() {
    let shapes = Glyph.allCases.map { "\($0.shape)" }
    // What is drawn alike differs in being filled, and in what it is drawn for.
    #expect(Set(shapes).count >= shapes.count - 2)
  }

  @Test func aMomentIsABandThatCanBeSeen() throws {
    let band = try #require(timeline(judgement(0, 0), trigger: 0)?.band)
    #expect(band.width > 0 && band.x + band.width <= TimeScale.full)
  }

  @Test func whatHasNoTimeIsNotDrawn() {
    #expect(timeline(judgement(nil, nil), trigger: 0) == nil)
    var strange = judgement(0, 60, events: [10])
    strange.windowStart = "yesterday"
    strange.events[0].evidence.time = "<b>"
    let line = Timeline(strange, events: strange.events, trigger: "9999-99-99T99:99:99Z")
    #expect(line?.events == [nil])
    #expect(line?.band?.startGlyph == .openStart)
    #expect(timeline(judgement(60, 0), trigger: 0)?.band == nil)
  }

  /// All small worlds: nothing leaves the drawing, and later is never further left.
  @Test func orderIsKeptInAllSmallDrawings() throws {
    let times = [-4_000_000, -60, 0, 1, 60, 86_400, 9_000_000]
    for start in times {
      for end in times where start <= end {
        for event in times {
          let line = try #require(timeline(judgement(start, end, events: times), trigger: event))
          let xs = line.events.compactMap { $0 }
          #expect(xs == xs.sorted() && xs.count == times.count)
          #expect(xs.allSatisfy { (0...TimeScale.full).contains($0) })
          let band = try #require(line.band)
          #expect(band.x >= 0 && band.width > 0 && band.x + band.width <= TimeScale.full)
        }
      }
    }
  }

  @Test func momentsAreComparedAsTimes() throws {
    let texts = [
      "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.123456789Z",
    ]
    #expect(Moment.latest(texts + ["", "x", "2026-01-01"]) == texts[1])
    #expect(Moment.latest(["never"]) == nil)
    #expect(try #require(Moment(texts[2])).nanoseconds == 123_456_789)
    #expect(try #require(Moment("2026-01-01T00:00:00.1234567891Z")).nanoseconds == 123_456_789)
  }
}
