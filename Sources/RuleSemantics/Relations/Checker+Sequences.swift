import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// `forbid sequence on F within D { … }`: nil after saying what is wrong. The scope is that of the
  /// last step's event.
  func sequence(
    on references: [ReferenceSyntax], within length: QuantitySyntax,
    _ syntax: [SequenceStepSyntax], at span: SourceSpan, _ scope: Scope
  ) -> (sequence: EventSequence?, scope: Scope) {
    let isShort = hasFewKeys(references, scope)
    let keys = isShort ? references.compactMap { keyOperand($0, scope)?.operand } : []
    let within = self.length(length, scope)
    var names: [String: SourceSpan] = [:]
    var steps: [EventSequence.Step] = []
    var isComplete = keys.count == references.count
    for step in syntax {
      if let earlier = names.updateValue(step.name.span, forKey: step.name.content) {
        report(
          .duplicateName, "the step `\(step.name.content)` stands twice", at: step.name.span,
          in: scope.text,
          secondary: [Diagnostic.Label(text: scope.text, span: earlier, message: "first here")],
          help: ["give one of them another name"])
        isComplete = false
      }
    }
    for step in syntax {
      if let checked = self.step(step, names: Set(names.keys), scope) {
        steps.append(checked)
      } else {
        isComplete = false
      }
    }
    if Set(keys).count < keys.count {
      report(
        .duplicateName, "a field stands twice after `on`", at: references[0].span, in: scope.text,
        help: ["leave one of them out"])
      isComplete = false
    }
    if syntax.count == 1 {
      report(
        .tooFewSteps, "a sequence has at least two steps", at: syntax[0].name.span, in: scope.text,
        help: [
          "write what comes before or after it: `b: \(syntax[0].kind.content) where …`",
          "for events of one kind write `require at most 4 …`",
        ])
      isComplete = false
    }
    var last = scope
    last.relations = .allowed
    if let step = syntax.last { last.root = .event(alias: step.name.content) }
    guard isComplete, let within, steps.count >= 2 else { return (nil, last) }
    return (
      EventSequence(keys: keys, within: within, zone: scope.zone, steps: steps), last
    )
  }

  private func step(
    _ syntax: SequenceStepSyntax, names: Set<String>, _ scope: Scope
  ) -> EventSequence.Step? {
    var isComplete = isFree(syntax.name, scope)
    if vocabulary.kindParents[syntax.kind.content] == nil {
      reportUnknownKind(syntax.kind, in: scope.text)
      isComplete = false
    }
    var inner = scope.refusing(
      place: "in a step of a sequence", help: "a step is one event; write a rule with `require`")
    inner.root = .event(alias: syntax.name.content)
    inner.otherSteps = names.subtracting([syntax.name.content])
    var condition: Condition?
    if let filter = syntax.condition {
      sawParameter = false
      condition = self.condition(filter, inner)
      if let condition {
        warnIfConstant(condition, "where", at: span(of: filter), inner)
      } else {
        isComplete = false
      }
    }
    var count = 1
    if let written = syntax.atLeast {
      if let number = wholeNumber(written, scope), isCountOfStep(number, written, scope) {
        count = number
      } else {
        isComplete = false
      }
    }
    guard isComplete else { return nil }
    return EventSequence.Step(
      name: syntax.name.content, kind: syntax.kind.content, condition: condition, count: count)
  }

  private func isCountOfStep(_ number: Int, _ written: OperandSyntax, _ scope: Scope) -> Bool {
    var isLiteral = false
    if case .literal = written { isLiteral = true }
    if number > 1 || (number == 1 && !isLiteral) { return true }
    report(
      .badCount, number == 0 ? "a step happens at least once" : "`at least 1 times` says nothing",
      at: span(of: written), in: scope.text,
      help: ["leave `at least … times` out, or write a number from 2"])
    return false
  }
}
