import Functions
import Mapping
import RuleModel
import Values

extension ScalarContext {
  func operand(_ operand: ScalarOperand) -> OperandState {
    switch operand {
    case .literal(let value): return .value(value)
    case .column(let column):
      switch states[column] {
      case .value(let value): return .value(value)
      case .absent: return .absent(column: column)
      case .unknown(let reason):
        note(column, reason)
        return .unknown
      }
    case .call(let function, let arguments): return call(function, arguments)
    case .lookup(let table, let keys, let column): return lookUp(table, keys, column)
    case .element(let depth, let path, let whole): return element(depth, path, whole: whole)
    case .cell(let depth, let column):
      guard case .row(let table, let row) = frame(depth) else { return .unknown }
      guard let value = table.rows[row][column] else { return .absent(column: -1) }
      return .value(value)
    }
  }

  /// The first column that an operand reads, for its reasons; -1 if it reads none.
  func mainColumn(of operand: ScalarOperand) -> Int {
    switch operand {
    case .literal, .cell: return -1
    case .column(let column): return column
    case .call(_, let arguments): return mainColumn(ofFirst: arguments)
    case .lookup(_, let keys, _): return mainColumn(ofFirst: keys)
    case .element(let depth, _, _):
      if case .element(_, let column) = frame(depth) { return column }
      return -1
    }
  }

  private func mainColumn(ofFirst operands: [ScalarOperand]) -> Int {
    for operand in operands {
      let column = mainColumn(of: operand)
      if column >= 0 { return column }
    }
    return -1
  }

  // Depths count enclosing quantifiers from the inside.
  private func frame(_ depth: Int) -> Frame {
    let index = frames.count - 1 - depth
    precondition(index >= 0, "an element stands inside its quantifier")
    return frames[index]
  }

  // The values of all operands; nil and the state of the whole if one is unknown or absent.
  private func values(of operands: [ScalarOperand]) -> (values: [Value]?, state: OperandState) {
    var values: [Value] = []
    var absent: OperandState?
    var unknown = false
    for operand in operands {
      switch self.operand(operand) {
      case .value(let value): values.append(value)
      case .absent(let column): absent = absent ?? .absent(column: column)
      case .unknown: unknown = true
      }
    }
    if unknown { return (nil, .unknown) }
    if let absent { return (nil, absent) }
    return (values, .unknown)
  }

  private func call(_ function: BuiltInFunction, _ arguments: [ScalarOperand]) -> OperandState {
    let (values, state) = values(of: arguments)
    guard let values else { return state }
    if let result = function.apply(Self.converted(values, for: function)) { return .value(result) }
    note(mainColumn(ofFirst: arguments), .unreadableValue)
    return .unknown
  }

  // What stands below `raw` is read as what the function takes.
  private static func converted(_ values: [Value], for function: BuiltInFunction) -> [Value] {
    zip(values.indices, values).map { index, value in
      guard index < function.parameters.count else { return value }
      let types = function.parameters[index].types
      guard case .string = value, !types.contains(.string), let type = types.first,
        let kind = ValueKind(type)
      else { return value }
      return Coercion.convert(value, to: kind) ?? value
    }
  }

  private func lookUp(_ table: Table, _ keys: [ScalarOperand], _ column: Int?) -> OperandState {
    let (values, state) = values(of: keys)
    guard let values else { return state }
    guard let row = table.rowByKey[values] else {
      if notesMissingRows, column != nil {
        missingRows.insert(MissingRows.Key(table: table.name, keys: values.map(\.description)))
      }
      return .absent(column: mainColumn(ofFirst: keys))
    }
    guard let column else { return .value(.boolean(true)) }
    guard let value = table.rows[row][column] else {
      return .absent(column: mainColumn(ofFirst: keys))
    }
    return .value(value)
  }

  private func element(_ depth: Int, _ path: RecordPath, whole: Bool) -> OperandState {
    guard case .element(let element, let column) = frame(depth) else { return .unknown }
    guard var value = element else { return .absent(column: column) }
    for step in path.steps {
      let found: Value??
      switch (step, value) {
      case (.key(let key), .object(let members)):
        found = members.first { $0.key == key }.map { $0.value }
      case (.index(let index), .list(let elements)):
        found = elements.indices.contains(index) ? .some(elements[index]) : nil
      default:
        note(column, .unreadableValue)
        return .unknown
      }
      guard let found else {
        if whole { return .absent(column: column) }
        note(column, .missing)
        return .unknown
      }
      guard let found else { return .absent(column: column) }
      value = found
    }
    return .value(value)
  }
}
