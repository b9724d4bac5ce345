import RuleModel
import Values

/// Writes a checked rule about time as the text that says it, so that a test can make rules as values
/// and run them through the parser and the checker too.
struct RuleText {
  /// States that the rule uses, in order of use; they are declared beside it.
  private(set) var states: [EventState] = []
  private var tables: [Table] = []
  private var aliases = 0

  /// What names mean where a clause stands.
  private struct Names {
    /// The event whose fields are the bare ones.
    var own: String?
    var anchor: String?
    var each: String?
    var row: String?
    /// Of the list that is looked at.
    var element: String?
  }

  /// The rules with the declarations that they need. Zones are the pack's, which states have too.
  static func text(_ rules: [CheckedRule], zone: String = "UTC") -> String {
    var writer = RuleText()
    let texts = rules.map { writer.rule($0) }.joined()
    let pack = zone == "UTC" ? "" : "pack time-tests { title \"test\" zone \"\(zone)\" }\n"
    let tables = writer.tables.map { table in
      "table \(table.name) from \"\(table.name).csv\" keyed by "
        + table.keyColumns.joined(separator: ", ") + "\n"
    }
    return pack + tables.joined() + writer.states.map { writer.declaration($0) }.joined() + texts
  }

  static func text(_ rule: CheckedRule, zone: String = "UTC") -> String {
    text([rule], zone: zone)
  }

  /// What the rules' text reads from files beside it, by their names.
  static func files(_ rules: [CheckedRule]) -> [String: String] {
    var writer = RuleText()
    for rule in rules { _ = writer.rule(rule) }
    var files: [String: String] = [:]
    for table in writer.tables {
      let rows = table.rows.map { $0.map { $0?.description ?? "" }.joined(separator: ",") }
      let names = table.columns.map(\.name).joined(separator: ",")
      files["\(table.name).csv"] = ([names] + rows).joined(separator: "\n")
    }
    for state in writer.states {
      guard let initial = state.initial else { continue }
      let names = state.keys.map(\.name) + (state.lasts == nil ? [] : ["since"])
      let rows = initial.entries.map { entry in
        let since = state.lasts == nil ? [] : [entry.since?.rfc3339 ?? ""]
        return (entry.keys.map(\.description) + since).joined(separator: ",")
      }
      files["\(state.name).csv"] = ([names.joined(separator: ",")] + rows).joined(separator: "\n")
    }
    return files
  }

  static func readsInitialStates(_ rule: CheckedRule) -> Bool {
    var writer = RuleText()
    _ = writer.rule(rule)
    return writer.states.contains { $0.initial != nil }
  }

  private mutating func alias() -> String {
    aliases += 1
    return "y\(aliases)"
  }

  // MARK: Rules

  private mutating func rule(_ rule: CheckedRule) -> String {
    var names = Names(own: "x", anchor: nil, each: nil, row: nil)
    var text = "rule \(rule.id) {\n  title \"\(rule.title)\"\n  severity high\n"
    switch rule.form {
    case .event:
      text += "  for each \(rule.kind) as x"
    case .first(let keys):
      text += "  for each first \(rule.kind) as x per \(list(keys, names))"
    case .group(let group):
      names.own = nil
      text += "  for \(population(group, &names))\(span(group.span))"
    case .sequence(let sequence):
      names.own = nil
      text +=
        "  forbid sequence on \(list(sequence.keys, names)) within \(length(sequence.within)) {\n"
      for step in sequence.steps {
        text += "    \(step.name): \(step.kind)"
        if let condition = step.condition { text += " where (\(self.condition(condition, names)))" }
        if step.count > 1 { text += " at least \(step.count) times" }
        text += "\n"
      }
      names.own = sequence.steps.last?.name
      return text + "  }\n" + unless(rule, names) + "}\n"
    }
    if let condition = rule.condition { text += " where \(self.condition(condition, names))" }
    switch rule.each {
    case nil: break
    case .element(let operand, _):
      text += "\n    with each element of \(self.operand(operand, names)) as e"
      names.each = "e"
    case .related(let related):
      text += "\n    with each \(self.related(related, as: "e", names))"
      names.each = "e"
    }
    text += "\n  require \(condition(rule.requirement, names))\n"
    return text + unless(rule, names) + "}\n"
  }

