import RuleModel
import Values

/// A condition whose leaves are what is known of an event by itself, comparisons with other events,
/// and questions about them. Kleene's `and`, `or`, `not` between them.
indirect enum Formula {
  case constant(Bool)
  /// An answer that the row holds, by its number in the row's set.
  case answer(Int)
  /// By its number in the plan's tests.
  case test(Int)
  /// Asked where it stands, with the row as anchor; by its number in the plan.
  case question(Int)
  /// Asked in an earlier partition; looked up by the event's number.
  case stored(Int)
  /// By its number in the plan's comparisons.
  case comparison(Int)
  case and([Formula])
  case or([Formula])
  case not(Formula)

  static func all(_ parts: [Formula]) -> Formula? {
    parts.isEmpty ? nil : parts.count == 1 ? parts[0] : .and(parts)
  }
}

/// Where a value that a test reads comes from.
struct ColumnSource: Hashable {
  enum Place: Hashable {
    /// The row that the test is about, the row on which its relation stands, the `with each` row.
    case own, anchor, each
    /// Of a group: its keys, the cells of its table row, its window.
    case key, cell, windowStart, windowEnd
  }

  /// In place of a value's number: the element of a row that is one of a list's.
  static let element = -2

  var place: Place
  /// Of the set's values, of the keys, of the table's columns.
  var index: Int
  /// Into an element.
  var path = RecordPath([])
  /// As a rule writes it.
  var name: String
}

/// A test over the values of several rows.
struct RelatedTest {
  var test: ScalarTest
  /// By the test's columns.
  var columns: [ColumnSource]
  /// `a == b` over two columns: done by bytes where both are strings.
  var isEquality: Bool
}

/// An operand of a comparison with an aggregate, or a window's timestamp.
struct RelatedOperand {
  var operand: ScalarOperand
  var columns: [ColumnSource]

  var isLiteral: Bool { operand.isLiteral }
}

/// A window with its zone looked up.
struct WindowPlan {
  enum Origin {
    case anchor, each
    case timestamp(RelatedOperand)
  }

  var extent: Window.Extent
  var origin: Origin
  var countsAnchor: Bool
  var zone: Zone
}

/// Whose evidence a question needs: all these kinds'.
struct SupplyPlan {
  var kinds: [String]
}

/// Related events as a question sees them.
struct RelatedPlan {
  /// By its number in the plan's candidate sets.
  var candidates: Int
  /// nil: everywhere, or the group's window.
  var window: WindowPlan?
  /// The part of `where` that compares with the anchor.
  var member: Formula?
  var supply: SupplyPlan
  /// Relations in `where` and `has`: their windows add up.
  var nested: [Related]
}

/// Events of a stream that pass a filter on what is known of them by themselves.
struct CandidatePlan {
  var stream: Int
  var filter: Formula?
}

struct RelationPlan {
  var form: Form
  var related: RelatedPlan
  var has: Formula?
  var relation: Relation

  enum Form {
    case atLeast(Int), atMost(Int), exactly(Int), latest, first
  }
}

struct StatePlan {
  struct Boundary {
    var starts: Bool
    var candidates: Int
  }

  var use: StateUse
  var boundaries: [Boundary]
  var zone: Zone
  var supply: SupplyPlan
  /// What was on before the evidence: by coded keys the latest that it started; `Int64.min` without
  /// a time. nil: nothing is said.
  var initial: [[UInt8]: Int64]?
}

struct SequencePlan {
  var sequence: EventSequence
  /// By step.
  var candidates: [Int]
  var zone: Zone
  var supply: SupplyPlan
}

struct AggregatePlan {
  var aggregate: Aggregate
  var related: RelatedPlan
  /// Of a member.
  var value: RelatedOperand?
  /// The condition of `share`, of a member.
  var condition: Formula?
  /// Of the anchor or the group.
  var otherwise: RelatedOperand?
}

/// What is asked about one row as anchor, in one partition.
struct QuestionPlan {
  enum Kind {
    case relation(RelationPlan)
    case state(StatePlan)
    case sequence(SequencePlan)
    case aggregate(AggregatePlan)
  }

  var kind: Kind
  var partition: Int
  /// -1: of a group.
  var anchorSet: Int
  var anchorStream: Int
  /// Its answers are kept for other partitions.
  var isStored = false
  /// `for each first`: an event without the key is no subject.
  var isFirst = false
  /// As written.
  var text: String
}

/// A comparison with an aggregate on at least one side.
struct ComparisonPlan {
  enum Side {
    case aggregate(Int, isStored: Bool)
    case operand(RelatedOperand)
  }

  var left: Side
  var comparison: Comparison
  var right: Side

  /// One side says the same of every event.
  var isFixed: Bool {
    [left, right].contains {
      if case .operand(let operand) = $0 { operand.isLiteral } else { false }
    }
  }
}
