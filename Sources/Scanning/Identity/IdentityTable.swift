/// How many records each identity has, by 64-bit hash: 58 bits of it and a count in one word.
///
/// Identities whose hashes agree are counted together; whoever merges their records compares the
/// identities themselves, so that it costs time and changes no result. Memory: at most 16 bytes an
/// identity, 24 while the table grows.
final class IdentityTable: @unchecked Sendable {
  // INVARIANT: filled by one thread at a time; read by several only when it is full.

  /// Counts stop here: records of such an identity wait for the end of the inputs.
  static let mostCounted = 63

  private struct State: BitwiseCopyable {
    var table: UnsafeMutablePointer<UInt64>
    var mask: Int
    var count = 0
    var hasRepeats = false
  }

  // Behind a pointer, so that the loops over records pay for no checks of exclusive access.
  private let state: UnsafeMutablePointer<State>

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State(table: Self.empty(1024), mask: 1023))
  }

  deinit {
    state.pointee.table.deallocate()
    state.deallocate()
  }

  private static func empty(_ size: Int) -> UnsafeMutablePointer<UInt64> {
    let table = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    table.initialize(repeating: 0, count: size)
    return table
  }

  /// How many different hashes there are.
  var count: Int { state.pointee.count }

  /// Whether any identity has more than one record.
  var hasRepeats: Bool { state.pointee.hasRepeats }

  func add(_ hash: UInt64, times: Int = 1) {
    if state.pointee.count * 4 >= state.pointee.mask * 3 { grow() }
    let key = Self.key(hash)
    let place = place(of: key)
    let known = Int(place.pointee & 63)
    if known == 0 { state.pointee.count &+= 1 }
    let sum = min(known &+ times, Self.mostCounted)
    if sum > 1 { state.pointee.hasRepeats = true }
    place.pointee = key | UInt64(truncatingIfNeeded: sum)
  }

  /// How many records have that hash; 0 if none, at most `mostCounted`.
  @inline(__always)
  func records(of hash: UInt64) -> Int {
    Int(truncatingIfNeeded: place(of: Self.key(hash)).pointee & 63)
  }

  func merge(_ other: IdentityTable) {
    for index in 0...other.state.pointee.mask {
      let entry = other.state.pointee.table[index]
      if entry != 0 { add(entry & ~63, times: Int(entry & 63)) }
    }
  }

  // Never 0, the lowest six bits clear.
  @inline(__always)
  private static func key(_ hash: UInt64) -> UInt64 {
    let key = hash & ~63
    return key == 0 ? 64 : key
  }

  @inline(__always)
  private func place(of key: UInt64) -> UnsafeMutablePointer<UInt64> {
    let table = state.pointee.table
    let mask = state.pointee.mask
    var place = Int(truncatingIfNeeded: key &* 0x9e37_79b9_7f4a_7c15 >> 20) & mask
    while table[place] != 0, table[place] & ~63 != key { place = (place &+ 1) & mask }
    return table + place
  }

  private func grow() {
    let old = state.pointee.table
    let size = state.pointee.mask + 1
    state.pointee.table = Self.empty(size * 2)
    state.pointee.mask = size * 2 - 1
    for index in 0..<size where old[index] != 0 { place(of: old[index] & ~63).pointee = old[index] }
    old.deallocate()
  }
}
