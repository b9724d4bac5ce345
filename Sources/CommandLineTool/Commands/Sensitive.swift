import ArgumentParser
import Reporting

/// `writ sensitive`: the options and their help. What it does is in SensitiveRun.
struct Sensitive: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitive",
    abstract: "Finds personal data and secrets that should have been masked.",
    discussion: """
      Looks through any data, without rules: JSON in any layout, CSV, and text of any format line by line; \
      files, folders (recursively), globs, or - for standard input; gzip and zstd as they are. Prints a \
      table by type, field and source. No report, message or file of it holds a value that was found: \
      it shows where, how long, of what type, what decided, and as much as the type allows to be seen.

      Examples:
        writ sensitive logs/
            the table, with masked examples
        writ sensitive --format html,json --output reports 'logs/**/*.jsonl.gz'
            a page for people and a document for programs
        kubectl logs deploy/web | writ sensitive -
            standard input
        writ sensitive --format ndjson --output - logs/ | jq .
            every finding as a line, masked values too
        writ sensitive --types credentials,payment_card --fail-on high logs/
            in a pipeline: only these, and only what is certain fails
        writ redact logs/ --output clean/
            a copy without what was found

      Exit status (docs/exit-status.md):
        0  everything was looked through, and nothing unmasked was found
        1  something unmasked was found, of the confidence of --fail-on or above
        2  wrong usage: no data was read
        3  not everything could be looked through, there was nothing, or the outcome could not be written
        129, 130, 143  stopped by SIGHUP, SIGINT, SIGTERM
      """)

  @Argument(
    help: ArgumentHelp("Files, folders, globs, or - for standard input.", valueName: "data"))
  var data: [String]

  @OptionGroup(title: "What is looked for")
  var screening: ScreeningArguments

  @Option(
    help: ArgumentHelp(
      "The least confidence that decides the exit status, or none. Default: as --min-confidence.",
      valueName: "low|medium|high|none"))
  var failOn: FailOnArgument?

  @Option(
    help: ArgumentHelp(
      "The folder for the reports, made if it is missing; - for standard output (one format).",
      valueName: "dir"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "What to write, separated by commas. Default: json,html in a folder, else text.",
      valueName: "formats"))
  var format: SensitiveFormatsArgument?

  var formats: [SensitiveFormat] {
    format?.formats ?? (output == nil || output == "-" ? [.text] : [.html, .json])
  }

  @Option(
    help: ArgumentHelp(
      "How many findings of a type the reports show; all are counted.", valueName: "n"))
  var maxFindings = 1000

  @Flag(help: "Put the SHA-256 of every input into the report.")
  var digest = false

  @OptionGroup var colour: ColourOptions

  func validate() throws {
    if maxFindings < 0 { throw ValidationError("--max-findings can't be negative.") }
    if data.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    if output == "-", formats.count != 1 {
      throw ValidationError(
        "Standard output takes one format: --output - needs --format json, html, ndjson, sarif or text."
      )
    }
    if output == nil, formats.count > 1 {
      throw ValidationError("Several formats need a folder: --output reports.")
    }
  }

  func run() throws {
    try SensitiveRun(options: self).run()
  }
}
