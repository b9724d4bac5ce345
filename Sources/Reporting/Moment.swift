/// A point in time as reports write it, `2026-01-31T08:00:00.5Z`, for placing it in a drawing and for
/// telling which of two is later: their texts are not in the order of the times.
struct Moment: Comparable {
  /// Since 1970.
  let seconds: Int64
  let nanoseconds: Int64

  /// Nil if the text is no time in UTC.
  init?(_ text: String) {
    guard let seconds = Histogram.seconds(text) else { return nil }
    self.seconds = seconds
    var nanoseconds: Int64 = 0
    let rest = text.utf8.dropFirst(19)
    if rest.first == UInt8(ascii: ".") {
      var unit: Int64 = 100_000_000
      for byte in rest.dropFirst().prefix(9) {
        guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { break }
        nanoseconds += Int64(byte - UInt8(ascii: "0")) * unit
        unit /= 10
      }
    }
    self.nanoseconds = nanoseconds
  }

  static func < (left: Moment, right: Moment) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// Seconds from `origin` to this.
  func distance(from origin: Moment) -> Double {
    Double(seconds - origin.seconds) + Double(nanoseconds - origin.nanoseconds) * 1e-9
  }

  /// The latest of some times as they are written; nil if none can be read.
  static func latest(_ texts: [String]) -> String? {
    var latest: (moment: Moment, text: String)?
    for text in texts {
      guard let moment = Moment(text) else { continue }
      if let other = latest, moment <= other.moment { continue }
      latest = (moment, text)
    }
    return latest?.text
  }
}
