import Diagnostics
import RuleModel
import RuleSyntax
import Values

/// An operand whose names are resolved.
enum CheckedOperand {
  /// A literal: what it is, is decided by what it stands beside.
  case literal(LiteralSyntax)
  case typed(TypedOperand)

  var span: SourceSpan {
    switch self {
    case .literal(let literal): literal.span
    case .typed(let operand): operand.span
    }
  }
}

struct TypedOperand {
  var operand: Operand
  var type: ValueType
  var span: SourceSpan
  /// The closed set of values, if it is a field that has one.
  var values: [String] = []
  /// A look-up that names no column.
  var isRow = false

  /// A parameter, or a function of constants: no event decides it.
  var isConstant: Bool { if case .literal = operand { true } else { false } }
}

extension ValueType {
  /// For messages: the type in words, with its article.
  var phrase: String {
    switch self {
    case .string: "a string"
    case .integer: "a whole number"
    case .decimal: "a number"
    case .boolean: "true or false"
    case .timestamp: "a time"
    case .date: "a date"
    case .duration: "a duration"
    case .size: "a size in bytes"
    case .version: "a version"
    case .ip: "an IP address"
    case .list(let element): "a list of \(element.plural)"
    case .json: "any value"
    }
  }

  private var plural: String {
    switch self {
    case .string: "strings"
    case .integer, .decimal: "numbers"
    case .boolean: "truth values"
    case .timestamp: "times"
    case .date: "dates"
    case .duration: "durations"
    case .size: "sizes"
    case .version: "versions"
    case .ip: "IP addresses"
    case .list: "lists"
    case .json: "values"
    }
  }

  /// An example of how a rule writes a value of the type.
  var example: String {
    switch self {
    case .string, .json: "\"text\""
    case .integer: "5"
    case .decimal: "0.5"
    case .boolean: "true"
    case .timestamp: "2026-01-31T08:00:00Z"
    case .date: "2026-01-31"
    case .duration: "5s"
    case .size: "1MB"
    case .version: "1.2"
    case .ip: "10.0.0.1"
    case .list(let element): "[\(element.example)]"
    }
  }

  /// `<` and the like mean something.
  var isOrdered: Bool {
    switch self {
    case .integer, .decimal, .timestamp, .date, .duration, .size, .version, .json: true
    case .string, .boolean, .ip, .list: false
    }
  }

  /// Values of the two types can be compared with each other.
  func isComparable(with other: ValueType) -> Bool {
    switch (self, other) {
    case (.list, _), (_, .list): false
    case (.json, _), (_, .json): true
    case (.integer, .decimal), (.decimal, .integer): true
    default: self == other
    }
  }
}
