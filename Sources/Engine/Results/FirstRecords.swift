/// The first `limit` records in their order, whatever order they come in, and how many were left
/// out. A heap with the last of them on top: adding one that is not among the first costs a
/// comparison.
package struct FirstRecords: Sendable {
  package struct Candidate: Sendable {
    package let record: CapturedRecord
    /// The waiver that covers the finding; -1 if none does.
    package let waiver: Int32
  }

  package let limit: Int
  private var heap: [Candidate] = []

  package init(limit: Int) { self.limit = limit }

  package var count: Int { heap.count }

  /// Whether a record with this key would be kept.
  @inline(__always)
  func accepts(_ key: RecordKey) -> Bool {
    if heap.count < limit { return true }
    guard let last = heap.first else { return false }
    return key < last.record.key
  }

  /// The time from which on no record is kept; `.max` while there is room.
  var lastTime: Int64 {
    if heap.count < limit { return .max }
    return heap.first?.record.key.time ?? .min
  }

  mutating func insert(_ candidate: Candidate) {
    if heap.count < limit {
      heap.append(candidate)
      siftUp()
    } else if limit > 0, candidate.record.key < heap[0].record.key {
      heap[0] = candidate
      siftDown()
    }
  }

  package mutating func merge(_ other: FirstRecords) {
    if heap.isEmpty, other.heap.count <= limit {
      heap = other.heap
      return
    }
    for candidate in other.heap where accepts(candidate.record.key) { insert(candidate) }
  }

  package func sorted() -> [Candidate] { heap.sorted { $0.record.key < $1.record.key } }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[parent].record.key < heap[child].record.key else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[largest].record.key < heap[child].record.key {
        largest = child
      }
      if largest == parent { return }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}
