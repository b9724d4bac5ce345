import Glibc

/// Bytes that grow and are used again: one owner, no reference counts, no bounds checks beyond its own.
struct RowBytes: ~Copyable {
  private(set) var base: UnsafeMutableRawPointer
  private(set) var capacity: Int
  var count = 0

  init(capacity: Int = 256) {
    self.capacity = max(16, capacity)
    base = .allocate(byteCount: self.capacity, alignment: 8)
  }

  deinit { base.deallocate() }

  /// All that is in it. Valid until it grows.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  func slice(_ start: Int, _ length: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + start, count: length)
  }

  @inline(__always)
  mutating func reserve(_ more: Int) {
    if count &+ more > capacity { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
    memory.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = memory
    capacity = larger
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count &+= 1
  }

  /// In the machine's byte order, which is little-endian wherever the tool runs.
  @inline(__always)
  mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
    reserve(MemoryLayout<Number>.size)
    (base + count).storeBytes(of: number.littleEndian, as: Number.self)
    count &+= MemoryLayout<Number>.size
  }

  @inline(__always)
  mutating func append(_ more: UnsafeRawBufferPointer) {
    reserve(more.count)
    if let start = more.baseAddress { memcpy(base + count, start, more.count) }
    count &+= more.count
  }

  /// Overwrites bytes that are there.
  mutating func store<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number, at offset: Int)
  {
    (base + offset).storeBytes(of: number.littleEndian, as: Number.self)
  }
}
