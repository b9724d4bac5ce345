import Mapping
import RuleModel
import Values

/// The group that is judged: its key, its table row, its window.
struct GroupContext {
  var keys: [FieldState] = []
  var table: Table?
  var row: Int?
  /// The row's cell that is a key is empty.
  var missingKey: Int32?
  var window = GroupWindow()
  /// Its windows come one after the other, each a bit later.
  var isSliding = false

  func state(_ source: ColumnSource) -> FieldState {
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
