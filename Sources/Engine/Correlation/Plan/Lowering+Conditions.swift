import RuleModel
import Values

extension Lowering {
  /// A condition as a formula. Questions in it are asked by `ask`, which gives their formula.
  func formula(
    _ condition: Condition, _ scope: ClauseScope, ask: (Condition) -> Formula
  ) -> Formula {
    switch condition {
    case .constant(let value): return .constant(value)
    case .and(let parts): return .and(parts.map { formula($0, scope, ask: ask) })
    case .or(let parts): return .or(parts.map { formula($0, scope, ask: ask) })
    case .not(let part): return .not(formula(part, scope, ask: ask))
    default:
      if condition.relatesEvents { return ask(condition) }
      if condition.isLocal, let own = scope.own {
        return .answer(keep(answer: condition, own))
      }
      return .test(test(condition, scope))
    }
  }

  // MARK: Values of several rows

  private func test(_ condition: Condition, _ scope: ClauseScope) -> Int {
    let columns = ColumnList()
    var compiler = relatedCompiler(scope, columns)
    let compiled = compiler.compile(condition)
    var isEquality = false
    if case .comparison(.column, .equal, .column) = compiled {
      isEquality = columns.sources.count == 2 && columns.sources.allSatisfy(\.path.steps.isEmpty)
    }
    mostColumns = max(mostColumns, columns.sources.count)
    tests.append(
      RelatedTest(test: compiled, columns: columns.sources, isEquality: isEquality))
    return tests.count - 1
  }

  func operand(_ operand: Operand, _ scope: ClauseScope) -> RelatedOperand {
    let columns = ColumnList()
    var compiler = relatedCompiler(scope, columns)
    let compiled = compiler.compile(operand)
    mostColumns = max(mostColumns, columns.sources.count)
    return RelatedOperand(operand: compiled, columns: columns.sources)
  }

  private func relatedCompiler(_ scope: ClauseScope, _ columns: ColumnList) -> ScalarCompiler {
    var compiler = ScalarCompiler(source: CheckedSource(name: "", time: []), zone: nil)
    compiler.resolver = { [unowned self] operand in
      self.source(operand, scope).map { .column(columns.number($0)) }
    }
    return compiler
  }

  // What a test reads of a row; nil for literals, and for what is put together of other operands.
  private func source(_ operand: Operand, _ scope: ClauseScope) -> ColumnSource? {
    func column(_ view: EventView?, _ inner: Operand) -> ColumnSource? {
      guard let view, !inner.readsFrame else { return nil }
      return ColumnSource(place: view.place, index: keep(inner, view), name: inner.mainName)
    }
    switch operand {
    case .literal, .element, .cell, .aggregate: return nil
    case .outer(.anchor, let inner): return column(scope.anchor, inner)
    case .outer(.each, let inner): return column(scope.each, inner)
    case .eachElement(let path):
      guard let view = scope.element else { return nil }
      return ColumnSource(
        place: view.place, index: keepElement(view), path: path,
        name: sets[view.set].elements?.mainName ?? "")
    case .row(let name):
      let index = scope.table?.columns.firstIndex { $0.name == name } ?? -1
      return ColumnSource(place: .cell, index: index, name: name)
    case .windowStart: return ColumnSource(place: .windowStart, index: 0, name: "window.start")
    case .windowEnd: return ColumnSource(place: .windowEnd, index: 0, name: "window.end")
    case .field, .raw, .function, .lookup:
      if !operand.isLocal || operand.readsFrame || operand.isFixed { return nil }
      if scope.isGroup {
        if let key = scope.keys.firstIndex(of: operand) {
          return ColumnSource(place: .key, index: key, name: operand.mainName)
        }
        switch operand {
        // A function of keys is computed of them; any other field is no group's.
        case .function, .lookup: return nil
        default: return ColumnSource(place: .key, index: -1, name: operand.mainName)
        }
      }
      return column(scope.own, operand)
    }
  }
}

/// The columns of one test, each once.
private final class ColumnList {
  private(set) var sources: [ColumnSource] = []

  func number(_ source: ColumnSource) -> Int {
    if let known = sources.firstIndex(of: source) { return known }
    sources.append(source)
    return sources.count - 1
  }
}

extension Operand {
  /// The rule alone says what it is.
  var isFixed: Bool {
    switch self {
    case .literal: true
    case .function(let call): call.arguments.allSatisfy(\.isFixed)
    default: false
    }
  }

