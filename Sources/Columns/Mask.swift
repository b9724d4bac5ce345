/// Operations on masks: one bit a row, 64 rows a word, the first row in the lowest bit.
///
/// A mask is `words` words of memory that belongs to somebody else. Bits past the batch's end are
/// zero in every mask that these functions produce, if they are zero in those that they read.
package enum Mask {
  /// How many words hold `rows` bits.
  @inlinable
  package static func words(for rows: Int) -> Int { (rows &+ 63) >> 6 }

  /// The valid bits of the last word of a mask over `rows` rows.
  @inlinable
  package static func tail(of rows: Int) -> UInt64 {
    rows & 63 == 0 ? ~0 : (1 << UInt64(rows & 63)) &- 1
  }

  @inlinable
  package static func clear(_ mask: UnsafeMutablePointer<UInt64>, words: Int) {
    mask.update(repeating: 0, count: words)
  }

  /// All `rows` bits set, the rest of the last word clear.
  @inlinable
  package static func fill(_ mask: UnsafeMutablePointer<UInt64>, rows: Int) {
    let words = words(for: rows)
    guard words > 0 else { return }
    mask.update(repeating: ~0, count: words)
    mask[words - 1] = tail(of: rows)
  }

  @inlinable
  package static func copy(
    _ source: UnsafePointer<UInt64>, to mask: UnsafeMutablePointer<UInt64>, words: Int
  ) {
    mask.update(from: source, count: words)
  }

  @inlinable
  package static func or(
    _ source: UnsafePointer<UInt64>, into mask: UnsafeMutablePointer<UInt64>, words: Int
  ) {
    for index in 0..<words { mask[index] |= source[index] }
  }

  @inlinable
  package static func isEmpty(_ mask: UnsafePointer<UInt64>, words: Int) -> Bool {
    var any: UInt64 = 0
    for index in 0..<words { any |= mask[index] }
    return any == 0
  }

  @inlinable
  package static func equal(
    _ left: UnsafePointer<UInt64>, _ right: UnsafePointer<UInt64>, words: Int
  ) -> Bool {
    for index in 0..<words where left[index] != right[index] { return false }
    return true
  }

  @inlinable
  package static func count(_ mask: UnsafePointer<UInt64>, words: Int) -> Int {
    var count = 0
    for index in 0..<words { count &+= mask[index].nonzeroBitCount }
    return count
  }

  /// How many rows are in both masks.
  @inlinable
  package static func countOfBoth(
    _ left: UnsafePointer<UInt64>, _ right: UnsafePointer<UInt64>, words: Int
  ) -> Int {
    var count = 0
    for index in 0..<words { count &+= (left[index] & right[index]).nonzeroBitCount }
    return count
  }

  @inlinable
  @inline(__always)
  package static func contains(_ mask: UnsafePointer<UInt64>, row: Int) -> Bool {
    mask[row >> 6] & (1 << UInt64(row & 63)) != 0
  }

  @inlinable
  @inline(__always)
  package static func insert(_ row: Int, into mask: UnsafeMutablePointer<UInt64>) {
    mask[row >> 6] |= 1 << UInt64(row & 63)
  }
}

/// The rows of a mask, ascending.
package struct MaskRows: Sequence, IteratorProtocol {
  @usableFromInline let mask: UnsafePointer<UInt64>
  @usableFromInline let words: Int
  @usableFromInline var index = 0
  @usableFromInline var current: UInt64

  @inlinable
  package init(_ mask: UnsafePointer<UInt64>, words: Int) {
    self.mask = mask
    self.words = words
    current = words > 0 ? mask[0] : 0
  }

  @inlinable
  package mutating func next() -> Int? {
    while current == 0 {
      index &+= 1
      guard index < words else { return nil }
      current = mask[index]
    }
    let bit = current.trailingZeroBitCount
    current &= current &- 1
    return index << 6 &+ bit
  }
}
