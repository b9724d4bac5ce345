import Diagnostics
import RuleSemantics
import RuleSyntax

/// Finds the `.writ` files that the user names.
struct RuleFiles {
  /// In the order of the arguments, a folder's in byte order of their paths; each file once.
  private(set) var paths: [String] = []
  private var seen: Set<FileSystem.Identity> = []

  /// A file is taken whatever its name, a folder with everything below it that ends in
  /// `.writ`; hidden files are not looked at. Links are followed, loops are not.
  mutating func add(_ argument: String) throws(CommandFailure) {
    do {
      switch try FileSystem.status(of: argument)?.kind {
      case nil:
        throw CommandFailure(
          .usage, "there are no rules at \(argument): no such file or folder",
          help: ["--rules takes a .writ file or a folder of them"])
      case .folder:
        var visited: Set<FileSystem.Identity> = []
        if try walk(Self.trimmed(argument), &visited) == 0 {
          throw CommandFailure(
            .usage, "there are no rules in \(argument): no file in it ends in .writ")
        }
      case .file, .other: try take(argument)
      }
    } catch let error as FileError {
      throw CommandFailure(.usage, error.message)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.usage, "cannot read \(argument)")
    }
  }

  private mutating func take(_ path: String) throws(FileError) {
    guard let status = try FileSystem.status(of: path) else { return }
    if seen.insert(status.identity).inserted { paths.append(path) }
  }

  /// How many rule files there are, whether taken now or before.
  private mutating func walk(
    _ folder: String, _ visited: inout Set<FileSystem.Identity>
  ) throws(FileError) -> Int {
    guard let status = try FileSystem.status(of: folder), visited.insert(status.identity).inserted
    else { return 0 }
    var found = 0
    for name in try FileSystem.names(in: folder) where !name.hasPrefix(".") {
      let path = folder == "/" ? "/" + name : folder + "/" + name
      switch try FileSystem.status(of: path)?.kind {
      case .folder: found += try walk(path, &visited)
      case .file where name.hasSuffix(".writ"):
        found += 1
        try take(path)
      default: continue
      }
    }
    return found
  }

  /// `rules/` and `rules` give the same paths.
  private static func trimmed(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}

extension RuleFiles {
  /// The names of the data sets that a file declares, in its order; what is wrong in it is told
  /// when it is checked.
  static func dataSets(in path: String) throws(CommandFailure) -> [String] {
    let bytes: [UInt8]
    do {
      bytes = try RuleFileReader.read(path)
    } catch {
      throw CommandFailure(.usage, "cannot read \(path): \(error)")
    }
    return parse(SourceText(name: path, bytes: bytes)).file.declarations.compactMap {
      if case .dataset(let declaration) = $0.content { declaration.name.content } else { nil }
    }
  }
}
