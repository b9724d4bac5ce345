import RuleModel

/// The files that one argument, or one input of the data set, names: one body of evidence, which
/// covers the time from its earliest to its latest event, or what is claimed for it.
struct EvidenceBody: Sendable {
  /// By their places among the run's inputs.
  var files: [Int]
  /// Kinds that the data set declares for it.
  var supplies: [String] = []
  /// The source that the data set names for it.
  var source: String?
  var claim = DataSet.Coverage()
}
