import Mapping

/// Kleene's three truth values.
package enum Truth: UInt8, Hashable, Sendable {
  case no, yes, unknown

  package init(_ bool: Bool) { self = bool ? .yes : .no }

  package var negated: Truth {
    switch self {
    case .no: .yes
    case .yes: .no
    case .unknown: .unknown
    }
  }
}

/// Why an answer is unknown: which column, and what about it.
package struct Reason: Hashable, Sendable {
  /// The source plan's column.
  package var column: Int
  package var reason: UnknownReason

  package init(column: Int, reason: UnknownReason) {
    self.column = column
    self.reason = reason
  }
}

/// An answer with the reasons for which it is unknown; empty when it is true or false (C5).
package struct Answer: Sendable {
  package var truth: Truth
  package var reasons: [Reason]

  package init(_ truth: Truth) {
    self.truth = truth
    reasons = []
  }

  package init(unknown reasons: [Reason]) {
    truth = .unknown
    self.reasons = reasons
  }
}
