import Engine
import Glibc
import Ingest
import RuleModel
import Threads

/// Hands out the inputs' chunks in order, one at a time, to whichever worker asks.
///
/// A run goes over the inputs up to three times: `prepare` opens each and recognises its source;
/// where a source has an identity, its records are counted; then all are evaluated.
final class ScanQueue: @unchecked Sendable {
  // INVARIANT: mutable state is touched with the monitor held, or while no worker runs.

  /// What became of an input.
  struct FileState {
    var source: SourceRun?
    var problem: InputError?
    var isUnrecognised = false
    var compression: String?
    var isOpen = false
    var storedBytes: UInt64 = 0
    /// It holds what this format reads as a list of no record.
    var emptyFormat: CheckedSource.Format?
    /// Bytes can be read only once: standard input, a pipe.
    var isStream = false
    var isPrepared = false
    /// A record's bytes are not those of the input: a container runtime has split them over lines.
    var isJoined = false
    /// All of its chunks are in the spool.
    var wasSpooled = false
  }

  /// A chunk to be worked on.
  struct Work {
    let file: Int32
    let run: SourceRun
    /// The chunk's place among all chunks of this pass.
    let sequence: Int
    let buffer: ChunkBuffer
  }

  enum Pass { case counting, evaluating }

  /// Readers that stay open between the passes.
  private static let mostOpen = 16
  /// Bytes that such a reader may hold.
  private static let mostHeldOpen = 1 << 20
  /// Stretches without a record that are looked past, at an input's beginning.
  private static let mostPeeks = 64

  let monitor = Monitor()
  let inputs: [ScanInput]
  private(set) var states: [FileState]
  private(set) var isCancelled = false
  /// Why the queue itself gave up.
  private(set) var failure: ScanError?
  private(set) var bytesRead: UInt64 = 0
  private(set) var currentFile = ""
  /// Of the chunks that are done.
  private(set) var events = 0

  private let recogniser: Recogniser
  private let runs: SourceRuns
  private let chunkBytes: Int
  private let maxRecordBytes: Int
  private var pass = Pass.evaluating
  private var next = 0
  private var reader: ChunkReader?
  private var opened: [Int: ChunkReader] = [:]
  /// What is kept of inputs that can be read only once.
  let spool: StreamSpool
  /// Records are read again when they are shown.
  private let keepsStreams: Bool
  private var nextSpooled = 0
  private var bytesBefore: UInt64 = 0
  private var sequence = 0

  init(
    inputs: [ScanInput], runs: SourceRuns, recogniser: Recogniser, chunkBytes: Int,
    maxRecordBytes: Int, spool: StreamSpool, keepsStreams: Bool
  ) {
    self.spool = spool
    self.keepsStreams = keepsStreams
    self.inputs = inputs
    self.runs = runs
    self.recogniser = recogniser
    self.chunkBytes = chunkBytes
    self.maxRecordBytes = maxRecordBytes
    states = Array(repeating: FileState(), count: inputs.count)
  }

  /// Counts events of a chunk that is done.
  func note(events: Int) { monitor.withLock { self.events += events } }

  func cancel() {
    monitor.withLock {
      isCancelled = true
      monitor.wakeAll()
    }
  }

  // MARK: Passes

  /// Opens all inputs and recognises their sources; returns whether records must be counted.
  func prepare() -> Bool {
    for file in inputs.indices where !isCancelled { prepare(file) }
    return states.contains { $0.source?.identity != nil }
  }

  /// Starts over from the first input.
  func begin(_ pass: Pass) {
    self.pass = pass
    next = 0
    sequence = 0
    bytesBefore = 0
    bytesRead = 0
  }

  /// The next chunk, in `buffer`; nil when there is none left, or the scan is cancelled.
  func take(_ buffer: ChunkBuffer) -> Work? {
    monitor.withLock {
      do throws(ScanError) {
        return try takeNext(buffer)
      } catch {
        failure = error
        isCancelled = true
        monitor.wakeAll()
        return nil
      }
    }
  }

  private func takeNext(_ buffer: ChunkBuffer) throws(ScanError) -> Work? {
    while !isCancelled {
      if let work = try takeSpooled(buffer) { return work }
      guard let reader = reader ?? openNext() else {
        if isSpooled(next - 1) { continue }
        return nil
      }
      let file = next - 1
      if let run = states[file].source, reader.next(into: buffer) {
        bytesRead = bytesBefore + reader.stream.storedOffset
        if states[file].isStream, pass == .counting || keepsStreams {
          try spool.append(buffer, of: file)
        }
        return work(file, run, buffer)
      }
      close(reader, file)
    }
    return nil
  }

