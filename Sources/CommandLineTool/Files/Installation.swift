/// Where Writ's own files are: the shipped `rules` folder, with `sources` in it.
struct Installation {
  /// The `rules` folder.
  var rules: String
  var sources: String { rules + "/sources" }

  /// WRIT_HOME if it is set; else the nearest folder above the executable that has
  /// `rules/sources` (a checkout); else `../share/writ` beside the executable's folder.
  static func locate() throws(CommandFailure) -> Installation {
    if let home = Environment.value("WRIT_HOME") {
      if let found = Installation(in: home) { return found }
      throw CommandFailure(
        .usage, "WRIT_HOME is \(home), which has no rules/sources folder",
        help: ["set WRIT_HOME to the folder that holds 'rules', or unset it"])
    }
    guard let executable = FileSystem.realPath("/proc/self/exe") else {
      throw CommandFailure(
        .usage, "cannot tell where writ is installed (/proc is not there)",
        help: ["set WRIT_HOME to the folder that holds 'rules'"])
    }
    let bin = FileSystem.parent(of: executable)
    var folder = bin
    while true {
      if let found = Installation(in: folder) { return found }
      if folder == "/" || folder == "." { break }
      folder = FileSystem.parent(of: folder)
    }
    let share = FileSystem.parent(of: bin) + "/share/writ"
    if let found = Installation(in: share) { return found }
    throw CommandFailure(
      .usage, "the shipped rules folder was not found near \(executable) or in \(share)",
      help: ["set WRIT_HOME to the folder that holds 'rules', or install with 'make install'"])
  }

  private init?(in folder: String) {
    let rules = (folder == "/" ? "" : folder) + "/rules"
    guard FileSystem.isFolder(rules + "/sources") else { return nil }
    self.rules = Self.shortened(rules)
  }

  /// As seen from the current folder, if it is below it: reports name rule files, and a
  /// checkout's reports are then the same on every machine.
  private static func shortened(_ path: String) -> String {
    guard let current = FileSystem.realPath("."), let real = FileSystem.realPath(path) else {
      return path
    }
    let prefix = current == "/" ? "/" : current + "/"
    return real.hasPrefix(prefix) ? String(real.dropFirst(prefix.count)) : path
  }
}
