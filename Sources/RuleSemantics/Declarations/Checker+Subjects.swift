import Diagnostics
import RuleModel
import RuleSyntax
import Values

/// What a rule judges, and what must hold.
struct CheckedJudgement {
  var form = SubjectForm.event
  var each: WithEach?
  var kind: String
  var condition: Condition?
  var requirement: Condition
}

/// What a rule judges.
private struct CheckedSubject {
  var form: SubjectForm
  var each: WithEach?
  var kind: String
  var condition: Condition?
}

extension Checker {
  /// The rule's subject and requirement, nil after saying what is wrong; and what names mean in its
  /// other clauses.
  func judge(
    _ rule: RuleDeclaration, _ subject: Spanned<SubjectSyntax>?,
    _ judgement: Spanned<JudgementSyntax>?, _ scope: Scope
  ) -> (judgement: CheckedJudgement?, scope: Scope) {
    switch judgement?.content {
    case .forbid(let kind, let alias, let condition):
      if let subject {
        reportTwoSubjects(subject, kind.span, "the events that it judges", scope)
        return (nil, scope)
      }
      return forbid(kind, alias, condition, scope)
    case .forbidSequence(let keys, let within, let steps):
      let span = judgement?.span ?? rule.name.span
      if let subject {
        reportTwoSubjects(subject, steps.last?.name.span ?? span, "the last step is judged", scope)
        return (nil, scope)
      }
      let (sequence, inner) = sequence(on: keys, within: within, steps, at: span, scope)
      guard let sequence, let last = sequence.steps.last else { return (nil, inner) }
      return (
        CheckedJudgement(
          form: .sequence(sequence), kind: last.kind, condition: last.condition,
          requirement: .constant(false)), inner
      )
    case .require(let requirement):
      guard let subject else {
        muted += 1
        _ = condition(requirement, scope)
        muted -= 1
        return (nil, scope)
      }
      return require(requirement, of: subject, scope)
    case nil:
      return (nil, subject.map { self.subject($0, scope).scope } ?? scope)
    }
  }

  private func reportTwoSubjects(
    _ subject: Spanned<SubjectSyntax>, _ span: SourceSpan, _ message: String, _ scope: Scope
  ) {
    report(
      .duplicateClause, "`forbid` names its own subject", at: subject.span, in: scope.text,
      secondary: [Diagnostic.Label(text: scope.text, span: span, message: message)],
      help: ["leave `for each` out, or write `require not (…)`"])
  }

  private func forbid(
    _ kind: Name, _ alias: Name?, _ syntax: ConditionSyntax?, _ scope: Scope
  ) -> (judgement: CheckedJudgement?, scope: Scope) {
    let (scope, isKnown) = eventScope(kind, alias, scope)
    guard let syntax else {
      return (
        isKnown ? CheckedJudgement(kind: kind.content, requirement: .constant(false)) : nil, scope
      )
    }
    sawParameter = false
    guard let forbidden = condition(syntax, scope) else { return (nil, scope) }
    warnIfConstant(forbidden, "where", at: span(of: syntax), scope)
    guard isKnown else { return (nil, scope) }
    return (CheckedJudgement(kind: kind.content, requirement: .not(forbidden)), scope)
  }

  private func require(
    _ syntax: ConditionSyntax, of subject: Spanned<SubjectSyntax>, _ scope: Scope
  ) -> (judgement: CheckedJudgement?, scope: Scope) {
    let (found, inner) = self.subject(subject, scope)
    sawParameter = false
    guard let requirement = condition(syntax, inner) else { return (nil, inner) }
    warnIfConstant(requirement, "require", at: span(of: syntax), inner)
    guard let found else { return (nil, inner) }
    return (
      CheckedJudgement(
        form: found.form, each: found.each, kind: found.kind, condition: found.condition,
        requirement: requirement), inner
    )
  }

  /// What is judged, nil after an error in it; and what names mean for it.
  private func subject(
    _ subject: Spanned<SubjectSyntax>, _ scope: Scope
  ) -> (subject: CheckedSubject?, scope: Scope) {
    switch subject.content.form {
    case .events(let first, let kind, let alias, let per):
      return events(subject.content, first, kind, alias, per, scope)
    case .groups, .rows, .all: return group(subject.content, scope)
    }
  }

  private func events(
    _ syntax: SubjectSyntax, _ isFirst: Bool, _ kind: Name, _ alias: Name?,
    _ per: [ReferenceSyntax], _ scope: Scope
  ) -> (subject: CheckedSubject?, scope: Scope) {
    var (inner, isComplete) = eventScope(kind, alias, scope)
    var result = CheckedSubject(form: .event, kind: kind.content)
    if isFirst {
      let keys =
        hasFewKeys(per, inner) ? per.compactMap { keyOperand($0, inner)?.operand } : []
      if keys.count < per.count { isComplete = false }
      result.form = .first(per: keys)
    }
    if let filter = syntax.condition {
      let choosing = inner.refusing(
        place: "in the `where` that chooses what is judged",
        help: "move it to `require`, or to `unless … because \"…\"`")
      sawParameter = false
      result.condition = condition(filter, choosing)
      if let condition = result.condition {
        warnIfConstant(condition, "where", at: span(of: filter), choosing)
      } else {
        isComplete = false
      }
    }
    if let each = syntax.each {
      let (found, name) = withEach(each, inner)
      result.each = found
      inner.each = name
      if name == nil, let alias = each.alias { inner.brokenNames.insert(alias.content) }
      if found == nil { isComplete = false }
    }
    return (isComplete ? result : nil, inner)
  }

  private func group(
    _ syntax: SubjectSyntax, _ scope: Scope
  ) -> (subject: CheckedSubject?, scope: Scope) {
    let (found, inner) = groups(syntax, scope)
    var condition: Condition?
    var isComplete = found != nil
    if let filter = syntax.condition {
      var choosing = inner
      if inner.group?.span == .inAny {
        choosing.relations = .refused(
          place: "in the `where` of `in any`", help: "say all of it in `require`")
      }
      sawParameter = false
      condition = self.condition(filter, choosing)
      if let condition {
        warnIfConstant(condition, "where", at: span(of: filter), choosing)
      } else {
        isComplete = false
      }
    }
    guard isComplete, let found else { return (nil, inner) }
    return (CheckedSubject(form: .group(found), kind: "", condition: condition), inner)
  }

  /// What names mean for the event that is judged, and whether its kind and name are right; what
  /// is not is reported.
  private func eventScope(
    _ kind: Name, _ alias: Name?, _ scope: Scope
  ) -> (scope: Scope, isKnown: Bool) {
    var result = scope
    var isKnown = true
    if let alias {
      isKnown = isFree(alias, scope)
      if isKnown { result.root = .event(alias: alias.content) }
    }
    if vocabulary.kindParents[kind.content] == nil {
      reportUnknownKind(kind, in: scope.text)
      isKnown = false
    }
    return (result, isKnown)
  }

  /// What names mean in the exceptions: where a group is judged in every window, nothing is computed
  /// there.
  func scopeOfExceptions(_ scope: Scope) -> Scope {
    guard scope.group?.span == .inAny else { return scope }
    return scope.refusing(
      place: "in the `unless` of `in any`", help: "say all of it in `require`")
  }
}

extension SubjectSyntax.Each {
  /// The name that it gives.
  fileprivate var alias: Name? {
    switch self {
    case .element(_, let alias): alias
    case .related(_, let tail): tail.alias
    }
  }
}
