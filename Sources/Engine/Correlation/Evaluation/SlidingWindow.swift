import Mapping
import RuleModel
import Values

/// The values of an aggregate over windows that move forward in time: each member comes in once and goes
/// out once.
final class SlidingWindow {
  private struct Member {
    var time: Int64
    var isCertain: Bool
    /// The number of its value; -1: absent, -2: not known.
    var value: Int
  }

  /// Of the values in the window one after the other: those that none after it exceeds.
  private struct Ladder {
    private var members: [(index: Int, value: Value)] = []
    private var first = 0
    let wantsGreatest: Bool

    init(wantsGreatest: Bool) { self.wantsGreatest = wantsGreatest }

    var best: Value? { first < members.count ? members[first].value : nil }

    mutating func push(_ index: Int, _ value: Value) {
      while members.count > first, let last = members.last,
        Value.compare(last.value, value) != (wantsGreatest ? .greater : .less)
      {
        members.removeLast()
      }
      members.append((index, value))
    }

    mutating func drop(_ index: Int) {
      if first < members.count, members[first].index == index { first += 1 }
    }
  }

  private var members: [Member] = []
  private(set) var values: [Value] = []
  private var numbers: [Value: Int] = [:]
  private var coded = CodedSet()
  /// Only how many different values there are is asked for.
  private let countsOnly: Bool
  private var low = 0
  private var high = 0
  private var lastFirst = Int64.min
  // Of the window at hand.
  private(set) var unknown = 0
  private var certainOf: [Int] = []
  private var allOf: [Int] = []
  private(set) var distinctCertain = 0
  private(set) var distinctAll = 0
  /// nil: more than 128 bits.
  private(set) var certainSum: Number? = Number(0)
  private(set) var undecidedBelow: Number? = Number(0)
  private(set) var undecidedAbove: Number? = Number(0)
  private var certainBest: Ladder
  private var anyBest: Ladder
  private var certainValues = 0

  init(wantsGreatest: Bool, countsOnly: Bool) {
    self.countsOnly = countsOnly
    certainBest = Ladder(wantsGreatest: wantsGreatest)
    anyBest = Ladder(wantsGreatest: wantsGreatest)
  }

  /// Adds a member of the group; before the first window.
  func add(_ time: Int64, isCertain: Bool, _ state: FieldState) {
    var number = -1
    switch state {
    case .value(let value):
      if let known = numbers[value] {
        number = known
      } else {
        number = values.count
        values.append(value)
        numbers[value] = number
        certainOf.append(0)
        allOf.append(0)
      }
    case .absent: break
    case .unknown: number = -2
    }
    members.append(Member(time: time, isCertain: isCertain, value: number))
  }

  /// The same, of a value as the row holds it, where values are only counted.
  func add(_ time: Int64, isCertain: Bool, _ state: CodedState) {
    var number = -1
    if ValueCode.isUnknown(state.tag) {
      number = -2
    } else if ValueCode.isValue(state.tag) {
      number = coded.insert(state)
      if number == certainOf.count {
        certainOf.append(0)
        allOf.append(0)
      }
    }
    members.append(Member(time: time, isCertain: isCertain, value: number))
  }

  func sort() { members.sort { $0.time < $1.time } }

  /// Moves on; false: back is no way.
  func move(_ first: Int64, _ last: Int64) -> Bool {
    guard first >= lastFirst else { return false }
    lastFirst = first
    while high < members.count, members[high].time <= last {
      enter(high)
      high += 1
    }
    while low < high, members[low].time < first {
      leave(low)
      low += 1
    }
    return true
  }

  private func enter(_ index: Int) {
    let member = members[index]
    if member.value == -2 { unknown += 1 }
    guard member.value >= 0 else { return }
    if allOf[member.value] == 0 { distinctAll += 1 }
    allOf[member.value] += 1
    if member.isCertain {
      if certainOf[member.value] == 0 { distinctCertain += 1 }
      certainOf[member.value] += 1
    }
    if countsOnly { return }
    let value = values[member.value]
    anyBest.push(index, value)
    if member.isCertain { certainBest.push(index, value) }
    add(value, member.isCertain, sign: 1)
  }

