import Glibc

/// From the bytes of a value, as a record spells it, to the class of the value.
///
/// Values of at most eight bytes have a table of their own, where the value is a word.
/// Of others there are two a place, the newer first. An entry holds the whole bytes, and they are compared:
/// the hash only says where to look. Bounded: 4,096 entries and 256 KiB of bytes a column; what
/// does not fit pushes older entries out.
final class ValueCache {
  /// Longer values are not kept.
  static let longestValue = 1024
  private static let placeBits = 11
  private static let arenaSize = 256 * 1024

  struct Entry: BitwiseCopyable {
    var hash: UInt64 = 0
    var offset: UInt32 = 0
    var length: UInt32 = 0
    /// Slot kind and mapping; `.max` for an empty entry.
    var tag: UInt32 = .max
    var classID: Int32 = 0
  }

  /// A value of at most eight bytes, in a word.
  private struct ShortEntry: BitwiseCopyable {
    var word: UInt64 = 0
    /// Slot kind, mapping and length; `.max` for an empty entry.
    var tag: UInt32 = .max
    var classID: Int32 = 0
  }

  private static let shortBits = 8

  private let entries: UnsafeMutablePointer<Entry>
  private let shortEntries: UnsafeMutablePointer<ShortEntry>
  private let arena: UnsafeMutableRawPointer
  private var used = 0

  init() {
    entries = .allocate(capacity: 2 << Self.placeBits)
    entries.initialize(repeating: Entry(), count: 2 << Self.placeBits)
    shortEntries = .allocate(capacity: 1 << Self.shortBits)
    shortEntries.initialize(repeating: ShortEntry(), count: 1 << Self.shortBits)
    arena = .allocate(byteCount: Self.arenaSize, alignment: 16)
  }

  deinit {
    entries.deallocate()
    shortEntries.deallocate()
    arena.deallocate()
  }

  func removeAll() {
    used = 0
    entries.update(repeating: Entry(), count: 2 << Self.placeBits)
    shortEntries.update(repeating: ShortEntry(), count: 1 << Self.shortBits)
  }

  /// At most eight bytes as a word; eight must be readable.
  @inline(__always)
  static func word(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
    let mask: UInt64 = count == 0 ? 0 : ~0 &>> UInt64(truncatingIfNeeded: (8 &- count) &* 8)
    return bytes.loadUnaligned(as: UInt64.self) & mask
  }

  @inline(__always)
  private func shortPlace(_ word: UInt64, _ tag: UInt32) -> UnsafeMutablePointer<ShortEntry> {
    let hash = (word ^ UInt64(tag)) &* 0x9e37_79b9_7f4a_7c15
    return shortEntries + Int(hash &>> UInt64(64 - Self.shortBits))
  }

  /// The class of a short value; -1 if it is not here. `tag` includes the length.
  @inline(__always)
  func findShort(_ word: UInt64, tag: UInt32) -> Int32 {
    let place = shortPlace(word, tag)
    return place.pointee.word == word && place.pointee.tag == tag ? place.pointee.classID : -1
  }

  @inline(__always)
  func insertShort(_ word: UInt64, tag: UInt32, classID: Int32) {
    shortPlace(word, tag).pointee = ShortEntry(word: word, tag: tag, classID: classID)
  }

