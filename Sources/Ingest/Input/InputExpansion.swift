/// Finds the files that paths, folders and globs name.
package struct InputExpansion: Sendable, Equatable {
  /// Sorted by the bytes of their paths; each file once, however many paths lead to it.
  package var files: [InputFile] = []
  /// What was passed over, sorted by path.
  package var passedOver: [PassedOver] = []
  /// Paths that match nothing or can't be looked at, sorted by path.
  package var problems: [InputError] = []

  /// A path that was found and not taken.
  package struct PassedOver: Sendable, Equatable {
    package enum Reason: Sendable {
      /// A hidden file or folder.
      case hidden
      /// A pipe, socket or device in a folder: it would only be waited for.
      case notAFile
      /// A report that an earlier run wrote where this one will.
      case ownReport
    }

    package var path: String
    package var reason: Reason

    package init(path: String, reason: Reason) {
      self.path = path
      self.reason = reason
    }
  }

  /// `arguments`: paths of files and folders, globs (`*` and `?` in one part of a path, `**`
  /// across parts), and `-` for standard input. A folder is read recursively; symbolic links
  /// are followed, each folder once. `ownReports`, written by an earlier run, are no evidence: they
  /// are passed over unless they are named.
  package static func expand(
    _ arguments: [String], includeHidden: Bool = false, ownReports: [String] = []
  ) -> InputExpansion {
    var search = InputSearch(includeHidden: includeHidden, ownReports: ownReports)
    // By bytes, so that which of two paths to a file is kept depends on no order.
    for argument in Set(arguments).sorted(by: FileSystem.bytesPrecede) { search.add(argument) }
    return search.result()
  }
}

/// One run of `InputExpansion.expand`.
private struct InputSearch {
  let includeHidden: Bool
  private var found: [(file: InputFile, identity: FileSystem.Identity?)] = []
  private var passedOver: [String: InputExpansion.PassedOver.Reason] = [:]
  private var problems: [InputError] = []
  private var folders: Set<FileSystem.Identity> = []
  private let ownReports: Set<FileSystem.Identity>

  init(includeHidden: Bool, ownReports: [String]) {
    self.includeHidden = includeHidden
    self.ownReports = Set(ownReports.compactMap { FileSystem.status($0)?.identity })
  }

  func result() -> InputExpansion {
    var seen: Set<FileSystem.Identity> = []
    let sorted = found.sorted { FileSystem.bytesPrecede($0.file.path, $1.file.path) }
    var expansion = InputExpansion()
    var last: String?
    for (file, identity) in sorted {
      if file.path == last { continue }
      last = file.path
      if let identity, !seen.insert(identity).inserted { continue }
      expansion.files.append(file)
    }
    expansion.passedOver = passedOver.map { .init(path: $0.key, reason: $0.value) }
      .sorted { FileSystem.bytesPrecede($0.path, $1.path) }
    expansion.problems = problems.sorted { FileSystem.bytesPrecede($0.path, $1.path) }
    return expansion
  }

  mutating func add(_ argument: String) {
    if argument == "-" {
      found.append((.standardInput, nil))
      return
    }
    if let status = FileSystem.status(argument) {
      let isNew = status.type == .folder && !folders.contains(status.identity)
      let before = found.count
      let problemsBefore = problems.count
      take(argument, isNamed: true)
      if isNew, found.count == before, problems.count == problemsBefore {
        problems.append(
          InputError(
            kind: .notFound, path: argument, message: "there is no file to read in this folder"))
      }
      return
    }
    if argument.utf8.contains(where: { $0 == 0x2A || $0 == 0x3F }) {
      let before = found.count
      let problemsBefore = problems.count
      addMatches(of: argument)
      if found.count == before, problems.count == problemsBefore {
        problems.append(
          InputError(kind: .notFound, path: argument, message: "the pattern matches no file"))
      }
      return
    }
    problems.append(
      InputError(
        kind: .notFound, path: argument, message: FileSystem.whyMissing(argument)))
  }

