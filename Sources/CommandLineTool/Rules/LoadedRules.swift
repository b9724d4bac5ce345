import Diagnostics
import RuleModel
import RuleSemantics
import RuleSyntax

/// The rule files of a run, read and checked.
struct LoadedRules {
  var program: CheckedProgram
  /// Errors, warnings and notes of all files.
  var diagnostics: [Diagnostic]

  var errorCount: Int { diagnostics.count { $0.severity == .error } }
  var warningCount: Int { diagnostics.count { $0.severity == .warning } }

  /// Reads the shipped sources and the rules at `paths` (the shipped packs if there are none).
  ///
  /// Throws only where there is nothing to check: a missing path, a file that can't be read.
  /// What is wrong in the files is in `diagnostics`.
  static func load(
    _ paths: [String], parameters: [ParameterSetting] = [], dataset: String? = nil
  ) throws(CommandFailure) -> LoadedRules {
    let installation = try Installation.locate()
    var files = RuleFiles()
    try files.add(installation.sources)
    let shippedCount = files.paths.count
    for path in paths.isEmpty ? [installation.rules] : paths { try files.add(path) }
    var texts: [SourceText] = []
    var shipped: Set<[UInt8]> = []
    for (index, path) in files.paths.enumerated() {
      do {
        let bytes = try RuleFileReader.read(path)
        // A copy of the shipped rules brings its sources along: unchanged, they are the same ones.
        if index < shippedCount {
          shipped.insert(bytes)
        } else if shipped.contains(bytes) {
          continue
        }
        texts.append(SourceText(name: path, bytes: bytes))
      } catch {
        throw CommandFailure(.usage, "cannot read \(path): \(error)")
      }
    }
    let (program, diagnostics) = check(
      texts,
      options: CheckOptions(
        parameters: parameters.map { ($0.name, $0.value) }, dataset: dataset))
    return LoadedRules(program: program, diagnostics: diagnostics)
  }

  /// Loads rules that are about to be used: what is wrong goes to standard error, and an error
  /// ends the command.
  static func loadForUse(
    _ options: RuleOptions, dataset: String? = nil, colour: Bool? = nil
  ) throws -> LoadedRules {
    let loaded = try load(options.paths, parameters: options.parameters, dataset: dataset)
    loaded.printDiagnostics(colour: colour)
    if let failure = loaded.failure { throw failure }
    return loaded
  }

  func printDiagnostics(colour: Bool?) {
    guard !diagnostics.isEmpty else { return }
    let terminal = Terminal(.error, colour: colour)
    StandardError.write(TerminalRenderer(useColour: terminal.useColour).render(diagnostics))
  }

  /// What ends a command that can't go on with these rules.
  var failure: CommandFailure? {
    guard errorCount > 0 else { return nil }
    let first = diagnostics.first { $0.severity == .error }?.id ?? ""
    return CommandFailure(
      .usage, "the rules have \(counted(errorCount, "error"))",
      help: ["'writ explain \(first)' shows a wrong and a right example"])
  }
}

/// `1 rule`, `2 rules`, `1,200 rules`.
func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? one : many ?? one + "s")"
}