  @inline(__always)
  static func hash(_ bytes: UnsafeRawPointer, _ count: Int, _ tag: UInt32) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: count) << 32 ^ UInt64(tag)
    if count > 16 {
      // Four words of it, in two products that do not wait for each other.
      let middle = bytes.loadUnaligned(fromByteOffset: count >> 1 &- 4, as: UInt64.self)
      let first = bytes.loadUnaligned(as: UInt64.self)
      let end = bytes.loadUnaligned(fromByteOffset: count &- 16, as: SIMD2<UInt64>.self)
      return product(first ^ hash, end[1] ^ 0x9e37_79b9_7f4a_7c15)
        ^ product(middle ^ 0xd6e8_feb8_6659_fd93, end[0] ^ 0xa076_1d64_78bd_642f)
    }
    if count >= 8 {
      mix(&hash, bytes.loadUnaligned(as: UInt64.self))
      mix(&hash, bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
    } else if count >= 4 {
      let low = UInt64(bytes.loadUnaligned(as: UInt32.self))
      let high = UInt64(bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      mix(&hash, high << 32 | low)
    } else if count > 0 {
      let first = UInt64(bytes.load(as: UInt8.self))
      let middle = UInt64(bytes.load(fromByteOffset: count >> 1, as: UInt8.self))
      let last = UInt64(bytes.load(fromByteOffset: count &- 1, as: UInt8.self))
      mix(&hash, first | middle << 8 | last << 16)
    }
    return hash
  }

  @inline(__always)
  private static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  @inline(__always)
  private static func mix(_ hash: inout UInt64, _ word: UInt64) {
    let product = (hash ^ word).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    hash = product.high ^ product.low
  }

  /// The class of a value that was kept; -1 if it was not.
  @inline(__always)
  func find(_ bytes: UnsafeRawPointer, _ count: Int, tag: UInt32, hash: UInt64) -> Int32 {
    let place = entries + Int(hash >> UInt64(64 - Self.placeBits)) << 1
    if matches(place, bytes, count, tag, hash) { return place[0].classID }
    if matches(place + 1, bytes, count, tag, hash) { return place[1].classID }
    return -1
  }

  @inline(__always)
  private func matches(
    _ entry: UnsafeMutablePointer<Entry>, _ bytes: UnsafeRawPointer, _ count: Int, _ tag: UInt32,
    _ hash: UInt64
  ) -> Bool {
    guard entry.pointee.hash == hash, entry.pointee.tag == tag,
      Int(entry.pointee.length) == count
    else { return false }
    return Self.equal(arena + Int(entry.pointee.offset), bytes, count)
  }

  @inline(__always)
  static func equal(
    _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int
  ) -> Bool {
    if count >= 16, count <= 64 {
      // From both ends, sixteen bytes at a time; the middle may be looked at twice. So long are most
      // names, and no branch depends on how long.
      let inner = count > 32 ? 16 : 0
      let last = count &- 16
      let difference =
        pair(left, 0) ^ pair(right, 0) | pair(left, last) ^ pair(right, last)
        | pair(left, inner) ^ pair(right, inner)
        | pair(left, last &- inner) ^ pair(right, last &- inner)
      return difference[0] | difference[1] == 0
    }
    if count >= 8 {
      let last = count &- 8
      var index = 0
      while index < last {
        if left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          != right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        {
          return false
        }
        index &+= 8
      }
      return left.loadUnaligned(fromByteOffset: last, as: UInt64.self)
        == right.loadUnaligned(fromByteOffset: last, as: UInt64.self)
    }
    if count >= 4 {
      let last = count &- 4
      return left.loadUnaligned(as: UInt32.self) == right.loadUnaligned(as: UInt32.self)
        && left.loadUnaligned(fromByteOffset: last, as: UInt32.self)
          == right.loadUnaligned(fromByteOffset: last, as: UInt32.self)
    }
    for index in 0..<count
    where left.load(fromByteOffset: index, as: UInt8.self)
      != right.load(fromByteOffset: index, as: UInt8.self)
    {
      return false
    }
    return true
  }

  @inline(__always)
  private static func pair(_ bytes: UnsafeRawPointer, _ offset: Int) -> SIMD2<UInt64> {
    bytes.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
  }

  @inline(never)
  func insert(
    _ bytes: UnsafeRawPointer, _ count: Int, tag: UInt32, hash: UInt64, classID: Int32
  ) {
    guard count <= Self.longestValue else { return }
    if used + count > Self.arenaSize { removeAll() }
    let place = entries + Int(hash >> UInt64(64 - Self.placeBits)) << 1
    place[1] = place[0]
    place[0] = Entry(
      hash: hash, offset: UInt32(used), length: UInt32(count), tag: tag, classID: classID)
    memcpy(arena + used, bytes, count)
    used += count
  }
}
