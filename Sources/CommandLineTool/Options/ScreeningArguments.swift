import ArgumentParser
import Detectors
import Diagnostics
import Ingest
import Reporting
import RuleModel
import Screening

/// `json,html` of `writ sensitive --format`.
struct SensitiveFormatsArgument: ExpressibleByArgument {
  /// Without repetition, sorted by name.
  var formats: [SensitiveFormat]

  init?(argument: String) {
    var chosen: Set<String> = []
    for name in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let format = SensitiveFormat(rawValue: String(name)) else { return nil }
      chosen.insert(format.rawValue)
    }
    formats = SensitiveFormat.allCases.filter { chosen.contains($0.rawValue) }
  }

  static var allValueStrings: [String] { SensitiveFormat.allCases.map(\.rawValue) }
}

/// `low`, `medium`, `high`.
struct ConfidenceArgument: ExpressibleByArgument {
  var confidence: Confidence

  init(_ confidence: Confidence) { self.confidence = confidence }

  init?(argument: String) {
    guard let confidence = Confidence.allCases.first(where: { $0.name == argument }) else {
      return nil
    }
    self.confidence = confidence
  }

  static var allValueStrings: [String] { Confidence.allCases.map(\.name) }
  var defaultValueDescription: String { confidence.name }
}

/// `low`, `medium`, `high` or `none`.
struct FailOnArgument: ExpressibleByArgument {
  /// nil: nothing found fails.
  var confidence: Confidence?

  init?(argument: String) {
    if argument == "none" { return }
    guard let known = ConfidenceArgument(argument: argument) else { return nil }
    confidence = known.confidence
  }

  static var allValueStrings: [String] { Confidence.allCases.map(\.name) + ["none"] }
}

/// What `writ sensitive` and `writ redact` look for, and how.
struct ScreeningArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The least confidence that counts.", valueName: "low|medium|high"))
  var minConfidence = ConfidenceArgument(.medium)

  @Option(
    help: ArgumentHelp(
      "Only these types or categories, separated by commas ('writ detectors' lists them).",
      valueName: "types"))
  var types: String?

  @Flag(help: "List files that are no text and go on.")
  var skipUnrecognised = false

  @Option(
    help: ArgumentHelp(
      "How many threads work; the result is the same. Default: one for each core.",
      valueName: "n"))
  var jobs: PositiveArgument?

  @Option(
    help: ArgumentHelp("A longer record is not looked at, which is an error.", valueName: "size"))
  var maxRecordBytes = ByteCountArgument(bytes: 16 << 20)

  @Option(
    help: ArgumentHelp(
      "How many bytes a thread takes at a time; the result is the same.", valueName: "size",
      visibility: .hidden))
  var chunkSize = ByteCountArgument(bytes: 512 << 10)

  /// The options of a run over these inputs.
  func options(for data: [String]) throws -> ScreeningOptions {
    var screening = ScreeningOptions(inputs: data, toolVersion: ToolVersion.current)
    screening.minConfidence = minConfidence.confidence
    screening.types = try types.map(Self.types)
    screening.skipUnrecognised = skipUnrecognised
    screening.jobs = jobs?.value ?? ScanRun.coreCount
    screening.maxRecordBytes = maxRecordBytes.bytes
    screening.chunkBytes = chunkSize.bytes
    screening.sources = try Self.sources()
    return screening
  }

  /// The shipped formats, by which data are told from each other; without an installation there are none,
  /// and everything is looked through all the same.
  private static func sources() throws -> [CheckedSource] {
    guard Environment.value("WRIT_HOME") != nil || (try? Installation.locate()) != nil else {
      return []
    }
    return try LoadedRules.load([Installation.locate().sources]).program.sources
  }

  /// Types by their names, and those of categories.
  static func types(_ text: String) throws -> TypeSet {
    var chosen: [SensitiveType] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(part)
      if let type = SensitiveType.allCases.first(where: { $0.name == name }) {
        chosen.append(type)
      } else if let category = SensitiveCategory.allCases.first(where: { $0.optionName == name }) {
        chosen += Catalogue.detectors.filter { $0.category == category }.map(\.type)
      } else {
        let known =
          SensitiveType.allCases.map(\.name) + SensitiveCategory.allCases.map(\.optionName)
        throw CommandFailure(
          .usage, "there is no type or category '\(name)'",
          help: [Self.help(for: name, among: known)])
      }
    }
    return TypeSet(chosen)
  }

  static func help(for name: String, among known: [String]) -> String {
    let near = suggestions(for: name, among: known)
    return near.isEmpty
      ? "'writ detectors' lists types and categories"
      : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
  }
}
