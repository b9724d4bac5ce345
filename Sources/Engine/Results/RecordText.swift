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

  /// The rule's message about a record. `show` says how an operand's state is written; `column` is
  /// the one that it comes from, nil if none.
  package func message(
    ofRule rule: Int, about record: CapturedRecord, reader: Reader,
    show: (_ state: FieldState, _ column: Int?) -> String
  ) -> String {
    text(rules[rule].message, record, reader, show)
  }

  /// The same for the rule's remedy.
  package func remedy(
    ofRule rule: Int, about record: CapturedRecord, reader: Reader,
    show: (_ state: FieldState, _ column: Int?) -> String
  ) -> String {
    text(rules[rule].remedy, record, reader, show)
  }

  private func text(
    _ parts: [MessagePart], _ record: CapturedRecord, _ reader: Reader,
    _ show: (_ state: FieldState, _ column: Int?) -> String
  ) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .operand(let operand, _):
        var needed: Set<Int> = []
        operand.collectColumns(into: &needed)
        for column in needed { reader.context.states[column] = record.state(of: columns[column]) }
        let main = reader.context.mainColumn(of: operand)
        result += show(reader.context.state(of: operand), main >= 0 ? main : nil)
      }
    }
    return result
  }
}
