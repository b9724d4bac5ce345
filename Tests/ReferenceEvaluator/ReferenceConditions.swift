import Foundation
import RuleModel
import Values

/// Evaluates conditions one event at a time, by the definitions and nothing else.
///
/// It shares no code with the engine: no masks, no classes, no caches, no PCRE2. It is slow on
/// purpose and meant to be read beside the semantics.
struct ReferenceConditions {
  var event: ReferenceEvent
  var vocabulary: Vocabulary
  /// What stands around the event: other events, the pair's other half, the group. nil where an
  /// event is judged by itself.
  var scope: ReferenceScope?

  /// The elements and rows of the enclosing quantifiers, innermost last.
  enum Binding {
    case element(ReferenceState)
    case row([String: Value?])
  }

  func truth(_ condition: Condition, _ bindings: [Binding] = []) -> Truth {
    switch condition {
    case .constant(let value):
      return Truth(value)
    case .and(let parts):
      return .and(parts.map { truth($0, bindings) })
    case .or(let parts):
      return .or(parts.map { truth($0, bindings) })
    case .not(let part):
      return truth(part, bindings).negated
    case .presence(let operand, let presence):
      return self.presence(state(operand, bindings), presence)
    case .comparison(let left, let comparison, let right):
      if isAggregate(left) || isAggregate(right) { return answer(condition, bindings).truth }
      return compare(left, comparison, right, bindings)
    case .membership(let operand, let set):
      return .or(set.items.map { item in member(operand, item, bindings) })
    case .glob(let operand, let patterns):
      return text(operand, bindings) { value in
        patterns.contains { referenceGlob($0, matches: value) }
      }
    case .regex(let operand, let pattern):
      return text(operand, bindings) { value in referenceRegex(pattern, matches: value) }
    case .text(let operand, let test, let needle, let ignoringCase):
      return textTest(operand, test, needle, ignoringCase: ignoringCase, bindings)
    case .during(let operand, let calendar):
      switch state(operand, bindings) {
      case .absent: return .no
      case .unknown: return .unknown
      case .value(.timestamp(let instant)): return Truth(referenceDuring(instant, calendar))
      case .value: return .unknown
      }
    case .quantified(let quantifier, let operand, let body):
      switch state(operand, bindings) {
      case .absent:
        return Truth(quantifier != .any)
      case .unknown:
        return .unknown
      case .value(.list(let elements)):
        return quantify(
          quantifier, elements.map { truth(body, bindings + [.element(.value($0))]) })
      case .value:
        return .unknown
      }
    case .rows(let quantifier, let table, let body):
      let names = table.columns.map(\.name)
      return quantify(
        quantifier,
        table.rows.map { row in
          truth(body, bindings + [.row(Dictionary(uniqueKeysWithValues: zip(names, row)))])
        })
    case .sensitive(let operand, let query): return sensitive(operand, query, bindings)
    case .relation, .state:
      return answer(condition, bindings).truth
    }
  }

  /// The answer with its reasons (C5): those of a condition on the event alone are its fields.
  func answer(_ condition: Condition, _ bindings: [Binding] = []) -> ReferenceAnswer {
    switch condition {
    case .and(let parts): return .and(parts.map { answer($0, bindings) })
    case .or(let parts): return .or(parts.map { answer($0, bindings) })
    case .not(let part): return answer(part, bindings).negated
    case .relation(let relation): return scope?.answer(relation) ?? .unknown([.field])
    case .state(let use): return scope?.answer(use) ?? .unknown([.field])
    case .comparison(let left, let comparison, let right)
    where isAggregate(left) || isAggregate(right):
      return compareQuantities(
        quantity(left, bindings), comparison, quantity(right, bindings),
        isFixed: isFixed(left) || isFixed(right))
    default:
      return ReferenceAnswer(truth(condition, bindings), ifUnknown: [.field])
    }
  }

  private func isAggregate(_ operand: Operand) -> Bool {
    if case .aggregate = operand { return true }
    return false
  }

  private func quantity(_ operand: Operand, _ bindings: [Binding]) -> ReferenceQuantity {
    if case .aggregate(let aggregate) = operand {
      return scope?.quantity(aggregate) ?? ReferenceQuantity([.anything], [.field])
    }
    return ReferenceQuantity(state(operand, bindings))
  }

  private func quantify(_ quantifier: Quantifier, _ parts: [Truth]) -> Truth {
    switch quantifier {
    case .any: .or(parts)
    case .every: .and(parts)
    case .no: Truth.or(parts).negated
    }
  }

