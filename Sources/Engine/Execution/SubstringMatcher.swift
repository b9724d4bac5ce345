/// Many texts to be found anywhere in another one: one walk over it, however many there are
/// (Aho and Corasick's automaton, as a table).
final class SubstringMatcher {
  /// States and nodes are 32-bit; a table larger than this is not made.
  private static let largestTable = 4 << 20

  /// The class of each byte; bytes of no wanted text are of class 0.
  private let classOfByte: UnsafeMutablePointer<UInt8>
  private let classCount: Int
  /// The next state, by state and class.
  private let table: UnsafeMutablePointer<Int32>
  /// By state: where its matches begin in `matches`; there is one more.
  private let firstMatch: UnsafeMutablePointer<Int32>
  private let matches: UnsafeMutablePointer<Int32>

  /// nil if there is nothing to find, or too much for a table. Wanted texts are not empty.
  init?(_ wanted: [(bytes: [UInt8], node: Int32)]) {
    let bytes = Set(wanted.flatMap(\.bytes))
    let states = wanted.reduce(1) { $0 + $1.bytes.count }
    guard !wanted.isEmpty, wanted.allSatisfy({ !$0.bytes.isEmpty }), bytes.count < 255,
      states * (bytes.count + 1) * 4 <= Self.largestTable
    else { return nil }
    classCount = bytes.count + 1
    let classOfByte = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    classOfByte.initialize(repeating: 0, count: 256)
    for (index, byte) in bytes.sorted().enumerated() { classOfByte[Int(byte)] = UInt8(index + 1) }
    self.classOfByte = classOfByte
    var trie = Trie(classCount: classCount)
    for text in wanted { trie.insert(text.bytes.map { classOfByte[Int($0)] }, text.node) }
    trie.close()
    table = .allocate(capacity: trie.next.count)
    table.initialize(from: trie.next, count: trie.next.count)
    firstMatch = .allocate(capacity: trie.nodes.count + 1)
    var all: [Int32] = []
    for (state, nodes) in trie.nodes.enumerated() {
      (firstMatch + state).initialize(to: Int32(all.count))
      all += nodes.sorted()
    }
    (firstMatch + trie.nodes.count).initialize(to: Int32(all.count))
    matches = .allocate(capacity: max(1, all.count))
    matches.initialize(from: all, count: all.count)
  }

  deinit {
    classOfByte.deallocate()
    table.deallocate()
    firstMatch.deallocate()
    matches.deallocate()
  }

  /// Adds an entry for each node whose text stands in this one. A node may be added twice.
  func match(_ text: UnsafeRawBufferPointer, into list: EntryList) {
    guard let start = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var state = 0
    for index in 0..<text.count {
      state = Int(table[state &* classCount &+ Int(classOfByte[Int(start[index])])])
      let first = firstMatch[state]
      let end = firstMatch[state &+ 1]
      if first != end {
        for match in first..<end {
          list.append(ClassEntry(node: matches[Int(match)], code: ClassEntry.yes))
        }
      }
    }
  }

  /// The automaton while it is made.
  private struct Trie {
    let classCount: Int
    var next: [Int32]
    var nodes: [Set<Int32>] = [[]]

    init(classCount: Int) {
      self.classCount = classCount
      next = Array(repeating: -1, count: classCount)
    }

    mutating func insert(_ classes: [UInt8], _ node: Int32) {
      var state = 0
      for byteClass in classes {
        let place = state * classCount + Int(byteClass)
        if next[place] < 0 {
          next[place] = Int32(nodes.count)
          nodes.append([])
          next += Array(repeating: -1, count: classCount)
        }
        state = Int(next[place])
      }
      nodes[state].insert(node)
    }

    // Where a text does not go on, the longest end of what was read that begins another one does.
    mutating func close() {
      var failure = Array(repeating: 0, count: nodes.count)
      var queue: [Int] = []
      for byteClass in 0..<classCount {
        if next[byteClass] < 0 {
          next[byteClass] = 0
        } else {
          queue.append(Int(next[byteClass]))
        }
      }
      var head = 0
      while head < queue.count {
        let state = queue[head]
        head += 1
        nodes[state].formUnion(nodes[failure[state]])
        for byteClass in 0..<classCount {
          let place = state * classCount + byteClass
          let fallback = next[failure[state] * classCount + byteClass]
          if next[place] < 0 {
            next[place] = fallback
          } else {
            failure[Int(next[place])] = Int(fallback)
            queue.append(Int(next[place]))
          }
        }
      }
    }
  }
}
