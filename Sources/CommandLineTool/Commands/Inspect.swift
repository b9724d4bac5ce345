import ArgumentParser
import Findings
import Ingest
import Scanning
import Values

/// `writ inspect FILE`
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows how a log is understood: format, fields, unmapped keys, first events.",
    discussion: """
      Use it before you write a rule, or a 'source' for a format of your own: it shows which field \\
      is filled from which key and how often, and what no field is filled from. Values that may \\
      be secret are masked.

      Examples:
        writ inspect access.log.gz
        writ inspect --events 10 audit.jsonl
        writ inspect --rules acme.writ --source acme gateway.jsonl
            with a source of your own
      """)

  @Argument(help: ArgumentHelp("One file; it may be compressed.", valueName: "file"))
  var file: String

  @Option(
    help: ArgumentHelp(
      "Take the file for this format instead of looking at it.", valueName: "name"))
  var source: String?

  @Option(help: ArgumentHelp("How many events to show.", valueName: "n"))
  var events = 3

  @OptionGroup var rules: RuleOptions

  /// Enough to see every key; a log of any size is answered at once.
  private static let limit = 100_000

  func validate() throws {
    if events < 0 { throw ValidationError("--events can't be negative.") }
    if file == "-" { throw ValidationError("inspect reads the file twice; - can't be.") }
  }

  func run() throws {
    if FileSystem.isFolder(file) {
      throw CommandFailure(.usage, "\(file) is a folder", help: ["inspect takes one file"])
    }
    let program = try LoadedRules.loadForUse(rules).program
    var options = ScanOptions(
      inputs: [file], asOf: Clock.now, toolVersion: ToolVersion.current)
    options.source = source
    var scanProgram = ScanProgram(program)
    scanProgram.rules = []
    scanProgram.waivers = []
    let result = try scan(program: scanProgram, options: options)
    guard let facts = result.inputs.first, result.inputs.count == 1 else {
      throw CommandFailure(
        .incomplete, result.run.problems.first?.message ?? "\(file) is not one file")
    }
    guard let name = facts.source, let found = program.sources.first(where: { $0.name == name })
    else {
      throw CommandFailure(
        .incomplete,
        "\(file): \(facts.detail ?? "there is no record in it")",
        help: facts.state == .unrecognised
          ? [
            "--source NAME names the format; 'writ sources' lists them",
            "docs/sources.md says how to declare one of your own",
          ] : [])
    }
    let inspection: Inspection
    do throws(InputError) {
      inspection = try Inspection(
        InputFile(path: file), source: found, vocabulary: program.vocabulary,
        limits: ExtractionLimits(
          knownKinds: Set(program.vocabulary.kindParents.keys.map { Text($0) })),
        limit: Self.limit, shown: events)
    } catch {
      throw CommandFailure(.incomplete, "\(error.path): \(error.message)")
    }
    try StandardOutput.shared.write(InspectionText(facts, inspection).text)
  }
}
