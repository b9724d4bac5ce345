import Testing

@testable import Engine

@Suite struct TimeHistogramTests {
  private func expected(_ times: [Int64], width: Int64) -> [Int64: Int] {
    var counts: [Int64: Int] = [:]
    for time in times {
      let rest = time % width
      counts[time - (rest < 0 ? rest + width : rest), default: 0] += 1
    }
    return counts
  }

  /// In any order, before 1970 too, and merged from parts.
  @Test(arguments: 0..<8) func countsInAnyOrder(seed: UInt64) {
    var state = seed &+ 1
    var times: [Int64] = []
    for _ in 0..<3000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      times.append(Int64(state >> 33) % 2_000_000 * 1_000_000 - 500_000_000_000)
    }
    if seed % 2 == 0 { times.sort() }
    var whole = TimeHistogram()
    var parts = [TimeHistogram(), TimeHistogram(), TimeHistogram()]
    for (index, time) in times.enumerated() {
      whole.add(time)
      parts[index % 3].add(time)
    }
    var merged = parts[2]
    merged.merge(parts[0])
    merged.merge(parts[1])
    for width in 0..<3 {
      let wanted = expected(times, width: TimeHistogram.widths[width])
      for histogram in [whole, merged] {
        let buckets = histogram.buckets(width: width)
        #expect(buckets.map(\.start) == wanted.keys.sorted())
        #expect(buckets.allSatisfy { wanted[$0.start] == $0.count })
      }
    }
  }

  /// More buckets than are kept become fewer and wider ones, and nothing is lost.
  @Test func widens() {
    var histogram = TimeHistogram()
    for second in (0..<20_000).reversed() { histogram.add(Int64(second) * 1_000_000_000) }
    let buckets = histogram.buckets(width: 0)
    #expect(buckets.count == 2000)
    #expect(buckets.allSatisfy { $0.count == 10 })
    #expect(buckets.first?.start == 0 && buckets.last?.start == 19_990_000_000_000)
  }
}
