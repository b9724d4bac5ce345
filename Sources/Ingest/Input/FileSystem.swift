#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is asked of the file system, without Foundation.
enum FileSystem {
  /// A file, whatever path leads to it.
  struct Identity: Hashable, Sendable {
    var device: UInt64
    var inode: UInt64
  }

  enum FileType { case file, folder, other }

  struct Status {
    var type: FileType
    var identity: Identity
    var size: UInt64
  }

  /// What a path leads to, links followed; nil if nothing that can be looked at.
  static func status(_ path: String) -> Status? {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    let type: FileType =
      switch found.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
    return Status(
      type: type,
      identity: Identity(
        device: UInt64(truncatingIfNeeded: found.st_dev),
        inode: UInt64(truncatingIfNeeded: found.st_ino)),
      size: type == .file ? UInt64(clamping: found.st_size) : 0)
  }

  /// The names in a folder, in the order of their bytes; nil if it can't be read.
  static func names(in folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(
          to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)
        ) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted(by: bytesPrecede)
  }

  /// What the last failed call says, lower case.
  static func lastError() -> String { String(cString: strerror(errno)).lowercased() }

  /// Why nothing can be looked at there, after `status` gave nil.
  static func whyMissing(_ path: String) -> String {
    let code = errno
    let message = lastError()
    guard code == ENOENT else { return message }
    var link = stat()
    if lstat(path, &link) == 0 { return "the symbolic link leads nowhere" }
    // A name that is not UTF-8 has lost its bytes on the way into a text.
    return path.unicodeScalars.contains("\u{FFFD}")
      ? "a file whose name is not UTF-8 can't be opened" : message
  }

  static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty { return name }
    return folder.utf8.last == 0x2F ? folder + name : folder + "/" + name
  }

  static func bytesPrecede(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}