  private mutating func unless(_ rule: CheckedRule, _ names: Names) -> String {
    rule.exceptions.map {
      "  unless \(condition($0.condition, names)) because \"\($0.because)\"\n"
    }.joined()
  }

  private mutating func population(_ group: GroupSubject, _ names: inout Names) -> String {
    switch group.population {
    case .keys(let keys): return "each \(list(keys, names))"
    case .rows(let table):
      names.row = "s"
      if !tables.contains(table) { tables.append(table) }
      return "each row s of \(table.name)"
    case .all: return "all"
    }
  }

  private func span(_ span: GroupSubject.Span) -> String {
    switch span {
    case .period: ""
    case .per(let length, let zone):
      " per \(self.length(length))" + (zone == "UTC" ? "" : " in \"\(zone)\"")
    case .inAny(let duration): " in any \(length(.exact(duration)))"
    case .withGap(let duration): " with gap \(length(.exact(duration)))"
    }
  }

  private func declaration(_ state: EventState) -> String {
    let names = Names(own: nil, anchor: nil, each: nil, row: nil)
    var text = "state \(state.name) by \(state.keys.map(\.name).joined(separator: ", ")) {\n"
    for boundary in state.boundaries {
      text += "  \(boundary.starts ? "starts" : "ends") \(boundary.kind)"
      let keys = boundary.keys.compactMap { $0 }
      if keys.count < boundary.keys.count { text += " by \(list(keys, names))" }
      if let condition = boundary.condition {
        var writer = self
        text += " where \(writer.condition(condition, names))"
      }
      text += "\n"
    }
    if let lasts = state.lasts { text += "  lasts at most \(length(lasts))\n" }
    if state.initial != nil { text += "  initially from \"\(state.name).csv\"\n" }
    return text + "}\n"
  }

  // MARK: Conditions

