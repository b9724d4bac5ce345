import Detectors
import Functions
import Mapping
import Matching
import RuleModel
import Values

/// Makes conditions ready for one source: numbers their columns, compiles their patterns.
///
/// Patterns, globs, functions and cells that the checker let through exist and compile; anything
/// else is a bug.
struct ScalarCompiler {
  /// What an enclosing quantifier is at.
  private enum Scope {
    case element(whole: Bool)
    case row(Table)
  }

  let source: CheckedSource
  private let zone: Zone?
  private(set) var columns: [PlannedColumn] = []
  /// What the source's reader must extract, by slot.
  private(set) var requests: [ColumnRequest] = []
  private var slotByPlaces: [SlotPlaces: Int] = [:]
  private var columnByRequest: [ColumnRequest: Int] = [:]
  private var regexes: [RegexPattern: Regex] = [:]
  private var globs: [String: Glob] = [:]
  private var scopes: [Scope] = []
  /// The detectors of rule files that the conditions ask for, by their numbers.
  private(set) var ownDetectors: [DetectorDeclared] = []
  private(set) var recordQuestions: [RecordQuestion] = []
  private var questionByQuery: [SensitiveQuery: Int] = [:]
  private var searchedFields: [[String]: SearchedField] = [:]
  private let functions: [String: BuiltInFunction]
  /// Gives operands that are no columns of the source a place of their own; nil for all others.
  var resolver: ((Operand) -> ScalarOperand?)?

