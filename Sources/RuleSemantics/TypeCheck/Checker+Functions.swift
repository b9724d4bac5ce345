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
    guard let _ = BuiltInFunctions.named(name.content) else {
      report(
        .unknownFunction, "there is no function `\(name.content)`", at: name.span,
        in: scope.text,
        help: didYouMean(
          name.content, among: BuiltInFunctions.all.map(\.name),
          orElse: "functions are "
            + BuiltInFunctions.all.map(\.name).joined(separator: ", ")))
      for operand in operands { _ = self.operand(operand, scope) }
      return nil
    }
    return nil
  }
}