  private mutating func condition(_ condition: Condition, _ names: Names) -> String {
    switch condition {
    case .constant(let value):
      return value ? "true == true" : "true == false"
    case .and(let parts):
      return parts.map { "(\(self.condition($0, names)))" }.joined(separator: " and ")
    case .or(let parts):
      return parts.map { "(\(self.condition($0, names)))" }.joined(separator: " or ")
    case .not(.comparison(let left, .equal, let right)):
      return "\(operand(left, names)) != \(operand(right, names))"
    case .not(let part):
      return "not (\(self.condition(part, names)))"
    case .presence(let operand, let presence):
      return "\(self.operand(operand, names)) is \(presence)"
    case .comparison(let left, let comparison, let right):
      let sign =
        switch comparison {
        case .equal: "=="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
      return "\(operand(left, names)) \(sign) \(operand(right, names))"
    case .relation(let relation):
      return self.relation(relation, names)
    case .state(let use):
      return stateUse(use, names)
    case .quantified(let quantifier, let list, let body):
      let alias = alias()
      var inner = names
      inner.element = alias
      return
        "\(quantifier) \(operand(list, names)) as \(alias) has (\(self.condition(body, inner)))"
    case .membership, .glob, .regex, .text, .during, .rows, .sensitive:
      preconditionFailure("the tests about time write no such condition")
    }
  }

  private mutating func stateUse(_ use: StateUse, _ names: Names) -> String {
    if !states.contains(use.state) { states.append(use.state) }
    return "\(use.state.name) for \(names.own ?? "x")"
  }

  private mutating func relation(_ relation: Relation, _ names: Names) -> String {
    let alias = alias()
    let related = related(relation.related, as: alias, names)
    let inner = Names(own: alias, anchor: names.own, each: names.each, row: names.row)
    switch relation.form {
    case .atLeast(1): return "some \(related)"
    case .atMost(0): return "no \(related)"
    case .atLeast(let number): return "at least \(number) \(related)"
    case .atMost(let number): return "at most \(number) \(related)"
    case .exactly(let number): return "exactly \(number) \(related)"
    case .latest(let has): return "latest \(related) has (\(condition(has, inner)))"
    case .first(let has): return "first \(related) has (\(condition(has, inner)))"
    }
  }

  private mutating func related(_ related: Related, as alias: String, _ names: Names) -> String {
    var text = "\(related.kind) as \(alias)"
    if let window = related.window { text += " \(self.window(window, names))" }
    if !related.same.isEmpty {
      let keys = related.same.map { key in
        let own = operand(key.related, names)
        switch key.anchor {
        case key.related: return own
        case .field(let field): return "\(own) as \(names.own ?? "x").\(field.name)"
        default: return "\(own) as \(operand(key.anchor, names))"
        }
      }
      text += " with same \(keys.joined(separator: ", "))"
    }
    if let condition = related.condition {
      let inner = Names(own: alias, anchor: names.own, each: names.each, row: names.row)
      text += " where (\(self.condition(condition, inner)))"
    }
    return text
  }

  private mutating func window(_ window: Window, _ names: Names) -> String {
    let origin: String
    switch window.origin {
    case .event: origin = names.own ?? "x"
    case .eachEvent: origin = names.each ?? "e"
    case .timestamp(.field(let field)): origin = "\(names.own ?? "x").\(field.name)"
    case .timestamp(let other): origin = operand(other, names)
    }
    switch window.extent {
    case .before(let length): return "within \(self.length(length)) before \(origin)"
    case .after(let length, let toEndOfDay):
      return "within \(self.length(length)) after \(origin)\(toEndOfDay ? " to end of day" : "")"
    case .around(let length): return "within \(self.length(length)) around \(origin)"
    case .betweenBefore(let near, let far):
      return "between \(length(near)) and \(length(far)) before \(origin)"
    case .betweenAfter(let near, let far):
      return "between \(length(near)) and \(length(far)) after \(origin)"
    case .everBefore: return "before \(origin)"
    case .untilEndOfData: return "after \(origin) by end of data"
    }
  }

  // MARK: Operands

  private mutating func operand(_ operand: Operand, _ names: Names) -> String {
    switch operand {
    case .literal(let value): return literal(value)
    case .field(let field): return field.name
    case .outer(.anchor, .field(let field)): return "\(names.anchor ?? "x").\(field.name)"
    case .outer(.each, .field(let field)): return "\(names.each ?? "e").\(field.name)"
    case .eachElement: return names.each ?? "e"
    case .element: return names.element ?? "y"
    case .windowStart: return "window.start"
    case .windowEnd: return "window.end"
    case .row(let column): return "\(names.row ?? "s").\(column)"
    case .aggregate(let aggregate): return self.aggregate(aggregate, names)
    default: preconditionFailure("the tests about time write no such operand")
    }
  }

  private mutating func aggregate(_ aggregate: Aggregate, _ names: Names) -> String {
    let alias = alias()
    let related = related(aggregate.related, as: alias, names)
    let inner = Names(own: alias, anchor: names.own, each: names.each, row: names.row)
    var text = "\(aggregate.function.rawValue)("
    if let value = aggregate.value { text += "\(operand(value, inner)) of " }
    if let condition = aggregate.condition { text += "\(self.condition(condition, inner)) of " }
    text += related + ")"
    if let otherwise = aggregate.otherwise { text += " else \(operand(otherwise, names))" }
    return text
  }

  private func list(_ operands: [Operand], _ names: Names) -> String {
    var writer = self
    return operands.map { writer.operand($0, names) }.joined(separator: ", ")
  }

  private func literal(_ value: Value) -> String {
    switch value {
    case .string(let text): "\"\(text)\""
    case .duration(let duration): length(.exact(duration))
    default: "\(value)"
    }
  }

  private func length(_ length: Length) -> String {
    switch length {
    case .months(1): "1 month"
    case .months(let count): "\(count) months"
    case .exact(let duration):
      duration.nanoseconds % 1_000_000_000 == 0
        ? "\(duration.nanoseconds / 1_000_000_000)s" : "\(duration.nanoseconds / 1_000_000)ms"
    }
  }
}
