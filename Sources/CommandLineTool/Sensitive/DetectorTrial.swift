import Detectors
import Reporting
import Screening

/// What is found in one text, and what is not though it has the form: what `writ detectors test` prints.
struct DetectorTrial {
  private(set) var text = ""
  private(set) var hasLeaks = false

  private let scanner = RecordScanner()

  init(_ record: String) {
    let bytes = Array(record.utf8)
    let found = findings(in: bytes)
    hasLeaks = found.contains { $0.state.isLeak }
    for finding in found { text += describe(finding, in: bytes) + "\n" }
    if found.isEmpty { text += "Nothing is found.\n" }
    let others = vetoed(bytes, found) + lackingContext(bytes, found)
    if !others.isEmpty { text += "\nNot reported:\n\n" + others.joined() }
  }

  private func findings(in bytes: [UInt8]) -> [Finding] {
    bytes.withUnsafeBufferPointer { scanner.scan($0) }
    return Array(scanner.findings)
  }

  // MARK: What is found

  private func describe(_ finding: Finding, in bytes: [UInt8]) -> String {
    let detector = Detector.of(finding)
    var lines = [
      "\(finding.type.name), \(finding.state.name): \(excerpt(finding.range, finding, bytes))",
      "  place        byte \(finding.range.lowerBound), \(counted(finding.range.count, "byte"))"
        + (finding.isInKey ? ", in a member's name" : ""),
      "  confidence   \(finding.confidence.name)",
      "  decided by   \(finding.context.name)",
    ]
    if let detector {
      lines.append("  detector     \(detector.id)")
      lines.append("  form         \(detector.form)")
      if !detector.check.isEmpty { lines.append("  check        \(detector.check)") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func excerpt(_ range: Range<Int>, _ finding: Finding, _ bytes: [UInt8]) -> String {
    bytes.withUnsafeBufferPointer { bytes in
      let raw = Bytes(rebasing: bytes[range])
      return visible(
        Excerpts.text(
          of: raw, type: finding.type,
          characters: raw.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }))
    }
  }

  // MARK: What is not

  /// Parts that would be found if they stood alone: a key or a word before them says something else.
  private func vetoed(_ bytes: [UInt8], _ found: [Finding]) -> [String] {
    var lines: [String] = []
    for part in parts(of: bytes) {
      for finding in findings(in: Array(bytes[part])) where finding.state == .unmasked {
        let range =
          finding.range.lowerBound + part.lowerBound..<finding.range.upperBound + part.lowerBound
        guard !found.contains(where: { $0.range.overlaps(range) }) else { continue }
        lines.append(
          "  byte \(range.lowerBound), \(counted(range.count, "byte")): the form of \(finding.type.name), "
            + "but the key or the words before it say that it is something else\n")
      }
    }
    return lines
  }

  /// Parts that would be found under a key that says what they are.
  private func lackingContext(_ bytes: [UInt8], _ found: [Finding]) -> [String] {
    var lines: [String] = []
    var seen: Set<SensitiveType> = []
    let types = Catalogue.detectors.filter {
      $0.context == .required && $0.category != .credentials
    }
    .map(\.type)
    for type in types where seen.insert(type).inserted {
      guard let key = Self.key(for: type) else { continue }
      for part in parts(of: bytes) {
        let head = Array("{\"\(key)\":\"".utf8)
        for finding in findings(in: head + bytes[part] + Array("\"}".utf8))
        where finding.state == .unmasked && finding.type == type && !finding.isInKey {
          let start = finding.range.lowerBound - head.count + part.lowerBound
          let range = start..<start + finding.range.count
          guard !found.contains(where: { $0.range.overlaps(range) }) else { continue }
          lines.append(
            "  byte \(start), \(counted(range.count, "byte")): the form of \(type.name), which is reported "
              + "under a key like '\(key)' or near words that say so\n")
        }
      }
    }
    return lines
  }

  /// Words of the text, between blanks and the signs that stand around values; and all of it.
  private func parts(of bytes: [UInt8]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for index in 0...bytes.count {
      let isEnd =
        index == bytes.count || bytes[index] <= 0x20 || "\"'=,;&{}[]<>:".utf8.contains(bytes[index])
      guard isEnd else { continue }
      // Quotes and backslashes would end the text that the part is tried in.
      if index - start >= 6, !bytes[start..<index].contains(UInt8(ascii: "\\")) {
        parts.append(start..<index)
      }
      start = index + 1
    }
    return parts.count <= 200 ? parts : Array(parts.prefix(200))
  }

  /// A key that is known to say the type.
  private static func key(for type: SensitiveType) -> String? {
    let name = type.name
    let candidates = [
      name, name.split(separator: "_").dropFirst().joined(separator: "_"), "tax_id",
    ]
    return candidates.first { candidate in
      Array(candidate.utf8).withUnsafeBufferPointer { bytes in
        KeyClassifier.meaning(of: bytes).types.contains(type)
      }
    }
  }
}
