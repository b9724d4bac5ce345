/// What container runtimes and `kubectl logs --timestamps` put before a line.
struct LinePrefix: Equatable {
  /// How many bytes the prefix has, blanks included.
  var length: Int
  /// The line breaks off and goes on in the next one of its stream (CRI's `P`).
  var isPartial = false
  /// Whether it is a container runtime's, with a stream and a tag.
  var isRuntime = false
  /// `e` for stderr, `o` for stdout.
  var stream: UInt8 = 0

  /// The prefix of the line `[start, end)`; nil if it has none.
  ///
  /// Either `<timestamp> stdout|stderr F|P[:tags] ` (Kubernetes' CRI log format) or
  /// `<timestamp> `.
  static func find(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> LinePrefix? {
    guard end - start > 20, JSONScalar.isDigit(base[start]), base[start + 4] == 0x2D,
      base[start + 7] == 0x2D, base[start + 10] == 0x54
    else { return nil }
    var at = start + 11
    let limit = min(end, start + 40)
    while at < limit, base[at] != 0x20 {
      guard isTimeByte(base[at]) else { return nil }
      at += 1
    }
    guard at < limit, at >= start + 19 else { return nil }
    at += 1
    let plain = LinePrefix(length: at - start)
    guard at + 9 <= end, base[at] == 0x73, base[at + 1] == 0x74, base[at + 2] == 0x64,
      base[at + 6] == 0x20
    else { return plain }
    let stream = base[at + 3]
    guard
      (stream == 0x6F && base[at + 4] == 0x75 && base[at + 5] == 0x74)
        || (stream == 0x65 && base[at + 4] == 0x72 && base[at + 5] == 0x72)
    else { return plain }
    let tag = base[at + 7]
    guard tag == 0x46 || tag == 0x50, base[at + 8] == 0x20 || base[at + 8] == 0x3A else {
      return plain
    }
    at += 8
    while at < end, base[at] != 0x20 { at += 1 }
    return LinePrefix(
      length: min(at + 1, end) - start, isPartial: tag == 0x50, isRuntime: true, stream: stream)
  }

  private static func isTimeByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x3A, 0x2E, 0x2B, 0x2D, 0x5A: true
    default: false
    }
  }
}
