import Values

/// A length of time as a rule writes it. `ms` to `w` are exact, `1d` is 24 hours; months and years
/// are steps of the calendar in a zone (semantics C4, *Lengths*).
package enum Length: Hashable, Sendable {
  case exact(Duration)
  /// Years are twelve months.
  case months(Int)
}

/// Which other event a condition inside a relation reads, beside the event that it filters.
package enum OuterEvent: Hashable, Sendable {
  /// The event on which the relation stands: the trigger, or for a nested relation the related
  /// event around it.
  case anchor
  /// The event or element that `with each` names. Only in relations that stand on the trigger, and
  /// in the trigger's own conditions.
  case each
}

/// Where related events may lie, seen from the anchor (semantics C4, *Windows*).
package struct Window: Hashable, Sendable {
  package enum Extent: Hashable, Sendable {
    /// `within D before x`: [x-D, x]; where `countsAnchor`: (x-D, x] and x itself.
    case before(Length)
    /// `within D after x`: [x, x+D]; `toEndOfDay` moves the edge to the end of that day in `zone`.
    case after(Length, toEndOfDay: Bool)
    /// `within D around x`: [x-D, x+D], no order asked for.
    case around(Length)
    /// `between C and D before x`: [x-D, x-C].
    case betweenBefore(Length, Length)
    /// `between C and D after x`: [x+C, x+D].
    case betweenAfter(Length, Length)
    /// `before x`, without an end.
    case everBefore
    /// `after x by end of data`: to the end of the evidence, whatever comes later.
    case untilEndOfData
  }

  package enum Origin: Hashable, Sendable {
    /// The anchor's own time, with its place in the order of events.
    case event
    /// The time of the `with each` event, with its place in the order.
    case eachEvent
    /// A timestamp that the anchor holds (or, as `.outer(.each, …)`, the `with each` event); no order
    /// is known with events of equal time.
    case timestamp(Operand)
  }

  package var extent: Extent
  package var origin: Origin
  /// The counting forms over `within D before x`: the window is half-open and takes the anchor itself
  /// in if it qualifies.
  package var countsAnchor: Bool
  /// The zone of calendar lengths and of `to end of day`.
  package var zone: String

  package init(extent: Extent, origin: Origin, countsAnchor: Bool = false, zone: String = "UTC") {
    self.extent = extent
    self.origin = origin
    self.countsAnchor = countsAnchor
    self.zone = zone
  }
}

/// `K [as y] [window] [with same …] [where C]`: the events that a relation or an aggregate is about.
package struct Related: Hashable, Sendable {
  /// `with same F` and `with same F as x.G`: equal, present values.
  package struct Key: Hashable, Sendable {
    /// Of the related event.
    package var related: Operand
    /// Of the anchor (or `.outer(.each, …)`, or a cell `.row` of the group's table row).
    package var anchor: Operand

    package init(related: Operand, anchor: Operand) {
      self.related = related
      self.anchor = anchor
    }
  }

  package var kind: String
  /// nil: wherever the evidence reaches; in a group, its window.
  package var window: Window?
  package var same: [Key]
  /// Bare operands are the related event's; `.outer` reads the anchor or the `with each` event. May
  /// hold relations, which then stand on the related event.
  package var condition: Condition?

  package init(
    kind: String, window: Window? = nil, same: [Key] = [], condition: Condition? = nil
  ) {
    self.kind = kind
    self.window = window
    self.same = same
    self.condition = condition
  }
}

/// A condition on the events related to one event, its anchor.
package struct Relation: Hashable, Sendable {
  package enum Form: Hashable, Sendable {
    /// `some` is `atLeast(1)`, `at least N`.
    case atLeast(Int)
    /// `no` is `atMost(0)`, `at most N`.
    case atMost(Int)
    case exactly(Int)
    /// `latest K … has C`: the last related event in order satisfies C, and there is one. `C` reads
    /// like `Related.condition`.
    case latest(has: Condition)
    case first(has: Condition)
  }

  package var form: Form
  package var related: Related
  /// As written, for reports: `some deletion within 30d after r with same subject.id`.
  package var text: String

  package init(form: Form, related: Related, text: String = "") {
    self.form = form
    self.related = related
    self.text = text
  }

  /// Relations are equal by what they ask, however they were written.
  package static func == (left: Relation, right: Relation) -> Bool {
    left.form == right.form && left.related == right.related
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(form)
    hasher.combine(related)
  }
}

/// `count(K …)`, `sum(F of K …) else V`: a value computed of related events, or of a group's members.
package struct Aggregate: Hashable, Sendable {
  package enum Function: String, Hashable, Sendable, CaseIterable {
    case count, sum, min, max, avg, distinct, p50, p95, p99, share, gap, latest, first
  }

  package var function: Function
  /// What is summed, compared, counted; nil for `count`, `gap` and `share`.
  package var value: Operand?
  /// The condition of `share`.
  package var condition: Condition?
  package var related: Related
  /// `else V`: used where there is no event or its field is absent, never for unknown.
  package var otherwise: Operand?
  /// The type of the result: `count` and `distinct` integer, `share` decimal, `gap` duration, the
  /// others that of `value` (`avg` of integers decimal).
  package var type: ValueType
  /// As written, for reports.
  package var text: String

  package init(
    function: Function, value: Operand? = nil, condition: Condition? = nil, related: Related,
    otherwise: Operand? = nil, type: ValueType, text: String = ""
  ) {
    self.function = function
    self.value = value
    self.condition = condition
    self.related = related
    self.otherwise = otherwise
    self.type = type
    self.text = text
  }

  package static func == (left: Aggregate, right: Aggregate) -> Bool {
    left.function == right.function && left.value == right.value
      && left.condition == right.condition && left.related == right.related
      && left.otherwise == right.otherwise
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(function)
    hasher.combine(value)
    hasher.combine(related)
  }
}

