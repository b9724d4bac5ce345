import CSystem
import Diagnostics
import Findings
import Foundation
import Reporting
import RuleModel
import RuleSemantics
import Scanning
import Values

/// One `writ scan`: rules, then data, then reports, then the closing line.
struct ScanRun {
  let options: Scan

  func run() throws {
    Interruption.install()
    let (rules, dataset) = try loadRules()
    let scanOptions = try self.scanOptions(rules.program, dataset: dataset)
    let reports = try ReportFiles(folder: options.output, formats: options.format.formats)

    writ_heap_prepare(scanOptions.jobs == 1 ? 1 : 0)
    let started = ContinuousClock.now
    var result = try evaluate(rules.program, scanOptions, into: reports)
    if options.timing {
      let (seconds, attoseconds) = (ContinuousClock.now - started).components
      result.run.durationSeconds = Double(seconds) + Double(attoseconds) / 1e18
    }
    // The process ends next: to take apart what a result holds, string by string, would be waste.
    _ = Unmanaged.passRetained(Held(result))
    do {
      try reports.write(result)
    } catch SinkError.cancelled {
      throw stopped
    }
    try printSummary(result, reports)
    if let status = Interruption.status { throw CommandEnding(status: status) }
    try end(with: result)
  }

  private final class Held {
    let result: ScanResult

    init(_ result: ScanResult) { self.result = result }
  }

  // MARK: Rules and data set

  /// The rules, and the data set that `--dataset` names: by its name, or by the file that
  /// declares it.
  private func loadRules() throws -> (LoadedRules, DataSet?) {
    var ruleOptions = options.rules
    var name = options.dataset
    var declared: [String] = []
    if let file = options.dataset, file.hasSuffix(".writ") || file.contains("/") {
      let packs = ruleOptions.paths.isEmpty ? [try Installation.locate().rules] : ruleOptions.paths
      ruleOptions.paths = packs + [file]
      declared = try RuleFiles.dataSets(in: file)
      guard declared.count == 1 else {
        throw CommandFailure(
          .usage,
          declared.isEmpty
            ? "\(file) declares no data set"
            : "\(file) declares several data sets: \(declared.joined(separator: ", "))",
          help: declared.isEmpty
            ? ["a data set is 'dataset NAME { input \"logs/*.jsonl\" }'"]
            : ["add the file with --rules and name one: --dataset \(declared[0])"])
      }
      name = declared[0]
    }
    let rules = try LoadedRules.loadForUse(
      ruleOptions, dataset: name, colour: options.colour.colour)
    guard let name else { return (rules, try onlyDataSet(rules.program)) }
    guard let dataset = rules.program.datasets.first(where: { $0.name == name }) else {
      throw unknown("data set", name, among: rules.program.datasets.map(\.name))
    }
    return (rules, dataset)
  }

  /// Without a path and without `--dataset` the rules must declare one data set.
  private func onlyDataSet(_ program: CheckedProgram) throws -> DataSet? {
    guard options.data.isEmpty else { return nil }
    guard let first = program.datasets.first else {
      throw CommandFailure(
        .usage, "there is nothing to scan",
        help: [
          "name files or folders: writ scan logs/", "or a data set: --dataset production.writ",
        ])
    }
    guard program.datasets.count == 1 else {
      let names = program.datasets.map(\.name).joined(separator: ", ")
      throw CommandFailure(
        .usage, "the rules declare several data sets: \(names)",
        help: ["name one: --dataset \(first.name)"])
    }
    return first
  }

  private func unknown(_ what: String, _ name: String, among names: [String]) -> CommandFailure {
    let near = suggestions(for: name, among: names)
    let help =
      near.isEmpty
      ? (names.isEmpty ? "the rules declare none" : "there are: \(names.joined(separator: ", "))")
      : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
    return CommandFailure(.usage, "there is no \(what) '\(name)'", help: [help])
  }

