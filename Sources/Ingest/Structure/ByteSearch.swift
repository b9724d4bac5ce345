#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Searches in raw bytes, at the C library's speed.
enum ByteSearch {
  /// Where `byte` first stands in `[start, end)`; `end` if it does not.
  @inline(__always)
  static func first(
    _ byte: UInt8, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    guard start < end, let found = memchr(base + start, Int32(byte), end &- start) else {
      return end
    }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  @inline(__always)
  static func equal(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    memcmp(left, right, count) == 0
  }
}

extension ByteSearch {
  /// Where `byte` first stands in the `count` bytes at `base`.
  static func position(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    let found = first(byte, base, 0, count)
    return found < count ? found : nil
  }

  /// Where `byte` last stands in the `count` bytes at `base`.
  static func last(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    var at = count
    while at > 0 {
      at -= 1
      if base[at] == byte { return at }
    }
    return nil
  }
}
