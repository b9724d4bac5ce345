import Functions
import Mapping
import RuleModel
import Values

/// Fills a message about a subject that is more than one event: a trigger and its `with each` event or
/// element, or a group. Owned by one builder.
package final class TemplateReader {
  private enum Part {
    case text(String)
    case operand(ScalarOperand)
  }

  /// What the holes read, each once: fields and raw paths of the trigger, `.outer(.each, …)`,
  /// `.eachElement`, cells of the group's row, its window's ends.
  private var leaves: [Operand] = []
  private var parts: [Part] = []
  private let context: ScalarContext
  private static let functions = Dictionary(
    BuiltInFunctions.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  package init(_ template: Template) {
    var leaves: [Operand] = []
    parts = template.parts.map { part in
      switch part {
      case .text(let text): .text(text)
      case .operand(let operand, _): .operand(Self.compile(operand, isOfEach: false, &leaves))
      }
    }
    self.leaves = leaves
    context = ScalarContext(columnCount: leaves.count)
    context.notesMissingRows = false
  }

  private static func compile(
    _ operand: Operand, isOfEach: Bool, _ leaves: inout [Operand]
  ) -> ScalarOperand {
    switch operand {
    case .literal(let value): return .literal(value)
    case .function(let call):
      guard let function = functions[call.name] else {
        preconditionFailure("a checked function exists")
      }
      var arguments: [ScalarOperand] = []
      for argument in call.arguments {
        arguments.append(compile(argument, isOfEach: isOfEach, &leaves))
      }
      return .call(function, arguments)
    case .lookup(let table, let keys, let column):
      var compiled: [ScalarOperand] = []
      for key in keys { compiled.append(compile(key, isOfEach: isOfEach, &leaves)) }
      return .lookup(
        table, keys: compiled,
        column: column.flatMap { name in table.columns.firstIndex { $0.name == name } })
    case .outer(let event, let inner):
      return compile(inner, isOfEach: isOfEach || event == .each, &leaves)
    default:
      let leaf = isOfEach ? Operand.outer(.each, operand) : operand
      if let known = leaves.firstIndex(of: leaf) { return .column(known) }
      leaves.append(leaf)
      return .column(leaves.count - 1)
    }
  }

  /// The text; `state` tells what a leaf is, `show` how a state is written that comes from a leaf (nil
  /// if from none).
  package func text(
    state: (_ leaf: Operand) -> FieldState,
    show: (_ state: FieldState, _ leaf: Operand?) -> String
  ) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .operand(let operand):
        var needed: Set<Int> = []
        operand.collectColumns(into: &needed)
        for leaf in needed { context.states[leaf] = state(leaves[leaf]) }
        let main = context.mainColumn(of: operand)
        result += show(context.state(of: operand), main >= 0 ? leaves[main] : nil)
      }
    }
    return result
  }
}

extension Operand {
  /// As a rule writes a field or raw path: `url.path`, `raw.requestObject.spec`.
  package var shownName: String {
    switch self {
    case .field(let field): field.name
    case .raw(let path): PlannedColumn.name(of: .raw(path))
    case .outer(_, let inner): inner.shownName
    case .row(let column): column
    case .windowStart: "window.start"
    case .windowEnd: "window.end"
    default: ""
    }
  }
}
