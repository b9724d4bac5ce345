/// Room for one decoded value, reused from row to row. Belongs to one worker; what a call borrows
/// from it is valid until the next call.
package final class ByteScratch {
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int

  package init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    memory = .allocate(capacity: self.capacity)
  }

  deinit { memory.deallocate() }

  /// At least `count` bytes. What stood there before is lost if the room grows.
  @inline(__always)
  func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    if count > capacity { grow(count) }
    return memory
  }

  @inline(never)
  private func grow(_ count: Int) {
    memory.deallocate()
    capacity = count &+ count / 2
    memory = .allocate(capacity: capacity)
  }
}