  private func presence(_ state: ReferenceState, _ presence: Presence) -> Truth {
    switch (presence, state) {
    case (.unknown, .unknown): .yes
    case (.unknown, _): .no
    case (_, .unknown): .unknown
    case (.present, .value): .yes
    case (.present, .absent): .no
    case (.absent, .value): .no
    case (.absent, .absent): .yes
    }
  }

  /// Whether the operand is fixed by the rule alone.
  private func isFixed(_ operand: Operand) -> Bool {
    switch operand {
    case .literal: true
    case .function(let call): call.arguments.allSatisfy(isFixed)
    case .field, .raw, .lookup, .element, .cell, .outer, .eachElement, .aggregate, .row,
      .windowStart, .windowEnd:
      false
    }
  }

  private func compare(
    _ left: Operand, _ comparison: Comparison, _ right: Operand, _ bindings: [Binding]
  ) -> Truth {
    let a = state(left, bindings)
    let b = state(right, bindings)
    if a == .unknown || b == .unknown { return .unknown }
    guard case .value(let x) = a, case .value(let y) = b else {
      // One side is absent: against what the rule fixes it is simply different, between two
      // fields nothing is known.
      return isFixed(left) || isFixed(right) ? .no : .unknown
    }
    return order(x, comparison, y)
  }

  func order(_ x: Value, _ comparison: Comparison, _ y: Value) -> Truth {
    if comparison == .equal {
      return sameType(x, y) ? Truth(x == y) : .unknown
    }
    guard let isLess = less(x, y), let isGreater = less(y, x) else { return .unknown }
    switch comparison {
    case .equal: return Truth(!isLess && !isGreater)
    case .less: return Truth(isLess)
    case .lessOrEqual: return Truth(!isGreater)
    case .greater: return Truth(isGreater)
    case .greaterOrEqual: return Truth(!isLess)
    }
  }

  private func sameType(_ x: Value, _ y: Value) -> Bool {
    switch (x, y) {
    case (.string, .string), (.number, .number), (.boolean, .boolean),
      (.timestamp, .timestamp), (.date, .date), (.duration, .duration), (.size, .size),
      (.version, .version), (.ip, .ip), (.list, .list), (.object, .object):
      true
    default: false
    }
  }

  func less(_ x: Value, _ y: Value) -> Bool? {
    switch (x, y) {
    case (.string(let a), .string(let b)): a < b
    case (.number(let a), .number(let b)): referenceLess(a, b)
    case (.timestamp(let a), .timestamp(let b)): a < b
    case (.date(let a), .date(let b)): a < b
    case (.duration(let a), .duration(let b)): a < b
    case (.size(let a), .size(let b)): a < b
    case (.version(let a), .version(let b)): a < b
    case (.ip(let a), .ip(let b)): a < b
    default: nil
    }
  }

  private func member(_ operand: Operand, _ item: ValueSet.Item, _ bindings: [Binding]) -> Truth {
    switch item {
    case .single(.literal(.network(let network))):
      switch state(operand, bindings) {
      case .absent: return .no
      case .value(.ip(let address)): return Truth(network.contains(address))
      default: return .unknown
      }
    case .single(let other):
      return compare(operand, .equal, other, bindings)
    case .range(let first, let last):
      return .and([
        compare(operand, .greaterOrEqual, .literal(first), bindings),
        compare(operand, .lessOrEqual, .literal(last), bindings),
      ])
    }
  }

  private func text(
    _ operand: Operand, _ bindings: [Binding], _ test: (Text) -> Bool
  ) -> Truth {
    switch state(operand, bindings) {
    case .absent: .no
    case .value(.string(let value)): Truth(test(value))
    default: .unknown
    }
  }

  private func textTest(
    _ operand: Operand, _ test: TextTest, _ needle: Operand, ignoringCase: Bool,
    _ bindings: [Binding]
  ) -> Truth {
    let a = state(operand, bindings)
    let b = state(needle, bindings)
    if a == .unknown || b == .unknown { return .unknown }
    guard case .value(let x) = a, case .value(let y) = b else {
      return isFixed(operand) || isFixed(needle) ? .no : .unknown
    }
    guard case .string(var haystack) = x, case .string(var part) = y else { return .unknown }
    if ignoringCase {
      haystack = Text(haystack.description.lowercased())
      part = Text(part.description.lowercased())
    }
    let (long, short) = (haystack.bytes, part.bytes)
    switch test {
    case .prefix: return Truth(long.starts(with: short))
    case .suffix: return Truth(long.reversed().starts(with: short.reversed()))
    case .contains:
      return Truth(
        long.indices.contains { long[$0...].starts(with: short) } || short.isEmpty)
    }
  }

