import RuleModel
import Values

/// A rule in plain words, for `writ rules describe`.
package enum RuleDescription {
  /// The rule as a page: title, severity, controls, description, `sentences`, remedy. Lines are
  /// not wrapped; no line ends in a blank.
  package static func text(of rule: CheckedRule) -> String {
    var lines = [rule.title, ""]
    lines.append(
      "Severity \(word(rule.severity)), status \(rule.status)."
        + (rule.controls.isEmpty ? "" : " Evidence for \(controls(rule.controls))."))
    if !rule.description.isEmpty { lines += ["", rule.description] }
    lines.append("")
    lines += sentences(of: rule)
    if let remedy = text(of: rule.remedy) { lines += ["", "If it fails: \(remedy)"] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is judged, what must hold, what is excepted and why, what its windows take in, and which
  /// fields decide: one sentence each, with definitions, lists and parameters written out.
  package static func sentences(of rule: CheckedRule) -> [String] {
    var result = [subject(of: rule), requirement(of: rule)]
    for exception in rule.exceptions {
      result.append(
        "Excepted: where \(ConditionText.text(of: exception.condition)), because of: "
          + "\(exception.because).")
    }
    result += windows(of: rule)
    let fields = fields(of: rule)
    if !fields.isEmpty {
      let which = fields.count == 1 ? "it is" : "one of them is"
      result.append(
        "It is decided by \(fields.joined(separator: ", ")). Where \(which) not recorded "
          + "and could turn the answer, the answer is inconclusive.")
    }
    return result
  }

  private static func word(_ severity: Severity) -> String {
    switch severity {
    case .info: "info"
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }

  private static func controls(_ controls: [Control]) -> String {
    controls.map { "\($0.framework) \($0.clause)" }.joined(separator: ", ")
  }

  private static func subject(of rule: CheckedRule) -> String {
    let kind = rule.kind == "event" ? "event" : "\(rule.kind) event"
    var subject: String
    switch rule.form {
    case .event: subject = "every \(kind)"
    case .first(let keys):
      subject =
        "of each \(keys.map { ConditionText.text(of: $0) }.joined(separator: " and ")) the first \(kind)"
    case .group(let group): subject = GroupText.subject(of: group)
    case .sequence: subject = "every \(kind)"
    }
    if let condition = rule.condition { subject += " where \(ConditionText.text(of: condition))" }
    switch rule.each {
    case .element(let list, _)?: subject += ", with each element of \(ConditionText.text(of: list))"
    case .related(let related)?:
      subject +=
        ", with each \(related.kind) event of the same "
        + related.same.map { ConditionText.text(of: $0.related) }.joined(separator: " and ")
      if let condition = related.condition {
        let names = ConditionText.Names(anchor: "the \(rule.kind)")
        subject += " where \(ConditionText.text(of: condition, names: names))"
      }
    case nil: break
    }
    return "Judged is \(subject)."
  }

  private static func sequence(_ sequence: EventSequence) -> String {
    let steps = sequence.steps.map { step in
      (step.count > 1 ? "\(step.count) times " : "") + step.kind
        + (step.condition.map { " where \(ConditionText.text(of: $0))" } ?? "")
    }
    return "It must not end a sequence with the same "
      + "\(sequence.keys.map { ConditionText.text(of: $0) }.joined(separator: " and ")): "
      + "\(steps.joined(separator: ", then "))."
  }

  private static func requirement(of rule: CheckedRule) -> String {
    if case .sequence(let sequence) = rule.form { return self.sequence(sequence) }
    return switch rule.requirement {
    case .constant(false): "There must be none."
    case .not(.sensitive): "It must be that \(ConditionText.text(of: rule.requirement))."
    case .not(let forbidden):
      "It must not be that \(ConditionText.text(of: forbidden))."
    default: "It must be that \(ConditionText.text(of: rule.requirement))."
    }
  }

  private static func text(of template: Template) -> String? {
    let text = template.parts.map { part in
      switch part {
      case .text(let text): text
      case .operand(_, let written): "{\(written)}"
      }
    }.joined()
    return text.isEmpty ? nil : text
  }

  /// The fields and record keys that the rule's conditions ask for, sorted.
  private static func fields(of rule: CheckedRule) -> [String] {
    var found: Set<String> = []
    let collect = { (operand: Operand) in
      switch operand {
      case .field(let field): found.insert(field.name)
      // What is asked of a whole record is always answered.
      case .raw(let path) where path.steps.isEmpty: break
      case .raw(let path): found.insert("raw." + ConditionText.text(of: path))
      default: break
      }
    }
    switch rule.form {
    case .event: break
    case .first(let keys): for key in keys { key.forEach(collect) }
    case .group(let group):
      if case .keys(let keys) = group.population { for key in keys { key.forEach(collect) } }
    case .sequence(let sequence):
      for key in sequence.keys { key.forEach(collect) }
      for step in sequence.steps { step.condition?.forEachOperand(collect) }
    }
    switch rule.each {
    case .element(let list, _)?: list.forEach(collect)
    case .related(let related)?: related.forEachOperand(collect)
    case nil: break
    }
    for condition in [rule.condition, rule.requirement] + rule.exceptions.map(\.condition) {
      condition?.forEachOperand(collect)
    }
    return found.sorted()
  }
}

extension Condition {
  /// All operands, also those inside functions and look-ups.
  func forEachOperand(_ body: (Operand) -> Void) {
    switch self {
    case .constant: break
    case .and(let parts), .or(let parts): for part in parts { part.forEachOperand(body) }
    case .not(let inner): inner.forEachOperand(body)
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _), .sensitive(let operand, _):
      operand.forEach(body)
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      left.forEach(body)
      right.forEach(body)
    case .membership(let operand, let set):
      operand.forEach(body)
      for case .single(let item) in set.items { item.forEach(body) }
    case .quantified(_, let list, let inner):
      list.forEach(body)
      inner.forEachOperand(body)
    case .rows(_, _, let inner): inner.forEachOperand(body)
    case .relation(let relation):
      relation.related.forEachOperand(body)
      switch relation.form {
      case .latest(let has), .first(let has): has.forEachOperand(body)
      case .atLeast, .atMost, .exactly: break
      }
    case .state(let use):
      for key in use.keys { key.forEach(body) }
      for boundary in use.state.boundaries {
        for key in boundary.keys { key?.forEach(body) }
        boundary.condition?.forEachOperand(body)
      }
    }
  }
}

extension Related {
  /// All operands of its window, its keys and its condition.
  func forEachOperand(_ body: (Operand) -> Void) {
    if case .timestamp(let origin)? = window?.origin { origin.forEach(body) }
    for key in same {
      key.related.forEach(body)
      key.anchor.forEach(body)
    }
    condition?.forEachOperand(body)
  }
}

extension Operand {
  /// Itself and the operands inside it.
  func forEach(_ body: (Operand) -> Void) {
    body(self)
    switch self {
    case .function(let call): for argument in call.arguments { argument.forEach(body) }
    case .lookup(_, let keys, _): for key in keys { key.forEach(body) }
    case .outer(_, let inner): inner.forEach(body)
    case .aggregate(let aggregate):
      aggregate.value?.forEach(body)
      aggregate.condition?.forEachOperand(body)
      aggregate.related.forEachOperand(body)
      aggregate.otherwise?.forEach(body)
    case .literal, .field, .raw, .element, .cell, .eachElement, .row, .windowStart, .windowEnd:
      break
    }
  }
}
