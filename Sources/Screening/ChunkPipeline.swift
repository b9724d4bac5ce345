import Ingest
import RuleModel
import Threads

/// Reads inputs chunk by chunk, has the chunks worked on by several threads, and gives what they make of
/// them back in the order of the inputs.
///
/// What has not been taken back is bounded: threads wait when they are too far ahead.
final class ChunkPipeline<Payload>: @unchecked Sendable {
  // INVARIANT: mutable state is touched with the monitor held, or while no worker runs.

  /// What a chunk is part of.
  struct Context {
    var file: Int
    var path: String
    /// The format's name: a source's, `json`, `csv` or `text`.
    var source: String
    /// The first chunk's bytes follow a byte order mark, which is not in them.
    var hasMark: Bool
    /// The first line of a table; nil for what is no table.
    var header: TableHeader?
  }

  enum Event {
    case begin(Int, InputState)
    case chunk(Int, Payload)
    case end(Int, InputState)
  }

  typealias Work = (Context, ChunkBuffer) -> Payload

  private let inputs: [InputFile]
  private let recogniser: Recogniser
  private let options: ScreeningOptions
  private let keepsOriginal: Bool
  private let monitor = Monitor()
  private(set) var states: [InputState]
  private var isCancelled = false
  private var next = 0
  private var reader: ChunkReader?
  private var context = Context(file: -1, path: "", source: "", hasMark: false)
  private var events: [Int: Event] = [:]
  private var nextSequence = 0
  private var taken = 0
  private var active = 0
  private var bytesBefore: UInt64 = 0
  private var bytesRead: UInt64 = 0

  init(inputs: [InputFile], options: ScreeningOptions, keepsOriginal: Bool) {
    self.inputs = inputs
    self.options = options
    self.keepsOriginal = keepsOriginal
    recogniser = Recogniser(options.sources)
    states = Array(repeating: InputState(), count: inputs.count)
  }

  /// Works through all inputs.
  ///
  /// - Parameters:
  ///   - makeWork: gives each thread its own function; called on the caller's thread.
  ///   - consume: takes the events in order, on the caller's thread; what it throws ends the run.
  ///   - progress: called on the caller's thread some times a second, with the bytes as stored and the
  ///     input's path.
  func run(
    makeWork: () -> Work, consume: (Event) throws -> Void, progress: (UInt64, String) -> Void,
    isCancelled: () -> Bool
  ) throws {
    var threads: [WorkerThread] = []
    defer { for thread in threads { thread.join() } }
    for _ in 0..<max(1, options.jobs) {
      let work = Unchecked(makeWork())
      monitor.withLock { active += 1 }
      guard let thread = WorkerThread({ [self] in loop(work.value) }) else {
        monitor.withLock { active -= 1 }
        break
      }
      threads.append(thread)
    }
    guard !threads.isEmpty else { throw ScreeningError.noThread }
    do {
      while true {
        let (event, isOver, read, path) = monitor.withLock { waitForEvent() }
        if let event {
          try consume(event)
        } else if isOver {
          return
        }
        progress(read, path)
        if isCancelled() { throw ScreeningError.cancelled }
      }
    } catch {
      monitor.withLock {
        self.isCancelled = true
        monitor.wakeAll()
      }
      throw error
    }
  }

  /// A function that one thread at a time calls.
  private struct Unchecked<Value>: @unchecked Sendable {
    // INVARIANT: handed to one thread, and not used by the one that made it.
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  private func waitForEvent() -> (Event?, isOver: Bool, UInt64, String) {
    if events[taken] == nil, active > 0 { monitor.wait(milliseconds: 50) }
    let event = events.removeValue(forKey: taken)
    if event != nil {
      taken += 1
      monitor.wakeAll()
    }
    return (event, event == nil && active == 0, bytesRead, context.path)
  }

  // MARK: Threads

