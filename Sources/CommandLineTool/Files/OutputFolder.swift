import Reporting

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder that a command writes to.
enum OutputFolder {
  /// A file that appears whole or not at all, and not at all if the process is stopped.
  static func open(_ path: String) throws(SinkError) -> AtomicFile {
    let file = try AtomicFile(path: path, isCancelled: { Interruption.isRequested })
    Interruption.willWrite(file.temporaryPath)
    return file
  }

  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// Makes a folder and those above it.
  static func make(_ folder: String) throws {
    var made = folder.hasPrefix("/") ? "/" : ""
    for part in folder.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
      guard mkdir(made, 0o777) != 0 else { continue }
      let code = errno
      guard code == EEXIST || FileSystem.isFolder(made) else {
        throw CommandFailure(
          .incomplete, "cannot make the folder \(made) for the reports: \(systemMessage(code))")
      }
    }
    guard FileSystem.isFolder(folder) else {
      throw CommandFailure(
        .incomplete, "cannot write reports to \(folder): it is not a folder",
        help: ["--output takes a folder, or - for standard output"])
    }
    guard access(folder, W_OK) == 0 else {
      throw CommandFailure(
        .incomplete, "cannot write reports to \(folder): \(systemMessage(errno))",
        help: ["--output names another folder"])
    }
  }
}
