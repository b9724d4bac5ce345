import RuleModel
import Values

/// In words, which events a window takes in, and what happens at the ends of the evidence.
struct WindowText {
  /// `the request`, `the disclosure`.
  var anchor: String
  /// The event that `with each` names.
  var each: String

  /// The sentences about the events of a relation or aggregate.
  func text(of related: Related) -> String {
    guard let window = related.window else {
      return "everything in the evidence, and what is still to come"
    }
    let from = origin(window)
    let zone = window.zone
    switch window.extent {
    case .before(let length):
      let written = LengthText.text(of: length)
      let calendar = LengthText.calendar(length, zone: zone)
      return window.countsAnchor
        ? "from \(written)\(calendar) before \(from) up to it, \(itself(window)); an event exactly "
          + "\(written) earlier does not count"
        : "from \(written)\(calendar) before \(from) up to it; an event exactly \(written) earlier "
          + "counts"
    case .after(let length, toEndOfDay: false):
      let written = LengthText.text(of: length)
      return "from \(from) up to and including \(written)"
        + "\(LengthText.calendar(length, zone: zone)) later; an event exactly \(written) later counts"
    case .after(let length, toEndOfDay: true):
      return "from \(from) up to the end of the day \(LengthText.text(of: length)) later"
        + "\(LengthText.calendar(length, zone: zone)), by the clock of \(zone)"
    case .around(let length):
      let written = LengthText.text(of: length)
      return "from \(written) before to \(written) after \(from)"
        + "\(LengthText.calendar(length, zone: zone)), both included, in whatever order"
    case .betweenBefore(let near, let far):
      return
        "from \(LengthText.text(of: far)) to \(LengthText.text(of: near)) before \(from), both "
        + "included\(LengthText.calendar(longer(near, far), zone: zone))"
    case .betweenAfter(let near, let far):
      return "from \(LengthText.text(of: near)) to \(LengthText.text(of: far)) after \(from), both "
        + "included\(LengthText.calendar(longer(near, far), zone: zone))"
    case .everBefore: return "everything before \(from)"
    case .untilEndOfData: return "everything after \(from) up to the end of the evidence"
    }
  }

  /// `approval events where …`, with definitions and lists written out.
  func members(of related: Related) -> String {
    let kind = related.kind == "event" ? "events" : "\(related.kind) events"
    guard let condition = related.condition else { return kind }
    let names = ConditionText.Names(anchor: anchor, each: each)
    return "\(kind) where \(ConditionText.text(of: condition, names: names))"
  }

  /// The one that is of the calendar, if one is.
  private func longer(_ near: Length, _ far: Length) -> Length {
    if case .months = far { return far }
    return near
  }

  private func origin(_ window: Window) -> String {
    switch window.origin {
    case .event: "the moment of \(anchor)"
    case .eachEvent: "the moment of \(each)"
    case .timestamp(.outer(.each, let operand)): "\(ConditionText.text(of: operand)) of \(each)"
    case .timestamp(let operand): "\(ConditionText.text(of: operand)) of \(anchor)"
    }
  }

  private func itself(_ window: Window) -> String {
    switch window.origin {
    case .event: "and \(anchor) itself where it qualifies"
    case .eachEvent: "and \(each) itself where it qualifies"
    case .timestamp: "that moment included"
    }
  }

  /// What is said where the window reaches past an end of the evidence.
  func ends(of related: Related) -> String {
    let history =
      "Where it begins before the evidence and what lies there could turn the answer, the answer is "
      + "inconclusive (history)."
    let pending =
      "Where it reaches to the end of the evidence or past it and what comes could turn the answer, "
      + "the answer is pending."
    switch related.window?.extent {
    case .before, .betweenBefore: return history
    case .after, .betweenAfter: return pending
    case .around, nil: return "\(history) \(pending)"
    case .everBefore:
      return "What lies before the evidence could turn the answer, which then is inconclusive "
        + "(history), unless the history is declared complete."
    case .untilEndOfData: return "It is judged at that end, whatever comes later."
    }
  }
}