  init(source: CheckedSource, zone: Zone?) {
    self.source = source
    self.zone = zone
    functions = Dictionary(
      BuiltInFunctions.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func column(_ request: ColumnRequest) -> Int {
    if let known = columnByRequest[request] { return known }
    var slot = requests.count
    // Records of one event are merged by their slots, each for one column.
    if source.identity == nil, let places = SlotPlaces(request, source) {
      slot = slotByPlaces[places] ?? slot
      slotByPlaces[places] = slot
    }
    let column = PlannedColumn(request, source: source, zone: zone, slot: slot)
    if column.place == .slot(requests.count) { requests.append(request) }
    columns.append(column)
    columnByRequest[request] = columns.count - 1
    return columns.count - 1
  }

  mutating func compile(_ condition: Condition) -> ScalarTest {
    switch condition {
    case .constant(let value): return .constant(value)
    case .and(let parts): return .and(compile(parts))
    case .or(let parts): return .or(compile(parts))
    case .not(let part): return .not(compile(part))
    case .presence(let operand, let presence): return .presence(compile(operand), presence)
    case .comparison(let left, let comparison, let right):
      return .comparison(compile(left), comparison, compile(right))
    case .membership(let operand, let set): return .membership(compile(operand), compile(set))
    case .glob(let operand, let patterns): return .glob(compile(operand), patterns.map { glob($0) })
    case .regex(let operand, let pattern): return .regex(compile(operand), regex(pattern))
    case .text(let operand, let test, let pattern, let ignoringCase):
      return .text(compile(operand), test, compile(pattern), ignoringCase: ignoringCase)
    case .during(let operand, let calendar):
      return .during(compile(operand), CompiledCalendar(calendar))
    case .quantified(let quantifier, let list, let body):
      let compiledList = compile(list)
      scopes.append(.element(whole: isWhole(list)))
      defer { scopes.removeLast() }
      return .quantified(quantifier, compiledList, compile(body))
    case .rows(let quantifier, let table, let body):
      scopes.append(.row(table))
      defer { scopes.removeLast() }
      return .rows(quantifier, table, compile(body))
    case .sensitive(let operand, let query): return sensitive(operand, query)
    case .relation, .state:
      preconditionFailure("what relates events is planned by the correlation")
    }
  }

  // MARK: Sensitive data

  private mutating func sensitive(_ operand: Operand, _ query: SensitiveQuery) -> ScalarTest {
    guard operand.isRecord else {
      let path = path(of: operand)
      let field = searchedFields[path] ?? SearchedField(path)
      searchedFields[path] = field
      return .sensitive(compile(operand), question(query.types), field)
    }
    let column = column(.raw(RecordPath([])))
    if let known = questionByQuery[query] { return .sensitiveRecord(known, column: column) }
    var pardons: [RecordQuestion.Pardon] = []
    for pardon in query.pardons {
      guard case .column(let place) = compile(pardon.field) else {
        preconditionFailure("a checked exception is about a field or a path")
      }
      pardons.append(
        RecordQuestion.Pardon(question: pardon.types.map { question($0) }, column: place))
    }
    recordQuestions.append(RecordQuestion(question: question(query.types), pardons: pardons))
    questionByQuery[query] = recordQuestions.count - 1
    return .sensitiveRecord(recordQuestions.count - 1, column: column)
  }

  private mutating func question(_ types: SensitiveTypes) -> SensitiveQuestion {
    var own: [UInt16] = []
    for detector in types.own {
      if !ownDetectors.contains(detector) { ownDetectors.append(detector) }
      if let number = ownDetectors.firstIndex(of: detector) { own.append(UInt16(number)) }
    }
    return SensitiveQuestion(
      types: TypeSet(rawValue: types.types), detectors: types.detectors, own: own.sorted())
  }

  /// The names on the way to a value: what they say decides what it may be.
  private func path(of operand: Operand) -> [String] {
    switch operand {
    case .field(let field): [field.name]
    case .raw(let path), .element(_, let path), .eachElement(let path):
      path.steps.compactMap { if case .key(let key) = $0 { key.description } else { nil } }
    case .outer(_, let inner): path(of: inner)
    default: []
    }
  }

  private mutating func compile(_ parts: [Condition]) -> [ScalarTest] {
    var result: [ScalarTest] = []
    for part in parts { result.append(compile(part)) }
    return result
  }

  private mutating func compile(_ operands: [Operand]) -> [ScalarOperand] {
    var result: [ScalarOperand] = []
    for operand in operands { result.append(compile(operand)) }
    return result
  }

  mutating func compile(_ operand: Operand) -> ScalarOperand {
    if let resolved = resolver?(operand) { return resolved }
    switch operand {
    case .literal(let value): return .literal(value)
    case .field(let field): return .column(column(.field(field)))
    case .raw(let path): return .column(column(.raw(path)))
    case .function(let call):
      guard let function = functions[call.name] else {
        preconditionFailure("a checked function exists")
      }
      return .call(function, compile(call.arguments))
    case .lookup(let table, let keys, let column):
      return .lookup(
        table, keys: compile(keys), column: column.map { Self.index(of: $0, in: table) })
    case .element(let depth, let path):
      guard case .element(let whole) = scope(depth) else {
        preconditionFailure("an element stands inside its list's quantifier")
      }
      return .element(depth: depth, path, whole: whole)
    case .cell(let depth, let column):
      guard case .row(let table) = scope(depth) else {
        preconditionFailure("a cell stands inside its table's quantifier")
      }
      return .cell(depth: depth, column: Self.index(of: column, in: table))
    case .outer, .eachElement, .aggregate, .row, .windowStart, .windowEnd:
      preconditionFailure("what other events say is planned by the correlation")
    }
  }

  private mutating func compile(_ set: ValueSet) -> ScalarSet {
    var literals: [Value] = []
    var ranges: [(low: Value, high: Value)] = []
    var operands: [ScalarOperand] = []
    for item in set.items {
      switch item {
      case .single(.literal(let value)): literals.append(value)
      case .single(let operand): operands.append(compile(operand))
      case .range(let low, let high): ranges.append((low, high))
      }
    }
    return ScalarSet(literals: literals, ranges: ranges, operands: operands)
  }

  // Whether what an element of the list lacks is absent: the source writes the objects that the
  // list lies in as a whole, or not at all.
  private func isWhole(_ list: Operand) -> Bool {
    switch list {
    case .raw(let path): return isBelowWhole(path)
    case .field(let field):
      guard let mappings = source.mappings[field], !mappings.isEmpty else { return false }
      return mappings.allSatisfy { isBelowWhole($0.path) }
    case .element(let depth, _):
      if case .element(let whole) = scope(depth) { return whole }
      return false
    default: return false
    }
  }

  private func isBelowWhole(_ path: RecordPath) -> Bool {
    source.whole.contains { path.steps.starts(with: $0.steps) }
  }

  private func scope(_ depth: Int) -> Scope {
    let index = scopes.count - 1 - depth
    precondition(index >= 0, "an element or cell stands inside its quantifier")
    return scopes[index]
  }

  private static func index(of column: String, in table: Table) -> Int {
    guard let index = table.columns.firstIndex(where: { $0.name == column }) else {
      preconditionFailure("a checked cell's column exists")
    }
    return index
  }

  private mutating func glob(_ pattern: String) -> Glob {
    if let known = globs[pattern] { return known }
    guard let glob = try? Glob(pattern) else {
      preconditionFailure("a checked glob compiles")
    }
    globs[pattern] = glob
    return glob
  }

  private mutating func regex(_ pattern: RegexPattern) -> Regex {
    if let known = regexes[pattern] { return known }
    guard let regex = try? Regex(pattern: pattern.pattern, flags: pattern.flags) else {
      preconditionFailure("a checked regular expression compiles")
    }
    regexes[pattern] = regex
    return regex
  }
}

/// Where the value of a column stands in a record. Columns that agree in it are read once.
private struct SlotPlaces: Hashable {
  private struct Place: Hashable {
    var path: RecordPath
    /// What decides which of several places has the value.
    var absentWhen: [Value]
    var missing: CheckedSource.Missing
  }

  private let places: [Place]

  /// nil if the column is not read from declared places.
  init?(_ request: ColumnRequest, _ source: CheckedSource) {
    switch request {
    case .raw(let path): places = [Place(path: path, absentWhen: [], missing: .unknown)]
    case .field(let field):
      guard !source.fieldsByName, let mappings = source.mappings[field], !mappings.isEmpty else {
        return nil
      }
      let isOne = mappings.count == 1 && source.whole.isEmpty
      places = mappings.map {
        Place(
          path: $0.path, absentWhen: isOne ? [] : $0.absentWhen,
          missing: isOne ? .unknown : $0.missing)
      }
    }
  }
}