  private func work(_ file: Int, _ run: SourceRun, _ buffer: ChunkBuffer) -> Work {
    defer { sequence += 1 }
    return Work(file: Int32(file), run: run, sequence: sequence, buffer: buffer)
  }

  // MARK: Streams that were read already

  // Whether the evaluating pass takes an input's chunks from the spool, and is not through with them.
  private func isSpooled(_ file: Int) -> Bool {
    pass == .evaluating && file >= 0 && reader == nil && states[file].wasSpooled
      && nextSpooled < spool.count(of: file)
  }

  private func takeSpooled(_ buffer: ChunkBuffer) throws(ScanError) -> Work? {
    guard isSpooled(next - 1), let run = states[next - 1].source else { return nil }
    try spool.load(nextSpooled, of: next - 1, into: buffer)
    nextSpooled += 1
    return work(next - 1, run, buffer)
  }

  // MARK: Opening and closing

  // The reader of the next input of this pass; nil after the last, and at an input whose chunks are
  // held.
  private func openNext() -> ChunkReader? {
    while next < inputs.count {
      let file = next
      next += 1
      currentFile = inputs[file].file.path
      if !states[file].isPrepared { prepare(file) }
      let isCounted = states[file].source?.identity != nil
      if pass == .evaluating, states[file].wasSpooled {
        nextSpooled = 0
        if spool.count(of: file) > 0 { return nil }
        continue
      }
      if states[file].source != nil, pass == .evaluating || isCounted {
        // What ends too early is read up to there; only what can't be opened is passed over.
        if let reader = opened.removeValue(forKey: file) ?? reopen(file) {
          self.reader = reader
          return reader
        }
      }
      bytesBefore += inputs[file].file.size
    }
    return nil
  }

  private func prepare(_ file: Int) {
    states[file].isPrepared = true
    states[file].isStream = Self.isStream(inputs[file].file)
    guard let reader = open(file) else { return }
    guard let source = inputs[file].source ?? recognise(reader, file) else {
      states[file].problem = reader.problem
      states[file].storedBytes = reader.stream.storedOffset
      return
    }
    states[file].isJoined = reader.hasRuntimePrefix
    states[file].source = runs.run(of: source)
    let isSmall = opened.count < Self.mostOpen && reader.heldBytes <= Self.mostHeldOpen
    if isSmall || states[file].isStream { opened[file] = reader }
  }

  // Looks past stretches without a record, but not for ever.
  private func recognise(_ reader: ChunkReader, _ file: Int) -> CheckedSource? {
    for _ in 0..<Self.mostPeeks {
      // A file without a record is no evidence of anything, and no mistake.
      guard let chunk = reader.peek() else { return nil }
      switch recogniser.recognise(chunk) {
      case .source(let source): return source
      case .empty(let source):
        states[file].emptyFormat = source?.format ?? states[file].emptyFormat
      case .unrecognised:
        states[file].isUnrecognised = true
        return nil
      }
    }
    states[file].isUnrecognised = true
    return nil
  }

  private func reopen(_ file: Int) -> ChunkReader? { states[file].isStream ? nil : open(file) }

  private func open(_ file: Int) -> ChunkReader? {
    do throws(InputError) {
      let stream = try InputStream(inputs[file].file)
      states[file].isOpen = true
      states[file].compression = stream.compression?.rawValue
      let isText = inputs[file].source?.format.isText ?? false
      return ChunkReader(
        stream, framing: isText ? .lines : nil, chunkBytes: chunkBytes,
        maxRecordBytes: maxRecordBytes)
    } catch {
      states[file].problem = error
      return nil
    }
  }

  private func close(_ reader: ChunkReader, _ file: Int) {
    states[file].problem = reader.problem
    states[file].storedBytes = reader.stream.storedOffset
    bytesBefore += max(reader.stream.storedOffset, inputs[file].file.size)
    bytesRead = bytesBefore
    self.reader = nil
    if pass == .counting, states[file].isStream { states[file].wasSpooled = true }
  }

  private static func isStream(_ file: InputFile) -> Bool {
    if file.isStandardInput { return true }
    var status = stat()
    guard stat(file.path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG
  }
}
