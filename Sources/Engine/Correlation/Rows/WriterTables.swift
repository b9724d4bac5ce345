import RuleModel

/// A stream as the writer needs it: plain numbers.
struct WriterStream: BitwiseCopyable {
  var partition: Int32
  var number: UInt16
  var roles: StreamPlan.Roles
  var isNumbered: Bool
  var isScattered: Bool
  var keys: Stretch
  var values: Stretch
  var answers: Stretch
}

struct WriterKeyPart: BitwiseCopyable {
  /// Of the selection's values; -1: open.
  var value: Int32
  /// It is compared as another kind of value than it may come as.
  var converts: Bool
}

/// A selection as the writer needs it.
struct WriterSelection: BitwiseCopyable {
  var streams: Stretch
  var answerCount: Int32
  /// With the element, where the selection has some.
  var valueCount: Int32
  /// Its events have numbers.
  var isNumbered: Bool
}

/// The streams of all selections in flat tables. Lives as long as its plan.
final class WriterTables: Sendable {
  let streams: Frozen<WriterStream>
  let shapes: Frozen<WriterSelection>
  let parts: Frozen<WriterKeyPart>
  let indices: Frozen<Int32>
  /// By part: what it is compared as, where in an element it is, and the field that it is.
  let kinds: [ValueKind?]
  let paths: [RecordPath]
  let names: [String]
  /// By part: the stream, as numbered in the plan.
  let streamOfPart: [Int]
  let partCount: Int
  let mostValues: Int
  let mostAnswers: Int

  init(
    selections: [Selection], isNumbered: [Bool], streams plans: [StreamPlan],
    partitions: [PartitionPlan]
  ) {
    var numbers = Array(repeating: UInt16(0), count: plans.count)
    for partition in partitions {
      for (number, stream) in partition.streams.enumerated() {
        numbers[stream] = UInt16(truncatingIfNeeded: number)
      }
    }
    var streams: [WriterStream] = []
    var shapes: [WriterSelection] = []
    var parts: [WriterKeyPart] = []
    var indices: [Int32] = []
    var kinds: [ValueKind?] = []
    var paths: [RecordPath] = []
    var names: [String] = []
    var owners: [Int] = []
    for (selection, plan) in selections.enumerated() {
      let first = Int32(streams.count)
      for (index, stream) in plans.enumerated() where stream.set == selection {
        let keys = Int32(parts.count)
        for part in stream.keys {
          let value = part.value == ColumnSource.element ? plan.values.count : part.value
          parts.append(
            WriterKeyPart(
              value: Int32(value), converts: part.kind != nil || !part.path.steps.isEmpty))
          kinds.append(part.kind)
          paths.append(part.path)
          names.append(value < 0 ? "" : plan.name(ofValue: value))
          owners.append(index)
        }
        let values = Int32(indices.count)
        indices += stream.values.map {
          Int32($0 == ColumnSource.element ? plan.values.count : $0)
        }
        let answers = Int32(indices.count)
        indices += stream.answers.map(Int32.init)
        streams.append(
          WriterStream(
            partition: Int32(2 * stream.partition + 1), number: numbers[index], roles: stream.roles,
            isNumbered: stream.isNumbered, isScattered: stream.roles.contains(.scattered),
            keys: Stretch(start: keys, end: Int32(parts.count)),
            values: Stretch(start: values, end: answers),
            answers: Stretch(start: answers, end: Int32(indices.count))))
      }
      shapes.append(
        WriterSelection(
          streams: Stretch(start: first, end: Int32(streams.count)),
          answerCount: Int32(plan.answers.count),
          valueCount: Int32(plan.values.count + (plan.elements == nil ? 0 : 1)),
          isNumbered: isNumbered[selection]))
    }
    self.streams = Frozen(streams)
    self.shapes = Frozen(shapes)
    self.parts = Frozen(parts)
    self.indices = Frozen(indices)
    self.kinds = kinds
    self.paths = paths
    self.names = names
    streamOfPart = owners
    partCount = parts.count
    mostValues = selections.map { $0.values.count + 1 }.max() ?? 0
    mostAnswers = selections.map(\.answers.count).max() ?? 0
  }

  deinit {
    streams.deallocate()
    shapes.deallocate()
    parts.deallocate()
    indices.deallocate()
  }
}

extension Selection {
  /// The field that a value shows or depends on first, as a rule writes it.
  func name(ofValue index: Int) -> String {
    index < values.count ? values[index].mainName : elements?.mainName ?? ""
  }
}

extension Operand {
  /// The field that it shows or depends on first, as a rule writes it.
  var mainName: String {
    switch self {
    case .field(let field): field.name
    case .raw(let path): "raw" + PlannedColumn.written(path)
    case .function(let call): call.arguments.lazy.map(\.mainName).first { !$0.isEmpty } ?? call.name
    case .lookup(let table, let keys, let column):
      keys.lazy.map(\.mainName).first { !$0.isEmpty } ?? column ?? table.name
    case .outer(_, let operand): operand.mainName
    case .aggregate(let aggregate): aggregate.text
    case .row(let column): column
    default: ""
    }
  }
}
