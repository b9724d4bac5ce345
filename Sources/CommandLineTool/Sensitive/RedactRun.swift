import CSystem
import Detectors
import Diagnostics
import Findings
import Ingest
import Reporting
import RuleSemantics
import Scanning
import Screening

/// One `writ redact`: policy and key, then data, then the closing lines.
struct RedactRun {
  let options: Redact

  func run() throws {
    Interruption.install()
    let screening = try options.screening.options(for: options.data)
    let policy = try policy()
    let key = policy.needsKey ? try key() : nil
    if !policy.needsKey, options.keyFile != nil || options.keyEnv != nil {
      throw CommandFailure(
        .usage, "a key was given, and nothing is replaced with a digest",
        help: ["--strategy hmac, or a policy with lines like 'email = hmac'"])
    }
    let expansion = InputExpansion.expand(screening.inputs)
    var files = try RedactionFiles(folder: options.output, inputs: expansion.files)
    writ_heap_prepare(screening.jobs == 1 ? 1 : 0)
    let result = try redact(screening, policy, key, expansion, &files)
    try printSummary(result)
    if let status = Interruption.status { throw CommandEnding(status: status) }
    guard let status = ExitStatus(rawValue: Int32(result.exitStatus)), status != .clean else {
      return
    }
    let reasons = result.problems.map {
      $0.message + ($0.acceptedBy.map { " (\($0) accepts it)" } ?? "")
    }
    StandardError.write(ScreeningRun.closingLine(reasons, status: status))
    throw CommandEnding(status: status)
  }

  private func redact(
    _ screening: ScreeningOptions, _ policy: RedactionPolicy, _ key: RedactionKey?,
    _ expansion: InputExpansion, _ files: inout RedactionFiles
  ) throws -> RedactionResult {
    let progress = ProgressLine(terminal: Terminal(.error))
    defer { progress.clear() }
    do {
      return try Screening.redact(
        screening, policy: policy, key: key, expansion: expansion, into: &files,
        progress: { progress.show(ScanProgress($0)) },
        isCancelled: { Interruption.isRequested })
    } catch let error as ScreeningError {
      throw ScreeningRun.failure(error, "files that were whole stay, the others were not written")
    } catch SinkError.cancelled {
      throw ScreeningRun.stopped("files that were whole stay, the others were not written")
    }
  }

  // MARK: Policy and key

  private func policy() throws -> RedactionPolicy {
    guard let file = options.policy else {
      return RedactionPolicy(standard: options.strategy.strategy)
    }
    let bytes: [UInt8]
    do {
      bytes = try RuleFileReader.read(file)
    } catch {
      throw CommandFailure(.usage, "cannot read \(file): \(error)")
    }
    do throws(RedactionPolicy.Problem) {
      return try RedactionPolicy(
        parsing: String(decoding: bytes, as: UTF8.self), standard: options.strategy.strategy)
    } catch {
      var help = "a line is 'TYPE = STRATEGY': email = hmac"
      if let name = error.unknown {
        let near = suggestions(for: name, among: error.known)
        help =
          near.isEmpty
          ? (error.known == RedactionStrategy.names
            ? "strategies are \(error.known.joined(separator: ", "))"
            : "'writ detectors' lists types and categories")
          : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
      }
      throw CommandFailure(.usage, "\(file):\(error.line): \(error.message)", help: [help])
    }
  }

  private func key() throws -> RedactionKey {
    guard Replacement.isKeyID(options.keyId) else {
      throw CommandFailure(
        .usage, "--key-id takes at most \(Replacement.mostKeyIDBytes) letters, digits, '_' and '.'")
    }
    var bytes: [UInt8]
    let origin: String
    if let file = options.keyFile {
      origin = file
      do {
        bytes = try RuleFileReader.read(file)
      } catch {
        throw CommandFailure(.usage, "cannot read the key \(file): \(error)")
      }
      // An editor's line end is not part of a key.
      while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
    } else if let name = options.keyEnv {
      origin = "the environment variable \(name)"
      guard let value = Environment.value(name) else {
        throw CommandFailure(.usage, "the environment variable \(name) is not set")
      }
      bytes = Array(value.utf8)
    } else {
      throw CommandFailure(
        .usage, "the strategy hmac needs a key",
        help: [
          "--key-file FILE, or --key-env NAME",
          "a new one: head -c 32 /dev/urandom | base64 > redaction.key",
        ])
    }
    guard let key = RedactionKey(id: options.keyId, bytes: bytes) else {
      throw CommandFailure(
        .usage, "the key in \(origin) has fewer than \(RedactionKey.leastBytes) bytes",
        help: ["a new one: head -c 32 /dev/urandom | base64 > redaction.key"])
    }
    return key
  }

  // MARK: What the user sees

  private func printSummary(_ result: RedactionResult) throws {
    var lines = ""
    let counts = result.replaced.map { "\(grouped($0.count)) \($0.type)" }
    lines += "Replaced    \(counted(result.total, "value"))"
    lines += counts.isEmpty ? "\n" : ": \(counts.joined(separator: ", "))\n"
    lines +=
      "Examined    \(counted(result.eventsExamined, "event")), \(grouped(result.eventsChanged)) changed\n"
    if result.filesWritten > 0 {
      lines +=
        result.eventsChanged == 0
        ? "Looked again at nothing: nothing was changed\n"
        : "Looked again at \(counted(result.eventsChanged, "changed event")), and found nothing"
          + (result.wholeValues > 0
            ? "; \(counted(result.wholeValues, "value")) had to be replaced whole\n" : "\n")
    }
    lines += "Written     \(counted(result.filesWritten, "file"))"
    lines += options.output == "-" ? " to standard output\n" : " to \(visible(options.output))\n"
    for note in result.notes { lines += "Note        \(visible(note))\n" }
    for problem in result.problems { lines += "Problem     \(visible(problem.message))\n" }
    if options.output == "-" {
      StandardError.write(lines)
    } else {
      try StandardOutput.shared.write(lines)
      try StandardOutput.shared.flush()
    }
  }
}
