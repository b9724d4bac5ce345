import Values

/// The minute of the last time that was read, for logs in which most records fall into the
/// minute of the one before.
struct MinuteCache {
  /// The bytes `YYYY-MM-DDTHH:MM` of that minute, and its start.
  private var date: UInt64 = 0
  private var clock: UInt64 = 0
  private var start: Int64 = 0

  /// The length of `YYYY-MM-DDTHH:MM:SS.mmmZ`.
  static var length: Int { 24 }

  /// The instant of a text of that length, in nanoseconds since 1970; nil if it has another
  /// shape or lies in another minute, which the full parser has to tell.
  @inline(__always)
  func nanoseconds(_ text: UnsafePointer<UInt8>) -> Int64? {
    guard JSONScalar.load64(text) == date, JSONScalar.load64(text + 8) == clock else { return nil }
    // `:SS.mmmZ`: exclusive or with its shape leaves digits 0...9 and the marks 0; adding 0x76
    // (0x7F) to a byte sets its top bit if it is more than 9 (more than 0).
    let rest = UInt64(littleEndian: JSONScalar.load64(text + 16)) ^ 0x5A30_3030_2E30_303A
    let bad = rest | (rest &+ 0x7F76_7676_7F76_767F)
    guard bad & 0x8080_8080_8080_8080 == 0 else { return nil }
    func digit(_ place: UInt64) -> Int64 {
      Int64(truncatingIfNeeded: (rest &>> (place &* 8)) & 0xFF)
    }
    let second = digit(1) &* 10 &+ digit(2)
    guard second < 60 else { return nil }
    let milli = digit(4) &* 100 &+ digit(5) &* 10 &+ digit(6)
    return start &+ second &* 1_000_000_000 &+ milli &* 1_000_000
  }

  /// Notes the minute of a text of that length that the full parser has read.
  mutating func note(_ text: UnsafePointer<UInt8>, _ time: Timestamp) {
    // In UTC, and far from the ends of the range.
    guard text[23] == 0x5A, text[16] == 0x3A, text[19] == 0x2E,
      time.nanoseconds.magnitude < 1 << 62
    else { return }
    date = JSONScalar.load64(text)
    clock = JSONScalar.load64(text + 8)
    let minute: Int64 = 60_000_000_000
    let past = time.nanoseconds % minute
    start = time.nanoseconds - (past < 0 ? past + minute : past)
  }
}
