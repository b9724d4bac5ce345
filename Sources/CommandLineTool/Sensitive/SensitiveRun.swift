import CSystem
import Detectors
import Findings
import Reporting
import Scanning
import Screening

/// One `writ sensitive`: data, then reports, then the closing line.
struct SensitiveRun {
  let options: Sensitive

  /// Without a folder, one format goes to standard output.
  private var folder: String { options.output ?? "-" }

  private var failOn: Confidence? {
    if let given = options.failOn { return given.confidence }
    return options.screening.minConfidence.confidence
  }

  func run() throws {
    Interruption.install()
    var screening = try options.screening.options(for: options.data)
    screening.failOn = failOn
    screening.maxFindings = options.maxFindings
    screening.digest = options.digest
    if folder != "-" { screening.ownReports = SensitiveFiles.everyPath(in: folder) }
    let reports = try SensitiveFiles(
      folder: folder, formats: options.formats,
      useColour: Terminal(.output, colour: options.colour.colour).useColour)
    writ_heap_prepare(screening.jobs == 1 ? 1 : 0)
    let result = try screen(screening, into: reports)
    do {
      try reports.write(result)
    } catch SinkError.cancelled {
      throw ScreeningRun.stopped("no report was written")
    }
    try printSummary(result, reports)
    if let status = Interruption.status { throw CommandEnding(status: status) }
    try end(with: result)
  }

  private func screen(
    _ screening: ScreeningOptions, into reports: SensitiveFiles
  ) throws -> SensitiveResult {
    let progress = ProgressLine(terminal: Terminal(.error))
    defer { progress.clear() }
    do {
      return try Screening.screen(
        screening, everyFinding: reports.findingSink,
        progress: { progress.show(ScanProgress($0)) },
        isCancelled: { Interruption.isRequested })
    } catch let error as ScreeningError {
      throw ScreeningRun.failure(error, "no report was written")
    }
  }

  private func printSummary(_ result: SensitiveResult, _ reports: SensitiveFiles) throws {
    guard folder != "-" else { return }
    let terminal = Terminal(.output, colour: options.colour.colour)
    try SensitiveText(useColour: terminal.useColour).write(result, to: StandardOutput.shared)
    if !reports.paths.isEmpty {
      try StandardOutput.shared.write(
        "\nReports: \(reports.paths.map(visible).joined(separator: ", "))\n")
    }
    try StandardOutput.shared.flush()
  }

  /// Ends the run with its status, and the line that names the reason.
  private func end(with result: SensitiveResult) throws {
    guard let status = ExitStatus(rawValue: Int32(result.exitStatus)), status != .clean else {
      return
    }
    var reasons: [String] = []
    if status == .findings {
      reasons.append(
        "\(counted(result.total.leaks, "place")) with sensitive data that is not masked, or not enough"
          + " (--fail-on sets the confidence, or none)")
    }
    reasons += result.problems.map {
      $0.message + ($0.acceptedBy.map { " (\($0) accepts it)" } ?? "")
    }
    StandardError.write(ScreeningRun.closingLine(reasons, status: status))
    throw CommandEnding(status: status)
  }
}

/// What the runs of `writ sensitive` and `writ redact` share.
enum ScreeningRun {
  static func failure(_ error: ScreeningError, _ outcome: String) -> any Error {
    switch error {
    case .cancelled: stopped(outcome)
    case .noThread: CommandFailure(.incomplete, "the system gives no thread to work on")
    }
  }

  static func stopped(_ outcome: String) -> any Error {
    guard let status = Interruption.status else {
      return CommandFailure(.incomplete, "the run was stopped; \(outcome)")
    }
    return CommandFailure(status, "stopped; \(outcome)")
  }

  /// The last line on standard error of a run that did not end with 0.
  static func closingLine(_ reasons: [String], status: ExitStatus) -> String {
    let first = reasons.first ?? "not everything could be looked through"
    let more = reasons.count - 1
    return "writ: exit status \(status.rawValue): \(visible(first))"
      + (more > 0 ? ", and \(counted(more, "more reason", "more reasons"))" : "") + "\n"
  }
}

extension ScanProgress {
  init(_ progress: ScreeningProgress) {
    self.init(
      bytesTotal: progress.bytesTotal, bytesRead: progress.bytesRead, events: progress.events,
      file: progress.file)
  }
}
