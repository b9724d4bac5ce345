/// What is asked of a member's name each time that it comes.
struct KeyFacts {
  var meaning: KeyMeaning
  /// Its value is the name of another member's value: `{"key": …, "value": …}`.
  var isName = false
  /// Such another member.
  var isValue = false
  /// It has the looks of holding data itself.
  var mayHoldAny = false

  init(meaning: KeyMeaning) {
    self.meaning = meaning
  }

  init(_ key: Bytes) {
    meaning = KeyClassifier.meaning(of: key)
    isName = SiblingNames.isName(key)
    isValue = SiblingNames.isValue(key)
    mayHoldAny = ValueScanner.mayHoldAny(key)
  }
}

/// Remembers what keys mean; records of a log repeat theirs.
///
/// One entry for each hash; a key is compared in full, so that what is remembered never depends on
/// the order of records.
final class KeyCache {
  private let places: Int
  private static let longest = 40

  private struct Entry {
    var length: UInt8 = .max
    var facts = KeyFacts(meaning: .unknown)
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let keys: UnsafeMutablePointer<UInt8>

  /// - Parameter bits: it remembers up to two to the power of this.
  init(bits: Int = 11) {
    places = 64 - bits
    let size = 1 << bits
    entries = .allocate(capacity: size)
    entries.initialize(repeating: Entry(), count: size)
    keys = .allocate(capacity: size * Self.longest)
    keys.initialize(repeating: 0, count: size * Self.longest)
  }

  deinit {
    entries.deallocate()
    keys.deallocate()
  }

  @inline(__always)
  func facts(of key: Bytes) -> KeyFacts {
    guard key.count <= Self.longest, let base = key.baseAddress else { return KeyFacts(key) }
    let slot = hash(base, key.count)
    let known = keys + slot * Self.longest
    if Int(entries[slot].length) == key.count, Self.isEqual(base, known, key.count) {
      return entries[slot].facts
    }
    return learn(key, slot)
  }

  @inline(never)
  private func learn(_ key: Bytes, _ slot: Int) -> KeyFacts {
    let facts = KeyFacts(key)
    entries[slot] = Entry(length: UInt8(key.count), facts: facts)
    for index in key.indices { keys[slot * Self.longest + index] = key[index] }
    return facts
  }

  @inline(__always)
  private func hash(_ key: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let raw = UnsafeRawPointer(key)
    var hash = UInt64(truncatingIfNeeded: count)
    if count >= 8 {
      hash ^= raw.loadUnaligned(as: UInt64.self) &* 0x9E37_79B9_7F4A_7C15
      hash = (hash ^ hash >> 32) &+ raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      if count > 16 {
        hash ^= raw.loadUnaligned(fromByteOffset: count / 2 - 4, as: UInt64.self) >> 3
      }
    } else {
      for index in 0..<count { hash = hash << 8 ^ UInt64(key[index]) ^ hash >> 56 }
    }
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    return Int(truncatingIfNeeded: hash >> UInt64(places))
  }

  @inline(__always)
  private static func isEqual(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    let first = UnsafeRawPointer(left)
    let second = UnsafeRawPointer(right)
    if count >= 8 {
      var offset = 0
      while offset + 8 <= count {
        if first.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          != second.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        {
          return false
        }
        offset += 8
      }
      return first.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        == second.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    }
    for index in 0..<count where left[index] != right[index] { return false }
    return true
  }
}
