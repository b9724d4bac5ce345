/// A set of byte values, 256 bits.
struct ByteSet: Hashable, Sendable {
  private var words = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))

  init() {}

  init(_ bytes: some Sequence<UInt8>) { for byte in bytes { insert(byte) } }

  static let all = ByteSet(0...255)
  /// Every byte that can stand in a character past ASCII.
  static let high = ByteSet(0x80...0xff)

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> UInt64(byte & 63) & 1 != 0
  }

  mutating func insert(_ byte: UInt8) {
    let bit: UInt64 = 1 << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: words.0 |= bit
    case 1: words.1 |= bit
    case 2: words.2 |= bit
    default: words.3 |= bit
    }
  }

  mutating func formUnion(_ other: ByteSet) {
    words.0 |= other.words.0
    words.1 |= other.words.1
    words.2 |= other.words.2
    words.3 |= other.words.3
  }

  func intersection(_ other: ByteSet) -> ByteSet {
    var result = ByteSet()
    result.words = (
      words.0 & other.words.0, words.1 & other.words.1, words.2 & other.words.2,
      words.3 & other.words.3
    )
    return result
  }

  func overlaps(_ other: ByteSet) -> Bool {
    words.0 & other.words.0 | words.1 & other.words.1 | words.2 & other.words.2
      | words.3 & other.words.3 != 0
  }

  /// The bytes that are not in it; of characters past ASCII every byte.
  var asciiInverse: ByteSet {
    var result = ByteSet()
    result.words = (~words.0, ~words.1, .max, .max)
    return result
  }

  var count: Int {
    words.0.nonzeroBitCount + words.1.nonzeroBitCount + words.2.nonzeroBitCount
      + words.3.nonzeroBitCount
  }

  var hasHigh: Bool { words.2 | words.3 != 0 }

  /// The members, rising.
  var members: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
      var rest = word
      while rest != 0 {
        result.append(UInt8(64 * index + rest.trailingZeroBitCount))
        rest &= rest &- 1
      }
    }
    return result
  }

  static func == (left: ByteSet, right: ByteSet) -> Bool { left.words == right.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
