extension InputExpansion {
  /// For each argument, in their order, which of `files` it names; a file that several arguments
  /// name is in each. `files` are what `expand` found for all of them.
  package static func bodies(
    of arguments: [String], in files: [InputFile], includeHidden: Bool = false,
    ownReports: [String] = []
  ) -> [[Int]] {
    var places: [FileSystem.Identity: Int] = [:]
    var standardInput: Int?
    for (index, file) in files.enumerated() {
      if file.isStandardInput {
        standardInput = index
      } else if let identity = FileSystem.status(file.path)?.identity {
        places[identity] = index
      }
    }
    return arguments.map { argument in
      let found = expand([argument], includeHidden: includeHidden, ownReports: ownReports)
      let indices = found.files.compactMap { file in
        file.isStandardInput
          ? standardInput : FileSystem.status(file.path).flatMap { places[$0.identity] }
      }
      return Set(indices).sorted()
    }
  }
}
