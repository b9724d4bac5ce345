import Glibc

extension InputExpansion {
  /// A path without `folder/..` in it, as people read it; where the folder is a symbolic link, or is not
  /// there, the path stays as it is: it may lead elsewhere. Cost: a look at each such folder.
  package static func shownPath(_ path: String) -> String {
    guard path.utf8.contains(0x2E) else { return path }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.contains("..") || parts.dropFirst().contains(".") else { return path }
    var kept: [Substring] = []
    for (index, part) in parts.enumerated() {
      if part == ".", index > 0, index < parts.count - 1 { continue }
      if part == "..", let last = kept.last, !last.isEmpty, last != "..", last != ".",
        isFolder(kept.joined(separator: "/"))
      {
        kept.removeLast()
      } else {
        kept.append(part)
      }
    }
    let shown = kept.joined(separator: "/")
    return shown.isEmpty ? "." : shown
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
