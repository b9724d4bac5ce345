import RuleModel
import Shuffle
import Values

extension CorrelationEvaluator {
  func explain(_ tally: RuleTally, _ rows: FormulaRows) -> [CorrelatedJudgement] { [] }

  func explainStored(_ isCancelled: () -> Bool) throws(ShuffleError) {}
}
