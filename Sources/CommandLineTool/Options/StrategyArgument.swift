import ArgumentParser
import Screening

/// `--strategy`: `mask`, `keep-last:4`, …
struct StrategyArgument: ExpressibleByArgument {
  var strategy: RedactionStrategy

  init(_ strategy: RedactionStrategy) { self.strategy = strategy }

  init?(argument: String) {
    guard let strategy = RedactionStrategy(name: argument) else { return nil }
    self.strategy = strategy
  }

  var defaultValueDescription: String { strategy.name }
  static var allValueStrings: [String] { RedactionStrategy.names }
}