  private func scanOptions(_ program: CheckedProgram, dataset: DataSet?) throws -> ScanOptions {
    if let source = options.source, !program.sources.contains(where: { $0.name == source }) {
      throw unknown("source", source, among: program.sources.map(\.name))
    }
    let zone = dataset?.zone.flatMap(Zone.init(identifier:)) ?? .utc
    var scan = ScanOptions(
      inputs: options.data,
      asOf: try instant(options.asOf?.start(in: zone), "--as-of") ?? Clock.now,
      toolVersion: ToolVersion.current)
    scan.dataset = dataset
    scan.datasetFolder = dataset.map { FileSystem.parent(of: $0.file) } ?? ""
    scan.source = options.source
    scan.ownReports = ReportFiles.everyPath(in: options.output)
    scan.jobs = options.jobs?.value ?? Self.coreCount
    scan.chunkBytes = options.chunkSize.bytes
    scan.maxRecordBytes = options.maxRecordBytes.bytes
    scan.maxFindings = options.maxFindings
    scan.strict = options.strict
    scan.maxUnreadable = options.maxUnreadable.limit
    scan.skipUnrecognised = options.skipUnrecognised
    scan.allowInconclusive = options.allowInconclusive
    scan.failOn = options.failOn.severity
    scan.digest = options.digest
    scan.from = options.from?.start(in: zone)
    scan.until = options.until?.end(in: zone)
    if let from = scan.from, let until = scan.until, from >= until {
      throw CommandFailure(.usage, "--from is not before --until")
    }
    if let period = options.period {
      guard let start = period.start.start(in: zone), let end = period.end.end(in: zone),
        start < end
      else { throw CommandFailure(.usage, "--period ends before it starts") }
      scan.period = (start, end)
    }
    scan.historyComplete = options.history == .complete
    scan.zone = dataset?.zone
    if let memory = options.memory { scan.memoryBytes = memory.bytes }
    if let folder = options.temp {
      guard FileSystem.isFolder(folder) else {
        throw CommandFailure(.usage, "--temp \(folder) is no folder")
      }
      scan.temporaryFolder = folder
    }
    return scan
  }

  /// nil stays nil only where the option was not given.
  private func instant(_ instant: Timestamp?, _ option: String) throws -> Timestamp? {
    if instant == nil, options.asOf != nil {
      throw CommandFailure(.usage, "\(option) is outside the years 1678 to 2262")
    }
    return instant
  }

  /// The cores that this process may use, which can be fewer than the machine has.
  static var coreCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  // MARK: Evaluation

  private func evaluate(
    _ program: CheckedProgram, _ scanOptions: ScanOptions, into reports: ReportFiles
  ) throws -> ScanResult {
    let progress = ProgressLine(terminal: Terminal(.error))
    defer { progress.clear() }
    do {
      return try scan(
        program: ScanProgram(program), options: scanOptions,
        everyFinding: reports.findingSink,
        progress: { progress.show($0) },
        isCancelled: { Interruption.isRequested })
    } catch let error as ScanError {
      switch error {
      case .cancelled: throw stopped
      case .unknownSource(let name):
        throw unknown("source", name, among: program.sources.map(\.name))
      case .temporaryStorage(let message):
        throw CommandFailure(.incomplete, message)
      case .noThread: throw CommandFailure(.incomplete, "the system gives no thread to work on")
      case .output(let message): throw CommandFailure(.incomplete, message)
      }
    }
  }

  private var stopped: any Error {
    guard let status = Interruption.status else {
      return CommandFailure(.incomplete, "the scan was stopped; no report was written")
    }
    return CommandFailure(status, "stopped; no report was written")
  }

  // MARK: What the user sees

  private func printSummary(_ result: ScanResult, _ reports: ReportFiles) throws {
    // Standard output is the report's alone.
    guard options.output != "-" else { return }
    let terminal = Terminal(.output, colour: options.colour.colour)
    try TextReporter(useColour: terminal.useColour).write(result, to: StandardOutput.shared)
    if !reports.paths.isEmpty {
      try StandardOutput.shared.write(
        "\nReports: \(reports.paths.map(visible).joined(separator: ", "))\n")
    }
    try StandardOutput.shared.flush()
  }

  /// Ends the run with its status, and the line that names the reason.
  private func end(with result: ScanResult) throws {
    guard let status = ExitStatus(rawValue: Int32(result.run.exitStatus)), status != .clean else {
      return
    }
    StandardError.write(ClosingLine.text(result, status: status, failOn: options.failOn.severity))
    throw CommandEnding(status: status)
  }
}

extension ScanProgram {
  init(_ program: CheckedProgram) {
    self.init(
      vocabulary: program.vocabulary, rules: program.rules, sources: program.sources,
      waivers: program.waivers, ruleFiles: program.files.map { ($0.path, $0.sha256) },
      parameters: program.parametersOverridden.map { ($0.name, $0.value.description) })
    detectors = program.detectors
    for rule in program.rules where rule.isCorrelated {
      windows[rule.id] = RuleDescription.windows(of: rule)
    }
  }
}
