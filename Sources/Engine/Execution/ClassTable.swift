/// What one test says of the values of a class, where it does not say no.
struct ClassEntry: BitwiseCopyable, Equatable {
  static let yes: Int32 = 0
  /// Unknown for the reason for which the column's value is.
  static let unknown: Int32 = 1
  /// Unknown for the reasons of number `code - firstSpecial`.
  static let firstSpecial: Int32 = 2

  var node: Int32
  var code: Int32
}

/// A list of entries that is filled again and again.
final class EntryList {
  // Behind a pointer, so that adding an entry costs no check of exclusive access.
  private struct State: BitwiseCopyable {
    var base: UnsafeMutablePointer<ClassEntry>
    var capacity: Int
    var count = 0
  }

  private let state: UnsafeMutablePointer<State>

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State(base: .allocate(capacity: 64), capacity: 64))
  }

  deinit {
    state.pointee.base.deallocate()
    state.deallocate()
  }

  @inline(__always)
  var count: Int { state.pointee.count }

  @inline(__always)
  var base: UnsafeMutablePointer<ClassEntry> { state.pointee.base }

  @inline(__always)
  func removeAll() { state.pointee.count = 0 }

  @inline(__always)
  func append(_ entry: ClassEntry) {
    let count = state.pointee.count
    if count == state.pointee.capacity { grow() }
    state.pointee.base[count] = entry
    state.pointee.count = count &+ 1
  }

  @inline(never)
  private func grow() {
    let capacity = state.pointee.capacity
    let larger = UnsafeMutablePointer<ClassEntry>.allocate(capacity: capacity * 2)
    larger.update(from: base, count: count)
    base.deallocate()
    state.pointee.base = larger
    state.pointee.capacity = capacity * 2
  }

  /// By node; each node stands there once afterwards.
  @inline(__always)
  func sort() {
    if count > 1 { sortEntries() }
  }

  @inline(never)
  private func sortEntries() {
    let base = base
    var entries = UnsafeMutableBufferPointer(start: base, count: count)
    entries.sort { $0.node < $1.node }
    var kept = 1
    for index in 1..<count where base[index].node != base[kept - 1].node {
      base[kept] = base[index]
      kept += 1
    }
    state.pointee.count = kept
  }
}

/// The classes of a column's values. Values are of one class if every test of the column says
/// the same of them, and if they are all values, all absent, or all unknown for one reason.
///
/// A class is found by its whole content, never by a hash alone.
final class ClassTable {
  static let value: UInt8 = 0
  static let absent: UInt8 = 1
  /// Plus the raw value of the reason.
  static let unknown: UInt8 = 2

  // Behind a pointer, so that reading it costs no checks of exclusive access.
  private struct State: BitwiseCopyable {
    var count = 0
    var capacity = 64
    var states = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
    var starts = UnsafeMutablePointer<Int32>.allocate(capacity: 64)
    var lengths = UnsafeMutablePointer<Int32>.allocate(capacity: 64)
    var isPlain = UnsafeMutablePointer<Bool>.allocate(capacity: 64)
    var heads = UnsafeMutablePointer<Int32>.allocate(capacity: 64)
    var entries = UnsafeMutablePointer<ClassEntry>.allocate(capacity: 256)
    var entryCount = 0
    var entryCapacity = 256
    var slots = UnsafeMutablePointer<Int32>.allocate(capacity: 128)
    var slotMask = 127
  }

