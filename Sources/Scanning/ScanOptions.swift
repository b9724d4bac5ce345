import Glibc
import RuleModel
import Values

/// What the caller of a scan decides; everything has the command line's default.
package struct ScanOptions: Sendable {
  /// How many unreadable records a run accepts.
  package enum UnreadableLimit: Sendable, Equatable {
    case count(Int)
    /// Of all records of the run, in percent.
    case percentage(Number)
  }

  /// Paths, folders, globs, or `-`; empty where the data set names the inputs.
  package var inputs: [String]
  /// The data set that the run uses.
  package var dataset: DataSet?
  /// The folder that the data set's patterns are relative to; nil is that of its file.
  package var datasetFolder: String?
  /// `--source NAME`: every input is of this source.
  package var source: String?
  /// How many workers; at least 1.
  package var jobs = 1
  /// How many bytes a worker takes at a time. Never changes a result.
  package var chunkBytes = 512 * 1024
  package var maxRecordBytes = 16 * 1024 * 1024
  /// How many findings of a rule are shown in full.
  package var maxFindings = 1000
  /// `--strict`: any unreadable record is an error, whatever `maxUnreadable` says.
  package var strict = false
  package var maxUnreadable = UnreadableLimit.count(0)
  package var skipUnrecognised = false
  package var allowInconclusive = false
  /// Rules below it do not decide the exit status.
  package var failOn = Severity.low
  /// Compute the SHA-256 of every input.
  package var digest = false
  /// Now, as the run understands it. An event later than this by more than a day is unreadable.
  package var asOf: Timestamp
  /// What the evidence claims to cover (`--from`, `--until`): instants, `until` exclusive.
  package var from: Timestamp?
  package var until: Timestamp?
  /// `--period`: which subjects are judged, `[start, end)`. nil: the data set's, or all.
  package var period: (start: Timestamp, end: Timestamp)?
  package var historyComplete = false
  /// The zone of times without an offset, if a data set declares none.
  package var zone: String?
  package var toolVersion: String
  /// `--memory`: how many bytes the events that rules relate may take before they go to temporary
  /// files.
  package var memoryBytes = ScanOptions.standardMemoryBytes
  /// `--temp`: where temporary files are made.
  package var temporaryFolder = ScanOptions.standardTemporaryFolder
  /// Hidden files in folders are read too.
  package var includeHidden = false
  /// Where this run will write: what lies there from an earlier one is no evidence.
  package var ownReports: [String] = []

  package init(inputs: [String], asOf: Timestamp, toolVersion: String) {
    self.inputs = inputs
    self.asOf = asOf
    self.toolVersion = toolVersion
  }
}

extension ScanOptions {
  /// A quarter of the machine's memory, at most 2 GiB.
  package static let standardMemoryBytes: Int = {
    let pages = Int(sysconf(Int32(_SC_PHYS_PAGES)))
    let size = Int(sysconf(Int32(_SC_PAGESIZE)))
    let (bytes, overflow) = pages.multipliedReportingOverflow(by: size)
    let most = 2 << 30
    return pages <= 0 || size <= 0 || overflow ? most : min(most, max(1 << 20, bytes / 4))
  }()

  /// `TMPDIR`, else `/tmp`.
  package static let standardTemporaryFolder: String = {
    let named = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    return named.isEmpty ? "/tmp" : named
  }()
}

/// What is evaluated: the parts of a checked program that a scan needs.
package struct ScanProgram: Sendable {
  package var vocabulary: Vocabulary
  package var rules: [CheckedRule]
  package var sources: [CheckedSource]
  package var waivers: [Waiver]
  package var ruleFiles: [(path: String, sha256: String)]
  /// Parameters set on the command line: name, value as written.
  package var parameters: [(name: String, value: String)]
  /// By rule: what its windows include, in words, one sentence each.
  package var windows: [String: [String]] = [:]
  /// The detectors that the rule files declare; what they find is masked wherever it would be shown.
  package var detectors: [DetectorDeclared] = []

  package init(
    vocabulary: Vocabulary, rules: [CheckedRule], sources: [CheckedSource],
    waivers: [Waiver] = [], ruleFiles: [(path: String, sha256: String)] = [],
    parameters: [(name: String, value: String)] = []
  ) {
    self.vocabulary = vocabulary
    self.rules = rules
    self.sources = sources
    self.waivers = waivers
    self.ruleFiles = ruleFiles
    self.parameters = parameters
  }
}

/// How far a scan is.
package struct ScanProgress: Sendable {
  /// Bytes of the inputs as stored; what standard input holds is not known before its end.
  package var bytesTotal: UInt64
  package var bytesRead: UInt64
  package var events: Int
  package var file: String

  package init(bytesTotal: UInt64, bytesRead: UInt64, events: Int, file: String) {
    self.bytesTotal = bytesTotal
    self.bytesRead = bytesRead
    self.events = events
    self.file = file
  }
}

/// Why a scan could not be carried out at all; nothing was evaluated.
package enum ScanError: Error, Sendable, Equatable {
  case cancelled
  /// The system gives no thread to work on.
  case noThread
  /// `--source` names no source.
  case unknownSource(String)
  /// Temporary files can't be made, written or read (a full disk): what about it.
  case temporaryStorage(String)
  /// The sink of findings failed.
  case output(String)
}
