/// A file's bytes as stored, with a look ahead. Owns one reused buffer, which is only used for
/// the look ahead and by decompressors.
final class StoredBytes {
  static let capacity = 256 << 10

  private let handle: FileHandle
  private let buffer: UnsafeMutablePointer<UInt8>
  private var start = 0
  private var end = 0
  /// How many bytes have been handed out.
  private(set) var consumed: UInt64 = 0

  init(_ handle: FileHandle) {
    self.handle = handle
    buffer = .allocate(capacity: Self.capacity)
  }

  deinit { buffer.deallocate() }

  /// The next `count` bytes, or fewer at the end, without consuming them.
  func peek(_ count: Int) throws(InputError) -> [UInt8] {
    while end - start < count, end < Self.capacity {
      let got = try handle.read(into: buffer + end, count: Self.capacity - end)
      if got == 0 { break }
      end += got
    }
    return Array(UnsafeBufferPointer(start: buffer + start, count: min(count, end - start)))
  }

  /// Reads straight into the caller's memory once the look ahead is used up.
  func read(into memory: UnsafeMutablePointer<UInt8>, count: Int) throws(InputError) -> Int {
    let got: Int
    if start < end {
      got = min(count, end - start)
      memory.update(from: buffer + start, count: got)
      start += got
    } else {
      got = try handle.read(into: memory, count: count)
    }
    consumed += UInt64(got)
    return got
  }

  /// The bytes at hand, refilled if there are none; empty at the end.
  func available() throws(InputError) -> UnsafeBufferPointer<UInt8> {
    if start == end {
      start = 0
      end = try handle.read(into: buffer, count: Self.capacity)
    }
    return UnsafeBufferPointer(start: buffer + start, count: end - start)
  }

  /// Marks bytes of `available` as used.
  func consume(_ count: Int) {
    start += count
    consumed += UInt64(count)
  }
}
