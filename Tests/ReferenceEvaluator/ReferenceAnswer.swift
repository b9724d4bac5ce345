/// Why an answer is unknown (semantics C5), as far as outcomes need it.
package enum ReferenceReason: Hashable, Sendable {
  case noSource(kind: String)
  /// A field that is not recorded, not readable, or missing where two events are compared.
  case field
  case orderUncertain
  /// The evidence begins then.
  case history(from: Int64)
  case pending(until: Int64)
  case moreMayFollow
}

/// A three-valued answer. One that is true or false has no reasons.
package struct ReferenceAnswer: Hashable, Sendable {
  package var truth: Truth
  package var reasons: Set<ReferenceReason>

  init(_ truth: Truth, ifUnknown reasons: Set<ReferenceReason> = []) {
    self.truth = truth
    self.reasons = truth == .unknown ? reasons : []
  }

  static let yes = ReferenceAnswer(.yes)
  static let no = ReferenceAnswer(.no)

  static func unknown(_ reasons: Set<ReferenceReason>) -> ReferenceAnswer {
    ReferenceAnswer(.unknown, ifUnknown: reasons)
  }

  var negated: ReferenceAnswer { ReferenceAnswer(truth.negated, ifUnknown: reasons) }

  /// The reasons of an unknown `and` are those of its unknown operands.
  static func and(_ parts: [ReferenceAnswer]) -> ReferenceAnswer {
    ReferenceAnswer(.and(parts.map(\.truth)), ifUnknown: reasons(of: parts))
  }

  static func or(_ parts: [ReferenceAnswer]) -> ReferenceAnswer {
    ReferenceAnswer(.or(parts.map(\.truth)), ifUnknown: reasons(of: parts))
  }

  static func reasons(of parts: [ReferenceAnswer]) -> Set<ReferenceReason> {
    parts.reduce(into: []) { $0.formUnion($1.reasons) }
  }

  /// What is true of all possibilities or of none; else unknown, for the reasons given and those of
  /// the possibilities themselves.
  static func common(
    _ possibilities: [ReferenceAnswer], reasons: Set<ReferenceReason>
  ) -> ReferenceAnswer {
    let truths = Set(possibilities.map(\.truth))
    if truths == [.yes] { return .yes }
    if truths == [.no] { return .no }
    return .unknown(reasons.union(Self.reasons(of: possibilities)))
  }
}
