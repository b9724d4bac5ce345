import Columns
import Engine
import Mapping
import RuleModel
import Testing
import Values

/// Tests of one column, which the engine answers by classes of values, against answers found value
/// by value.
@Suite struct ColumnTests {
  @Test func manyTestsOfTexts() {
    var random = SplitMix64(seed: 5)
    let alphabet = Array("ab/A1")
    func word(_ most: UInt64) -> String {
      String((0..<Int(random.next() % most)).map { _ in alphabet[Int(random.next() % 5)] })
    }
    let text = Operand.field(Field(name: "t", type: .string))
    var conditions: [Condition] = []
    var answers: [(String) -> Bool] = []
    for _ in 0..<60 {
      let wanted = word(5)
      let literal = Operand.literal(.string(Text(wanted)))
      switch random.next() % 6 {
      case 0:
        conditions.append(.comparison(text, .equal, literal))
        answers.append { $0.utf8.elementsEqual(wanted.utf8) }
      case 1:
        conditions.append(.text(text, .prefix, literal, ignoringCase: false))
        answers.append { $0.hasPrefix(wanted) }
      case 2:
        conditions.append(.text(text, .suffix, literal, ignoringCase: false))
        answers.append { $0.hasSuffix(wanted) }
      case 3:
        conditions.append(.text(text, .contains, literal, ignoringCase: false))
        answers.append { Self.contains($0, wanted) }
      case 4:
        conditions.append(.text(text, .contains, literal, ignoringCase: true))
        answers.append { Self.contains($0.lowercased(), wanted.lowercased()) }
      default:
        let pattern = word(3) + "*" + word(3)
        conditions.append(.glob(text, [pattern]))
        answers.append { Self.glob(Array(pattern), Array($0)) }
      }
    }
    // More different values than the cache holds, and some of them often.
    let values = (0..<6000).map { _ in random.next() % 3 == 0 ? "ab/1" : word(9) }
    check(conditions, values.map { "\"\($0)\"" }) { answers[$0](values[$1]) }
  }

  private static func contains(_ text: String, _ wanted: String) -> Bool {
    let all = Array(text.utf8)
    let part = Array(wanted.utf8)
    guard part.count <= all.count else { return false }
    return (0...(all.count - part.count)).contains { all[$0...].starts(with: part) }
  }

  /// `*` is anything but a slash.
  private static func glob(_ pattern: [Character], _ text: [Character]) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      let rest = Array(pattern.dropFirst())
      for end in 0...text.count where !text[..<end].contains("/") {
        if glob(rest, Array(text[end...])) { return true }
      }
      return false
    }
    return text.first == first && glob(Array(pattern.dropFirst()), Array(text.dropFirst()))
  }

  @Test func manyTestsOfNumbers() {
    var random = SplitMix64(seed: 6)
    func number() -> Int64 { Int64(random.next() % 40) - 20 }
    let field = Operand.field(Field(name: "n", type: .integer))
    var conditions: [Condition] = []
    var answers: [(Int64) -> Bool] = []
    let comparisons: [(Comparison, (Int64, Int64) -> Bool)] = [
      (.equal, { $0 == $1 }), (.less, { $0 < $1 }), (.lessOrEqual, { $0 <= $1 }),
      (.greater, { $0 > $1 }), (.greaterOrEqual, { $0 >= $1 }),
    ]
    for _ in 0..<40 {
      let bound = number()
      let other = bound + Int64(random.next() % 5)
      if random.next() % 4 == 0 {
        let set = ValueSet(items: [
          .range(.number(Number(bound)), .number(Number(other))),
          .single(.literal(.number(Number(17)))),
        ])
        conditions.append(.membership(field, set))
        answers.append { ($0 >= bound && $0 <= other) || $0 == 17 }
      } else {
        let (comparison, holds) = comparisons[Int(random.next() % 5)]
        conditions.append(.comparison(field, comparison, .literal(.number(Number(bound)))))
        answers.append { holds($0, bound) }
      }
    }
    let values = (0..<3000).map { _ in number() + Int64(random.next() % 3) * 1_000_000 }
    check(conditions, values.map(String.init)) { answers[$0](values[$1]) }
  }

  @Test func aNumberThatIsNoneIsUnreadable() {
    let field = Operand.field(Field(name: "n", type: .integer))
    let rule = CheckedRule(
      id: "r", title: "", severity: .high, kind: "event",
      requirement: .comparison(field, .less, .literal(.number(Number(5)))))
    let counted = Sample.evaluate([rule], [["n": "4"], ["n": "4.5"], ["n": "\"x\""], ["n": "5"]])
      .rules[0]
    #expect(counted.passed == 1 && counted.failed == 1 && counted.inconclusive == 2)
    #expect(counted.missing.map(\.reason) == [.unreadableValue])
  }

  private func check(
    _ conditions: [Condition], _ values: [String], expected: (Int, Int) -> Bool
  ) {
    let rules = conditions.enumerated().map { index, condition in
      CheckedRule(
        id: "r\(index)", title: "", severity: .high, kind: "event", requirement: condition)
    }
    let name = conditions[0].firstField
    let tally = Sample.evaluate(rules, values.map { [name: $0] })
    for index in conditions.indices {
      let passed = values.indices.count { expected(index, $0) }
      #expect(tally.rules[index].passed == passed, "\(conditions[index])")
      #expect(tally.rules[index].failed == values.count - passed)
    }
  }
}

extension Condition {
  fileprivate var firstField: String {
    switch self {
    case .comparison(.field(let field), _, _), .membership(.field(let field), _),
      .text(.field(let field), _, _, _), .glob(.field(let field), _):
      field.name
    default: ""
    }
  }
}
