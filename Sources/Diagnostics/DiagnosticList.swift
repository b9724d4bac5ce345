/// Diagnostics in the order in which they are shown, with a bound for each file.
package struct DiagnosticList: Sendable {
  /// Sorted by file and place; at most `perFile` of each file. Where a file has more, its errors
  /// are kept before its warnings, and those at its beginning before later ones.
  package let shown: [Diagnostic]

  /// The files that have more, by name, and how many more.
  package let hidden: [(file: String, count: Int)]

  /// Of all diagnostics, the hidden ones too.
  package let errorCount: Int
  package let warningCount: Int

  package init(_ diagnostics: [Diagnostic], perFile: Int = 50) {
    errorCount = diagnostics.count { $0.severity == .error }
    warningCount = diagnostics.count { $0.severity == .warning }
    var files: [String: [Diagnostic]] = [:]
    for diagnostic in diagnostics {
      files[diagnostic.primary.text.name, default: []].append(diagnostic)
    }
    var shown: [Diagnostic] = []
    var hidden: [(file: String, count: Int)] = []
    for (file, all) in files.sorted(by: { $0.key < $1.key }) {
      let sorted = all.sorted(by: Self.stands)
      let errors = sorted.filter { $0.severity == .error }
      let others = sorted.filter { $0.severity != .error }
      shown += (errors + others).prefix(perFile).sorted(by: Self.stands)
      if all.count > perFile { hidden.append((file, all.count - perFile)) }
    }
    self.shown = shown
    self.hidden = hidden
  }

  /// One line for each file that has more than are shown.
  package var hiddenLines: [String] {
    hidden.map {
      "\($0.file): \($0.count) more \($0.count == 1 ? "problem" : "problems") not shown"
    }
  }

  private static func stands(_ a: Diagnostic, before b: Diagnostic) -> Bool {
    (a.primary.span.start, a.primary.span.end, a.id, a.message)
      < (b.primary.span.start, b.primary.span.end, b.id, b.message)
  }
}
