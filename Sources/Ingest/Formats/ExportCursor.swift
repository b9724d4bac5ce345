/// Where the reading of one export stands: in which of its lists, which resource's, which scope's, and
/// before which record.
struct ExportCursor {
  /// What an export holds, and how the lists in it are called.
  enum Signal {
    case spans, logs

    /// In the export itself.
    var name: StaticString { self == .spans ? "resourceSpans" : "resourceLogs" }

    /// In the entry of a resource; the later ones are of releases before 1.0.
    var scopes: [StaticString] {
      self == .spans
        ? ["scopeSpans", "instrumentationLibrarySpans"]
        : ["scopeLogs", "instrumentationLibraryLogs"]
    }

    /// In the entry of a scope.
    var records: [StaticString] { self == .spans ? ["spans"] : ["logRecords", "logs"] }
  }

  /// A list of the export that has still to be read.
  struct Pending {
    var signal: Signal
    /// The index of its key, and of the list.
    var key: Int
    var list: Int
  }

  var isActive = false
  /// The index behind the export.
  var after = 0
  var pending: [Pending] = []
  /// The list being read.
  var signal = Signal.spans
  var signalKey = 0
  /// The next entries and record, or the brackets that end their lists; -1 outside.
  var resources = -1
  var scopes = -1
  var records = -1
  /// What the resource, and with it the scope, give to all their records.
  var ofResource: [ExportPart] = []
  var shared: [ExportPart] = []
}
