/// Kinds as records write them that have been found to be known: few, and nearly every record has one of
/// them. A place for each hash; what comes later takes the place of what was there.
final class WrittenKinds {
  private struct Entry: BitwiseCopyable {
    var start: Int32 = 0
    var length: Int32 = -1
    var slot: UInt8 = 0
  }

  private static let places = 64
  private static let arenaSize = 8192
  /// Longer ones (lists of many kinds) are not kept.
  private static let longest = 256

  private struct State: BitwiseCopyable {
    let entries: UnsafeMutablePointer<Entry>
    let arena: UnsafeMutablePointer<UInt8>
    var used = 0
  }

  // Behind a pointer, so that a look costs no check of exclusive access.
  private let state: UnsafeMutablePointer<State>

  init() {
    state = .allocate(capacity: 1)
    state.initialize(
      to: State(
        entries: .allocate(capacity: Self.places), arena: .allocate(capacity: Self.arenaSize)))
    state.pointee.entries.initialize(repeating: Entry(), count: Self.places)
  }

  deinit {
    state.pointee.entries.deallocate()
    state.pointee.arena.deallocate()
    state.deallocate()
  }

  @inline(__always)
  private static func place(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> Int {
    let mixed = length &* 131 ^ Int(bytes[0]) &* 31 ^ Int(bytes[length &- 1])
    return mixed & (places - 1)
  }

  /// Whether exactly these bytes, in a slot of that kind, were inserted.
  @inline(__always)
  func contains(_ bytes: UnsafePointer<UInt8>, _ length: Int, slot: UInt8) -> Bool {
    guard length > 0 else { return false }
    let entry = state.pointee.entries[Self.place(bytes, length)]
    return Int(entry.length) == length && entry.slot == slot
      && ByteSearch.equal(state.pointee.arena + Int(entry.start), bytes, length)
  }

  func insert(_ bytes: UnsafePointer<UInt8>, _ length: Int, slot: UInt8) {
    guard length > 0, length <= Self.longest else { return }
    if state.pointee.used + length > Self.arenaSize {
      state.pointee.entries.update(repeating: Entry(), count: Self.places)
      state.pointee.used = 0
    }
    let start = state.pointee.used
    (state.pointee.arena + start).update(from: bytes, count: length)
    state.pointee.entries[Self.place(bytes, length)] = Entry(
      start: Int32(start), length: Int32(length), slot: slot)
    state.pointee.used += length
  }
}
