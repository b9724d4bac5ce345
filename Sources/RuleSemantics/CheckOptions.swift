/// What a check needs beside the rule files.
package struct CheckOptions: Sendable {
  /// `--set NAME=VALUE`, in the order given; a later one wins.
  package var parameters: [(name: String, value: String)]
  /// The name of the data set that the run uses; its zone is the default of rules and packs.
  /// nil: the only data set declared, if there is just one.
  package var dataset: String?
  /// The default zone where neither rule, pack nor data set names one. nil is UTC.
  package var zone: String?
  /// Reads a list's or table's file whole. Paths are relative to the current folder (the
  /// checker has already joined them with the declaring file's folder).
  package var readFile: @Sendable (String) throws -> [UInt8]

  package init(
    parameters: [(name: String, value: String)] = [], dataset: String? = nil,
    zone: String? = nil,
    readFile: @escaping @Sendable (String) throws -> [UInt8] = RuleFileReader.read
  ) {
    self.parameters = parameters
    self.dataset = dataset
    self.zone = zone
    self.readFile = readFile
  }
}
