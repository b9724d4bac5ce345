import Ingest
import RuleModel

/// A file to be read, and what is known of its format beforehand.
struct ScanInput: Sendable {
  let file: InputFile
  /// The source that the command line or the data set names for it.
  let source: CheckedSource?
  /// Its path as reports name it.
  let shownPath: String
}