  private let state: UnsafeMutablePointer<State>

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: State())
    state.pointee.slots.initialize(repeating: -1, count: 128)
  }

  deinit {
    state.pointee.states.deallocate()
    state.pointee.starts.deallocate()
    state.pointee.lengths.deallocate()
    state.pointee.isPlain.deallocate()
    state.pointee.heads.deallocate()
    state.pointee.entries.deallocate()
    state.pointee.slots.deallocate()
    state.deallocate()
  }

  var count: Int { state.pointee.count }

  var states: UnsafeMutablePointer<UInt8> { state.pointee.states }

  /// Where a class's entries begin in `entries`, and how many they are.
  var starts: UnsafeMutablePointer<Int32> { state.pointee.starts }

  var lengths: UnsafeMutablePointer<Int32> { state.pointee.lengths }

  /// A value of which no test says anything but no.
  var isPlain: UnsafeMutablePointer<Bool> { state.pointee.isPlain }

  /// The first of the batch's rows of the class; -1 between batches.
  var heads: UnsafeMutablePointer<Int32> { state.pointee.heads }

  var entries: UnsafeMutablePointer<ClassEntry> { state.pointee.entries }

  /// Forgets all classes.
  func removeAll() {
    state.pointee.count = 0
    state.pointee.entryCount = 0
    state.pointee.slots.update(repeating: -1, count: state.pointee.slotMask + 1)
  }

  /// The number of the class with that state and those entries.
  func intern(state valueState: UInt8, _ list: EntryList) -> Int32 {
    let slots = state.pointee.slots
    let mask = state.pointee.slotMask
    var slot = Self.hash(valueState, list.base, list.count) & mask
    while slots[slot] >= 0 {
      let known = slots[slot]
      if isEqual(Int(known), valueState, list) { return known }
      slot = (slot &+ 1) & mask
    }
    return add(valueState, list)
  }

  private static func hash(
    _ valueState: UInt8, _ entries: UnsafeMutablePointer<ClassEntry>, _ count: Int
  ) -> Int {
    var hash = UInt64(valueState) &+ 0x9e37_79b9_7f4a_7c15
    for index in 0..<count {
      let entry = entries[index]
      hash ^= UInt64(UInt32(bitPattern: entry.node)) << 20 ^ UInt64(UInt32(bitPattern: entry.code))
      hash = hash &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 29
    }
    return Int(truncatingIfNeeded: hash >> 8) & Int.max
  }

  private func isEqual(_ known: Int, _ valueState: UInt8, _ list: EntryList) -> Bool {
    guard states[known] == valueState, Int(lengths[known]) == list.count else { return false }
    let start = entries + Int(starts[known])
    let base = list.base
    for index in 0..<list.count where start[index] != base[index] { return false }
    return true
  }

  @inline(never)
  private func add(_ valueState: UInt8, _ list: EntryList) -> Int32 {
    if state.pointee.count == state.pointee.capacity { growClasses() }
    while state.pointee.entryCount + list.count > state.pointee.entryCapacity { growEntries() }
    let index = state.pointee.count
    states[index] = valueState
    starts[index] = Int32(state.pointee.entryCount)
    lengths[index] = Int32(list.count)
    isPlain[index] = valueState == Self.value && list.count == 0
    heads[index] = -1
    (entries + state.pointee.entryCount).update(from: list.base, count: list.count)
    state.pointee.entryCount += list.count
    state.pointee.count += 1
    if state.pointee.count * 2 > state.pointee.slotMask { growSlots() } else { insert(index) }
    return Int32(index)
  }

  private func insert(_ index: Int) {
    let slots = state.pointee.slots
    let mask = state.pointee.slotMask
    var slot = Self.hash(states[index], entries + Int(starts[index]), Int(lengths[index])) & mask
    while slots[slot] >= 0 { slot = (slot &+ 1) & mask }
    slots[slot] = Int32(index)
  }

  private func growSlots() {
    state.pointee.slots.deallocate()
    let mask = state.pointee.slotMask * 4 + 3
    state.pointee.slotMask = mask
    state.pointee.slots = .allocate(capacity: mask + 1)
    state.pointee.slots.initialize(repeating: -1, count: mask + 1)
    for index in 0..<count { insert(index) }
  }

  private func growClasses() {
    let capacity = state.pointee.capacity * 2
    state.pointee.states = Self.grown(states, count, capacity)
    state.pointee.starts = Self.grown(starts, count, capacity)
    state.pointee.lengths = Self.grown(lengths, count, capacity)
    state.pointee.isPlain = Self.grown(isPlain, count, capacity)
    state.pointee.heads = Self.grown(heads, count, capacity)
    state.pointee.capacity = capacity
  }

  private func growEntries() {
    let capacity = state.pointee.entryCapacity * 2
    state.pointee.entries = Self.grown(entries, state.pointee.entryCount, capacity)
    state.pointee.entryCapacity = capacity
  }

  private static func grown<Element: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Element>, _ count: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    new.update(from: old, count: count)
    old.deallocate()
    return new
  }
}
