/// The rows of a batch by hash. Owned by one worker; filled again for each batch.
struct RowGroups {
  private var hashes: [UInt64]
  private var heads: [Int32]
  private var counts: [Int32]
  private var next: [Int32]
  private var used: [Int] = []
  private let mask: Int

  /// For at most `capacity` rows.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    mask = size - 1
    hashes = Array(repeating: 0, count: size)
    heads = Array(repeating: -1, count: size)
    counts = Array(repeating: 0, count: size)
    next = Array(repeating: -1, count: capacity)
  }

  var isEmpty: Bool { used.isEmpty }

  mutating func add(_ hash: UInt64, row: Int) {
    var place = Int(truncatingIfNeeded: hash) & mask
    while heads[place] >= 0, hashes[place] != hash { place = (place + 1) & mask }
    if heads[place] < 0 {
      hashes[place] = hash
      counts[place] = 0
      used.append(place)
    }
    next[row] = heads[place]
    heads[place] = Int32(row)
    counts[place] += 1
  }

  /// Calls `body` with each hash and its rows, and forgets them.
  mutating func drain(_ body: (_ hash: UInt64, _ rows: [Int]) -> Void) {
    var rows: [Int] = []
    for place in used {
      rows.removeAll(keepingCapacity: true)
      var row = heads[place]
      while row >= 0 {
        rows.append(Int(row))
        row = next[Int(row)]
      }
      heads[place] = -1
      body(hashes[place], rows)
    }
    used.removeAll(keepingCapacity: true)
  }
}