extension RuleDescription {
  /// What each window of the rule takes in, and what happens at the ends of the evidence: one text for
  /// each relation, state, aggregate, group and sequence, in the order of the rule.
  package static func windows(of rule: CheckedRule) -> [String] {
    var collector = WindowCollector(rule: rule)
    collector.collect()
    return collector.result
  }
}

/// Walks a rule and collects what is said of its windows, each once.
private struct WindowCollector {
  let rule: CheckedRule
  private(set) var result: [String] = []
  private var isOrdered = false

  init(rule: CheckedRule) { self.rule = rule }

  mutating func collect() {
    let each: String
    switch rule.each {
    case .related(let related)?:
      each = "the \(related.kind) of the pair"
      add(
        related, written: "with each \(related.kind)", WindowText(anchor: judged, each: each),
        ends:
          "Where it reaches past an end of the evidence, there may be more to judge, which is said."
      )
    case .element?, nil: each = judged
    }
    addForm()
    let text = WindowText(anchor: judged, each: each)
    if let condition = rule.condition { collect(condition, text) }
    collect(rule.requirement, text)
    for exception in rule.exceptions { collect(exception.condition, text) }
    if isOrdered {
      result.append(
        "Of events at the same time in one file, what stands earlier is before; between files, and "
          + "between sources within the tolerance of their clocks, the order is not known.")
    }
  }

  private var judged: String { rule.kind.isEmpty ? "the group" : "the \(rule.kind)" }

  private mutating func append(_ text: String) {
    if !result.contains(text) { result.append(text) }
  }

  private mutating func addForm() {
    switch rule.form {
    case .event, .first: break
    case .group(let group): append(GroupText.windows(of: group.span))
    case .sequence(let sequence):
      let length = LengthText.text(of: sequence.within)
      isOrdered = true
      append(
        "The sequence: its first event lies at most \(length)"
          + "\(LengthText.calendar(sequence.within, zone: sequence.zone)) before its last; exactly "
          + "\(length) counts. Other events may stand between. Earlier steps are the latest events "
          + "that fit. Where it could begin before the evidence, the answer is inconclusive (history)."
      )
    }
  }

  private mutating func collect(_ condition: Condition, _ text: WindowText) {
    switch condition {
    case .and(let parts), .or(let parts): for part in parts { collect(part, text) }
    case .not(let inner), .quantified(_, _, let inner), .rows(_, _, let inner): collect(inner, text)
    case .comparison(let left, _, let right):
      collect(left, text)
      collect(right, text)
    case .relation(let relation):
      add(relation.related, written: relation.text, text)
      switch relation.form {
      case .latest(let has), .first(let has): collect(has, inside(relation.related))
      case .atLeast, .atMost, .exactly: break
      }
    case .state(let use):
      isOrdered = true
      append(StateText.window(of: use.state, anchor: text.anchor))
    case .constant, .presence, .membership, .glob, .regex, .text, .during, .sensitive: break
    }
  }

  private mutating func collect(_ operand: Operand, _ text: WindowText) {
    guard case .aggregate(let aggregate) = operand else { return }
    if case .group = rule.form {
      if let condition = aggregate.related.condition {
        append("`\(aggregate.text)`: \(text.members(of: aggregate.related)).")
        collect(condition, inside(aggregate.related))
      }
    } else {
      add(aggregate.related, written: aggregate.text, text)
    }
    if let condition = aggregate.condition { collect(condition, inside(aggregate.related)) }
  }

  private func inside(_ related: Related) -> WindowText {
    let anchor = "that \(related.kind)"
    return WindowText(anchor: anchor, each: anchor)
  }

  private mutating func add(
    _ related: Related, written: String, _ text: WindowText, ends: String? = nil
  ) {
    if case .around? = related.window?.extent {} else if related.window != nil { isOrdered = true }
    let members =
      related.condition == nil ? "" : " Asked for are \(text.members(of: related))."
    append("`\(written)`: \(text.text(of: related)).\(members) \(ends ?? text.ends(of: related))")
    if let condition = related.condition { collect(condition, inside(related)) }
  }
}
