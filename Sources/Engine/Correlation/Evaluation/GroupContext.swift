import Mapping
import RuleModel
import Values

/// The group that is judged: its key, its table row, its window.
///
/// An object, as it is asked for each window, and copied by none.
final class GroupContext {
  let keys: [FieldState]
  let table: Table?
  let row: Int?
  /// The row's cell that is a key is empty.
  let missingKey: Int32?
  var window = GroupWindow()
  /// Its windows come one after the other, each a bit later.
  var isSliding = false

  init(
    keys: [FieldState] = [], table: Table? = nil, row: Int? = nil, missingKey: Int32? = nil
  ) {
    self.keys = keys
    self.table = table
    self.row = row
    self.missingKey = missingKey
  }

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
