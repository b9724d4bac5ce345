import Engine
import RuleModel
import Values

/// Works out what the evidence of a run covers, by kind of event (semantics C4).
struct CoverageBuilder {
  /// What is known of one input after it has been read.
  struct File {
    /// nil: no source recognised it.
    var source: CheckedSource?
    /// In nanoseconds since 1970; `first > last` if it has no event.
    var first: Int64
    var last: Int64
    /// Kinds of its events.
    var kinds: Set<String>
  }

  let vocabulary: Vocabulary
  /// All sources of the program, in the order of their names: their places are their numbers.
  let sources: [CheckedSource]
  let options: ScanOptions

  /// Sources in the order that numbers them.
  static func ordered(_ sources: [CheckedSource]) -> [CheckedSource] {
    sources.sorted { Text($0.name) < Text($1.name) }
  }

  func coverage(_ bodies: [EvidenceBody], _ files: [File]) -> Coverage {
    var suppliers: [String: Set<Coverage.Supplier>] = [:]
    for body in bodies {
      let (begin, end) = span(body, files)
      for (source, kinds) in kinds(body, files) {
        let supplier = Coverage.Supplier(source: source, begin: begin, end: end)
        for kind in kinds { suppliers[kind, default: []].insert(supplier) }
      }
    }
    return Coverage(
      suppliers: suppliers.mapValues {
        $0.sorted { ($0.source, $0.begin, $0.end) < ($1.source, $1.begin, $1.end) }
      },
      tolerances: sources.map(tolerance), sourceNames: sources.map(\.name))
  }

  // A source's own, else the data set's.
  private func tolerance(_ source: CheckedSource) -> Int64 {
    let own = source.clockTolerance.nanoseconds
    return own > 0 ? own : options.dataset?.clockTolerance.nanoseconds ?? 0
  }

  /// `[begin, end)` of a body. The command line's claims come before the data set's; without events
  /// and claims it covers nothing.
  func span(_ body: EvidenceBody, _ files: [File]) -> (begin: Int64, end: Int64) {
    var begin = Int64.max
    var end = Int64.min
    for file in body.files where files[file].first <= files[file].last {
      begin = min(begin, files[file].first)
      end = max(end, files[file].last)
    }
    if let from = options.from ?? body.claim.from { begin = from.nanoseconds }
    if let until = options.until ?? body.claim.until { end = until.nanoseconds }
    if options.historyComplete || (body.claim.completeHistory && options.from == nil) {
      begin = .min
    }
    return (begin, end)
  }

  // Which sources of a body can record which kinds.
  private func kinds(_ body: EvidenceBody, _ files: [File]) -> [Int32: Set<String>] {
    var result: [Int32: Set<String>] = [:]
    for file in body.files {
      guard let source = files[file].source, let number = number(of: source.name) else { continue }
      // Where a source does not say of which kinds it is evidence, only those that occur are: that no
      // record of another was written says nothing.
      var kinds = Set(source.supplies)
      if source.supplies.isEmpty { kinds.formUnion(files[file].kinds) }
      result[number, default: []].formUnion(kinds)
    }
    if !body.supplies.isEmpty {
      // Also where the files are empty: that nothing happened is evidence too.
      let declared = body.source ?? sources.first { $0.kindPath != nil }?.name
      if result.isEmpty, let number = declared.flatMap(number(of:)) { result[number] = [] }
      for number in result.keys { result[number]?.formUnion(body.supplies) }
    }
    return result.mapValues(withAncestors)
  }

  private func number(of source: String) -> Int32? {
    sources.firstIndex { $0.name == source }.map { Int32($0) }
  }

  // An event of a kind is one of all kinds above it.
  private func withAncestors(_ kinds: Set<String>) -> Set<String> {
    var result = kinds
    for kind in kinds {
      var current = kind
      while case .some(.some(let parent)) = vocabulary.kindParents[current],
        result.insert(parent).inserted
      {
        current = parent
      }
    }
    result.insert("event")
    return result
  }
}
