import Findings
import Ingest
import RuleModel

/// The files that a run reads, sorted by path, each once; and what could not be found.
struct InputPlan {
  private(set) var inputs: [ScanInput] = []
  private(set) var passedOver: [InputExpansion.PassedOver] = []
  private(set) var problems: [RunFacts.Problem] = []
  /// Which inputs cover the time together; empty if no rule asks.
  private(set) var bodies: [EvidenceBody] = []

  init(program: ScanProgram, options: ScanOptions) throws {
    let named = try options.source.map { name in
      guard let source = program.sources.first(where: { $0.name == name }) else {
        throw ScanError.unknownSource(name)
      }
      return source
    }
    var sourceByPath: [String: CheckedSource] = [:]
    var patterns = options.inputs
    if patterns.isEmpty, let dataset = options.dataset {
      let folder = options.datasetFolder ?? Self.folder(of: dataset.file)
      for input in dataset.inputs {
        let pattern = Self.join(folder, input.pattern)
        patterns.append(pattern)
        guard let name = input.source else { continue }
        guard let source = program.sources.first(where: { $0.name == name }) else {
          throw ScanError.unknownSource(name)
        }
        for file in InputExpansion.expand([pattern]).files { sourceByPath[file.path] = source }
      }
    }
    let expanded = InputExpansion.expand(
      patterns, includeHidden: options.includeHidden, ownReports: options.ownReports)
    inputs = expanded.files.map {
      ScanInput(
        file: $0, source: named ?? sourceByPath[$0.path],
        shownPath: InputExpansion.shownPath($0.path))
    }
    passedOver = expanded.passedOver
    problems = expanded.problems.map {
      RunFacts.Problem(
        id: "missing-input", message: "\(InputExpansion.shownPath($0.path)): \($0.message)",
        acceptedBy: nil)
    }
    if inputs.isEmpty, problems.isEmpty {
      problems = [RunFacts.Problem(id: "no-input", message: "no input was read", acceptedBy: nil)]
    }
    if program.rules.contains(where: \.isCorrelated) { addBodies(patterns, options) }
  }

  // Each argument, or input of the data set, is a body of evidence; in no particular order.
  private mutating func addBodies(_ patterns: [String], _ options: ScanOptions) {
    let declared = options.inputs.isEmpty ? options.dataset?.inputs ?? [] : []
    let files = InputExpansion.bodies(
      of: patterns, in: inputs.map(\.file), includeHidden: options.includeHidden,
      ownReports: options.ownReports)
    for (index, files) in files.enumerated() {
      var body = EvidenceBody(files: files)
      if declared.indices.contains(index) {
        body.supplies = declared[index].supplies
        body.source = declared[index].source
        body.claim = declared[index].coverage
      }
      bodies.append(body)
    }
  }

  private static func folder(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "" }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  private static func join(_ folder: String, _ pattern: String) -> String {
    if folder.isEmpty || pattern.hasPrefix("/") || pattern == "-" { return pattern }
    return folder.hasSuffix("/") ? folder + pattern : folder + "/" + pattern
  }
}
