#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Why a report could not be written.
package enum SinkError: Error, Equatable, CustomStringConvertible {
  /// The operating system refused. `operation` is a verb: `create`, `write`, `rename`, …
  case system(operation: String, path: String, code: Int32)
  /// The user stopped the run.
  case cancelled(path: String)

  /// One line for people: `cannot write reports/x.json: no space left on device`.
  package var description: String {
    switch self {
    case .system(let operation, let path, let code):
      "cannot \(operation) \(visible(path)): \(Self.text(of: code))"
    case .cancelled(let path): "\(visible(path)) was not written: the run was stopped"
    }
  }

  /// Whether the file system is full or over its quota.
  package var isOutOfSpace: Bool {
    guard case .system(_, _, let code) = self else { return false }
    return code == ENOSPC || code == EDQUOT
  }

  private static func text(of code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    let message = String(cString: text)
    return message.prefix(1).lowercased() + message.dropFirst()
  }
}
