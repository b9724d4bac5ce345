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
  private(set) var base: UnsafeMutablePointer<ClassEntry>
  private var capacity: Int
  var count = 0

  init() {
    capacity = 64
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  @inline(__always)
  func append(_ entry: ClassEntry) {
    if count == capacity { grow() }
    base[count] = entry
    count &+= 1
  }

  @inline(never)
  private func grow() {
    let larger = UnsafeMutablePointer<ClassEntry>.allocate(capacity: capacity * 2)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  /// By node; each node stands there once afterwards.
  @inline(__always)
  func sort() {
    if count > 1 { sortEntries() }
  }

  @inline(never)
  private func sortEntries() {
    var entries = UnsafeMutableBufferPointer(start: base, count: count)
    entries.sort { $0.node < $1.node }
    var kept = 1
    for index in 1..<count where base[index].node != base[kept - 1].node {
      base[kept] = base[index]
      kept += 1
    }
    count = kept
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

  private(set) var count = 0
  private(set) var states: UnsafeMutablePointer<UInt8>
  private(set) var starts: UnsafeMutablePointer<Int32>
  private(set) var lengths: UnsafeMutablePointer<Int32>
  /// A value of which no test says anything but no.
  private(set) var isPlain: UnsafeMutablePointer<Bool>
  /// The first of the batch's rows of the class; -1 between batches.
  private(set) var heads: UnsafeMutablePointer<Int32>
  private(set) var entries: UnsafeMutablePointer<ClassEntry>
  private var entryCount = 0
  private var entryCapacity = 256
  private var capacity = 64
  private var slots: UnsafeMutablePointer<Int32>
  private var slotMask = 127

  init() {
    states = .allocate(capacity: capacity)
    starts = .allocate(capacity: capacity)
    lengths = .allocate(capacity: capacity)
    isPlain = .allocate(capacity: capacity)
    heads = .allocate(capacity: capacity)
    entries = .allocate(capacity: entryCapacity)
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: -1, count: slotMask + 1)
  }

  deinit {
    states.deallocate()
    starts.deallocate()
    lengths.deallocate()
    isPlain.deallocate()
    heads.deallocate()
    entries.deallocate()
    slots.deallocate()
  }

  /// Forgets all classes.
  func removeAll() {
    count = 0
    entryCount = 0
    slots.update(repeating: -1, count: slotMask + 1)
  }

  /// The number of the class with that state and those entries.
  func intern(state: UInt8, _ list: EntryList) -> Int32 {
    var slot = hash(state, list) & slotMask
    while slots[slot] >= 0 {
      let known = slots[slot]
      if isEqual(Int(known), state, list) { return known }
      slot = (slot &+ 1) & slotMask
    }
    return add(state: state, list)
  }

  private func hash(_ state: UInt8, _ list: EntryList) -> Int {
    var hash = UInt64(state) &+ 0x9e37_79b9_7f4a_7c15
    for index in 0..<list.count {
      let entry = list.base[index]
      hash ^= UInt64(UInt32(bitPattern: entry.node)) << 20 ^ UInt64(UInt32(bitPattern: entry.code))
      hash = hash &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 29
    }
    return Int(truncatingIfNeeded: hash >> 8) & Int.max
  }

  private func isEqual(_ known: Int, _ state: UInt8, _ list: EntryList) -> Bool {
    guard states[known] == state, Int(lengths[known]) == list.count else { return false }
    let start = entries + Int(starts[known])
    for index in 0..<list.count where start[index] != list.base[index] { return false }
    return true
  }

  @inline(never)
  private func add(state: UInt8, _ list: EntryList) -> Int32 {
    if count == capacity { growClasses() }
    while entryCount + list.count > entryCapacity { growEntries() }
    states[count] = state
    starts[count] = Int32(entryCount)
    lengths[count] = Int32(list.count)
    isPlain[count] = state == Self.value && list.count == 0
    heads[count] = -1
    (entries + entryCount).update(from: list.base, count: list.count)
    entryCount += list.count
    count += 1
    if count * 2 > slotMask { growSlots() } else { insert(count - 1) }
    return Int32(count - 1)
  }

  private func insert(_ index: Int) {
    let list = EntryList()
    for entry in 0..<Int(lengths[index]) { list.append(entries[Int(starts[index]) + entry]) }
    var slot = hash(states[index], list) & slotMask
    while slots[slot] >= 0 { slot = (slot &+ 1) & slotMask }
    slots[slot] = Int32(index)
  }

  private func growSlots() {
    slots.deallocate()
    slotMask = slotMask * 4 + 3
    slots = .allocate(capacity: slotMask + 1)
    slots.initialize(repeating: -1, count: slotMask + 1)
    for index in 0..<count { insert(index) }
  }

  private func growClasses() {
    states = Self.grown(states, count, capacity * 2)
    starts = Self.grown(starts, count, capacity * 2)
    lengths = Self.grown(lengths, count, capacity * 2)
    isPlain = Self.grown(isPlain, count, capacity * 2)
    heads = Self.grown(heads, count, capacity * 2)
    capacity *= 2
  }

  private func growEntries() {
    entries = Self.grown(entries, entryCount, entryCapacity * 2)
    entryCapacity *= 2
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
