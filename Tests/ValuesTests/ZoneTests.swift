import Foundation
import Testing

@testable import Values

@Suite struct ZoneTests {
  @Test func offsetsAreFoundations() throws {
    var random = SplitMix64(seed: 5)
    for name in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"] {
      let zone = try #require(Zone(identifier: name))
      let foundation = try #require(TimeZone(identifier: name))
      for _ in 0..<300 {
        let seconds = Int64(random.next() % 6_000_000_000) - 2_000_000_000
        let expected = foundation.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        let time = Timestamp(nanoseconds: seconds * 1_000_000_000)
        #expect(zone.offset(at: time) == expected, "\(name) \(seconds)")
      }
    }
  }

  @Test func unknownZonesAreRefused() {
    for name in ["", "Europe/Berlon", "CEST", "GMT+5", "+01:00", "Mars", "../etc/passwd"] {
      #expect(Zone(identifier: name) == nil, "\(name)")
    }
    #expect(Zone(identifier: "UTC") != nil)
  }

  @Test func gapsAndRepeats() throws {
    let berlin = try #require(Zone(identifier: "Europe/Berlin"))
    func local(_ text: String) -> String? {
      bytes(text) { Timestamp(localWithoutOffset: $0, zone: berlin) }?.rfc3339
    }
    #expect(local("2026-07-01T12:00:00") == "2026-07-01T10:00:00Z")
    #expect(local("2026-01-01T12:00:00.25") == "2026-01-01T11:00:00.250Z")
    // Skipped: the first instant after it.
    #expect(local("2026-03-29T02:30:00.5") == "2026-03-29T01:00:00Z")
    #expect(local("2026-03-29T03:00:00") == "2026-03-29T01:00:00Z")
    // Twice: the first.
    #expect(local("2026-10-25T02:30:00") == "2026-10-25T00:30:00Z")
    #expect(local("2026-10-25T03:00:00") == "2026-10-25T02:00:00Z")
    #expect(local("2026-10-25T03:00:00Z") == nil)
    let apia = try #require(Zone(identifier: "Pacific/Apia"))
    // 2011-12-30 did not happen there.
    let skipped = try #require(CalendarDate(text: "2011-12-30"))
    let next = try #require(CalendarDate(text: "2011-12-31"))
    #expect(apia.start(of: skipped) == apia.start(of: next))
    #expect(apia.start(of: skipped)?.rfc3339 == "2011-12-30T10:00:00Z")
    // Midnight is skipped.
    let santiago = try #require(Zone(identifier: "America/Santiago"))
    let spring = try #require(CalendarDate(text: "2024-09-08"))
    #expect(santiago.start(of: spring)?.rfc3339 == "2024-09-08T04:00:00Z")
    #expect(try santiago.local(#require(santiago.start(of: spring))).hour == 1)
  }

  @Test func datesAndWeekdays() throws {
    let date = try #require(CalendarDate(text: "2026-11-23"))
    #expect(date.weekday == 1)
    #expect(date.description == "2026-11-23")
    #expect(CalendarDate(text: "1969-12-28")?.weekday == 7)
    for text in ["2026-02-30", "2026-1-01", "", "2026-11-23T", "26-11-2300", "2026-13-01"] {
      #expect(CalendarDate(text: text) == nil)
    }
    let tokyo = try #require(Zone(identifier: "Asia/Tokyo"))
    let late = try #require(bytes("2026-11-22T20:00:00Z") { Timestamp(rfc3339: $0) })
    #expect(tokyo.date(of: late) == date)
    #expect(tokyo.local(late).hour == 5)
  }

  @Test func valuesPrintAndCompare() {
    #expect(Value.string("a\"b").description == "a\"b")
    #expect(Value.list([.string("a\"b\n"), .number(Number(1))]).description == #"["a\"b\n", 1]"#)
    #expect(Value.object([.init(key: "k", value: nil)]).description == #"{"k": null}"#)
    #expect(Value.compare(.number(Number(1)), .number(Number(2))) == .less)
    #expect(Value.compare(.string("b"), .string("a")) == .greater)
    #expect(Value.compare(.string("1"), .number(Number(1))) == nil)
    #expect(Value.compare(.list([]), .list([])) == .equal)
  }
}
