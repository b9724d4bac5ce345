import RuleModel
import Values

/// Which tests on the event's time say the same of all instants of a minute: those on hours,
/// minutes, days and calendars. Their answers are kept by minute, not by instant.
enum TimeStability {
  static let nanosecondsPerMinute: Int64 = 60_000_000_000

  /// Zones' offsets are whole minutes from here on (Monrovia was the last to change).
  static let firstStableInstant: Int64 = 94_694_400 * 1_000_000_000

  static func isStable(_ test: ScalarTest) -> Bool {
    switch test {
    case .constant, .presence: true
    case .and(let parts), .or(let parts): parts.allSatisfy(isStable)
    case .not(let part): isStable(part)
    case .comparison(.column, let comparison, .literal(.timestamp(let time))):
      (comparison == .less || comparison == .greaterOrEqual)
        && time.nanoseconds % nanosecondsPerMinute == 0
    case .comparison(let left, _, let right): isStable(left) && isStable(right)
    case .membership(let operand, let set):
      isStable(operand) && set.operands.allSatisfy(isStable)
    case .during: true
    case .glob(let operand, _), .regex(let operand, _): isStable(operand)
    case .text(let left, _, let right, _): isStable(left) && isStable(right)
    case .quantified, .rows, .namesKind, .sensitive, .sensitiveRecord: false
    }
  }

  private static func isStable(_ operand: ScalarOperand) -> Bool {
    switch operand {
    case .literal: true
    case .call(let function, let arguments):
      function.ofLocalTime != nil
        && arguments.allSatisfy {
          if case .column = $0 { true } else { isStable($0) }
        }
    case .lookup(_, let keys, _): keys.allSatisfy(isStable)
    case .column, .element, .cell: false
    }
  }
}
