import RuleModel
import Values

/// What is done with the rows of a partition, in this order for each group.
enum PartitionTask {
  /// Answers a question for every anchor and keeps the answers.
  case store(question: Int)
  /// Judges the rows of a stream as a rule's subjects.
  case judge(rule: Int)
  /// Judges the pairs of a stream's rows with their `with each` events.
  case judgePairs(rule: Int)
  /// Writes the pairs as rows of later partitions.
  case makePairs(rule: Int)
  /// Judges a group in its windows.
  case group(rule: Int)
}

struct PartitionPlan {
  /// By number in the partition: the stream, as numbered in the plan.
  var streams: [Int] = []
  var tasks: [PartitionTask] = []
  var keyCount: Int
  /// Its key is what conditions compare: who lacks it asks all rows.
  var keyIsCondition = false
  /// Its candidate sets, as numbered in the plan.
  var candidates: [Int] = []
}

struct WaiverPlan {
  /// Its number in the program.
  var waiver: Int32
  /// The first instant that it does not cover.
  var end: Int64
  var condition: Formula?
}

/// A rule as the correlation judges it.
struct CorrelatedRulePlan {
  /// The place in the program.
  var rule: Int
  var checked: CheckedRule
  /// The stream that is judged (of pairs, if they are rows), -1 for groups.
  var stream = -1
  var partition = -1
  /// `for each first`, beside the row's own certainty.
  var selected: Formula?
  var exceptions: [Formula] = []
  var requirement: Formula = .constant(true)
  var waivers: [WaiverPlan] = []
  /// `with each K`.
  var each: EachPlan?
  /// `with each element of`: an element that is not known is a list that isn't.
  var hasElements = false
  var group: GroupPlan?
  /// Streams whose events without a key are counted, with the kind.
  var counted: [(stream: Int, kind: String)] = []
}

struct EachPlan {
  /// The trigger's stream and partition.
  var stream: Int
  var partition: Int
  var related: RelatedPlan
  /// The trigger's own `for each first`.
  var selected: Formula?
  /// Pairs are rows: the set, its partitions' streams.
  var pairSet: Int?
  var text: String
}

struct GroupPlan {
  var subject: GroupSubject
  /// Every kind that the clauses name, with the set of its events.
  var members: [(kind: String, candidates: Int)]
  /// Of groups by row: rows by coded key; -1 keys are absent.
  var rowsByKey: [[UInt8]: [Int]]
  /// Rows of which no group can be told, for a cell is empty.
  var rowsWithoutKey: [Int]
  var zone: Zone
  var where_: Formula?
  var keyNames: [String]
  /// Aggregates as they stand in the clauses.
  var questions: [Int]
}

/// A set whose rows are pairs: what they hold, by the values of trigger and `with each` event.
struct PairSetPlan {
  enum Part: Hashable {
    case trigger(Int)
    case each(Int)
  }

  var triggerSet: Int
  var eachSet: Int
  var values: [Part] = []
  /// Of the trigger.
  var answers: [Int] = []
}

/// Where rows come from.
enum EventSet {
  case selection(Int)
  case pairs(PairSetPlan)
}