  private func leave(_ index: Int) {
    let member = members[index]
    if member.value == -2 { unknown -= 1 }
    guard member.value >= 0 else { return }
    allOf[member.value] -= 1
    if allOf[member.value] == 0 { distinctAll -= 1 }
    if member.isCertain {
      certainOf[member.value] -= 1
      if certainOf[member.value] == 0 { distinctCertain -= 1 }
    }
    if countsOnly { return }
    anyBest.drop(index)
    if member.isCertain { certainBest.drop(index) }
    add(values[member.value], member.isCertain, sign: -1)
  }

  private func add(_ value: Value, _ isCertain: Bool, sign: Int64) {
    guard let quantity = value.quantity?.times(sign) else { return }
    if isCertain {
      certainSum = certainSum?.plus(quantity)
    } else if value.isNegativeQuantity {
      undecidedBelow = undecidedBelow?.plus(quantity)
    } else {
      undecidedAbove = undecidedAbove?.plus(quantity)
    }
  }

  /// The greatest (or least) certain value, and that of all.
  var best: (certain: Value?, any: Value?) { (certainBest.best, anyBest.best) }
}

extension CorrelationEvaluator {
  /// An aggregate of the window at hand, which follows the one before; nil: it has to be computed anew.
  func slidingQuantity(_ site: AggregateSite) -> Quantity? {
    guard site.anchor == nil, let group, group.isSliding else { return nil }
    let function = site.plan.aggregate.function
    guard [.sum, .distinct, .max, .min].contains(function) else { return nil }
    let window = sliding[site.index] ?? makeSliding(site)
    guard window.move(self.window.first, self.window.last), window.unknown == 0 else {
      return nil
    }
    var bag = ReasonBag()
    addReasons(site.plan.related, nil, each: nil, to: &bag)
    add(site.open, to: &bag)
    switch function {
    case .distinct:
      return .count(window.distinctCertain, site.isOpen ? nil : window.distinctAll, bag)
    case .sum:
      guard let certain = window.certainSum, let below = window.undecidedBelow,
        let above = window.undecidedAbove, let low = certain.plus(below),
        let high = certain.plus(above)
      else { return nil }
      let kind = ValueKind(site.plan.aggregate.type) ?? .number
      let canBeNegative = site.plan.aggregate.value?.isNeverNegative != true
      let lowEnd = Endpoint.quotient(low, by: 1, kind: kind)
      return Quantity(
        [
          site.isOpen
            ? .range(canBeNegative ? nil : lowEnd, nil)
            : .range(lowEnd, .quotient(high, by: 1, kind: kind))
        ], bag)
    default:
      // Only what is simple: a certain value in a window whose ends are known.
      guard !site.isOpen, let certain = window.best.certain, let any = window.best.any else {
        return nil
      }
      let ends = (Endpoint.value(certain), Endpoint.value(any))
      return Quantity(
        [function == .max ? .range(ends.0, ends.1) : .range(ends.1, ends.0)], bag)
    }
  }

  // All members of the group, whatever the window.
  private func makeSliding(_ site: AggregateSite) -> SlidingWindow {
    let function = site.plan.aggregate.function
    let ownValue = function == .distinct ? site.plan.value?.ownValue : nil
    let window = SlidingWindow(
      wantsGreatest: function != .min, countsOnly: function == .distinct)
    let layout = layout(of: site.plan.related)
    var unused = ReasonBag()
    for lane in lanes[site.plan.related.candidates].active {
      for index in 0..<lane.pointee.count {
        let row = RowRef(row: lane.pointee.rows + index, layout: layout)
        guard
          let member = member(row, .none, site.plan.related.member, nil, each: nil),
          let operand = site.plan.value
        else { continue }
        let time = row.row.pointee.time
        if let ownValue {
          window.add(time, isCertain: member.truth == .yes, row.value(ownValue))
        } else {
          let state = state(operand, FormulaRows(own: row), &unused)
          window.add(time, isCertain: member.truth == .yes, state)
        }
      }
    }
    window.sort()
    sliding[site.index] = window
    return window
  }
}