  /// nil: any JSON value, or not told.
  func kind(element: ValueType?) -> ValueKind? {
    switch self {
    case .literal(let value): return ValueKind(value)
    case .field(let field): return ValueKind(field.type)
    case .raw, .element, .cell, .aggregate, .row: return nil
    case .function(let call): return ValueKind(call.type)
    case .lookup(let table, _, let column):
      guard let column else { return .boolean }
      return table.columns.first { $0.name == column }.flatMap { ValueKind($0.type) }
    case .outer(_, let inner): return inner.kind(element: element)
    case .eachElement(let path): return path.steps.isEmpty ? element.flatMap { ValueKind($0) } : nil
    case .windowStart, .windowEnd: return .timestamp
    }
  }
}

extension Condition {
  /// The parts of a conjunction, flat.
  var conjuncts: [Condition] {
    switch self {
    case .and(let parts): parts.flatMap(\.conjuncts)
    case .constant(true): []
    default: [self]
    }
  }

  static func conjunction(_ parts: [Condition]) -> Condition? {
    parts.isEmpty ? nil : parts.count == 1 ? parts[0] : .and(parts)
  }

  /// Compares with the anchor, the `with each` event or the group; what nested relations compare with
  /// is theirs.
  var readsOutside: Bool {
    switch self {
    case .relation, .state, .constant: false
    case .and(let parts), .or(let parts): parts.contains { $0.readsOutside }
    case .not(let part): part.readsOutside
    case .presence(let operand, _), .glob(let operand, _), .regex(let operand, _),
      .during(let operand, _), .sensitive(let operand, _):
      operand.readsOutside
    case .membership(let operand, let set):
      operand.readsOutside || set.operands.contains { $0.readsOutside }
    case .comparison(let left, _, let right), .text(let left, _, let right, _):
      left.readsOutside || right.readsOutside
    case .quantified(_, let list, let body): list.readsOutside || body.readsOutside
    case .rows(_, _, let body): body.readsOutside
    }
  }

  /// What relations, aggregates and states directly in the condition are asked.
  var questions: [Condition] {
    switch self {
    case .relation, .state: [self]
    case .and(let parts), .or(let parts): parts.flatMap(\.questions)
    case .not(let part): part.questions
    case .comparison(let left, _, let right):
      left.holdsAggregate || right.holdsAggregate ? [self] : []
    default: []
    }
  }

  /// The related events of relations and aggregates directly in the condition, and in their `has`.
  var nestedRelated: [Related] {
    switch self {
    case .and(let parts), .or(let parts): return parts.flatMap(\.nestedRelated)
    case .not(let part), .quantified(_, _, let part), .rows(_, _, let part):
      return part.nestedRelated
    case .relation(let relation):
      switch relation.form {
      case .latest(let has), .first(let has): return [relation.related] + has.nestedRelated
      case .atLeast, .atMost, .exactly: return [relation.related]
      }
    case .comparison(let left, _, let right):
      return [left, right].compactMap {
        if case .aggregate(let one) = $0 { one.related } else { nil }
      }
    default: return []
    }
  }

  /// How many partitions must be read before the questions in it can be asked.
  var level: Int {
    questions.map { question in
      switch question {
      case .relation(let relation):
        var inner = relation.related.condition?.nestedLevel ?? 0
        switch relation.form {
        case .latest(let has), .first(let has): inner = max(inner, has.nestedLevel)
        case .atLeast, .atMost, .exactly: break
        }
        return inner
      case .comparison(let left, _, let right):
        return [left, right].map { side in
          guard case .aggregate(let aggregate) = side else { return 0 }
          return max(
            aggregate.related.condition?.nestedLevel ?? 0, aggregate.condition?.nestedLevel ?? 0)
        }.max() ?? 0
      default: return 0
      }
    }.max() ?? 0
  }

  /// As a condition of related events: questions in it are asked one level below.
  var nestedLevel: Int { questions.isEmpty ? 0 : level + 1 }
}

extension Operand {
  var readsOutside: Bool {
    switch self {
    case .outer, .eachElement, .row, .windowStart, .windowEnd: true
    case .function(let call): call.arguments.contains { $0.readsOutside }
    case .lookup(_, let keys, _): keys.contains { $0.readsOutside }
    case .aggregate, .literal, .field, .raw, .element, .cell: false
    }
  }
}
