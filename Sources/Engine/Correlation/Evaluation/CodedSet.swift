/// Different values among those that rows hold, told apart by their bytes: equal values have equal bytes
/// (`ValueCode`). Used again from window to window; what it points to is the group's.
///
/// Hashes are keyed as those of the standard library are, so that no log can be made to collide.
struct CodedSet: ~Copyable {
  private struct Entry {
    var bytes: UnsafeRawBufferPointer
    var hash: Int
    var slot: Int
  }

  /// Numbers of entries and 1; 0 is none.
  private var slots: UnsafeMutablePointer<Int32>
  private var slotCount = 64
  private var entries: [Entry] = []

  init() {
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: 0, count: slotCount)
  }

  deinit { slots.deallocate() }

  var count: Int { entries.count }

  /// Costs as much as there is in it.
  mutating func removeAll() {
    for entry in entries { slots[entry.slot] = 0 }
    entries.removeAll(keepingCapacity: true)
  }

  /// The value's number; a new one has that of the count before.
  mutating func insert(_ state: CodedState) -> Int {
    let bytes = UnsafeRawBufferPointer(start: state.start, count: state.size)
    var hasher = Hasher()
    hasher.combine(bytes: bytes)
    let hash = hasher.finalize()
    var slot = hash & (slotCount &- 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if entries[number].hash == hash, entries[number].bytes.isEqual(to: bytes) { return number }
      slot = (slot &+ 1) & (slotCount &- 1)
    }
    entries.append(Entry(bytes: bytes, hash: hash, slot: slot))
    slots[slot] = Int32(entries.count)
    if 2 * entries.count > slotCount { grow() }
    return entries.count - 1
  }

  private mutating func grow() {
    slots.deallocate()
    slotCount *= 2
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: 0, count: slotCount)
    for index in entries.indices {
      var slot = entries[index].hash & (slotCount - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
      slots[slot] = Int32(index + 1)
      entries[index].slot = slot
    }
  }
}

extension RelatedOperand {
  /// A value that the row itself holds, as it stands there: its number in the set. nil: another operand.
  var ownValue: Int? {
    guard case .column(0) = operand, columns.count == 1, case .own = columns[0].place,
      columns[0].path.steps.isEmpty
    else { return nil }
    return columns[0].index
  }
}

extension CorrelationEvaluator {
  /// How many different values certain members have, where nothing is in doubt but what the evidence lacks;
  /// nil: something is.
  func distinctQuantity(_ site: AggregateSite) -> Quantity? {
    guard site.plan.aggregate.function == .distinct, site.plan.related.member == nil,
      let value = site.plan.value?.ownValue
    else { return nil }
    let layout = layout(of: site.plan.related)
    different.removeAll()
    for number in 0..<segments.count {
      let segment = segments[number]
      guard segment.doubt == .none,
        segment.lane.pointee.undecided(segment.start, segment.end) == 0
      else { return nil }
      for index in segment.start..<segment.end {
        let row = RowRef(row: segment.lane.pointee.rows + index, layout: layout)
        let state = row.value(value)
        if ValueCode.isUnknown(state.tag) { return nil }
        if ValueCode.isValue(state.tag) { _ = different.insert(state) }
      }
    }
    var bag = ReasonBag()
    add(site.open, to: &bag)
    return .count(different.count, site.isOpen ? nil : different.count, bag)
  }
}