/// A `state` declaration, checked (semantics C6).
package struct EventState: Hashable, Sendable {
  package struct Boundary: Hashable, Sendable {
    package var starts: Bool
    package var kind: String
    /// For each of the state's keys the boundary event's operand; nil where an `ends … by F` with
    /// fewer keys leaves it open, and every state that agrees in the others ends.
    package var keys: [Operand?]
    /// On the boundary event alone.
    package var condition: Condition?

    package init(starts: Bool, kind: String, keys: [Operand?], condition: Condition? = nil) {
      self.starts = starts
      self.kind = kind
      self.keys = keys
      self.condition = condition
    }
  }

  /// What was on before the evidence begins: complete as of its beginning.
  package struct Initial: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
      /// In the order of the state's keys.
      package var keys: [Value]
      /// When it started; needed where the state has `lasts`.
      package var since: Timestamp?

      package init(keys: [Value], since: Timestamp?) {
        self.keys = keys
        self.since = since
      }
    }

    package var entries: [Entry]

    package init(entries: [Entry]) { self.entries = entries }
  }

  package var name: String
  /// Names and types of the keys, as `by` gives them.
  package var keys: [Field]
  package var boundaries: [Boundary]
  /// `lasts at most D`, counted from the last start; nil: until it ends.
  package var lasts: Length?
  package var initial: Initial?
  /// The zone of a calendar `lasts`.
  package var zone: String

  package init(
    name: String, keys: [Field], boundaries: [Boundary], lasts: Length? = nil,
    initial: Initial? = nil, zone: String = "UTC"
  ) {
    self.name = name
    self.keys = keys
    self.boundaries = boundaries
    self.lasts = lasts
    self.initial = initial
    self.zone = zone
  }

  /// By name: what was on initially may be many.
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// `S for x [with same …]`: the state is on at the anchor.
package struct StateUse: Hashable, Sendable {
  package var state: EventState
  /// Of the anchor, in the order of the state's keys.
  package var keys: [Operand]

  package init(state: EventState, keys: [Operand]) {
    self.state = state
    self.keys = keys
  }
}

/// `for each F … per D`, `for each row s of T …`, `for all …`: what a rule about groups judges
/// (semantics C7).
package struct GroupSubject: Hashable, Sendable {
  package enum Population: Hashable, Sendable {
    /// By the values of fields of the members; a group exists where a member is certain.
    case keys([Operand])
    /// One group for each row of the table, whether or not it has members. Aggregates name the row's
    /// cells in their `with same … as s.G`.
    case rows(Table)
    /// One group, which always exists.
    case all
  }

  package enum Span: Hashable, Sendable {
    /// The whole period.
    case period
    /// Adjacent windows aligned to the zone's clock, `[start, end)`: a divisor of a day, 1d, 1w
    /// (Monday), 1 month, 1 year.
    case per(Length, zone: String)
    /// Every window (t-D, t] for each time t of a member.
    case inAny(Duration)
    /// A group ends when nothing of it is seen for more than D.
    case withGap(Duration)
  }

  package var population: Population
  package var span: Span

  package init(population: Population, span: Span) {
    self.population = population
    self.span = span
  }
}

/// `forbid sequence on F within D { … }`: the subject is the last step's event.
package struct EventSequence: Hashable, Sendable {
  package struct Step: Hashable, Sendable {
    package var name: String
    package var kind: String
    /// On the step's event alone.
    package var condition: Condition?
    /// `at least N times`.
    package var count: Int

    package init(name: String, kind: String, condition: Condition? = nil, count: Int = 1) {
      self.name = name
      self.kind = kind
      self.condition = condition
      self.count = count
    }
  }

  /// Of every step's event.
  package var keys: [Operand]
  package var within: Length
  package var zone: String
  /// In order; at least two.
  package var steps: [Step]

  package init(keys: [Operand], within: Length, zone: String = "UTC", steps: [Step]) {
    self.keys = keys
    self.within = within
    self.zone = zone
    self.steps = steps
  }
}

/// `with each …`: the subjects are pairs of the trigger and a related event or element.
package enum WithEach: Hashable, Sendable {
  /// `with each element of F as e`: of the trigger's list; the element has this type.
  case element(of: Operand, type: ValueType)
  /// `with each K as d … with same …`.
  case related(Related)
}

/// What a rule's subjects are.
package enum SubjectForm: Hashable, Sendable {
  /// `for each K where C`, `forbid K where C`: each event for itself (`CheckedRule.kind`,
  /// `CheckedRule.condition`).
  case event
  /// `for each first K per F where C`: of the events with equal, present F the first that satisfies C.
  case first(per: [Operand])
  /// `CheckedRule.kind` is empty, `CheckedRule.condition` is the group's `where`: over aggregates,
  /// `Operand.windowStart`, `.windowEnd` and `.row`.
  case group(GroupSubject)
  /// `CheckedRule.kind` and `condition` are the last step's; the requirement is `.constant(false)`
  /// for a subject whose sequence completes.
  case sequence(EventSequence)
}

extension Operand {
  /// Whether no value of it is below zero, as far as its type says: sums of it can but grow with further
  /// events.
  package var isNeverNegative: Bool {
    switch self {
    case .field(let field): field.type == .size
    case .outer(_, let inner): inner.isNeverNegative
    case .function(let call): call.type == .size || call.name == "length"
    case .lookup(let table, _, let column):
      table.columns.contains { $0.name == column && $0.type == .size }
    case .literal(.size(let size)): size >= 0
    case .literal(.number(let number)): number.significand >= 0
    default: false
    }
  }
}
