import CSystem

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that appears whole or not at all.
///
/// The bytes go to a new file with a temporary name in the same folder. `commit()` brings them to
/// the disk and gives the file its name; a file of that name is replaced in one step. Without a
/// `commit()`, or after an error, the temporary file is removed and what had the name before is
/// untouched.
package final class AtomicFile: ByteSink {
  package let path: String
  /// Where the bytes are until `commit()`; what has to be removed if the process must end at once.
  package let temporaryPath: String
  private let isCancelled: @Sendable () -> Bool
  private static let writebackBytes = 512 << 10
  /// Written since the system was last told to bring the file to the disk.
  private var unsynced = 0
  /// -1 once it is closed.
  private var descriptor: Int32

  /// - Parameter isCancelled: asked before each write; when true, the write throws `cancelled`.
  package init(
    path: String, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(SinkError) {
    self.path = path
    self.isCancelled = isCancelled
    let folder = Self.folder(of: path)
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String($0) ?? "" } ?? ""
    var attempt = 0
    while true {
      let candidate = "\(folder).\(name).\(getpid())-\(attempt).tmp"
      let opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if opened >= 0 {
        descriptor = opened
        temporaryPath = candidate
        return
      }
      let code = errno
      attempt += 1
      guard code == EINTR || (code == EEXIST && attempt < 1000) else {
        throw .system(operation: "create", path: path, code: code)
      }
    }
  }

  deinit { abandon() }

  package func write(_ bytes: UnsafeRawBufferPointer) throws(SinkError) {
    precondition(descriptor >= 0, "written to after its end")
    guard !isCancelled() else {
      abandon()
      throw .cancelled(path: path)
    }
    do {
      try writeAll(bytes, to: descriptor, path: path)
      beginWriteback(bytes.count)
    } catch {
      abandon()
      throw error
    }
  }

  // Has the system bring what was written to the disk while the rest is made, so that `commit` has
  // little to wait for.
  private func beginWriteback(_ count: Int) {
    unsynced += count
    guard unsynced >= Self.writebackBytes else { return }
    unsynced = 0
    writ_begin_writeback(descriptor)
  }

  /// Makes the file appear under its name. Once only, after the last write.
  package func commit() throws(SinkError) {
    precondition(descriptor >= 0, "committed after its end")
    guard !isCancelled() else {
      abandon()
      throw .cancelled(path: path)
    }
    guard fsync(descriptor) == 0 else { throw failure("write") }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw failure("write") }
    guard rename(temporaryPath, path) == 0 else { throw failure("replace") }
    syncFolder()
  }

  /// Removes the temporary file; nothing to do after a commit.
  package func abandon() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    unlink(temporaryPath)
  }

  private func failure(_ operation: String) -> SinkError {
    let code = errno
    if descriptor >= 0 { abandon() } else { unlink(temporaryPath) }
    return .system(operation: operation, path: path, code: code)
  }

  /// Makes the new name last over a loss of power. Some file systems can't; that is no error.
  private func syncFolder() {
    let folder = Self.folder(of: path)
    let opened = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }

  /// With its last slash; empty if the path has none.
  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[...slash])
  }
}
