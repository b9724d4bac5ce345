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

  /// What is judged, what must hold, what is excepted and why, and which fields decide: one
  /// sentence each, with definitions, lists and parameters written out.
  package static func sentences(of rule: CheckedRule) -> [String] {
    var result = [subject(of: rule), requirement(of: rule)]
    for exception in rule.exceptions {
      result.append(
        "Excepted: where \(ConditionText.text(of: exception.condition)), because of: "
          + "\(exception.because).")
    }
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
    guard let condition = rule.condition else { return "Judged is every \(kind)." }
    return "Judged is every \(kind) where \(ConditionText.text(of: condition))."
  }

  private static func requirement(of rule: CheckedRule) -> String {
    switch rule.requirement {
    case .constant(false): "There must be none."
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
    for condition in [rule.condition, rule.requirement] + rule.exceptions.map(\.condition) {
      condition?.forEachOperand { operand in
        switch operand {
        case .field(let field): found.insert(field.name)
        case .raw(let path): found.insert("raw." + ConditionText.text(of: path))
        default: break
        }
      }
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
      .during(let operand, _):
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
    case .state(let use): for key in use.keys { key.forEach(body) }
    }
  }
}

extension Related {
  /// All operands of its keys and its condition.
  func forEachOperand(_ body: (Operand) -> Void) {
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
    case .literal, .field, .raw, .element, .cell, .eachElement, .row, .windowStart, .windowEnd:
      break
    }
  }
}
