import Diagnostics
import RuleModel
import RuleSyntax
import Values

extension Checker {
  /// Takes in all rules' names, so that tests and waivers can name rules of other files.
  func collectRuleNames() {
    var places: [String: Diagnostic.Label] = [:]
    forEachDeclaration { declaration, place in
      guard case .rule(let rule) = declaration.content else { return }
      let id = rule.name.content
      if let earlier = places[id] {
        report(
          .duplicateRule, "the rule `\(id)` is declared twice", at: rule.name.span,
          in: place.text, secondary: [earlier], help: ["give one of them another id"])
        return
      }
      places[id] = Diagnostic.Label(
        text: place.text, span: rule.name.span, message: "first declared here")
      ruleDeclarations[id] = (rule, place)
    }
  }

  func checkRules() {
    for file in files {
      program.files.append(
        CheckedProgram.File(path: file.text.name, sha256: Self.sha256(file.text.bytes)))
      hashOfFile[file.text.name] = program.files.last?.sha256
    }
    var seen: Set<String> = []
    forEachDeclaration { declaration, place in
      guard case .rule(let rule) = declaration.content else { return }
      let isFirst = seen.insert(rule.name.content).inserted
      let checked = self.rule(rule, place)
      guard isFirst else { return }
      if let checked {
        program.rules.append(checked)
        rulesByID[checked.id] = checked
      } else {
        brokenRules.insert(rule.name.content)
      }
    }
    let order = program.rules.indices.sorted {
      program.rules[$0].id.utf8.lexicographicallyPrecedes(program.rules[$1].id.utf8)
    }
    program.rules = order.map { program.rules[$0] }
  }

  /// Checks a rule; nil after saying what is wrong.
  func rule(_ rule: RuleDeclaration, _ place: DeclarationPlace) -> CheckedRule? {
    let text = place.text
    var parts = RuleParts()
    expandedNodes = 0
    for clause in rule.clauses { sort(clause, into: &parts, text) }
    let ruleZone = parts.zone.flatMap { zone($0, in: text) }
    let zoneName = ruleZone ?? zone(around: text)
    var isComplete = !place.isDamaged && !parts.hasProblem
    if parts.zone != nil, ruleZone == nil { isComplete = false }

    var outer = Scope(text: text, zone: zoneName)
    outer.relations = .allowed
    aggregatesOfGroup = 0
    let (judgement, scope) = judge(rule, parts.subject, parts.judgement, outer)
    let pardons = exceptions(parts.exceptions, scopeOfExceptions(scope))
    if let group = judgement?.form, case .group = group, aggregatesOfGroup == 0 {
      reportNoMembers(parts.judgement?.span ?? rule.name.span, text)
      isComplete = false
    }
    groupsOfRules[rule.name.content] = scope.group
    let message = parts.texts["message"].flatMap { template($0, scope) }
    let remedy = parts.texts["remedy"].flatMap { template($0, scope) }
    let groups = parts.reportPer.map { reportPer($0, scope) } ?? []
    let rank = severity(parts.words["severity"], text)
    let stage = status(parts.words["status"], text)
    if !place.isDamaged, !hasRequired(rule, parts, place) { isComplete = false }
    guard isComplete, let judgement, let pardons, let groups, let rank, let stage,
      let title = parts.texts["title"]?.content,
      message != nil || parts.texts["message"] == nil,
      remedy != nil || parts.texts["remedy"] == nil
    else { return nil }
    return CheckedRule(
      id: rule.name.content, pack: pack(of: text)?.name ?? "", title: title, severity: rank,
      status: stage, controls: parts.controls, tags: parts.tags, references: parts.references,
      description: parts.texts["description"]?.content ?? "",
      message: message ?? Template(parts: [.text(title)]),
      remedy: remedy ?? Template(parts: []), form: judgement.form, each: judgement.each,
      kind: judgement.kind,
      condition: judgement.condition, exceptions: pardons,
      requirement: judgement.requirement, reportPer: groups, text: text.slice(place.span),
      file: text.name, line: text.line(of: place.span.start),
      fileSHA256: hashOfFile[text.name] ?? "")
  }

  // MARK: Clauses

  private func sort(
    _ clause: Spanned<RuleDeclaration.Clause>, into parts: inout RuleParts, _ text: SourceText
  ) {
    let keyword: Name
    switch clause.content {
    case .text(let word, _), .word(let word, _): keyword = word
    case .texts, .controls, .unless:
      take(clause, into: &parts)
      return
    case .subject: keyword = Spanned("for each", clause.span)
    case .judgement: keyword = Spanned("require", clause.span)
    case .reportPer: keyword = Spanned("report per", clause.span)
    }
    if isFirst(keyword, &parts.seen, in: text) {
      take(clause, into: &parts)
    } else {
      parts.hasProblem = true
    }
  }

