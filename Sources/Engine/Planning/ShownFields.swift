import Mapping
import RuleModel
import Values

/// What is shown of the events that a finding of a rule about related events names: the fields that the
/// rule reads of them, in the order of first mention.
package struct ShownFields: Sendable {
  /// Whose field an operand is, seen from the clause it stands in.
  private enum Owner: Equatable {
    case trigger
    case each
    /// The related event of the relation, aggregate or state with that text.
    case related(String)
  }

  /// Of the trigger.
  package private(set) var trigger: [ColumnRequest] = []
  /// Of the `with each` event.
  package private(set) var each: [ColumnRequest] = []
  /// Of related events and members of groups, by the text of the relation.
  private var related: [String: [ColumnRequest]] = [:]
  /// Of all of those.
  private var anyRelated: [ColumnRequest] = []

  package init(_ rule: CheckedRule) {
    add(rule.form)
    switch rule.each {
    case .related(let related): add(related, text: nil, anchor: .trigger)
    case .element(let list, _): add(list, .trigger)
    case nil: break
    }
    if let condition = rule.condition { add(condition, .trigger) }
    for exception in rule.exceptions { add(exception.condition, .trigger) }
    add(rule.requirement, .trigger)
    for part in rule.message.parts + rule.remedy.parts {
      if case .operand(let operand, _) = part { add(operand, .trigger) }
    }
    for operand in rule.reportPer { add(operand, .trigger) }
  }

  /// Of a related event, by the text of the judgement that it stands in.
  package func related(_ text: String) -> [ColumnRequest] { related[text] ?? anyRelated }

  /// All of them.
  package var all: [ColumnRequest] {
    var result = trigger
    for request in each + anyRelated where !result.contains(request) { result.append(request) }
    return result
  }

  private mutating func show(_ request: ColumnRequest, _ owner: Owner) {
    switch owner {
    case .trigger: if !trigger.contains(request) { trigger.append(request) }
    case .each: if !each.contains(request) { each.append(request) }
    case .related(let text):
      if !related[text, default: []].contains(request) { related[text]?.append(request) }
      if !anyRelated.contains(request) { anyRelated.append(request) }
    }
  }

  // MARK: Walking a rule

  private mutating func add(_ form: SubjectForm) {
    switch form {
    case .event: break
    case .first(let keys): for key in keys { add(key, .trigger) }
    case .group(let group):
      if case .keys(let keys) = group.population {
        for key in keys {
          add(key, .trigger)
          add(key, .related(""))
        }
      }
    case .sequence(let sequence):
      for step in sequence.steps {
        for key in sequence.keys { add(key, .related(step.name)) }
        if let condition = step.condition { add(condition, .related(step.name)) }
      }
      for key in sequence.keys { add(key, .trigger) }
    }
  }

  private mutating func add(_ related: Related, text: String?, anchor: Owner) {
    let owner = text.map { Owner.related($0) } ?? .each
    if case .timestamp(let operand) = related.window?.origin { add(operand, anchor) }
    for key in related.same {
      add(key.related, owner)
      add(key.anchor, anchor)
    }
    if let condition = related.condition { add(condition, owner, anchor: anchor) }
  }

  private mutating func add(_ condition: Condition, _ owner: Owner, anchor: Owner = .trigger) {
    switch condition {
    case .constant: break
    case .and(let parts), .or(let parts): for part in parts { add(part, owner, anchor: anchor) }
    case .not(let part): add(part, owner, anchor: anchor)
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _), .sensitive(let operand, _):
      add(operand, owner, anchor: anchor)
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      add(left, owner, anchor: anchor)
      add(right, owner, anchor: anchor)
    case .membership(let operand, let set):
      add(operand, owner, anchor: anchor)
      for case .single(let item) in set.items { add(item, owner, anchor: anchor) }
    case .quantified(_, let list, let body):
      add(list, owner, anchor: anchor)
      add(body, owner, anchor: anchor)
    case .rows(_, _, let body): add(body, owner, anchor: anchor)
    case .relation(let relation):
      add(relation.related, text: relation.text, anchor: owner)
      switch relation.form {
      case .latest(let has), .first(let has):
        add(has, .related(relation.text), anchor: owner)
      case .atLeast, .atMost, .exactly: break
      }
    case .state(let use): add(use, owner)
    }
  }

  private mutating func add(_ use: StateUse, _ owner: Owner) {
    for key in use.keys { add(key, owner) }
    for boundary in use.state.boundaries {
      for case .some(let key) in boundary.keys { add(key, .related(use.state.name)) }
      if let condition = boundary.condition { add(condition, .related(use.state.name)) }
    }
  }

  private mutating func add(_ operand: Operand, _ owner: Owner, anchor: Owner = .trigger) {
    switch operand {
    case .literal, .element, .cell, .eachElement, .row, .windowStart, .windowEnd: break
    case .field(let field): show(.field(field), owner)
    // A record as a whole is not shown.
    case .raw(let path): if !path.steps.isEmpty { show(.raw(path), owner) }
    case .function(let call):
      for argument in call.arguments { add(argument, owner, anchor: anchor) }
    case .lookup(_, let keys, _): for key in keys { add(key, owner, anchor: anchor) }
    case .outer(.anchor, let inner): add(inner, anchor)
    case .outer(.each, let inner): add(inner, .each)
    case .aggregate(let aggregate):
      add(aggregate.related, text: aggregate.text, anchor: owner)
      if let value = aggregate.value { add(value, .related(aggregate.text), anchor: owner) }
      if let condition = aggregate.condition {
        add(condition, .related(aggregate.text), anchor: owner)
      }
      if let otherwise = aggregate.otherwise { add(otherwise, owner, anchor: anchor) }
    }
  }
}

extension SourcePlan {
  /// A plan that only shows: what findings of rules about related events say of this source's events.
  /// Its batches are single records, read again.
  package convenience init(
    showing fields: [ShownFields], source: CheckedSource, vocabulary: Vocabulary, zone: Zone?
  ) {
    var builder = PlanBuilder(source: source, vocabulary: vocabulary, zone: zone)
    for rule in fields {
      for request in rule.all { _ = builder.compiler.column(request) }
    }
    let ruleColumns = builder.compiler.columns.count
    builder.addIdentity()
    self.init(builder, ruleColumns: ruleColumns)
  }

  /// The column of a request; nil if the plan has none.
  package func column(of request: ColumnRequest) -> Int? {
    columnNumbers[request]
  }
}
