import Mapping
import Matching
import RuleModel
import Values

extension ScalarContext {
  /// An operand's state; the reasons of an unknown one are already noted.
  enum OperandState {
    case value(Value)
    /// `column`: whose absence it is, as far as a column's; -1 if none's.
    case absent(column: Int)
    case unknown
  }

  func evaluate(_ test: ScalarTest) -> Truth {
    switch test {
    case .constant(let value): return Truth(value)
    case .and(let parts): return fold(parts, decides: .no)
    case .or(let parts): return fold(parts, decides: .yes)
    case .not(let part): return evaluate(part).negated
    case .presence(let operand, let presence): return evaluate(operand, presence)
    case .comparison(let left, let comparison, let right):
      return compare(left, comparison, right)
    case .membership(let operand, let set): return member(operand, set)
    case .glob(let operand, let globs):
      return matchText(operand) { bytes in Truth(globs.contains { $0.matches(bytes) }) }
    case .regex(let operand, let regex):
      return matchText(operand) { bytes in
        switch regex.match(bytes, scratch: scratch) {
        case .match: .yes
        case .noMatch: .no
        case .limit: .unknown
        }
      }
    case .text(let operand, let test, let pattern, let ignoringCase):
      return text(operand, test, pattern, ignoringCase: ignoringCase)
    case .during(let operand, let calendar):
      switch self.operand(operand) {
      case .value(let value):
        guard case .timestamp(let time)? = Coercion.convert(value, to: .timestamp) else {
          return unreadable(operand)
        }
        return Truth(calendar.contains(time))
      case .absent: return .no
      case .unknown: return .unknown
      }
    case .quantified(let quantifier, let list, let body): return quantified(quantifier, list, body)
    case .rows(let quantifier, let table, let body):
      return quantify(quantifier, count: table.rows.count) {
        .row(table, $0)
      } body: {
        body
      }
    case .sensitive(let operand, let question, let field):
      return sensitive(operand, question, field)
    case .sensitiveRecord(let question, let column):
      let truth = recordAnswer?(question) ?? .unknown
      if truth == .unknown { note(column, .limit) }
      return truth
    case .namesKind(let column, let kinds): return namesKind(column, kinds)
    }
  }

  // Kleene's `and` (decided by a false part) and `or` (decided by a true one).
  private func fold(_ parts: [ScalarTest], decides: Truth) -> Truth {
    let mark = reasons.count
    var unknown = false
    for part in parts {
      let truth = evaluate(part)
      if truth == decides {
        reasons.removeLast(reasons.count - mark)
        return truth
      }
      if truth == .unknown { unknown = true }
    }
    return unknown ? .unknown : decides.negated
  }

  private func evaluate(_ operand: ScalarOperand, _ presence: Presence) -> Truth {
    let mark = reasons.count
    let state = self.operand(operand)
    switch (state, presence) {
    case (.unknown, .unknown):
      reasons.removeLast(reasons.count - mark)
      return .yes
    case (_, .unknown): return .no
    case (.unknown, _): return .unknown
    case (.value, .present), (.absent, .absent): return .yes
    case (.value, .absent), (.absent, .present): return .no
    }
  }

  private func compare(
    _ left: ScalarOperand, _ comparison: Comparison, _ right: ScalarOperand
  ) -> Truth {
    let first = operand(left)
    let second = operand(right)
    switch (first, second) {
    case (.unknown, _), (_, .unknown): return .unknown
    case (.absent(let column), _), (_, .absent(let column)):
      // An absent value is a different one from a literal; two operands of the event of which
      // one is not there can't be told equal or different.
      if left.isLiteral || right.isLiteral { return .no }
      note(column, .missing)
      return .unknown
    case (.value(let a), .value(let b)):
      guard let truth = Self.compare(a, comparison, b) else {
        return unreadable(left.isLiteral ? right : left)
      }
      return truth
    }
  }

  /// nil if the two can't be compared.
  static func compare(_ a: Value, _ comparison: Comparison, _ b: Value) -> Truth? {
    var a = a
    var b = b
    let aKind = ValueKind(a)
    let bKind = ValueKind(b)
    if aKind != bKind {
      if case .network(let network) = b, comparison == .equal,
        case .ip(let address)? = Coercion.convert(a, to: .ip)
      {
        return Truth(network.contains(address))
      }
      if let converted = Coercion.convert(a, to: bKind) {
        a = converted
      } else if let converted = Coercion.convert(b, to: aKind) {
        b = converted
      } else {
        return nil
      }
    }
    if comparison == .equal { return Truth(a == b) }
    guard let order = Value.compare(a, b) else { return nil }
    switch comparison {
    case .equal: return Truth(order == .equal)
    case .less: return Truth(order == .less)
    case .lessOrEqual: return Truth(order != .greater)
    case .greater: return Truth(order == .greater)
    case .greaterOrEqual: return Truth(order != .less)
    }
  }

