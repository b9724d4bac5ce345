import Crypto
import Glibc
import Threads

/// The SHA-256 of inputs as stored, computed on a thread of its own beside the scan.
package final class InputDigests: @unchecked Sendable {
  // INVARIANT: `digests` is written by the one thread, and read after it has been joined.

  private let paths: [String?]
  private(set) var digests: [String?]
  private var thread: WorkerThread?
  private let monitor = Monitor()
  private var isCancelled = false

  /// Starts at once. Standard input can't be read twice and gets none.
  package init(_ inputs: [InputFile]) {
    paths = inputs.map { $0.isStandardInput ? nil : $0.path }
    digests = Array(repeating: nil, count: inputs.count)
    thread = WorkerThread { [self] in
      for (index, path) in paths.enumerated() where !cancelled { digests[index] = digest(path) }
    }
  }

  private var cancelled: Bool { monitor.withLock { isCancelled } }

  package func cancel() { monitor.withLock { isCancelled = true } }

  /// The digests, in the order of the inputs; nil for what can't be read.
  package func finish() -> [String?] {
    thread?.join()
    thread = nil
    return digests
  }

  private func digest(_ path: String?) -> String? {
    guard let path else { return nil }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var hasher = SHA256()
    let size = 256 * 1024
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { memory.deallocate() }
    while !cancelled {
      let got = read(file, memory, size)
      if got == 0 { return Self.hexadecimal(hasher.finalize()) }
      if got < 0 {
        if errno == EINTR { continue }
        return nil
      }
      hasher.update(bufferPointer: UnsafeRawBufferPointer(start: memory, count: got))
    }
    return nil
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
