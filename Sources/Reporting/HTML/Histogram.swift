import Findings

/// Failed subjects over time, in at most `maximumBars` bars of equal length.
struct Histogram {
  struct Bar {
    /// Seconds since 1970.
    var start: Int64
    /// One for each severity of `Totals.severityOrder`, and one for all others.
    var counts = [Int](repeating: 0, count: Totals.severityOrder.count + 1)
    var total: Int { counts.reduce(0, +) }
  }

  static let maximumBars = 96
  private static let widths: [Int64] = [
    1, 5, 15, 60, 300, 900, 3600, 10800, 21600, 43200, 86400, 604_800, 2_592_000, 7_776_000,
    31_536_000,
  ]

  private(set) var bars: [Bar] = []
  /// Seconds.
  private(set) var width: Int64 = 1

  /// - Parameter horizon: what the bars have to cover at least, whether or not something failed.
  init(_ rules: [RuleResult], bucketSeconds: Int, horizon: (start: String, end: String)?) {
    var points: [(time: Int64, severity: Int, count: Int)] = []
    var finest: Int64 = 1
    for rule in rules {
      let severity = Totals.rank(severity: rule.severity)
      if rule.findingsNotShown == 0 {
        for index in rule.findings.indices {
          let time = Self.seconds(rule.findings[index].time)
          if let time { points.append((time, severity, 1)) }
        }
      } else {
        finest = max(finest, Int64(bucketSeconds))
        for bucket in rule.failuresByTime {
          if let time = Self.seconds(bucket.start) { points.append((time, severity, bucket.count)) }
        }
      }
    }
    guard let earliest = points.map(\.time).min(), let latest = points.map(\.time).max() else {
      return
    }
    let start = min(earliest, horizon.flatMap { Self.seconds($0.start) } ?? earliest)
    let end = max(latest, horizon.flatMap { Self.seconds($0.end) } ?? latest)
    fill(points, from: start, to: end, finest: finest)
  }

  private mutating func fill(
    _ points: [(time: Int64, severity: Int, count: Int)], from start: Int64, to end: Int64,
    finest: Int64
  ) {
    let most = Int64(Self.maximumBars)
    let wanted = max(finest, (end - start) / (most - 1))
    // Bars that are no whole number of buckets would show a pattern that is not in the data.
    let fits = Self.widths.first { $0 >= wanted && $0 % finest == 0 }
    width = fits ?? (wanted + finest - 1) / finest * finest
    let origin = Self.floor(start, width)
    bars = (0...(end - origin) / width).map { Bar(start: origin + $0 * width) }
    for point in points {
      bars[Int((point.time - origin) / width)].counts[point.severity] += point.count
    }
  }

  private static func floor(_ value: Int64, _ width: Int64) -> Int64 {
    let rest = value % width
    return value - (rest < 0 ? rest + width : rest)
  }

  /// Seconds since 1970 of `YYYY-MM-DDTHH:MM:SS…` in UTC; nil if it is not that.
  static func seconds(_ time: String) -> Int64? {
    if let seconds = time.utf8.withContiguousStorageIfAvailable({ seconds($0) }) { return seconds }
    return Array(time.utf8).withUnsafeBufferPointer { seconds($0) }
  }

  private static func seconds(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard bytes.count >= 19 else { return nil }
    var isNumber = true
    func number(_ start: Int, _ length: Int) -> Int64 {
      var number: Int64 = 0
      for byte in bytes[start..<start + length] {
        isNumber = isNumber && byte >= 0x30 && byte <= 0x39
        number = number * 10 + Int64(byte &- 0x30)
      }
      return number
    }
    let days = days(year: number(0, 4), month: number(5, 2), day: number(8, 2))
    let clock = number(11, 2) * 3600 + number(14, 2) * 60 + number(17, 2)
    return isNumber ? days * 86400 + clock : nil
  }

  /// `YYYY-MM-DD HH:MM:SS` in UTC, without the seconds where they are 0.
  static func text(_ seconds: Int64) -> String {
    let day = floor(seconds, 86400) / 86400
    let rest = seconds - day * 86400
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (year, month, date) = civil(day)
    let clock = "\(two(rest / 3600)):\(two(rest / 60 % 60))"
    let tail = rest % 60 == 0 ? "" : ":" + two(rest % 60)
    return "\(year)-\(two(month))-\(two(date)) \(clock)\(tail)"
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so
  /// that the leap day is the last of its year.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let monthFromMarch = (month + 9) % 12
    let leapDays = shifted / 4 - shifted / 100 + shifted / 400
    return shifted * 365 + leapDays + (monthFromMarch * 153 + 2) / 5 + day - 719_469
  }

  private static func civil(_ day: Int64) -> (Int64, Int64, Int64) {
    // Not after the day, and a few years before it at most.
    var year = (day >= 0 ? day / 366 : day / 365 - 1) + 1970
    while days(year: year + 1, month: 1, day: 1) <= day { year += 1 }
    var month: Int64 = 12
    while days(year: year, month: month, day: 1) > day { month -= 1 }
    return (year, month, day - days(year: year, month: month, day: 1) + 1)
  }
}
