import Mapping
import RuleModel
import Values

extension SourcePlan {
  /// What one worker or builder needs to read captured records; not shared.
  package final class Reader {
    let context: ScalarContext

    package init(_ plan: SourcePlan) {
      context = ScalarContext(columnCount: plan.columns.count)
      context.notesMissingRows = false
    }
  }

  /// The names of the kinds that `Evaluator.countKinds` counts, in its order.
  package var kindNames: [String] { kinds.map(\.name) }

  /// A column of a captured record.
  package func state(of column: Int, in record: CapturedRecord) -> FieldState {
    record.state(of: columns[column])
  }

  /// How a message's holes are filled.
  package struct Filling {
    /// What is shown for a column, where that is known.
    package var known: (_ column: Int) -> String?
    /// What is shown for a state that comes from a column; nil if from none.
    package var show: (_ state: FieldState, _ column: Int?) -> String

    package init(
      known: @escaping (_ column: Int) -> String?,
      show: @escaping (_ state: FieldState, _ column: Int?) -> String
    ) {
      self.known = known
      self.show = show
    }
  }

  /// The rule's message about a record.
  package func message(
    ofRule rule: Int, about record: CapturedRecord, reader: Reader, filling: Filling
  ) -> String {
    text(rules[rule].message, record, reader, filling)
  }

  /// The same for the rule's remedy.
  package func remedy(
    ofRule rule: Int, about record: CapturedRecord, reader: Reader, filling: Filling
  ) -> String {
    text(rules[rule].remedy, record, reader, filling)
  }

  private func text(
    _ parts: [MessagePart], _ record: CapturedRecord, _ reader: Reader, _ filling: Filling
  ) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .operand(.column(let column), _):
        result += filling.known(column) ?? filling.show(record.state(of: columns[column]), column)
      case .operand(let operand, _):
        var needed: Set<Int> = []
        operand.collectColumns(into: &needed)
        for column in needed { reader.context.states[column] = record.state(of: columns[column]) }
        let main = reader.context.mainColumn(of: operand)
        result += filling.show(reader.context.state(of: operand), main >= 0 ? main : nil)
      }
    }
    return result
  }
}
