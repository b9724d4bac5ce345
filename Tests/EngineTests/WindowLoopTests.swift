import Testing
import Values

@testable import Engine
@testable import RuleModel

/// The loops over windows against the plain way to say the same.
@Suite struct WindowLoopTests {
  @Test(arguments: ["UTC", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe"])
  func stepsAreWindowsOfTheCalendar(zone: String) throws {
    let zone = try #require(Zone(identifier: zone))
    var numbers = SplitMix64(seed: 1)
    let second: Int64 = 1_000_000_000
    let lengths: [Length] =
      [1, 7 * 60, 3600, 5 * 3600, 86_399, 86_400, 7 * 86_400, 3 * 86_400].map {
        .exact(Duration(nanoseconds: $0 * second))
      } + [.months(1), .months(12), .exact(Duration(nanoseconds: 1))]
    for length in lengths {
      var steps = WindowSteps(zone, length)
      // Around changes of the clock, and before 1970.
      var time = Int64.random(in: -2_000_000_000...1_900_000_000, using: &numbers) * second
      for _ in 0..<2000 {
        let expected = zone.window(of: time, length: length)
        let found = steps.window(of: time)
        #expect(found == expected)
        #expect(found.start <= time && time < found.end)
        time += Int64.random(in: -3600...40_000, using: &numbers) * second / 3
      }
    }
  }

  @Test func rangesOfALaneAreThoseOfASearch() {
    var numbers = SplitMix64(seed: 2)
    for rows in [0, 1, 2, 3, 17, 300] {
      var lane = Lane(source: 0)
      defer { lane.deallocate() }
      let payload = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)
      defer { payload.deallocate() }
      let times = (0..<rows).map { _ in Int64.random(in: 0..<400, using: &numbers) }.sorted()
      for (index, time) in times.enumerated() {
        lane.append(
          LaneRow(
            time: time, offset: UInt64(index), payload: UnsafeRawPointer(payload), source: 0,
            file: 0, sequence: 0, bag: -1))
      }
      var first: Int64 = 0
      for _ in 0..<2000 {
        // Mostly onwards, as windows go; sometimes back.
        first += Int64.random(in: 0..<20, using: &numbers) == 0 ? -first / 2 : 0
        let last = first + Int64.random(in: -1..<60, using: &numbers)
        let (start, end) = lane.range(first, last)
        let inside = times.indices.filter { times[$0] >= first && times[$0] <= last }
        #expect(max(0, end - start) == inside.count)
        if let low = inside.first { #expect(start == low) }
        first = first > 410 ? 0 : first + Int64.random(in: 0..<30, using: &numbers)
      }
      #expect(lane.range(.min, .max) == (0, rows))
    }
  }

  @Test func valuesAreToldApartByTheirBytes() {
    var numbers = SplitMix64(seed: 3)
    var set = CodedSet()
    for round in 0..<20 {
      var bytes = RowBytes()
      var starts: [Int] = []
      var values: [Value] = []
      for _ in 0..<(round * 37) {
        let number = Int64.random(in: 0..<200, using: &numbers)
        let value: Value =
          number % 3 == 0 ? .number(Number(number)) : .string(Text(String(number % 40)))
        starts.append(bytes.count)
        values.append(value)
        bytes.append(value)
      }
      var known: [Value: Int] = [:]
      for (start, value) in zip(starts, values) {
        let expected = known[value] ?? known.count
        known[value] = expected
        #expect(set.insert(CodedState(start: UnsafeRawPointer(bytes.base + start))) == expected)
      }
      #expect(set.count == known.count)
      set.removeAll()
      #expect(set.count == 0)
    }
  }

  @Test(arguments: [true, false])
  func chartsKeepTheWorstOfEachBucket(isUpper: Bool) {
    var numbers = SplitMix64(seed: 4)
    for span: Int64 in [10, 5_000, 900_000, 40_000_000, 2_000_000_000] {
      var chart = ChartValues()
      chart.isUpper = isUpper
      var all: [(time: Int64, value: Double)] = []
      for _ in 0..<3000 {
        let time = Int64.random(in: -span...span, using: &numbers) * 1_000_000_000
        let value = Double(Int.random(in: -50..<50, using: &numbers))
        chart.add(value, at: time)
        all.append((time, value))
      }
      // The narrowest width with few buckets.
      var expected: [Int64: Double] = [:]
      for width in TimeHistogram.widths {
        expected = [:]
        for (time, value) in all {
          let remainder = time % width
          let start = remainder < 0 ? time - remainder - width : time - remainder
          let known = expected[start] ?? value
          expected[start] = isUpper ? max(known, value) : min(known, value)
        }
        if expected.count <= 400 { break }
      }
      let points = chart.points
      #expect(points.map(\.start) == expected.keys.sorted())
      for point in points { #expect(expected[point.start] == point.value) }
    }
  }
}
