import Engine
import Ingest
import RuleModel
import Values

/// One source in a run: its plan, and the records that wait for others, which all workers share.
final class SourceRun: Sendable {
  let plan: SourcePlan
  /// Its place in the order of names of all sources.
  let number: Int32
  let limits: ExtractionLimits
  /// nil if the source has no identity, or its records never hold it.
  let identity: IdentityRun?

  init(plan: SourcePlan, number: Int32, limits: ExtractionLimits) {
    self.plan = plan
    self.number = number
    self.limits = limits
    let isRecorded = IdentityReader(plan.source, zone: limits.zone) != nil
    identity = isRecorded ? IdentityRun(plan: plan) : nil
  }

  var source: CheckedSource { plan.source }

  /// Finds identities in batches of the plan's columns.
  var identityReader: IdentityReader? {
    IdentityReader(
      source, zone: limits.zone,
      columns: plan.identityColumns.compactMap {
        if case .slot(let slot) = plan.columns[$0].place { slot } else { nil }
      })
  }
}

/// The sources that a run has met, each planned once.
final class SourceRuns {
  private let program: ScanProgram
  private let limits: ExtractionLimits
  private let numbers: [String: Int32]
  /// What the correlation needs of every source's events.
  private let selections: [Selection]
  private(set) var byName: [String: SourceRun] = [:]

  init(program: ScanProgram, limits: ExtractionLimits, selections: [Selection] = []) {
    self.program = program
    self.selections = selections
    self.limits = limits
    var numbers: [String: Int32] = [:]
    for (index, name) in program.sources.map({ Text($0.name) }).sorted().enumerated() {
      numbers[name.description] = Int32(index)
    }
    self.numbers = numbers
  }

  func run(of source: CheckedSource) -> SourceRun {
    if let known = byName[source.name] { return known }
    let run = SourceRun(
      plan: SourcePlan(
        source: source, rules: program.rules, waivers: program.waivers,
        vocabulary: program.vocabulary, selections: selections, zone: limits.zone),
      number: numbers[source.name] ?? 0, limits: limits)
    byName[source.name] = run
    return run
  }
}
