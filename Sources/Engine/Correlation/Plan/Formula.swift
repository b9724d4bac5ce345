import RuleModel
import Values

/// A condition whose leaves are what is known of an event by itself, comparisons with other events,
/// and questions about them. Kleene's `and`, `or`, `not` between them.
enum Formula {
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
  indirect case not(Formula)

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
final class WindowPlan {
  enum Origin {
    case anchor, each
    case timestamp(RelatedOperand)
  }

  let extent: Window.Extent
  let origin: Origin
  let startsAtAnchor: Bool
  let countsAnchor: Bool
  let zone: Zone

  init(extent: Window.Extent, origin: Origin, countsAnchor: Bool, zone: Zone) {
    self.extent = extent
    self.origin = origin
    startsAtAnchor = if case .anchor = origin { true } else { false }
    self.countsAnchor = countsAnchor
    self.zone = zone
  }
}

/// Whose evidence a question needs: all these kinds'.
struct SupplyPlan {
  var kinds: [String]
}

/// Related events as a question sees them.
final class RelatedPlan {
  /// By its number in the plan's candidate sets.
  let candidates: Int
  /// nil: everywhere, or the group's window.
  let window: WindowPlan?
  /// The part of `where` that compares with the anchor.
  let member: Formula?
  let supply: SupplyPlan
  /// Relations in `where` and `has`: their windows add up.
  let nested: [Related]
  /// The key is an equality of `where`: to an anchor without it any event may be equal.
  let keyIsCondition: Bool

  init(
    candidates: Int, window: WindowPlan?, member: Formula?, supply: SupplyPlan, nested: [Related],
    keyIsCondition: Bool
  ) {
    self.keyIsCondition = keyIsCondition
    self.candidates = candidates
    self.window = window
    self.member = member
    self.supply = supply
    self.nested = nested
  }
}

/// Events of a stream that pass a filter on what is known of them by themselves.
struct CandidatePlan {
  var stream: Int
  var filter: Formula?
}

final class RelationPlan {
  let form: Form
  let related: RelatedPlan
  let has: Formula?
  /// `has` compares the related event with no other.
  let hasReadsRowAlone: Bool
  let relation: Relation

  enum Form {
    case atLeast(Int), atMost(Int), exactly(Int), latest, first
  }

  init(
    form: Form, related: RelatedPlan, has: Formula?, hasReadsRowAlone: Bool, relation: Relation
  ) {
    self.hasReadsRowAlone = hasReadsRowAlone
    self.form = form
    self.related = related
    self.has = has
    self.relation = relation
  }
}

final class StatePlan {
  struct Boundary {
    var starts: Bool
    var candidates: Int
  }

  let use: StateUse
  let boundaries: [Boundary]
  let zone: Zone
  let supply: SupplyPlan
  /// What was on before the evidence: by coded keys the latest that it started; `Int64.min` without
  /// a time. nil: nothing is said.
  let initial: [[UInt8]: Int64]?

  init(
    use: StateUse, boundaries: [Boundary], zone: Zone, supply: SupplyPlan,
    initial: [[UInt8]: Int64]?
  ) {
    self.use = use
    self.boundaries = boundaries
    self.zone = zone
    self.supply = supply
    self.initial = initial
  }
}

final class SequencePlan {
  let sequence: EventSequence
  /// By step.
  let candidates: [Int]
  let zone: Zone
  let supply: SupplyPlan

  init(sequence: EventSequence, candidates: [Int], zone: Zone, supply: SupplyPlan) {
    self.sequence = sequence
    self.candidates = candidates
    self.zone = zone
    self.supply = supply
  }
}

final class AggregatePlan {
  let aggregate: Aggregate
  let related: RelatedPlan
  /// Of a member.
  let value: RelatedOperand?
  /// The condition of `share`, of a member.
  let condition: Formula?
  /// Of the anchor or the group.
  let otherwise: RelatedOperand?

  init(
    aggregate: Aggregate, related: RelatedPlan, value: RelatedOperand?, condition: Formula?,
    otherwise: RelatedOperand?
  ) {
    self.aggregate = aggregate
    self.related = related
    self.value = value
    self.condition = condition
    self.otherwise = otherwise
  }
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
final class ComparisonPlan {
  enum Side {
    case aggregate(Int, isStored: Bool)
    case operand(RelatedOperand)
  }

  let left: Side
  let comparison: Comparison
  let right: Side
  /// One side says the same of every event.
  let isFixed: Bool

  init(left: Side, comparison: Comparison, right: Side) {
    self.left = left
    self.comparison = comparison
    self.right = right
    isFixed = [left, right].contains {
      if case .operand(let operand) = $0 { operand.isLiteral } else { false }
    }
  }
}