  private func member(_ operand: ScalarOperand, _ set: ScalarSet) -> Truth {
    let mark = reasons.count
    var result: Truth
    switch self.operand(operand) {
    case .unknown: return .unknown
    case .absent: result = .no
    case .value(let value): result = set.contains(value)
    }
    if result == .unknown { result = unreadable(operand) }
    if result == .yes { return .yes }
    for other in set.operands {
      switch compare(operand, .equal, other) {
      case .yes:
        reasons.removeLast(reasons.count - mark)
        return .yes
      case .unknown: result = .unknown
      case .no: break
      }
    }
    return result
  }

  private func matchText(
    _ operand: ScalarOperand, _ match: (UnsafeRawBufferPointer) -> Truth
  ) -> Truth {
    switch self.operand(operand) {
    case .unknown: return .unknown
    case .absent: return .no
    case .value(.string(let text)):
      let truth = text.bytes.withUnsafeBytes(match)
      if truth == .unknown { note(mainColumn(of: operand), .limit) }
      return truth
    case .value: return unreadable(operand)
    }
  }

  private func text(
    _ operand: ScalarOperand, _ test: TextTest, _ pattern: ScalarOperand, ignoringCase: Bool
  ) -> Truth {
    let first = self.operand(operand)
    let second = self.operand(pattern)
    switch (first, second) {
    case (.unknown, _), (_, .unknown): return .unknown
    case (.absent(let column), _), (_, .absent(let column)):
      if operand.isLiteral || pattern.isLiteral { return .no }
      note(column, .missing)
      return .unknown
    case (.value(.list(let elements)), .value(let value)) where test == .contains:
      var result = Truth.no
      for element in elements {
        switch Self.compare(element, .equal, value) {
        case .yes: return .yes
        case .no: break
        case .unknown, nil: result = .unknown
        }
      }
      return result == .unknown ? unreadable(operand) : .no
    case (.value(.string(let text)), .value(.string(let wanted))):
      return text.bytes.withUnsafeBytes { text in
        wanted.bytes.withUnsafeBytes { wanted in
          Truth(TextSearch.matches(text, test, wanted, ignoringCase: ignoringCase))
        }
      }
    default: return unreadable(operand)
    }
  }

  private func quantified(
    _ quantifier: Quantifier, _ list: ScalarOperand, _ body: ScalarTest
  ) -> Truth {
    switch operand(list) {
    case .unknown: return .unknown
    case .absent: return Truth(quantifier != .any)
    case .value(.list(let elements)):
      let column = mainColumn(of: list)
      return quantify(quantifier, count: elements.count) {
        .element(elements[$0], column: column)
      } body: {
        body
      }
    case .value: return unreadable(list)
    }
  }

  // `any` is Kleene's `or` of the bodies, `every` their `and`, `no` the negation of `any`.
  private func quantify(
    _ quantifier: Quantifier, count: Int, frame: (Int) -> Frame, body: () -> ScalarTest
  ) -> Truth {
    let decides: Truth = quantifier == .every ? .no : .yes
    let test = body()
    let mark = reasons.count
    var unknown = false
    for index in 0..<count {
      frames.append(frame(index))
      let truth = evaluate(test)
      frames.removeLast()
      if truth == decides {
        reasons.removeLast(reasons.count - mark)
        return Truth(quantifier == .any)
      }
      if truth == .unknown { unknown = true }
    }
    return unknown ? .unknown : Truth(quantifier != .any)
  }

  private func namesKind(_ column: Int, _ kinds: Set<Text>) -> Truth {
    switch states[column] {
    case .value(.string(let name)): return Truth(kinds.contains(name))
    case .value(.list(let names)):
      return Truth(
        names.contains {
          if case .string(let name) = $0 { kinds.contains(name) } else { false }
        })
    case .value, .absent: return .no
    case .unknown(let reason):
      note(column, reason)
      return .unknown
    }
  }

  func unreadable(_ operand: ScalarOperand) -> Truth {
    note(mainColumn(of: operand), .unreadableValue)
    return .unknown
  }

  func note(_ column: Int, _ reason: UnknownReason) {
    guard column >= 0 else { return }
    reasons.append(Reason(column: column, reason: reason))
  }
}
