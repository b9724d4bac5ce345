import Detectors
import Findings
import Ingest

/// Where redacted files go. Called on the caller's thread, for one file after the other.
package protocol RedactedFiles {
  /// A file begins. `compression` is how its input is stored.
  mutating func begin(_ file: InputFile, compression: InputStream.Compression?) throws
  /// The next bytes of the file, uncompressed.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws
  /// The file is whole, and takes its name.
  mutating func commit() throws
  /// The file can't be whole, and goes.
  mutating func abandon()
}

/// What a redaction did.
package struct RedactionResult: Sendable {
  package var filesWritten = 0
  /// Values that were replaced, by type; sorted by name.
  package var replaced: [(type: String, count: Int)] = []
  /// Values that were replaced whole, because something was found in what was left of them.
  package var wholeValues = 0
  package var eventsExamined = 0
  package var eventsChanged = 0
  package var problems: [RunFacts.Problem] = []
  package var notes: [String] = []
  package var exitStatus = 0

  package var total: Int { replaced.reduce(0) { $0 + $1.count } }
}

/// Writes a copy of every input in which what is found is replaced.
///
/// The rest is the input's own bytes. Each record that was changed is looked through again before it is
/// written; a file with a record that can't be made clean, or that could not be looked at, is not written.
/// The bytes written depend on the inputs, the options and the key alone.
///
/// - Throws: `ScreeningError`, and what `files` throws.
package func redact(
  _ options: ScreeningOptions, policy: RedactionPolicy, key: RedactionKey?,
  expansion: InputExpansion, into files: inout some RedactedFiles,
  progress: ((ScreeningProgress) -> Void)? = nil, isCancelled: () -> Bool = { false }
) throws -> RedactionResult {
  precondition(!policy.needsKey || key != nil, "digests need a key")
  let maker = ReplacementMaker(policy: policy, key: key)
  let pipeline = ChunkPipeline<RedactedChunk>(
    inputs: expansion.files, options: options, keepsOriginal: true)
  var collector = RedactionCollector(inputs: expansion.files)
  let total = expansion.files.reduce(0) { $0 + $1.size }
  do {
    try pipeline.run(
      makeWork: {
        let worker = RedactionWorker(options: options, maker: maker)
        return { worker.redact($0, $1) }
      },
      consume: { try collector.take($0, &files) },
      progress: { read, path in
        progress?(
          ScreeningProgress(
            bytesTotal: total, bytesRead: read, events: collector.result.eventsExamined, file: path)
        )
      },
      isCancelled: isCancelled)
  } catch {
    files.abandon()
    throw error
  }
  return collector.finish(expansion, options)
}

/// Writes what comes from the chunks, in the order of the inputs.
private struct RedactionCollector {
  private(set) var result = RedactionResult()
  private let inputs: [InputFile]
  private var facts: [InputFacts]
  private var counts = Counts()
  /// Of the file that is written: they count when it has its name.
  private var ofFile = Counts()

  private struct Counts {
    var counts = [Int](repeating: 0, count: 256)
    var eventsChanged = 0
    var wholeValues = 0
  }

  /// The file that is written; nil where it was given up, or can't be read.
  private var open: Int?

  init(inputs: [InputFile]) {
    self.inputs = inputs
    facts = inputs.map { InputFacts(path: $0.path) }
  }

  mutating func take(
    _ event: ChunkPipeline<RedactedChunk>.Event, _ files: inout some RedactedFiles
  ) throws {
    switch event {
    case .begin(let file, let state):
      open = nil
      ofFile = Counts()
      guard state.isOpen, state.whyNoText == nil else { return }
      try files.begin(inputs[file], compression: state.compression)
      open = file
      if state.hasMark {
        try ([0xEF, 0xBB, 0xBF] as [UInt8]).withUnsafeBytes { try files.write($0) }
      }
    case .chunk(let file, let chunk): try take(chunk, of: file, &files)
    case .end(let file, let state): try end(file, state, &files)
    }
  }

  private mutating func take(
    _ chunk: RedactedChunk, of file: Int, _ files: inout some RedactedFiles
  ) throws {
    result.eventsExamined += chunk.events
    facts[file].events += chunk.events
    defer { facts[file].records += chunk.records }
    if let record = chunk.unreadable {
      let place = (record: facts[file].records + Int(record.ordinal) + 1, offset: record.offset)
      if facts[file].unreadable.isEmpty {
        facts[file].unreadable = [.init(reason: record.reason.rawValue, count: 0, places: [place])]
      }
      facts[file].unreadable[0].count += chunk.unreadableCount
      giveUp(&files)
    }
    if let ordinal = chunk.failed {
      if facts[file].detail == nil {
        facts[file].detail =
          "record \(facts[file].records + ordinal + 1) could not be made clean"
      }
      giveUp(&files)
    }
    guard open == file else { return }
    try chunk.bytes.withUnsafeBytes { try files.write($0) }
    ofFile.eventsChanged += chunk.eventsChanged
    ofFile.wholeValues += chunk.wholeValues
    for (type, count) in chunk.counts.enumerated() { ofFile.counts[type] += count }
  }

  private mutating func giveUp(_ files: inout some RedactedFiles) {
    guard open != nil else { return }
    files.abandon()
    open = nil
  }

  private mutating func end(
    _ file: Int, _ state: InputState, _ files: inout some RedactedFiles
  ) throws {
    if let problem = state.problem {
      facts[file].state = state.isOpen ? .cutOff : .unopened
      facts[file].detail = problem.message
      giveUp(&files)
    } else if let why = state.whyNoText {
      facts[file].state = .unrecognised
      facts[file].detail = why
    }
    guard open == file else { return }
    try files.commit()
    open = nil
    result.filesWritten += 1
    counts.eventsChanged += ofFile.eventsChanged
    counts.wholeValues += ofFile.wholeValues
    for (type, count) in ofFile.counts.enumerated() { counts.counts[type] += count }
  }

  mutating func finish(_ expansion: InputExpansion, _ options: ScreeningOptions) -> RedactionResult
  {
    result.replaced = SensitiveType.allCases.compactMap { type in
      let count = counts.counts[Int(type.rawValue)]
      return count > 0 ? (type: type.name, count: count) : nil
    }
    .sorted { $0.type < $1.type }
    result.eventsChanged = counts.eventsChanged
    result.wholeValues = counts.wholeValues
    result.problems = ScreeningProblems.problems(
      facts, expansion, events: result.eventsExamined, skipUnrecognised: options.skipUnrecognised)
    for facts in facts where facts.state == .read {
      guard let detail = facts.detail else { continue }
      result.problems.append(
        RunFacts.Problem(
          id: "not-clean", message: "\(ScreeningProblems.shown(facts.path)): \(detail)",
          acceptedBy: nil))
    }
    let lost = facts.filter { $0.state != .read || !$0.unreadable.isEmpty || $0.detail != nil }
    if !lost.isEmpty {
      result.notes.append(
        "not written: \(lost.prefix(5).map { ScreeningProblems.shown($0.path) }.joined(separator: ", "))"
          + (lost.count > 5 ? ", and \(lost.count - 5) more" : ""))
    }
    result.notes += ScreeningProblems.notes(expansion)
    result.exitStatus = result.problems.isEmpty ? 0 : 3
    return result
  }
}