  private func loop(_ work: Work) {
    let buffer = ChunkBuffer(capacity: max(1, options.chunkBytes))
    while let (context, sequence) = take(buffer) {
      let payload = work(context, buffer)
      monitor.withLock {
        events[sequence] = .chunk(context.file, payload)
        monitor.wakeAll()
      }
    }
    monitor.withLock {
      active -= 1
      monitor.wakeAll()
    }
  }

  private func take(_ buffer: ChunkBuffer) -> (Context, sequence: Int)? {
    monitor.withLock {
      let ahead = 4 * max(1, options.jobs) + 4
      while !isCancelled, nextSequence - taken > ahead { monitor.wait() }
      while !isCancelled {
        guard let reader = reader ?? openNext() else {
          if next < inputs.count { continue }
          return nil
        }
        if reader.next(into: buffer) {
          bytesRead = bytesBefore + reader.stream.storedOffset
          defer { nextSequence += 1 }
          return (context, nextSequence)
        }
        close(reader)
      }
      return nil
    }
  }

  private func note(_ event: Event) {
    events[nextSequence] = event
    nextSequence += 1
    monitor.wakeAll()
  }

  // MARK: Inputs

  /// Opens the next input; nil if it can't be read, or there is none.
  private func openNext() -> ChunkReader? {
    guard next < inputs.count else { return nil }
    let file = next
    next += 1
    context = Context(file: file, path: inputs[file].path, source: "", hasMark: false)
    let opened: ChunkReader
    do throws(InputError) {
      let stream = try InputStream(inputs[file])
      states[file].isOpen = true
      states[file].compression = stream.compression
      opened = ChunkReader(
        stream, chunkBytes: options.chunkBytes, maxRecordBytes: options.maxRecordBytes,
        keepsOriginal: keepsOriginal)
    } catch {
      states[file].problem = error
      return pass(file)
    }
    recognise(opened, file)
    if states[file].whyNoText != nil {
      states[file].storedBytes = opened.stream.storedOffset
      return pass(file)
    }
    note(.begin(file, states[file]))
    reader = opened
    return opened
  }

  /// Passes over an input that can't be looked through.
  private func pass(_ file: Int) -> ChunkReader? {
    note(.begin(file, states[file]))
    note(.end(file, states[file]))
    bytesBefore += inputs[file].size
    return nil
  }

  private func close(_ reader: ChunkReader) {
    let file = context.file
    states[file].problem = reader.problem
    states[file].storedBytes = reader.stream.storedOffset
    bytesBefore += max(reader.stream.storedOffset, inputs[file].size)
    bytesRead = bytesBefore
    self.reader = nil
    note(.end(file, states[file]))
  }

  /// Looks past stretches without a record, but not for ever.
  private func recognise(_ reader: ChunkReader, _ file: Int) {
    for attempt in 0..<16 {
      guard let chunk = reader.peek() else { break }
      if attempt == 0 {
        states[file].hasMark = chunk.baseOffset == 3
        states[file].whyNoText = chunk.withOriginal { ContentCheck.whyNoText($0) }
        if states[file].whyNoText != nil { return }
      }
      var cutter = RecordCutter(chunk)
      guard let first = cutter.next() else { continue }
      states[file].source = name(chunk, first, file)
      break
    }
    context.source = states[file].source
    context.hasMark = states[file].hasMark
  }

  private func name(_ chunk: ChunkBuffer, _ first: RecordCutter.Piece, _ file: Int) -> String {
    if case .source(let source) = recogniser.recognise(chunk) { return source.name }
    let byte = chunk.bytes[first.range.lowerBound]
    if chunk.framing == .values || byte == 0x7B || byte == 0x5B { return "json" }
    if let header = TableHeader(chunk, path: inputs[file].path) {
      context.header = header
      return "csv"
    }
    return "text"
  }
}

/// What became of an input.
struct InputState {
  var isOpen = false
  var problem: InputError?
  /// Why it was not looked through.
  var whyNoText: String?
  var compression: InputStream.Compression?
  var source = "text"
  var hasMark = false
  var storedBytes: UInt64 = 0
}
