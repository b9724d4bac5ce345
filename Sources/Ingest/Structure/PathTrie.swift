import RuleModel
import Values

/// Where a found value goes: a column of the batch, and which of its mappings found it.
struct SlotTarget: Equatable {
  var column: Int32
  var mapping: UInt8
}

/// One key or index on the way from a record to the wanted values.
struct PathNode {
  /// The hash table of this node's key children in `PathTrie.table`; size `tableMask + 1`,
  /// or no keys at all if `tableStart` is negative.
  var tableStart: Int32 = -1
  var tableShift: UInt64 = 63
  var tableMask: Int32 = 0
  /// Children by array index, in `PathTrie.elements`.
  var elementsStart: Int32 = 0
  var elementsEnd: Int32 = 0
  /// Targets of this very place, below its keys, and below its indices; in `PathTrie.targets`.
  var targetsStart: Int32 = 0
  var targetsEnd: Int32 = 0
  var belowKeysStart: Int32 = 0
  var belowKeysEnd: Int32 = 0
  var belowElementsStart: Int32 = 0
  var belowElementsEnd: Int32 = 0

  // What the record being walked holds here.
  /// The record that was here last, by its number.
  var record: UInt64 = 0
  var valueStart: UInt32 = 0
  var valueEnd: UInt32 = 0
  var isObject = false
}

/// An entry of a node's hash table of keys.
struct PathChild {
  /// The key's first eight bytes, zeros where it is shorter.
  var head: UInt64
  var length: UInt32
  /// Where the whole key is in `PathTrie.keyBytes`.
  var keyStart: UInt32
  /// The node that the key leads to; 0 (the root) in an empty entry.
  var node: Int32
}

/// The places in a record that somebody asks for, as a trie over keys and array indices; frozen
/// into flat memory for the walk.
///
/// INVARIANT: the pointers live as long as the object, and only its one owner uses them.
final class PathTrie {
  /// A place to look at, and what it supplies.
  struct Wanted {
    var steps: [RecordPath.Step]
    var target: SlotTarget?
  }

  let view: PathView
  /// For each wanted place, in their order, its node.
  let wantedNodes: [Int32]

  private final class Building {
    var keys: [(key: Text, node: Int)] = []
    var elements: [(index: Int, node: Int)] = []
    var targets: [SlotTarget] = []
  }

  init(_ wanted: [Wanted]) {
    var building = [Building()]
    var ends: [Int32] = []
    for want in wanted {
      var at = 0
      for step in want.steps {
        let next: Int
        switch step {
        case .key(let key):
          if let known = building[at].keys.first(where: { $0.key == key }) {
            next = known.node
          } else {
            next = building.count
            building[at].keys.append((key, next))
            building.append(Building())
          }
        case .index(let index):
          if let known = building[at].elements.first(where: { $0.index == index }) {
            next = known.node
          } else {
            next = building.count
            building[at].elements.append((index, next))
            building.append(Building())
          }
        }
        at = next
      }
      if let target = want.target { building[at].targets.append(target) }
      ends.append(Int32(at))
    }
    wantedNodes = ends

    func below(_ node: Int) -> [SlotTarget] {
      building[node].targets + belowKeys(node) + belowElements(node)
    }
    func belowKeys(_ node: Int) -> [SlotTarget] { building[node].keys.flatMap { below($0.node) } }
    func belowElements(_ node: Int) -> [SlotTarget] {
      building[node].elements.flatMap { below($0.node) }
    }

    var flatNodes: [PathNode] = []
    var flatTable: [PathChild] = []
    var flatElements: [(index: Int, node: Int32)] = []
    var flatTargets: [SlotTarget] = []
    var flatKeys: [UInt8] = []
    func append(_ list: [SlotTarget]) -> (Int32, Int32) {
      let start = Int32(flatTargets.count)
      flatTargets += list
      return (start, Int32(flatTargets.count))
    }
    for (number, node) in building.enumerated() {
      var flat = PathNode()
      (flat.targetsStart, flat.targetsEnd) = append(node.targets)
      (flat.belowKeysStart, flat.belowKeysEnd) = append(belowKeys(number))
      (flat.belowElementsStart, flat.belowElementsEnd) = append(belowElements(number))
      flat.elementsStart = Int32(flatElements.count)
      flatElements += node.elements.map { ($0.index, Int32($0.node)) }
      flat.elementsEnd = Int32(flatElements.count)
      if !node.keys.isEmpty {
        var bits = 1
        while 1 << bits < node.keys.count * 4 { bits += 1 }
        flat.tableStart = Int32(flatTable.count)
        flat.tableShift = UInt64(64 - bits)
        flat.tableMask = Int32((1 << bits) - 1)
        var entries = [PathChild](
          repeating: PathChild(head: 0, length: 0, keyStart: 0, node: 0), count: 1 << bits)
        for (key, child) in node.keys {
          let head = Self.head(of: key.bytes)
          var place = Int(
            PathView.hash(head, UInt64(key.bytes.count)) >> flat.tableShift)
          while entries[place].node != 0 { place = (place + 1) & ((1 << bits) - 1) }
          entries[place] = PathChild(
            head: head, length: UInt32(key.bytes.count), keyStart: UInt32(flatKeys.count),
            node: Int32(child))
          flatKeys += key.bytes
        }
        flatTable += entries
      }
      flatNodes.append(flat)
    }
    view = PathView(
      nodes: Self.copy(flatNodes), table: Self.copy(flatTable),
      elements: Self.copy(flatElements), targets: Self.copy(flatTargets),
      keyBytes: Self.copy(flatKeys))
  }

  deinit {
    view.nodes.deallocate()
    view.table.deallocate()
    view.elements.deallocate()
    view.targets.deallocate()
    view.keyBytes.deallocate()
  }

  /// All elements are trivial, so nothing has to be deinitialised.
  private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
    memory.initialize(from: array, count: array.count)
    return memory
  }

  private static func head(of key: [UInt8]) -> UInt64 {
    key.prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
  }
}
