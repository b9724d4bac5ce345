import Mapping
import RuleModel
import Values

/// The group that is judged: its key, its table row.
final class GroupContext {
  /// How many parts its key has.
  let keyCount: Int
  private let key: UnsafeRawPointer?
  let table: Table?
  let row: Int?
  /// The row's cell that is a key is empty.
  var missingKey: Int32?
  /// Its windows come one after the other, each a bit later.
  var isSliding = false
  /// Made when first asked for: of most groups nothing is shown.
  private(set) lazy var keys = states()

  init(table: Table? = nil, row: Int? = nil) {
    self.table = table
    self.row = row
    keyCount = 0
    key = nil
  }

  /// By the bytes of a key, which must stay as long as the group is judged.
  init(key: UnsafeRawBufferPointer, parts: Int) {
    table = nil
    row = nil
    self.key = key.baseAddress
    keyCount = key.baseAddress == nil ? 0 : parts
  }

  private func states() -> [FieldState] {
    guard keyCount > 0, let key else { return [] }
    var state = CodedState(start: key)
    var result: [FieldState] = []
    for _ in 0..<keyCount {
      result.append(state.state)
      state = CodedState(start: state.start + state.size)
    }
    return result
  }

  func state(_ source: ColumnSource, _ window: GroupWindow) -> FieldState {
    switch source.place {
    case .key:
      return keys.indices.contains(source.index) ? keys[source.index] : .unknown(.missing)
    case .cell:
      guard let table, let row, table.columns.indices.contains(source.index) else {
        return .unknown(.missing)
      }
      return table.rows[row][source.index].map(FieldState.value) ?? .absent
    case .windowStart: return Self.time(window.start)
    case .windowEnd: return Self.time(window.end)
    case .own, .anchor, .each: return .unknown(.missing)
    }
  }

  private static func time(_ time: Int64?) -> FieldState {
    time.map { .value(.timestamp(Timestamp(nanoseconds: $0))) } ?? .unknown(.missing)
  }
}
