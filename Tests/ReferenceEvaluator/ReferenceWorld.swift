import RuleModel
import Values

/// What the evidence covers (semantics C4, *Ends of the evidence*).
package struct ReferenceCoverage: Sendable {
  /// One body of evidence: what its source can record, and from when to when, `[begin, end)`.
  package struct Supplier: Sendable {
    package var source: Int
    package var kinds: Set<String>
    /// `Int64.min`: nothing is missing before.
    package var begin: Int64
    /// `Int64.max`: nothing comes after.
    package var end: Int64

    package init(source: Int, kinds: Set<String>, begin: Int64, end: Int64) {
      self.source = source
      self.kinds = kinds
      self.begin = begin
      self.end = end
    }
  }

  package var suppliers: [Supplier]
  /// By source, in nanoseconds.
  package var tolerances: [Int64]

  package init(suppliers: [Supplier], tolerances: [Int64] = []) {
    self.suppliers = suppliers
    self.tolerances = tolerances
  }
}

/// All events of a run with what is known about the evidence.
package struct ReferenceWorld: Sendable {
  package var events: [ReferenceEvent]
  package var coverage: ReferenceCoverage
  package var vocabulary: Vocabulary
  /// `--period`: which subjects are judged, `[start, end)`.
  package var period: (start: Int64, end: Int64)?
  /// The order in which everything happened, as a rank for each event, where it is known: then it
  /// decides, whatever clocks say. For tests that go through possible worlds.
  package var ranks: [Int]?
  /// In such a world: whether events at the very time that a window starts from come before it.
  package var equalsComeBeforeInstants: Bool?
  private var kindsBelow: [String: Set<String>]

  package init(
    events: [ReferenceEvent], coverage: ReferenceCoverage, vocabulary: Vocabulary,
    period: (start: Int64, end: Int64)? = nil
  ) {
    self.events = events
    self.coverage = coverage
    self.vocabulary = vocabulary
    self.period = period
    kindsBelow = [:]
    for kind in vocabulary.kindParents.keys {
      kindsBelow[kind] = vocabulary.kindAndDescendants(of: kind)
    }
  }

  func time(_ event: Int) -> Int64 { events[event].time.nanoseconds }

  func isOfKind(_ event: Int, _ kind: String) -> Truth {
    let kinds = kindsBelow[kind] ?? [kind]
    if kind == "event" || !events[event].kinds.isDisjoint(with: kinds) { return .yes }
    return events[event].undecidedKinds.isDisjoint(with: kinds) ? .no : .unknown
  }

  func tolerance(_ source: Int) -> Int64 {
    coverage.tolerances.indices.contains(source) ? coverage.tolerances[source] : 0
  }

  // MARK: Order

  /// Inside one file by time and position. Between files equal times, between sources times that
  /// differ by no more than both tolerances, have no known order.
  func precedes(_ first: Int, _ second: Int) -> Truth {
    if first == second { return .no }
    if let ranks { return Truth(ranks[first] < ranks[second]) }
    let (a, b) = (events[first], events[second])
    if a.source == b.source && a.file == b.file {
      return Truth(a.time == b.time ? a.position < b.position : a.time < b.time)
    }
    let tolerance = a.source == b.source ? 0 : tolerance(a.source) + tolerance(b.source)
    let difference = b.time.nanoseconds - a.time.nanoseconds
    if abs(difference) <= tolerance { return .unknown }
    return Truth(difference > 0)
  }

  /// Whether an event is known to come before another, by their indices.
  package func comesBefore(_ first: Int, _ second: Int) -> Bool { precedes(first, second) == .yes }

  /// Whether an event comes before a time that another event only tells of: with its equals no order
  /// is known.
  func precedes(_ event: Int, instant: Int64) -> Truth {
    if time(event) != instant { return Truth(time(event) < instant) }
    return equalsComeBeforeInstants.map { Truth($0) } ?? .unknown
  }

  // MARK: Evidence

  struct Evidence {
    /// The latest begin and the earliest end of the inputs that can record the kinds.
    var begin: Int64
    var end: Int64
    var sources: Set<Int>
  }

  enum Supply {
    case noSource(kind: String)
    case evidence(Evidence)
  }

  /// Of events of any of the kinds: what is missing of one is missing.
  func supply(of kinds: [String]) -> Supply {
    var evidence = Evidence(begin: .min, end: .max, sources: [])
    for kind in kinds {
      let below = kindsBelow[kind] ?? [kind]
      let able = coverage.suppliers.filter {
        kind == "event" || !$0.kinds.isDisjoint(with: below)
      }
      if able.isEmpty { return .noSource(kind: kind) }
      for supplier in able {
        evidence.begin = max(evidence.begin, supplier.begin)
        evidence.end = min(evidence.end, supplier.end)
        evidence.sources.insert(supplier.source)
      }
    }
    return .evidence(evidence)
  }
}

/// What `with each` names.
enum ReferenceEach {
  case event(Int)
  case element(Value)
}

/// Where a clause stands: whose fields the bare names are, and what the other names mean.
struct ReferenceScope {
  var world: ReferenceWorld
  /// nil in a group's own clauses.
  var event: Int?
  /// The event around it, inside a related event's clauses.
  var anchor: Int?
  var each: ReferenceEach?
  var group: ReferenceGroup?

  var conditions: ReferenceConditions {
    let own =
      event.map { world.events[$0] }
      ?? ReferenceEvent(
        kinds: [], time: Timestamp(nanoseconds: 0), fields: group?.keyFields ?? [:])
    return ReferenceConditions(event: own, vocabulary: world.vocabulary, scope: self)
  }

  /// Inside the clauses of an event related to this one.
  func member(_ index: Int) -> ReferenceScope {
    ReferenceScope(world: world, event: index, anchor: event, each: each, group: group)
  }

  /// An event by itself.
  func at(_ index: Int) -> ReferenceScope { ReferenceScope(world: world, event: index) }
}
