import Ingest

/// What was counted for one input; tallies of several workers merge by addition.
struct FileTally {
  /// The first places of one reason.
  struct Unreadable {
    static let mostPlaces = 10

    var count = 0
    /// Chunk, place in the chunk, offset: the first in that order.
    var places: [(chunk: Int, ordinal: UInt32, offset: UInt64)] = []

    mutating func add(chunk: Int, _ record: UnreadableRecord) {
      count += 1
      insert((chunk, record.ordinal, record.offset))
    }

    mutating func insert(_ place: (chunk: Int, ordinal: UInt32, offset: UInt64)) {
      if places.count >= Self.mostPlaces, let last = places.last,
        (last.chunk, last.ordinal) < (place.chunk, place.ordinal)
      {
        return
      }
      let index =
        places.firstIndex { (place.chunk, place.ordinal) < ($0.chunk, $0.ordinal) } ?? places.count
      places.insert(place, at: index)
      if places.count > Self.mostPlaces { places.removeLast() }
    }
  }

  var events = 0
  var firstTime = Int64.max
  var lastTime = Int64.min
  /// By the plan's kinds.
  var kinds: [Int] = []
  var unreadable: [UnreadableReason: Unreadable] = [:]
  /// How many records each chunk holds, readable or not.
  var chunkRecords: [(chunk: Int, count: Int)] = []

  mutating func merge(_ other: FileTally) {
    events += other.events
    firstTime = min(firstTime, other.firstTime)
    lastTime = max(lastTime, other.lastTime)
    if kinds.isEmpty {
      kinds = other.kinds
    } else {
      for index in other.kinds.indices { kinds[index] += other.kinds[index] }
    }
    for (reason, one) in other.unreadable {
      var mine = unreadable[reason] ?? Unreadable()
      mine.count += one.count
      for place in one.places { mine.insert(place) }
      unreadable[reason] = mine
    }
    chunkRecords += other.chunkRecords
  }
}

/// How many records stand before each chunk of an input.
struct RecordNumbers {
  private var before: [Int] = []
  private(set) var total = 0

  init(_ tally: FileTally) {
    for (chunk, count) in tally.chunkRecords.sorted(by: { $0.chunk < $1.chunk }) {
      while before.count <= chunk { before.append(total) }
      total += count
    }
  }

  /// Counted from 1.
  func number(chunk: Int, ordinal: UInt32) -> Int {
    (before.indices.contains(chunk) ? before[chunk] : 0) + Int(ordinal) + 1
  }
}
