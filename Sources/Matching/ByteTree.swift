/// A tree of byte strings, for finding all that a text begins with in one walk.
///
/// Chains without branches are steps of one byte each; a branch has a table of 256. So there are at
/// most as many tables as strings.
struct ByteTree: Sendable {
  /// What reaching a string's end says.
  enum Arrival: Sendable {
    /// It is a match.
    case reached
    /// It is a match if the text ends here.
    case end
    /// The rest of the text decides.
    case candidate
  }

  struct Builder {
    fileprivate var children: [[UInt8: Int]] = [[:]]
    fileprivate var arrivals: [[(number: Int, arrival: Arrival)]] = [[]]

    mutating func insert(_ text: [UInt8], _ number: Int, _ arrival: Arrival) {
      var node = 0
      for byte in text {
        if let child = children[node][byte] {
          node = child
        } else {
          children[node][byte] = children.count
          node = children.count
          children.append([:])
          arrivals.append([])
        }
      }
      arrivals[node].append((number, arrival))
    }
  }

  private struct Node {
    /// -1: no child. 0 and more: a table, where the children are.
    var table: Int32 = -1
    /// The only child, where there is one.
    var child: Int32 = -1
    var byte: UInt8 = 0
    /// Where its arrivals begin and end.
    var first: Int32 = 0
    var last: Int32 = 0
  }

  private let nodes: [Node]
  private let tables: [Int32]
  private let arrivals: [(number: Int32, arrival: Arrival)]
  var isEmpty: Bool { arrivals.isEmpty }

  init(_ builder: Builder) {
    var nodes: [Node] = []
    var tables: [Int32] = []
    var arrivals: [(number: Int32, arrival: Arrival)] = []
    for (index, children) in builder.children.enumerated() {
      var node = Node()
      if children.count == 1, let (byte, child) = children.first {
        (node.byte, node.child) = (byte, Int32(child))
      } else if children.count > 1 {
        node.table = Int32(tables.count)
        tables += Array(repeating: -1, count: 256)
        for (byte, child) in children { tables[Int(node.table) + Int(byte)] = Int32(child) }
      }
      node.first = Int32(arrivals.count)
      arrivals += builder.arrivals[index].map { (Int32($0.number), $0.arrival) }
      node.last = Int32(arrivals.count)
      nodes.append(node)
    }
    self.nodes = nodes
    self.tables = tables
    self.arrivals = arrivals
  }

  /// Walks a text (backwards if it is reversed) and sets the bit of every string that is a match.
  func walk(
    _ text: UnsafeRawBufferPointer, isReversed: Bool,
    into words: UnsafeMutableBufferPointer<UInt64>,
    candidate: (_ number: Int, _ length: Int) -> Bool
  ) {
    nodes.withUnsafeBufferPointer { nodes in
      tables.withUnsafeBufferPointer { tables in
        var index = 0
        var place = 0
        let count = text.count
        while true {
          let node = nodes[index]
          if node.first != node.last {
            arrive(node, at: place, isEnd: place == count, into: words, candidate: candidate)
          }
          guard place < count else { return }
          let byte = isReversed ? text[count &- 1 &- place] : text[place]
          let child: Int32
          if node.table >= 0 {
            child = tables[Int(node.table) &+ Int(byte)]
          } else {
            child = node.byte == byte ? node.child : -1
          }
          guard child >= 0 else { return }
          index = Int(child)
          place &+= 1
        }
      }
    }
  }

  private func arrive(
    _ node: Node, at place: Int, isEnd: Bool, into words: UnsafeMutableBufferPointer<UInt64>,
    candidate: (_ number: Int, _ length: Int) -> Bool
  ) {
    for index in Int(node.first)..<Int(node.last) {
      let (number, arrival) = arrivals[index]
      let isMatch =
        switch arrival {
        case .reached: true
        case .end: isEnd
        case .candidate: candidate(Int(number), place)
        }
      if isMatch { words[Int(number) >> 6] |= 1 << UInt64(number & 63) }
    }
  }
}
