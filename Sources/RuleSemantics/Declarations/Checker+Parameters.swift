import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// `param NAME: type = value`, with the value that `--set` gives.
  func parameter(
    _ name: Name, _ typeSyntax: TypeSyntax, _ syntax: OperandSyntax, _ text: SourceText
  ) -> Symbol.Content {
    let broken = Symbol.Content.broken(noun: "a parameter")
    guard let type = valueType(typeSyntax, in: text) else { return broken }
    guard let declared = value(of: syntax, as: type, parameter: name, in: text) else {
      return broken
    }
    guard let set = options.parameters.last(where: { $0.name == name.content }) else {
      return .param(type: type, value: declared, isOverridden: false)
    }
    guard let value = ValueReading.value(set.value, as: type) else {
      let argument = SourceText(
        name: "--set", bytes: Array("\(set.name)=\(set.value)".utf8))
      let start = UInt32(set.name.utf8.count) + 1
      report(
        .badParameter, "the parameter `\(name.content)` is \(type.phrase)",
        at: SourceSpan(start: start, end: UInt32(argument.bytes.count)), in: argument,
        secondary: [Diagnostic.Label(text: text, span: name.span, message: "declared here")],
        help: ["write `--set \(name.content)=\(example(of: type))`"])
      return broken
    }
    return .param(type: type, value: value, isOverridden: true)
  }

  private func example(of type: ValueType) -> String {
    switch type {
    case .string: "text"
    case .list(let element): "\(example(of: element)),\(example(of: element))"
    default: type.example
    }
  }

  /// A parameter's value: a literal, or for list types a list of literals.
  func value(
    of syntax: OperandSyntax, as type: ValueType, parameter name: Name, in text: SourceText
  ) -> Value? {
    switch (syntax, type) {
    case (.damaged, _): return nil
    case (.literal(let literal), _):
      if case .list(let element) = type {
        report(
          .typeMismatch, "`\(name.content)` is \(type.phrase)", at: literal.span, in: text,
          label: "this is \(literal.phrase)", help: ["write `[\(element.example)]`"])
        return nil
      }
      return value(of: literal, as: type, beside: name.content, in: text)
    case (.list(let set), .list(let element)):
      var values: [Value] = []
      var isComplete = true
      for item in set.items {
        guard item.last == nil, case .literal(let literal) = item.first else {
          report(
            .notAValue, "a list parameter holds literals", at: span(of: item), in: text)
          isComplete = false
          continue
        }
        if let value = value(of: literal, as: element, beside: name.content, in: text) {
          values.append(value)
        } else {
          isComplete = false
        }
      }
      return isComplete ? .list(values) : nil
    case (.list(let set), _):
      report(
        .typeMismatch, "`\(name.content)` is \(type.phrase)", at: set.span, in: text,
        label: "this is a list", help: ["write `list of \(type)` for its type"])
      return nil
    default:
      report(
        .notAValue, "a parameter's value is a literal", at: span(of: syntax), in: text,
        help: ["write `\(type.example)`"])
      return nil
    }
  }

  /// Reports `--set` of parameters that are not declared, and lists those that are.
  func checkParameterOverrides() {
    var declared: [String] = []
    for (name, symbol) in symbols.sorted(by: { $0.key < $1.key }) {
      switch symbol.content {
      case .param(let type, let value, let isOverridden):
        declared.append(name)
        program.parameters.append(
          CheckedProgram.Parameter(
            name: name, type: type, value: value, isOverridden: isOverridden))
      case .broken(noun: "a parameter"): declared.append(name)
      default: break
      }
    }
    var reported: Set<String> = []
    for (name, value) in options.parameters
    where !declared.contains(name) && reported.insert(name).inserted {
      let argument = SourceText(name: "--set", bytes: Array("\(name)=\(value)".utf8))
      report(
        .unknownParameter, "there is no parameter `\(name)`",
        at: SourceSpan(start: 0, end: UInt32(name.utf8.count)), in: argument,
        help: declared.isEmpty
          ? ["the rules declare no parameters"] : didYouMeanOrOneOf(name, declared))
    }
  }
}
