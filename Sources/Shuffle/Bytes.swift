#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Below zero if the first bytes stand before the second: byte by byte, then the shorter first.
func compareBytes(
  _ first: UnsafeRawPointer, _ firstCount: Int, _ second: UnsafeRawPointer, _ secondCount: Int
) -> Int {
  let order = memcmp(first, second, min(firstCount, secondCount))
  return order != 0 ? Int(order) : firstCount - secondCount
}

@inline(__always)
func equalBytes(_ first: UnsafeRawPointer, _ second: UnsafeRawPointer, _ count: Int) -> Bool {
  guard count >= 8, count <= 64 else { return memcmp(first, second, count) == 0 }
  var difference = word(first + (count &- 8)) ^ word(second + (count &- 8))
  var position = 0
  while position &+ 8 < count {
    difference |= word(first + position) ^ word(second + position)
    position &+= 8
  }
  return difference == 0
}

@inline(__always)
private func word(_ pointer: UnsafeRawPointer) -> UInt64 {
  pointer.loadUnaligned(as: UInt64.self)
}

/// The functions that order keys and guard blocks. Both are part of the format of runs
/// (docs/shuffle.md); neither is meant against who wants to find collisions, and none costs more
/// than a sort by bytes.
enum KeyHash {
  /// How many of the hash's bits order keys; the partition stands above them.
  static let bits = 48

  private static let k0: UInt64 = 0xa076_1d64_78bd_642f
  private static let k1: UInt64 = 0xe703_7ed1_a0b4_28db
  private static let k2: UInt64 = 0x8ebc_6af0_9c88_c6e3
  private static let k3: UInt64 = 0x5899_65cc_7537_4cc3

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  @inline(__always)
  static func hash(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var hash = k0 ^ UInt64(truncatingIfNeeded: count)
    if count >= 8 {
      var position = 0
      while position &+ 8 <= count {
        hash = fold(hash ^ word(bytes + position), k1)
        position &+= 8
      }
      if position < count { hash = fold(hash ^ word(bytes + (count &- 8)), k1) }
    } else if count > 0 {
      hash = fold(hash ^ shortWord(bytes, count), k1)
    }
    return fold(hash ^ k2, k0)
  }

  /// Fewer than eight bytes as a number, the missing ones zero.
  @inline(__always)
  private static func shortWord(_ bytes: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count >= 4 {
      let low = UInt64(bytes.loadUnaligned(as: UInt32.self))
      let high = UInt64((bytes + (count &- 4)).loadUnaligned(as: UInt32.self))
      return low | high << UInt64((count &- 4) &* 8)
    }
    let middle = count >> 1
    let first = UInt64(bytes.load(as: UInt8.self))
    let second = UInt64((bytes + middle).load(as: UInt8.self)) << UInt64(middle &* 8)
    let last = UInt64((bytes + (count &- 1)).load(as: UInt8.self)) << UInt64((count &- 1) &* 8)
    return first | second | last
  }

  /// By which keys are ordered before their bytes are: the partition, then the hash.
  @inline(__always)
  static func sortKey(
    _ partition: UInt16, _ key: UnsafeRawPointer, _ count: Int, mask: UInt64
  ) -> UInt64 {
    UInt64(partition) << 48 | (hash(key, count) & mask) >> 16
  }

  /// Keeps the highest bits; fewer than 48 in tests only.
  static func mask(bits: Int) -> UInt64 { bits == 0 ? 0 : ~0 << UInt64(64 - bits) }

  /// Of bytes whose count is a multiple of eight.
  static func checksum(_ bytes: UnsafeRawPointer, _ count: Int, seed: UInt64) -> UInt64 {
    var a = seed ^ k0
    var b = seed ^ k1
    var c = seed ^ k2
    var d = seed ^ k3
    var position = 0
    while position &+ 32 <= count {
      a = fold(a ^ word(bytes + position), k1)
      b = fold(b ^ word(bytes + (position &+ 8)), k2)
      c = fold(c ^ word(bytes + (position &+ 16)), k3)
      d = fold(d ^ word(bytes + (position &+ 24)), k0)
      position &+= 32
    }
    while position &+ 8 <= count {
      a = fold(a ^ word(bytes + position), k1)
      position &+= 8
    }
    let halves = fold(a ^ k2, b ^ k3) ^ fold(c ^ k0, d ^ k1)
    return fold(halves ^ UInt64(truncatingIfNeeded: count), k1)
  }
}
