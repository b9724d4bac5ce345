import Detectors

/// Looks through records, and keeps of what is found what was asked for. One for each thread.
final class Screener {
  /// What was found in the last record, in its order: of the types and the confidence asked for.
  private(set) var findings: ContiguousArray<Finding> = []
  /// How many findings of the last record have less confidence.
  private(set) var below = 0

  private let scanner = RecordScanner()
  private let types: TypeSet?
  private let minConfidence: Confidence
  /// Pointers of the last record to names that hold something themselves.
  private var keys: [Range<Int>] = []

  init(types: TypeSet?, minConfidence: Confidence) {
    self.types = types
    self.minConfidence = minConfidence
  }

  /// Looks through one record. Linear in its length.
  ///
  /// - Parameter hasOwnNames: false if the members' names are not the record's, but a table's columns'.
  func scan(_ record: Bytes, hasOwnNames: Bool = true) {
    findings.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    below = 0
    scanner.scan(record)
    for var finding in scanner.findings where hasOwnNames || !finding.isInKey {
      // What a redaction wrote is masked, whatever its key makes of it.
      if finding.state.isLeak,
        Replacement.isOwn(Bytes(rebasing: record[finding.range]), type: finding.type)
      {
        finding.state = .masked
      }
      if finding.isInKey, finding.state.isLeak { keys.append(finding.path) }
      guard types?.contains(finding.type) ?? true else { continue }
      if finding.confidence < minConfidence, finding.state.isLeak {
        below += 1
      } else {
        findings.append(finding)
      }
    }
  }

  /// The pointer to a finding of the last record, as it is; empty in plain text.
  func pointer(of finding: Finding) -> Bytes {
    scanner.paths.withUnsafeBufferPointer { Bytes(rebasing: $0[finding.path]) }
  }

  /// Where in a finding's pointer steps begin that hold something sensitive.
  func hiddenSteps(of finding: Finding) -> [Int] {
    guard !keys.isEmpty else { return [] }
    let pointer = pointer(of: finding)
    return scanner.paths.withUnsafeBufferPointer { paths in
      keys.compactMap { range in
        let key = Bytes(rebasing: paths[range])
        guard pointer.starts(with: key),
          pointer.count == key.count || pointer[key.count] == UInt8(ascii: "/")
        else { return nil }
        return key.lastIndex(of: UInt8(ascii: "/"))
      }
    }
  }

  var hasSensitiveKeys: Bool { !keys.isEmpty }
}

extension Detector {
  /// The detector of a finding; findings know theirs by its place in the catalogue.
  package static func of(_ finding: Finding) -> Detector? {
    let index = Int(finding.detector)
    return Catalogue.detectors.indices.contains(index) ? Catalogue.detectors[index] : nil
  }
}
