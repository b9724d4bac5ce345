import Mapping
import RuleModel
import Values

/// Which places of a record feed which columns: the asked ones and those that the extractor
/// needs for itself.
struct ColumnPlan {
  /// Where a column's value may stand, if no mapping of it is recorded.
  struct MissingRule {
    var column: Int32
    var mapping: UInt8
    /// Objects above the place that the source declares whole.
    var wholeNodes: [Int32]
    /// The mapping itself says that a missing key means absent.
    var isAbsent: Bool
  }

  let askedCount: Int
  let timeColumn: Int
  /// The column of `kind from`, if the source has one.
  let kindColumn: Int?
  /// All columns: those above and, behind them, one for each candidate of `choices`.
  let columnCount: Int
  /// The columns without the candidates'.
  let plainCount: Int
  let choices: MappingChoices
  let trie: PathTrie
  /// Grouped by column, in the order of mappings; only columns for which there is more to say
  /// than `missing` by the first mapping.
  let missingRules: [MissingRule]
  let detectNodes: [Int32]
  let kindNode: Int32
  let itemsNode: Int32
  let recordsNode: Int32
  private let nodesByTarget: [[[Int32]]]
  /// The column that each candidate's column is for.
  private let ownerOfCandidate: [Int]

  init(source: CheckedSource, columns: [ColumnRequest]) {
    var wanted: [PathTrie.Wanted] = []
    var mappingsOfColumn: [[(mapping: CheckedSource.Mapping, wanted: Range<Int>)]] = []

    func add(_ mappings: [CheckedSource.Mapping], byName: Field? = nil) {
      let column = Int32(mappingsOfColumn.count)
      var list: [(mapping: CheckedSource.Mapping, wanted: Range<Int>)] = []
      // A slot names its mapping in one byte.
      for (number, mapping) in mappings.prefix(255).enumerated() {
        let start = wanted.count
        wanted.append(
          PathTrie.Wanted(
            steps: mapping.path.steps,
            target: SlotTarget(column: column, mapping: UInt8(number))))
        list.append((mapping, start..<wanted.count))
      }
      if let byName {
        let start = wanted.count
        let target = SlotTarget(column: column, mapping: UInt8(min(mappings.count, 255)))
        for steps in Self.spellings(of: byName.name) {
          wanted.append(PathTrie.Wanted(steps: steps, target: target))
        }
        list.append((CheckedSource.Mapping(path: RecordPath([])), start..<wanted.count))
      }
      mappingsOfColumn.append(list)
    }

    for column in columns {
      switch column {
      case .field(let field):
        add(source.mappings[field] ?? [], byName: source.fieldsByName ? field : nil)
      case .raw(let path): add([CheckedSource.Mapping(path: path)])
      }
    }
    askedCount = columns.count
    timeColumn = mappingsOfColumn.count
    add(source.time)
    if let path = source.kindPath {
      kindColumn = mappingsOfColumn.count
      add([CheckedSource.Mapping(path: path)])
    } else {
      kindColumn = nil
    }
    plainCount = mappingsOfColumn.count
    // Of several mappings each fills a column of its own.
    var several: [(column: Int, mappings: [CheckedSource.Mapping])] = []
    var candidate = Int32(plainCount)
    for (column, list) in mappingsOfColumn.enumerated() where list.count > 1 {
      several.append((column, list.map(\.mapping)))
      for entry in list {
        for place in entry.wanted { wanted[place].target?.column = candidate }
        candidate += 1
      }
    }
    choices = MappingChoices(several, firstCandidate: plainCount)
    columnCount = Int(candidate)

    let placesStart = wanted.count
    for path in source.detect + source.whole {
      wanted.append(PathTrie.Wanted(steps: path.steps, target: nil))
    }
    for key in ["kind", "items", "Records"] {
      wanted.append(PathTrie.Wanted(steps: [.key(Text(key))], target: nil))
    }
    trie = PathTrie(wanted)
    let nodes = trie.wantedNodes
    let detectEnd = placesStart + source.detect.count
    detectNodes = Array(nodes[placesStart..<detectEnd])
    let wholeNodes = Array(nodes[detectEnd..<(detectEnd + source.whole.count)])
    kindNode = nodes[nodes.count - 3]
    itemsNode = nodes[nodes.count - 2]
    recordsNode = nodes[nodes.count - 1]

    var rules: [MissingRule] = []
    for (column, mappings) in mappingsOfColumn.enumerated() {
      let ofColumn = mappings.enumerated().map { number, entry in
        MissingRule(
          column: Int32(column), mapping: UInt8(min(number, 255)),
          wholeNodes: zip(source.whole, wholeNodes).filter { whole, _ in
            entry.mapping.path.steps.count > whole.steps.count
              && entry.mapping.path.steps.starts(with: whole.steps)
          }.map(\.1),
          isAbsent: entry.mapping.missing == .absent)
      }
      // Without whole objects the first mapping that leaves the matter open speaks for all.
      let speaks = ofColumn.firstIndex { !$0.isAbsent } ?? 0
      if ofColumn.contains(where: { !$0.wholeNodes.isEmpty }) || speaks != 0 {
        rules += ofColumn
      }
    }
    missingRules = rules
    nodesByTarget = mappingsOfColumn.map { list in
      list.map { entry in entry.wanted.map { nodes[$0] } }
    }
    ownerOfCandidate = several.flatMap { entry in entry.mappings.map { _ in entry.column } }
  }

  /// The nodes that supply a target.
  func nodes(of target: SlotTarget) -> [Int32] {
    let number = Int(target.column)
    let column = number < plainCount ? number : ownerOfCandidate[number - plainCount]
    return nodesByTarget[column][Int(target.mapping)]
  }

  /// All ways to write a dotted name: each dot is part of a key or goes one level down.
  static func spellings(of name: String) -> [[RecordPath.Step]] {
    let parts = name.split(separator: ".").map { Array($0.utf8) }
    guard parts.count > 1, parts.count <= 8 else { return [[.key(Text(name))]] }
    return (0..<(1 << (parts.count - 1))).map { choice in
      var keys = [parts[0]]
      for (number, part) in parts.dropFirst().enumerated() {
        if choice & (1 << number) == 0 {
          keys.append(part)
        } else {
          keys[keys.count - 1] += [0x2E] + part
        }
      }
      return keys.map { .key(Text(bytes: $0)) }
    }
  }
}
