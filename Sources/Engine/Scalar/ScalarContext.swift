import Detectors
import Mapping
import Matching
import RuleModel
import Values

/// What a scalar evaluation reads and notes: the columns' states, the elements and rows that
/// quantifiers are at, the reasons for which answers are unknown. One per worker and source.
final class ScalarContext {
  enum Frame {
    /// An element of a list, and the column that the list came from. nil is JSON null.
    case element(Value?, column: Int)
    case row(Table, Int)
  }

  /// By column. Set by the caller before each evaluation, for the columns that it reads.
  var states: [FieldState]
  var frames: [Frame] = []
  /// Reasons of the unknown operands met so far; those of operands that turn out not to matter
  /// are taken back.
  var reasons: [Reason] = []
  let scratch = RegexScratch()
  var missingRows = MissingRows()
  /// Whether look-ups without a row are noted.
  var notesMissingRows = true

  /// The detectors of the rule files.
  private let ownDetectors: [DetectorDeclared]
  /// Made when it is asked for.
  private(set) lazy var screen = SensitiveScreen(declared: ownDetectors)
  /// What a question about the whole record comes to for the row at hand.
  var recordAnswer: ((_ question: Int) -> Truth)?

  init(columnCount: Int, ownDetectors: [DetectorDeclared] = []) {
    self.ownDetectors = ownDetectors
    states = Array(repeating: .unknown(.missing), count: columnCount)
  }

  /// Evaluates from a clean slate.
  func answer(_ test: ScalarTest) -> Answer {
    reasons.removeAll(keepingCapacity: true)
    let truth = evaluate(test)
    if truth != .unknown { return Answer(truth) }
    var unique: [Reason] = []
    for reason in reasons where !unique.contains(reason) { unique.append(reason) }
    return Answer(unknown: unique)
  }

  func state(of operand: ScalarOperand) -> FieldState {
    reasons.removeAll(keepingCapacity: true)
    switch self.operand(operand) {
    case .value(let value): return .value(value)
    case .absent: return .absent
    case .unknown: return .unknown(reasons.first?.reason ?? .missing)
    }
  }
}

/// Look-ups that found no row: table and key, the first ones by content.
package struct MissingRows: Sendable {
  package struct Key: Hashable, Sendable {
    package var table: String
    package var keys: [String]
  }

  static let limit = 256

  package private(set) var keys: Set<Key> = []
  /// Some were left out: there are more than `limit`.
  package private(set) var isTruncated = false

  package init() {}

  /// Keeps the `limit` smallest, whatever order they come in.
  mutating func insert(_ key: Key) {
    guard keys.insert(key).inserted, keys.count > 2 * Self.limit else { return }
    shrink()
  }

  package mutating func merge(_ other: MissingRows) {
    keys.formUnion(other.keys)
    isTruncated = isTruncated || other.isTruncated
    shrink()
  }

  private mutating func shrink() {
    guard keys.count > Self.limit else { return }
    keys = Set(sorted().prefix(Self.limit))
    isTruncated = true
  }

  package func sorted() -> [Key] {
    keys.sorted {
      let left = ([$0.table] + $0.keys).map { Array($0.utf8) }
      let right = ([$1.table] + $1.keys).map { Array($0.utf8) }
      return left.lexicographicallyPrecedes(right) { $0.lexicographicallyPrecedes($1) }
    }
  }
}
