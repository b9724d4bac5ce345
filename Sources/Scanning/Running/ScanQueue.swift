import Engine
import Glibc
import Ingest
import RuleModel

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
    /// Bytes can be read only once: standard input, a pipe.
    var isStream = false
    var isPrepared = false
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
  /// Bytes of streams with an identity that are held in memory.
  static let mostHeldBytes = 512 << 20

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
  private var held: [Int: [ChunkBuffer]] = [:]
  private var heldBytes = 0
  private var bytesBefore: UInt64 = 0
  private var sequence = 0

  init(
    inputs: [ScanInput], runs: SourceRuns, recogniser: Recogniser, chunkBytes: Int,
    maxRecordBytes: Int
  ) {
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

  /// The next chunk, in `buffer` unless the chunk is held; nil when there is none left, or the scan
  /// is cancelled.
  func take(_ buffer: ChunkBuffer) -> Work? {
    monitor.withLock {
      while !isCancelled {
        if let work = takeHeld() { return work }
        guard let reader = reader ?? openNext() else {
          if pass == .evaluating, held[next - 1] != nil { continue }
          return nil
        }
        let file = next - 1
        let target = holdsChunks(of: file) ? ChunkBuffer(capacity: chunkBytes) : buffer
        if let run = states[file].source, reader.next(into: target) {
          bytesRead = bytesBefore + reader.stream.storedOffset
          if holdsChunks(of: file), !hold(target, file) { return nil }
          return work(file, run, target)
        }
        close(reader, file)
      }
      return nil
    }
  }

  private func work(_ file: Int, _ run: SourceRun, _ buffer: ChunkBuffer) -> Work {
    defer { sequence += 1 }
    return Work(file: Int32(file), run: run, sequence: sequence, buffer: buffer)
  }

  // MARK: Streams with an identity

  private func holdsChunks(of file: Int) -> Bool { pass == .counting && states[file].isStream }

  // Keeps a chunk of a stream for the second pass; false if there is no room.
  private func hold(_ chunk: ChunkBuffer, _ file: Int) -> Bool {
    heldBytes += chunk.count
    guard heldBytes <= Self.mostHeldBytes else {
      failure = .inputTooLarge(path: inputs[file].file.path, limit: Self.mostHeldBytes)
      isCancelled = true
      monitor.wakeAll()
      return false
    }
    held[file, default: []].append(chunk)
    return true
  }

  private func takeHeld() -> Work? {
    guard pass == .evaluating, next > 0, let run = states[next - 1].source,
      var chunks = held[next - 1]
    else { return nil }
    let chunk = chunks.removeFirst()
    held[next - 1] = chunks.isEmpty ? nil : chunks
    return work(next - 1, run, chunk)
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
      if pass == .evaluating, held[file] != nil { return nil }
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
    guard let source = inputs[file].source ?? recognise(reader) else {
      // A file without a byte is no evidence of anything, and no mistake.
      states[file].isUnrecognised = !reader.head.isEmpty
      states[file].problem = reader.problem
      states[file].storedBytes = reader.stream.storedOffset
      return
    }
    states[file].source = runs.run(of: source)
    if opened.count < Self.mostOpen || states[file].isStream { opened[file] = reader }
  }

  private func recognise(_ reader: ChunkReader) -> CheckedSource? {
    recogniser.recognise(head: reader.head, framing: reader.framing)
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
  }

  private static func isStream(_ file: InputFile) -> Bool {
    if file.isStandardInput { return true }
    var status = stat()
    guard stat(file.path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG
  }
}
