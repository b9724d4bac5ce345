import RuleModel
import Values

/// Random rules about time, over the kinds and fields of `TimeSources`.
struct RandomTimeRule {
  var generator: SeededGenerator
  /// Windows in months, and times around changes of the clocks, instead of seconds.
  var isCalendar: Bool
  /// Forms whose answers are outside the promise are left out: `is unknown`, `by end of data`.
  var keepsPromise = false
  /// Kinds that rules speak of.
  var kinds = ["a", "b", "c", "d"]
  /// Sizes, durations and lists too, and what windows of groups begin with.
  var isWide = false
  /// The longest exact window.
  var seconds = 12
  /// Whether the clauses being made may name what `with each` does.
  private var each: Each = .none
  private var id = ""
  private var stateCount = 0
  /// At most so many relations a rule: each costs the reference a pass over all events.
  var budget = 6

  private enum Each { case none, event, element }

  init(seed: UInt64, isCalendar: Bool = false) {
    generator = SeededGenerator(seed: seed)
    self.isCalendar = isCalendar
  }

  var zone: String { isCalendar ? "Europe/Berlin" : "UTC" }

  // MARK: Choices

  mutating func chance(_ one: Int, in all: Int) -> Bool {
    Int.random(in: 0..<all, using: &generator) < one
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &generator)]
  }

  // MARK: Rules

  mutating func rule(_ id: String) -> CheckedRule {
    self.id = id
    each = .none
    budget = 6
    stateCount = 0
    switch number(0...9) {
    case 0...4: return eventRule(id, form: .event, each: nil)
    case 5:
      return eventRule(
        id, form: .first(per: pick([[.field(Time.k)], [.field(Time.v)]])), each: nil)
    case 6: return eachRule(id)
    case 7: return sequenceRule(id)
    default: return groupRule(id)
    }
  }

  mutating func eventRule(
    _ id: String, form: SubjectForm, each withEach: WithEach?
  ) -> CheckedRule {
    let kind = pick(kinds)
    let condition = chance(1, in: 3) ? leaf() : nil
    let requirement = judgement(depth: 2)
    let exceptions = chance(1, in: 4) ? [judgement(depth: 1)] : []
    return Time.rule(
      id, for: kind, where: condition, with: withEach, require: requirement, unless: exceptions,
      form: form)
  }

  mutating func eachRule(_ id: String) -> CheckedRule {
    if chance(1, in: 3) {
      each = .element
      return eventRule(
        id, form: eachForm(), each: .element(of: .field(Time.items), type: .string))
    }
    var related = self.related(nested: 0, counting: false, bounded: false)
    related.same = Time.same(Time.k)
    each = .event
    return eventRule(id, form: eachForm(), each: .related(related))
  }

  mutating func eachForm() -> SubjectForm {
    isWide && chance(1, in: 4) ? .first(per: [.field(Time.k)]) : .event
  }

  mutating func sequenceRule(_ id: String) -> CheckedRule {
    let count = number(2...3)
    let steps = (0..<count).map { index -> EventSequence.Step in
      EventSequence.Step(
        name: "s\(index)", kind: pick(kinds), condition: chance(1, in: 3) ? leaf() : nil,
        count: chance(1, in: 4) ? 2 : 1)
    }
    let sequence = EventSequence(
      keys: [.field(Time.k)], within: length(), zone: zone, steps: steps)
    return CheckedRule(
      id: id, title: id, severity: .high, form: .sequence(sequence), kind: steps[count - 1].kind,
      condition: steps[count - 1].condition,
      exceptions: chance(1, in: 4) ? [Self.exception(judgement(depth: 1))] : [],
      requirement: .constant(false))
  }

  // MARK: Judgements

  mutating func judgement(depth: Int) -> Condition {
    if depth > 0 {
      switch number(0...5) {
      case 0: return .and([judgement(depth: depth - 1), judgement(depth: depth - 1)])
      case 1: return .or([judgement(depth: depth - 1), judgement(depth: depth - 1)])
      case 2: return .not(judgement(depth: depth - 1))
      default: break
      }
    }
    guard budget > 0 else { return leaf() }
    switch number(0...9) {
    case 0: return leaf()
    case 1, 2: return .state(stateUse())
    case 3, 4: return aggregateComparison(nested: 1)
    default: return relation(nested: 1)
    }
  }

  mutating func relation(nested: Int) -> Condition {
    budget -= 1
    switch number(0...8) {
    case 0, 1:
      return Time.some(related(nested: nested, counting: false, bounded: false))
    case 2, 3:
      return Time.no(related(nested: nested, counting: false, bounded: false))
    case 4:
      let related = related(nested: nested, counting: true, bounded: false)
      return .relation(Relation(form: .atLeast(number(2...3)), related: related))
    case 5:
      let related = related(nested: nested, counting: true, bounded: false)
      return .relation(Relation(form: .atMost(number(1...2)), related: related))
    case 6:
      let related = related(nested: nested, counting: true, bounded: false)
      return .relation(Relation(form: .exactly(number(1...2)), related: related))
    default:
      var related = related(nested: 0, counting: false, bounded: false)
      while related.window == nil || isUnordered(related.window) {
        related.window = window(counting: false, bounded: false)
      }
      let has = relatedLeaf(nested: nested)
      let form: Relation.Form = chance(1, in: 2) ? .latest(has: has) : .first(has: has)
      return .relation(Relation(form: form, related: related))
    }
  }

  func isUnordered(_ window: Window?) -> Bool {
    if case .around? = window?.extent { return true }
    return false
  }

  mutating func related(nested: Int, counting: Bool, bounded: Bool) -> Related {
    var related = Related(
      kind: pick(kinds), window: window(counting: counting, bounded: bounded))
    switch number(0...5) {
    case 0: related.same = Time.same(Time.k, Time.v)
    case 1: related.same = [Related.Key(related: .field(Time.v), anchor: .field(Time.w))]
    case 2 where each == .element:
      related.same = Time.same(Time.k)
      related.condition = .comparison(.field(Time.k), .equal, .eachElement(RecordPath([])))
    case 2 where each == .event:
      related.same = [
        Related.Key(related: .field(Time.k), anchor: .field(Time.k)),
        Related.Key(related: .field(Time.v), anchor: .outer(.each, .field(Time.v))),
      ]
    case 3 where related.window?.isUnbounded == false && !counting: related.same = []
    default: related.same = Time.same(Time.k)
    }
    // Without a window everything counts, also what is still to come.
    if !counting, !bounded, !related.same.isEmpty, chance(1, in: 15) { related.window = nil }
    if related.condition == nil, chance(1, in: 2) {
      related.condition = relatedLeaf(nested: nested)
    }
    return related
  }

  mutating func window(counting: Bool, bounded: Bool) -> Window {
    let near = length()
    let far = longer(than: near)
    var extent: Window.Extent
    switch number(0...11) {
    case 0...2: extent = .before(length())
    case 3...5:
      extent = .after(length(), toEndOfDay: isCalendar && chance(1, in: 2))
    case 6: extent = .around(length())
    case 7: extent = .betweenBefore(near, far)
    case 8: extent = .betweenAfter(near, far)
    case 9 where !bounded: extent = .everBefore
    case 10 where !keepsPromise && !bounded: extent = .untilEndOfData
    default: extent = .before(length())
    }
    var origin = Window.Origin.event
    switch number(0...7) {
    case 0: origin = .timestamp(.field(Time.due))
    case 1 where each == .event: origin = .eachEvent
    default: break
    }
    var countsAnchor = false
    if counting, case .before = extent { countsAnchor = true }
    return Window(extent: extent, origin: origin, countsAnchor: countsAnchor, zone: zone)
  }

  mutating func length() -> Length {
    if isCalendar, chance(1, in: 2) { return .months(number(1...2)) }
    if isCalendar { return Time.seconds(pick([3600, 86_400, 7 * 86_400, 30 * 86_400])) }
    return Time.seconds(number(1...seconds))
  }

  mutating func longer(than near: Length) -> Length {
    switch near {
    case .months(let count): .months(count + number(1...2))
    case .exact(let duration):
      .exact(
        Duration(nanoseconds: duration.nanoseconds + Int64(number(0...seconds)) * 1_000_000_000))
    }
  }

  // MARK: Conditions on one event

  /// On the trigger, or a member of a group, alone.
  mutating func leaf() -> Condition {
    if isWide, chance(1, in: 5) { return wideLeaf() }
    switch number(0...8) {
    case 0, 1: return .comparison(.field(Time.v), order(), Time.integer(number(1...3)))
    case 2: return .comparison(.field(Time.k), .equal, .literal(.string(pick(["x", "y"]))))
    case 3: return .not(.comparison(.field(Time.v), .equal, Time.integer(number(1...3))))
    case 4: return .comparison(.field(Time.v), order(), .field(Time.w))
    case 5: return .presence(.field(pick([Time.k, Time.v])), pick([.present, .absent]))
    case 6 where !keepsPromise: return .presence(.field(Time.v), .unknown)
    case 7 where each == .event:
      return .comparison(.field(Time.v), order(), .outer(.each, .field(Time.v)))
    default: return .comparison(.field(Time.w), order(), Time.integer(number(1...3)))
    }
  }

  mutating func wideLeaf() -> Condition {
    switch number(0...5) {
    case 0: return .comparison(.field(Time.z), order(), Time.size(number(1...3)))
    case 1: return .comparison(.field(Time.l), order(), Time.duration(number(1...3)))
    default:
      let element = Operand.element(depth: 0, RecordPath([]))
      let other: Operand =
        chance(1, in: 3) ? .field(Time.k) : .literal(.string(pick(["x", "y"])))
      let body = Condition.comparison(element, .equal, other)
      return .quantified(
        pick([.any, .every, .no]), .field(Time.items), chance(1, in: 3) ? .not(body) : body)
    }
  }

  mutating func order() -> Comparison {
    pick([.equal, .less, .lessOrEqual, .greater, .greaterOrEqual])
  }

  /// On a related event: also against the anchor, or a relation that stands on it.
  mutating func relatedLeaf(nested: Int) -> Condition {
    switch number(0...9) {
    case 0: return .comparison(.field(Time.v), order(), .outer(.anchor, .field(Time.v)))
    case 1:
      return .not(.comparison(.field(Time.w), .equal, .outer(.anchor, .field(Time.w))))
    case 2, 3:
      guard nested > 0, budget > 0 else { break }
      let saved = each
      each = .none
      defer { each = saved }
      return chance(1, in: 4) ? .not(relation(nested: nested - 1)) : relation(nested: nested - 1)
    case 4:
      guard budget > 0, chance(1, in: 2) else { break }
      return .state(stateUse())
    case 5:
      return .or([
        .comparison(.field(Time.v), order(), Time.integer(number(1...3))),
        .comparison(.field(Time.w), order(), Time.integer(number(1...3))),
      ])
    default: break
    }
    let saved = each
    each = .none
    defer { each = saved }
    return leaf()
  }

  // MARK: States

  mutating func stateUse() -> StateUse {
    budget -= 1
    stateCount += 1
    let two = chance(1, in: 4)
    let fields = two ? [Time.k, Time.v] : [Time.k]
    var boundaries: [EventState.Boundary] = []
    for starts in [true, false] + (chance(1, in: 3) ? [false] : []) {
      var keys: [Operand?] = fields.map { .field($0) }
      if !starts, two, chance(1, in: 2) { keys[1] = nil }
      boundaries.append(
        EventState.Boundary(
          starts: starts, kind: pick(kinds), keys: keys,
          condition: chance(1, in: 2) ? boundaryCondition() : nil))
    }
    var state = EventState(
      name: "state-\(id)-\(stateCount)", keys: fields, boundaries: boundaries,
      lasts: chance(1, in: 2) ? length() : nil, zone: zone)
    if chance(1, in: 4) { state.initial = initial(two: two, lasts: state.lasts != nil) }
    return StateUse(state: state, keys: fields.map { .field($0) })
  }

  mutating func boundaryCondition() -> Condition {
    .comparison(.field(Time.w), order(), Time.integer(number(1...3)))
  }

  mutating func initial(two: Bool, lasts: Bool) -> EventState.Initial {
    var entries: [EventState.Initial.Entry] = []
    for key in ["x", "y"] where chance(1, in: 2) {
      var keys: [Value] = [.string(Text(key))]
      if two { keys.append(.number(Number(Int64(number(1...3))))) }
      let since = RandomTimeWorld.base(isCalendar) - Int64(number(0...10)) * 1_000_000_000
      entries.append(
        EventState.Initial.Entry(
          keys: keys, since: lasts ? Timestamp(nanoseconds: since) : nil))
    }
    return EventState.Initial(entries: entries)
  }
}

extension Window {
  fileprivate var isUnbounded: Bool {
    switch extent {
    case .everBefore, .untilEndOfData: true
    default: false
    }
  }
}
