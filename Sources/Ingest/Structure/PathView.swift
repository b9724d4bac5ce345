/// The flat memory of a `PathTrie`, as plain pointers for the walk.
struct PathView {
  let nodes: UnsafeMutablePointer<PathNode>
  let table: UnsafeMutablePointer<PathChild>
  let elements: UnsafeMutablePointer<(index: Int, node: Int32)>
  let targets: UnsafeMutablePointer<SlotTarget>
  let keyBytes: UnsafeMutablePointer<UInt8>

  @inline(__always)
  static func hash(_ head: UInt64, _ length: UInt64) -> UInt64 {
    (head ^ (length &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
  }

  /// The node that a key of `length` bytes at `key` leads to; 0 if nobody wants it.
  /// Eight readable bytes must follow `key`.
  @inline(__always)
  func child(of node: Int32, key: UnsafePointer<UInt8>, length: Int) -> Int32 {
    let parent = nodes + Int(node)
    if parent.pointee.tableStart < 0 { return 0 }
    let word = UInt64(littleEndian: JSONScalar.load64(key))
    let head =
      length >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
    let entries = table + Int(parent.pointee.tableStart)
    let mask = Int(parent.pointee.tableMask)
    var place = Int(
      truncatingIfNeeded: Self.hash(head, UInt64(truncatingIfNeeded: length))
        &>> parent.pointee.tableShift)
    // INVARIANT: the table is at most a quarter full, so an empty entry ends the search.
    while entries[place].node != 0 {
      if entries[place].head == head, Int(entries[place].length) == length,
        length <= 8 || Self.equal(key, keyBytes + Int(entries[place].keyStart), length)
      {
        return entries[place].node
      }
      place = (place &+ 1) & mask
    }
    return 0
  }

  @inline(__always)
  private static func equal(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    var at = 8
    while at < count {
      if left[at] != right[at] { return false }
      at &+= 1
    }
    return true
  }
}
