/// The parts of a text that stay readable although they look random: UUIDs and SPIFFE identities.
struct ReadableSpans {
  /// In order, without overlaps.
  private var ranges: [Range<Int>] = []

  init(_ bytes: [UInt8]) {
    var index = 0
    while index < bytes.count {
      if let end = Self.endOfUUID(bytes, at: index) ?? Self.endOfIdentity(bytes, at: index) {
        ranges.append(index..<end)
        index = end
      } else {
        index += 1
      }
    }
  }

  /// Whether `range` has a byte in common with a readable part. Logarithmic.
  func overlap(_ range: Range<Int>) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound < range.upperBound
  }

  /// 8-4-4-4-12 hexadecimal digits with nothing alphanumeric beside them.
  private static func endOfUUID(_ bytes: [UInt8], at start: Int) -> Int? {
    guard start + 36 <= bytes.count, bytes[start].isHex,
      bytes[start + 8] == UInt8(ascii: "-"),
      start == 0 || !bytes[start - 1].isAlphanumeric,
      start + 36 == bytes.count || !bytes[start + 36].isAlphanumeric
    else { return nil }
    for offset in 0..<36 {
      let byte = bytes[start + offset]
      let isDash = offset == 8 || offset == 13 || offset == 18 || offset == 23
      guard isDash ? byte == UInt8(ascii: "-") : byte.isHex else { return nil }
    }
    return start + 36
  }

  /// `spiffe://` and what a SPIFFE identity may consist of.
  private static func endOfIdentity(_ bytes: [UInt8], at start: Int) -> Int? {
    let scheme = "spiffe://".utf8
    guard bytes[start] == UInt8(ascii: "s"), bytes[start...].starts(with: scheme) else {
      return nil
    }
    var end = start + scheme.count
    while end < bytes.count, isIdentityByte(bytes[end]) { end += 1 }
    return end
  }

  private static func isIdentityByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"): true
    default: byte.isAlphanumeric
    }
  }
}
