import Detectors
import RuleModel

/// What the caller of a screening decides.
package struct ScreeningOptions: Sendable {
  /// Paths, folders, globs, or `-`.
  package var inputs: [String]
  /// The formats that are told from each other; what none recognises is looked through all the same.
  package var sources: [CheckedSource] = []
  /// How many threads work; at least 1. Never changes a result.
  package var jobs = 1
  /// How many bytes a thread takes at a time. Never changes a result.
  package var chunkBytes = 512 << 10
  /// A longer record is not looked at, which is told.
  package var maxRecordBytes = 16 << 20
  /// Types that are looked for; nil for all.
  package var types: TypeSet?
  package var minConfidence = Confidence.medium
  /// The least confidence that makes a finding decide the exit status; nil for none.
  package var failOn: Confidence? = .medium
  /// How many findings of a type are shown; all are counted.
  package var maxFindings = 1000
  /// Compute the SHA-256 of every input.
  package var digest = false
  /// Files that are no text are listed, and the run goes on.
  package var skipUnrecognised = false
  package var toolVersion: String
  /// Where this run will write: what lies there from an earlier one is no input.
  package var ownReports: [String] = []

  package init(inputs: [String], toolVersion: String) {
    self.inputs = inputs
    self.toolVersion = toolVersion
  }
}

/// How far a screening is.
package struct ScreeningProgress: Sendable {
  /// Bytes as stored.
  package var bytesTotal: UInt64
  package var bytesRead: UInt64
  package var events: Int
  package var file: String
}

/// Why a screening was given up.
package enum ScreeningError: Error, Equatable {
  case cancelled
  /// The system gives no thread.
  case noThread
}
