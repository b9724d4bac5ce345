import ArgumentParser
import RuleModel
import Scanning

/// `writ scan`: the options and their help. What a scan does is in ScanRun.
struct Scan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Evaluates rules over logs; prints a summary and writes the reports.",
    discussion: """
      Reads files, folders (recursively), globs, or - for standard input; gzip and zstd as they \
      are. The format of each file is told by its content; 'writ sources' lists the formats.

      Examples:
        writ scan logs/
            the shipped rules over a folder; reports/writ-report.html and .json
        writ scan --rules rules/mesh --rules acme.writ 'logs/**/*.jsonl.gz'
            your own rules and one shipped pack over a glob
        kubectl logs deploy/web -c istio-proxy | writ scan --source envoy-json -
            standard input
        writ scan --format ndjson --output - logs/ | jq .
            every finding as it is found, one a line
        writ scan --fail-on high --max-unreadable 0.1% logs/
            in a pipeline: lower severities and a few broken lines do not fail it
        writ scan --dataset production.writ --period 2026-01-01..2026-03-31
            the inputs that a data set declares, judged for a quarter
        writ scan --history complete --until 2026-04-02 logs/
            deadlines up to 1 April are decided, and nothing is missing before

      Exit status (docs/exit-status.md):
        0  every rule at or above --fail-on was evaluated and none failed
        1  a rule at or above --fail-on failed
        2  wrong usage, or rules with errors: no data was read
        3  not everything could be evaluated, or the outcome could not be written
        129, 130, 143  stopped by SIGHUP, SIGINT, SIGTERM
      """)

  @Argument(
    help: ArgumentHelp(
      "Files, folders, globs, or - for standard input. Default: the rules' data set.",
      valueName: "data"))
  var data: [String] = []

  @OptionGroup(title: "Rules")
  var rules: RuleOptions

  @Option(
    help: ArgumentHelp(
      "Take every input for this format instead of looking at it ('writ sources').",
      valueName: "name"))
  var source: String?

  @Option(
    help: ArgumentHelp(
      "Scan the inputs of this data set: its name, or a .writ file that declares one.",
      valueName: "name|file"))
  var dataset: String?

  // Reports

  @Option(
    help: ArgumentHelp(
      "The folder for the reports, made if it is missing; - for standard output (one format).",
      valueName: "dir"))
  var output = "reports"

  @Option(
    help: ArgumentHelp(
      "What to write, separated by commas; ndjson streams every finding, text is the summary.",
      valueName: "formats"))
  var format = FormatsArgument.standard

  @Option(
    help: ArgumentHelp(
      "How many findings of a rule the reports show in full; all are counted.", valueName: "n"))
  var maxFindings = 1000

  @Flag(help: "Put the SHA-256 of every input into the report.")
  var digest = false

  @Flag(help: "Put the run's duration into the report, which then differs from run to run.")
  var timing = false

  @OptionGroup var colour: ColourOptions

  // What is accepted

  @Option(
    help: ArgumentHelp(
      "The lowest severity that decides the exit status.",
      valueName: "severity"))
  var failOn = SeverityArgument(.low)

  @Flag(help: "Rules that can't be decided are accepted (exit status 0).")
  var allowInconclusive = false

  @Option(
    help: ArgumentHelp(
      "How many unreadable records are accepted: a number, or a percentage of all.",
      valueName: "n|p%"))
  var maxUnreadable = UnreadableArgument.none

  @Flag(help: "An unreadable record is an error, whatever --max-unreadable says.")
  var strict = false

  @Flag(help: "List files of unknown format and go on.")
  var skipUnrecognised = false

  // Time

  @Option(
    help: ArgumentHelp(
      "Judge only what happened then: 2026-01-01..2026-03-31 (both days count), or two RFC 3339 times.",
      valueName: "a..b"))
  var period: PeriodArgument?

  @Option(
    help: ArgumentHelp(
      "The evidence is complete from here: a day (2026-01-31) or RFC 3339 with an offset.",
      valueName: "time"))
  var from: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "The evidence is complete up to here: a day (counts whole) or RFC 3339 with an offset.",
      valueName: "time"))
  var until: TimeArgument?

  @Option(
    help: ArgumentHelp(
      "Nothing is missing before the first event.", valueName: "complete"))
  var history: HistoryArgument?

  @Option(
    help: ArgumentHelp(
      "Now, for this run (the report says it); later events are unreadable. Default: the clock.",
      valueName: "time"))
  var asOf: TimeArgument?

  // Resources

  @Option(
    help: ArgumentHelp(
      "How many threads work; the result is the same. Default: one for each core.",
      valueName: "n"))
  var jobs: PositiveArgument?

  @Option(
    help: ArgumentHelp(
      "Memory for events that rules relate; more goes to disk. Default: a quarter, at most 2 GiB.",
      valueName: "size"))
  var memory: ByteCountArgument?

  @Option(
    help: ArgumentHelp(
      "The folder for temporary files. Default: TMPDIR, else /tmp.", valueName: "dir"))
  var temp: String?

  @Option(
    help: ArgumentHelp("A longer record is unreadable.", valueName: "size"))
  var maxRecordBytes = ByteCountArgument(bytes: 16 << 20)

  @Option(
    help: ArgumentHelp(
      "How many bytes a thread takes at a time; the result is the same.", valueName: "size",
      visibility: .hidden))
  var chunkSize = ByteCountArgument(bytes: 512 << 10)

  func validate() throws {
    if maxFindings < 0 { throw ValidationError("--max-findings can't be negative.") }
    if data.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    if output == "-", format.formats.count != 1 {
      throw ValidationError(
        "Standard output takes one format: --output - needs --format json, html, ndjson or text.")
    }
  }

  func run() throws {
    try ScanRun(options: self).run()
  }
}
