import Reporting

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The system's words for an `errno` value, lower case.
func systemMessage(_ code: Int32) -> String {
  let text = String(cString: strerror(code))
  guard let first = text.first else { return "error \(code)" }
  return first.lowercased() + text.dropFirst()
}

/// Standard output, buffered. Used from the main thread, or under the caller's lock.
final class StandardOutput: ByteSink {
  nonisolated(unsafe) static let shared = StandardOutput()

  private var buffer: [UInt8] = []
  private static let capacity = 64 * 1024
  /// Set by the first failure: what follows would only leave a hole.
  private var failure: SinkError?

  func write(_ text: String) throws(SinkError) {
    var text = text
    let failed: SinkError? = text.withUTF8 { bytes in
      do throws(SinkError) {
        try write(UnsafeRawBufferPointer(bytes))
        return nil
      } catch { return error }
    }
    if let failed { throw failed }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(SinkError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Hands everything to the system.
  func flush() throws(SinkError) {
    if let failure { throw failure }
    guard !buffer.isEmpty else { return }
    let code = buffer.withUnsafeBytes { writeAll($0, to: STDOUT_FILENO) }
    buffer.removeAll(keepingCapacity: true)
    guard code == 0 else {
      let error = SinkError.system(
        operation: "write", path: "standard output", code: code)
      failure = error
      throw error
    }
  }
}

/// Standard error, unbuffered. That it can't be written is nobody's to tell.
enum StandardError {
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = writeAll(UnsafeRawBufferPointer($0), to: STDERR_FILENO) }
  }
}

/// Writes every byte, past interruptions and short writes; 0, or the `errno` that stopped it.
private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
  var offset = 0
  while offset < bytes.count {
    let written = write(
      descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
    if written >= 0 {
      offset += written
    } else if errno == EAGAIN {
      // A terminal or pipe that somebody set to non-blocking: wait until it takes more.
      var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = poll(&waiting, 1, 1000)
    } else if errno != EINTR {
      return errno
    }
  }
  return 0
}
