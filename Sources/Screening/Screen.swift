import Detectors
import Findings
import Ingest

/// Looks through the inputs for sensitive data.
///
/// The result depends on the inputs' contents and paths and on the options alone: not on `jobs`, `chunkBytes`
/// or the order of arguments. Memory does not grow with the inputs: records are held a few chunks at
/// a time, findings as many as are shown, fields up to `FieldTable.most`.
///
/// - Parameters:
///   - everyFinding: takes every finding, masked ones too, in the order of (path, record), while the
///     screening runs; called on the caller's thread. What it throws ends the screening.
///   - progress: called on the caller's thread some times a second.
///   - isCancelled: asked on the caller's thread some times a second.
/// - Throws: `ScreeningError`, and what `everyFinding` throws.
package func screen(
  _ options: ScreeningOptions, everyFinding: ((SensitiveFinding) throws -> Void)? = nil,
  progress: ((ScreeningProgress) -> Void)? = nil, isCancelled: () -> Bool = { false }
) throws -> SensitiveResult {
  let expansion = InputExpansion.expand(options.inputs, ownReports: options.ownReports)
  let digests = options.digest ? InputDigests(expansion.files) : nil
  defer { digests?.cancel() }
  let pipeline = ChunkPipeline<ScreenedChunk>(
    inputs: expansion.files, options: options, keepsOriginal: true)
  var collector = SensitiveCollector(
    inputs: expansion.files, options: options, everyFinding: everyFinding)
  var workers: [SensitiveWorker] = []
  let total = expansion.files.reduce(0) { $0 + $1.size }
  try pipeline.run(
    makeWork: {
      let worker = SensitiveWorker(options: options, keepsAll: everyFinding != nil)
      workers.append(worker)
      return { worker.screen($0, $1) }
    },
    consume: { try collector.take($0) },
    progress: { read, path in
      progress?(
        ScreeningProgress(bytesTotal: total, bytesRead: read, events: collector.events, file: path))
    },
    isCancelled: isCancelled)
  var fields = FieldTable()
  for worker in workers { fields.merge(worker.fields) }
  return collector.result(
    fields: fields.result(), expansion: expansion, digests: digests?.finish())
}

/// Puts together what comes from the chunks, in the order of the inputs.
private struct SensitiveCollector {
  private let inputs: [InputFile]
  private let options: ScreeningOptions
  private let everyFinding: ((SensitiveFinding) throws -> Void)?
  private var facts: [InputFacts]
  private var findings: [SensitiveFinding] = []
  private var kept: [String: Int] = [:]
  private var eventsWithFindings = 0
  private var below = 0
  private var decides = 0
  private(set) var events = 0

  private static let mostPlaces = 10

  init(
    inputs: [InputFile], options: ScreeningOptions,
    everyFinding: ((SensitiveFinding) throws -> Void)?
  ) {
    self.inputs = inputs
    self.options = options
    self.everyFinding = everyFinding
    facts = inputs.map { InputFacts(path: $0.path) }
  }

  mutating func take(_ event: ChunkPipeline<ScreenedChunk>.Event) throws {
    switch event {
    case .begin: break
    case .chunk(let file, let chunk): try take(chunk, of: file)
    case .end(let file, let state): finish(file, state)
    }
  }

  private mutating func take(_ chunk: ScreenedChunk, of file: Int) throws {
    let before = facts[file].records
    for var finding in chunk.findings {
      finding.record += before
      try everyFinding?(finding)
      guard !finding.isMasked, kept[finding.type, default: 0] < options.maxFindings else {
        continue
      }
      kept[finding.type, default: 0] += 1
      findings.append(finding)
    }
    for record in chunk.unreadable { note(record, before, file) }
    facts[file].records += chunk.records
    facts[file].events += chunk.events
    events += chunk.events
    eventsWithFindings += chunk.eventsWithFindings
    below += chunk.below
    decides += chunk.decides
  }

  private mutating func note(_ record: UnreadableRecord, _ before: Int, _ file: Int) {
    let reason = record.reason.rawValue
    let place = (record: before + Int(record.ordinal) + 1, offset: record.offset)
    if let index = facts[file].unreadable.firstIndex(where: { $0.reason == reason }) {
      facts[file].unreadable[index].count += 1
      if facts[file].unreadable[index].places.count < Self.mostPlaces {
        facts[file].unreadable[index].places.append(place)
      }
    } else {
      facts[file].unreadable.append(.init(reason: reason, count: 1, places: [place]))
      facts[file].unreadable.sort { $0.reason < $1.reason }
    }
  }

  private mutating func finish(_ file: Int, _ state: InputState) {
    facts[file].bytes = max(inputs[file].size, state.storedBytes)
    if !inputs[file].isStandardInput, inputs[file].size > 0 {
      facts[file].bytes = inputs[file].size
    }
    facts[file].compression = state.compression?.rawValue
    if let problem = state.problem {
      facts[file].state = state.isOpen ? .cutOff : .unopened
      facts[file].detail = problem.message
    } else if let why = state.whyNoText {
      facts[file].state = .unrecognised
      facts[file].detail = why
    }
    if facts[file].records > 0 { facts[file].source = state.source }
  }

  func result(
    fields: [SensitiveResult.Field], expansion: InputExpansion, digests: [String?]?
  ) -> SensitiveResult {
    var result = SensitiveResult(
      toolVersion: options.toolVersion, minConfidence: options.minConfidence.name,
      failOn: options.failOn?.name ?? "none")
    result.types = options.types?.types.map(\.name) ?? []
    result.inputs = facts
    if let digests {
      for (index, digest) in digests.enumerated() { result.inputs[index].sha256 = digest }
    }
    result.fields = fields
    result.findings = findings
    let leaks = fields.reduce(0) { $0 + $1.counts.leaks }
    result.findingsNotShown = leaks - findings.count
    result.detectors = Self.detectors(of: findings)
    result.eventsExamined = events
    result.eventsWithFindings = eventsWithFindings
    result.belowConfidence = below
    result.problems = ScreeningProblems.problems(
      facts, expansion, events: events, skipUnrecognised: options.skipUnrecognised)
    result.notes = ScreeningProblems.notes(expansion)
    if below > 0 {
      result.notes.append(
        "\(below) more \(below == 1 ? "finding has" : "findings have") less than \(options.minConfidence.name) confidence; --min-confidence low shows all"
      )
    }
    result.exitStatus = decides > 0 ? 1 : result.problems.isEmpty ? 0 : 3
    return result
  }

  private static func detectors(of findings: [SensitiveFinding]) -> [SensitiveResult.DetectorFacts]
  {
    let used = Set(findings.map(\.detector))
    return Catalogue.detectors.filter { used.contains($0.id) }.map {
      SensitiveResult.DetectorFacts(
        id: $0.id, type: $0.type.name, category: $0.category.name, title: $0.title, form: $0.form,
        references: $0.references)
    }
    .sorted { $0.id < $1.id }
  }
}
