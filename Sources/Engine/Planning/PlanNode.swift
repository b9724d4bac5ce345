/// A condition in a source's plan. Equal conditions are one node, whichever rules they are in.
enum PlanNode: BitwiseCopyable, Hashable {
  case constant(Bool)
  /// Unknown in every event, for the reasons of that number: its fields are not recorded.
  case unknown(reasons: Int32)
  /// Reads one column; its answers come from the classes of the column's values.
  case columnTest(column: Int32)
  /// Reads several columns, or the exact time: evaluated row by row.
  case rowTest(Int32)
  case not(Int32)
  /// Children are a stretch of the plan's `children`, those with row tests last.
  case and(start: Int32, end: Int32)
  case or(start: Int32, end: Int32)
}

/// A condition that reads one column, and the node whose masks it fills.
struct ColumnTest {
  let node: Int32
  let test: ScalarTest
  /// How the test works on the bytes of a text; nil where it needs the value.
  let onBytes: ByteTest?
}

/// A condition that reads several columns.
struct RowTest {
  let node: Int32
  let test: ScalarTest
  /// The columns that it reads and that the source records.
  let columns: [Int]
}
