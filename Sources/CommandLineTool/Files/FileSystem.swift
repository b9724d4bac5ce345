#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The system refused something about a file.
struct FileError: Error {
  var path: String
  var code: Int32

  /// `cannot read rules/x.writ: permission denied`
  var message: String { "cannot read \(path): \(systemMessage(code))" }
}

/// The few file operations the commands need, by path.
enum FileSystem {
  /// Which file it is, whatever it is called.
  struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  enum Kind { case file, folder, other }

  /// Follows symbolic links; nil if there is nothing.
  static func status(of path: String) throws(FileError) -> (kind: Kind, identity: Identity)? {
    var info = stat()
    guard stat(path, &info) == 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { return nil }
      throw FileError(path: path, code: code)
    }
    let kind: Kind =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    return (
      kind, Identity(device: UInt64(info.st_dev), inode: UInt64(info.st_ino))
    )
  }

  static func isFolder(_ path: String) -> Bool {
    ((try? status(of: path)) ?? nil)?.kind == .folder
  }

  /// Names in a folder in byte order, without `.` and `..`.
  static func names(in folder: String) throws(FileError) -> [String] {
    guard let handle = opendir(folder) else { throw FileError(path: folder, code: errno) }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The path without links; nil if there is nothing.
  static func realPath(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// The folder that holds `path`: `.` for a bare name, `/` for the root.
  static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
