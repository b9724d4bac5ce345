#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that only this process can open and that is gone with it, however it ends.
final class TemporaryFile: Sendable {
  let descriptor: Int32
  /// A folder that could not be removed while the file was open, as on NFS.
  private let folder: String?

  #if os(Linux)
    /// `O_TMPFILE`, a macro that is not imported.
    private static let withoutName = 0o20_000_000 | O_DIRECTORY
  #endif

  /// Without a name where the file system can; else in a private folder, and both names are
  /// removed before anything is written.
  init(in folder: String, withName: Bool = false) throws(ShuffleError) {
    #if os(Linux)
      if !withName {
        let opened = open(folder, O_RDWR | Self.withoutName | O_EXCL | O_CLOEXEC, 0o600)
        if opened >= 0 {
          descriptor = opened
          self.folder = nil
          return
        }
        guard [EOPNOTSUPP, EISDIR, EINVAL].contains(errno) else {
          throw ShuffleError.temporaryFolder(path: folder, code: errno)
        }
      }
    #endif
    let inner = try Self.makeFolder(in: folder)
    let parent = open(inner, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    var code = errno
    var opened: Int32 = -1
    if parent >= 0 {
      opened = openat(
        parent, "run", O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      code = errno
      if opened >= 0, unlinkat(parent, "run", 0) != 0 {
        code = errno
        close(opened)
        opened = -1
      }
      close(parent)
    }
    let isRemoved = rmdir(inner) == 0
    guard opened >= 0 else { throw ShuffleError.temporaryFolder(path: folder, code: code) }
    descriptor = opened
    self.folder = isRemoved ? nil : inner
  }

  /// A file that the caller has opened; it is closed with this.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    folder = nil
  }

  deinit {
    close(descriptor)
    if let folder { rmdir(folder) }
  }

  private static func makeFolder(in folder: String) throws(ShuffleError) -> String {
    for _ in 0..<16 {
      let name = String(UInt64.random(in: .min ... .max), radix: 36)
      let path = "\(folder)/writ-\(name)\(String(UInt64.random(in: .min ... .max), radix: 36))"
      if mkdir(path, 0o700) == 0 { return path }
      guard errno == EEXIST else { break }
    }
    throw ShuffleError.temporaryFolder(path: folder, code: errno)
  }

  /// Writes all bytes at a place; gives the error's number, or 0.
  func write(_ bytes: UnsafeRawPointer, _ count: Int, at offset: UInt64) -> Int32 {
    var written = 0
    while written < count {
      let result = pwrite(
        descriptor, bytes + written, count - written, off_t(offset) + off_t(written))
      if result < 0 {
        if errno == EINTR { continue }
        return errno
      }
      if result == 0 { return ENOSPC }
      written += result
    }
    return 0
  }

  /// Reads as many bytes as there are, at most `count`; nil with `errno` set if it fails.
  func read(_ bytes: UnsafeMutableRawPointer, _ count: Int, at offset: UInt64) -> Int? {
    var done = 0
    while done < count {
      let result = pread(descriptor, bytes + done, count - done, off_t(offset) + off_t(done))
      if result < 0 {
        if errno == EINTR { continue }
        return nil
      }
      if result == 0 { break }
      done += result
    }
    return done
  }
}
