import RuleModel
import Values

/// Makes a correlation plan of checked rules: sets, streams, partitions, questions.
///
/// Sets grow while rules are added: what is asked of equal events is asked of one set.
final class Lowering {
  struct SetDraft {
    var kind = ""
    var condition: Condition?
    var elements: Operand?
    var answers: [Condition] = []
    var values: [Operand] = []
    var pairs: PairSetPlan?
    var isNumbered = false
  }

  private struct SelectionKey: Hashable {
    var kind: String
    var condition: Condition?
    var elements: Operand?
  }

  struct PartitionKey: Hashable {
    var level: Int
    var signature: [KeyOperand]
    var isScattered = false
    /// The key is what a condition compares: an anchor without it asks all.
    var isCondition = false
  }

  /// The anchor's side of a key, and what both sides are compared as.
  struct KeyOperand: Hashable {
    var operand: Operand
    var kind: ValueKind?
  }

  struct StreamKey: Hashable {
    var partition: Int
    var set: Int
    var keys: [StreamPlan.KeyPart]
    var absentAgrees: Bool
  }

  struct StreamDraft {
    var key: StreamKey
    var roles: StreamPlan.Roles
    var values: Set<Int> = []
    var answers: Set<Int> = []
  }

  struct StoredKey: Hashable {
    var set: Int
    var condition: Condition
  }

  struct AggregateKey: Hashable {
    var set: Int
    var aggregate: Aggregate
  }

  let waivers: [Waiver]
  var sets: [SetDraft] = []
  private var setBySelection: [SelectionKey: Int] = [:]
  var partitions: [PartitionKey] = []
  private var partitionByKey: [PartitionKey: Int] = [:]
  var tasks: [[PartitionTask]] = []
  var streams: [StreamDraft] = []
  private var streamByKey: [StreamKey: Int] = [:]
  var candidates: [CandidatePlan] = []
  var plainCandidates: [Int: Int] = [:]
  var questions: [QuestionPlan] = []
  var storedQuestions: [StoredKey: Int] = [:]
  var storedAggregates: [AggregateKey: Int] = [:]
  var comparisons: [ComparisonPlan] = []
  var tests: [RelatedTest] = []
  var rules: [CorrelatedRulePlan] = []
  /// Of a test or operand.
  var mostColumns = 1

  init(waivers: [Waiver]) { self.waivers = waivers }

  // MARK: Sets

  /// The events of a kind that satisfy a condition on themselves.
  func set(_ kind: String, _ condition: Condition?, elements: Operand? = nil) -> Int {
    let key = SelectionKey(kind: kind, condition: condition, elements: elements)
    if let known = setBySelection[key] { return known }
    sets.append(SetDraft(kind: kind, condition: condition, elements: elements))
    setBySelection[key] = sets.count - 1
    return sets.count - 1
  }

  func pairSet(trigger: Int, each: Int) -> Int {
    sets.append(SetDraft(pairs: PairSetPlan(triggerSet: trigger, eachSet: each)))
    return sets.count - 1
  }

  func value(_ operand: Operand, of set: Int) -> Int {
    if let known = sets[set].values.firstIndex(of: operand) { return known }
    sets[set].values.append(operand)
    return sets[set].values.count - 1
  }

  func answer(_ condition: Condition, of set: Int) -> Int {
    if let known = sets[set].answers.firstIndex(of: condition) { return known }
    sets[set].answers.append(condition)
    return sets[set].answers.count - 1
  }

  private func pairValue(_ part: PairSetPlan.Part, of set: Int) -> Int {
    if let known = sets[set].pairs?.values.firstIndex(of: part) { return known }
    sets[set].pairs?.values.append(part)
    return (sets[set].pairs?.values.count ?? 1) - 1
  }

  // MARK: Partitions and streams

  func partition(_ key: PartitionKey) -> Int {
    if let known = partitionByKey[key] { return known }
    partitions.append(key)
    tasks.append([])
    partitionByKey[key] = partitions.count - 1
    return partitions.count - 1
  }

  /// Partitions are read by level, then as they were made.
  func isEarlier(_ first: Int, _ second: Int) -> Bool {
    (partitions[first].level, first) < (partitions[second].level, second)
  }

  func stream(
    _ partition: Int, _ set: Int, _ keys: [StreamPlan.KeyPart], _ roles: StreamPlan.Roles
  ) -> Int {
    let key = StreamKey(
      partition: partition, set: set, keys: keys, absentAgrees: roles.contains(.absentAgrees))
    if let known = streamByKey[key] {
      streams[known].roles.formUnion(roles)
      return known
    }
    streams.append(StreamDraft(key: key, roles: roles))
    streamByKey[key] = streams.count - 1
    return streams.count - 1
  }

  func candidates(_ stream: Int, filter: Formula? = nil) -> Int {
    if filter == nil, let known = plainCandidates[stream] { return known }
    candidates.append(CandidatePlan(stream: stream, filter: filter))
    if filter == nil { plainCandidates[stream] = candidates.count - 1 }
    return candidates.count - 1
  }

  /// Lets a stream's rows hold one of their set's values; its number.
  func keep(_ operand: Operand, _ view: EventView) -> Int {
    let index = number(of: operand, view)
    if index == ColumnSource.element || view.stream < 0 { return index }
    streams[view.stream].values.insert(index)
    return index
  }

  /// The number of a value among those of the view's set.
  func number(of operand: Operand, _ view: EventView) -> Int {
    switch view.part {
    case .whole: return value(operand, of: view.set)
    case .trigger:
      guard let trigger = sets[view.set].pairs?.triggerSet else { return 0 }
      return pairValue(.trigger(value(operand, of: trigger)), of: view.set)
    case .each:
      guard let each = sets[view.set].pairs?.eachSet else { return 0 }
      return pairValue(.each(value(operand, of: each)), of: view.set)
    }
  }

  func keepElement(_ view: EventView) -> Int {
    if view.stream >= 0 { streams[view.stream].values.insert(ColumnSource.element) }
    return ColumnSource.element
  }

  /// Lets a stream's rows hold an answer; its number.
  func keep(answer condition: Condition, _ view: EventView) -> Int {
    var index: Int
    if let pairs = sets[view.set].pairs {
      let own = answer(condition, of: pairs.triggerSet)
      if let known = pairs.answers.firstIndex(of: own) {
        index = known
      } else {
        sets[view.set].pairs?.answers.append(own)
        index = pairs.answers.count
      }
    } else {
      index = answer(condition, of: view.set)
    }
    streams[view.stream].answers.insert(index)
    return index
  }
}

/// How the rows of a stream show an event: all of them, or half of each pair.
struct EventView {
  enum Part { case whole, trigger, each }

  var set: Int
  var stream: Int
  var place: ColumnSource.Place
  var part = Part.whole
}

/// Whose fields the names in a clause are.
struct ClauseScope {
  var own: EventView?
  var anchor: EventView?
  var each: EventView?
  /// Of a list's element.
  var element: EventView?
  var keys: [Operand] = []
  var table: Table?
  var isGroup = false
}
