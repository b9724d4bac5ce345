import ArgumentParser

/// `writ redact`: the options and their help. What it does is in RedactRun.
struct Redact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Writes a copy of data in which personal data and secrets are replaced.",
    discussion: """
      Everything that 'writ sensitive' finds is replaced; the rest is copied byte for byte: order, spacing, \
      escapes, line ends. JSON stays JSON. Paths are kept below the output folder, gzip and zstd are \
      written as they were. Every record that was changed is looked through again; a file in which \
      something is left, or that could not be read to its end, is not written.

      Strategies:
        mask           *****
        drop           nothing; a number becomes null
        token          the type's name: ***EMAIL***
        hmac           a keyed digest, the same for the same value in all files: hmac:k1:9f86d081…
        keep-last:4    ****1111, where the type allows it; else mask
        truncate-ip    203.0.113.***; what is no IP address is masked
        year-only      1980; what is no date of birth is masked

      Examples:
        writ redact logs/ --output clean/
            every finding masked
        writ redact logs/ --output clean/ --strategy hmac --key-file redaction.key
            values can still be told apart and counted, and linked over files
        writ redact 'logs/**/*.jsonl.gz' --output clean/ --policy redaction.policy
            the policy's lines are 'email = hmac', 'payment_card = keep-last:4', 'credentials = drop'
        kubectl logs deploy/web | writ redact - --output - | less
            standard input and output

      Exit status (docs/exit-status.md):
        0  every input was read to its end, and its copy was written
        2  wrong usage: nothing was read
        3  an input could not be read or written, or made clean; the others were written
        129, 130, 143  stopped by SIGHUP, SIGINT, SIGTERM; no file is left half-written
      """)

  @Argument(
    help: ArgumentHelp("Files, folders, globs, or - for standard input.", valueName: "data"))
  var data: [String]

  @Option(
    help: ArgumentHelp(
      "The folder for the copies, made if it is missing; - for standard output (one input).",
      valueName: "dir"))
  var output: String

  @OptionGroup(title: "What is looked for")
  var screening: ScreeningArguments

  @Option(
    help: ArgumentHelp(
      "What values are replaced with, where the policy says nothing.",
      valueName: "mask|drop|hmac|token|keep-last:4|truncate-ip|year-only"))
  var strategy = StrategyArgument(.mask)

  @Option(
    help: ArgumentHelp(
      "A file with lines 'TYPE = STRATEGY'; see docs/sensitive.md.", valueName: "file"))
  var policy: String?

  @Option(
    help: ArgumentHelp("The key of the strategy hmac: the bytes of this file.", valueName: "file"))
  var keyFile: String?

  @Option(
    help: ArgumentHelp(
      "The key of the strategy hmac: this environment variable.", valueName: "name"))
  var keyEnv: String?

  @Option(
    help: ArgumentHelp(
      "What replacements call the key: letters and digits.", valueName: "id"))
  var keyId = "k1"

  func validate() throws {
    if data.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("Standard input (-) can be read only once.")
    }
    if keyFile != nil, keyEnv != nil {
      throw ValidationError("--key-file and --key-env both name the key; give one.")
    }
  }

  func run() throws {
    try RedactRun(options: self).run()
  }
}