  /// A path that exists (or that a folder lists).
  private mutating func take(_ path: String, isNamed: Bool) {
    guard let status = FileSystem.status(path) else {
      problems.append(
        InputError(kind: .notReadable, path: path, message: FileSystem.whyMissing(path)))
      return
    }
    switch status.type {
    case .folder:
      guard folders.insert(status.identity).inserted else { return }
      guard let names = FileSystem.names(in: path) else {
        problems.append(
          InputError(kind: .notReadable, path: path, message: FileSystem.lastError()))
        return
      }
      for name in names {
        let inner = FileSystem.join(path, name)
        if name.utf8.first == 0x2E, !includeHidden {
          passedOver[inner] = .hidden
        } else {
          take(inner, isNamed: false)
        }
      }
    case .file where !isNamed && ownReports.contains(status.identity):
      passedOver[path] = .ownReport
    case .file:
      found.append((InputFile(path: path, size: status.size), status.identity))
    case .other:
      // A pipe that is named is read; one that lies in a folder would only be waited for.
      if isNamed {
        found.append((InputFile(path: path), status.identity))
      } else {
        passedOver[path] = .notAFile
      }
    }
  }

  private mutating func addMatches(of pattern: String) {
    var parts = pattern.utf8.split(separator: 0x2F, omittingEmptySubsequences: true)
      .map { Array($0) }
    let root = pattern.utf8.first == 0x2F ? "/" : ""
    // Leading parts without wildcards lead straight to a folder.
    var base = root
    while let first = parts.first, !first.contains(where: { $0 == 0x2A || $0 == 0x3F }) {
      base = FileSystem.join(base, String(decoding: first, as: UTF8.self))
      parts.removeFirst()
    }
    var visited: Set<Visit> = []
    match(base, parts[...], &visited)
  }

  /// A folder that was searched for the rest of a pattern.
  private struct Visit: Hashable {
    var folder: FileSystem.Identity
    var rest: Int
  }

  private mutating func match(
    _ folder: String, _ parts: ArraySlice<[UInt8]>, _ visited: inout Set<Visit>
  ) {
    guard let part = parts.first else {
      take(folder, isNamed: true)
      return
    }
    let place = folder.isEmpty ? "." : folder
    guard let status = FileSystem.status(place), status.type == .folder,
      visited.insert(Visit(folder: status.identity, rest: parts.count)).inserted,
      let names = FileSystem.names(in: place)
    else { return }
    let isDeep = part == [0x2A, 0x2A]
    if isDeep { match(folder, parts.dropFirst(), &visited) }
    for name in names {
      let bytes = Array(name.utf8)
      let inner = FileSystem.join(folder, name)
      let isHidden = bytes.first == 0x2E
      if isHidden, part.first != 0x2E, !includeHidden {
        if isDeep || Self.matches(part[...], bytes[...]) { passedOver[inner] = .hidden }
        continue
      }
      if isDeep {
        if FileSystem.status(inner)?.type == .folder {
          match(inner, parts, &visited)
        } else if parts.count == 1 {
          take(inner, isNamed: false)
        }
      } else if Self.matches(part[...], bytes[...]) {
        match(inner, parts.dropFirst(), &visited)
      }
    }
  }

  /// `*` and `?` in one part of a path. Linear but for the last star, so at worst quadratic in
  /// a name's 255 bytes. `?` stands for one byte of ASCII or one whole character.
  private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    var at = name.startIndex
    var place = pattern.startIndex
    var star: (place: Int, at: Int)?
    while at < name.endIndex {
      if place < pattern.endIndex, pattern[place] == 0x2A {
        star = (place, at)
        place += 1
      } else if place < pattern.endIndex, pattern[place] == 0x3F {
        at += 1
        while at < name.endIndex, name[at] & 0xC0 == 0x80 { at += 1 }
        place += 1
      } else if place < pattern.endIndex, pattern[place] == name[at] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.place, last.at + 1)
        place = last.place + 1
        at = last.at + 1
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == 0x2A }
  }
}
