import Diagnostics
import Functions
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// A built-in function with its arguments. Functions of time get the zone as last argument.
  func call(
    _ name: Name, _ operands: [OperandSyntax], _ span: SourceSpan, _ scope: Scope
  ) -> TypedOperand? {
    guard let function = BuiltInFunctions.named(name.content) else {
      report(
        .unknownFunction, "there is no function `\(name.content)`", at: name.span,
        in: scope.text,
        help: didYouMean(
          name.content, among: BuiltInFunctions.all.map(\.name),
          orElse: "functions are " + BuiltInFunctions.all.map(\.name).joined(separator: ", ")))
      for operand in operands { _ = self.operand(operand, scope) }
      return nil
    }
    guard operands.count == function.parameters.count else {
      let wanted = function.parameters.map(\.name).joined(separator: ", ")
      report(
        .wrongArguments,
        "`\(name.content)` takes \(function.parameters.count) "
          + "\(function.parameters.count == 1 ? "argument" : "arguments"), not \(operands.count)",
        at: span, in: scope.text, help: ["write `\(name.content)(\(wanted))`"])
      return nil
    }
    var arguments: [Operand] = []
    var types: [ValueType] = []
    for (operand, parameter) in zip(operands, function.parameters) {
      guard let (argument, type) = argument(operand, for: parameter, of: function, scope) else {
        continue
      }
      arguments.append(argument)
      types.append(type)
    }
    guard arguments.count == operands.count else { return nil }
    if function.takesZone { arguments.append(.literal(.string(Text(scope.zone)))) }
    let result = function.result(for: types)
    if let constants = arguments.constants {
      guard let value = function.apply(constants) else {
        report(
          .wrongArguments, "`\(scope.written(span))` has no value", at: span, in: scope.text,
          help: function.examples.prefix(1).map { "as in `\($0.call)`" })
        return nil
      }
      return TypedOperand(operand: .literal(value), type: result, span: span)
    }
    return TypedOperand(
      operand: .function(
        FunctionCall(name: function.name, arguments: arguments, type: result)),
      type: result, span: span,
      values: function.name == "weekday" ? ["Fri", "Mon", "Sat", "Sun", "Thu", "Tue", "Wed"] : [])
  }

  private func argument(
    _ syntax: OperandSyntax, for parameter: BuiltInFunction.Parameter,
    of function: BuiltInFunction, _ scope: Scope
  ) -> (Operand, ValueType)? {
    switch operand(syntax, scope) {
    case nil: return nil
    case .literal(let literal):
      for type in parameter.types {
        if case .value(let value) = literal.coerced(to: type) { return (.literal(value), type) }
      }
      reportArgument(literal.span, literal.phrase, parameter, of: function, scope)
      return nil
    case .typed(let operand):
      guard !isWholeRow(operand, scope) else { return nil }
      guard parameter.accepts(operand.type) else {
        reportArgument(operand.span, operand.type.phrase, parameter, of: function, scope)
        return nil
      }
      if operand.type == .json, function.takesZone {
        report(
          .untypedValue,
          "`\(scope.written(operand.span))` has no type, so it can't be read as a time",
          at: operand.span, in: scope.text,
          help: ["declare a field in a source: `acme.started: timestamp <- … | rfc3339`"])
        return nil
      }
      return (operand.operand, operand.type)
    }
  }

  private func reportArgument(
    _ span: SourceSpan, _ phrase: String, _ parameter: BuiltInFunction.Parameter,
    of function: BuiltInFunction, _ scope: Scope
  ) {
    let wanted = parameter.types.map(\.phrase).joined(separator: " or ")
    report(
      .wrongArguments, "the \(parameter.name) of `\(function.name)` is \(wanted)", at: span,
      in: scope.text, label: "this is \(phrase)",
      help: function.examples.prefix(1).map { "as in `\($0.call)`" })
  }
}

extension [Operand] {
  /// Their values, if all are constants.
  fileprivate var constants: [Value]? {
    var result: [Value] = []
    for operand in self {
      guard case .literal(let value) = operand else { return nil }
      result.append(value)
    }
    return result
  }
}
