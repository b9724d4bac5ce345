#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file descriptor; closes it when it goes, unless it is standard input.
final class FileHandle {
  private let descriptor: Int32
  private let closes: Bool
  let path: String

  init(_ file: InputFile) throws(InputError) {
    path = file.path
    if file.isStandardInput {
      descriptor = 0
      closes = false
      return
    }
    let opened = open(file.path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      let code = errno
      throw InputError(
        kind: code == ENOENT ? .notFound : .notReadable, path: file.path,
        message: String(cString: strerror(code)).lowercased())
    }
    var status = stat()
    if fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(opened)
      throw InputError(kind: .isFolder, path: file.path, message: "is a folder")
    }
    descriptor = opened
    closes = true
  }

  deinit {
    if closes { close(descriptor) }
  }

  /// Reads up to `count` bytes; 0 at the end. Starts over when a signal interrupts it.
  func read(into memory: UnsafeMutableRawPointer, count: Int) throws(InputError) -> Int {
    while true {
      #if canImport(Glibc)
        let got = Glibc.read(descriptor, memory, count)
      #elseif canImport(Musl)
        let got = Musl.read(descriptor, memory, count)
      #else
        let got = Darwin.read(descriptor, memory, count)
      #endif
      if got >= 0 { return got }
      let code = errno
      if code == EINTR { continue }
      throw InputError(
        kind: .failed, path: path, message: String(cString: strerror(code)).lowercased())
    }
  }
}
