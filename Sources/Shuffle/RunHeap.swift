/// Cursors that have a row, the one whose row's key stands first at the top.
final class RunHeap {
  /// The key's order stands beside the cursor's number, so that most comparisons look at no row.
  private struct Place: BitwiseCopyable {
    var sortKey: UInt64
    var cursor: Int
  }

  // Behind pointers, so that it costs no checks of exclusive access.
  private let places: UnsafeMutablePointer<Place>
  private let filled: UnsafeMutablePointer<Int>
  private let cursors: [RunCursor]

  init(_ cursors: [RunCursor]) throws(ShuffleError) {
    self.cursors = cursors
    places = .allocate(capacity: max(1, cursors.count))
    filled = .allocate(capacity: 1)
    filled.initialize(to: 0)
    for number in cursors.indices where try cursors[number].begin() {
      places[filled.pointee] = Place(sortKey: cursors[number].sortKey, cursor: number)
      filled.pointee += 1
    }
    for place in stride(from: filled.pointee / 2 - 1, through: 0, by: -1) { siftDown(from: place) }
  }

  deinit {
    places.deallocate()
    filled.deallocate()
  }

  @inline(__always)
  var isEmpty: Bool { filled.pointee == 0 }

  /// By what the top's key stands in order; there must be a top.
  @inline(__always)
  var sortKey: UInt64 { places[0].sortKey }

  @inline(__always)
  var top: RunCursor { cursors[places[0].cursor] }

  /// The top stands at a later key now.
  func topAdvanced() {
    places[0].sortKey = cursors[places[0].cursor].sortKey
    siftDown(from: 0)
  }

  /// The top has no row any more.
  func removeTop() {
    filled.pointee -= 1
    places[0] = places[filled.pointee]
    siftDown(from: 0)
  }

  @inline(__always)
  private func precedes(_ one: Place, _ other: Place) -> Bool {
    one.sortKey != other.sortKey
      ? one.sortKey < other.sortKey : precedesByBytes(one.cursor, other.cursor)
  }

  @inline(never)
  private func precedesByBytes(_ first: Int, _ second: Int) -> Bool {
    let one = cursors[first].key
    let other = cursors[second].key
    return compareBytes(one.baseAddress!, one.count, other.baseAddress!, other.count) < 0
  }

  private func siftDown(from start: Int) {
    let places = places
    let count = filled.pointee
    guard start < count else { return }
    let moved = places[start]
    var place = start
    while true {
      var least = 2 &* place &+ 1
      guard least < count else { break }
      if least &+ 1 < count, precedes(places[least &+ 1], places[least]) { least &+= 1 }
      guard precedes(places[least], moved) else { break }
      places[place] = places[least]
      place = least
    }
    places[place] = moved
  }
}