  func state(_ operand: Operand, _ bindings: [Binding] = []) -> ReferenceState {
    switch operand {
    case .literal(let value):
      return .value(value)
    case .field(let field):
      if field.name == "time" { return .value(.timestamp(event.time)) }
      return event.fields[field.name] ?? .unknown
    case .raw(let path):
      guard let record = event.record else { return .unknown }
      return walk(.value(record), path.steps[...], walked: [])
    case .function(let call):
      return apply(call, bindings)
    case .lookup(let table, let keys, let column):
      var values: [Value] = []
      for key in keys {
        switch state(key, bindings) {
        case .unknown: return .unknown
        case .absent: return .absent
        case .value(let value): values.append(value)
        }
      }
      let positions = table.keyColumns.map { name in
        table.columns.firstIndex { $0.name == name } ?? 0
      }
      let row = table.rows.first { row in positions.map { row[$0] } == values.map(Optional.some) }
      guard let row else { return .absent }
      guard let column else { return .value(.boolean(true)) }
      guard let index = table.columns.firstIndex(where: { $0.name == column }) else {
        return .unknown
      }
      return row[index].map(ReferenceState.value) ?? .absent
    case .element(let depth, let path):
      guard case .element(let element) = bindings[bindings.count - 1 - depth] else {
        return .unknown
      }
      return walk(element, path.steps[...], walked: nil)
    case .cell(let depth, let column):
      guard case .row(let cells) = bindings[bindings.count - 1 - depth],
        let cell = cells[column]
      else { return .unknown }
      return cell.map(ReferenceState.value) ?? .absent
    case .outer, .eachElement, .row, .windowStart, .windowEnd:
      return outside(operand)
    case .aggregate(let aggregate):
      guard case .state(let state)? = scope?.quantity(aggregate).single else { return .unknown }
      return state
    }
  }

  /// What is not the event's own.
  private func outside(_ operand: Operand) -> ReferenceState {
    guard let scope else { return .unknown }
    switch operand {
    case .outer(.anchor, let inner):
      return scope.anchor.map { scope.at($0).conditions.state(inner) } ?? .unknown
    case .outer(.each, let inner):
      guard case .event(let index)? = scope.each else { return .unknown }
      return scope.at(index).conditions.state(inner)
    case .eachElement(let path):
      guard case .element(let value)? = scope.each else { return .unknown }
      return walk(.value(value), path.steps[...], walked: nil)
    case .row(let column):
      guard let cell = scope.group?.row?[column] else { return .unknown }
      return cell.map(ReferenceState.value) ?? .absent
    case .windowStart:
      guard let start = scope.group?.start else { return .unknown }
      return .value(.timestamp(Timestamp(nanoseconds: start)))
    case .windowEnd:
      guard let end = scope.group?.end else { return .unknown }
      return .value(.timestamp(Timestamp(nanoseconds: end)))
    default:
      return .unknown
    }
  }

  /// Follows a path. `walked` is the path so far in the record, nil inside an element.
  private func walk(
    _ start: ReferenceState, _ steps: ArraySlice<RecordPath.Step>, walked: [RecordPath.Step]?
  ) -> ReferenceState {
    guard let step = steps.first else { return start }
    guard case .value(let value) = start else { return start }
    let next: ReferenceState
    switch (step, value) {
    case (.key(let key), .object(let members)):
      let found = members.filter { $0.key == key }
      if Set(found.map(\.value)).count > 1 { return .unknown }
      if let member = found.first {
        next = member.value.map(ReferenceState.value) ?? .absent
      } else {
        return missing(walked)
      }
    case (.index(let index), .list(let elements)):
      guard elements.indices.contains(index) else { return missing(walked) }
      next = .value(elements[index])
    default:
      return .unknown
    }
    return walk(next, steps.dropFirst(), walked: walked.map { $0 + [step] })
  }

  /// A key or element that is not there: absent below what is held whole, else unknown.
  private func missing(_ walked: [RecordPath.Step]?) -> ReferenceState {
    guard let walked else { return .unknown }
    return event.whole.contains { walked.starts(with: $0.steps) } ? .absent : .unknown
  }

  private func apply(_ call: FunctionCall, _ bindings: [Binding]) -> ReferenceState {
    var values: [Value] = []
    var absent = false
    for argument in call.arguments {
      switch state(argument, bindings) {
      case .unknown: return .unknown
      case .absent: absent = true
      case .value(let value): values.append(value)
      }
    }
    if absent { return .absent }
    return referenceFunction(call.name, values).map(ReferenceState.value) ?? .unknown
  }
}
