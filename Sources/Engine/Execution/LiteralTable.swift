import Values

/// Many texts, and for each the nodes of the tests that ask for it: found by hash, decided by the
/// whole bytes. Fixed once it is made.
final class LiteralTable {
  private struct Entry: BitwiseCopyable {
    var hash: UInt64
    var offset: Int32
    /// -1 for an empty place.
    var length: Int32
    var firstNode: Int32
    var nodeCount: Int32
  }

  private let entries: UnsafeMutablePointer<Entry>
  private let mask: Int
  private let arena: UnsafeMutableRawPointer
  private let nodes: UnsafeMutablePointer<Int32>

  init(_ literals: [(text: Text, node: Int32)]) {
    var nodesByText: [Text: Set<Int32>] = [:]
    for literal in literals { nodesByText[literal.text, default: []].insert(literal.node) }
    var capacity = 4
    while capacity < nodesByText.count * 4 { capacity *= 2 }
    mask = capacity - 1
    entries = .allocate(capacity: capacity)
    entries.initialize(
      repeating: Entry(hash: 0, offset: 0, length: -1, firstNode: 0, nodeCount: 0),
      count: capacity)
    let bytes = nodesByText.keys.reduce(0) { $0 + $1.bytes.count }
    arena = .allocate(byteCount: max(1, bytes), alignment: 16)
    nodes = .allocate(capacity: max(1, nodesByText.values.reduce(0) { $0 + $1.count }))
    var used = 0
    var nodesUsed = 0
    for text in nodesByText.keys.sorted() {
      let wanted = (nodesByText[text] ?? []).sorted()
      text.bytes.withUnsafeBytes { bytes in
        let start = bytes.baseAddress ?? UnsafeRawPointer(arena)
        (arena + used).copyMemory(from: start, byteCount: bytes.count)
        insert(
          Entry(
            hash: ValueCache.hash(start, bytes.count, 0), offset: Int32(used),
            length: Int32(bytes.count), firstNode: Int32(nodesUsed),
            nodeCount: Int32(wanted.count)))
        used += bytes.count
      }
      for node in wanted {
        nodes[nodesUsed] = node
        nodesUsed += 1
      }
    }
  }

  deinit {
    entries.deallocate()
    arena.deallocate()
    nodes.deallocate()
  }

  private func insert(_ entry: Entry) {
    var place = Int(truncatingIfNeeded: entry.hash) & mask
    while entries[place].length >= 0 { place = (place + 1) & mask }
    entries[place] = entry
  }

  /// Adds a true entry for each node that asks for this text.
  func match(_ bytes: UnsafeRawPointer, _ count: Int, into list: EntryList) {
    let hash = ValueCache.hash(bytes, count, 0)
    var place = Int(truncatingIfNeeded: hash) & mask
    while entries[place].length >= 0 {
      let entry = entries[place]
      if entry.hash == hash, Int(entry.length) == count,
        ValueCache.equal(arena + Int(entry.offset), bytes, count)
      {
        for index in 0..<Int(entry.nodeCount) {
          list.append(ClassEntry(node: nodes[Int(entry.firstNode) + index], code: ClassEntry.yes))
        }
        return
      }
      place = (place &+ 1) & mask
    }
  }
}