  private func take(_ clause: Spanned<RuleDeclaration.Clause>, into parts: inout RuleParts) {
    switch clause.content {
    case .text(let keyword, let value):
      if keyword.content == "zone" {
        parts.zone = value
      } else {
        parts.texts[keyword.content] = value
      }
    case .word(let keyword, let value): parts.words[keyword.content] = value
    case .texts(let keyword, let values):
      let strings = values.map(\.content)
      if keyword.content == "tags" { parts.tags += strings } else { parts.references += strings }
    case .controls(let controls):
      parts.controls += controls.map {
        Control(framework: $0.framework.content, clause: $0.clause.content)
      }
    case .subject(let subject): parts.subject = Spanned(subject, clause.span)
    case .judgement(let judgement): parts.judgement = Spanned(judgement, clause.span)
    case .unless(let condition, let because): parts.exceptions.append((condition, because))
    case .reportPer(let references): parts.reportPer = references
    }
  }

  private func hasRequired(
    _ rule: RuleDeclaration, _ parts: RuleParts, _ place: DeclarationPlace
  ) -> Bool {
    var missing: [String] = []
    var help: [String] = []
    if parts.texts["title"] == nil {
      missing.append("title")
      help.append("write `title \"What must hold, in one sentence\"`")
    }
    if parts.words["severity"] == nil {
      missing.append("severity")
      help.append("write `severity high` (critical, high, medium, low or info)")
    }
    var needsSubject = parts.subject == nil
    if case .forbid = parts.judgement?.content { needsSubject = false }
    if case .forbidSequence = parts.judgement?.content { needsSubject = false }
    if parts.judgement == nil {
      missing.append("judgement")
      help.append("write `for each request where …` and `require …`, or `forbid request where …`")
    } else if needsSubject {
      missing.append("subject")
      help.append("write `for each request` before `require`")
    }
    if parts.texts["title"]?.content.isEmpty == true {
      report(
        .missingClause, "the title is empty", at: parts.texts["title"]?.span ?? place.span,
        in: place.text)
      return false
    }
    guard !missing.isEmpty else { return true }
    report(
      .missingClause,
      "the rule `\(rule.name.content)` has no \(missing.joined(separator: ", no "))",
      at: rule.name.span, in: place.text, help: help)
    return false
  }

  private func severity(_ name: Name?, _ text: SourceText) -> Severity? {
    guard let name else { return nil }
    switch name.content {
    case "critical": return .critical
    case "high": return .high
    case "medium": return .medium
    case "low": return .low
    case "info": return .info
    default:
      report(
        .unknownWord, "there is no severity `\(name.content)`", at: name.span, in: text,
        help: didYouMeanOrOneOf(name.content, ["critical", "high", "medium", "low", "info"]))
      return nil
    }
  }

  private func status(_ name: Name?, _ text: SourceText) -> String? {
    guard let name else { return "stable" }
    let known = ["stable", "experimental", "deprecated"]
    if known.contains(name.content) { return name.content }
    report(
      .unknownWord, "there is no status `\(name.content)`", at: name.span, in: text,
      help: didYouMeanOrOneOf(name.content, known))
    return nil
  }

  // MARK: Further clauses

  private func reportNoMembers(_ span: SourceSpan, _ text: SourceText) {
    report(
      .noMembers, "nothing says which events the groups are of", at: span, in: text,
      help: ["count them: `require count(request where …) <= 100`"])
  }

  private func exceptions(
    _ syntax: [(condition: ConditionSyntax, because: StringLiteral)], _ scope: Scope
  ) -> [CheckedRule.Exception]? {
    var result: [CheckedRule.Exception] = []
    for exception in syntax {
      sawParameter = false
      guard let condition = condition(exception.condition, scope) else { continue }
      warnIfConstant(condition, "unless", at: span(of: exception.condition), scope)
      result.append(
        CheckedRule.Exception(condition: condition, because: exception.because.content))
    }
    return result.count == syntax.count ? result : nil
  }

  private func reportPer(_ references: [ReferenceSyntax], _ scope: Scope) -> [Operand]? {
    var result: [Operand] = []
    for reference in references {
      guard let operand = resolve(reference, scope), !isWholeRow(operand, scope) else { continue }
      result.append(operand.operand)
    }
    return result.count == references.count ? result : nil
  }
}

/// A rule's clauses by what they say.
private struct RuleParts {
  var texts: [String: StringLiteral] = [:]
  var words: [String: Name] = [:]
  var zone: StringLiteral?
  var tags: [String] = []
  var references: [String] = []
  var controls: [Control] = []
  var subject: Spanned<SubjectSyntax>?
  var judgement: Spanned<JudgementSyntax>?
  var exceptions: [(condition: ConditionSyntax, because: StringLiteral)] = []
  var reportPer: [ReferenceSyntax]?
  var seen: [String: SourceSpan] = [:]
  var hasProblem = false
}
